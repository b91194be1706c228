"""What was found of two bodies told of every two articles that print them, of very many only with those that had them first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sourcier.compare.crowds import Reach
from sourcier.compare.doubles import Doubles
from sourcier.compare.join import Numbers, spread_out
from sourcier.compare.passages import Passages
from sourcier.text.words import Places, Words


@dataclass(frozen=True, slots=True)
class Told:
    """Passages told of every pair of articles that have the bodies: the pairs, ascending, and from which row each passage was taken."""

    passages: Passages
    pairs: Numbers
    rows: Places


def tell_all(passages: Passages, pairs: Places, bodies: tuple[Doubles, Reach], numbers: Places, words: Words) -> Told:
    """The passages told of the pairs of articles within reach that have the bodies, and those pairs as places among `numbers`, ascending.

    `pairs` are numbers of articles; `passages` are numbered by their rows.
    """
    rows, told = _pairs_told(pairs, *bodies)
    ranks, old = np.searchsorted(numbers, told), np.searchsorted(numbers, pairs)
    counts = np.bincount(passages.pairs, minlength=len(pairs))
    each = counts[rows]
    targets = np.repeat(np.arange(len(rows)), each)
    taken = spread_out((np.cumsum(counts) - counts)[rows], each)
    shifts = (words.bounds[ranks] - words.bounds[old[rows]])[targets]
    found = passages.take(taken)
    first, second = shifts[:, 0], shifts[:, 1]
    moved = Passages(targets, found.first + first, found.first_end + first, found.second + second, found.second_end + second, found.alike)
    return Told(moved, ranks.astype(np.int32), taken)


def _pairs_told(pairs: Places, doubles: Doubles, reach: Reach) -> tuple[Places, Places]:
    """The pairs of articles that have the bodies of each pair, the lesser first, ascending; and for each the row of that pair."""
    sizes, heads = np.diff(doubles.bounds)[doubles.kinds[pairs]], doubles.bounds[doubles.kinds[pairs]]
    members, leads = reach.leaders(pairs, doubles)
    # those that lead with all of the other body, then the rest with those of the other body that lead
    rows, ones, others = _cross(heads[:, 0], leads[:, 0], heads[:, 1], sizes[:, 1])
    if (leads < sizes).any():
        more = _cross(heads[:, 0] + leads[:, 0], sizes[:, 0] - leads[:, 0], heads[:, 1], leads[:, 1])
        rows, ones, others = (np.concatenate(columns) for columns in zip((rows, ones, others), more, strict=True))
    ones, others = members[ones], members[others]
    kept = np.flatnonzero(ones < others)
    kept = kept[np.lexsort((others[kept], ones[kept]))]
    return rows[kept], np.stack([ones[kept], others[kept]], axis=1)


def _cross(heads: Places, sizes: Places, other_heads: Places, other_sizes: Places) -> tuple[Places, Places, Places]:
    """Each number of one range with each of another, for many two ranges: the row of these, and both numbers."""
    totals = sizes * other_sizes
    rows = np.repeat(np.arange(len(totals)), totals)
    steps = spread_out(np.zeros(len(totals), np.int64), totals)
    return rows, heads[rows] + steps // other_sizes[rows], other_heads[rows] + steps % other_sizes[rows]
