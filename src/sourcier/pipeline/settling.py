"""A library kept settled as it grows: articles that wait are compared with the index, and the families they touch are traced again.

What is settled equals what comparing and tracing all articles at once gives, in whatever order they came (docs/copies.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from sourcier.compare import Growth, Index, Supposed, grow
from sourcier.model import Article, Credit, Debris, Reading, Reuse
from sourcier.pipeline.reading import Item
from sourcier.text.addresses import normalise_address
from sourcier.trace import is_version, trace_stories

if TYPE_CHECKING:
    from sourcier.store import Store
    from sourcier.store.settling import SqlSettling

# So many readings, or so many bytes, are kept in one transaction; or what came within so many seconds.
_KEPT_AT_ONCE, _BYTES_AT_ONCE, _PATIENCE = 64, 4 << 20, 0.5
# So many articles are settled in one transaction: others who write wait for it.
_AT_ONCE = 100
# So many that wait are looked at when a page is traced; a run that was stopped leaves few.
_MOST_WAITING = 1000


class Ties(Index, Protocol):
    """An index that also tells which pages hang together otherwise than by shared text."""

    def versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of all that were read off its page."""

    def credited(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of those whose page it credits, and of those that credit its page."""


class KeptTies(Ties, Protocol):
    """The same, asked by addresses too."""

    def ids_at(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles read off the page at each address, given in its one spelling."""

    def ids_crediting(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles that credit the page at each address, given in its one spelling."""


class HeldIndex(KeptTies, Protocol):
    """The index of a library, that also knows which articles are not settled yet and what captures read as."""

    def waiting(self, limit: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of articles that wait, so many at most: those that never were settled, and those that were and have changed."""

    def held_as(self, digest: str) -> str | None:
        """The id of the article that a capture with this digest reads as, None when there is none."""


def keep_readings(library: Store, items: Iterable[Item]) -> Iterator[tuple[Item, bool]]:
    """Each item after it was kept, and whether the library did not have it before; errors pass through.

    Some are kept at a time, in one transaction. What was not given on when a run dies is not there; whoever runs it again finds the
    others known.
    """
    for some in _portions(items):
        new = iter(library.add_each([item for item in some if isinstance(item, Reading)]))
        yield from ((item, isinstance(item, Reading) and next(new)) for item in some)


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items some at a time: many where they come fast, each by itself where they come slowly, as pages of the web do.

    When somebody stops the run while the next one is waited for, what came before is given still.
    """
    some: list[Item] = []
    size, kept_at = 0, monotonic()
    try:
        for item in items:
            some.append(item)
            size += len(item.page.content) if isinstance(item, Reading) else 0
            if len(some) == _KEPT_AT_ONCE or size >= _BYTES_AT_ONCE or monotonic() - kept_at >= _PATIENCE:
                yield some
                some, size, kept_at = [], 0, monotonic()
    except KeyboardInterrupt:
        if some:
            yield some
        raise
    if some:
        yield some


def settle(library: Store) -> None:
    """Nothing; every article that waits is compared and traced, some at a time."""
    while True:
        with library.settling() as work:
            fresh, again = work.waiting(_AT_ONCE)
            if fresh or again:
                _settle_some(work, fresh, again)
            if len(fresh) + len(again) < _AT_ONCE:
                return


def _settle_some(work: SqlSettling, fresh: Sequence[int], again: Sequence[int]) -> None:
    """Nothing; some articles that wait are settled, and so are the families that they touch."""
    numbers = (*fresh, *again)
    held = work.articles(numbers)
    work.keep_credited({number: credited_addresses(article) for number, article in held.items()})
    growth = _without_versions(grow(work, fresh, again), work)
    work.keep_likenesses(growth.unlike, growth.like)
    work.keep_reuses(growth.gone, growth.found)
    touched = {article.article_id for article in held.values()}.union(*growth.gone, *((r.first, r.second) for r in growth.found))
    family = find_family(work, touched)
    work.keep_stories(family.ids, trace_stories(family.articles, family.reuses))
    work.done(numbers)


def unsettled(library: Store) -> int:
    """How many articles of the library wait to be compared: a run was stopped between keeping them and tracing them."""
    return library.waiting()


@dataclass(frozen=True, slots=True)
class Family:
    """Articles that hang together, and the reuses among them: their stories depend on no other."""

    articles: tuple[Article, ...]
    reuses: tuple[Reuse, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the articles."""
        return tuple(article.article_id for article in self.articles)


def find_family(index: Ties, article_ids: Iterable[str]) -> Family:
    """The articles that hang together with some: by text they share, as versions of one page, or by a credit that names the page."""
    wave = set(article_ids)
    seen: set[str] = set()
    reuses: dict[tuple[str, str], Reuse] = {}
    while wave:
        seen |= wave
        found = index.reuses(wave)
        reuses.update({(reuse.first, reuse.second): reuse for reuse in found})
        ties = (index.versions(wave), index.credited(wave))
        wave = {key for reuse in found for key in (reuse.first, reuse.second)}.union(
            key for tie in ties for keys in tie.values() for key in keys
        ) - seen
    articles = index.articles(index.numbers(seen).values())
    return Family(tuple(articles.values()), tuple(reuses.values()))


class SupposedTies(Supposed):
    """An index with articles that it does not hold, and what hangs together in it otherwise than by shared text.

    `waiting` are articles that it holds, but that are not settled: their credits are not kept yet.
    """

    def __init__(self, kept: KeptTies, articles: Sequence[Article], waiting: Sequence[Article]) -> None:
        super().__init__(kept, articles)
        self._ties = kept
        self._pages = {article.article_id: normalise_address(article.address) or "" for article in (*articles, *waiting)}
        self._strangers = {article.article_id for article in articles}
        self._named = {article.article_id: credited_addresses(article) for article in (*articles, *waiting)}

    def versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of all that were read off its page."""
        at = self._at({page for page in self._pages.values() if page})
        pairs = [(key, other) for key in self._strangers for other in at.get(self._pages[key], ())]
        return _tied(self._ties.versions(set(article_ids) - self._strangers), pairs, article_ids)

    def credited(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of those whose page it credits, and of those that credit its page."""
        at = self._at({address for named in self._named.values() for address in named})
        by = self._ties.ids_crediting({page for page in self._pages.values() if page})
        pairs = [(key, other) for key, named in self._named.items() for address in named for other in at.get(address, ())]
        pairs += [(key, other) for key, page in self._pages.items() for other in by.get(page, ())]
        return _tied(self._ties.credited(set(article_ids) - self._strangers), pairs, article_ids)

    def _at(self, addresses: set[str]) -> dict[str, list[str]]:
        """The ids of the articles at each address, held or supposed."""
        found = {page: list(keys) for page, keys in self._ties.ids_at(addresses).items()}
        for key in self._strangers:
            if self._pages[key] in addresses:
                found.setdefault(self._pages[key], []).append(key)
        return found


def _tied(kept: Mapping[str, Sequence[str]], pairs: Iterable[tuple[str, str]], article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """What is tied to each of some articles, by what is kept and by some pairs, which tie both ways."""
    wanted = set(article_ids)
    found = {key: list(others) for key, others in kept.items()}
    for one, other in pairs:
        for key, tied in ((one, other), (other, one)):
            if key in wanted:
                found.setdefault(key, []).append(tied)
    return found


def suppose(index: HeldIndex, articles: Sequence[Article]) -> SupposedTies:
    """The index with articles that it does not hold, compared with all that it does; what waits to be settled is settled in it, too."""
    fresh, again = index.waiting(_MOST_WAITING)
    waiting = tuple(index.articles((*fresh, *again)).values()) if fresh or again else ()
    supposed = SupposedTies(index, articles, waiting)
    supposed.take(_without_versions(grow(supposed, (*supposed.fresh, *fresh), again), supposed))
    return supposed


def without_versions(reuses: Iterable[Reuse], articles: Iterable[Article]) -> Iterator[Reuse]:
    """The reuses but those of two versions of one page, which are no copies of each other."""
    held = {article.article_id: article for article in articles}
    return (reuse for reuse in reuses if not is_version(held[reuse.first], held[reuse.second]))


def _without_versions(growth: Growth, index: Index) -> Growth:
    """The growth without reuses of two versions of one page."""
    keys = {key for reuse in growth.found for key in (reuse.first, reuse.second)}
    articles = index.articles(index.numbers(keys).values()).values() if keys else ()
    return replace(growth, found=tuple(without_versions(growth.found, articles)))


def credited_addresses(article: Article) -> tuple[str, ...]:
    """The addresses that an article's credits and debris name, in their order, each once, its own left out."""
    marks: tuple[Credit | Debris, ...] = (*article.credits, *article.debris)
    named = [mark.address for mark in marks if mark.address]
    normal = dict.fromkeys(normalise_address(address, article.address) for address in named)
    own = normalise_address(article.address)
    return tuple(address for address in normal if address and address != own)
