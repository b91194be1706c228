"""What the words of a short line say it is: a part of the frame of a page, by the rules of every language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sourcier.languages.reading import WHOLE, reading_list, reading_packs
from sourcier.read.needs import branches_of, openings

# Lines longer than this are prose: no rule for the frame of a page is asked.
_MAX_FRAME_LINE, _MAX_TAKER = 400, 80
# So many signs may stand before the words, which begin at one of these places.
_LEAD, _PLACES = r"\W{0,4}", range(5)
# So many letters find the openings that a line may begin with; so many characters of it hold any of these.
_KEY, _MAX_OPENING = 3, 16


class _Rules(NamedTuple):
    """All line rules of all languages as one expression, for lines in lower case; once more with numbered groups; the label of each."""

    look: re.Pattern[str]
    numbered: re.Pattern[str]
    labels: tuple[str, ...]


class _Openings(NamedTuple):
    """How a line can begin that a rule reads: openings by their first letters, and an expression of what can begin in too many ways."""

    known: dict[str, tuple[str, ...]]
    others: re.Pattern[str]


@lru_cache(maxsize=16384)
def frame_label(text: str) -> str | None:
    """What a short line says it is, by the rules of all languages: "related", "comments", "author_box", "other", "paywall" or None.

    >>> frame_label("Laisser un commentaire"), frame_label("La mer monte.")
    ('comments', None)
    """
    if len(text) > _MAX_FRAME_LINE:
        return None
    low = text.lower()
    if may_be_frame(low):
        rules = _rules()
        # Without groups the first expression passes over most lines by their first letters.
        match = rules.numbered.match(low) if rules.look.match(low) else None
        if match:
            return rules.labels[int((match.lastgroup or "r0")[1:])]
    return "caption" if ":" in low[-_MAX_TAKER:] and _names_taker().search(low) else None


def may_be_frame(low: str) -> bool:
    """Whether a line, in lower case and with single spaces, begins as one that a rule reads: cheap beside the rules, which are long."""
    known, others = _openings()
    start = low[:_MAX_OPENING].replace("’", "'")
    for at in _PLACES:
        found = known.get(start[at : at + _KEY])
        if found is not None and start.startswith(found, at):
            return True
        if start[at : at + 1].isalnum():  # only signs may stand before the words
            break
    return others.match(low) is not None


@cache
def _rules() -> _Rules:
    """All line rules, in the order of the packs."""
    rules = [rule for pack in reading_packs().values() for rule in pack.lines]
    parts = [_whole(rule.pattern) if rule.whole else rule.pattern for rule in rules]
    numbered = [f"(?P<r{number}>{part})" for number, part in enumerate(parts)]
    look, rule_of = (re.compile(f"{_LEAD}(?:{'|'.join(some)})") for some in (parts, numbered))
    return _Rules(look, rule_of, tuple(rule.label for rule in rules))


@cache
def _openings() -> _Openings:
    """The openings of every rule, branch by branch, since a rule has many."""
    known: dict[str, set[str]] = {}
    others: list[str] = []
    for rule in [rule for pack in reading_packs().values() for rule in pack.lines]:
        for branch in branches_of(rule.pattern):
            found = openings(branch)
            if not found or min(map(len, found)) < _KEY:
                others.append(_whole(branch) if rule.whole else branch)
                continue
            for opening in found:
                known.setdefault(opening[:_KEY], set()).add(opening)
    return _Openings({key: tuple(sorted(some)) for key, some in known.items()}, re.compile(f"{_LEAD}(?:{'|'.join(others)})"))


def _whole(pattern: str) -> str:
    """The expression of words that are a whole line."""
    return f"(?:{pattern}){WHOLE}"


@cache
def _names_taker() -> re.Pattern[str]:
    """The end of a caption that names who took the picture ("... in the snow. Photo: Ada Quill"), in lower case and any language."""
    words = "|".join(map(re.escape, reading_list("picture")))
    return re.compile(rf"(?:[.!?…)\]\"”»'’|/]\s*|[(\[])[(\[]?(?:{words})\s?:\s?(?=\w)[^.!?:;]{{2,{_MAX_TAKER - 20}}}[)\].]*$")
