"""The words of one language for reading pages: bylines, labels of dates, and lines that belong to the frame of a page, not its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from sourcier.errors import LanguageError

# Each list is asked for in every language; an empty one says that the language has no such word.
LISTS = (
    "by",
    "and",
    "published",
    "updated",
    "desk",
    "newsroom",
    "nobody",
    "role",
    "degree",
    "inside",
    "glued",
    "then",
    "stop",
    "consent",
    "particle",
    "error",
    "page",
    "picture",
    "place",
)

# How the words of a rule end that are a whole line.
WHOLE = r"\W*$"


@dataclass(frozen=True, slots=True)
class LineRule:
    """A line that is no part of an article: `label` says what it is; `whole` whether the words are the whole line or open it."""

    rule: str
    label: str
    pattern: str
    whole: bool
    match: tuple[str, ...]
    reject: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """The lists of [reading] in lower case, and the [[reading_line]] rules."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    lines: tuple[LineRule, ...] = ()


def parse_reading(table: Mapping[str, Any], where: str) -> ReadingWords:
    """The [reading] and [[reading_line]] tables of a pack as a value.

    Raises:
        LanguageError: a list is missing, or a rule misses a sentence that it must match or matches one that it must not.
    """
    raw = table["reading"]
    missing = [name for name in LISTS if name not in raw]
    if missing:
        reason = f"[reading] lacks {', '.join(missing)}"
        raise LanguageError(reason, where)
    return ReadingWords(MappingProxyType({name: tuple(raw[name]) for name in LISTS}), _lines(table))


def _lines(table: Mapping[str, Any]) -> tuple[LineRule, ...]:
    """The [[reading_line]] rules of a table."""
    return tuple(
        LineRule(r["rule"], r["label"], r["pattern"], r.get("whole", False), tuple(r["match"]), tuple(r["reject"]))
        for r in table.get("reading_line", ())
    )


def line_expression(rule: LineRule) -> re.Pattern[str]:
    """The expression of one rule, against the start of a line or all of it, without regard to case."""
    return re.compile(rf"\W{{0,4}}(?:{rule.pattern}){WHOLE if rule.whole else ''}", re.IGNORECASE)


@cache
def reading_packs() -> Mapping[str, ReadingWords]:
    """The reading words of every pack that has some, by language code, then those of reading.toml for languages without a pack."""
    found: dict[str, ReadingWords] = {}
    for table, where in _tables():
        if "reading" in table:
            found[table["code"]] = parse_reading(table, where)
    for code, raw in _smaller().items():
        if code not in found:
            lists = {name: tuple(raw.get(name, ())) for name in LISTS}
            found[code] = ReadingWords(MappingProxyType(lists), _lines(raw))
    return MappingProxyType(found)


@cache
def reading_months() -> Mapping[str, int]:
    """The number of every month name of every language, in lower case."""
    found: dict[str, int] = {}
    lists = [table["dates"]["months"] for table, _ in _tables()] + [raw["months"] for raw in _smaller().values()]
    for months in lists:
        for number, names in enumerate(months, 1):
            for name in names:
                found.setdefault(name.lower(), number)
    return MappingProxyType(found)


@cache
def reading_list(name: str) -> tuple[str, ...]:
    """One list over all languages, without repeats, longest first so that an expression of them takes the longest."""
    words = dict.fromkeys(word for pack in reading_packs().values() for word in pack.lists[name])
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _tables() -> tuple[tuple[Mapping[str, Any], str], ...]:
    """The packs as tables, in order of code."""
    entries = sorted(files(__package__).iterdir(), key=lambda e: e.name)
    packs = [entry for entry in entries if entry.name.endswith(".toml") and len(entry.name) == len("xx.toml")]
    return tuple((tomllib.loads(entry.read_text(encoding="utf-8")), entry.name) for entry in packs)


@cache
def _smaller() -> Mapping[str, Mapping[str, Any]]:
    """The months and bylines of languages that have no pack of their own yet."""
    table = tomllib.loads((files(__package__) / "reading.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: raw for code, raw in table.items() if isinstance(raw, dict)})
