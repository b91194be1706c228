"""Requests for work: an address to add, asked for on a page, done by the worker, with what came of it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sourcier.show.plain import to_plain
from sourcier.show.web.ask import library_of
from sourcier.show.web.asking import ask_for
from sourcier.show.web.forms import Fields, form_page, posting
from sourcier.show.web.render import outside

_LONGEST = 2_000
_LARGEST_PAGE = 12_000_000
# What a person keeps among their bookmarks: it opens the reader and hands it the page they are looking at, as rendered, once it says
# that it is ready. The reader asks before it keeps anything.
_BOOKMARK = (
    "javascript:(()=>{const w=open('HERE/trace');addEventListener('message',e=>{if(e.source===w&&e.origin==='HERE'&&e.data==='ready')"
    "w.postMessage({address:location.href,html:document.documentElement.outerHTML},'HERE')})})()"
)


def _listing(request: Request) -> Response:
    """The requests, and the form to make one."""
    works = library_of(request).readers.requests()
    is_busy = any(work.state in {"waiting", "working", "again"} for work in works)
    values = {
        "bookmark": _BOOKMARK.replace("HERE", str(request.base_url).rstrip("/")),
        "works": works,
        "is_busy": is_busy,
        "address_": request.query_params.get("address", "")[:_LONGEST],
    }
    return form_page(request, "requests.html", values)


def _asked(request: Request, fields: Fields) -> Response:
    """A request kept for the worker."""
    words = outside(fields.get("address", "").strip()[:_LONGEST])
    if not words:
        raise HTTPException(422, "an address begins with http:// or https://")
    return ask_for(request, words)


def _receiving(request: Request) -> Response:
    """The page that a bookmark opens: it waits to be handed the page a person is looking at, and asks before it keeps it."""
    answer = form_page(request, "receive.html", {})
    # Whoever opened it must be able to hand something over.
    answer.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return answer


def _received(request: Request, fields: Fields) -> Response:
    """A page as a person saw it, kept for the worker to read and trace."""
    words, html = outside(fields.get("address", "").strip()[:_LONGEST]), fields.get("html", "")
    if not words or not html.strip():
        raise HTTPException(422, "no page was handed over")
    return ask_for(request, words, content=html.encode("utf-8", "replace"))


def _told(request: Request) -> Response:
    """What became of one request, for the page that waits for it."""
    work = library_of(request).readers.request(request.path_params["request_id"])
    told = {
        name: to_plain(getattr(work, name))
        for name in ("request_id", "words", "state", "done", "told", "story_id", "asked_at", "finished_at")
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


routes = [
    Route("/requests", _listing),
    Route("/requests", posting(_asked), methods=["POST"]),
    Route("/trace", _receiving),
    Route("/trace", posting(_received, most=_LARGEST_PAGE), methods=["POST"]),
    Route("/api/request/{request_id}", _told),
]
