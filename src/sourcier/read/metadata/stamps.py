"""Written dates as values: ISO 8601, mail dates, epoch numbers, and days in words, never a guess where the day is not told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from sourcier.languages.reading import reading_months
from sourcier.read.metadata.wordlists import one_of
from sourcier.text.fold import changed, lowered

# Earlier and later than this nothing on the web was published; such stamps are faults of a clock or a template.
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
# No day with its year is told in fewer digits.
_DIGITS = re.compile(r"\d\D*\d\D*\d")
# What parts the numbers of a day that is told in numbers only.
_PARTED = re.compile(r"\d\s?[-/.‐|]\s?\d\d?\s?[-/.‐|]\s?\d")
_RUN = re.compile(r"[^\W\d_]+")
# What may stand between the number of a day and its month without a space: "1stmarch".
_ORDINALS = ("st", "nd", "rd", "th", "er", "º", "ª")
_ISO = re.compile(
    r"(?<![\d.])(\d{4})[-/.‐](\d{1,2})[-/.‐](\d{1,2})(?!\d)"
    r"(?:[T\s,]{1,3}(?:\w{1,3}\s)?(\d{1,2}):(\d{2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$", re.ASCII)
_EPOCH = re.compile(r"^\d{9,10}(?:\d{3})?$", re.ASCII)
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}(?=[0-2]\d:\d\d)|\d{4}(?!\d|:\d\d)|\d{2}(?=[0-2]\d:\d\d)|\d{2}(?!\d))",
    re.ASCII,
)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CLOCK = re.compile(r"(?<![\d:.])([01]?\d|2[0-3])\s?(?:[:.]|h|H|\sUhr\s)\s?([0-5]\d)(?::[0-5]\d)?\s?([ap]\.?m\b\.?)?(?!\d)", re.IGNORECASE)
_ZONE = re.compile(
    r"\b(Z|UTC|GMT|CEST|CET|EDT|EST|PDT|PST|CDT|CST|MDT|MST|BST|MSK|JST|KST|EEST|EET|WEST|WET|AEST|AEDT)\b|([+-]\d{2}:?\d{2})(?!\d)"
)
_BESIDE = re.compile(r"[\s(]{0,2}(?:" + _ZONE.pattern + r")\)?")
# Between day and year as C and mail tools write them: "Mar  4 10:22:11 CET 2031".
_ASIDE = r"\s+\d{1,2}:\d\d(?::\d\d)?(?:\s+(?:[a-z]{2,5}|[+-]\d{4}))?\s+"
_DATE_GOES_ON = re.compile(r"[./-]\d")
_HOURS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EDT": -4, "EST": -5,
    "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip
# Zone names that mean one offset only; IST and the like are left out above all because they do not.
_MAX_TEXT = 300
# A stamp with seconds and "Z" or an offset, without parts of a second or with three digits of them.
_PLAIN_LENGTHS, _PLAIN_MARKS = frozenset({20, 24, 25, 29}), "--T::"
_FARTHEST, _MINUTE = timedelta(hours=15), timedelta(minutes=1)
Stamp = datetime | date


def parse_stamp(text: str, language: str | None = None) -> Stamp | None:
    """The moment or day that a stamp names: an aware datetime where zone and time are told, a date where they are not, else None.

    `language` settles whether 04/08/2022 opens with the day (every language but American English, "en-US").

    >>> parse_stamp("jeudi 4 août 2022 à 18h30"), parse_stamp("31/02/2022")
    (datetime.date(2022, 8, 4), None)
    """
    text = text.strip()
    if not text or len(text) > _MAX_TEXT * 4:
        return None
    if (moment := _plain_moment(text)) is not None:
        return moment
    if _EPOCH.match(text):
        return _epoch(int(text))
    machine = _COMPACT.match(text) or _ISO.match(text[:_MAX_TEXT])
    # A machine's stamp that cannot be, the 25th hour or the 13th month, is a fault: nothing in it is believed.
    return _moment(machine.groups()) if machine else find_day(text[:_MAX_TEXT], language)


def _plain_moment(text: str) -> datetime | None:
    """The moment of a stamp as most machines write it ("2031-03-04T09:14:00+02:00"); None for any other, which expressions read.

    Python's own reader takes a tenth of their time, and more than they do: what it alone would believe is left to them.
    """
    if text[4:17:3] != _PLAIN_MARKS or len(text) not in _PLAIN_LENGTHS or text[11:13] == "24" or (text[-1] != "Z" and text[-2:] > "59"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = moment.utcoffset()
    if offset is None or not _FIRST_YEAR < moment.year <= _LAST_YEAR or (offset and (abs(offset) >= _FARTHEST or offset % _MINUTE)):
        return None
    return moment.replace(microsecond=0) if moment.microsecond else moment


def day_of(stamp: Stamp) -> date:
    """The day of a stamp, in its own zone."""
    return stamp.date() if isinstance(stamp, datetime) else stamp


def _epoch(seconds: int) -> datetime | None:
    """Seconds or milliseconds since 1970 as a moment, if that is a day of the web."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds if seconds < 10**11 else seconds // 1000)
    return moment if 1995 <= moment.year <= 2090 else None


def _moment(parts: tuple[str | None, ...]) -> Stamp | None:
    """Year to zone as a value; the day alone where time or zone is missing or cannot be; None where the day cannot be."""
    year, month, day, hour, minute, second, zone = parts
    told = _day(int(year or 0), int(month or 0), int(day or 0))
    if told is None:
        return None
    if hour is None or minute is None:
        return told
    if int(hour) > 23 or int(minute) > 59:
        return told if (int(hour), int(minute)) == (24, 0) else None
    offset = _offset(zone)
    if offset is None:
        return told
    # A leap second is told as the second before it.
    return datetime(told.year, told.month, told.day, int(hour), int(minute), min(59, int(second or 0)), tzinfo=offset)


def _offset(zone: str | None) -> timezone | None:
    """The offset that a zone names, None for none or an impossible one."""
    if not zone:
        return None
    if zone in _HOURS:
        return timezone(timedelta(hours=_HOURS[zone])) if _HOURS[zone] else UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        return None
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _day(year: int, month: int, day: int) -> date | None:
    """A day that exists and that a page can have been published on."""
    try:
        return date(year, month, day) if _FIRST_YEAR < year <= _LAST_YEAR else None
    except ValueError:
        return None


def find_day(text: str, language: str | None = None) -> Stamp | None:
    """The first day that a text tells in words or numbers, with its time where a zone stands beside it."""
    machine = _ISO.search(text) if ":" in text else None
    if machine and machine[4]:
        return _moment(machine.groups())
    for told, end in _days_in(text, language):
        if told:
            return _with_clock(told, text[end : end + 40])
    return None


def find_days(text: str, language: str | None = None) -> list[date]:
    """Every day that a text tells, in reading order.

    >>> find_days("Publié le 4 mars 2031, mis à jour le 05/03/2031", "fr")
    [datetime.date(2031, 3, 4), datetime.date(2031, 3, 5)]
    """
    return [told for told, _ in _days_in(text[:_MAX_TEXT], language) if told]


def find_local(text: str, language: str | None = None) -> datetime | None:
    """The first day that a text tells together with a time of day, as a moment without zone; None where either is missing.

    >>> find_local("Published Oct. 6, 2031, 9:14 p.m.").isoformat()
    '2031-10-06T21:14:00'
    """
    text = text[:_MAX_TEXT]
    if (moment := _plain_moment(text)) is not None:
        return datetime(moment.year, moment.month, moment.day, moment.hour, moment.minute)  # noqa: DTZ001 - the zone is what is looked for
    machine = _ISO.fullmatch(text)
    if machine and machine[4]:
        told = _day(int(machine[1]), int(machine[2]), int(machine[3]))
        hour, minute = int(machine[4]), int(machine[5])
        # the zone is what is looked for
        return datetime(told.year, told.month, told.day, hour, minute) if told and hour < 24 and minute < 60 else None  # noqa: DTZ001
    for told, end in _days_in(text, language):
        clock = _CLOCK.search(text[end : end + 40]) if told else None
        if told and clock and (hour := _hour(clock)) < 24:
            return datetime(told.year, told.month, told.day, hour, int(clock[2]))  # noqa: DTZ001 - the zone is what is looked for
    return None


class Clock(NamedTuple):
    """A time of day that a text tells: hour and minute, where it stands, and the offset of its zone where one stands right beside it."""

    hour: int
    minute: int
    start: int
    end: int
    zone: timezone | None


def find_clock(text: str) -> Clock | None:
    """The first time of day in a text, however it is written; None for none.

    >>> find_clock("14h32")[:4], find_clock("At 2:45 p.m.")[:4], find_clock("12.05.2031")
    ((14, 32, 0, 5), (14, 45, 3, 12), None)
    """
    for match in _CLOCK.finditer(text[:_MAX_TEXT]):
        end = match.end()
        if (hour := _hour(match)) < 24 and not _DATE_GOES_ON.match(text, end):
            zone = _BESIDE.match(text, end)
            return Clock(hour, int(match[2]), match.start(), zone.end() if zone else end, _offset(zone[1] or zone[2]) if zone else None)
    return None


def _hour(clock: re.Match[str]) -> int:
    """The hour of a time of day, from 0; 24 and more where it cannot be."""
    return int(clock[1]) % 12 + (12 if clock[3].lower().startswith("p") else 0) if clock[3] else int(clock[1])


# A line that tells a day is asked for it several times on its page.
@lru_cache(maxsize=64)
def _days_in(text: str, language: str | None) -> tuple[tuple[date | None, int], ...]:
    """Every day written in a text with where it ends, in reading order."""
    if not _DIGITS.search(text):
        return ()
    found: list[tuple[int, date | None, int]] = []
    if _PARTED.search(text):
        found += [(m.start(), _day(int(m[1]), int(m[2]), int(m[3])), m.end(3)) for m in _ISO.finditer(text)]
        found += [(m.start(), _numeric_day(m, language), m.end()) for m in _NUMERIC.finditer(text)]
    if not text.isascii():
        found += [(m.start(), _day(int(m[1]), int(m[2]), int(m[3])), m.end()) for m in _EAST_ASIAN.finditer(text)]
    plain = _plain(text)
    if _month_words().isdisjoint(_RUN.findall(plain)):
        return _in_order(found)
    expression, months = _worded()
    for match in expression.finditer(plain):
        day, month, year = (match[name] or match[f"{name}2"] or match[f"{name}3"] for name in ("day", "month", "year"))
        found.append((match.start(), _day(_full_year(year), months[month.rstrip(".")], int(day)), match.end()))
    return _in_order(found)


def _in_order(found: list[tuple[int, date | None, int]]) -> tuple[tuple[date | None, int], ...]:
    """Days with where they end, by where they begin."""
    return tuple([(told, end) for _, told, end in sorted(found, key=itemgetter(0))])


def _numeric_day(match: re.Match[str], language: str | None) -> date | None:
    """A day in three numbers: day first, but month first in American English with slashes, or where only that can be."""
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    month_first = match[2] == "/" and (language or "").lower().replace("_", "-") in {"en-us", "en"} and first <= 12
    if month_first or second > 12:
        first, second = second, first
    return _day(year, second, first)


def _full_year(digits: str) -> int:
    """A year of four digits from two or four.

    >>> _full_year("22"), _full_year("1998")
    (2022, 1998)
    """
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _with_clock(told: date, rest: str) -> Stamp:
    """The day with the time that follows it, if the zone is told as well."""
    clock = _CLOCK.search(rest)
    # "10:00-11:30" is a span of time, no zone.
    zone = _ZONE.search(rest, clock.end() + (rest[clock.end() : clock.end() + 1] == "-")) if clock else None
    offset = _offset((zone[1] or zone[2]) if zone else None)
    if clock is None or offset is None:
        return told
    hour = _hour(clock)
    return datetime(told.year, told.month, told.day, hour, int(clock[2]), tzinfo=offset) if hour < 24 else told


@cache
def _worded() -> tuple[re.Pattern[str], Mapping[str, int]]:
    """The expression for days with a month in words, over every language's months, and the months by name."""
    months = {_plain(name).rstrip("."): number for name, number in reading_months().items()}
    names = one_of(sorted(months, key=lambda name: (-len(name), name)))
    return (
        re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}}+)(?:{'|'.join(_ORDINALS)}|\.|-)?[\s-]*+(?:de |of |d['’])?+[\s-]*+(?P<month>{names})(?![^\W\d_])"
            rf"\.?,?[\s-]*(?:de |del |of |['’])?(?P<year>\d{{4}}|\d{{2}}(?![\d:h]))"
            rf"|(?<!\d)(?P<year3>\d{{4}})\.?\s(?:m\.\s)?(?P<month3>{names})\b\s(?P<day3>\d{{1,2}})(?!\d)"
            rf"|(?<![^\W\d_])(?P<month2>{names})(?![^\W\d_])\.?[\s-]*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|-|{_ASIDE})(?P<year2>\d{{4}})",
        ),
        months,
    )


@cache
def _month_words() -> frozenset[str]:
    """The first letters in a row of every name of a month, alone and behind what may stand before them without a space."""
    _, months = _worded()
    firsts = [found[0] for name in months if (found := _RUN.search(name))]
    return frozenset(before + first for first in firsts for before in ("", *_ORDINALS))


def _plain(text: str) -> str:
    """Lower case without accents, character for character, so that offsets hold."""
    return changed(lowered(text), _bare)


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """One character without its accent; a character that would become several stays."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if len(bare) == 1 else char
