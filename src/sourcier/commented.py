"""The values of what readers of a library write: comments, judgements, and requests for work that a worker acts on.

Like `model`, frozen and made once. Times are aware and in UTC; `None` says that something has not happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CommentKind = Literal["remark", "earlier appearance"]
CommentState = Literal["pending", "published", "spam", "deleted"]
RequestState = Literal["waiting", "working", "again", "done", "failed"]
RequestKind = Literal["page", "feeds", "look"]
Stance = Literal["confirm", "reject", "note"]


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person says of a story, an article or a statement.

    `about` names it: a story's id, an article's id, or an article's id with the number of a statement ("a12…:3"). `email` is for
    moderators alone. `address` is where the earlier appearance stands, when the comment tells of one. `edit_digest` is the sha-256
    of the key by which its writer may change it for a while; `writer` a keyed digest of where it came from, for limits only.
    `gathered` is one spelling of where the page that it tells of was gathered from, "" until it was.
    """

    comment_id: str
    about: str
    name: str
    email: str
    text: str
    written_at: datetime
    state: CommentState = "pending"
    kind: CommentKind = "remark"
    site: str = ""
    address: str = ""
    in_reply_to: str = ""
    edited_at: datetime | None = None
    edit_digest: str = ""
    writer: str = ""
    gathered: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Work that somebody asked for; `told` is what came of it, in one line.

    A "page" is what an address leads to, or the page a person looked at there (`content`, as HTML); "feeds" are those that stand
    behind an address or in a list (`content`), to be followed; "look" lets the watches look at what the library holds.
    """

    request_id: str
    words: str
    asked_at: datetime
    state: RequestState = "waiting"
    done: int = 0
    told: str = ""
    story_id: str = ""
    finished_at: datetime | None = None
    comment_id: str = ""
    content: bytes = b""
    kind: RequestKind = "page"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person says of one derivation, and why; `node_id` and `derived_from` are the ids of the two nodes that it ties.

    It names nodes and no story: stories are settled again as articles arrive, what a person said stays said.
    """

    stance: Stance
    signed_by: str
    words: str = ""
    node_id: str = ""
    derived_from: str = ""
    signed_at: datetime | None = None
