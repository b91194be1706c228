"""The rules of one language for credits and debris: phrases with placeholders, each with invented examples that must and must not match."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from sourcier.errors import LanguageError
from sourcier.languages.parties import parties
from sourcier.model import CreditKind, DebrisKind

Shape = Literal["label", "opening", "anywhere", "linked", "relay"]

# What a placeholder stands for, besides the word lists of the pack itself ([credit_words]).
_PARTY = r"(?P<party>\S.{0,140}?)"
_OPEN_PARTY = r"(?P<party>\S.{0,200})"
_OTHER = r"\S.{0,60}?"
_TYPED = re.compile(r"\[(?:\\.|[^\]\\])*\]|'| ")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """An invented line and the party that a rule must read in it (None: it must match and name nobody)."""

    line: str
    party: str | None = None


@dataclass(frozen=True, slots=True)
class CreditRule:
    """One way in which a language credits a party.

    `shape` says where it stands: "label" (the words, a colon, names), "opening" (a sentence that begins so), "anywhere" (a line that
    holds it), "linked" (a line that is no more than these words and a link; the party is the link's), "relay" (beside an outlet's name
    in the text). `words` are lower-case pieces of which one must be in the line;
    `pattern` is a regular expression over the line, without regard to case, with {party} for the name and {word} for a list of words.
    `needs_known` (written `needs = "known"`) asks that the party be a known one or linked: sponsors use such words too. `needs_outlet`
    (`needs = "outlet"`) is content with a name made as outlets' names are ("Dune Weekly"): friends and towns stand after such words too.
    `means` is the party that such words are known to be of, where they do not name it.
    """

    rule: str
    kind: CreditKind
    shape: Shape
    words: tuple[str, ...]
    pattern: str
    match: tuple[Example, ...]
    reject: tuple[str, ...]
    needs_known: bool = False
    needs_outlet: bool = False
    means: str = ""


@dataclass(frozen=True, slots=True)
class DebrisRule:
    """One mark that a copying tool or another site's template leaves; `tool` is None when it cannot be known."""

    rule: str
    kind: DebrisKind
    words: tuple[str, ...]
    pattern: str
    tool: str | None
    match: tuple[Example, ...]
    reject: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """All that a pack says about credits and debris; `words` are its lists, by name."""

    credits: tuple[CreditRule, ...]
    debris: tuple[DebrisRule, ...]
    words: Mapping[str, tuple[str, ...]]


def parse_marks(table: Mapping[str, Any], where: str) -> Marks:
    """The tables [[credit]], [[debris]] and [credit_words] of a pack.

    Raises:
        LanguageError: a rule has no examples, an unknown kind or shape, or a pattern that does not compile.
    """
    return Marks(parse_credits(table, where), parse_debris(table, where), parse_words(table, where))


def parse_credits(table: Mapping[str, Any], where: str) -> tuple[CreditRule, ...]:
    """The [[credit]] tables of a pack, patterns with their word lists filled in.

    Raises:
        LanguageError: a rule has no examples, an unknown kind or shape, or a pattern that does not compile.
    """
    words = _word_lists(table)
    rules = []
    for entry in table["credit"]:
        _check(entry, where, get_args(CreditKind))
        shape = entry.get("shape", "anywhere")
        if shape not in get_args(Shape):
            raise LanguageError(f"no such shape: {shape}", f"{where} {entry['rule']}")
        match, reject = _examples(entry)
        pattern = _filled(entry["pattern"], words, f"{where} {entry['rule']}")
        rules.append(
            CreditRule(
                _name(entry, where),
                entry["kind"],
                shape,
                tuple(entry["words"]),
                pattern,
                match,
                reject,
                needs_known=entry.get("needs") == "known",
                needs_outlet=entry.get("needs") == "outlet",
                means=entry.get("means", ""),
            )
        )
    return tuple(rules)


def parse_debris(table: Mapping[str, Any], where: str) -> tuple[DebrisRule, ...]:
    """The [[debris]] tables of a pack.

    Raises:
        LanguageError: as `parse_credits`.
    """
    words = _word_lists(table)
    rules = []
    for entry in table["debris"]:
        _check(entry, where, get_args(DebrisKind))
        match, reject = _examples(entry)
        pattern = _filled(entry["pattern"], words, f"{where} {entry['rule']}")
        rules.append(DebrisRule(_name(entry, where), entry["kind"], tuple(entry["words"]), pattern, entry.get("tool"), match, reject))
    return tuple(rules)


def parse_words(table: Mapping[str, Any], where: str) -> Mapping[str, tuple[str, ...]]:
    """The [credit_words] lists of a pack as they stand.

    Raises:
        LanguageError: a list that reading needs is missing.
    """
    lists = {name: tuple(words) for name, words in table["credit_words"].items()}
    missing = sorted(
        {"not_text", "figures", "and", "with", "by", "for", "around", "stops", "articles", "agency", "media", "own", "before_names"}
        - set(lists)
    )
    if missing:
        raise LanguageError(f"[credit_words] lacks {', '.join(missing)}", where)
    return lists


def _name(entry: Mapping[str, Any], where: str) -> str:
    """The name of a rule with its language before it: "fr:source-label"."""
    return f"{where[:2]}:{entry['rule']}"


def _examples(entry: Mapping[str, Any]) -> tuple[tuple[Example, ...], tuple[str, ...]]:
    """The examples of a rule: a line alone, or a line and the party read in it."""
    match = tuple(Example(item) if isinstance(item, str) else Example(*item) for item in entry["match"])
    return match, tuple(entry["reject"])


def _check(entry: Mapping[str, Any], where: str, kinds: Sequence[str]) -> None:
    """Refuse a rule that nobody could check."""
    subject = f"{where} {entry.get('rule', '(no name)')}"
    if entry["kind"] not in kinds:
        raise LanguageError(f"no such kind: {entry['kind']}", subject)
    if not entry["match"] or not entry["reject"]:
        raise LanguageError("a rule needs examples that match and that do not", subject)
    if not entry["words"] or any(word != word.lower() for word in entry["words"]):
        raise LanguageError("words must be there and in lower case", subject)


def _word_lists(table: Mapping[str, Any]) -> dict[str, str]:
    """Each list of [credit_words] as an alternation, longest first so that no word hides a longer one."""
    return {
        name: "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")" for name, words in table["credit_words"].items()
    }


def typed(pattern: str) -> str:
    """A pattern in which each space stands for any white space and each apostrophe for either kind, in sets too."""
    return _TYPED.sub(_as_typed, pattern)


def _as_typed(found: re.Match[str]) -> str:
    """A set, an apostrophe or a space as they are printed."""
    text = found.group(0)
    if text.startswith("["):
        return text.replace("'", "'’").replace(" ", r"\s")
    return "['’]" if text == "'" else r"\s"


@cache
def _agencies() -> str:
    """The names and marks of every agency as the party of a pattern, in their own case."""
    names = sorted({name for party in parties() if party.is_agency for name in party.names}, key=lambda name: (-len(name), name))
    return "(?P<party>(?-i:" + "|".join(re.escape(name) for name in names) + r"))\b"


def _filled(pattern: str, words: Mapping[str, str], subject: str) -> str:
    """A pattern with its placeholders filled, checked to compile; a party at the end may run to the end of the line."""

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name == "party":
            return _OPEN_PARTY if found.end() == len(found.string) else _PARTY
        if name == "outlet":
            return found.group(0)  # left for the reader of the text, who looks at both sides of it
        if name == "other":
            return _OTHER
        if name == "agency":
            return _agencies()
        if name.isdigit():
            return found.group(0)
        if name not in words:
            raise LanguageError(f"no such list in [credit_words]: {name}", subject)
        return typed(words[name])

    filled = _PLACEHOLDER.sub(fill, typed(pattern))
    try:
        re.compile(filled.replace("{outlet}", "(?:)"), re.IGNORECASE)
    except re.error as error:
        raise LanguageError(f"pattern does not compile: {error}", subject) from error
    return filled
