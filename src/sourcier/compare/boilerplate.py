"""Boilerplate: passages that recur in articles that have nothing else in common, and so are no evidence that one took from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Numbers, Shared, pair
from sourcier.compare.windows import WINDOW
from sourcier.model import Article
from sourcier.text.words import Codes

# A window found in at least so many groups of articles, unrelated to one another ...
_LEAST_GROUPS = 4
# ... whose dates lie further apart than news travels, in days between the quartiles ...
_LEAST_SPREAD = 2.0
# ... and, where one family of copies makes up more than half of the articles, not a few others that took a part of it ...
_FAMILY_GROUPS = 6
# ... or in so many groups that no news item explains it, whatever the dates.
_MANY_GROUPS = 20
# Articles are related when what they share runs through more than half of the shorter one and is some part of it, or is most of it.
_RELATED_EXTENT = 0.55
_RELATED_SHARE = 0.2
_MOST = 0.7
# In larger groups each article is held against its next neighbours only: relatedness runs through, and the work stays linear.
_ALL_PAIRS = 32
_NEIGHBOURS = 2
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


def learn(shared: Shared, related: NDArray[np.int64], days: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each group of `shared` whether its window is boilerplate; `related` is from `relate`, `days` are dates (NaN: none)."""
    large = np.flatnonzero(shared.sizes >= _LEAST_GROUPS)
    sizes = shared.sizes[large]
    rows = np.repeat(shared.bounds[:-1][large] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    groups, articles = np.repeat(np.arange(len(large)), sizes), shared.articles[rows]
    order = np.lexsort((days[articles], related[articles], groups))
    groups, labels, dates = groups[order], related[articles[order]], days[articles[order]]
    fresh = np.ones(len(groups), np.bool_)
    fresh[1:] = (groups[1:] != groups[:-1]) | (labels[1:] != labels[:-1])
    kin = np.diff(np.append(np.flatnonzero(fresh), len(groups)))
    groups, dates = groups[fresh], dates[fresh]
    unrelated = np.bincount(groups, minlength=len(large))
    largest = np.maximum.reduceat(kin, np.cumsum(unrelated) - unrelated) if len(large) else unrelated
    lies_apart = (2 * largest <= sizes) | (unrelated >= _FAMILY_GROUPS)
    is_stock = lies_apart & (unrelated >= _LEAST_GROUPS) & (_spread(groups, dates, len(large)) >= _LEAST_SPREAD)
    is_stock |= unrelated >= _MANY_GROUPS
    found = np.zeros(len(shared.sizes), np.bool_)
    found[large[is_stock]] = True
    return found


def is_sampled(hashes: Codes) -> NDArray[np.bool_]:
    """For each hash whether it is among those that relatedness is judged by: one in four."""
    sampled: NDArray[np.bool_] = hashes & _SAMPLE == 0
    return sampled


def relate(shared: Shared, counts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each article the least number among those it is related to, directly or through others.

    `counts` are windows per article of those that `is_sampled`, `lengths` words. A passage that many articles share stands
    in one place of each; what one
    article takes from another is strewn over it, however much is changed.
    """
    sampled = np.flatnonzero(is_sampled(shared.hashes))
    hits = pair(shared, sampled, np.where(shared.sizes <= _ALL_PAIRS, shared.sizes, _NEIGHBOURS))
    starts = hits.starts()
    firsts, seconds = hits.firsts[starts], hits.seconds[starts]
    is_shorter = lengths[firsts] <= lengths[seconds]
    extents = np.where(is_shorter, _extent(hits.first_places, starts), _extent(hits.second_places, starts))
    extents = extents / np.maximum(1, np.minimum(lengths[firsts], lengths[seconds]))
    shares = np.diff(np.append(starts, len(hits))) / np.maximum(1, np.minimum(counts[firsts], counts[seconds]))
    strong = (extents >= _RELATED_EXTENT) & (shares >= _RELATED_SHARE) | (shares >= _MOST)
    return components(firsts[strong], seconds[strong], len(counts))


def _extent(places: Numbers, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """From the first word to the last of each run of places."""
    if not len(starts):
        return np.zeros(0, np.int64)
    return (np.maximum.reduceat(places, starts) - np.minimum.reduceat(places, starts)).astype(np.int64) + WINDOW


def components(firsts: Numbers, seconds: Numbers, number: int) -> NDArray[np.int64]:
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
    return np.where(sizes >= _LEAST_GROUPS, spread, 0.0)


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
