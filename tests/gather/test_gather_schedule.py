"""When a feed is asked again: within bounds, never before it may be, sooner for a lively feed than for a quiet one, and by no chance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.gather.schedule import (
    DEAD_AFTER,
    LONGEST,
    SHORTEST,
    History,
    begun,
    failed,
    fresh_for,
    gap,
    has_died,
    least_gap,
    next_time,
    read_again,
)

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
ADDRESSES = st.from_regex(r"https://[a-z]{1,12}\.example/[a-z]{0,9}", fullmatch=True)
SECONDS = st.floats(0, 400 * DAY)
HISTORIES = st.builds(History, SECONDS, st.floats(0, 1e6), st.integers(0, 10_000), st.none() | st.just(NOW))
HEADERS = st.lists(st.tuples(st.sampled_from(["Cache-Control", "age", "AGE", "ttl", "update_period"]), st.text(max_size=40)), max_size=4)


@given(ADDRESSES, HISTORIES, st.floats(0, 1e12), st.none() | st.floats(0, 1e12))
def test_the_next_time_lies_between_five_minutes_and_a_day(address: str, history: History, least: float, wait: float | None) -> None:
    when = next_time(address, history, now=NOW, least=least, wait=wait)
    assert SHORTEST <= (when - NOW).total_seconds() <= LONGEST
    assert when == next_time(address, history, now=NOW, least=least, wait=wait)


@given(ADDRESSES, HISTORIES, st.floats(0, LONGEST), st.floats(0, LONGEST))
def test_nobody_is_asked_before_they_want(address: str, history: History, least: float, wait: float) -> None:
    seconds = (next_time(address, history, now=NOW, least=least, wait=wait) - NOW).total_seconds()
    assert seconds >= min(least, LONGEST) - 1e-3
    assert seconds >= wait - 1e-3


@given(SECONDS, st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_changes_never_make_a_longer_gap(observed: float, fewer: float, more: float) -> None:
    fewer, more = sorted((fewer, more))
    assert gap(History(observed, more)) <= gap(History(observed, fewer))


@given(HISTORIES)
def test_one_more_failure_never_makes_a_shorter_gap(history: History) -> None:
    assert gap(failed(history, NOW)) >= gap(history)


@given(st.lists(st.tuples(st.floats(SHORTEST, LONGEST), st.integers(0, 50)), max_size=60))
def test_a_history_stays_within_bounds_and_fades(passes: list[tuple[float, int]]) -> None:
    history = History()
    for elapsed, new in passes:
        history = read_again(history, elapsed=elapsed, new=new)
        assert 0 <= history.observed <= 400 * DAY
        assert history.failures == 0
    quiet = history
    for _ in range(120):
        quiet = read_again(quiet, elapsed=DAY, new=0)
    assert gap(quiet) > 20 * HOUR


@given(HEADERS)
def test_any_header_and_field_gives_seconds_of_a_day_at_most(pairs: list[tuple[str, str]]) -> None:
    assert 0 <= fresh_for(pairs) <= LONGEST
    assert 0 <= least_gap(pairs) <= LONGEST


@pytest.mark.parametrize(
    ("gap_between", "least_told", "most_told"), [(60.0, 300, 300), (HOUR, 1500, 2500), (6 * HOUR, 8_000, 12_000), (9 * DAY, 12 * HOUR, DAY)]
)
def test_a_feed_is_asked_about_twice_as_often_as_it_changes(gap_between: float, least_told: float, most_told: float) -> None:
    dates = [NOW - timedelta(seconds=gap_between * n) for n in range(1, 21)]
    assert least_told <= gap(begun(dates, NOW)) <= most_told


def test_a_feed_that_wakes_up_is_asked_sooner_within_hours() -> None:
    history = begun([NOW - timedelta(days=29)], NOW)
    asleep = gap(history)
    for _ in range(6):
        history = read_again(history, elapsed=HOUR, new=40)
    assert gap(history) < asleep / 10


def test_dates_to_come_and_dates_long_past_say_nothing() -> None:
    assert begun([NOW + timedelta(days=2), None, NOW - timedelta(days=4000)], NOW) == History()


def test_a_feed_dies_of_a_month_of_failures_not_of_a_few_and_not_of_one_bad_week() -> None:
    history = History()
    for day in range(8):
        history = failed(history, NOW + timedelta(days=day))
    assert not has_died(history, NOW + timedelta(days=8))
    for day in range(8, 40):
        history = failed(history, NOW + timedelta(days=day))
    assert has_died(history, NOW + DEAD_AFTER)
    assert not has_died(failed(History(), NOW), NOW + timedelta(days=365))
    assert not has_died(read_again(history, elapsed=HOUR, new=0), NOW + timedelta(days=365))


def test_two_feeds_added_together_do_not_stay_in_step() -> None:
    times = {next_time(f"https://phare{n}.example/feed", History(), now=NOW) for n in range(100)}
    assert len(times) == 100
    assert max(times) - min(times) > timedelta(minutes=4)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ([("ttl", "30")], 1800),
        ([("ttl", " 30 ")], 1800),
        ([("ttl", "-30")], 0),
        ([("ttl", "٣٠")], 0),
        ([("ttl", "999999999")], DAY),
        ([("ttl", "99999999999999999999")], 0),
        ([("update_period", "Hourly")], HOUR),
        ([("update_period", "hourly"), ("update_frequency", "2")], 1800),
        ([("update_period", "hourly"), ("update_frequency", "0")], HOUR),
        ([("update_period", "weekly")], DAY),
        ([("update_period", "sometimes")], 0),
        ([("ttl", "15"), ("update_period", "hourly")], HOUR),
    ],
)
def test_what_a_feed_asks_for(fields: list[tuple[str, str]], seconds: float) -> None:
    assert least_gap(fields) == seconds


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [
        ("max-age=600", "", 600),
        ("public,MAX-AGE = 600", "", 600),
        ('max-age="600"', "", 600),
        ("max-age=600", "200", 400),
        ("max-age=600", "900", 0),
        ("s-maxage=600", "", 0),
        ("no-store, max-age=600", "", 0),
        ("max-age=31536000", "", DAY),
        ("max-age=-1", "", 0),
        ("", "", 0),
    ],
)
def test_how_long_an_answer_says_it_is_fresh(control: str, age: str, seconds: float) -> None:
    assert fresh_for([("Cache-Control", control), ("Age", age)]) == seconds
