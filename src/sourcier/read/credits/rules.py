"""The rules of every language ready to be tried, and the first look at a line that tells which of them can read anything in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, reduce
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from sourcier.languages import languages
from sourcier.languages.marks import CreditRule, DebrisRule
from sourcier.read.credits.traces import agency_traces, is_whole
from sourcier.read.needs import all_needed, branches_of, openings, pieces_in, plain, rarer, without_longer

# Longer blocks are prose: only their ends can hold a mark about the whole text.
_LONG, _END = 400, 200
_LEAD = r"[\s\W]{0,4}"
# How many lines are looked at one by one.
_FEW = 3
# What stands for the trace of an agency among the numbers of rules.
_TRACE = -1
_TRACED: tuple[int, ...] = (_TRACE,)
# The one letter that is two in lower case.
_GROWS = "İ"
# What parts lines that are looked at in one pass: a sign that is in no piece.
APART = " ^ "
# Where a mark may begin inside a line: after a separator, a bracket or the end of a sentence.
_STARTS = re.compile(r"[|•·(\[\n]|[.!?…»”\":] |\s[–—-] ")
_MAX_STARTS = 8
# How many pieces are sought one by one at most: to try the rule costs no more than to seek those of longer lists.
_MAX_ASKED = 16
# How long a line of labels is, of which each is a link ("Source | Via").
MAX_LABELS = 60
# What stands between a label and its names.
COLONS = ":：»"


@dataclass(frozen=True, eq=False)
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
    def names_agency(self) -> bool:
        """Whether a rule reads nothing but an agency that is named in the line."""
        return self.rule.kind == "agency" and not self.rule.means

    @cached_property
    def is_opening(self) -> bool:
        """Whether a rule that stands anywhere reads the beginning of a line only."""
        return _is_opening(self.rule.pattern)

    @cached_property
    def begins(self) -> frozenset[str]:
        """What stands where a mark may begin in each line that the rule reads, where it reads no others and these are few."""
        return openings(self.rule.pattern) if self.rule.shape in {"label", "opening"} or self.is_opening else frozenset()

    @cached_property
    def first(self) -> Callable[[str], re.Match[str] | None]:
        """What finds the first place where the rule reads a piece: anywhere, or at the beginnings that its shape allows."""
        if self.rule.shape not in {"anywhere", "linked"}:
            return lambda piece: next(iter(self.matches(piece)), None)
        # An expression that begins with "^" is tried all along a line by `search` all the same.
        return self.regex.match if self.is_opening or self.rule.shape == "linked" else self.regex.search

    def matches(self, piece: str) -> list[re.Match[str]]:
        """The places where the rule reads a piece."""
        if self.rule.shape in {"anywhere", "linked"}:
            match = self.first(piece)
            return [match] if match else []
        return [match for at in _starts(piece) if (match := self.regex.match(piece, at))]

    def reads(self, text: str) -> bool:
        """Whether the rule reads something in a line, or may read it in one of the links of a short one."""
        if len(text) > _LONG:
            return any(self.first(piece) for _, piece in ends(text))
        return self.first(text) is not None or (self.rule.shape == "linked" and len(text) <= MAX_LABELS)


@dataclass(frozen=True, eq=False)
class DebrisTrial:
    """A rule for debris ready to be tried."""

    rule: DebrisRule

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The rule's expression, made when it is first tried."""
        return re.compile(self.rule.pattern, re.IGNORECASE | re.DOTALL)

    @cached_property
    def begins(self) -> frozenset[str]:
        """As of a rule for credits."""
        return openings(self.rule.pattern) if _is_opening(self.rule.pattern) else frozenset()

    def reads(self, text: str) -> bool:
        """Whether the rule reads something in a line."""
        return any(self.regex.search(piece) for _, piece in ends(text)) if len(text) > _LONG else self.regex.search(text) is not None


def _is_opening(pattern: str) -> bool:
    """Whether a pattern reads the beginning of a line only: nothing goes round the "^" it opens with."""
    return pattern.startswith("^") and len(branches_of(pattern)) == 1


@lru_cache(maxsize=64)
def _starts(piece: str) -> tuple[int, ...]:
    """Where a mark may begin in a piece; every rule that the piece asks for begins there."""
    return (0, *[found.end() for found in _STARTS.finditer(piece)][-_MAX_STARTS:])


class Look(NamedTuple):
    """What a first look at a line shows: the rules that read something in it, and whether it names what may be an agency."""

    credits: tuple[CreditTrial, ...] = ()
    debris: tuple[DebrisTrial, ...] = ()
    names_agency: bool = False


IDLE = Look()
_SIGNED = Look(names_agency=True)


class _Pieces(NamedTuple):
    """The pieces of text that are looked for, in one automaton.

    For each the rules that it asks for wherever it stands, and those that it asks for where a mark may begin. The first, `lone` of
    them, are traces of agencies and no more; `traces` are the others that are one as well. `needs` are for each rule the sets of
    pieces of each of which the line must hold one as well, the smaller first; `of_agencies` are the rules that read nothing but an
    agency named in the line.
    """

    automaton: AhoCorasick
    anywhere: tuple[tuple[int, ...], ...]
    opening: tuple[tuple[int, ...], ...]
    lone: int
    traces: frozenset[int]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    of_agencies: frozenset[int]


def first_looks(texts: Iterable[str]) -> dict[str, Look]:
    """What a first look at each line shows; in most lines nothing can be read.

    All lines of a page are looked at in one pass: an automaton is in the processor's cache then once a page, and not once a line.
    """
    looks = dict.fromkeys(texts, IDLE)
    lines = list(looks)
    shown = _shown(lines)
    low = APART.join(shown)
    if not _is_plain(low):
        lines = [text for text in lines if _is_plain(text)]
        looks.update((text, first_look(text)) for text in looks.keys() - lines)
        shown = _shown(lines)
        low = APART.join(shown)
    low = f" {low} ".lower()
    low = low if low.isascii() else low.replace("’", "'")
    starts = list(accumulate([len(text) + len(APART) for text in shown], initial=0))
    for line, asked in _scan(low, starts).items():
        looks[lines[line]] = _look(lines[line], low[starts[line] : starts[line + 1]], asked)
    return looks


def _is_plain(text: str) -> bool:
    """Whether lower case and straight apostrophes are all that parts a text from its plain spelling."""
    return text.isprintable() and "  " not in text and _GROWS not in text


def _shown(lines: list[str]) -> list[str]:
    """What of each line is looked at."""
    return [text if len(text) <= _LONG else f"{text[:_END].rstrip()}{APART}{text[-_END:].lstrip()}" for text in lines]


def looked(looks: Mapping[str, Look] | None, texts: Sequence[str]) -> Mapping[str, Look]:
    """What a first look at each of these lines shows, of what was looked at before and of the others.

    A few short ones are the frame's, and recur from page to page.
    """
    known = looks or {}
    unknown = [text for text in texts if text not in known]
    if not unknown:
        return known
    if len(unknown) <= _FEW and max(map(len, unknown)) <= _END:
        return {**known, **{text: first_look(text) for text in unknown}}
    return {**known, **first_looks(unknown)}


@lru_cache(maxsize=16384)
def first_look(text: str) -> Look:
    """The rules that read something in a line, in their order, and whether it names what may be an agency.

    Of a long block both ends are looked at, as they are read.
    """
    low = "\n".join([plain(piece) for _, piece in ends(text)])
    # A mark may begin after a line feed too, which is a space in plain spelling.
    asked = _scan(low, [0], is_parted="\n" in text)
    return _look(text, low, asked[0]) if asked else IDLE


def _scan(low: str, starts: Sequence[int], *, is_parted: bool = False) -> dict[int, set[int]]:
    """For each line that begins at one of these places the rules that pieces in it ask for, and whether it has an agency's trace.

    Numbers and one set a line: what holds others, Python's collector counts, and it walks all of the page when there are many.
    """
    pieces = _pieces()
    lone, anywhere, opening = pieces.lone, pieces.anywhere, pieces.opening
    found: dict[int, set[int]] = {}
    for number, start, end in pieces_in(pieces.automaton, low):
        if number < lone:
            # Most traces are short and stand inside words: the letter after tells.
            if low[end].isalnum() or not is_whole(low, start, end):
                continue
            asked = _TRACED
        else:
            asked = anywhere[number]
            if opening[number] and (is_parted or _may_begin(low, start)):
                asked += opening[number]
            if number in pieces.traces and is_whole(low, start, end):
                asked += _TRACED
            if not asked:
                continue
        line = bisect_right(starts, start) - 1
        if line in found:
            found[line].update(asked)
        else:
            found[line] = set(asked)
    return found


def _may_begin(low: str, at: int) -> bool:
    """Whether a mark may begin at a place: more than one space parts it from the word before, if any stands there."""
    before = low[at - 1]
    if before == " ":
        before = low[at - 2]  # at the first place of a text the last, a space too
    return not (before.isalnum() or before == "_")


def _look(text: str, low: str, asked: set[int]) -> Look:
    """What a line shows in which these rules were asked for: those that read it, of those whose every need it meets."""
    is_signed = _TRACE in asked
    if is_signed and len(asked) == 1:
        return _SIGNED
    trials, pieces = rules(), _pieces()
    marks: list[CreditTrial] = []
    debris: list[DebrisTrial] = []
    for number in sorted(asked.difference(_TRACED if is_signed else pieces.of_agencies)):
        trial = trials[number]
        if not _holds_all(low, pieces.needs[number]) or not trial.reads(text):
            continue
        if isinstance(trial, CreditTrial):
            marks.append(trial)
        else:
            debris.append(trial)
    if marks or debris:
        return Look(tuple(marks), tuple(debris), is_signed)
    return _SIGNED if is_signed else IDLE


def _holds_all(low: str, needs: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a line holds a piece of each of these sets."""
    for pieces in needs:
        for piece in pieces:
            if piece in low:
                break
        else:
            return False
    return True


def may_mark(text: str) -> bool:
    """Whether a line holds a word that any rule asks for, be it whole or broken off: cheap, so that links are read only there."""
    return bool(pieces_in(_words(), _lower(text)))


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
    anywhere: dict[str, list[int]] = {}
    opening: dict[str, list[int]] = {}
    needs = []
    for number, trial in enumerate(rules()):
        colon = rf"\s?[{COLONS}]" if isinstance(trial, CreditTrial) and trial.needs_colon else ""
        wanted = [*map(without_longer, (frozenset(trial.rule.words), *all_needed(f"(?:{trial.rule.pattern}){colon}")))]
        chosen = trial.begins or reduce(rarer, wanted)
        for piece in chosen:
            (opening if trial.begins else anywhere).setdefault(piece, []).append(number)
        needs.append(tuple(tuple(sorted(pieces)) for pieces in sorted(wanted, key=len) if pieces != chosen and len(pieces) <= _MAX_ASKED))
    lone = [trace for trace in agency_traces() if trace not in anywhere and trace not in opening]
    pieces = [*lone, *sorted({*anywhere, *opening})]
    return _Pieces(
        AhoCorasick(pieces, implementation=Implementation.ContiguousNFA),
        tuple([tuple(anywhere.get(piece, ())) for piece in pieces]),
        tuple([tuple(opening.get(piece, ())) for piece in pieces]),
        len(lone),
        frozenset([number for number, piece in enumerate(pieces) if piece in agency_traces()]) - set(range(len(lone))),
        tuple(needs),
        frozenset([number for number, trial in enumerate(rules()) if isinstance(trial, CreditTrial) and trial.names_agency]),
    )
