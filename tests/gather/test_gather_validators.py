"""What an answer says about asking again is read, bounded and safe to send back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.gather.validators import LONGEST_WAIT, Validators, retry_after, validators_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("1" + "0" * 12, LONGEST_WAIT),
        ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text(max_size=80))
def test_retry_after_is_bounded_whatever_it_says(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


def test_validators_are_sent_back_as_they_came() -> None:
    known = validators_of({"ETag": 'W/"abc"', "Last-Modified": "Sun, 01 Mar 2026 12:05:00 GMT"})
    assert known.request_headers() == {"If-None-Match": 'W/"abc"', "If-Modified-Since": "Sun, 01 Mar 2026 12:05:00 GMT"}


@pytest.mark.parametrize("etag", ['"' + "a" * 2000 + '"', '"a\rX-Evil: 1"', '"é"', '"\x00"'])
def test_validators_that_cannot_be_sent_back_are_left_out(etag: str) -> None:
    assert validators_of({"ETag": etag}) == Validators()
