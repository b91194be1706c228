"""The entries of a live blog as values: what the page shows and what it tells machines, put together, with every time made a moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from sourcier.model import Entry, Span
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import text_of, types_of
from sourcier.read.metadata.stamps import Stamp, parse_stamp
from sourcier.read.page.live import MAX_ENTRIES, Moment, Words
from sourcier.text.fold import fold

# So many characters of an entry tell it from all others; without a last day, only a step back this long is a new day.
_TELLING, _NIGHT = 60, 12 * 60
# Times of one hour stand in any order; a blog that runs longer than this many days is told by its machines.
_LOOSE, _LONGEST = 60, 3
_DAY = timedelta(days=1)


def find_entries(
    head: Head, body: str, moments: Sequence[Moment], words: Sequence[Words | None], *, published: Stamp | None, until: Stamp | None
) -> tuple[Entry, ...]:
    """The entries of a live blog in the order of the page, then those that it tells to machines only (JSON-LD `liveBlogUpdate`).

    Times without a day count from `published`, and reach no day after `until` (when the page changed last, or was captured).
    A time without a zone is a moment only where the zone of the page is known: a moment in UTC is how machines write any zone.
    """
    times = resolve_times(moments, published, until)
    shown = [Entry(w.span, at, w.title, m.printed) for m, w, at in zip(moments, words, times, strict=True) if w is not None]
    told = list(_updates(head))
    return tuple(_joined(shown, told, body)[:MAX_ENTRIES])


def resolve_times(moments: Sequence[Moment], published: Stamp | None, until: Stamp | None) -> list[Stamp | None]:
    """When each entry was written: days go forward from the oldest entry, at whichever end of the list it stands."""
    zone = _zone_of(published) or _zone_of(until)
    order = range(len(moments))
    turned = _is_newest_first(moments)
    found: list[Stamp | None] = [None] * len(moments)
    day, minute = _day_of(published), 0
    last = _last_day(day, _day_of(until))
    for number in reversed(order) if turned else order:
        moment = moments[number]
        if isinstance(moment.stamp, datetime):
            found[number] = moment.stamp
            day, minute = moment.stamp.date(), moment.stamp.hour * 60 + moment.stamp.minute
            continue
        if moment.stamp is not None:
            day, minute = moment.stamp, 0
        if moment.clock is None or day is None:
            found[number] = moment.stamp
            continue
        now = moment.clock.hour * 60 + moment.clock.minute
        if minute - now >= (_LOOSE if last else _NIGHT) and (last is None or day < last):
            day, minute = day + _DAY, now
        minute = max(minute, now)
        offset = moment.clock.zone or zone
        found[number] = datetime(day.year, day.month, day.day, *divmod(now, 60), tzinfo=offset) if offset else day
    return found


def _is_newest_first(moments: Sequence[Moment]) -> bool:
    """Whether more times go back than forward from one entry to the next."""
    steps = [_step(one, other) for one, other in pairwise(moments)]
    return sum(step < 0 for step in steps) > sum(step > 0 for step in steps)


def _step(one: Moment, other: Moment) -> float:
    """How far the time goes forward from one entry to the next, 0 where that cannot be told; a clock goes the shorter way round."""
    if isinstance(one.stamp, datetime) and isinstance(other.stamp, datetime):
        return (other.stamp - one.stamp).total_seconds()
    if one.clock is None or other.clock is None:
        return 0
    minutes = (other.clock.hour - one.clock.hour) * 60 + other.clock.minute - one.clock.minute
    return (minutes + _NIGHT) % (2 * _NIGHT) - _NIGHT


def _last_day(first: date | None, last: date | None) -> date | None:
    """The last day that entries can be of, where it tells anything: a capture years later does not."""
    return last if first and last and timedelta(0) <= last - first <= _LONGEST * _DAY else None


def _day_of(stamp: Stamp | None) -> date | None:
    """The day of a stamp."""
    return stamp.date() if isinstance(stamp, datetime) else stamp


def _zone_of(stamp: Stamp | None) -> timezone | None:
    """The zone that a stamp tells; none for UTC, in which machines write the moments of every zone."""
    offset = stamp.utcoffset() if isinstance(stamp, datetime) else None
    return timezone(offset) if offset else None


def _updates(head: Head) -> Iterator[Entry]:
    """What JSON-LD tells of entries, https://schema.org/liveBlogUpdate; nothing without words."""
    for entry in head.json_ld:
        listed = entry.get("liveBlogUpdate") if "LiveBlogPosting" in types_of(entry) else None
        for update in (listed if isinstance(listed, list) else [listed])[:MAX_ENTRIES]:
            if isinstance(update, Mapping):
                title, text = text_of(update.get("headline") or update.get("name")), _text_of(update)
                if title or text:
                    yield Entry(None, _stamp_of(update), title, "", text or title)


def _text_of(update: Mapping[str, Any]) -> str:
    """The words of one update."""
    return text_of(update.get("articleBody") or update.get("text") or update.get("description"))


def _stamp_of(update: Mapping[str, Any]) -> Stamp | None:
    """When one update was written."""
    for key in ("datePublished", "dateCreated", "uploadDate", "dateModified"):
        if stamp := parse_stamp(text_of(update.get(key))):
            return stamp
    return None


def _joined(shown: list[Entry], told: Sequence[Entry], body: str) -> list[Entry]:
    """The entries shown, each with what machines are told of it, then those that are told only, found in the body where they stand."""
    flat = body.replace("\n", " ")
    at = {entry.span.start: number for number, entry in enumerate(shown) if entry.span}
    titles = {fold(entry.title): number for number, entry in enumerate(shown) if entry.title}
    starts = sorted(at)
    rest: list[Entry] = []
    for entry in told:
        span = _stands_at(entry.text, body, flat)
        number = next((at[start] for start in reversed(starts) if span and start <= span.start), None)
        if number is None or not _holds(shown[number].span, span):
            number = titles.get(fold(entry.title)) if entry.title else None
        if number is None:
            rest.append(replace(entry, span=span, text="" if span else entry.text))
        else:
            one = shown[number]
            shown[number] = replace(
                one, at=entry.at if isinstance(entry.at, datetime) else one.at or entry.at, title=one.title or entry.title
            )
    return shown + rest


def _holds(one: Span | None, other: Span | None) -> bool:
    """Whether a span begins within another."""
    return one is not None and other is not None and one.start <= other.start < one.end


def _stands_at(text: str, body: str, flat: str) -> Span | None:
    """Where the body has the words of an entry: all of them, or the paragraph that opens with them."""
    start = flat.find(text[:_TELLING])
    if start < 0 or not text:
        return None
    if flat.startswith(text, start):
        return Span(start, start + len(text))
    end = body.find("\n", start)
    return Span(start, end if end >= 0 else len(body))
