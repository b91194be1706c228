"""The words of texts as stable 64-bit codes with their offsets, folded so that case, accents and typography do not matter.

The whole batch is done by numpy on code points: this is the floor under comparing, and a loop over words in Python would cost
more than all the rest of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sourcier.text.fold import fold

Codes: TypeAlias = NDArray[np.uint64]
Places: TypeAlias = NDArray[np.int64]
Offsets: TypeAlias = NDArray[np.int32]

# Latin, Greek, Cyrillic, Arabic, punctuation: tables are made ahead up to here; what lies beyond is looked up one by one.
_TABLE_SIZE = 0x2600
_LONGEST_FOLD = 4
_UNSPACED = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u2e80", "\u9fff"), ("\U00020000", "\U0003ffff"))
_STEP = 0x9E3779B97F4A7C15  # odd, so that its powers can be inverted modulo 2**64
_BACK = pow(_STEP, -1, 1 << 64)
_BATCH = 1 << 18
# So few texts are done one by one, so that those that come again need not be done again.
_FEW, _SHORT = 8, 1 << 16
_NO_CODES = np.zeros(0, np.uint64)
_NO_OFFSETS = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several texts in a row.

    `codes` holds one 64-bit hash a word; `starts` and `ends` are offsets into the word's own text; the words of text `i` are
    those from `bounds[i]` to `bounds[i + 1]`.
    """

    codes: Codes
    starts: Offsets
    ends: Offsets
    bounds: Places

    def take(self, texts: Places) -> Words:
        """The words of some of the texts, in the order given."""
        sizes = np.diff(self.bounds)[texts]
        bounds = np.append(0, np.cumsum(sizes))
        rows = np.repeat(self.bounds[texts] - bounds[:-1], sizes) + np.arange(int(bounds[-1]))
        return Words(self.codes[rows], self.starts[rows], self.ends[rows], bounds)


def find_words(texts: Sequence[str]) -> Words:
    """The words of every text: runs of letters and digits, folded; apostrophes and hyphens part words.

    The codes depend on the folded letters alone, on no run, machine or neighbour. Scripts that leave no space between words
    (Chinese, Japanese, Thai) give one word a sign.

    >>> first, second = find_words(["L’Été", "l'ete !"]), find_words(["L ETE"])
    >>> bool((first.codes[:2] == second.codes).all()), first.starts.tolist(), first.bounds.tolist()
    (True, [0, 2, 0, 2], [0, 2, 4])
    """
    if len(texts) <= _FEW and sum(map(len, texts)) <= _SHORT:
        parts = [_remembered(text) for text in texts]
    else:
        parts = [_find_words(batch) for batch in _batches(texts)]
    if len(parts) == 1:
        return parts[0]
    bounds = np.concatenate([[0], *(np.diff(part.bounds) for part in parts)])
    return Words(
        np.concatenate([_NO_CODES, *(part.codes for part in parts)]),
        np.concatenate([_NO_OFFSETS, *(part.starts for part in parts)]),
        np.concatenate([_NO_OFFSETS, *(part.ends for part in parts)]),
        np.cumsum(bounds, dtype=np.int64),
    )


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in their order, about a quarter of a million characters at a time: few enough to stay in a processor's cache."""
    start = room = 0
    for here, text in enumerate(texts):
        if room + len(text) > _BATCH and here > start:
            yield texts[start:here]
            start, room = here, 0
        room += len(text)
    if start < len(texts):
        yield texts[start:]


@lru_cache(maxsize=64)
def _remembered(text: str) -> Words:
    """The words of one text: whoever compares a few articles comes upon each of them several times."""
    words = _find_words([text])
    for values in (words.codes, words.starts, words.ends, words.bounds):
        values.setflags(write=False)
    return words


def _find_words(texts: Sequence[str]) -> Words:
    """The words of a batch small enough to be done at once."""
    # a line feed stands between texts so that no word runs from one into the next
    points = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    heads = np.cumsum([0, *(len(text) + 1 for text in texts)], dtype=np.int64)
    folded, places = _fold_points(points)
    edges = np.flatnonzero(np.diff(folded != 0, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    codes = _hash_runs(folded, starts, ends)
    if places is not None:
        starts, ends = places[starts], places[ends - 1] + 1
    bounds = np.searchsorted(starts, heads)
    offsets = np.repeat(heads[:-1], np.diff(bounds))
    return Words(codes, (starts - offsets).astype(np.int32), (ends - offsets).astype(np.int32), bounds)


def mix(codes: Codes) -> Codes:
    """The codes with every bit spread over all others: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014)."""
    mixed = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _fold_points(points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], Places | None]:
    """The folded letters, 0 between words, and for each the place it comes from (None: one for one)."""
    table, lengths = _tables()
    far = np.flatnonzero(points >= _TABLE_SIZE)
    if len(far):
        # the few characters beyond the ready tables get places of their own behind them
        known, ranks = np.unique(points[far], return_inverse=True)
        more_table, more_lengths = _make_tables(known.tolist())
        points = points.copy()
        points[far] = ranks + _TABLE_SIZE
        table, lengths = np.hstack([table, more_table]), np.concatenate([lengths, more_lengths])
    counts = lengths.take(points)
    if counts.min(initial=1) == counts.max(initial=1) == 1:
        return table[0].take(points), None
    return _spread(points, counts, table)


def _spread(points: NDArray[np.uint32], counts: NDArray[np.uint8], table: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], Places]:
    """Letters that fold to none or to several, written out; `table[n]` holds the n-th letter each point folds to."""
    places = np.repeat(np.arange(len(points)), counts)
    folded = table[0].take(points[places])
    # the second and later letters are few: only they are looked up in the other rows
    follows = np.flatnonzero(np.diff(places, prepend=-1) == 0)
    ordinals = follows - np.searchsorted(places, places[follows])
    folded[follows] = table[ordinals, points[places[follows]]]
    return folded, places


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The tables for the characters that most texts are made of."""
    return _make_tables(range(_TABLE_SIZE))


def _make_tables(points: Sequence[int]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """For each point the folded letters (0 where it parts words), one row per letter, and how many there are."""
    table = np.zeros((_LONGEST_FOLD, len(points)), np.uint32)
    lengths = np.ones(len(points), np.uint8)
    for rank, point in enumerate(points):
        letters = _fold_point(chr(point))
        lengths[rank] = len(letters)
        table[: len(letters), rank] = letters
    return table, lengths


def _fold_point(character: str) -> list[int]:
    """The letters one character folds to: [] when it is invisible inside a word, [0] when it parts words."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn"}:
        return []
    if not character.isalnum():
        return [0]
    letters = [ord(c) for c in fold(character) if c.isalnum()][: _LONGEST_FOLD - 1] or [ord(character)]
    return [*letters, 0] if _stands_alone(character) else letters


def _stands_alone(character: str) -> bool:
    """Whether the sign is of a script that leaves no space between words: Thai to Burmese, Khmer, Chinese and Japanese."""
    return any(low <= character <= high for low, high in _UNSPACED) and unicodedata.category(character) == "Lo"


def _hash_runs(folded: NDArray[np.uint32], starts: Places, ends: Places) -> Codes:
    """One hash for each run of letters: a polynomial in its letters, read off the running sum over the whole batch."""
    powers, inverses = _powers(max(1, len(folded) - 1).bit_length())
    terms = folded.astype(np.uint64)
    terms *= powers[: len(terms)]
    sums = np.cumsum(terms, dtype=np.uint64)
    # a run ends before a separator, whose term is 0; so the sum at its last letter less the sum before its first
    before = np.where(starts > 0, sums[starts - 1], np.uint64(0)) if len(starts) else sums[:0]
    return mix((sums[ends - 1] - before) * inverses[starts])


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Codes, Codes]:
    """The powers of the step and of its inverse, modulo 2**64, for that many bits of places."""
    powers, inverses = (np.full(1 << bits, base, np.uint64) for base in (_STEP, _BACK))
    powers[0] = inverses[0] = 1
    return np.cumprod(powers, dtype=np.uint64), np.cumprod(inverses, dtype=np.uint64)
