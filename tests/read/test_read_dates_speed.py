"""What is ruled out at a glance, before the rules for dates are asked, is never what they would find."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages.reading import reading_list, reading_months
from sourcier.read.metadata import shown, stamps

_WORDS = [word for word in (*reading_list("published"), *reading_list("updated")) if len(word) > 4]
# Words in any capitals among any letters, those with odd capitals first of all.
_CAPITALS = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
_SAID = st.builds(
    lambda before, word, change, after: before + change(word) + after,
    st.text("aZ İıſßΣς1.\n", max_size=4),
    st.sampled_from(_WORDS),
    _CAPITALS,
    st.text("aZ İıſßΣς1.\n", max_size=4),
)
_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31))  # noqa: DTZ001 - a clock without its zone is what is looked for


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


@given(_SAID)
def test_words_are_found_in_a_folded_text_where_they_stand_in_the_text(text: str) -> None:
    folded = shown._folded(text)
    assert len(folded) == len(text)
    plain, quick = _any_of(list(reading_list("updated"))).search(text), shown._says_updated(text)
    # A capital that becomes two letters is one here; an expression without regard to capitals knows no such pair.
    if "ß" not in text and "İ" not in text:
        assert (plain and plain.span()) == (quick and quick.span())


@given(st.text("aZ 1.\n", max_size=40), _SAID, st.integers(0, 40))
def test_words_that_come_early_are_found_in_the_opening_of_a_line(before: str, text: str, most: int) -> None:
    said = shown._says_published(before + text)
    if said is not None and said.start() <= most:
        assert shown._says_published((before + text)[: most + shown._LONGEST_WORDS])


@given(st.from_regex(shown._DATELINE))
def test_a_dateline_has_its_year_early(text: str) -> None:
    found = shown._DATELINE.match(text)
    assert found is None or shown._YEAR.search(text, 0, shown._MOST_BEFORE)


@given(st.integers(0, 60), st.integers(0, 60))
def test_lines_are_asked_by_their_distance(first: int, count: int) -> None:
    by_distance = sorted(range(count), key=lambda n: (abs(n - first) if n <= first else 2 * (n - first), n))
    assert list(shown._outward(first, count)) == by_distance


_GLUE = st.sampled_from(
    ["", " ", "  ", ".", ". ", "-", " - ", "/", "|", " de ", " of ", " d'", "st", "nd ", "er", "º", ", ", ": ", "年", "月", "日"]
)
_NUMBERS = st.sampled_from(["1", "3", "12", "31", "99", "2031", "1998", "٣", "10:14"])
_DAYS = st.lists(st.tuples(_NUMBERS | st.sampled_from(sorted(reading_months())).map(str.title), _GLUE), max_size=7)
_STAMPS = st.from_regex(
    r"(?:20[0-4]\d|1[89]\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-][01]\d:?[0-7]\d(?::?\d\d)?|[+-]\d\d)?", fullmatch=True
)


def _all_days(text: str, language: str | None) -> list[tuple[date | None, int]]:
    """Every day by every expression, without a first look."""
    expression, months = stamps._worded()
    found = [(m.start(), stamps._day(int(m[1]), int(m[2]), int(m[3])), m.end(3)) for m in stamps._ISO.finditer(text)]
    found += [(m.start(), stamps._day(int(m[1]), int(m[2]), int(m[3])), m.end()) for m in stamps._EAST_ASIAN.finditer(text)]
    found += [(m.start(), stamps._numeric_day(m, language), m.end()) for m in stamps._NUMERIC.finditer(text)]
    for m in expression.finditer(stamps._plain(text)):
        day, month, year = (m[name] or m[f"{name}2"] or m[f"{name}3"] for name in ("day", "month", "year"))
        found.append((m.start(), stamps._day(stamps._full_year(year), months[month.rstrip(".")], int(day)), m.end()))
    return [(told, end) for _, told, end in sorted(found, key=lambda one: one[0])]


@given(_DAYS)
def test_a_first_look_rules_out_no_day(parts: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, parts))
    assert list(stamps._days_in(text, "fr")) == _all_days(text, "fr")


@given(
    st.dates(date(1950, 1, 1), date(2089, 12, 31)),
    st.sampled_from([*stamps._ORDINALS, "", ". ", " de "]),
    st.sampled_from(sorted(reading_months())),
)
def test_a_first_look_rules_out_no_name_of_a_month(day: date, glue: str, month: str) -> None:
    for text in (f"{day.day}{glue}{month} {day.year}", f"{month} {day.day}, {day.year}", f"{day.year} {month} {day.day}"):
        assert list(stamps._days_in(text, None)) == _all_days(text, None)


@given(_STAMPS)
def test_plain_stamps_are_read_as_expressions_read_them(text: str) -> None:
    moment = stamps._plain_moment(text)
    machine = stamps._ISO.match(text)
    if moment is not None:
        assert machine is not None
        assert str(stamps._moment(machine.groups())) == str(moment)
        assert stamps.find_local(text) == moment.replace(second=0, tzinfo=None)


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=80), st.sampled_from(sorted(reading_months())))
def test_a_text_without_a_digit_tells_no_day(text: str, month: str) -> None:
    expression, _ = stamps._worded()
    for told in (text, f"{month} {text}", f"{text} {month}"):
        patterns = (stamps._ISO, stamps._EAST_ASIAN, stamps._NUMERIC, expression)
        assert not any(pattern.search(stamps._plain(told)) for pattern in patterns)


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)), st.sampled_from(sorted(reading_months().items())))
def test_every_month_in_words_is_found(day: date, month: tuple[str, int]) -> None:
    name, number = month
    day = day.replace(day=min(day.day, 28), month=number)
    assert stamps.find_day(f"{day.day}. {name} {day.year}") == day


@given(_MOMENTS, st.sampled_from(["T", " "]), st.sampled_from(["", ":27", ":27.123"]), st.sampled_from(["", "Z", "+01:00", "-0500"]))
def test_the_clock_of_a_machine_is_that_which_words_would_tell(moment: datetime, between: str, rest: str, zone: str) -> None:
    written = f"{moment:%Y-%m-%d}{between}{moment:%H:%M}{rest}{zone}"
    assert stamps.find_local(written) == stamps.find_local(f"{written} .") == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize("written", ["2031-02-31T10:00", "2031-10-14T24:00", "2031-10-14T10:61"])
def test_a_clock_that_cannot_be_is_none(written: str) -> None:
    assert stamps.find_local(written) is None
    assert stamps.find_local(f"{written} .") is None


def test_a_moment_and_its_clock_are_apart_by_its_zone() -> None:
    moment, local = stamps.parse_stamp("2031-10-14T10:22:11-05:00"), stamps.find_local("2031-10-14T10:22:11-05:00")
    assert isinstance(moment, datetime)
    assert local is not None
    assert moment.utcoffset() == timedelta(hours=-5)
    assert moment.replace(tzinfo=None, second=0) == local
