"""Moments to draw and sort by: the first at which something dated so can have appeared."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

LATEST = datetime.max.replace(tzinfo=UTC)


def first_moment(published: datetime | date | None) -> datetime:
    """The time itself, the beginning of the day when only that is known, the end of time when nothing is; a time without a zone is UTC.

    >>> first_moment(date(2031, 5, 2))
    datetime.datetime(2031, 5, 2, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if isinstance(published, datetime):
        return published if published.tzinfo else published.replace(tzinfo=UTC)
    return datetime.combine(published, time.min, UTC) if published else LATEST
