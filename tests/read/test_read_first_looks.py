"""The first look at lines: it never leaves out a rule that would read something, and sees the same in one line and in many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages.parties import parties
from sourcier.read.credits.agency import may_hold_outlet
from sourcier.read.credits.names import _before_names, _stops
from sourcier.read.credits.rules import (
    APART,
    IDLE,
    MAX_LABELS,
    CreditTrial,
    DebrisTrial,
    Look,
    ends,
    first_look,
    first_looks,
    looked,
    may_mark,
    rules,
)
from sourcier.read.credits.traces import agency_traces, may_name
from sourcier.read.needs import all_needed, needed, openings, plain, rarer, sieve, without_longer

EXAMPLES = sorted({example.line for trial in rules() for example in trial.rule.match})
REJECTED = sorted({line for trial in rules() for line in trial.rule.reject})
PROSE = "Le bac de Morvanne ne part plus, et la ville attend. "


def reads(trial: CreditTrial | DebrisTrial, text: str) -> bool:
    """Whether a rule would be tried by its words and matches where its shape allows it in a part of a line that is read."""
    low = text.lower().replace("’", "'")
    read = any(trial.matches(part) if isinstance(trial, CreditTrial) else trial.regex.search(part) for _, part in ends(text))
    return any(word in low for word in trial.rule.words) and read


def wanted(text: str) -> set[str]:
    """The rules that read something in a line; what reads only agencies reads nothing where none is named."""
    names_agency = any(may_name(part) for _, part in ends(text))
    read = [trial for trial in rules() if reads(trial, text)]
    return {f"{type(t).__name__} {t.rule.rule}" for t in read if names_agency or not (isinstance(t, CreditTrial) and t.names_agency)}


def tried(look: Look) -> set[str]:
    trials: tuple[CreditTrial | DebrisTrial, ...] = (*look.credits, *look.debris)
    return {f"{type(trial).__name__} {trial.rule.rule}" for trial in trials}


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("source", {"source"}),
        (r"sources?\s?:", {"source:", "source :", "sources:", "sources "}),
        (r"(first|later) (seen|shown)( online)? (in|by)", {"first se", "first sh", "later se", "later sh"}),
        (r"\bvia\b", {"via"}),
        (r"(?=.{3,60} for )thanks to", {"thanks t"}),
        (r"(?-i:Via|VIA)", {"via"}),
        (r"l['’]heure", {"l'heure"}),
        (r"[cC]opied( here)? from", {"copied h", "copied f"}),
        (r"\s{0,3}quoted\s{1,3}in", {" quoted ", "quoted i"}),
        (r".{0,20}", set()),
        (r"(?:harbour)?", set()),
        (r"harbour|\w+", set()),
        (r"(?:quay ){2}light", {"light"}),
        (r"(?:lighthouse ){2}quay", {"lighthou"}),
        (r"\(c\)", {"(c)"}),
        (r"fog{2}y", {"fo"}),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern: str, pieces: set[str]) -> None:
    assert needed(pattern) == pieces


def test_the_rarer_of_two_sets_is_asked_for() -> None:
    assert rarer(frozenset({"see", "read"}), frozenset({"original"})) == {"original"}
    assert rarer(frozenset(), frozenset({"via"})) == {"via"}
    assert rarer(frozenset({"first se", "first sh"}), frozenset({"first"})) == {"first se", "first sh"}
    assert rarer(frozenset({"2029", "2030"}), frozenset({"©"})) == {"©"}


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        ("source", [{"source"}]),
        (r"(?:seen|shown) \w+ (?:in|by) ", [{"seen ", "shown "}, {" in ", " by "}]),
        (r"(?:via \w+ (?:quay|pier))\s?[:»]", [{"via "}, {" quay", " pier"}, {":", " :", "»", " »"}]),
        (r"by .+|via \w+ online", [{"by ", " online"}]),
        (r"\w+|via", []),
        (r"hat[\s-]tip", [{"hat tip", "hat-tip"}]),
    ],
)
def test_all_that_a_pattern_cannot_do_without(pattern: str, sets: list[set[str]]) -> None:
    assert [set(pieces) for pieces in all_needed(pattern)] == sets


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("source", {"source"}),
        (r"(?:the )?(?:sources?|origin)\w", {"the sour", "the orig", "source", "origin"}),
        (r"(?=\w)(?:via \w+|by .*)", {"via ", "by "}),
        (r"(?:seen (?:on|at) |found) \w+", {"seen on ", "seen at ", "found "}),
        (r"\w+ by", set()),
        (r"(?:\w+)? by", set()),
        (r"via|\w+", set()),
        (r"^\W{0,3}(by|via) .*", {"by ", "via "}),
    ],
)
def test_how_what_a_pattern_reads_begins(pattern: str, pieces: set[str]) -> None:
    assert openings(pattern) == pieces


def test_a_piece_that_holds_another_asks_for_nothing_more() -> None:
    assert without_longer(frozenset({"full", "full text", "text", "via"})) == {"full", "text", "via"}


@pytest.mark.parametrize(
    ("line", "is_read"), [("Via Phare", False), ("Vu sur Phare", True), ("Un bac (vu sur Phare)", True), ("Un bac vu sur Phare", False)]
)
def test_a_rule_that_opens_a_line_is_tried_where_a_mark_may_begin(line: str, is_read: bool) -> None:
    assert any(trial.rule.shape == "opening" for trial in first_look(line).credits) == is_read


def test_a_text_is_looked_at_in_plain_spelling() -> None:
    assert plain("L’Écho\u00a0 du\tPort") == " l'écho du port "
    assert plain("half \ud800") == " half ? "


@pytest.mark.parametrize("line", [*EXAMPLES, *REJECTED])
def test_no_rule_that_reads_an_example_is_left_out(line: str) -> None:
    assert wanted(line) <= tried(first_look(line))


@pytest.mark.parametrize("line", [*EXAMPLES, *REJECTED])
def test_a_rule_that_reads_nothing_in_a_line_is_not_tried_again(line: str) -> None:
    for trial in first_look(line).credits:
        assert trial.matches(line) or (trial.rule.shape == "linked" and len(line) <= MAX_LABELS)
    for debris in first_look(line).debris:
        assert debris.regex.search(line)


def test_what_parts_the_lines_stands_in_no_rule() -> None:
    pieces = {piece for trial in rules() for found in (trial.rule.words, trial.begins, *all_needed(trial.rule.pattern)) for piece in found}
    assert not any(sign in piece for sign in APART.split() for piece in (*pieces, *agency_traces()))


@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from(["", "  ", "\u00a0", "(", "— ", PROSE, PROSE * 9, "İ ", "\u200b"]),
    st.sampled_from([str, str.upper, str.title, lambda line: line.replace(" ", "\u00a0"), lambda line: line.replace("'", "’")]),
)
def test_no_rule_is_left_out_however_a_line_is_printed(line: str, before: str, change: object) -> None:
    assert callable(change)
    text = before + change(line)
    low = plain("\n".join(piece for _, piece in ends(text)))
    # what white space breaks the words of a rule, breaks them for the rule too
    whole = {f"{type(trial).__name__} {trial.rule.rule}" for trial in rules() if any(word in low for word in trial.rule.words)}
    assert wanted(text) & whole <= tried(first_look(text))


@given(st.lists(st.sampled_from([*EXAMPLES, *REJECTED, PROSE, PROSE * 12, "", "İ Source : Phare", "a  b", "AFP", "\ud800 AFP", "x\ny"])))
def test_many_lines_at_once_show_what_each_shows(lines: list[str]) -> None:
    looks = first_looks(lines)
    assert looks == {line: first_look(line) for line in lines}
    assert all(look is IDLE for look in looks.values() if look == IDLE)


def test_lines_looked_at_before_are_not_looked_at_again() -> None:
    known = {"Source: Tidewater Post": IDLE}
    shown = looked(known, ["Source: Tidewater Post", "Via Tidewater Post"])
    assert shown["Source: Tidewater Post"] is IDLE
    assert shown["Via Tidewater Post"].credits
    assert looked(known, ["Source: Tidewater Post"]) is known


def test_both_ends_of_prose_are_looked_at() -> None:
    assert ends("short") == [(0, "short")]
    text = PROSE * 20
    assert all(text[start : start + len(piece)] == piece for start, piece in ends(text))
    assert first_look("Source: Tidewater Post. " + PROSE * 20).credits
    assert first_look(PROSE * 20 + "Source: Tidewater Post").credits
    assert first_look(PROSE * 10 + "Source: Tidewater Post. " + PROSE * 10) is IDLE


@pytest.mark.parametrize("text", ["(AFP)", "avec l'AFP", "sid/dpa", "By A.P.", "AFP-Services", "\ud800 AFP"])
def test_traces_of_agencies(text: str) -> None:
    assert may_name(text)
    assert first_look(text).names_agency


@pytest.mark.parametrize("text", ["", "the harbour", "mapafpe", "AFP_"])
def test_no_trace_inside_a_word(text: str) -> None:
    assert not may_name(text)
    assert not first_look(text).names_agency
    assert agency_traces() == tuple(sorted(set(agency_traces())))


@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from([str, str.upper, str.title, lambda line: line.replace(" ", "\u00a0"), lambda line: f"İ {line}"]),
)
def test_a_sieve_reads_what_its_pattern_reads(line: str, change: object) -> None:
    assert callable(change)
    text = change(line)
    for known in (_stops(), _before_names()):
        found, whole = known.search(text), known.whole.search(text)
        assert (found and found.span()) == (whole and whole.span())


@pytest.mark.parametrize(
    ("pattern", "text", "is_read"),
    [
        (r"(?-i:Via) (?P<who>\w+)", "VIA Phare Via Phare", True),
        (r"(?-i:[A-Z]+)\S", "phare", False),
        (r"\Squay", "a QUAY", False),
        (r"\Squay", "aQUAY", True),
    ],
)
def test_a_sieve_keeps_the_case_that_a_pattern_asks_for(pattern: str, text: str, is_read: bool) -> None:
    assert bool(sieve(pattern).search(text)) == is_read


@pytest.mark.parametrize("byline", ["{}", "Ada Marsh, {}", "by Ada Marsh/{}", "_{}_", "« {} », 4 May"])
def test_no_outlet_of_a_byline_is_without_its_longest_word(byline: str) -> None:
    spelled = [name for party in parties() for name in party.names]
    ruled_out = [name for name in spelled if not may_hold_outlet(byline.format(name))]
    assert spelled
    assert not ruled_out
    assert not may_hold_outlet("Ada Marsh")


def test_a_line_that_breaks_off_still_holds_a_word() -> None:
    assert may_mark("Originally published at")
    assert not may_mark("The harbour is calm.")
