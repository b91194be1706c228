"""The wording of an article as a set of word pairs, so that a change made in one copy is seen again in the copies of that copy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


def words(text: str) -> list[str]:
    """The words of a text without case, accents and typography: what an editor changes, not what a typesetter does.

    >>> words("L’été, enfin\u00a0!")
    ['l', 'ete', 'enfin']
    """
    plain = text.lower().translate(_APOSTROPHES)
    if not plain.isascii():
        bare = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
        # A text in another script loses its letters that way: it keeps them, accents and all.
        plain = bare if len(bare) > 0.8 * len(plain) else plain
    return _WORD.findall(plain)


def word_pairs(texts: Sequence[str]) -> list[Ids]:
    """For each text the sorted numbers of its pairs of neighbouring words, numbered in order of appearance."""
    numbers: dict[str, int] = {}
    pairs = []
    for text in texts:
        ids = np.array([numbers.setdefault(word, len(numbers)) for word in words(text)], dtype=np.int64)
        pairs.append(np.unique((ids[:-1] << 31) | ids[1:]))
    return pairs


def shared_counts(sets: Sequence[Ids]) -> Floats:
    """How many word pairs each two texts share, shape (texts, texts)."""
    if not sets:
        return np.zeros((0, 0))
    every, columns = np.unique(np.concatenate(sets), return_inverse=True)
    table = np.zeros((len(sets), len(every)), dtype=np.float32)
    rows = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    table[rows, columns] = 1.0
    return (table @ table.T).astype(np.float64)
