"""Comments taken: said once however often a form is sent, and changed for a while by who said them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.commented import Comment, CommentKind, CommentState
from sourcier.comments import Draft, Known, faults_of, is_trapped, may_edit, state_of
from sourcier.errors import NothingFoundError
from sourcier.model import make_id
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.cookies import give_cookie
from sourcier.show.web.forms import Fields, form_page, keyed_digest, posting, shown_at
from sourcier.show.web.limits import place_of
from sourcier.show.web.talk import wrote
from sourcier.show.web.who import sees_all
from sourcier.store import Store

_KINDS = frozenset({"remark", "earlier appearance"})
_QUARTER, _AN_HOUR = 900, 3_600


def _said(request: Request, fields: Fields) -> Response:
    """A comment taken, or the page that says what must be mended. The same form sent again gives the same answer, and one comment."""
    library, draft = library_of(request), _draft(request, fields)
    about = vetted_about(library, fields.get("about", ""))
    # The token of a form is its own: it tells a form sent twice from two forms.
    key = make_id("k", about, draft.email, draft.text, draft.kind, draft.address, fields["token"])
    held = _held(library, key)
    if held is None and not is_trapped(draft):
        known = _known(request, draft.email)
        if faults := faults_of(draft, known):
            return _to_mend(request, {**fields, "about": about}, faults)
        held = _comment(request, draft, key, about, fields.get("in_reply_to", "")[:40], _state(request, draft, known))
        library.readers.say(held)
    state = "published" if held and held.state == "published" else "pending"
    answer = RedirectResponse(f"{page_of(about)}?said={state}#talk", status_code=303)
    give_cookie(answer, request, f"edit-{key}", _edit_key(request, key), seconds=_QUARTER)
    return answer


def _held(library: Store, key: str) -> Comment | None:
    """The comment that was sent by the same form before, None when there is none."""
    try:
        return library.readers.comment(key)
    except NothingFoundError:
        return None


def _to_mend(request: Request, fields: Fields, faults: tuple[str, ...]) -> Response:
    """The page that says what must be mended, with all that was written."""
    is_often = faults == ("often",)
    values = {"faults": faults, "fields": fields, "about": fields["about"]}
    answer = form_page(request, "mend.html", values, status=429 if is_often else 422)
    if is_often:
        answer.headers["Retry-After"] = str(_AN_HOUR)
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
    last_hour = readers.sent_since(_writer(request), now_of(request) - timedelta(seconds=_AN_HOUR))
    return Known(readers.was_published(email), last_hour)


def _state(request: Request, draft: Draft, known: Known) -> CommentState:
    """What a comment becomes; one of the public always waits for a moderator, whatever name and address it gives."""
    state = state_of(draft, known)
    return "pending" if state == "published" and not sees_all(request) else state


def _writer(request: Request) -> str:
    """Where a request comes from, as a keyed digest."""
    return keyed_digest(request, place_of(request.client.host) if request.client else "")


def _edit_key(request: Request, comment_id: str) -> str:
    """The key by which its writer may change a comment: the same whenever the same form is sent."""
    return keyed_digest(request, f"edit|{comment_id}")


def _comment(request: Request, draft: Draft, key: str, about: str, in_reply_to: str, state: CommentState) -> Comment:
    """The comment that a draft becomes."""
    return Comment(
        key,
        about,
        draft.name,
        draft.email,
        draft.text,
        now_of(request),
        state,
        draft.kind,
        draft.site,
        draft.address if draft.kind == "earlier appearance" else "",
        in_reply_to,
        None,
        sha256(_edit_key(request, key).encode()).hexdigest(),
        _writer(request),
    )


def vetted_about(library: Store, about: str) -> str:
    """What a comment is about, if the library holds it.

    Raises:
        NothingFoundError: it does not.
    """
    key, _, number = about.partition(":")
    if key.startswith("s") and not number:
        return library.story(key).story_id
    library.article(key)
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    if number and not (is_number and 1 <= int(number) <= len(library.statements(article_id=key))):
        raise NothingFoundError("the article has no such statement", about)
    return about


def page_of(about: str) -> str:
    """The page on which a comment stands."""
    key = about.partition(":")[0]
    return f"/story/{key}" if key.startswith("s") else f"/article/{key}"


def _editing(request: Request) -> Response:
    """The form in which its writer changes a comment."""
    comment = _own(request)
    return _edit_form(request, comment, comment.text)


def _edit_form(request: Request, comment: Comment, text: str, faults: tuple[str, ...] = ()) -> Response:
    """The form with these words, and what must be mended in them."""
    values = {"text": text, "back": page_of(comment.about), "faults": faults}
    return form_page(request, "edit.html", values, status=422 if faults else 200)


def _edited(request: Request, fields: Fields) -> Response:
    """A comment with other words; it is judged again, so that an edit cannot smuggle in what a first wording could not."""
    comment = _own(request)
    draft = Draft(comment.name, comment.email, fields.get("text", "").strip(), now_of(request), shown_at(request, fields), comment.site)
    known = Known(library_of(request).readers.was_published(comment.email), 0)
    if faults := faults_of(draft, known):
        return _edit_form(request, comment, draft.text, faults)
    readers = library_of(request).readers
    readers.reword(comment.comment_id, draft.text, now_of(request))
    if comment.state == "published" and _state(request, draft, known) != "published":
        readers.move(comment.comment_id, "pending")
    return RedirectResponse(f"{page_of(comment.about)}#talk", status_code=303)


def _own(request: Request) -> Comment:
    """The comment of the path, if who asks wrote it a short while ago.

    Raises:
        HTTPException: they did not.
    """
    comment = library_of(request).readers.comment(request.path_params["comment_id"])
    if not wrote(request, comment) or not may_edit(comment, now_of(request)):
        raise HTTPException(403, "only who wrote a comment may change it, for 15 minutes")
    return comment


routes = [
    Route("/comments", posting(_said), methods=["POST"]),
    Route("/comment/{comment_id}/edit", _editing),
    Route("/comment/{comment_id}/edit", posting(_edited), methods=["POST"]),
]
