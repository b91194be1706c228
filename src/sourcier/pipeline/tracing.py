"""Where one page comes from: traced among the pages its credits lead to and, with a library, all that is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sourcier.compare import find_reuses, windows
from sourcier.gather.chase import chase
from sourcier.model import Article, Hop, Page, Reading, Reuse, Searched, Story
from sourcier.pipeline.reading import Fetch, Item, article_of, read_page
from sourcier.pipeline.settling import Family, HeldIndex, credited_addresses, find_family, suppose, without_versions
from sourcier.store import Store
from sourcier.text.addresses import normalise_address, registrable_domain
from sourcier.trace import is_version, searched, trace_stories

# So many windows of a text tell which held articles may be the same.
_TELLING = 8


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer to "where does this page come from": its reading, its story and chain, and what was looked at to say so.

    `others` are the articles that the story ties to the page, `chased` what the addresses gone after on the way gave.
    """

    reading: Reading
    chain: tuple[Hop, ...]
    story: Story | None
    others: tuple[Article, ...]
    reuses: tuple[Reuse, ...]
    chased: tuple[Item, ...]
    searched: Searched


def trace_page(reading: Reading, *, library: Store | None = None, fetch: Fetch | None = None) -> Trace:
    """The trace of one page that was read, among the articles of a library and the pages that its credits lead to.

    A saved page that the library holds under its own address is traced as that one. Without `fetch` no credit is chased.

    Raises:
        ReadError: the page holds no article.
    """
    chased = tuple(_chased(reading, fetch)) if fetch else ()
    found = tuple(item.article for item in chased if isinstance(item, Reading) and item.article)
    if library is None:
        articles = _one_each((article_of(reading), *found))
        reuses = tuple(without_versions(find_reuses(articles), articles))
        return _trace(reading, Family(articles, reuses), chased, searched(articles))
    with library.looking() as index:
        reading = _as_held(reading, index)
        pages = {a.article_id: a for a in (article_of(reading), *found)}
        known = index.numbers(pages)
        strangers = tuple(a for key, a in pages.items() if key not in known)
        family = find_family(suppose(index, strangers), pages)
    return _trace(reading, family, chased, _searched(library, strangers))


def _trace(reading: Reading, family: Family, chased: tuple[Item, ...], where: Searched) -> Trace:
    """The trace of a page among its family."""
    article = article_of(reading)
    stories = trace_stories(family.articles, family.reuses)
    story = next((s for s in stories if article.article_id in s.held), None)
    tied = set(story.articles) if story else set()
    return Trace(
        reading=reading,
        chain=story.chain(article.article_id) if story else (),
        story=story,
        others=tuple(a for a in family.articles if a.article_id in tied and not is_version(a, article)),
        reuses=tuple(r for r in family.reuses if article.article_id in (r.first, r.second)),
        chased=chased,
        searched=where,
    )


def _searched(library: Store, strangers: Sequence[Article]) -> Searched:
    """What a library holds together with pages that it does not."""
    held, beside = library.searched(), searched(strangers)
    if not strangers:
        return held
    names = {outlet.name for outlet in library.outlets()}
    new = {name for a in strangers if (name := a.outlet.name if a.outlet else registrable_domain(a.address))} - names
    days = [day for day in (held.since, held.until, beside.since, beside.until) if day is not None]
    return Searched(held.articles + beside.articles, held.outlets + len(new), min(days, default=None), max(days, default=None))


def _as_held(reading: Reading, index: HeldIndex) -> Reading:
    """The reading of a saved page as the one the library holds under its own address: the same bytes, or the same text of one outlet.

    The same text of another outlet is another page: it may be a copy, and must be told as one.
    """
    article = reading.article
    if article is None or normalise_address(reading.page.address):
        return reading
    same = index.numbers([key for key in [index.held_as(reading.page.digest)] if key]).values()
    like = {number for _, number in index.windows.holders(windows(article).hashes.tolist()[:_TELLING])}
    alike = [a for a in index.articles([*same, *sorted(like)]).values() if a.body == article.body and a.title == article.title]
    named = set(index.ids(same).values())
    held = next((a for a in alike if a.article_id in named or _is_held_as(article, a)), None)
    if held is None:
        return reading
    return replace(
        reading,
        article=held,
        statements=tuple(replace(s, article_id=held.article_id) for s in reading.statements),
        dates=tuple(replace(d, article_id=held.article_id) for d in reading.dates),
        mentions=tuple(replace(m, article_id=held.article_id) for m in reading.mentions),
    )


def _is_held_as(article: Article, held: Article) -> bool:
    """Whether a saved page is one that is held: the same text at the address it was saved from, or of its outlet where it tells none."""
    return article.article_id == held.article_id or (not normalise_address(article.address) and _one_outlet(held, article))


def _one_outlet(article: Article, other: Article) -> bool:
    """Whether two articles name one outlet."""
    return article.outlet is not None and other.outlet is not None and article.outlet.name == other.outlet.name


def _chased(reading: Reading, fetch: Fetch) -> Iterator[Item]:
    """What the addresses that credits and "read the full article" links name gave, nearest first."""
    readings = {reading.page.address: reading}

    def reading_of(page: Page) -> Reading:
        if page.address not in readings:
            readings[page.address] = read_page(page)
        return readings[page.address]

    def addresses_of(page: Page) -> tuple[str, ...]:
        article = reading_of(page).article
        return credited_addresses(article) if article else ()

    for item in chase(reading.page, addresses_of=addresses_of, fetch=fetch):
        yield reading_of(item) if isinstance(item, Page) else item


def _one_each(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles, each id once, the first kept."""
    return tuple({a.article_id: a for a in reversed(list(articles))}.values())[::-1]
