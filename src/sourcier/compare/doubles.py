"""Bodies printed many times: each is held against every other once, by one article of those that print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Hits, Shared
from sourcier.model import Article
from sourcier.text.words import Places


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
