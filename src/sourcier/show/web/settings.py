"""Settings: the language, the languages that are read, and the feeds that are followed: added, dropped, and taken in and out as OPML."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.gather.outlines import write_outlines
from sourcier.languages import languages
from sourcier.show.following import state_of
from sourcier.show.web.ask import library_of, now_of, page_number
from sourcier.show.web.asking import ask_for
from sourcier.show.web.forms import Fields, form_page, posting, taking
from sourcier.show.web.render import language_of, outside, page
from sourcier.show.web.wording import wording

_A_PAGE = 50
_LONGEST = 2_000
# A list of ten thousand feeds has two megabytes.
_LARGEST_LIST = 4_000_000


def _settings(request: Request) -> Response:
    """The settings: what can be set, and where."""
    packs = sorted(_name(code, request) for code in languages())
    return page(request, "settings.html", {"packs": packs})


def _name(code: str, request: Request) -> str:
    """What a language is called in the language of the reader."""
    try:
        return Locale.parse(code).get_display_name(wording(language_of(request)).locale) or code
    except (UnknownLocaleError, ValueError):
        return code


def _feeds(request: Request) -> Response:
    """The feeds that are followed, and the forms to follow more."""
    return _page(request)


def _page(request: Request, *, fault: str = "", status: int = 200) -> Response:
    """The page of feeds."""
    found, number = library_of(request).feeds.all(), page_number(request)
    some = found[(number - 1) * _A_PAGE : number * _A_PAGE]
    values = {
        "feeds": [(feed, state_of(feed)) for feed in some],
        "total": len(found),
        "number": number,
        "has_more": len(found) > number * _A_PAGE,
        "fault": fault,
    }
    return form_page(request, "feeds.html", values, status=status)


def _added(request: Request, fields: Fields) -> Response:
    """A feed, or the page that names one, asked for; the worker finds what stands behind it."""
    words = outside(fields.get("address", "").strip()[:_LONGEST])
    if not words:
        return _page(request, fault="address", status=422)
    return ask_for(request, words, "feeds")


def _taken_in(request: Request, fields: Fields, content: bytes) -> Response:  # noqa: ARG001 - the shape of a handler
    """A list of feeds handed over; the worker reads it within its limits, whatever it holds."""
    if not content.strip():
        return _page(request, fault="list", status=422)
    return ask_for(request, "OPML", "feeds", content=content)


def _dropped(request: Request, fields: Fields) -> Response:
    """A feed followed no more; its articles stay."""
    if not library_of(request).feeds.forget(fields.get("feed_id", "")[:_LONGEST]):
        raise HTTPException(404, "no such feed is followed")
    return RedirectResponse("/settings/feeds", status_code=303)


def _taken_out(request: Request) -> Response:
    """The feeds as OPML, for other readers."""
    text = write_outlines(library_of(request).feeds.all(), made_at=now_of(request))
    headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
    return Response(text, media_type="text/x-opml", headers=headers)


routes = [
    Route("/settings", _settings),
    Route("/settings/feeds", _feeds),
    Route("/settings/feeds", posting(_added), methods=["POST"]),
    Route("/settings/feeds/drop", posting(_dropped), methods=["POST"]),
    Route("/settings/feeds/list", taking(_taken_in, most=_LARGEST_LIST), methods=["POST"]),
    Route("/settings/feeds.opml", _taken_out),
]
