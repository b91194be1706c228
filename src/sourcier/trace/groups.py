"""Which articles must be traced together: what is said of one group depends on no article of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourcier.model import Article, Credit, Debris, Reuse
from sourcier.trace.families import components
from sourcier.trace.parties import page_key


def connected_groups(articles: Iterable[Article], reuses: Iterable[Reuse]) -> tuple[tuple[str, ...], ...]:
    """The ids of articles by the group that they are traced in, each group and all of them ascending; each article is in one.

    Articles are tied by a reuse, by being versions of one page, and by a credit or a copying tool's mark with the address of the very
    page. The stories of all articles are the stories of each group by itself, together: a library may settle group by group.
    """
    kept = sorted({article.article_id: article for article in articles}.items())
    row = {key: number for number, (key, _) in enumerate(kept)}
    pages: dict[str, int] = {}
    ties = [(row[r.first], row[r.second]) for r in reuses if r.first in row and r.second in row]
    for number, (_, article) in enumerate(kept):
        if page := page_key(article.address):
            ties.append((number, pages.setdefault(page, number)))
    for number, (_, article) in enumerate(kept):
        ties += [(number, pages[page]) for page in _pages_named(article) if page in pages]
    groups: dict[int, list[str]] = {}
    for number, top in enumerate(components(len(kept), ties)):
        groups.setdefault(top, []).append(kept[number][0])
    return tuple(sorted(tuple(group) for group in groups.values()))


def page_ties(article: Article) -> tuple[str, tuple[str, ...]]:
    """The exact page of an article ("" when it has none), and those it says its text is from: articles are tied by either."""
    return page_key(article.address), tuple(_pages_named(article))


def _pages_named(article: Article) -> Iterator[str]:
    """The exact pages that an article says its text is from."""
    marks: tuple[Credit | Debris, ...] = (*article.credits, *article.debris)
    yield from (page_key(mark.address) for mark in marks if mark.address)
