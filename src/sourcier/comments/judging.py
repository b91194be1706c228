"""What becomes of a comment: refused with what is wrong, taken for a machine's, held, or published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sourcier.commented import Comment, CommentKind, CommentState
from sourcier.text.addresses import normalise_address

Fault = Literal["name", "email", "text", "long", "address", "site", "often", "links"]

_NAME, _EMAIL, _TEXT, _SITE = 80, 254, 6_000, 500
# One @ between something and a domain: whether it is anybody's only a message to it would tell (RFC 5321 allows far more and less).
_EMAIL_SHAPE = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"'.]+(?:\.[^@\s<>\"'.]+)+")
_LINK = re.compile(r"https?://|www\.|\]\(", re.IGNORECASE)
_HELD_LINKS = 2  # more links than this and a moderator looks first, whoever writes
_MOST_LINKS = 8
_AN_HOUR = 6  # comments that one writer may send
_SOONEST = timedelta(seconds=3)  # nobody reads a form and writes into it faster
_LATEST = timedelta(days=1)
_EDIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment as its form was sent: `trap` is the field that people do not see, `shown_at` when the form was made (None: never)."""

    name: str
    email: str
    text: str
    sent_at: datetime
    shown_at: datetime | None
    site: str = ""
    kind: CommentKind = "remark"
    address: str = ""
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows of who sent a draft: whether a comment of theirs was published, and how many they sent in the last hour."""

    was_published: bool
    last_hour: int


def faults_of(draft: Draft, known: Known) -> tuple[Fault, ...]:
    """What a person must mend before the comment can be taken, () when nothing."""
    checks: list[tuple[bool, Fault]] = [
        (not draft.name.strip() or len(draft.name) > _NAME, "name"),
        (len(draft.email) > _EMAIL or not _EMAIL_SHAPE.fullmatch(draft.email.strip()), "email"),
        (not draft.text.strip(), "text"),
        (len(draft.text) > _TEXT, "long"),
        (draft.kind == "earlier appearance" and not _is_web(draft.address), "address"),
        (bool(draft.site) and (len(draft.site) > _SITE or not _is_web(draft.site)), "site"),
        (_links(draft.text) > _MOST_LINKS, "links"),
        (known.last_hour >= _AN_HOUR, "often"),
    ]
    return tuple(fault for is_wrong, fault in checks if is_wrong)


def is_bot(draft: Draft) -> bool:
    """Whether the form was filled in as only machines do: the hidden field, no form shown, too fast, or far too late."""
    if draft.trap or draft.shown_at is None:
        return True
    return not _SOONEST <= draft.sent_at - draft.shown_at <= _LATEST


def state_of(draft: Draft, known: Known) -> CommentState:
    """What a comment without faults becomes: the first of a person is held, as is one with many links or from a machine."""
    if is_bot(draft):
        return "spam"
    is_free = known.was_published and _links(draft.text) <= _HELD_LINKS and draft.kind == "remark"
    return "published" if is_free else "pending"


def may_edit(comment: Comment, now: datetime) -> bool:
    """Whether its writer may still change a comment: for 15 minutes, unless a moderator took it away."""
    return comment.state in {"pending", "published"} and now - comment.written_at <= _EDIT


def _links(text: str) -> int:
    """How many links a text carries."""
    return len(_LINK.findall(text))


def _is_web(address: str) -> bool:
    """Whether an address is one of the web."""
    return address.lower().startswith(("http://", "https://")) and bool(normalise_address(address))
