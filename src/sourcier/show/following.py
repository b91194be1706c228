"""What is followed, for people and for programs: the feeds of a library, and how gathering stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sourcier.followed import Followed, Standing
from sourcier.model import Searched
from sourcier.show.lines import Paint, count, no_paint, printable, table
from sourcier.show.plain import to_plain

# A feed that is due for longer was not asked in time: following is not running, or cannot keep up.
LATE = timedelta(hours=1)


def plain_status(told: Standing, searched: Searched, unsettled: int) -> dict[str, Any]:
    """How a library stands as JSON data; `unsettled` are the articles that are in no story yet."""
    return {
        "feeds": {name: getattr(told, name) for name in ("followed", "due", "late", "failing", "dead")},
        "pages_waited_for": told.waiting,
        "last_asked": to_plain(told.last_asked),
        "next_due": to_plain(told.next_due),
        "articles": searched.articles,
        "outlets": searched.outlets,
        "stories": told.stories,
        "unsettled": unsettled,
        "captures": told.captures,
        "capture_bytes": told.capture_bytes,
        "pages_without_article": told.failed_pages,
    }


def status_lines(told: Standing, searched: Searched, unsettled: int, paint: Paint = no_paint) -> Iterator[str]:
    """How a library stands, a line a fact."""
    yield paint("Feeds", "label")
    facts = [(f"{told.followed:,}", "followed", _when("last asked", told.last_asked))]
    facts += [(f"{told.due:,}", "due", _when("next", told.next_due))]
    facts += [(f"{number:,}", name, "") for number, name in ((told.late, "late"), (told.failing, "failing"), (told.dead, "dead")) if number]
    yield from table([*facts, (f"{told.waiting:,}", "pages waited for", "")])
    yield paint("Library", "label")
    yield from table(
        [
            (f"{searched.articles:,}", f"articles of {count(searched.outlets, 'outlet')}"),
            (f"{told.stories:,}", "story" if told.stories == 1 else "stories"),
            (f"{told.captures:,}", f"captures, {told.capture_bytes / (1 << 20):,.1f} MiB; {told.failed_pages:,} without an article"),
        ]
    )
    if unsettled:
        yield paint(f"  {count(unsettled, 'article')} not compared yet", "claimed")


def plain_feed(feed: Followed) -> dict[str, Any]:
    """A feed as JSON data."""
    return {
        "feed_id": feed.feed_id,
        "address": feed.address,
        "title": feed.title,
        "site": feed.site,
        "state": state_of(feed),
        "asked_at": to_plain(feed.asked_at),
        "changed_at": to_plain(feed.changed_at),
        "due_at": to_plain(feed.due_at) if feed.dead_since is None else None,
        "failures": feed.failures,
        "error": feed.error,
    }


def feed_lines(feeds: Iterable[Followed], paint: Paint = no_paint) -> Iterator[str]:
    """The feeds, each with its state and when it is due."""
    for feed in feeds:
        state = state_of(feed)
        yield paint(printable(feed.title) or printable(feed.address), "title")
        due = _when("due", feed.due_at) if feed.dead_since is None else ""
        facts = (printable(feed.address), state, due, _when("last new", feed.changed_at), printable(feed.error))
        yield paint("  " + " · ".join(fact for fact in facts if fact), "bad" if state in ("failing", "dead") else "quiet")


def state_of(feed: Followed) -> str:
    """In one word, how a feed is: "new", "alive", "failing" or "dead"."""
    if feed.dead_since is not None:
        return "dead"
    return "failing" if feed.failures else "alive" if feed.asked_at else "new"


def _when(what: str, moment: datetime | None) -> str:
    """A time in words, "" for none."""
    return f"{what} {moment:%Y-%m-%d %H:%M} UTC" if moment else ""
