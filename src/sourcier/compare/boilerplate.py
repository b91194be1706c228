"""Boilerplate: passages that recur in articles that have nothing else in common, and so are no evidence that one took from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Holdings, Numbers, Shared, distinct, hold, spread_out, with_next
from sourcier.model import Article
from sourcier.text.words import Codes, mix

# A window found in at least so many groups of articles, unrelated to one another ...
LEAST_HOLDERS = 4
# ... whose dates lie further apart than news travels, in days between the quartiles ...
_LEAST_SPREAD = 2.0
# ... and, where one family of copies makes up more than half of the articles, not a few others that took a part of it ...
_FAMILY_GROUPS = 6
# ... or in so many groups, whatever the dates, that outlets print it again and again, as they do with no news item.
_MANY_GROUPS = 20
# Articles are related when what they share is strewn over the shorter one (its quartiles lie so far apart) and some part of it, or is
# most of it.
_RELATED_WIDTH = 0.2
_RELATED_SHARE = 0.25
_MOST = 0.7
# A window that many articles hold is judged by so many of them, those of the least ids: as good as drawn by lot, and whoever comes
# later with a greater id changes nothing.
MOST_HOLDERS = 32
# Up to so many holders a passage may be one dispatch.
_FEW = 16
# Whether articles are related shows on a part of their windows: those whose hash ends in zeros.
_SAMPLE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class StockPassage:
    """A passage of boilerplate as printed, in how many articles it stands, and the outlets that print it."""

    text: str
    articles: int
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Windows that are no evidence, as sorted hashes, and the passages they were learned from."""

    hashes: Codes
    passages: tuple[StockPassage, ...] = ()

    def covers(self, hashes: Codes) -> NDArray[np.bool_]:
        """For each hash whether it is boilerplate."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.bool_)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found: NDArray[np.bool_] = self.hashes[places] == hashes
        return found


NO_BOILERPLATE = Boilerplate(np.zeros(0, np.uint64))


@dataclass(frozen=True, slots=True)
class Facts:
    """What boilerplate is learned by, for each article.

    The day it appeared (NaN: none tells), the number of its outlet, how many words it has, and how many sampled windows.
    """

    days: NDArray[np.float64]
    outlets: NDArray[np.int64]
    words: NDArray[np.int64]
    sampled: NDArray[np.int64]


def learn(shared: Shared, facts: Facts) -> NDArray[np.bool_]:
    """For each window of `shared` whether it is boilerplate.

    A window is judged by who holds it alone: by the first of its holders, which articles of these are related to one another, and
    their days. An article changes nothing about windows that it does not hold.
    """
    large = np.flatnonzero(shared.sizes >= LEAST_HOLDERS)
    found = np.zeros(len(shared.sizes), np.bool_)
    found[large] = are_stock(sample(shared, large), shared, facts)
    return found


def are_stock(holders: Holders, shared: Shared, facts: Facts) -> NDArray[np.bool_]:
    """For each window, given the first of its holders, whether it is boilerplate; `shared` are the windows that these articles share."""
    suspects = suspect(holders, facts)
    keys, count = suspects.pairs(), max(1, len(facts.days))
    sampled = hold(shared, np.flatnonzero(is_sampled(shared.hashes)), len(facts.days))
    return suspects.judge(keys, relate(shared, sampled, facts, keys // count, keys % count), facts)


def sample(shared: Shared, windows: NDArray[np.int64]) -> Holders:
    """The first holders of each window."""
    sizes = np.minimum(shared.sizes[windows], MOST_HOLDERS)
    rows = spread_out(shared.bounds[windows], sizes)
    return Holders(shared.articles[rows].astype(np.int64), np.append(0, np.cumsum(sizes)))


@dataclass(frozen=True, slots=True)
class Holders:
    """Articles that hold a window, ascending; those of window `g` are `articles[bounds[g]:bounds[g + 1]]`."""

    articles: NDArray[np.int64]
    bounds: NDArray[np.int64]

    @property
    def groups(self) -> NDArray[np.int64]:
        """For each row the number of its window."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    def take(self, groups: NDArray[np.int64]) -> Holders:
        """Those of some of the windows."""
        sizes = np.diff(self.bounds)[groups]
        return Holders(self.articles[spread_out(self.bounds[groups], sizes)], np.append(0, np.cumsum(sizes)))

    def kinds(self) -> tuple[Holders, NDArray[np.int64]]:
        """The different sets of holders, and for each window the number of its set: the windows of one passage have one set."""
        heads = self.bounds[:-1]
        marks = mix(self.articles.astype(np.uint64) + np.uint64(1))
        sums = np.add.reduceat(marks, heads) if len(heads) else marks[:0]
        _, firsts, like = np.unique(sums, return_index=True, return_inverse=True)
        return self.take(firsts), like

    def lie_apart(self, days: NDArray[np.float64]) -> NDArray[np.bool_]:
        """For each set whether it may show boilerplate at all: it holds many articles, or some days lie between two of them."""
        heads, dates = self.bounds[:-1], days[self.articles]
        if not len(heads):
            return np.zeros(0, np.bool_)
        apart = np.fmax.reduceat(dates, heads) - np.fmin.reduceat(dates, heads) >= _LEAST_SPREAD
        wide: NDArray[np.bool_] = apart | (np.diff(self.bounds) >= _MANY_GROUPS)
        return wide


@dataclass(frozen=True, slots=True)
class Suspects:
    """Windows that may be boilerplate: their different sets of holders, for each window its set, and which sets may show boilerplate.

    Which articles are related can be asked and told in two steps, by whoever has the windows of all articles in several places.
    """

    holders: Holders
    like: NDArray[np.int64]
    may: NDArray[np.bool_]
    articles: int

    def pairs(self) -> NDArray[np.int64]:
        """The pairs of articles of which it must be known if they are related, ascending; a pair is first times `articles` plus second."""
        left, right = self._rows()
        return distinct(self.holders.articles[left] * self.articles + self.holders.articles[right])

    def judge(self, keys: NDArray[np.int64], related: NDArray[np.bool_], facts: Facts) -> NDArray[np.bool_]:
        """For each window whether it is boilerplate, given for all the pairs, and perhaps others, whether they are related."""
        left, right = self._rows()
        asked = self.holders.articles[left] * self.articles + self.holders.articles[right]
        tied = related[np.searchsorted(keys, asked)] if len(keys) else np.zeros(0, np.bool_)
        is_stock = np.zeros(len(self.may), np.bool_)
        is_stock[self.may] = _is_stock(self.holders, _kin(self.holders, left[tied], right[tied]), facts)
        return is_stock[self.like]

    def _rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every two rows of holders of one window."""
        rows = np.arange(len(self.holders.articles))
        followers = np.repeat(self.holders.bounds[1:], np.diff(self.holders.bounds)) - rows - 1
        return with_next(rows, followers)


def suspect(holders: Holders, facts: Facts) -> Suspects:
    """The windows that may be boilerplate, given the first of the holders of each."""
    kinds, like = holders.kinds()
    may = kinds.lie_apart(facts.days)
    return Suspects(kinds.take(np.flatnonzero(may)), like, may, len(facts.days))


def _kin(holders: Holders, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row of the holders a row of the same window that stands for it: no two that stand for themselves are related.

    Whoever is related to the fewest comes first. So a short text that is little but the passage, and thus related to everybody who
    prints it, ties nobody to anybody else. `left` and `right` are the rows that are related.
    """
    sizes = np.diff(holders.bounds)
    # the few who print a short dispatch inside texts of their own are tied through the dispatch; of many, no short text ties any
    is_many = np.repeat(sizes, sizes) >= _FEW
    tied = ~is_many[left]
    through = components(left[tied], right[tied], len(holders.articles))
    return np.where(is_many, stand_ins(left[~tied], right[~tied], len(holders.articles)), through)


def stand_ins(firsts: NDArray[np.int64], seconds: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """For each of `number` nodes itself or a neighbour that stands for it; no two nodes that stand for themselves are neighbours.

    >>> stand_ins(np.array([0, 0, 3]), np.array([1, 2, 4]), 6).tolist()
    [1, 1, 2, 3, 3, 5]
    """
    degrees = np.bincount(firsts, minlength=number) + np.bincount(seconds, minlength=number)
    order = np.lexsort((np.arange(number), degrees))
    ranks = np.empty(number, np.int64)
    ranks[order] = np.arange(number)
    here, there = ranks[np.concatenate([firsts, seconds])], ranks[np.concatenate([seconds, firsts])]
    stands = np.full(number, number)
    is_open = np.ones(number, np.bool_)
    while is_open.any():
        least = np.full(number, number)
        np.minimum.at(least, here, there)
        chosen = is_open & (np.arange(number) < least)
        stands[chosen] = np.flatnonzero(chosen)
        reached = chosen[here]
        np.minimum.at(stands, there[reached], here[reached])
        is_open = stands == number
        left = is_open[here] & is_open[there]
        here, there = here[left], there[left]
    found: NDArray[np.int64] = order[stands[ranks]]
    return found


def _is_stock(holders: Holders, kin: NDArray[np.int64], facts: Facts) -> NDArray[np.bool_]:
    """For each set of holders, given who is related to whom, whether a window that they hold is boilerplate."""
    number, sizes = len(holders.bounds) - 1, np.diff(holders.bounds)
    groups, dates = holders.groups, facts.days[holders.articles]
    order = np.lexsort((dates, kin, groups))
    groups, kin, dates, outlets = groups[order], kin[order], dates[order], facts.outlets[holders.articles][order]
    fresh = np.flatnonzero(np.diff(kin, prepend=-1))
    families = np.diff(np.append(fresh, len(kin)))
    # a family appeared on the middle one of its days: one date in ten is wrong
    known = np.add.reduceat(~np.isnan(dates), fresh) if len(fresh) else fresh
    groups, dates, outlets = groups[fresh], dates[fresh + np.maximum(0, known - 1) // 2], outlets[fresh]
    unrelated = np.bincount(groups, minlength=number)
    largest = np.maximum.reduceat(families, np.cumsum(unrelated) - unrelated) if number else unrelated
    lies_apart = (2 * largest <= sizes) | (unrelated >= _FAMILY_GROUPS)
    is_stock: NDArray[np.bool_] = lies_apart & (unrelated >= LEAST_HOLDERS) & (_spread(groups, dates, number) >= _LEAST_SPREAD)
    return is_stock | (unrelated >= _MANY_GROUPS) & (_distinct(groups, outlets, number) * 2 <= unrelated)


def _distinct(groups: NDArray[np.int64], values: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """How many different values each group has."""
    pairs = distinct(groups * (int(values.max(initial=0)) + 1) + values)
    return np.bincount(pairs // (int(values.max(initial=0)) + 1), minlength=number)


def is_sampled(hashes: Codes) -> NDArray[np.bool_]:
    """For each hash whether it is among those that relatedness is judged by: every other one."""
    sampled: NDArray[np.bool_] = hashes & _SAMPLE == 0
    return sampled


def relate(shared: Shared, sampled: Holdings, facts: Facts, firsts: NDArray[np.int64], seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each pair of articles whether they are related; it depends on nothing but the two.

    A passage that many articles share stands in one place of each; what one article takes from another is strewn over it,
    however much is changed.
    """
    related = np.zeros(len(firsts), np.bool_)
    is_shorter = facts.words[firsts] <= facts.words[seconds]
    for met in sampled.meet(firsts, seconds):
        places = np.where(is_shorter[met.pairs], shared.places[met.left], shared.places[met.right])
        pairs, are_so = are_related(met.pairs, places, facts, (firsts, seconds))
        related[pairs] = are_so
    return related


def are_related(
    met: NDArray[np.int64], places: Numbers, facts: Facts, pairs: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The pairs that share anything, and whether they are related.

    `met` gives for each sampled window that a pair shares the pair's number, ascending, `places` where the shorter article has it;
    `pairs` are the first and the second article of each.
    """
    starts = np.flatnonzero(np.diff(met, prepend=-1))
    found = met[starts]
    firsts, seconds = (side[found] for side in pairs)
    lengths, least = (np.minimum(fact[firsts], fact[seconds]) for fact in (facts.words, facts.sampled))
    counts = np.diff(np.append(starts, len(met)))
    width = _width(met, places, starts, counts) / np.maximum(1, lengths)
    shares = counts / np.maximum(1, least)
    return found, (width >= _RELATED_WIDTH) & (shares >= _RELATED_SHARE) | (shares >= _MOST)


def _width(pairs: NDArray[np.int64], places: Numbers, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each pair how far apart the quartiles of its places lie."""
    ordered = np.sort((pairs << 32) | places)
    width: NDArray[np.int64] = ordered[starts + counts - 1 - counts // 4] - ordered[starts + counts // 4]
    return width


def components(firsts: NDArray[np.integer[Any]], seconds: NDArray[np.integer[Any]], number: int) -> NDArray[np.int64]:
    """For each of `number` nodes the least node it hangs together with, given the pairs that do.

    >>> components(np.array([3, 1]), np.array([4, 3]), 5).tolist()
    [0, 1, 2, 1, 1]
    """
    labels = np.arange(number)
    while True:
        least = np.minimum(labels[firsts], labels[seconds])
        settled = labels.copy()
        np.minimum.at(settled, labels[firsts], least)
        np.minimum.at(settled, labels[seconds], least)
        settled = settled[settled]
        if (settled == labels).all():
            return labels
        labels = settled


def _spread(groups: NDArray[np.int64], dates: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """For each group the days between the quartiles of its dates; 0 where fewer than four are known."""
    known = ~np.isnan(dates)
    groups, dates = groups[known], dates[known]
    order = np.lexsort((dates, groups))
    dates = np.append(dates[order], 0.0)
    sizes = np.bincount(groups, minlength=number)
    starts = np.cumsum(sizes) - sizes
    spread = dates[np.maximum(starts, starts + sizes - 1 - sizes // 4)] - dates[starts + sizes // 4]
    return np.where(sizes >= LEAST_HOLDERS, spread, 0.0)


def days_of(articles: Sequence[Article]) -> NDArray[np.float64]:
    """When each article was published, or else captured, in days; NaN where nothing tells."""
    return np.array([_day(article.published or article.captured_at) for article in articles], np.float64)


def _day(moment: date | datetime | None) -> float:
    """The moment as a number of days."""
    if moment is None:
        return float("nan")
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), UTC)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.timestamp() / 86400
