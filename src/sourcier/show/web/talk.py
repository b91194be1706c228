"""What is said of a story, an article or a statement, as people see it: in threads, some at a time, without a single e-mail address."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from sourcier.commented import Comment, CommentKind
from sourcier.comments import may_edit
from sourcier.show.prose import to_html
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.cookies import cookie_of
from sourcier.show.web.forms import make_token, visitor_of

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as people see it: no e-mail is in it. `replies` answer it; `about` is the number of a statement, or ""."""

    comment_id: str
    name: str
    site: str
    html: Markup
    written_at: datetime
    edited_at: datetime | None
    kind: CommentKind
    address: str
    about: str
    may_edit: bool
    replies: tuple[Shown, ...] = ()


def talk_of(request: Request, about: str, statements: int = 0) -> dict[str, Any]:
    """What a page shows of the comments on a story or article and its statements, and the form to say one."""
    keys = [about, *(f"{about}:{number}" for number in range(1, statements + 1))]
    found = library_of(request).readers.comments_on(keys)
    visitor = visitor_of(request)
    number = _number(request)
    return {
        "comments": threads(found, request, number),
        "total": len(found),
        "number": number,
        "has_more": len(found) > number * A_PAGE,
        "about": about,
        "token": make_token(request, visitor),
        "visitor": visitor,
        "reply": request.query_params.get("reply", "")[:40],
    }


def threads(comments: Sequence[Comment], request: Request, number: int = 1) -> tuple[Shown, ...]:
    """The comments of one page in threads, the oldest first: a reply, to whatever reply, stands under the comment that began its thread.

    So a thread is never deeper than two, however long it is; one that goes on over the page has its first comment on the next again.
    """
    heads = _heads(comments)
    by_id = {comment.comment_id: comment for comment in comments}
    places = {head: place for place, head in enumerate(dict.fromkeys(heads.values()))}
    in_order = sorted(comments, key=lambda comment: (places[heads[comment.comment_id]], heads[comment.comment_id] != comment.comment_id))
    some = in_order[(number - 1) * A_PAGE : number * A_PAGE]
    shown = []
    for head, members in groupby(some, key=lambda comment: heads[comment.comment_id]):
        replies = [_shown(comment, request) for comment in members if comment.comment_id != head]
        shown.append(replace(_shown(by_id[head], request), replies=tuple(replies)))
    return tuple(shown)


def _heads(comments: Sequence[Comment]) -> dict[str, str]:
    """For each comment the one at the head of its thread; whoever answers in a circle, or what is not here, heads their own."""
    answered = {comment.comment_id: comment.in_reply_to for comment in comments}
    heads: dict[str, str] = {}
    for start in answered:
        path: list[str] = []
        on_path: set[str] = set()
        key = start
        while key not in heads and key not in on_path and answered.get(key) in answered:
            path.append(key)
            on_path.add(key)
            key = answered[key]
        head = heads.setdefault(key, key)
        heads.update(dict.fromkeys(path, head))
    return heads


def _number(request: Request) -> int:
    """The page of the comments that is asked for, from 1."""
    asked = request.query_params.get("talk", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _shown(comment: Comment, request: Request) -> Shown:
    """A comment as people see it."""
    is_writer = wrote(request, comment) and may_edit(comment, now_of(request))
    about = comment.about.partition(":")[2]
    told = (comment.name, comment.site, to_html(comment.text), comment.written_at, comment.edited_at)
    return Shown(comment.comment_id, *told, comment.kind, comment.address, about, is_writer)


def wrote(request: Request, comment: Comment) -> bool:
    """Whether the request carries the key of who wrote the comment."""
    key = cookie_of(request, f"edit-{comment.comment_id}")
    return bool(key) and hmac.compare_digest(sha256(key.encode("utf-8", "replace")).hexdigest(), comment.edit_digest)
