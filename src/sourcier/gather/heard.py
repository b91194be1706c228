"""What an answer makes of a feed that is followed: its new state, and its entries that were not known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sourcier.errors import GatherError
from sourcier.followed import Followed, KnownEntry
from sourcier.gather.entries import Feed
from sourcier.gather.feeds import read_feed
from sourcier.gather.harvest import Gleaned, harvest
from sourcier.gather.http import Answer
from sourcier.gather.schedule import History, begun, failed, fresh_for, has_died, least_gap, next_time, read_again
from sourcier.gather.validators import Validators

_GONE = 410


@dataclass(frozen=True, slots=True)
class Heard:
    """A feed as it is after an answer, its entries that are new or changed, and why there was no feed to be read."""

    followed: Followed
    gleaned: tuple[Gleaned, ...] = ()
    error: GatherError | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the feed told something new."""
        return bool(self.gleaned)


def validators_known(followed: Followed) -> Validators:
    """The validators that make the next request a conditional one."""
    return Validators(followed.etag, followed.last_modified)


def news_of(followed: Followed, answer: Answer | GatherError) -> str:
    """The digest of an answer's bytes when others were read last, so that its entries must be compared with those known; else ""."""
    digest = _digest(answer) if isinstance(answer, Answer) and _is_whole(answer) else ""
    return digest if digest != followed.digest else ""


def hear(
    followed: Followed, answer: Answer | GatherError, known: Mapping[str, KnownEntry], now: datetime, news: str | None = None
) -> Heard:
    """What the answer to one request for a feed makes of it; `known` are its entries, needed only where there is news.

    `news` is what `news_of` gives, where it was asked already.
    """
    if isinstance(answer, GatherError):
        return _failure(followed, answer, now)
    if not (answer.is_unchanged or _is_whole(answer)):
        return _failure(followed, GatherError(f"the server answers with status {answer.status}", followed.address), now, answer)
    digest = news_of(followed, answer) if news is None else news
    if not digest:
        return Heard(_asked_well(followed, answer, now, new=0))
    try:
        feed = read_feed(answer.page.content, address=answer.page.address, headers=answer.page.headers)
        gleaned = harvest(feed, followed.feed_id, known, now, is_first=not followed.digest)
    except GatherError as error:
        return _failure(followed, error, now, answer)
    except Exception as fault:  # noqa: BLE001 - a fault of ours on one feed must not lose the feeds after it
        return _failure(followed, GatherError(f"internal fault: {type(fault).__name__}: {fault}", followed.address), now, answer)
    followed = replace(
        followed,
        title=feed.title[:500] or followed.title,
        site=feed.link or followed.site,
        digest=digest,
        least=least_gap(feed.fields),
        etag=answer.validators.etag,
        last_modified=answer.validators.last_modified,
        changed_at=now if gleaned else followed.changed_at,
    )
    fresh = sum(one.entry.entry_key not in known for one in gleaned)
    return Heard(_asked_well(followed, answer, now, new=fresh, first=feed if not known else None), gleaned)


def _asked_well(followed: Followed, answer: Answer, now: datetime, *, new: int, first: Feed | None = None) -> Followed:
    """The feed after a good answer; the dates of what it says first tell how often it changes."""
    elapsed = (now - followed.asked_at).total_seconds() if followed.asked_at else 0.0
    history = read_again(_history(followed), elapsed=elapsed, new=new)
    if first is not None:
        history = begun([entry.published or entry.updated for entry in first.entries], now)
    address = answer.moved_to or followed.address
    asked = _asked(followed, history, now, answer, address)
    return replace(followed, address=address, error="", failures=0, failing_since=None, **asked)


def _failure(followed: Followed, error: GatherError, now: datetime, answer: Answer | None = None) -> Heard:
    """The feed after an answer that was none; gone for good (410) or failing for a month, it is dead."""
    history = failed(_history(followed), now)
    is_dead = has_died(history, now) or (answer is not None and answer.status == _GONE)
    state: dict[str, Any] = {"failures": history.failures, "failing_since": history.failing_since, "dead_since": now if is_dead else None}
    followed = replace(followed, error=error.reason, **state, **_asked(followed, history, now, answer, followed.address))
    if is_dead:
        error = GatherError(f"the feed has died and is asked no more: {error.reason}", followed.address)
    return Heard(followed, error=error)


def _asked(followed: Followed, history: History, now: datetime, answer: Answer | None, address: str) -> dict[str, Any]:
    """What is new of a feed that stands at an address now: its history, when it was asked, and when it is due again."""
    fresh = fresh_for(answer.page.headers) if answer is not None else 0.0
    wait = answer.wait if answer is not None else None
    due_at = next_time(address, history, now=now, least=max(followed.least, fresh), wait=wait)
    return {"observed": history.observed, "changes": history.changes, "asked_at": now, "due_at": due_at}


def _history(followed: Followed) -> History:
    """What the schedule goes by."""
    return History(followed.observed, followed.changes, followed.failures, followed.failing_since)


def _is_whole(answer: Answer) -> bool:
    """Whether the answer has a page."""
    return 200 <= answer.status < 300 and answer.status not in (204, 205, 206)


def _digest(answer: Answer) -> str:
    """The sha-256 of the bytes."""
    return hashlib.sha256(answer.page.content).hexdigest()
