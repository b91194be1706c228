"""Comments: said, changed for a while by who said them, shown in threads, and moderated."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sourcier.commented import Comment, CommentKind, CommentState
from sourcier.commented import Request as Work
from sourcier.comments import Draft, Known, faults_of, may_edit, state_of
from sourcier.errors import NothingFoundError
from sourcier.model import make_id
from sourcier.show.plain import to_plain
from sourcier.show.prose import to_html
from sourcier.show.web.ask import library_of, one_of, page_number
from sourcier.show.web.forms import VISITOR_COOKIE, Fields, keyed_digest, make_token, now_of, posting, shown_at, visitor_of
from sourcier.show.web.render import page
from sourcier.store import Store

_A_PAGE = 50
_KINDS = frozenset({"remark", "earlier appearance"})
_MOVES: dict[str, CommentState] = {"publish": "published", "spam": "spam", "delete": "deleted", "hold": "pending"}
_STATES = ("pending", "published", "spam", "deleted")
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as people see it: no e-mail is in it. `replies` answer it; `about` is the number of a statement, or ""."""

    comment_id: str
    name: str
    site: str
    html: Markup
    written_at: Any
    edited_at: Any
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
    return {
        "comments": threads(found, request),
        "about": about,
        "token": make_token(request, visitor),
        "visitor": visitor,
        "reply": request.query_params.get("reply", "")[:40],
    }


def with_visitor(answer: Response, talk: dict[str, Any]) -> Response:
    """The answer, with the visitor's mark kept by their browser, so that the form on it can be sent."""
    answer.set_cookie(VISITOR_COOKIE, talk["visitor"], max_age=_MONTH, httponly=True, samesite="lax")
    return answer


def threads(comments: Sequence[Comment], request: Request) -> tuple[Shown, ...]:
    """The comments in threads, the oldest first: a reply, to whatever reply, stands under the comment that began its thread."""
    by_id = {comment.comment_id: comment for comment in comments}
    under: dict[str, list[Shown]] = {}
    for comment in comments:
        under.setdefault(_head(comment, by_id), []).append(_shown(comment, request))
    return tuple(replace(first, replies=tuple(replies)) for first, *replies in under.values())


def _head(comment: Comment, by_id: dict[str, Comment]) -> str:
    """The id of the comment at the head of a comment's thread."""
    seen: set[str] = set()
    while comment.in_reply_to in by_id and comment.comment_id not in seen:
        seen.add(comment.comment_id)
        comment = by_id[comment.in_reply_to]
    return comment.comment_id


def _shown(comment: Comment, request: Request) -> Shown:
    """A comment as people see it."""
    is_writer = _is_writer(request, comment) and may_edit(comment, now_of(request))
    about = comment.about.partition(":")[2]
    told = (comment.name, comment.site, to_html(comment.text), comment.written_at, comment.edited_at)
    return Shown(comment.comment_id, *told, comment.kind, comment.address, about, is_writer)


def _said(request: Request, fields: Fields) -> Response:
    """A comment taken, or the page that says what must be mended."""
    library, draft = library_of(request), _draft(request, fields)
    about = _vetted_about(library, fields.get("about", ""))
    known = _known(request, draft.email)
    if faults := faults_of(draft, known):
        visitor = visitor_of(request)
        values = {"faults": faults, "fields": fields, "about": about, "token": make_token(request, visitor)}
        return page(request, "mend.html", values, status=429 if faults == ("often",) else 422)
    key, comment = _comment(request, draft, about, fields.get("in_reply_to", "")[:40], state_of(draft, known))
    library.readers.say(comment)
    back = f"{_page_of(about)}?said={comment.state if comment.state == 'published' else 'pending'}#talk"
    answer = RedirectResponse(back, status_code=303)
    answer.set_cookie(f"edit-{comment.comment_id}", key, max_age=900, httponly=True, samesite="lax")
    return answer


def _draft(request: Request, fields: Fields) -> Draft:
    """The comment as it was sent."""
    kind = cast("CommentKind", fields["kind"] if fields.get("kind") in _KINDS else "remark")
    words = {name: fields.get(name, "").strip() for name in ("name", "email", "text", "site", "address")}
    trap, shown = fields.get("website_url", ""), shown_at(request, fields)
    return Draft(words["name"], words["email"], words["text"], now_of(request), shown, words["site"], kind, words["address"], trap)


def _known(request: Request, email: str) -> Known:
    """What the library knows of who sends."""
    readers = library_of(request).readers
    last_hour = readers.sent_since(_writer(request), now_of(request) - timedelta(hours=1))
    return Known(readers.was_published(email), last_hour)


def _writer(request: Request) -> str:
    """Where a request comes from, as a keyed digest."""
    return keyed_digest(request, request.client.host if request.client else "")


def _comment(request: Request, draft: Draft, about: str, in_reply_to: str, state: CommentState) -> tuple[str, Comment]:
    """The key by which its writer may change it, and the comment."""
    key, at = secrets.token_urlsafe(24), now_of(request)
    address = draft.address if draft.kind == "earlier appearance" else ""
    digest = sha256(key.encode()).hexdigest()
    made = make_id("k", about, draft.email, at.isoformat(), key)
    return key, Comment(
        made,
        about,
        draft.name,
        draft.email,
        draft.text,
        at,
        state,
        draft.kind,
        draft.site,
        address,
        in_reply_to,
        None,
        digest,
        _writer(request),
    )


def _vetted_about(library: Store, about: str) -> str:
    """What a comment is about, if the library holds it.

    Raises:
        NothingFoundError: it does not.
    """
    key, _, number = about.partition(":")
    if key.startswith("s") and not number:
        return library.story(key).story_id
    library.article(key)
    if number and not (number.isdigit() and 1 <= int(number) <= len(library.statements(article_id=key))):
        raise NothingFoundError("the article has no such statement", about)
    return about


def _page_of(about: str) -> str:
    """The page on which a comment stands."""
    key = about.partition(":")[0]
    return f"/story/{key}" if key.startswith("s") else f"/article/{key}"


def _is_writer(request: Request, comment: Comment) -> bool:
    """Whether the request carries the key of who wrote the comment."""
    key = request.cookies.get(f"edit-{comment.comment_id}", "")
    return bool(key) and hmac.compare_digest(sha256(key.encode()).hexdigest(), comment.edit_digest)


def _editing(request: Request) -> Response:
    """The form in which its writer changes a comment."""
    comment = _own(request)
    visitor = visitor_of(request)
    values = {"comment": comment, "back": _page_of(comment.about), "token": make_token(request, visitor)}
    return with_visitor(page(request, "edit.html", values), {"visitor": visitor})


def _edited(request: Request, fields: Fields) -> Response:
    """A comment with other words; it is judged again, so that an edit cannot smuggle in what a first wording could not."""
    comment = _own(request)
    draft = Draft(comment.name, comment.email, fields.get("text", "").strip(), now_of(request), shown_at(request, fields), comment.site)
    known = Known(library_of(request).readers.was_published(comment.email), 0)
    if faults := faults_of(draft, known):
        values = {"faults": faults, "fields": {**fields, "about": comment.about}, "about": comment.about, "token": fields["token"]}
        return page(request, "mend.html", values, status=422)
    readers = library_of(request).readers
    readers.reword(comment.comment_id, draft.text, now_of(request))
    if comment.state == "published" and state_of(draft, known) != "published":
        readers.move(comment.comment_id, "pending")
    return RedirectResponse(f"{_page_of(comment.about)}#talk", status_code=303)


def _own(request: Request) -> Comment:
    """The comment of the path, if who asks wrote it a short while ago.

    Raises:
        HTTPException: they did not.
    """
    comment = library_of(request).readers.comment(request.path_params["comment_id"])
    if not _is_writer(request, comment) or not may_edit(comment, now_of(request)):
        raise HTTPException(403, "only who wrote a comment may change it, for 15 minutes")
    return comment


def _moderation(request: Request) -> Response:
    """The comments in a state, with all that a moderator needs."""
    readers = library_of(request).readers
    state, number = cast("CommentState", one_of(request, "state", _STATES, "pending")), page_number(request)
    found = readers.comments_in(state, limit=_A_PAGE + 1, offset=(number - 1) * _A_PAGE)
    visitor = visitor_of(request)
    rows = [(comment, to_html(comment.text), _page_of(comment.about)) for comment in found[:_A_PAGE]]
    values = {
        "rows": rows,
        "state": state,
        "states": _STATES,
        "counts": readers.counts(),
        "number": number,
        "has_more": len(found) > _A_PAGE,
        "token": make_token(request, visitor),
    }
    return with_visitor(page(request, "moderation.html", values), {"visitor": visitor})


def _moved(request: Request, fields: Fields) -> Response:
    """A comment in another state, or the page it tells of asked for."""
    readers, key = library_of(request).readers, fields.get("comment_id", "")
    comment, action = readers.comment(key), fields.get("action", "")
    if action == "gather" and comment.address:
        at = now_of(request)
        work = Work(make_id("q", comment.address, at.isoformat()), comment.address, at, comment_id=comment.comment_id)
        readers.ask(work)
        readers.move(key, "published")
        return RedirectResponse(f"/requests#{work.request_id}", status_code=303)
    if action not in _MOVES:
        raise HTTPException(400, "there is no such action")
    readers.move(key, _MOVES[action])
    return RedirectResponse(f"/moderation?state={comment.state}", status_code=303)


def _exported(request: Request) -> Response:
    """Everything that one person wrote, for them."""
    found = library_of(request).readers.comments_by(request.query_params.get("email", "")[:254])
    kept = ("comment_id", "about", "name", "email", "site", "text", "kind", "address", "state", "written_at", "edited_at")
    told = [{name: to_plain(getattr(comment, name)) for name in kept} for comment in found]
    return JSONResponse(
        {"comments": told}, headers={"Content-Disposition": 'attachment; filename="comments.json"', "Cache-Control": "no-store"}
    )


def _erased(request: Request, fields: Fields) -> Response:
    """Nothing of one person left."""
    library_of(request).readers.erase(fields.get("email", "")[:254])
    return RedirectResponse("/moderation", status_code=303)


routes = [
    Route("/comments", posting(_said), methods=["POST"]),
    Route("/comment/{comment_id}/edit", _editing),
    Route("/comment/{comment_id}/edit", posting(_edited), methods=["POST"]),
    Route("/moderation", _moderation),
    Route("/moderation", posting(_moved), methods=["POST"]),
    Route("/moderation/export", _exported),
    Route("/moderation/erase", posting(_erased), methods=["POST"]),
]
