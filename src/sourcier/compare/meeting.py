"""Where articles meet: the places at which every two that some window ties share windows, boilerplate included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.crowds import EVERYBODY, Crowds, Reach, tie
from sourcier.compare.doubles import Doubles, meet_once, thin
from sourcier.compare.join import NARROW, Hits, Holdings, Rows, Shared, distinct, followers, hold, merge_hits, pair_after, sort_hits
from sourcier.text.words import Places

_NONE = np.zeros(0, np.int64)
# So many rows are sorted at one go.
_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Meeting:
    """Articles and the windows they share.

    `told` are the windows without boilerplate, by the first and the last article of each body; `held` those that tie nobody or not
    everybody, by article; `firsts` and `seconds` the pairs that crowded windows tie, ascending; `after` with how many of the next rows
    of `told` each is paired, none in a crowd.
    """

    shared: Shared
    stock: NDArray[np.bool_]
    doubles: Doubles
    crowds: Crowds
    told: Shared
    after: Rows
    held: Holdings
    firsts: Places
    seconds: Places

    def hits(self, rows: Places, ties: Places) -> tuple[Hits, Reach]:
        """The hits of some rows of `told` with those after them, and of some of the pairs that crowds tie; and what they tell of."""
        hits = meet_once(pair_after(self.told, rows, self.after), self.doubles)
        starts, count = hits.starts(), max(1, len(self.doubles.kinds))
        free = hits.firsts[starts].astype(np.int64) * count + hits.seconds[starts]
        pairs = distinct(np.concatenate([free, self.firsts[ties] * count + self.seconds[ties]])) if len(ties) else free
        limits = np.full(len(pairs), -1)
        limits[np.searchsorted(pairs, free)] = EVERYBODY
        left, right = [_NONE], [_NONE]
        for met in self.held.meet(pairs // count, pairs % count):
            left.append(met.left.astype(np.int64))
            right.append(met.right.astype(np.int64))
            if len(free) < len(pairs):
                windows = np.searchsorted(self.shared.bounds, met.left, "right") - 1
                np.maximum.at(limits, met.pairs, np.where(self.stock[windows], -1, self.crowds.bars[windows]))
        rest = sort_hits(self.shared, np.concatenate(left), np.concatenate(right))
        return merge_hits(hits, rest), Reach(limits, self.crowds.ranks)

    def in_blocks(self, blocks: Places) -> Iterator[tuple[Hits, Reach]]:
        """The hits of the articles of each block with those after them."""
        count = int(blocks.max(initial=-1)) + 1
        # many rows are sorted by few blocks: numbers as narrow as they may be
        narrow: Places | NDArray[np.uint16] = blocks.astype(np.uint16) if count < 1 << 16 else blocks
        rows, ties = _by_block(narrow[self.told.articles], count), _by_block(narrow[self.firsts], count)
        for number in range(count):
            yield self.hits(rows(number), ties(number))

    def costs(self) -> Places:
        """For each article how many windows at most are looked at for the pairs that crowds make it the first of."""
        return np.bincount(self.firsts, minlength=len(self.doubles.kinds)) * np.diff(self.held.starts)


def _by_block(blocks: NDArray[np.uint16] | Places, count: int) -> Callable[[int], Places]:
    """For the number of a block the rows that are of it, ascending.

    Some rows at a time are sorted: sorting takes several times the room of what it sorts.
    """
    parts: list[tuple[Rows, list[int]]] = []
    for start in range(0, len(blocks), _AT_ONCE):
        some = blocks[start : start + _AT_ONCE]
        order = np.argsort(some, kind="stable")
        rows: Rows = order + start
        parts.append(
            (rows.astype(np.int32) if len(blocks) <= NARROW else rows, np.searchsorted(some[order], np.arange(count + 1)).tolist())
        )
    return lambda number: np.concatenate([_NONE, *(rows[bounds[number] : bounds[number + 1]] for rows, bounds in parts)])


def bring_together(shared: Shared, stock: NDArray[np.bool_], doubles: Doubles, crowds: Crowds) -> Meeting:
    """The meeting of articles that share windows, of which some are boilerplate."""
    told = thin(shared, ~np.repeat(stock, shared.sizes) & doubles.ends()[shared.articles])
    held = hold(shared, np.flatnonzero(stock | crowds.are_crowded), len(doubles.kinds))
    return Meeting(shared, stock, doubles, crowds, told, followers(told, crowds.are_crowded), held, *tie(told, doubles, crowds))
