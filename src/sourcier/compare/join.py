"""Windows of many articles joined into pairs of articles that share some, with the places where they share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.windows import HASH_BITS, Fingerprints
from sourcier.text.words import Codes

Numbers = NDArray[np.int32]
Rows = NDArray[np.int32] | NDArray[np.int64]
_Number = TypeVar("_Number", bound=np.integer[Any])
# So many windows are sorted at one go, and by so many leading bits they are parted where there are more.
_CHUNK = 1 << 22
_PART_BITS = 6
# In a window that waits to be sorted so many bits tell where it stands; its hash takes the others.
_PLACE_BITS = 64 - HASH_BITS
# Up to so many rows are numbered in four bytes.
NARROW = np.iinfo(np.int32).max
# So many windows of articles are looked up at one go.
_LOOKUPS = 1 << 20


@dataclass(frozen=True, slots=True)
class Shared:
    """Windows that stand in two articles at least, sorted by hash and article.

    Window `g` has the hash `hashes[g]`; the rows `bounds[g]` to `bounds[g + 1]` tell in which articles it stands, and where.
    """

    hashes: Codes
    articles: Numbers
    places: Numbers
    bounds: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """In how many articles the window of each group stands."""
        return np.diff(self.bounds)


@dataclass(frozen=True, slots=True)
class Hits:
    """Places where two articles share a window, sorted by the pair and by the place in the first article."""

    firsts: Numbers
    seconds: Numbers
    first_places: Numbers
    second_places: Numbers

    def __len__(self) -> int:
        """How many there are."""
        return len(self.firsts)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Hits:
        """Some of the hits, in the order given."""
        return Hits(self.firsts[rows], self.seconds[rows], self.first_places[rows], self.second_places[rows])

    def starts(self) -> NDArray[np.int64]:
        """The row at which each pair begins."""
        fresh = np.ones(len(self), np.bool_)
        fresh[1:] = (self.firsts[1:] != self.firsts[:-1]) | (self.seconds[1:] != self.seconds[:-1])
        return np.flatnonzero(fresh)


@dataclass(frozen=True, slots=True)
class Meetings:
    """Rows of `Shared` that hold one window in both articles of a pair: which pair, ascending, and the row of either article."""

    pairs: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]


def share(batches: Iterable[Fingerprints]) -> Shared:
    """The windows that more than one article holds; `texts` number the articles, ascending through all the batches.

    Few windows are sorted at once; of many, runs are sorted by their leading bits alone, so that beside the windows themselves, twelve
    bytes each, only what shares these bits takes up room.
    """
    runs: list[_Run] = []
    waiting: list[Fingerprints] = []
    for batch in batches:
        waiting.append(batch)
        if sum(len(prints.hashes) for prints in waiting) >= _CHUNK:
            runs.append(_run(join_prints(waiting)))
            waiting.clear()
    if not runs:
        return _recurring(join_prints(waiting))
    runs.append(_run(join_prints(waiting)))
    waiting.clear()
    found = [_recurring(join_prints([run.part(number) for run in runs])) for number in range(1 << _PART_BITS)]
    runs.clear()
    return _in_a_row(found)


def join_prints(batches: Sequence[Fingerprints]) -> Fingerprints:
    """The batches as one."""
    return Fingerprints(
        np.concatenate([np.zeros(0, np.uint64), *(batch.hashes for batch in batches)]),
        np.concatenate([np.zeros(0, np.int32), *(batch.texts for batch in batches)]),
        np.concatenate([np.zeros(0, np.int32), *(batch.places for batch in batches)]),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Windows sorted by the leading bits of their hashes, else as they came; hash and place share one number where both fit.

    Those with the leading bits `n` are the rows from `bounds[n]` to `bounds[n + 1]`; `places` are those of texts that have too many words.
    """

    keys: Codes
    texts: Numbers
    places: Numbers | None
    bounds: NDArray[np.int64]

    def part(self, number: int) -> Fingerprints:
        """The windows whose hashes begin with these bits."""
        rows = slice(int(self.bounds[number]), int(self.bounds[number + 1]))
        keys, texts = self.keys[rows], self.texts[rows]
        if self.places is not None:
            return Fingerprints(keys, texts, self.places[rows])
        return Fingerprints(keys >> np.uint64(_PLACE_BITS), texts, (keys & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.int32))


def _run(prints: Fingerprints) -> _Run:
    """The windows as a run."""
    leading = (prints.hashes >> np.uint64(HASH_BITS - _PART_BITS)).astype(np.uint8)
    order = np.argsort(leading, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(leading, minlength=1 << _PART_BITS)))
    if int(prints.places.max(initial=0)) >= 1 << _PLACE_BITS:
        return _Run(prints.hashes[order], prints.texts[order], prints.places[order], bounds)
    keys = (prints.hashes << np.uint64(_PLACE_BITS)) | prints.places.astype(np.uint64)
    return _Run(keys[order], prints.texts[order], None, bounds)


def _recurring(prints: Fingerprints) -> Shared:
    """The windows that stand in more than one article, each where it stands first."""
    prints = prints.take(_order(prints.hashes))
    fresh = np.ones(len(prints.hashes), np.bool_)
    fresh[1:] = (prints.hashes[1:] != prints.hashes[:-1]) | (prints.texts[1:] != prints.texts[:-1])
    prints = prints.take(fresh)
    sizes = np.diff(_bounds(prints.hashes))
    prints = prints.take(np.repeat(sizes > 1, sizes))
    bounds = _bounds(prints.hashes)
    return Shared(prints.hashes[bounds[:-1]], prints.texts, prints.places, bounds)


def _in_a_row(parts: list[Shared]) -> Shared:
    """The windows of all parts, whose hashes ascend from part to part."""
    ends = np.cumsum([len(part.articles) for part in parts])
    bounds = np.concatenate([[0], *(part.bounds[1:] + end - len(part.articles) for part, end in zip(parts, ends.tolist(), strict=True))])
    hashes, articles, places = [part.hashes for part in parts], [part.articles for part in parts], [part.places for part in parts]
    # one column after the other: what is joined already need not be held twice
    parts.clear()
    all_hashes = np.concatenate(hashes)
    hashes.clear()
    all_articles = np.concatenate(articles)
    articles.clear()
    return Shared(all_hashes, all_articles, np.concatenate(places), bounds)


def _bounds(hashes: Codes) -> NDArray[np.int64]:
    """The row at which each run of like hashes begins, and the end."""
    return np.append(np.flatnonzero(np.diff(hashes, prepend=~hashes[:1])), len(hashes))


def _order(hashes: Codes) -> NDArray[np.int64]:
    """The rows whose hash occurs twice at least, sorted by hash and, within it, as they came.

    Hash and row are packed into one number, the low bits of the hash making room: plain sorting of numbers is several times faster
    than sorting rows by a key. Where the bits left could not tell two hashes apart, the few that remain are sorted again in full.
    """
    bits = max(1, len(hashes) - 1).bit_length()
    low = np.uint64((1 << bits) - 1)
    packed = np.sort(((hashes << np.uint64(64 - HASH_BITS)) & ~low) | np.arange(len(hashes), dtype=np.uint64))
    keys = packed & ~low
    like = keys[1:] == keys[:-1]
    alone = ~(np.append(like, False) | np.insert(like, 0, False)) if len(keys) else np.zeros(0, np.bool_)
    rows: NDArray[np.int64] = (packed[~alone] & low).astype(np.int64)
    found = hashes[rows]
    if (found[1:] < found[:-1]).any():
        rows = rows[np.argsort(found, kind="stable")]
    return rows


def distinct(values: NDArray[_Number]) -> NDArray[_Number]:
    """Every number once, ascending, as `np.unique` gives them; that hashes them first, which takes many times as long where they are many.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    fresh = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def spread_out(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges in a row, each from its start on.

    >>> spread_out(np.array([3, 9]), np.array([2, 1])).tolist()
    [3, 4, 9]
    """
    numbers = np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    numbers += np.arange(len(numbers))
    return numbers


@dataclass(frozen=True, slots=True)
class Holdings:
    """Some windows by the article that holds them: those of article `n` are from `starts[n]` to `starts[n + 1]`, ascending.

    `rows` are rows of a `Shared`; `keys` are article and window as one number, ascending too.
    """

    rows: Rows
    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    windows: int

    def meet(self, firsts: Numbers | NDArray[np.int64], seconds: Numbers | NDArray[np.int64]) -> Iterator[Meetings]:
        """Where both articles of each pair hold one of the windows, some pairs at a time.

        However many articles hold a window, only the pairs asked for cost anything.
        """
        counts = np.diff(self.starts)
        # the article with fewer windows is looked up in the other
        turned = counts[firsts] > counts[seconds]
        ones, others = np.where(turned, seconds, firsts), np.where(turned, firsts, seconds)
        ends = np.cumsum(counts[ones])
        cuts = np.searchsorted(ends, np.arange(_LOOKUPS, int(ends[-1]) if len(ends) else 0, _LOOKUPS))
        for low, high in pairwise(sorted({0, *cuts.tolist(), len(ones)})):
            sizes = counts[ones[low:high]]
            probes = spread_out(self.starts[ones[low:high]], sizes)
            pairs = np.repeat(np.arange(low, high), sizes)
            wanted = others[pairs].astype(np.int64) * self.windows + self.keys[probes] % max(1, self.windows)
            found = np.minimum(np.searchsorted(self.keys, wanted), max(0, len(self.keys) - 1))
            held = self.keys[found] == wanted if len(wanted) else np.zeros(0, np.bool_)
            pairs, one, other = pairs[held], self.rows[probes[held]], self.rows[found[held]]
            swap = turned[pairs]
            yield Meetings(pairs, np.where(swap, other, one), np.where(swap, one, other))


def hold(shared: Shared, windows: NDArray[np.int64], articles: int) -> Holdings:
    """Some of the windows, by the articles that hold them."""
    sizes = shared.sizes[windows]
    # rows are many: numbers are held as narrow as they may be, and none twice
    rows: Rows = spread_out(shared.bounds[windows], sizes)
    rows = rows.astype(np.int32) if len(shared.articles) <= NARROW else rows
    holders = shared.articles[rows]
    order = by_article(holders)
    keys = holders[order].astype(np.int64)
    keys *= len(shared.sizes)
    keys += np.repeat(windows.astype(rows.dtype), sizes)[order]
    counts = np.bincount(holders, minlength=articles)
    return Holdings(rows[order], keys, np.append(0, np.cumsum(counts)), len(shared.sizes))


def by_article(articles: Numbers) -> NDArray[np.int64]:
    """The rows in the order of their articles, those of one as they were: article and row are sorted as one number, as in `_order`.

    >>> by_article(np.array([7, 2, 7, 0], np.int32)).tolist()
    [3, 1, 0, 2]
    """
    bits = np.uint64(max(1, len(articles) - 1).bit_length())
    packed = articles.astype(np.uint64)
    packed <<= bits
    packed |= np.arange(len(packed), dtype=np.uint64)
    packed.sort()
    packed &= (np.uint64(1) << bits) - np.uint64(1)
    return packed.view(np.int64)


def pair(shared: Shared, rows: NDArray[np.int64], reaches: Rows) -> Hits:
    """The hits between the articles that `expand` pairs, sorted by the pair and by the place in the first."""
    return sort_hits(shared, *expand(shared, rows, reaches))


def expand(shared: Shared, rows: NDArray[np.int64], reaches: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each of `rows`, paired with as many of the next rows of its group as `reaches` says for the group: left and right rows.

    The size of the group as reach gives all its pairs, 0 none.
    """
    groups = np.searchsorted(shared.bounds, rows, "right") - 1
    return with_next(rows, np.minimum(shared.bounds[groups + 1] - rows - 1, reaches[groups]))


def with_next(rows: NDArray[np.int64], numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each of `rows` with so many of the rows that come next: left and right rows.

    >>> [side.tolist() for side in with_next(np.array([4, 9]), np.array([2, 1]))]
    [[4, 4, 9], [5, 6, 10]]
    """
    return np.repeat(rows, numbers), spread_out(rows + 1, numbers)


def followers(shared: Shared, alone: NDArray[np.bool_]) -> Rows:
    """For each row how many rows of its window come after it; none in windows that are `alone`."""
    sizes, rows = shared.sizes, len(shared.articles)
    ends = shared.bounds[1:]
    after: Rows = np.repeat(ends.astype(np.int32), sizes) if rows <= NARROW else np.repeat(ends, sizes)
    np.subtract(after, np.arange(1, rows + 1, dtype=after.dtype), out=after)
    if alone.any():
        after[np.repeat(alone, sizes)] = 0
    return after


def pair_after(shared: Shared, rows: NDArray[np.int64], after: Rows) -> Hits:
    """The hits between each of `rows` and as many of the next as `after` says for it."""
    return sort_hits(shared, *with_next(rows, after[rows].astype(np.int64)))


def sort_hits(shared: Shared, left: NDArray[np.int64], right: NDArray[np.int64]) -> Hits:
    """The hits of rows that hold one window, by pair and place."""
    return _sorted(Hits(shared.articles[left], shared.articles[right], shared.places[left], shared.places[right]))


def merge_hits(one: Hits, other: Hits) -> Hits:
    """The hits of both, sorted as each is."""
    if not len(one) or not len(other):
        return one if len(one) else other
    both = [(one.firsts, other.firsts), (one.seconds, other.seconds)]
    both += [(one.first_places, other.first_places), (one.second_places, other.second_places)]
    return _sorted(Hits(*map(np.concatenate, both)))


def _sorted(hits: Hits) -> Hits:
    """The hits by pair and place: articles and place packed into one number where they fit, as they nearly always do."""
    is_wide = int(hits.first_places.max(initial=0)) > 0xFFFF or int(hits.seconds.max(initial=0)) >= 1 << 24
    if is_wide or int(hits.firsts.max(initial=0)) >= 1 << 24:
        return hits.take(np.lexsort((hits.first_places, hits.seconds, hits.firsts)))
    keys = (hits.firsts.astype(np.uint64) << np.uint64(40)) | (hits.seconds.astype(np.uint64) << np.uint64(16))
    return hits.take(np.argsort(keys | hits.first_places.astype(np.uint64)))
