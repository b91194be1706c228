"""The values of following that travel: feeds and what is known of their entries, watches and what they have seen.

Like `model`, frozen and made once. Times are aware and in UTC; `None` says that something has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sourcier.model import Page, make_id

# The raw field of a capture that is a feed's own words, kept as evidence beside the page they lead to and no article of its own.
BESIDE = ("feed.text", "beside its page")
# Why such a capture gives no article: nothing failed.
BESIDE_REASON = "feed text beside its page"

WatchKind = Literal["outlet", "address", "speaker", "phrase", "pattern"]


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed that is followed: what it is, what it answered last, and when it is due.

    `etag` and `last_modified` are its validators as sent, `digest` the sha-256 of the bytes read last. `observed` are the seconds
    over which `changes` new entries came, both fading with time, and `least` the seconds that the feed itself wants between two
    requests: what the schedule goes by. `failures` in a row began at `failing_since`, `error` is the last; a dead feed is asked no more.
    """

    feed_id: str
    address: str
    title: str = ""
    site: str = ""
    added_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    asked_at: datetime | None = None
    changed_at: datetime | None = None
    due_at: datetime | None = None
    observed: float = 0.0
    changes: float = 0.0
    least: float = 0.0
    failures: int = 0
    failing_since: datetime | None = None
    error: str = ""
    dead_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What is known of one entry of a feed: `digest` is that of its words, `address_key` one spelling of where it leads.

    `waiting_at` is set while its page is to be asked for, then `feed_text` is the page that the feed's own words make;
    `tries` counts how often the page was asked for in vain, `gathered_at` is when it last came.
    """

    feed_id: str
    entry_key: str
    digest: str
    address_key: str = ""
    gathered_at: datetime | None = None
    waiting_at: datetime | None = None
    tries: int = 0
    feed_text: Page | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How gathering stands, in numbers: feeds, pages that are waited for, and what is held.

    Of the feeds `followed`, so many are due, late (due for too long), failing and dead.
    """

    followed: int
    due: int
    late: int
    failing: int
    dead: int
    waiting: int
    last_asked: datetime | None
    next_due: datetime | None
    stories: int
    captures: int
    capture_bytes: int
    failed_pages: int


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody wants to be told of: `words` are the name, address, phrase or pattern.

    `seen` is the number of the last article looked at. Hits go to `webhook`, signed with `secret`, where there is one.
    """

    watch_id: str
    kind: WatchKind
    words: str
    added_at: datetime
    seen: int = 0
    webhook: str = ""
    # Left out of whatever is printed of a watch.
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article that a watch has met, once: `reason` says why, `words` are those it was met by.

    While `tell_at` is set it is still to be told to the webhook; `tries` counts the attempts, `error` is why the last one failed.
    """

    sighting_id: str
    watch_id: str
    article_id: str
    found_at: datetime
    reason: str
    words: str
    address: str = ""
    title: str = ""
    outlet: str = ""
    told_at: datetime | None = None
    tell_at: datetime | None = None
    tries: int = 0
    error: str = ""


def begun(address: str, title: str, site: str, now: datetime) -> Followed:
    """A feed that is followed from now on, and due at once."""
    return Followed(feed_id_of(address), address, title[:500], site, added_at=now, due_at=now)


def feed_id_of(address: str) -> str:
    """The id of the feed at an address.

    >>> feed_id_of("https://phare.example/feed")[:4]
    'fc23'
    """
    return make_id("f", address)


def watch_id_of(kind: WatchKind, words: str) -> str:
    """The id of a watch: asked for twice, it is one."""
    return make_id("w", kind, words)


def sighting_id_of(watch_id: str, article_id: str) -> str:
    """The id of what a watch saw in an article: seen twice, it is one."""
    return make_id("h", watch_id, article_id)
