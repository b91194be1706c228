"""Statements of several articles that are one: invented groups, look-alikes, alterations, witnesses."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.model import Article, Derivation, Origin, Saying, Span, Statement, Story
from sourcier.trace import count_witnesses, find_sayings

_GROUPS = tomllib.loads((Path(__file__).parent / "sayings" / "groups.toml").read_text(encoding="utf-8"))["group"]
_Told = tuple[Article, tuple[Statement, ...]]


def _told(line: str, number: int) -> _Told:
    day, language, speaker, kind, words = (part.strip() for part in line.split(" | "))
    published = None if day == "?" else date(2024, 1, 1) + timedelta(days=int(day))
    article = Article(body=words, language=language, published=published, address=f"https://phare{number}.example/")
    name = None if speaker == "-" else speaker
    content = (Span(0, len(words)),)
    return article, (Statement(article.article_id, cast("Literal['direct', 'indirect', 'mixed']", kind), content, name=name),)


def _found(group: dict[str, Any]) -> tuple[Saying, ...]:
    return find_sayings([_told(line, number) for number, line in enumerate(group["tells"])])


@pytest.mark.parametrize("group", _GROUPS, ids=lambda group: group["name"])
def test_group(group: dict[str, Any]) -> None:
    found = _found(group)
    if not group["one"]:
        assert found == ()
        return
    assert [len(saying.statements) for saying in found] == [len(group["tells"])]
    alters = [f"{a.change}: {a.before} -> {a.after}" for a in found[0].alterations]
    assert alters == group["alters"]


def test_there_are_fifty_groups_with_their_own_names() -> None:
    assert len({group["name"] for group in _GROUPS}) == len(_GROUPS) >= 50


@pytest.mark.parametrize("group", [group for group in _GROUPS if group["one"]], ids=lambda group: group["name"])
def test_order_given_does_not_matter(group: dict[str, Any]) -> None:
    told = [_told(line, number) for number, line in enumerate(group["tells"])]
    answers = {find_sayings(order) for order in permutations(told)}
    assert len(answers) == 1


def test_first_appearance_is_the_earliest_and_undated_come_last() -> None:
    words = "The mill must be saved this very year"
    told = [_told(f"{day} | en | Tom Hallow | direct | {words}", number) for number, day in enumerate(["7", "?", "3"])]
    (saying,) = find_sayings(told)
    assert [statement.article_id for statement in saying.statements] == [
        told[2][0].article_id,
        told[0][0].article_id,
        told[1][0].article_id,
    ]
    assert saying.first.article_id == told[2][0].article_id


def test_one_article_saying_it_twice_is_no_saying() -> None:
    article, (statement,) = _told("1 | fr | Paul Brunel | direct | Le port rouvrira lundi à midi", 0)
    assert find_sayings([(article, (statement, statement))]) == ()


def test_witnesses_are_counted_by_origin() -> None:
    words = "Le port rouvrira lundi à midi"
    told = [_told(f"{day} | fr | Paul Brunel | direct | {words}", day) for day in (1, 2, 3)]
    (saying,) = find_sayings(told)
    first, second, third = (article.article_id for article, _ in told)
    copy = Derivation(second, first, "Le Phare", None, "whole", "confirmed", (), 0.9, "copy")
    story = Story("t1", (first, second), (copy,), (Origin("Le Phare", None, first),), (1, 1))
    assert count_witnesses(saying, [story]) == 2
    assert count_witnesses(saying, []) == 3
    assert third in {statement.article_id for statement in saying.statements}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([line for group in _GROUPS for line in group["tells"]]), max_size=8))
def test_every_statement_is_in_one_saying_at_most(lines: list[str]) -> None:
    found = find_sayings([_told(line, number) for number, line in enumerate(lines)])
    tellings = [statement for saying in found for statement in saying.statements]
    assert len(tellings) == len({(t.article_id, t.content) for t in tellings})
    assert all(len({s.article_id for s in saying.statements}) > 1 for saying in found)
    assert find_sayings([]) == ()
