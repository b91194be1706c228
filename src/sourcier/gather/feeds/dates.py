"""Dates of feeds as people write them: ISO 8601 and RFC 822 with every liberty, zones by name, months of every language we have."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache

from sourcier.languages import languages
from sourcier.text.fold import fold

# Hours east of Greenwich of the zone names met in feeds; where one name has several meanings, that of the news press.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0.0),
    **dict.fromkeys(("cet", "met", "mez", "bst", "ist", "west", "wat", "hnec"), 1.0),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "sast", "cat", "haec"), 2.0),
    **dict.fromkeys(("eest", "msk", "trt", "eat"), 3.0),
    **dict.fromkeys(("msd", "gst", "samt"), 4.0),
    **dict.fromkeys(("pkt", "yekt"), 5.0),
    **dict.fromkeys(("almt", "omst"), 6.0),
    **dict.fromkeys(("ict", "wib", "krat"), 7.0),
    **dict.fromkeys(("hkt", "sgt", "pht", "awst", "irkt"), 8.0),
    **dict.fromkeys(("jst", "kst", "yakt"), 9.0),
    **dict.fromkeys(("aest", "vlat"), 10.0),
    **dict.fromkeys(("aedt", "magt"), 11.0),
    **dict.fromkeys(("nzst", "pett"), 12.0),
    **dict.fromkeys(("nzdt",), 13.0),
    **dict.fromkeys(("acst",), 9.5),
    **dict.fromkeys(("npt",), 5.75),
    **dict.fromkeys(("irst",), 3.5),
    **dict.fromkeys(("brt", "art", "adt", "brst"), -3.0),
    **dict.fromkeys(("nst",), -3.5),
    **dict.fromkeys(("ndt",), -2.5),
    **dict.fromkeys(("ast", "edt", "hae", "vet", "clt"), -4.0),
    **dict.fromkeys(("est", "cdt", "hne", "pet", "cot"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    **dict.fromkeys(("pst", "akdt"), -8.0),
    **dict.fromkeys(("akst",), -9.0),
    **dict.fromkeys(("hst",), -10.0),
}
_LONGEST = 100
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[Tt\s]+(.*))?)?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2}:?\d{2}.*))?\Z")
_WORDS = re.compile(r"[^\W\d_]+")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th|\.)?[\s./-]+(?:[^\W\d_]+\s+)?([^\W\d_]+)[\s./,-]+(?:[^\W\d_]+\s+)?(\d{4}|\d{2})(?!\d|:)[,\s]*(.*)\Z"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{1,2}:\d{2}(?::\d{2})?)\s+(?:([A-Za-z]{2,5})\s+)?)?(\d{4})[,\s]*(.*)\Z"
)
_TIME = re.compile(
    r"(?:[^\W\d_]+\s+)?(\d{1,2})(?:\s?[:hH.]\s?(\d{2})?(?:[:.](\d{2})(?:[.,]\d+)?)?|(\d{2})(\d{2})?)\s*([AaPp])?\.?(?:[Mm]\b\.?)?\s*(.*)\Z"
)
_OFFSET = re.compile(r"(?:[A-Za-z]{2,4})?\s*([+-])(\d{1,2}):?(\d{2})?\b")


@cache
def _months() -> dict[str, int]:
    """Every month name and short form of every language pack, folded, to its number."""
    names: dict[str, int] = {}
    for language in languages().values():
        for number, forms in enumerate(language.dates.months, 1):
            for form in forms:
                names.setdefault(fold(form).rstrip("."), number)
    return names


@lru_cache(maxsize=4096)
def parse_moment(text: str) -> datetime | None:
    """The moment that a date of a feed tells, in UTC; None when it tells none. A missing zone means UTC, a missing time midnight.

    >>> parse_moment("ven., 05 août 2022 09:12:00 CEST").isoformat()
    '2022-08-05T07:12:00+00:00'
    """
    text = " ".join(text[:_LONGEST].split())
    return _iso(text) or _named(text)


def _iso(text: str) -> datetime | None:
    """ISO 8601 and its kin: year first, in digits (https://www.w3.org/TR/NOTE-datetime)."""
    found = _ISO.match(text) or _COMPACT.match(text)
    if found is None:
        return None
    return _moment(int(found[1]), int(found[2]), int(found[3] or 1), found[4] or "")


def _named(text: str) -> datetime | None:
    """Dates with the month's name, with or without a weekday before it, which is not checked: it is wrong as often as the day."""
    months = _months()
    for found in _DAY_FIRST.finditer(text):
        number = months.get(fold(found[2]).rstrip("."))
        if number:
            return _moment(_full_year(found[3]), number, int(found[1]), found[4])
    for found in _MONTH_FIRST.finditer(text):
        number = months.get(fold(found[1]).rstrip("."))
        if number:
            clock = found[6] or f"{found[3] or ''} {found[4] or ''}".strip()
            return _moment(int(found[5]), number, int(found[2]), clock)
    return None


def _full_year(digits: str) -> int:
    """A year of two digits as RFC 2822 section 4.3 reads it, with 1970 as the turn."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _moment(year: int, month: int, day: int, clock: str) -> datetime | None:
    """The moment of a day and the words behind it, None when there is no such day or time."""
    hour, minute, second, zone = _time(clock)
    try:
        extra = timedelta(days=1) if hour == 24 and not minute else timedelta()
        moment = datetime(year, month, day, 0 if extra else hour, minute, min(second, 59), tzinfo=zone)
        return (moment + extra).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _time(clock: str) -> tuple[int, int, int, timezone]:
    """Hours, minutes, seconds and zone; midnight UTC when nothing is said."""
    found = _TIME.match(clock)
    if found is None:
        return 0, 0, 0, _zone(clock)
    hour, minute, second = int(found[1]), int(found[2] or found[4] or 0), int(found[3] or found[5] or 0)
    half = (found[6] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute, second, _zone(found[7])


def _zone(text: str) -> timezone:
    """The zone that words or digits name; UTC when they name none that exists."""
    offset = _OFFSET.match(text)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > 16 * 60:
            return UTC
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    named = _WORDS.match(text)
    return timezone(timedelta(hours=_ZONES.get(named[0].lower(), 0.0))) if named else UTC
