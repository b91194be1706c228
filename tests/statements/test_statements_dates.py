"""Dates in running text, case by case in each language, and what holds for any text."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages import languages
from sourcier.model import Article
from sourcier.statements import find_dates
from sourcier.statements.calendar import nearest_day, shifted, weekday_near

_CASES = Path(__file__).parent / "dates"


def _cases() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, case) for path in sorted(_CASES.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


@pytest.mark.parametrize(("language", "case"), _cases(), ids=lambda part: part if isinstance(part, str) else part["text"][:40])
def test_case(language: str, case: dict[str, Any]) -> None:
    published = date.fromisoformat(case["published"]) if "published" in case else None
    article = Article(body=case["text"], language=language, published=published)
    assert [f"{m.span.of(article.body)} = {m.value or '?'}" for m in find_dates(article)] == case["dates"]


def test_time_of_publication_counts_as_its_day() -> None:
    article = Article(body="Il a parlé hier.", language="fr", published=datetime(2024, 5, 15, 0, 30, tzinfo=UTC))
    assert [m.value for m in find_dates(article)] == ["2024-05-14"]


def test_no_break_spaces_and_curly_apostrophes() -> None:
    article = Article(body="Le 5\u00a0août\u00a02022, l’an dernier et aujourd’hui.", language="fr", published=date(2024, 1, 2))
    assert [m.value for m in find_dates(article)] == ["2022-08-05", "2023"]


def test_year_is_not_carried_into_another_paragraph() -> None:
    article = Article(body="En 2017, tout brûlait.\nLe 20 avril, il pleut.", language="fr", published=date(2018, 4, 25))
    assert [m.value for m in find_dates(article)] == ["2017", "2018-04-20"]


def test_language_is_guessed_and_unknown_ones_give_nothing() -> None:
    assert find_dates(Article(body="The mayor said that they will meet on 5 August 2022.")) != ()
    assert find_dates(Article(body="Le 5 août 2022.", language="xx")) == ()
    assert find_dates(Article(body="")) == ()


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(1, 12), st.integers(1, 31), st.sampled_from([-1, 0, 1]))
def test_nearest_day_is_within_a_year_or_leap_years(published: date, month: int, day: int, tense: int) -> None:
    found = nearest_day(published, month, day, tense)
    if found is None:
        assert (month, day) in {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}
    else:
        assert (found.month, found.day) == (month, day)
        assert abs((found - published).days) <= (366 if (month, day) != (2, 29) else 8 * 366)


@given(st.dates(), st.integers(0, 6), st.sampled_from([-2, -1, 0, 1, 2]))
def test_weekday_is_that_weekday_and_near(published: date, weekday: int, side: int) -> None:
    if not date(1, 2, 1) < published < date(9999, 11, 30):
        return
    found = weekday_near(published, weekday, side)
    assert found.weekday() == weekday
    assert abs((found - published).days) <= 13


@given(st.dates(), st.integers(-300, 300), st.sampled_from(["day", "week", "month", "year"]))
def test_shift_never_fails(origin: date, steps: int, unit: str) -> None:
    value, day = shifted(origin, steps, unit)
    assert value is None or value[:4].isdigit()
    assert isinstance(day, date)


@given(st.text(alphabet="0123456789/-. leûtmaijno:19", max_size=60))
def test_any_text_gives_spans_in_order(text: str) -> None:
    found = find_dates(Article(body=text, language="fr", published=date(2020, 2, 29)))
    assert all(m.span.of(text) for m in found)
    assert [m.span for m in found] == sorted(m.span for m in found)


@pytest.mark.parametrize("code", sorted(languages()))
def test_a_pack_with_few_date_words_reads_empty_brackets_as_no_date(code: str) -> None:
    assert find_dates(Article(body="setup() [] {} ( ) (x)", language=code, published=date(2031, 8, 5))) == ()
