"""Errors print as one line: what failed, on what, because of what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import (
    ArchiveError,
    DamagedError,
    GatherError,
    Imprint,
    NothingFoundError,
    ReadError,
    SourcierError,
    StoreError,
    UsageError,
)


def test_the_line_says_what_on_what_because_of_what() -> None:
    assert str(ReadError("paywalled", "https://a.example/1")) == "no article to read: https://a.example/1: paywalled"
    assert str(UsageError("not a date", "soon")) == "wrong use: soon: not a date"
    assert str(SourcierError("it broke")) == "failed: it broke"


def test_a_read_error_keeps_reason_and_address() -> None:
    error = ReadError("too deep", "https://a.example/1")
    assert (error.reason, error.address) == ("too deep", "https://a.example/1")


def test_the_line_of_a_page_without_an_article_ends_with_what_it_tells() -> None:
    told = Imprint("Morning\non the \x1b[31mquay", "The Lamp", datetime(2031, 3, 4, 8, tzinfo=UTC), "json-ld")
    line = str(ReadError("section page", "https://a.example/1", imprint=told))
    assert line == 'no article to read: https://a.example/1: section page: "Morning on the [31mquay", The Lamp, 2031-03-04'
    assert str(Imprint("Boats " * 40)) == f'"{("Boats " * 40)[:79].rstrip()}…"'
    assert str(Imprint()) == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourcierError, 1),
        (UsageError, 2),
        (GatherError, 3),
        (ReadError, 3),
        (NothingFoundError, 4),
        (StoreError, 5),
        (DamagedError, 5),
        (ArchiveError, 3),
    ],
)
def test_exit_codes_are_those_of_the_contract(error: type[SourcierError], code: int) -> None:
    assert error.exit_code == code


def test_errors_are_what_a_caller_of_the_builtin_expects() -> None:
    assert issubclass(UsageError, ValueError)
    assert issubclass(NothingFoundError, LookupError)


@given(st.text(), st.text())
def test_any_reason_prints_as_one_line_without_control_characters(reason: str, subject: str) -> None:
    line = str(GatherError(reason, subject))
    assert line.isprintable()
    assert len(line.splitlines()) <= 1
