"""Text folded for comparison: case, accents, quotation marks, dashes and spaces no longer matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_QUOTES = dict.fromkeys(map(ord, "‘’‚‛ʼ′`´"), "'") | dict.fromkeys(map(ord, "“”„‟«»″"), '"') | dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_LETTERS = {ord(a): b for a, b in zip("ıøłđßæœþð", ("i", "o", "l", "d", "ss", "ae", "oe", "th", "d"), strict=True)}
_SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_BEYOND_ASCII, _FEW_LETTERS = re.compile(r"[^\x00-\x7f]"), 40
_TABLE: dict[int, str | None] = {**_QUOTES, **_LETTERS, **_SOFT}


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text in lower case without accents, with plain quotes and dashes and single spaces; offsets are not kept.

    >>> fold("Écho «  du Śląsk »")
    'echo " du slask "'
    """
    return " ".join(changed(text.lower().replace("`", "'"), _letter).split())


def changed(text: str, change: Callable[[str], str]) -> str:
    """The text with every letter beyond ASCII changed; `change` leaves those of ASCII and what it gives as they are."""
    letters = set() if text.isascii() else set(_BEYOND_ASCII.findall(text))
    if len(letters) > _FEW_LETTERS:
        return "".join(map(change, text))
    # One after another, each is replaced wherever it stands: a text has few of them.
    for letter in letters:
        text = text.replace(letter, change(letter))
    return text


def lowered(text: str) -> str:
    """The text in lower case letter for letter, so that offsets hold: the one letter that would become two becomes its first.

    >>> lowered("İZMİR")
    'izmir'
    """
    return text.replace("İ", "i").lower()


@lru_cache(maxsize=65536)
def _letter(character: str) -> str:
    """What one character folds to. Folding knows no neighbours: marks are dropped, so that their order does not matter."""
    # Letters of mathematics and the like show their case only once they are taken apart.
    apart = unicodedata.normalize("NFKD", character.translate(_TABLE)).casefold()
    decomposed = unicodedata.normalize("NFKD", apart.translate(_TABLE))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_TABLE)
