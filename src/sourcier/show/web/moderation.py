"""Moderation: what people said, in its states, each comment moved by hand; what one person wrote, exported or erased."""

from __future__ import annotations

from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sourcier.commented import CommentState
from sourcier.show.plain import to_plain
from sourcier.show.prose import to_html
from sourcier.show.web.ask import library_of, one_of, page_number
from sourcier.show.web.asking import ask_for
from sourcier.show.web.comments import page_of
from sourcier.show.web.forms import Fields, form_page, posting

_A_PAGE = 50
_MOVES: dict[str, CommentState] = {"publish": "published", "spam": "spam", "delete": "deleted", "hold": "pending"}
_STATES = ("pending", "published", "spam", "deleted")
# What is given to who asks for what they wrote: nothing of how they are told from others.
_THEIRS = ("comment_id", "about", "name", "email", "site", "text", "kind", "address", "state", "written_at", "edited_at")


def _moderation(request: Request) -> Response:
    """The comments in a state, with all that a moderator needs."""
    readers = library_of(request).readers
    state, number = cast("CommentState", one_of(request, "state", _STATES, "pending")), page_number(request)
    found = readers.comments_in(state, limit=_A_PAGE + 1, offset=(number - 1) * _A_PAGE)
    values = {
        "rows": [(comment, to_html(comment.text), page_of(comment.about)) for comment in found[:_A_PAGE]],
        "state": state,
        "states": _STATES,
        "counts": readers.counts(),
        "number": number,
        "has_more": len(found) > _A_PAGE,
    }
    return form_page(request, "moderation.html", values)


def _moved(request: Request, fields: Fields) -> Response:
    """A comment in another state, or the page it tells of asked for."""
    readers, key = library_of(request).readers, fields.get("comment_id", "")
    comment, action = readers.comment(key), fields.get("action", "")
    if action == "gather" and comment.address:
        answer = ask_for(request, comment.address, comment_id=comment.comment_id)
        readers.move(key, "published")
        return answer
    if action not in _MOVES:
        raise HTTPException(400, "there is no such action")
    readers.move(key, _MOVES[action])
    return RedirectResponse(f"/moderation?state={comment.state}", status_code=303)


def _exported(request: Request) -> Response:
    """Everything that one person wrote, for them."""
    found = library_of(request).readers.comments_by(request.query_params.get("email", "")[:254])
    told = [{name: to_plain(getattr(comment, name)) for name in _THEIRS} for comment in found]
    headers = {"Content-Disposition": 'attachment; filename="comments.json"', "Cache-Control": "no-store"}
    return JSONResponse({"comments": told}, headers=headers)


def _erased(request: Request, fields: Fields) -> Response:
    """Nothing of one person left."""
    library_of(request).readers.erase(fields.get("email", "")[:254])
    return RedirectResponse("/moderation", status_code=303)


routes = [
    Route("/moderation", _moderation),
    Route("/moderation", posting(_moved), methods=["POST"]),
    Route("/moderation/export", _exported),
    Route("/moderation/erase", posting(_erased), methods=["POST"]),
]
