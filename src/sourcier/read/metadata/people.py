"""Names of people out of what bylines, tags and metadata give: outlets, desks, roles and addresses are left out."""

from __future__ import annotations

import html
import re
from functools import cache

from sourcier.languages.parties import find_party, is_agency
from sourcier.languages.reading import reading_list
from sourcier.text.fold import fold

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\b[\w-]+\.(?:com|org|net|de|fr|co|info)\b|(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?-?){2,4}")
_LAST_INITIAL = re.compile(r"\w\s[^\W\d_]\.$")
_PEN_NAME = re.compile(r"[^\W_][\w.-]{2,24}")
_LETTER = re.compile(r"[^\W\d_]")
_CUT = re.compile(r"\s*[|•·–—→\n\t/]\s*|\s-\s|\s*;\s*|,\s*")
_MAX_WORDS, _MAX_LENGTH, _MAX_PEOPLE = 6, 60, 12


@cache
def _opening() -> re.Pattern[str]:
    """The words that open a byline, in every language."""
    words = "|".join(re.escape(word) for word in reading_list("by"))
    return re.compile(rf"^\W*(?:{words})(?!\w)[\s:]*", re.IGNORECASE)


@cache
def _joints() -> re.Pattern[str]:
    """The words between two names, in every language, set off by spaces."""
    words = "|".join(re.escape(word) for word in reading_list("and"))
    return re.compile(rf"\s+(?:{words})\s+(?=[^\W\d_])")


@cache
def _desks() -> frozenset[str]:
    """Words of desks and outlets, folded."""
    return frozenset(fold(word) for word in reading_list("desk"))


@cache
def _particles() -> frozenset[str]:
    """Words that stand inside names in lower case, in every language."""
    return frozenset(reading_list("particle"))


@cache
def _dated() -> re.Pattern[str]:
    """The words that label a date, in every language."""
    words = "|".join(re.escape(word) for name in ("published", "updated") for word in reading_list(name) if len(word) > 3)
    return re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _roles() -> re.Pattern[str]:
    """A role after or before a name, in every language."""
    words = "|".join(re.escape(word) for word in reading_list("role"))
    return re.compile(rf"^(?:{words})(?:\s.*)?$", re.IGNORECASE)


def find_people(text: str, outlet: str = "", *, is_marked: bool = False) -> tuple[str, ...]:
    """The names of people in a byline or a metadata value, in order, each once; () when none is surely a person.

    `is_marked` says that the page marks the value as one person: then a pen name in one word is a name too.

    >>> find_people("Par Claire Vasseur et Jean-Luc Morel, envoyé spécial", "Le Phare")
    ('Claire Vasseur', 'Jean-Luc Morel')
    >>> find_people("Rédaction du Phare")
    ()
    """
    text = html.unescape(text)[:400]
    text = _BRACKETS.sub(" ", _ADDRESS.sub(" ", text))
    opening = _opening().match(text)
    if opening:
        text = text[opening.end() :]
    found: dict[str, str] = {}
    for part in _CUT.split(text):
        for piece in _joints().split(part):
            name = _person(piece, outlet) or (_pen_name(piece, outlet) if is_marked else None)
            if name:
                found.setdefault(fold(name), name)
    return tuple(found.values())[:_MAX_PEOPLE]


def has_byline_opening(text: str) -> bool:
    """Whether a line opens as bylines do."""
    return bool(_opening().match(text))


def _person(piece: str, outlet: str) -> str | None:
    """The name in one piece of a byline, or None when it is no person's."""
    name = " ".join(piece.strip(" ,:;*\"'«»“”|-").split())
    name = name if _INITIALS.fullmatch(name) or _LAST_INITIAL.search(name) else name.strip(" .")
    opening = _opening().match(name + " ")
    if opening and opening.end() < len(name):
        name = name[opening.end() :].strip()
    words = name.split()
    if not 1 <= len(words) <= _MAX_WORDS or len(name) > _MAX_LENGTH or any(c.isdigit() for c in name) or not _LETTER.search(name):
        return None
    key = fold(name)
    words = name.split()
    if outlet and (key == fold(outlet) or key in fold(outlet).replace(" ", "")):
        return None
    if _desks().intersection(key.replace("-", " ").split()) or key in _desks() or _roles().match(name):
        return None
    if is_agency(name) or find_party(name) or _dated().match(name):
        return None
    return _cased(name, words)


def _pen_name(piece: str, outlet: str) -> str | None:
    """One word that is no desk, no outlet and no word of a byline."""
    name = piece.strip(" .,:;|-")
    key = fold(name)
    if not _PEN_NAME.fullmatch(name) or key in _desks() or _roles().match(name) or has_byline_opening(name + " x") or _dated().match(name):
        return None
    return None if is_agency(name) or find_party(name) or (outlet and key in fold(outlet)) else name


def _cased(name: str, words: list[str]) -> str | None:
    """The name if its letters are cased as names are; all capitals become a name's case."""
    if name.isupper() and len(name) > 4 and len(words) > 1:
        return " ".join(word.title() if len(word) > 1 else word for word in words)
    lower = [word for word in words if word[0].islower()]
    if len(words) == 1:
        return name if len(name) > 2 and not lower and (not name.isupper() or "." in name or len(name) > 5) else None
    if len(lower) == len(words) == 2 and all(len(word) > 2 for word in words) and not _particles().intersection(words):
        return name.title()
    if any(word.lower() not in _particles() for word in lower):
        return None
    return name
