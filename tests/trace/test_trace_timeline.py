"""The timeline of a story: dated happenings in order, each once however many copies tell it."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.model import Article, DateMention, Happening, Mention, Span
from sourcier.statements import find_dates, find_mentions
from sourcier.trace import find_timeline

_CASES = tomllib.loads((Path(__file__).parent / "timelines" / "cases.toml").read_text(encoding="utf-8"))["case"]
_Told = tuple[Article, tuple[DateMention, ...], tuple[Mention, ...]]


def _told(line: str, number: int) -> _Told:
    day, language, body = line.split(" | ", 2)
    published = None if day == "?" else date.fromisoformat(day)
    article = Article(body=body, language=language, published=published, address=f"https://phare{number}.example/")
    return article, find_dates(article), find_mentions(article)


def _matches(happening: Happening, line: str) -> bool:
    value, number, people, places, words = line.split(" | ")
    named = (", ".join(happening.people) or "-", ", ".join(happening.places) or "-")
    return (happening.value, len(happening.told_by), named) == (value, int(number), (people, places)) and happening.words.startswith(words)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    told = [_told(line, number) for number, line in enumerate(case["tells"])]
    for order in permutations(told):
        found = find_timeline(order)
        assert len(found) == len(case["happens"])
        wanted = list(case["happens"])
        for happening in found:  # two of one day stand in the order of their ids, which tells a reader nothing
            wanted.remove(next(line for line in wanted if _matches(happening, line)))
        assert [happening.value for happening in found] == [line.split(" | ")[0] for line in case["happens"]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([line for case in _CASES for line in case["tells"]]), max_size=6))
def test_sentences_stand_in_their_article(lines: list[str]) -> None:
    told = [_told(line, number) for number, line in enumerate(lines)]
    bodies = {article.article_id: article.body for article, _, _ in told}
    for happening in find_timeline(told):
        assert " ".join(happening.span.of(bodies[happening.article_id]).split()) == happening.words
        assert happening.told_by[0] == happening.article_id
        assert len(happening.told_by) == len(set(happening.told_by))


def test_many_sentences_of_one_day_take_time_in_step() -> None:
    body = "\n".join(f"On May 3 the gate number {number} of lock {number * 7} was opened by crew {number}." for number in range(3000))
    article = Article(body=body, language="en", published=date(2024, 5, 15))
    dates = tuple(DateMention(article.article_id, Span(m, m + 8), "2024-05-03") for m in range(0, len(body), 60))
    assert find_timeline([(article, dates, ())])
    assert find_timeline([]) == ()
