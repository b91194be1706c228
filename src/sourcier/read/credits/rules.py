"""The rules of every language ready to be tried, and the first look at a line that tells which of them can read anything in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from sourcier.languages import languages
from sourcier.languages.marks import CreditRule, DebrisRule
from sourcier.read.credits.needs import encodable, needed, plain, rarer
from sourcier.read.credits.traces import agency_traces, is_whole

# Longer blocks are prose: only their ends can hold a mark about the whole text.
_LONG, _END = 400, 200
# What stands in a pattern for itself, or in a set, and is no bracket or bar of its own.
_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_LEAD = r"[\s\W]{0,4}"
# What stands for the trace of an agency among the numbers of pieces.
_TRACE = -1
# The one letter that is two in lower case.
_GROWS = "İ"
# What stands between a label and its names.
COLONS = ":：»"


@dataclass(frozen=True)
class CreditTrial:
    """A rule for credits ready to be tried."""

    rule: CreditRule

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The rule's expression, anchored as its shape asks; made when it is first tried, since most never are."""
        pattern = self.rule.pattern
        if self.rule.shape == "label":
            names = rf"\s{{0,3}}[{COLONS}]\s{{0,3}}(?P<party>\S.{{0,240}})" if self.needs_colon else ""
            pattern = rf"{_LEAD}(?:{pattern}){names}"
        elif self.rule.shape == "opening":
            pattern = rf"{_LEAD}(?:{pattern})"
        elif self.rule.shape == "linked":
            pattern = rf"^{_LEAD}(?P<party>{pattern})\W{{0,4}}$"
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)

    @cached_property
    def needs_colon(self) -> bool:
        """Whether a rule is a label with names after a mark: its pattern says nothing of them itself."""
        return self.rule.shape == "label" and "(?P<party>" not in self.rule.pattern

    @cached_property
    def is_opening(self) -> bool:
        """Whether a rule that stands anywhere reads the beginning of a line only: nothing goes round the "^" it opens with."""
        depth = 0
        for sign in _ESCAPED.sub("", self.rule.pattern):
            depth += (sign == "(") - (sign == ")")
            if sign == "|" and not depth:
                return False
        return self.rule.pattern.startswith("^")


@dataclass(frozen=True)
class DebrisTrial:
    """A rule for debris ready to be tried."""

    rule: DebrisRule

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The rule's expression, made when it is first tried."""
        return re.compile(self.rule.pattern, re.IGNORECASE | re.DOTALL)


class Look(NamedTuple):
    """What a first look at a line shows: the rules that can read something in it, and whether it names what may be an agency."""

    credits: tuple[CreditTrial, ...] = ()
    debris: tuple[DebrisTrial, ...] = ()
    names_agency: bool = False


IDLE = Look()
_SIGNED = Look(names_agency=True)


class _Pieces(NamedTuple):
    """The pieces of text that are looked for, in one automaton.

    For each the rules that are to be tried, those that are if one of their words stands in the line as well, and whether it is the
    trace of an agency.
    """

    automaton: AhoCorasick
    sure: tuple[tuple[int, ...], ...]
    unsure: tuple[tuple[int, ...], ...]
    traces: frozenset[int]


def first_looks(texts: Iterable[str]) -> dict[str, Look]:
    """What a first look at each line shows; in most lines nothing can be read.

    All lines of a page are looked at in one pass: an automaton is in the processor's cache then once a page, and not once a line.
    """
    looks = dict.fromkeys(texts, IDLE)
    ready = [text for text in looks if text.isprintable() and "  " not in text and _GROWS not in text]
    if len(ready) < len(looks):
        looks.update((text, first_look(text)) for text in looks.keys() - ready)
    shown = [text if len(text) <= _LONG else f"{text[:_END]} \n {text[-_END:]}" for text in ready]
    starts = list(accumulate((len(text) + 3 for text in shown), initial=0))
    low = (" " + " \n ".join(shown) + " ").lower()
    low = low if low.isascii() else low.replace("’", "'")
    for line, seen in _scan(low, starts).items():
        looks[ready[line]] = _look(low[starts[line] : starts[line + 1]], seen)
    return looks


def looked(looks: Mapping[str, Look] | None, texts: Sequence[str]) -> Mapping[str, Look]:
    """What a first look at each of these lines shows, of what was looked at before and of the others."""
    known = looks or {}
    unknown = [text for text in texts if text not in known]
    return {**known, **first_looks(unknown)} if unknown else known


@lru_cache(maxsize=16384)
def first_look(text: str) -> Look:
    """The rules that can read something in a line, in their order, and whether it names what may be an agency.

    Of a long block both ends are looked at, as they are read.
    """
    low = "\n".join([plain(piece) for _, piece in ends(text)])
    seen = _scan(low, [0])
    return _look(low, seen[0]) if seen else IDLE


def _scan(low: str, starts: Sequence[int]) -> dict[int, set[int]]:
    """For each line that begins at one of these places the pieces of rules and the traces of agencies in it.

    Numbers and one set a line: what holds others, Python's collector counts, and it walks all of the page when there are many.
    """
    automaton, sure, unsure, traces = _pieces()
    found: dict[int, set[int]] = {}
    for number, start, end in automaton.find_matches_as_indexes(low, overlapping=True):
        if sure[number] or unsure[number] or is_whole(low, start, end):
            line = bisect_right(starts, start) - 1
            if line in found:
                found[line].add(number)
            else:
                found[line] = {number}
            if number in traces and is_whole(low, start, end):
                found[line].add(_TRACE)
    return found


def _look(low: str, seen: set[int]) -> Look:
    """What a line shows in which these pieces were seen."""
    pieces, trials = _pieces(), rules()
    is_signed = _TRACE in seen
    seen.discard(_TRACE)
    asked = {rule for number in seen for rule in pieces.sure[number]}
    asked |= {rule for number in seen for rule in pieces.unsure[number] if any(map(low.__contains__, trials[rule].rule.words))}
    if not asked:
        return _SIGNED if is_signed else IDLE
    tried = [trials[rule] for rule in sorted(asked)]
    marks = tuple([trial for trial in tried if isinstance(trial, CreditTrial)])
    debris = tuple([trial for trial in tried if isinstance(trial, DebrisTrial)]) if len(marks) < len(tried) else ()
    return Look(marks, debris, is_signed)


def may_mark(text: str) -> bool:
    """Whether a line holds a word that any rule asks for, be it whole or broken off: cheap, so that links are read only there."""
    return bool(_words().find_matches_as_indexes(encodable(_lower(text))))


def ends(text: str) -> list[tuple[int, str]]:
    """The parts of a block that may hold a mark, each with its offset: all of a line, both ends of prose."""
    if len(text) <= _LONG:
        return [(0, text)]
    return [(0, text[:_END]), (len(text) - _END, text[-_END:])]


def _lower(text: str) -> str:
    """What of a text is read, as the words of rules are written."""
    return "\n".join([piece for _, piece in ends(text)]).lower().replace("’", "'")


@cache
def rules() -> tuple[CreditTrial | DebrisTrial, ...]:
    """Every rule of every language, credits first, in the order of the packs."""
    packs = languages().values()
    credit = [rule for pack in packs for rule in pack.marks.credits if rule.shape != "relay"]
    debris = [rule for pack in packs for rule in pack.marks.debris]
    return (*map(CreditTrial, credit), *map(DebrisTrial, debris))


@cache
def _words() -> AhoCorasick:
    """The words of all rules, found in one pass."""
    return AhoCorasick(sorted({word for trial in rules() for word in trial.rule.words}), implementation=Implementation.ContiguousNFA)


@cache
def _pieces() -> _Pieces:
    """The pieces that rules need and the traces of agencies; a rule without pieces asks for its words."""
    sure: dict[str, list[int]] = {trace: [] for trace in agency_traces()}
    unsure: dict[str, list[int]] = {}
    for number, trial in enumerate(rules()):
        colon = rf"\s?[{COLONS}]" if isinstance(trial, CreditTrial) and trial.needs_colon else ""
        for piece in rarer(needed(f"(?:{trial.rule.pattern}){colon}"), trial.rule.words):
            has_word = any(word in piece for word in trial.rule.words)
            (sure if has_word else unsure).setdefault(piece, []).append(number)
    pieces = sorted({*sure, *unsure})
    traces = set(agency_traces())
    return _Pieces(
        AhoCorasick(pieces, implementation=Implementation.ContiguousNFA),
        tuple([tuple(sure.get(piece, ())) for piece in pieces]),
        tuple([tuple(unsure.get(piece, ())) for piece in pieces]),
        frozenset([number for number, piece in enumerate(pieces) if piece in traces]),
    )
