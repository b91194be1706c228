"""The calendar behind dates in the text: which day, week, month or year is meant, and its ISO 8601 value."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta


def iso_day(year: int, month: int, day: int) -> str | None:
    """The ISO value of a day, None when the calendar has no such day.

    >>> iso_day(2024, 2, 30) is None
    True
    """
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def iso_month(year: int, month: int) -> str:
    """The ISO value of a month."""
    return f"{year:04d}-{month:02d}"


def iso_week(day: date) -> str:
    """The ISO week of a day.

    >>> iso_week(date(2022, 8, 5))
    '2022-W31'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def nearest_day(published: date, month: int, day: int, tense: int) -> date | None:
    """The day of some year that is meant: the nearest one, unless the tense says otherwise.

    A past lets go of a day more than two months ahead, a future of one as far behind, a tense of two of every day behind.
    None for a day no year has.
    """
    found = [made for year in range(published.year - 4, published.year + 5) if (made := _day(year, month, day)) is not None]
    if not found:
        return None
    near = min(found, key=lambda made: (abs((made - published).days), made))
    ahead = (near - published).days
    if tense < 0 and ahead > 62:
        return max((made for made in found if made <= published), default=near)
    if tense > 0 and ahead < (0 if tense > 1 else -62):
        return min((made for made in found if made >= published), default=near)
    return near


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_month(published: date, month: int, tense: int) -> str:
    """The month of some year that is meant, by the same rule as for days; a tense of two lets go of every month behind."""
    distance = (month - published.month + 6) % 12 - 6  # from six months back to five ahead
    if distance == -6 and tense > 0:
        distance = 6
    if tense < 0 and distance > 2:
        distance -= 12
    if tense > 0 and distance < (0 if tense > 1 else -2):
        distance += 12
    total = published.year * 12 + published.month - 1 + distance
    return iso_month(total // 12, total % 12 + 1)


def weekday_near(published: date, weekday: int, side: int) -> date:
    """The weekday meant: 0 the last one, that of publication included; 1 the next one, likewise.

    -1 is the last one before, -2 that of the week before, 2 the next one after.
    """
    back = (published.weekday() - weekday) % 7
    if side == 0:
        return published - timedelta(days=back)
    if side == 1:
        return published + timedelta(days=(7 - back) % 7)
    if side == -1:
        return published - timedelta(days=back or 7)
    if side == 2:
        return published + timedelta(days=(7 - back) % 7 or 7)
    monday = published - timedelta(days=published.weekday() + 7)
    return monday + timedelta(days=weekday)


def shifted(origin: date, count: int, unit: str) -> tuple[str | None, date]:
    """The value so many units from a day, at the grain of the unit, and a day in it; None past the ends of the calendar."""
    try:
        if unit == "day":
            day = origin + timedelta(days=count)
            return day.isoformat(), day
        if unit == "week":
            day = origin + timedelta(weeks=count)
            return iso_week(day), day
    except OverflowError:
        return None, origin
    total = origin.year * 12 + origin.month - 1 + count * (12 if unit == "year" else 1)
    year, month = total // 12, total % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        return None, origin
    day = date(year, month, min(origin.day, monthrange(year, month)[1]))
    return (f"{year:04d}" if unit == "year" else iso_month(year, month)), day
