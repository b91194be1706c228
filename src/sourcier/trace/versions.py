"""Versions of one page: several texts captured at one address are one entry of a story, and are traced as one text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sourcier.model import Article, Credit, Reuse
from sourcier.trace.parties import page_of
from sourcier.trace.times import moment

# A version that shares this much of what the fullest version shares had the story's text already; what came before had not.
_HAD_THE_TEXT = 0.5
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Folded:
    """Articles with one row a page, and what was folded away.

    `entry_of` leads from the id of any article to the id that stands for its page, that of the earliest version; `versions` gives for
    each page of several versions the ids of the others, earliest first. An article whose id is not its entry's is a version that
    shares text with pages with which the page's own row shares none.
    """

    articles: tuple[Article, ...]
    reuses: tuple[Reuse, ...]
    entry_of: Mapping[str, str]
    versions: Mapping[str, tuple[str, ...]]

    def entry(self, article_id: str) -> str:
        """The id of the entry that an article or party stands under: its own but for versions."""
        return self.entry_of.get(article_id, article_id)


def versions_of(articles: Iterable[Article]) -> Mapping[str, tuple[Article, ...]]:
    """The articles of each page that has several, by its address in its one spelling; each page's earliest capture first.

    >>> first, second = Article("Un.", address="https://phare.example/1"), Article("Deux.", address="https://phare.example/1?utm_a=b")
    >>> [len(versions) for versions in versions_of([first, second]).values()]
    [2]
    """
    pages: dict[str, dict[str, Article]] = {}
    for article in articles:
        if key := page_of(article.address):
            pages.setdefault(key, {}).setdefault(article.article_id, article)
    return {key: tuple(sorted(found.values(), key=_version_order)) for key, found in sorted(pages.items()) if len(found) > 1}


def is_version(article: Article, other: Article) -> bool:
    """Whether two articles are one text, or two texts of one page."""
    page = page_of(article.address)
    return article.article_id == other.article_id or (bool(page) and page == page_of(other.address))


def fold_versions(articles: Iterable[Article], reuses: Iterable[Reuse]) -> Folded:
    """The articles and reuses with one row a page: the version that shares most, under the id and with the times of the earliest.

    Of two pages that share text in several versions one reuse is kept, the largest. Credits of all versions count, since a credit
    that an edit dropped was printed all the same. The result is free of the order of what is given.
    """
    kept, told = tuple(articles), tuple(reuses)
    pages = versions_of(kept)
    if not pages:
        return Folded(kept, told, {}, {})
    entry_of = {version.article_id: page[0].article_id for page in pages.values() for version in page}
    pairs = _pairs_of_pages(told, entry_of)
    shares = _shares(pairs, entry_of)
    fullest = {page[0].article_id: _fullest(page, shares) for page in pages.values()}
    best = [_best(found, frozenset(fullest.values())) for _, found in sorted(pairs.items())]
    shown = {*fullest.values(), *(key for reuse in best for key in (reuse.first, reuse.second))}
    names = {key: name for page in pages.values() for key, name in _names(page, fullest[page[0].article_id], shown).items()}
    rows = (row for page in pages.values() for row in _rows(page, names, shares))
    alone = (article for article in kept if article.article_id not in entry_of)
    others = {page[0].article_id: tuple(version.article_id for version in page[1:]) for page in pages.values()}
    return Folded((*alone, *rows), tuple(_renamed(reuse, names) for reuse in best), entry_of, others)


_Shares = Mapping[str, Mapping[str, float]]


def _version_order(article: Article) -> tuple[float, float, str]:
    """By first capture, then by the date that the page tells; what has neither comes last."""
    captured, told = moment(article.captured_at), moment(article.modified or article.published)
    return (_NEVER if captured is None else captured, _NEVER if told is None else told, article.article_id)


def _pairs_of_pages(reuses: Iterable[Reuse], entry_of: Mapping[str, str]) -> dict[tuple[str, str], list[Reuse]]:
    """The reuses by the two entries that they tie; those of two versions of one page fall away."""
    pairs: dict[tuple[str, str], list[Reuse]] = {}
    for reuse in reuses:
        first, second = sorted((entry_of.get(reuse.first, reuse.first), entry_of.get(reuse.second, reuse.second)))
        if first != second:
            pairs.setdefault((first, second), []).append(reuse)
    return pairs


def _shares(pairs: Mapping[tuple[str, str], Sequence[Reuse]], entry_of: Mapping[str, str]) -> _Shares:
    """For each version of a page how much text it shares with each other page (by entry)."""
    found: dict[str, dict[str, float]] = {}
    for (first, second), reuses in pairs.items():
        for reuse in reuses:
            for own in (reuse.first, reuse.second):
                if own in entry_of:
                    other = second if entry_of[own] == first else first
                    here = found.setdefault(own, {})
                    here[other] = max(here.get(other, 0.0), reuse.share_first, reuse.share_second)
    return found


def _told(shares: _Shares, version: Article) -> float:
    """How much text a version shares with other pages, all together."""
    return round(sum(shares.get(version.article_id, {}).values()), 6)


def _fullest(page: Sequence[Article], shares: _Shares) -> str:
    """The version that shares most text with other pages; the earliest of equals."""
    return max(page, key=lambda version: (_told(shares, version), -page.index(version))).article_id


def _best(reuses: Sequence[Reuse], fullest: frozenset[str]) -> Reuse:
    """The reuse that tells how two pages share text: between versions that stand for them where there is one, the largest of these."""

    def rank(reuse: Reuse) -> tuple[int, float, str, str]:
        strangers = sum(key not in fullest for key in (reuse.first, reuse.second))
        return strangers, -(reuse.share_first + reuse.share_second), reuse.first, reuse.second

    # An article of a page with one version is never in `fullest`: it counts alike in every reuse of the pair.
    return min(reuses, key=rank)


def _names(page: Sequence[Article], fullest: str, shown: set[str]) -> dict[str, str]:
    """The id that each version shown goes by: the entry's for the fullest, its own for any other (the entry takes the fullest's)."""
    entry = page[0].article_id
    names = {version.article_id: version.article_id for version in page if version.article_id in shown}
    if entry in names:
        names[entry] = fullest
    return {**names, fullest: entry}


def _rows(page: Sequence[Article], names: Mapping[str, str], shares: _Shares) -> list[Article]:
    """The rows of one page: its fullest version under the entry's id, and the versions that alone share text with some page."""
    return [
        replace(_with_times(version, page, shares), article_id=names[version.article_id], credits=_credits(version, page))
        for version in page
        if version.article_id in names
    ]


def _with_times(version: Article, page: Sequence[Article], shares: _Shares) -> Article:
    """The version with the times at which its shared text was first seen at the address: by default those of the earliest version.

    Where the earlier versions hold little of what it shares, the text was put in by an edit, and the edit's time counts: what another
    page had before the edit cannot have come from here.
    """
    told = _told(shares, version)
    first = next(other for other in page if _told(shares, other) >= _HAD_THE_TEXT * told)
    if first is page[0]:
        return replace(version, published=_earliest(page), captured_at=first.captured_at)
    edited = first.modified if first.modified != page[0].published else None
    return replace(version, published=edited or first.captured_at or first.published, captured_at=first.captured_at)


def _earliest(page: Sequence[Article]) -> datetime | date | None:
    """The earliest date that any version tells."""
    told = [version.published for version in page if version.published is not None]
    return min(told, key=lambda when: moment(when) or 0.0, default=None)


def _credits(version: Article, page: Sequence[Article]) -> tuple[Credit, ...]:
    """The credits of a version, then those that only other versions print, which stand nowhere in its body."""
    found = {(credit.kind, credit.name, credit.address): credit for credit in version.credits}
    for other in page:
        for credit in other.credits:
            found.setdefault((credit.kind, credit.name, credit.address), replace(credit, span=None))
    return (*version.credits, *(credit for credit in found.values() if credit not in version.credits))


def _renamed(reuse: Reuse, names: Mapping[str, str]) -> Reuse:
    """The reuse with the ids that its articles go by, its sides in the order of ids."""
    first, second = names.get(reuse.first, reuse.first), names.get(reuse.second, reuse.second)
    if first <= second:
        return replace(reuse, first=first, second=second)
    turned = tuple(sorted((replace(a, first=a.second, second=a.first) for a in reuse.alignments), key=lambda a: (a.first, a.second)))
    return replace(reuse, first=second, second=first, alignments=turned, share_first=reuse.share_second, share_second=reuse.share_first)
