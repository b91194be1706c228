"""The line rules of every language pack do what their own examples say, and no stamp of any month name goes unread."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages.reading import LineRule, line_expression, reading_list, reading_months, reading_packs
from sourcier.read.metadata.stamps import parse_stamp
from sourcier.read.page.frame import may_be_frame
from sourcier.read.page.nature import may_consent

_RULES = [(code, rule) for code, pack in reading_packs().items() for rule in pack.lines]


@pytest.mark.parametrize(("code", "rule"), _RULES, ids=[f"{code}-{rule.rule}" for code, rule in _RULES])
def test_examples_of_a_line_rule(code: str, rule: LineRule) -> None:
    expression = line_expression(rule)
    assert rule.match, code
    assert rule.reject, code
    assert [line for line in rule.match if not expression.match(line)] == []
    assert [line for line in rule.reject if expression.match(line)] == []


@given(st.data(), st.sampled_from(["", "» ", "(", "+++ ", "“… ", "1 ", "so "]))
@pytest.mark.parametrize(("code", "rule"), _RULES, ids=[f"{code}-{rule.rule}" for code, rule in _RULES])
def test_no_line_of_the_frame_is_passed_over(code: str, rule: LineRule, data: st.DataObject, before: str) -> None:
    expression = line_expression(rule)
    drawn = data.draw(st.from_regex(re.compile(rule.pattern, re.ASCII)))
    for line in (*rule.match, *rule.reject, drawn):
        low = " ".join(f"{before}{line}".lower().split())
        assert may_be_frame(low) or not expression.match(low), code


def test_lines_of_a_text_begin_as_no_line_of_the_frame() -> None:
    told = ["La mer monte.", "« La mer monte », dit-elle.", "The ferry leaves at noon.", "Die Fähre legt ab.", "12 barges left."]
    assert [line for line in told if may_be_frame(line.lower())] == []


def test_every_month_name_makes_a_day() -> None:
    wrong = {
        name: parse_stamp(f"3 {name} 2021")
        for name, number in reading_months().items()
        if parse_stamp(f"3 {name} 2021") != date(2021, number, 3)
    }
    assert wrong == {}


@given(st.data(), st.text(max_size=10), st.text(max_size=10))
@pytest.mark.parametrize("pattern", reading_list("consent"))
def test_no_request_for_consent_is_passed_over(pattern: str, data: st.DataObject, before: str, after: str) -> None:
    asked = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE | re.ASCII), fullmatch=True))
    assert may_consent(" ".join(f"{before} {asked} {after}".split()))


def test_a_text_that_asks_for_nothing_has_no_word_for_consent() -> None:
    assert not may_consent("Le bac de Morvanne ne part plus, et la ville attend.")
