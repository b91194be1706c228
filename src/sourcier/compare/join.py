"""Windows of many articles joined into pairs of articles that share some, with the places where they share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.windows import HASH_BITS, Fingerprints
from sourcier.text.words import Codes

Numbers = NDArray[np.int32]
# So many windows are sorted at one go, and by so many leading bits they are parted where there are more.
_CHUNK = 1 << 23
_PART_BITS = 6
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

    Few windows are sorted at once; many are first parted by their leading bits, so that beside the windows themselves only one part
    at a time takes up room.
    """
    parts: list[list[Fingerprints]] = [[] for _ in range(1 << _PART_BITS)]
    waiting: list[Fingerprints] = []
    for batch in batches:
        waiting.append(batch)
        if sum(len(prints.hashes) for prints in waiting) >= _CHUNK:
            _part(join_prints(waiting), parts)
            waiting = []
    if any(parts):
        _part(join_prints(waiting), parts)
        waiting = []
    found = [_recurring(join_prints(waiting))] if waiting else []
    for part in parts:
        if part:
            found.append(_recurring(join_prints(part)))
            part.clear()
    whole = join_prints(found)
    bounds = _bounds(whole.hashes)
    return Shared(whole.hashes[bounds[:-1]], whole.texts, whole.places, bounds)


def join_prints(batches: Sequence[Fingerprints]) -> Fingerprints:
    """The batches as one."""
    return Fingerprints(
        np.concatenate([np.zeros(0, np.uint64), *(batch.hashes for batch in batches)]),
        np.concatenate([np.zeros(0, np.int32), *(batch.texts for batch in batches)]),
        np.concatenate([np.zeros(0, np.int32), *(batch.places for batch in batches)]),
    )


def _part(prints: Fingerprints, parts: list[list[Fingerprints]]) -> None:
    """Put each window into the part that its leading bits name; their order within a part stays."""
    leading = (prints.hashes >> np.uint64(HASH_BITS - _PART_BITS)).astype(np.uint8)
    order = np.argsort(leading, kind="stable")
    ends = np.cumsum(np.bincount(leading, minlength=len(parts)))
    for part, start, end in zip(parts, np.append(0, ends).tolist(), ends.tolist(), strict=False):
        part.append(prints.take(order[start:end]))


def _recurring(prints: Fingerprints) -> Fingerprints:
    """The windows that stand in more than one article, sorted by hash and article, each where it stands first."""
    prints = prints.take(_order(prints.hashes))
    fresh = np.ones(len(prints.hashes), np.bool_)
    fresh[1:] = (prints.hashes[1:] != prints.hashes[:-1]) | (prints.texts[1:] != prints.texts[:-1])
    prints = prints.take(fresh)
    sizes = np.diff(_bounds(prints.hashes))
    return prints.take(np.repeat(sizes > 1, sizes))


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


def spread_out(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges in a row, each from its start on.

    >>> spread_out(np.array([3, 9]), np.array([2, 1])).tolist()
    [3, 4, 9]
    """
    return np.repeat(starts - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))


@dataclass(frozen=True, slots=True)
class Holdings:
    """Some windows by the article that holds them: those of article `n` are from `starts[n]` to `starts[n + 1]`, ascending.

    `rows` are rows of a `Shared`; `keys` are article and window as one number, ascending too.
    """

    rows: NDArray[np.int64]
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
    rows = spread_out(shared.bounds[windows], sizes)
    keys = shared.articles[rows].astype(np.int64) * len(shared.sizes) + np.repeat(windows, sizes)
    order = np.argsort(keys)
    counts = np.bincount(shared.articles[rows], minlength=articles)
    return Holdings(rows[order], keys[order], np.append(0, np.cumsum(counts)), len(shared.sizes))


def pair(shared: Shared, rows: NDArray[np.int64], reaches: NDArray[np.int64]) -> Hits:
    """The hits between the articles that `expand` pairs, sorted by the pair and by the place in the first."""
    return sort_hits(shared, *expand(shared, rows, reaches))


def expand(shared: Shared, rows: NDArray[np.int64], reaches: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each of `rows`, paired with as many of the next rows of its group as `reaches` says for the group: left and right rows.

    The size of the group as reach gives all its pairs, 0 none.
    """
    groups = np.searchsorted(shared.bounds, rows, "right") - 1
    followers = np.minimum(shared.bounds[groups + 1] - rows - 1, reaches[groups])
    left = np.repeat(rows, followers)
    steps = np.arange(len(left)) - np.repeat(np.cumsum(followers) - followers, followers)
    return left, left + steps + 1


def sort_hits(shared: Shared, left: NDArray[np.int64], right: NDArray[np.int64]) -> Hits:
    """Hits by pair and place: articles and place packed into one number where they fit, as they nearly always do."""
    firsts, seconds, first_places = shared.articles[left], shared.articles[right], shared.places[left]
    if int(first_places.max(initial=0)) > 0xFFFF or int(shared.articles.max(initial=0)) >= 1 << 24:
        order = np.lexsort((first_places, seconds, firsts))
    else:
        keys = (firsts.astype(np.uint64) << np.uint64(40)) | (seconds.astype(np.uint64) << np.uint64(16))
        order = np.argsort(keys | first_places.astype(np.uint64))
    return Hits(firsts[order], seconds[order], first_places[order], shared.places[right[order]])


def merge_hits(one: Hits, other: Hits) -> Hits:
    """The hits of both, sorted as each is."""
    if not len(other):
        return one
    sides = ((one.firsts, other.firsts), (one.seconds, other.seconds), (one.first_places, other.first_places))
    firsts, seconds, first_places = (np.concatenate(side) for side in sides)
    order = np.lexsort((first_places, seconds, firsts))
    return Hits(firsts, seconds, first_places, np.concatenate([one.second_places, other.second_places])).take(order)
