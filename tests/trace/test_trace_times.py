"""What dates and first captures say about the order of two texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.trace.made_articles import MORNING, article

from sourcier.model import Article
from sourcier.trace.lags import read_habits
from sourcier.trace.times import is_surely_later, log_odds_earlier, moment, read_times


def odds(first: Article, second: Article) -> float:
    """The log-odds that the first is the earlier."""
    return float(log_odds_earlier(read_times([first, second]), np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize(
    ("when", "seconds"),
    [
        (None, None),
        (date(1970, 1, 1), 12 * 3600),
        (datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), 0),
        (datetime(1970, 1, 1, 2), 7200),  # noqa: DTZ001 - a moment without a zone counts as UTC
    ],
)
def test_moments_are_seconds_in_utc(when: datetime | date | None, seconds: float | None) -> None:
    assert moment(when) == seconds


def test_hours_apart_tell_and_seconds_apart_do_not() -> None:
    assert odds(article(0, hours=0), article(1, hours=5)) > 2
    assert abs(odds(article(0, hours=0), article(1, hours=0.001))) < 0.5
    assert odds(article(0, hours=0), article(1, hours=0)) == pytest.approx(0, abs=1e-3)


def test_nothing_known_tells_nothing() -> None:
    assert odds(article(0, hours=None), article(1, hours=None)) == pytest.approx(0, abs=1e-3)
    assert abs(odds(article(0, hours=None), article(1, hours=3))) < 0.1


def test_first_captures_stand_in_for_dates() -> None:
    assert odds(article(0, hours=None, captured=0), article(1, hours=None, captured=200)) > 1
    assert odds(article(0, hours=None, captured=0), article(1, hours=30)) > 2


def test_a_capture_outweighs_the_date_it_belies() -> None:
    # The first claims to be older, but was captured within the hour; the second claims noon and was captured before it.
    told = odds(article(0, hours=6), article(1, hours=4))
    seen = odds(article(0, hours=6, captured=6.3), article(1, hours=4 + 24, captured=4.2))
    assert told < -1
    assert seen < -1


def test_a_day_too_early_is_suspected_where_captures_are_prompt() -> None:
    prompt = article(0, hours=0, captured=0.4)
    redated = article(1, hours=-20, captured=4.3)
    assert odds(redated, prompt) < odds(article(1, hours=-20), article(0, hours=0)) - 1


def test_captures_made_together_long_after_tell_nothing() -> None:
    plain = odds(article(0, hours=0), article(1, hours=4))
    assert odds(article(0, hours=0, captured=24), article(1, hours=4, captured=28)) == pytest.approx(plain, abs=1e-6)
    assert odds(article(0, hours=0, captured=720), article(1, hours=4, captured=724)) == pytest.approx(plain, abs=1e-6)


def _among(articles: list[Article], first: Article, second: Article) -> float:
    """The log-odds that the first is the earlier, in a group with others."""
    return float(log_odds_earlier(read_times([first, second, *articles]), np.array([0]), np.array([1]))[0])


def test_a_page_without_a_date_that_is_met_late_is_not_said_to_be_late() -> None:
    old = article(0, hours=None, captured=24 * 200)
    copy = article(1, hours=0, captured=0.5)
    together = [article(n, hours=n, captured=24 * 200 + n) for n in range(2, 9)]
    prompt = [article(n, hours=n, captured=n + 0.3) for n in range(2, 9)]
    assert abs(_among(together, old, copy)) < 1.5
    assert _among(prompt, old, copy) < -2


def test_a_date_is_doubted_where_the_others_were_met_within_the_hour() -> None:
    prompt = [article(n, hours=n, captured=n + 0.5) for n in range(2, 9)]
    redated, plain = article(0, hours=-24, captured=0.6), article(1, hours=0, captured=0.4)
    assert 0 < _among(prompt, redated, plain) < 0.25 < odds(redated, plain)


def test_groups_do_not_speak_for_one_another() -> None:
    two = [article(0, hours=None, captured=9000), article(1, hours=0, captured=1)]
    prompt = [article(n, hours=n, captured=n + 0.5) for n in range(2, 9)]
    apart = read_times([*two, *prompt], [0, 0, *(1 for _ in prompt)])
    assert float(log_odds_earlier(apart, np.array([0]), np.array([1]))[0]) == pytest.approx(odds(*two))


@given(st.lists(st.none() | st.integers(0, 10**8), min_size=1, max_size=8))
def test_habits_are_probabilities_and_leave_the_page_itself_out(told: list[int | None]) -> None:
    lags = np.array([np.nan if lag is None else float(lag) for lag in told])
    habits = read_habits(lags, np.zeros(len(told), dtype=np.int64))
    assert np.allclose(habits.weights.sum(axis=1), 1)
    assert (habits.weights > 0).all()
    alone = read_habits(lags[:1], np.zeros(1, dtype=np.int64))
    assert np.allclose(alone.weights, read_habits(np.array([np.nan]), np.zeros(1, dtype=np.int64)).weights)
    assert (habits.density(np.full((len(told), 3), 5000.0)) > 0).all()


def test_no_order_of_dates_is_beyond_doubt() -> None:
    assert 3 < odds(article(0, hours=-300_000), article(1, hours=0)) < 5.5


def test_days_tell_less_than_moments() -> None:
    day = replace(article(0), published=date(2031, 3, 4), article_id="")
    assert abs(odds(day, article(1, hours=4))) < 0.5
    assert 1 < odds(day, article(1, hours=30)) < odds(article(0, hours=0), article(1, hours=30))


@given(st.none() | st.integers(-1000, 1000), st.none() | st.integers(-1000, 1000), st.none() | st.integers(-1000, 1000))
def test_turning_a_pair_turns_the_sign(first: int | None, second: int | None, captured: int | None) -> None:
    one, other = article(0, hours=first, captured=captured), article(1, hours=second)
    assert odds(one, other) == pytest.approx(-odds(other, one), abs=1e-3)


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        (MORNING + timedelta(hours=3), MORNING, True),
        (MORNING + timedelta(minutes=30), MORNING, False),
        (date(2031, 3, 5), MORNING, True),
        (date(2031, 3, 4), MORNING, False),
        (date(2031, 3, 5), datetime(2031, 3, 5, 1, tzinfo=UTC), False),
        (date(2031, 3, 6), date(2031, 3, 5), True),
        (None, MORNING, False),
        (MORNING, None, False),
    ],
)
def test_later_without_doubt(one: datetime | date | None, other: datetime | date | None, later: bool) -> None:
    assert is_surely_later(Article("x", published=one), Article("y", published=other)) is later
