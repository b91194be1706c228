"""Windows of many articles joined into pairs of articles that share some, with the places where they share them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.windows import Fingerprints
from sourcier.text.words import Codes

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Shared:
    """Windows that stand in two articles at least, sorted by hash and article; group `g` are the rows `bounds[g]` to `bounds[g + 1]`."""

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


def share(prints: Iterable[Fingerprints]) -> Shared:
    """The windows that more than one article holds; `texts` number the articles in ascending order through all the batches."""
    batches = list(prints)
    hashes = np.concatenate([b.hashes for b in batches] or [np.zeros(0, np.uint64)])
    articles = np.concatenate([b.texts for b in batches] or [np.zeros(0, np.int32)])
    places = np.concatenate([b.places for b in batches] or [np.zeros(0, np.int32)])
    rows = _order(hashes)
    hashes, articles = hashes[rows], articles[rows]
    # a window that recurs in one article counts where it stands first
    fresh = np.ones(len(rows), np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (articles[1:] != articles[:-1])
    rows, hashes, articles = rows[fresh], hashes[fresh], articles[fresh]
    bounds = _bounds(hashes)
    keep = np.repeat(np.diff(bounds) > 1, np.diff(bounds))
    rows, hashes, articles = rows[keep], hashes[keep], articles[keep]
    return Shared(hashes, articles, places[rows], _bounds(hashes))


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
    packed = np.sort((hashes & ~low) | np.arange(len(hashes), dtype=np.uint64))
    keys = packed & ~low
    like = keys[1:] == keys[:-1]
    alone = ~(np.append(like, False) | np.insert(like, 0, False)) if len(keys) else np.zeros(0, np.bool_)
    rows: NDArray[np.int64] = (packed[~alone] & low).astype(np.int64)
    found = hashes[rows]
    if (found[1:] < found[:-1]).any():
        rows = rows[np.argsort(found, kind="stable")]
    return rows


def pair(shared: Shared, reaches: NDArray[np.int64]) -> Hits:
    """Pairs of articles within each group: each article with as many of the next ones in its group as `reaches` says for the group.

    The size of the group gives all its pairs, 0 none.
    """
    sizes = shared.sizes
    rows = np.arange(len(shared.hashes))
    followers = np.minimum(np.repeat(shared.bounds[1:], sizes) - rows - 1, np.repeat(reaches, sizes))
    left = np.repeat(rows, followers)
    steps = np.arange(len(left)) - np.repeat(np.cumsum(followers) - followers, followers)
    return _sort(shared, left, left + steps + 1)


def _sort(shared: Shared, left: NDArray[np.int64], right: NDArray[np.int64]) -> Hits:
    """Hits by pair and place: articles and place packed into one number where they fit, as they nearly always do."""
    firsts, seconds, first_places = shared.articles[left], shared.articles[right], shared.places[left]
    keys = (
        (firsts.astype(np.uint64) << np.uint64(40))
        | (seconds.astype(np.uint64) << np.uint64(16))
        | np.minimum(first_places, 0xFFFF).astype(np.uint64)
    )
    order = np.argsort(keys)
    return Hits(firsts[order], seconds[order], first_places[order], shared.places[right[order]])
