"""Watches: what somebody wants to be told of, what was seen, as a page and as feeds."""

from __future__ import annotations

import secrets
from typing import get_args
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.errors import NothingFoundError, UsageError
from sourcier.followed import Watch, WatchKind, watch_id_of
from sourcier.show.alerts import atom_of, json_feed_of
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.asking import ask_for
from sourcier.show.web.forms import Fields, form_page, posting
from sourcier.show.web.render import outside
from sourcier.show.web.who import may, who_of
from sourcier.watch import meeting

_KINDS: tuple[WatchKind, ...] = get_args(WatchKind)
_LONGEST = 2_000
_SHOWN = 100


def _listing(request: Request) -> Response:
    """The watches, and the form to make one."""
    return _page(request, {})


def _page(request: Request, fields: Fields, *, fault: str = "", told: str = "", secret: str = "", status: int = 200) -> Response:
    """The page of watches; the secret of a webhook is shown this once."""
    shelf = library_of(request).watches
    watches = shelf.all()
    values = {
        "watches": watches,
        "names": {watch.watch_id: watch.words for watch in watches},
        "latest": shelf.sightings(limit=20),
        "kinds": _KINDS,
        "fields": fields,
        "fault": fault,
        "told": told,
        "secret": secret,
    }
    return form_page(request, "watches.html", values, status=status)


def _added(request: Request, fields: Fields) -> Response:
    """A watch made, or what is wrong with it."""
    kind, words = fields.get("kind", ""), fields.get("words", "").strip()[:_LONGEST]
    if kind not in _KINDS:
        raise HTTPException(400, "there is no such kind of watch")
    webhook = _webhook(request, fields)
    if webhook is None:
        return _page(request, fields, fault="webhook", status=422)
    secret = secrets.token_urlsafe(24) if webhook else ""
    new = Watch(watch_id_of(kind, words), kind, words, now_of(request), webhook=webhook, secret=secret)
    try:
        meeting(new)
    except UsageError as error:
        return _page(request, fields, fault="words", told=f"{error.subject}: {error.reason}" if error.subject else error.reason, status=422)
    return _kept(request, new, has_past=bool(fields.get("past")))


def _webhook(request: Request, fields: Fields) -> str | None:
    """The address to tell of every hit, "" for none, None for one that is none.

    Raises:
        HTTPException: who asks may not send what the library holds elsewhere.
    """
    given = fields.get("webhook", "").strip()[:_LONGEST]
    if given and not may(who_of(request), "owner"):
        raise HTTPException(403, "only an owner names a webhook")
    return outside(given) or None if given else ""


def _kept(request: Request, new: Watch, *, has_past: bool) -> Response:
    """The answer to a watch that was made; what is held already the worker looks at."""
    shelf = library_of(request).watches
    held = next((watch for watch in shelf.all() if watch.watch_id == new.watch_id), None)
    if held is not None and not new.webhook:
        return RedirectResponse(f"/watch/{held.watch_id}", status_code=303)  # a webhook that it has stays
    shelf.add(new, from_now=not has_past)
    if new.webhook:
        return _page(request, {}, secret=new.secret)
    return ask_for(request, f"{new.kind} {new.words}", "look") if has_past else RedirectResponse(f"/watch/{new.watch_id}", status_code=303)


def _shown(request: Request) -> Response:
    """The page of one watch, with what it saw."""
    watch = library_of(request).watches.find(request.path_params["watch_id"])
    seen = library_of(request).watches.sightings(watch.watch_id, limit=_SHOWN)
    return form_page(request, "watch.html", {"watch": watch, "seen": seen, "most": _SHOWN})


def _removed(request: Request, fields: Fields) -> Response:  # noqa: ARG001 - the shape of a handler
    """A watch gone, with what it saw."""
    shelf = library_of(request).watches
    shelf.remove(shelf.find(request.path_params["watch_id"]).watch_id)
    return RedirectResponse("/watches", status_code=303)


def _fed(request: Request) -> Response:
    """What a watch saw, as a feed."""
    forms = {"atom": (atom_of, "application/atom+xml"), "json": (json_feed_of, "application/feed+json")}
    form = request.path_params["form"]
    if form not in forms:
        raise NothingFoundError("a feed can be had as atom or json, not as", form)
    watch = library_of(request).watches.find(request.path_params["watch_id"])
    write, kind = forms[form]
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(watch.watch_id)}.{form}"}
    return Response(write(watch, library_of(request).watches.sightings(watch.watch_id)), media_type=kind, headers=headers)


routes = [
    Route("/watches", _listing),
    Route("/watches", posting(_added), methods=["POST"]),
    Route("/watch/{watch_id}", _shown),
    Route("/watch/{watch_id}/remove", posting(_removed), methods=["POST"]),
    Route("/feed/watch/{watch_id}.{form}", _fed),
]
