"""What becomes of a comment: refused with what is wrong, taken for a machine's, held, or published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import category, combining, normalize
from unicodedata import name as unicode_name

from sourcier.commented import Comment, CommentKind, CommentState
from sourcier.text.addresses import normalise_address

Fault = Literal["name", "email", "text", "long", "address", "site", "often", "links"]

_NAME, _EMAIL, _TEXT, _SITE = 80, 254, 6_000, 500
# One @ between something and a domain: whether it is anybody's only a message to it would tell (RFC 5321 allows far more and less).
_EMAIL_SHAPE = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"'.]+(?:\.[^@\s<>\"'.]+)+")
_WORD = re.compile(r"\w+")
# Names that speak for whoever runs the library, in the languages of the reader, without accents.
_OF_THE_HOUSE = frozenset(
    {"admin", "administrator", "moderator", "owner", "root", "system", "sourcier", "webmaster", "staff"}
    | {"administrateur", "administratrice", "moderateur", "moderatrice", "moderation", "proprietaire", "redaction"}
)
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
        (not draft.name.strip() or len(draft.name) > _NAME or is_disguised(draft.name), "name"),
        (len(draft.email) > _EMAIL or not _EMAIL_SHAPE.fullmatch(draft.email.strip()), "email"),
        (not draft.text.strip(), "text"),
        (len(draft.text) > _TEXT, "long"),
        (draft.kind == "earlier appearance" and not _is_web(draft.address), "address"),
        (bool(draft.site) and (len(draft.site) > _SITE or not _is_web(draft.site)), "site"),
        (_links(draft.text) > _MOST_LINKS, "links"),
        (known.last_hour >= _AN_HOUR, "often"),
    ]
    return tuple(fault for is_wrong, fault in checks if is_wrong)


def is_trapped(draft: Draft) -> bool:
    """Whether the field was filled in that people do not see: nothing of it is worth keeping."""
    return bool(draft.trap)


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


def is_disguised(name: str) -> bool:
    r"""Whether a name would be taken for another: one of the house's, letters of two alphabets in a word, or characters unseen.

    >>> is_disguised("Ada Brook"), is_disguised("Admin"), is_disguised("Аda"), is_disguised("Ada\u202e")
    (False, True, True, True)
    """
    plain = normalize("NFKC", name)
    if any(category(letter) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} for letter in plain):
        return True
    words = _WORD.findall(plain.casefold())
    bare = "".join(letter for letter in normalize("NFKD", "".join(words)) if not combining(letter))
    return bare in _OF_THE_HOUSE or any(len({_alphabet(letter) for letter in word} - {""}) > 1 for word in words)


def _alphabet(letter: str) -> str:
    """The alphabet of a letter by its Unicode name, "" for one that belongs to none of those that look alike."""
    alphabet = unicode_name(letter, "").partition(" ")[0]
    return alphabet if alphabet in {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"} else ""


def _links(text: str) -> int:
    """How many links a text carries."""
    return len(_LINK.findall(text))


def _is_web(address: str) -> bool:
    """Whether an address is one of the web."""
    return address.lower().startswith(("http://", "https://")) and bool(normalise_address(address))
