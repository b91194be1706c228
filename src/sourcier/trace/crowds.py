"""Crowds: where hundreds share one text, each is held against the few that it most likely came from, and not against all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from sourcier.model import Reuse

Numbers = npt.NDArray[np.int64]

# An article that shares text with more others than this stands in a crowd.
CROWD = 400
# Of a crowd each article is held against so many: those that share most of the text, the earliest of these first.
_KEPT = 48
# Shares closer than this count as the same.
_GRAIN = 0.05


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article in a crowd or tied to one: its place in time, the keys it goes by, the keys that its marks name."""

    rank: int
    own: frozenset[str]
    named: frozenset[str]


def find_crowd(reuses: Sequence[Reuse]) -> frozenset[str]:
    """The ids of the articles that share text with hundreds."""
    if len(reuses) <= CROWD:
        return frozenset()
    count = Counter(chain.from_iterable((reuse.first, reuse.second) for reuse in reuses))
    return frozenset(key for key, number in count.items() if number > CROWD)


def touching(crowd: frozenset[str], reuses: Sequence[Reuse]) -> list[int]:
    """The places of the reuses that have an article of the crowd."""
    return [k for k, reuse in enumerate(reuses) if reuse.first in crowd or reuse.second in crowd]


def thin_crowds(known: Mapping[str, Known], inside: Sequence[int], reuses: Sequence[Reuse]) -> list[Reuse]:
    """The reuses without those with an article of a crowd (the places `inside`) that can tell nothing new.

    Kept are, for each article, those with the few it most likely came from, and with the few it names or that name it. That depends on
    the reuses of the two articles alone, so that no other group and no order of input shows.
    """
    keep = np.ones(len(reuses), dtype=bool)
    keep[inside] = _among_the_first(known, [reuses[k] for k in inside])
    naming = [k for k in inside if not keep[k] and _names(known[reuses[k].first], known[reuses[k].second])]
    keep[naming] = _among_the_first(known, [reuses[k] for k in naming])
    return [reuse for reuse, is_kept in zip(reuses, keep.tolist(), strict=True) if is_kept]


def _names(one: Known, other: Known) -> bool:
    """Whether one of two articles names the other."""
    return not (one.named.isdisjoint(other.own) and other.named.isdisjoint(one.own))


def _among_the_first(known: Mapping[str, Known], reuses: Sequence[Reuse]) -> npt.NDArray[np.bool_]:
    """Which reuses are, for one of their two articles, among the few to keep."""
    first = np.fromiter((known[reuse.first].rank for reuse in reuses), dtype=np.int64, count=len(reuses))
    second = np.fromiter((known[reuse.second].rank for reuse in reuses), dtype=np.int64, count=len(reuses))
    share = np.fromiter((min(reuse.share_first, reuse.share_second) for reuse in reuses), dtype=np.float64, count=len(reuses))
    grade = -np.floor(share / _GRAIN).astype(np.int64)
    return _place(first, grade, second) | _place(second, grade, first)


def _place(own: Numbers, grade: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Which entries stand among the first of all with the same `own`, by grade, then by the other's rank."""
    order = np.lexsort((other, grade, own))
    ordered = own[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    place = np.arange(len(own)) - np.repeat(starts, np.diff(np.r_[starts, len(own)]))
    found = np.zeros(len(own), dtype=bool)
    found[order] = place < _KEPT
    return found
