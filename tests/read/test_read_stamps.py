"""Written dates are read for what they say: the day where a day is told, a moment where a zone is, nothing where neither can be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.read.metadata.stamps import find_day, parse_stamp

_PARIS = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2022-08-04T18:30:00+02:00", datetime(2022, 8, 4, 18, 30, tzinfo=_PARIS)),
        ("2022-08-04T18:30:00.123Z", datetime(2022, 8, 4, 18, 30, tzinfo=UTC)),
        ("2022-08-04 18:30:00", date(2022, 8, 4)),
        ("20220804T183000Z", datetime(2022, 8, 4, 18, 30, tzinfo=UTC)),
        ("20220804", date(2022, 8, 4)),
        ("1659637800", datetime(2022, 8, 4, 18, 30, tzinfo=UTC)),
        ("1659637800000", datetime(2022, 8, 4, 18, 30, tzinfo=UTC)),
        ("jeudi 4 août 2022 à 18h30", date(2022, 8, 4)),
        ("4 AOUT 2022", date(2022, 8, 4)),
        ("le 1er mars 2021", date(2021, 3, 1)),
        ("August 4, 2022", date(2022, 8, 4)),
        ("Thu, 04 Aug 2022 18:30:00 GMT", datetime(2022, 8, 4, 18, 30, tzinfo=UTC)),
        ("Aug 4th, 2022 6:30 PM EDT", datetime(2022, 8, 4, 18, 30, tzinfo=timezone(timedelta(hours=-4)))),
        ("4. Mai 2022", date(2022, 5, 4)),
        ("4 de agosto de 2022", date(2022, 8, 4)),
        ("4 августа 2022", date(2022, 8, 4)),
        ("2022年8月4日", date(2022, 8, 4)),
        ("04.08.2022", date(2022, 8, 4)),
        ("04/08/2022", date(2022, 8, 4)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_stamp_is_read(text: str, stamp: datetime | date) -> None:
    assert parse_stamp(text) == stamp


@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "inf", "{{date}}", "31/02/2022", "2022-13-01", "2022-00-10", "2022-08-02T25:00:00Z",
     "0000-01-01", "1899-12-30", "2106-02-07",
     "il y a deux jours", "99999999999999999999", "mars", "9" * 5000],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    found = parse_stamp(text)
    assert found is None or not 1900 < found.year < 2100


def test_american_english_puts_the_month_first() -> None:
    assert parse_stamp("04/08/2022", "en-US") == date(2022, 4, 8)
    assert parse_stamp("04/08/2022", "en-GB") == date(2022, 8, 4)
    assert parse_stamp("25/08/2022", "en-US") == date(2022, 8, 25)


def test_the_first_day_of_a_line_counts() -> None:
    assert find_day("Publié le 4 mars 2021, mis à jour le 5 mars 2021") == date(2021, 3, 4)


@given(st.dates(date(1950, 1, 1), date(2089, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert parse_stamp(day.isoformat()) == day
    assert parse_stamp(day.strftime("%d.%m.%Y")) == day


@given(st.datetimes(datetime(1996, 1, 1), datetime(2089, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by Hypothesis
def test_every_moment_reads_back(moment: datetime) -> None:
    assert parse_stamp(moment.isoformat()) == moment.replace(microsecond=0)


@given(st.text(max_size=200))
def test_any_text_ends_in_a_stamp_or_nothing(text: str) -> None:
    found = parse_stamp(text)
    assert found is None or isinstance(found, date)
