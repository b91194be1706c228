"""Requests for work: an address to add, asked for on a page, done by the worker, with what came of it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sourcier.commented import Request as Work
from sourcier.model import make_id
from sourcier.show.plain import to_plain
from sourcier.show.web.ask import library_of
from sourcier.show.web.comments import with_visitor
from sourcier.show.web.forms import Fields, make_token, now_of, posting, visitor_of
from sourcier.show.web.render import outside, page

_LONGEST = 2_000


def _listing(request: Request) -> Response:
    """The requests, and the form to make one."""
    visitor = visitor_of(request)
    works = library_of(request).readers.requests()
    is_busy = any(work.state in {"waiting", "working"} for work in works)
    values = {
        "works": works,
        "is_busy": is_busy,
        "token": make_token(request, visitor),
        "address_": request.query_params.get("address", "")[:_LONGEST],
    }
    return with_visitor(page(request, "requests.html", values), {"visitor": visitor})


def _asked(request: Request, fields: Fields) -> Response:
    """A request kept for the worker."""
    words = outside(fields.get("address", "").strip()[:_LONGEST])
    if not words:
        raise HTTPException(422, "an address begins with http:// or https://")
    at = now_of(request)
    work = Work(make_id("q", words, at.isoformat()), words, at)
    library_of(request).readers.ask(work)
    return RedirectResponse(f"/requests#{work.request_id}", status_code=303)


def _told(request: Request) -> Response:
    """What became of one request, for the page that waits for it."""
    return JSONResponse(
        to_plain(library_of(request).readers.request(request.path_params["request_id"])), headers={"Cache-Control": "no-store"}
    )


routes = [
    Route("/requests", _listing),
    Route("/requests", posting(_asked), methods=["POST"]),
    Route("/api/request/{request_id}", _told),
]
