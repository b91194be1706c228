"""Crowds: a window that very many articles hold ties each of them to the few that had it first, and not each to each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.doubles import Doubles
from sourcier.compare.join import Shared, distinct, spread_out
from sourcier.text.words import Codes, Places

# Of a window that more articles hold than this so many lead, the earliest: every other is held against these alone. Who leads depends on
# the days and ids of all that hold the window, and on nothing else.
MOST_TIES = 128
# The bar of a window that no more hold: all of them lead.
EVERYBODY = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Crowds:
    """Who leads which window: for each article its place in the order of time, for each window the place of the last that leads it."""

    ranks: Places
    bars: Places

    @property
    def are_crowded(self) -> NDArray[np.bool_]:
        """For each window whether some that hold it do not lead it."""
        crowded: NDArray[np.bool_] = self.bars < EVERYBODY
        return crowded


@dataclass(frozen=True, slots=True)
class KnownCrowds:
    """Crowds found elsewhere: the crowded windows as ascending hashes, the bar of each, and the places in time of some articles."""

    hashes: Codes
    bars: Places
    ranks: Places

    def among(self, hashes: Codes) -> Crowds:
        """Who leads which of some windows that these articles share."""
        bars = np.full(len(hashes), EVERYBODY)
        if len(self.hashes):
            found = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
            bars = np.where(self.hashes[found] == hashes, self.bars[found], EVERYBODY)
        return Crowds(self.ranks, bars)


def in_time(days: NDArray[np.float64]) -> Places:
    """For each article its place among all by the day it appeared; without a day it comes last, and like days leave the order as it is.

    >>> in_time(np.array([3.0, np.nan, 1.0, 3.0])).tolist()
    [1, 3, 0, 2]
    """
    ranks = np.empty(len(days), np.int64)
    ranks[np.lexsort((np.arange(len(days)), days))] = np.arange(len(days))
    return ranks


def find_bars(shared: Shared, stock: NDArray[np.bool_], ranks: Places) -> Places:
    """For each window the place in time of the last article that leads it; boilerplate, which ties nobody, has no bar."""
    bars = np.full(len(shared.sizes), EVERYBODY)
    crowded = np.flatnonzero((shared.sizes > MOST_TIES) & ~stock)
    if len(crowded):
        sizes = shared.sizes[crowded]
        places = ranks[shared.articles[spread_out(shared.bounds[crowded], sizes)]]
        places = places[np.lexsort((places, np.repeat(crowded, sizes)))]
        bars[crowded] = places[np.cumsum(sizes) - sizes + MOST_TIES - 1]
    return bars


def tie(told: Shared, doubles: Doubles, crowds: Crowds) -> tuple[Places, Places]:
    """The pairs of articles that crowded windows tie, ascending: the first that has the one body, the last that has the other.

    A body leads a window when one of the articles that have it does; `told` are windows by the first and the last article of each body.
    """
    groups = np.flatnonzero(crowds.are_crowded)
    own = np.repeat(groups, told.sizes[groups])
    articles = told.articles[spread_out(told.bounds[groups], told.sizes[groups])]
    earliest = np.full(len(doubles.bounds) - 1, EVERYBODY)
    np.minimum.at(earliest, doubles.kinds, crowds.ranks)
    leads = earliest[doubles.kinds[articles]] <= crowds.bars[own]
    articles, own = articles[leads], own[leads]
    order = np.argsort(articles, kind="stable")
    articles, own = articles[order], own[order]
    heads = np.flatnonzero(np.diff(articles, prepend=-1))
    firsts, lasts = doubles.firsts(), doubles.lasts()
    count, found = max(1, len(firsts)), [np.zeros(0, np.int64)]
    for leader, windows in zip(articles[heads].tolist(), np.split(own, heads[1:]) if len(heads) else (), strict=True):
        others = _holders(told, windows, count)
        ones, others = np.minimum(leader, others), np.maximum(leader, others)
        meet = (firsts[ones] == ones) & (lasts[others] == others) & (ones < others)
        found.append(ones[meet] * count + others[meet])
    keys = distinct(np.concatenate(found))
    return keys // count, keys % count


def _holders(told: Shared, windows: Places, articles: int) -> Places:
    """The articles that hold one of some windows, each once."""
    held = np.zeros(articles, np.bool_)
    held[told.articles[spread_out(told.bounds[windows], told.sizes[windows])]] = True
    return np.flatnonzero(held)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far pairs of bodies tell of the articles that have them: of those one of which stands no later in time than the pair's limit."""

    limits: Places
    ranks: Places

    def leaders(self, pairs: Places, doubles: Doubles) -> tuple[Places, Places]:
        """The articles by body, and for each pair of articles how many of those that have either body, the first of them, are in reach."""
        kinds = doubles.kinds[pairs]
        if (self.limits == EVERYBODY).all():
            return doubles.members, np.diff(doubles.bounds)[kinds]
        count = int(self.ranks.max(initial=0)) + 2
        keys = doubles.kinds * count + self.ranks
        members = np.argsort(keys)
        wanted = kinds * count + np.minimum(self.limits, count - 1)[:, None]
        return members, np.searchsorted(keys[members], wanted, "right") - doubles.bounds[kinds]


def reach_all(pairs: int) -> Reach:
    """Of so many pairs all articles told."""
    return Reach(np.full(pairs, EVERYBODY), np.zeros(0, np.int64))
