"""The wording of an article as its pairs of neighbouring words: a change made in one copy is seen again in the copies of that copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.model import Span
from sourcier.text.words import Words, find_words, mix

Ids = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]

# Pairs of texts compared in one go: bounds memory for families of thousands.
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Wording:
    """The word pairs of several texts, numbered; those of text `k` are `ids[bounds[k]:bounds[k + 1]]`, and `place` gives k by row.

    What stands but once in all texts is left out: it can tell nothing about who took it from whom.
    """

    ids: Ids
    bounds: Ids
    place: Mapping[int, int]

    def of(self, row: int) -> Ids:
        """The numbers of the word pairs of one text, in no order, some of them twice."""
        k = self.place[row]
        return self.ids[self.bounds[k] : self.bounds[k + 1]]


def read_wording(texts: Mapping[int, str], passages: Mapping[int, Sequence[Span]]) -> Wording:
    """The wording of the passages of texts, both by row; what stands outside them (footers, an outlet's own words) is not looked at."""
    found = find_words(list(texts.values()))
    codes = mix(found.codes[:-1] * np.uint64(3) + found.codes[1:])
    counts = np.diff(found.bounds)
    # A pair belongs to one text: none begins at a text's last word.
    inside = _within(found, [passages[row] for row in texts])
    inside[found.bounds[1:][counts > 0] - 1] = False
    _, ids, times = np.unique(codes[inside[:-1]], return_inverse=True, return_counts=True)
    is_shared = times[ids] > 1
    texts_of = np.repeat(np.arange(len(texts)), counts)[inside][is_shared]
    bounds = np.searchsorted(texts_of, np.arange(len(texts) + 1))
    return Wording(ids[is_shared].astype(np.int64), bounds.astype(np.int64), {row: k for k, row in enumerate(texts)})


def _within(found: Words, passages: Sequence[Sequence[Span]]) -> npt.NDArray[np.bool_]:
    """For each word whether it and the next stand in a passage of their text; passages may overlap."""
    inside = np.zeros(len(found.codes), dtype=bool)
    for k, spans in enumerate(passages):
        low, high = int(found.bounds[k]), int(found.bounds[k + 1])
        for start, end in merged(spans):
            first = low + int(np.searchsorted(found.starts[low:high], start))
            last = low + int(np.searchsorted(found.ends[low:high], end, side="right"))
            inside[first : max(first, last - 1)] = True
    return inside


def merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The spans as disjoint runs, ascending."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted({(span.start, span.end) for span in spans}):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return runs


def shared_counts(wording: Wording, members: Sequence[int], a: Ids, b: Ids) -> Ids:
    """How many word pairs the texts at places `a` and `b` among the members share, for each two of them."""
    bits = bit_rows([wording.of(row) for row in members])
    shared = np.empty(len(a), dtype=np.int64)
    for start in range(0, len(a), _CHUNK):
        both = bits[a[start : start + _CHUNK]] & bits[b[start : start + _CHUNK]]
        shared[start : start + _CHUNK] = np.bitwise_count(both).sum(axis=1)
    return shared


def bit_rows(sets: Sequence[Ids]) -> Bits:
    """A row of bits for each set of numbers, one bit for each number that any of them holds."""
    every, columns = np.unique(np.concatenate(sets), return_inverse=True)
    table = np.zeros((len(sets), -(-max(1, len(every)) // 64) * 64), dtype=bool)
    table[np.repeat(np.arange(len(sets)), [len(s) for s in sets]), columns] = True
    return np.packbits(table, axis=1).view(np.uint64)
