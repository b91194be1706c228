"""Fingerprints of an article: hashes of runs of five words, about half of them kept, chosen by their content alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.model import Article
from sourcier.text.words import Codes, Words, find_words, mix

# Five words: long enough that two texts hardly share one by chance, short enough to survive an edit every few words.
WINDOW = 5
_PART = 2
_TURN = 0xD6E8FEB86659FD93
# A window is known by so many bits: enough for a hundred million of them, and two bytes less in every row of an index.
HASH_BITS = 48


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Windows of several texts, one row each: the hash, the number of its text, and the number of its first word there."""

    hashes: Codes
    texts: NDArray[np.int32]
    places: NDArray[np.int32]

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Fingerprints:
        """Some of the rows, in the order given."""
        return Fingerprints(self.hashes[rows], self.texts[rows], self.places[rows])


def windows(article: Article) -> Fingerprints:
    """The fingerprints of one article's body, in the order of their places; a window that recurs is given once, where it stands first.

    >>> body = "The harbour of Port-Neuf will close its two old quays on the first of May"
    >>> shout = windows(Article(body=body.upper().replace("-", " ")))
    >>> bool((windows(Article(body=body)).hashes == shout.hashes).all()), len(shout.hashes)
    (True, 6)
    """
    prints = fingerprints(find_words([article.body]))
    _, first = np.unique(prints.hashes, return_index=True)
    first.sort()
    return prints.take(first)


def fingerprints(words: Words) -> Fingerprints:
    """The fingerprints of every text of a batch, by text and place.

    A window is kept when the least of its two-word parts stands at one of its ends: a closed syncmer (Edgar, "Syncmers are more
    sensitive than minimizers", PeerJ 2021). The choice depends on the window's own words, so a window that two texts share is kept in both
    or in neither, however much is edited around it; and of any four windows in a row at least one is kept.
    """
    count = len(words.codes) - WINDOW + 1
    if count <= 0:
        return Fingerprints(words.codes[:0], np.zeros(0, np.int32), np.zeros(0, np.int32))
    parts = _join(words.codes, _PART)
    spread = WINDOW - _PART + 1
    least = parts[:count]
    for shift in range(1, spread):
        least = np.minimum(least, parts[shift : shift + count])
    keep = (parts[:count] == least) | (parts[spread - 1 : spread - 1 + count] == least)
    # a window belongs to the text of its first word and may not run on into the next text
    room = np.repeat(words.bounds[1:], np.diff(words.bounds))[:count]
    places = np.flatnonzero(keep & (np.arange(WINDOW, count + WINDOW) <= room))
    texts = np.searchsorted(words.bounds, places, "right") - 1
    hashes = _join(words.codes, WINDOW)[places] >> np.uint64(64 - HASH_BITS)
    return Fingerprints(hashes, texts.astype(np.int32), (places - words.bounds[texts]).astype(np.int32))


def once(prints: Fingerprints) -> Fingerprints:
    """The windows of each text, each where it stands first; by text."""
    order = np.lexsort((prints.places, prints.hashes, prints.texts))
    prints = prints.take(order)
    first = np.ones(len(order), np.bool_)
    first[1:] = (prints.hashes[1:] != prints.hashes[:-1]) | (prints.texts[1:] != prints.texts[:-1])
    return prints.take(first)


def _join(codes: Codes, size: int) -> Codes:
    """One hash for each run of `size` words."""
    count = len(codes) - size + 1
    joined = codes[:count].copy()
    for shift in range(1, size):
        joined *= np.uint64(_TURN)
        joined += codes[shift : shift + count]
    return mix(joined)
