"""Bodies printed many times: aligned once with every other, and what was found told of each article that prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Hits, Numbers, Shared
from sourcier.compare.passages import Passages
from sourcier.model import Article
from sourcier.text.words import Places, Words


@dataclass(frozen=True, slots=True)
class Doubles:
    """Articles by body: those of body `k` are `members[bounds[k]:bounds[k + 1]]`, ascending; `kinds` gives k by article."""

    kinds: Places
    members: Places
    bounds: Places

    def firsts(self) -> Places:
        """For each article the least one that has its body."""
        return self.members[self.bounds[:-1]][self.kinds]

    def lasts(self) -> Places:
        """For each article the greatest one that has its body."""
        return self.members[self.bounds[1:] - 1][self.kinds]

    def ends(self) -> NDArray[np.bool_]:
        """For each article whether it is the least or the greatest that has its body."""
        own = np.arange(len(self.kinds))
        ends: NDArray[np.bool_] = (self.firsts() == own) | (self.lasts() == own)
        return ends

    def alike(self, articles: Places) -> Places:
        """All articles that have a body which one of some articles has, ascending."""
        wanted = np.zeros(len(self.bounds) - 1, np.bool_)
        wanted[self.kinds[articles]] = True
        return np.flatnonzero(wanted[self.kinds])


def find_doubles(articles: Sequence[Article]) -> Doubles:
    """The articles by body."""
    names: dict[str, int] = {}
    kinds = np.array([names.setdefault(article.body, len(names)) for article in articles], np.int64)
    sizes = np.bincount(kinds, minlength=len(names))
    return Doubles(kinds, np.argsort(kinds, kind="stable"), np.append(0, np.cumsum(sizes)))


def each_alone(articles: int) -> Doubles:
    """So many articles, each taken by itself whatever its body."""
    numbers = np.arange(articles)
    return Doubles(numbers, numbers, np.arange(articles + 1))


def thin(shared: Shared, kept: NDArray[np.bool_]) -> Shared:
    """The rows that are kept; groups stay in their places, though some may be left empty."""
    # of many rows half the room: fewer than two thousand million are kept
    counts = np.zeros(len(kept) + 1, np.int32 if len(kept) <= np.iinfo(np.int32).max else np.int64)
    np.cumsum(kept, out=counts[1:])
    return Shared(shared.hashes, shared.articles[kept], shared.places[kept], counts[shared.bounds].astype(np.int64))


def meet_once(hits: Hits, doubles: Doubles) -> Hits:
    """Of the hits between two bodies those of one pair of articles: the first that has the one body, the last that has the other.

    Some article of the one comes before some article of the other only if these two do; the other way round is a pair of its own, since
    passages are drawn out from the first text.
    """
    return hits.take((doubles.firsts()[hits.firsts] == hits.firsts) & (doubles.lasts()[hits.seconds] == hits.seconds))


@dataclass(frozen=True, slots=True)
class Told:
    """Passages told of every pair of articles that have the bodies: the pairs, ascending, and from which row each passage was taken."""

    passages: Passages
    pairs: Numbers
    rows: Places

    def only(self, wanted: NDArray[np.bool_]) -> Told:
        """Those of some of the pairs."""
        kept = wanted[self.passages.pairs]
        passages, ranks = self.passages.take(kept), np.cumsum(wanted) - 1
        numbered = replace(passages, pairs=ranks[passages.pairs])
        return Told(numbered, self.pairs[wanted], self.rows[kept])


def tell_all(passages: Passages, pairs: Places, doubles: Doubles, numbers: Places, words: Words) -> Told:
    """The passages told of every pair of articles that have the bodies, and those pairs as places among `numbers`, ascending.

    `pairs` are numbers of articles; `passages` are numbered by their rows.
    """
    sizes = np.diff(doubles.bounds)[doubles.kinds[pairs]]
    totals = sizes[:, 0] * sizes[:, 1]
    rows = np.repeat(np.arange(len(pairs)), totals)
    steps = np.arange(len(rows)) - np.repeat(np.cumsum(totals) - totals, totals)
    heads = doubles.bounds[doubles.kinds[pairs]]
    ones = doubles.members[heads[rows, 0] + steps // sizes[rows, 1]]
    others = doubles.members[heads[rows, 1] + steps % sizes[rows, 1]]
    kept = np.flatnonzero(ones < others)
    kept = kept[np.lexsort((others[kept], ones[kept]))]
    rows, told = rows[kept], np.stack([ones[kept], others[kept]], axis=1)
    ranks, old = np.searchsorted(numbers, told), np.searchsorted(numbers, pairs)
    counts = np.bincount(passages.pairs, minlength=len(pairs))
    each = counts[rows]
    targets = np.repeat(np.arange(len(rows)), each)
    taken = np.repeat((np.cumsum(counts) - counts)[rows] - (np.cumsum(each) - each), each) + np.arange(int(each.sum()))
    shifts = (words.bounds[ranks] - words.bounds[old[rows]])[targets]
    found = passages.take(taken)
    first, second = shifts[:, 0], shifts[:, 1]
    moved = Passages(targets, found.first + first, found.first_end + first, found.second + second, found.second_end + second, found.alike)
    return Told(moved, ranks.astype(np.int32), taken)
