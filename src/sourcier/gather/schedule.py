"""When a feed is asked again: by how often it changes, by what it and its server ask for, and by how often it failed.

Pure functions of values: the same history and headers give the same time, and what looks like chance is made of the address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

SHORTEST = 300.0
LONGEST = 86_400.0
# A feed that fails this long without one good answer has died, if it was asked often enough to tell a dead feed from a lost week.
DEAD_AFTER = timedelta(days=30)
_DEAD_TRIES = 10
# What was seen counts half after a week, so that a feed that wakes up is noticed within days.
_HALF_LIFE = 7 * 86_400.0
# Before anything is known a feed is thought to change every two hours; it counts as much as one change seen.
_GUESS = 7_200.0
_LONGEST_SEEN = 30 * 86_400.0
# Requests are spread over a tenth of the gap, so that thousands of feeds added at once do not stay in step.
_SPREAD = 0.1
_MAX_AGE = re.compile(r"(?i)(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})")
_NOT_KEPT = re.compile(r"(?i)(?:^|[\s,])(?:no-cache|no-store)\b")
# The module "syndication" of RSS 1.0 (https://web.resource.org/rss/1.0/modules/syndication/).
_PERIODS = {"hourly": 3_600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}


@dataclass(frozen=True, slots=True)
class History:
    """What is remembered of a feed: `changes` new entries came in `observed` seconds, both fading; and how it failed of late."""

    observed: float = 0.0
    changes: float = 0.0
    failures: int = 0
    failing_since: datetime | None = None


def begun(dates: Sequence[datetime | None], now: datetime) -> History:
    """What the first reading of a feed tells: its entries' dates are changes that would have been seen.

    >>> round(gap(begun([datetime(2031, 5, 2, hour, tzinfo=UTC) for hour in range(10)], datetime(2031, 5, 2, 10, tzinfo=UTC))))
    1964
    """
    ages = sorted((now - date).total_seconds() for date in dates if date is not None)
    ages = [age for age in ages if 0 <= age <= _LONGEST_SEEN]
    return History(max(ages), len(ages)) if ages else History()


def read_again(history: History, *, elapsed: float, new: int) -> History:
    """The history after a good answer, `elapsed` seconds after the last one, with so many new entries."""
    elapsed = max(elapsed, 0.0)
    kept = 0.5 ** (elapsed / _HALF_LIFE)
    return History(history.observed * kept + min(elapsed, _LONGEST_SEEN), history.changes * kept + new)


def failed(history: History, now: datetime) -> History:
    """The history after an answer that was none."""
    return replace(history, failures=history.failures + 1, failing_since=history.failing_since or now)


def has_died(history: History, now: datetime) -> bool:
    """Whether a feed has failed so long and so often that it is asked no more."""
    return history.failing_since is not None and history.failures >= _DEAD_TRIES and now - history.failing_since >= DEAD_AFTER


def gap(history: History) -> float:
    """Seconds to wait for a feed with this history, without what it asks for: half the mean time between two new entries.

    After failures it doubles with each, from the shortest gap on: 5, 10, 20 minutes and so forth, never less than without them.

    >>> [round(gap(h)) for h in (History(), History(2_592_000.0), History(86_400.0, 1000.0), History(86_400.0, 1000.0, failures=3))]
    [3600, 78545, 300, 1200]
    """
    mean = (history.observed + _GUESS) / (history.changes + 1)
    doubled = SHORTEST * 2.0 ** min(history.failures - 1, 10) if history.failures else 0.0
    return min(max(mean / 2, doubled, SHORTEST), LONGEST / (1 + _SPREAD))


def least_gap(fields: Iterable[tuple[str, str]]) -> float:
    """The seconds that a feed itself wants between two requests: its ttl (RSS 2.0, minutes) or update period; at most a day, 0 for none.

    >>> least_gap([("ttl", "60")]), least_gap([("update_period", "daily"), ("update_frequency", "4")]), least_gap([("ttl", "soon")])
    (3600.0, 21600.0, 0.0)
    """
    told = dict(fields)
    minutes, times = _number(told.get("ttl", "")), _number(told.get("update_frequency", ""))
    period = _PERIODS.get(told.get("update_period", "").strip().lower(), 0.0) / max(times, 1.0)
    return min(max(minutes * 60, period), LONGEST)


def fresh_for(headers: Iterable[tuple[str, str]]) -> float:
    """The seconds for which an answer says it is fresh (RFC 9111, section 5.2.2.1), at most a day; 0 when it may not be kept.

    >>> fresh_for([("Cache-Control", "public, max-age=900")]), fresh_for([("cache-control", "no-cache, max-age=900")])
    (900.0, 0.0)
    """
    told = {name.lower(): value for name, value in headers}
    control = told.get("cache-control", "")[:1000]
    found = _MAX_AGE.search(control)
    if found is None or _NOT_KEPT.search(control):
        return 0.0
    return min(max(float(found[1]) - _number(told.get("age", "")), 0.0), LONGEST)


def next_time(address: str, history: History, *, now: datetime, least: float = 0.0, wait: float | None = None) -> datetime:
    """When to ask an address again; `least` are the seconds that feed and server want, `wait` is Retry-After.

    Between 5 minutes and a day from now, and never before `wait` is over. The same values always give the same time.
    """
    seconds = min(max(gap(history), min(least, LONGEST)) * (1 + _SPREAD * _share(address, now)), LONGEST)
    return now + timedelta(seconds=max(seconds, min(wait or 0.0, LONGEST)))


def _share(address: str, now: datetime) -> float:
    """A number from 0 to below 1 that differs from feed to feed and from time to time, and is no chance."""
    moment = now.astimezone(UTC).isoformat()
    return int.from_bytes(hashlib.sha256(f"{address}\0{moment}".encode("utf-8", "replace")).digest()[:6], "big") / 2**48


def _number(text: str) -> float:
    """A whole number of at most nine digits, 0 for anything else."""
    text = text.strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0.0
