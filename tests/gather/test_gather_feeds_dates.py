"""Dates of feeds as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.gather.feeds.dates import parse_moment

TOLD = [
    ("Fri, 05 Mar 2027 09:12:00 +0200", "2027-03-05T07:12"),
    ("Fri, 05 Mar 2027 09:12:00 CEST", "2027-03-05T07:12"),
    ("Fri, 05 Mar 2027 09:12:00 MSK", "2027-03-05T06:12"),
    ("Fri, 05 Mar 2027 09:12:00 EST", "2027-03-05T14:12"),
    ("Fri, 05 Mar 2027 09:12:00 GMT+2", "2027-03-05T07:12"),
    ("Fri, 05 Mar 2027 09:12:00 (unknown)", "2027-03-05T09:12"),
    ("Mon, 05 Mar 2027 09:12:00 GMT", "2027-03-05T09:12"),
    ("5 Mar 27 09:12 Z", "2027-03-05T09:12"),
    ("05-Mar-1998 10:11:12", "1998-03-05T10:11:12"),
    ("Mar 5, 2027 09:12 PM", "2027-03-05T21:12"),
    ("March 5th, 2027", "2027-03-05T00:00"),
    ("12:30 AM", None),
    ("Fri Mar  5 09:12:00 CET 2027", "2027-03-05T08:12"),
    ("ven., 05 mars 2027 09:12:00 +0200", "2027-03-05T07:12"),
    ("vendredi 5 mars 2027", "2027-03-05T00:00"),
    ("le 1er août 2027 à 18h30", "2027-08-01T18:30"),
    ("5 févr. 2027, 9 h 05", "2027-02-05T09:05"),
    ("2027-03-05T09:12:00+02:00", "2027-03-05T07:12"),
    ("2027-03-05T09:12:00.123456Z", "2027-03-05T09:12"),
    ("2027-03-05t09:12z", "2027-03-05T09:12"),
    ("2027-03-05 09:12:00 +0530", "2027-03-05T03:42"),
    ("2027-03", "2027-03-01T00:00"),
    ("20270305", "2027-03-05T00:00"),
    ("20270305T091200Z", "2027-03-05T09:12"),
    ("2027-03-05T24:00:00Z", "2027-03-06T00:00"),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
    ("Tue, 02 Mar 2027 10:00:00 +9999", "2027-03-02T10:00"),
    ("0000-00-00T00:00:00Z", None),
    ("2027-02-30", None),
    ("Fri, 31 Feb 2027 09:12:00 GMT", None),
    ("9999-12-31T23:59:59-10:00", None),
    ("99999999999999999999", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "moment"), TOLD)
def test_the_moment_that_a_date_tells(text: str, moment: str | None) -> None:
    told = parse_moment(text)
    assert told == (datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None)


AWARE = st.datetimes(
    min_value=datetime(1971, 1, 2),  # noqa: DTZ001 - the zone is drawn below
    max_value=datetime(2069, 12, 30),  # noqa: DTZ001 - idem
    timezones=st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
).map(lambda moment: moment.replace(microsecond=0))


@given(AWARE)
def test_what_programs_write_is_read_back(moment: datetime) -> None:
    assert parse_moment(moment.isoformat()) == moment
    assert parse_moment(format_datetime(moment)) == moment
    assert parse_moment(moment.strftime("%d %b %y %H:%M:%S %z")) == moment


@given(st.text(max_size=200))
def test_any_text_tells_a_moment_in_utc_or_none(text: str) -> None:
    told = parse_moment(text)
    assert told is None or told.tzinfo is UTC
