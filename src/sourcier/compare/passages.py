"""Passages: places where two articles share windows, strung together and drawn out word by word to where the likeness ends.

Everything here works on all pairs at once. Words are numbered through the whole batch, so a place is one number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Hits
from sourcier.compare.windows import WINDOW
from sourcier.text.words import Codes, Places, Words

# Two hits belong to one passage when at most so many words lie between them ...
_GAP = 30
# ... and at most so many words were put in or left out on one side only.
_SLACK = 6
# After words that differ, two like words in a row within this reach take the passage up again.
_REACH = 6
# So many words are looked at in one go by a walk that begins, and so many by all walks together.
_STRIDE = 4
_MOST_AT_ONCE = 1 << 20
# Passages of one pair that end up this close, and as far apart on both sides, are one.
_JOINT = 40


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of many pairs, sorted by pair and place.

    Which pair, words from `first` to `first_end` and from `second` to `second_end`, and how many
    letters the words have that stand on both sides alike: short words, which every text of a language shares, count for little.
    """

    pairs: Places
    first: Places
    first_end: Places
    second: Places
    second_end: Places
    alike: Places

    def __len__(self) -> int:
        """How many there are."""
        return len(self.pairs)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Passages:
        """Some of the passages, in the order given."""
        return Passages(
            self.pairs[rows], self.first[rows], self.first_end[rows], self.second[rows], self.second_end[rows], self.alike[rows]
        )


def find_passages(hits: Hits, words: Words) -> Passages:
    """The passages that the hits of each pair belong to; `firsts` and `seconds` of the hits number the texts of the batch."""
    if not len(hits):
        nothing = np.zeros(0, np.int64)
        return Passages(nothing, nothing, nothing, nothing, nothing, nothing)
    letters = count_letters(words)
    return _merge(_draw_out(chain(hits, words, letters), words, letters), letters)


def count_letters(words: Words) -> Places:
    """The running count of letters: at `[n]` those of all words before word `n`."""
    return np.append(0, np.cumsum(words.ends - words.starts, dtype=np.int64))


def chain(hits: Hits, words: Words, letters: Places) -> Passages:
    """Hits strung together where both articles run on in step; a lone hit between two that are in step is passed over."""
    pairs = np.zeros(len(hits), np.int64)
    starts = hits.starts()
    pairs[starts[1:]] = 1
    pairs = np.cumsum(pairs)
    first = hits.first_places + words.bounds[hits.firsts]
    second = hits.second_places + words.bounds[hits.seconds]
    stray = _strays(pairs, first, second)
    pairs, first, second = pairs[~stray], first[~stray], second[~stray]
    heads = np.flatnonzero(_breaks(pairs, first, second))
    tails = np.append(heads[1:], len(pairs)) - 1
    alike = _count_alike(first, second, heads, words.codes, letters)
    return Passages(pairs[heads], first[heads], first[tails] + WINDOW, second[heads], second[tails] + WINDOW, alike)


def _breaks(pairs: Places, first: Places, second: Places) -> NDArray[np.bool_]:
    """Whether each hit begins a passage: it does not follow the one before it in step."""
    breaks = np.ones(len(pairs), np.bool_)
    forth, other = np.diff(first), np.diff(second)
    breaks[1:] = (pairs[1:] != pairs[:-1]) | (forth > _GAP) | (other <= 0) | (np.abs(other - forth) > _SLACK)
    return breaks


def _strays(pairs: Places, first: Places, second: Places) -> NDArray[np.bool_]:
    """Whether each hit stands alone between two hits that follow each other in step without it."""
    breaks = _breaks(pairs, first, second)
    alone = np.zeros(len(pairs), np.bool_)
    in_step = ~_breaks_across(pairs, first, second)
    alone[1:-1] = breaks[1:-1] & breaks[2:] & in_step
    return alone


def _breaks_across(pairs: Places, first: Places, second: Places) -> NDArray[np.bool_]:
    """As `_breaks`, between each hit and the next but one."""
    forth, other = first[2:] - first[:-2], second[2:] - second[:-2]
    broken: NDArray[np.bool_] = (pairs[2:] != pairs[:-2]) | (forth > _GAP) | (other <= 0) | (np.abs(other - forth) > _SLACK)
    return broken


def _count_alike(first: Places, second: Places, heads: Places, codes: Codes, letters: Places) -> Places:
    """How many letters of each passage are in words alike: from each hit on, word by word, as far as the next hit."""
    runs = np.minimum(np.diff(first, append=first[-1:]), np.diff(second, append=second[-1:]))
    runs[heads[1:] - 1] = runs[-1:] = WINDOW
    # windows that overlap in step leave nothing to look at between them
    alike = letters[first + np.minimum(runs, WINDOW)] - letters[first]
    open_rows = np.flatnonzero(runs > WINDOW)
    more = runs[open_rows] - WINDOW
    steps = np.arange(int(more.sum())) - np.repeat(np.cumsum(more) - more, more)
    here, there = np.repeat(first[open_rows] + WINDOW, more) + steps, np.repeat(second[open_rows] + WINDOW, more) + steps
    alike[open_rows] += _sums((codes[here] == codes[there]) * (letters[here + 1] - letters[here]), np.cumsum(more) - more)
    return _sums(alike, heads)


def _sums(values: NDArray[np.int64] | NDArray[np.bool_], heads: Places) -> Places:
    """The sum of each run of values; runs begin at `heads` and none is empty."""
    return np.add.reduceat(values, heads, dtype=np.int64) if len(heads) else np.zeros(0, np.int64)


def _draw_out(passages: Passages, words: Words, letters: Places) -> Passages:
    """The passages drawn out at both ends as far as the words go on being alike, a few changed words here and there passed over.

    Where the next passage of the pair carries on in both texts, drawing out ends where that one begins.
    """
    ahead = np.append(
        (passages.pairs[1:] == passages.pairs[:-1])
        & (passages.first[1:] >= passages.first_end[:-1])
        & (passages.second[1:] >= passages.second_end[:-1]),
        np.False_,
    )
    behind = np.insert(ahead[:-1], 0, np.False_)
    texts = [np.searchsorted(words.bounds, side, "right") for side in (passages.first, passages.second)]
    stops = [
        np.where(ahead, np.roll(side, -1), words.bounds[text]) for side, text in zip((passages.first, passages.second), texts, strict=True)
    ]
    end, other_end, more = _walk(words.codes, letters, passages.first_end, passages.second_end, *stops)
    # backwards: the same walk on words counted from the end
    last = len(words.codes)
    stops = [last - np.where(behind, np.roll(side, 1), words.bounds[text - 1]) for side, text in zip((end, other_end), texts, strict=True)]
    turned = letters[-1] - letters[::-1]
    start, other_start, less = _walk(words.codes[::-1], turned, last - passages.first, last - passages.second, *stops)
    return Passages(passages.pairs, last - start, end, last - other_start, other_end, passages.alike + more + less)


def _walk(
    codes: Codes, letters: Places, first: Places, second: Places, first_stop: Places, second_stop: Places
) -> tuple[Places, Places, Places]:
    """For each passage the two places behind its last like words, and how many letters more are alike.

    The walk begins at `first` and `second` and ends where a text does or too many words differ.
    """
    first, second, gained = first.copy(), second.copy(), np.zeros(len(first), np.int64)
    rows, width = np.arange(len(first)), _STRIDE
    while len(rows):
        here, there = first[rows], second[rows]
        room = np.minimum(first_stop[rows] - here, second_stop[rows] - there)
        runs = _run(codes, here, there, np.minimum(room, width))
        here, there = here + runs, there + runs
        gained[rows] += letters[here] - letters[here - runs]
        goes = runs == width
        stuck = np.flatnonzero(~goes & (runs < room))
        leap, other_leap, goes[stuck] = _leap(codes, here[stuck], there[stuck], first_stop[rows[stuck]], second_stop[rows[stuck]])
        here[stuck] += leap
        there[stuck] += other_leap
        leapt = stuck[goes[stuck]]
        gained[rows[leapt]] += letters[here[leapt]] - letters[here[leapt] - 2]
        first[rows], second[rows] = here, there
        rows = rows[goes]
        # most walks are short; the few long ones go by ever longer strides
        width = min(2 * width, max(_STRIDE, _MOST_AT_ONCE // max(1, len(rows))))
    return first, second, gained


def _run(codes: Codes, here: Places, there: Places, room: Places) -> Places:
    """How many words in a row are alike from each place on, `room` at most."""
    steps = np.arange(int(room.max(initial=0)))
    last = len(codes) - 1
    alike = codes[np.minimum(here[:, None] + steps, last)] == codes[np.minimum(there[:, None] + steps, last)]
    alike &= steps < room[:, None]
    return np.where(alike.all(axis=1), len(steps), alike.argmin(axis=1)) if len(steps) else np.zeros(len(here), np.int64)


# How many words to pass over on either side, the shortest way first.
_LEAPS = sorted(
    ((a, b) for a in range(_REACH + 1) for b in range(_REACH + 1) if a or b), key=lambda leap: (max(leap), abs(leap[0] - leap[1]), leap)
)


def _leap(codes: Codes, here: Places, there: Places, stop: Places, other_stop: Places) -> tuple[Places, Places, NDArray[np.bool_]]:
    """For each place where words differ, the steps on either side behind the next two like words, and whether there are any in reach."""
    steps, other_steps = np.zeros(len(here), np.int64), np.zeros(len(here), np.int64)
    found = np.zeros(len(here), np.bool_)
    last = len(codes) - 1
    for leap, other_leap in _LEAPS:
        a, b = here + leap, there + other_leap
        fits = ~found & (a + 2 <= stop) & (b + 2 <= other_stop)
        a, b = np.minimum(a, last - 1), np.minimum(b, last - 1)
        fits &= (codes[a] == codes[b]) & (codes[a + 1] == codes[b + 1])
        steps[fits], other_steps[fits] = leap + 2, other_leap + 2
        found |= fits
    return steps, other_steps, found


def _merge(passages: Passages, letters: Places) -> Passages:
    """Passages of one pair that follow each other closely on both sides as one."""
    passages = passages.take(np.lexsort((passages.second, passages.first, passages.pairs)))
    gap = passages.first[1:] - passages.first_end[:-1]
    other = passages.second[1:] - passages.second_end[:-1]
    like = passages.pairs[1:] == passages.pairs[:-1]
    joins = like & (np.abs(gap - other) <= _SLACK) & (np.maximum(gap, other) <= _JOINT) & (np.minimum(gap, other) > -_GAP)
    joins &= passages.second[1:] >= passages.second[:-1]
    heads = np.flatnonzero(np.insert(~joins, 0, True))
    first, second = passages.first[heads], passages.second[heads]
    first_end, second_end = (np.maximum.reduceat(ends, heads) for ends in (passages.first_end, passages.second_end))
    # where passages ran into each other their letters were counted twice
    most = np.minimum(letters[first_end] - letters[first], letters[second_end] - letters[second])
    return Passages(passages.pairs[heads], first, first_end, second, second_end, np.minimum(_sums(passages.alike, heads), most))
