"""Lists of words as one expression each."""

from __future__ import annotations

import re
from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """An expression for one of some words; of those that begin alike the first that fits.

    By first letters: an expression tries every branch at every place of a text, and lists have up to hundreds of words.

    >>> one_of(["par", "by", "por", "af"])
    'p(?:ar|or)|b(?:y)|a(?:f)'
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rests.items())
