"""Stories, newest or most copied first, and search."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sourcier.show.web.ask import day_of, library_of, one_of, page_number, text_of
from sourcier.show.web.render import page
from sourcier.store import StoryOrder

_A_PAGE = 20
_HITS = 40


def listing(request: Request) -> Response:
    """The list of stories."""
    library = library_of(request)
    order = cast("StoryOrder", one_of(request, "order", ("newest", "copied"), "newest"))
    number = page_number(request)
    # An article that shares nothing is a story of one: shown only when asked for, or nobody would see the copies.
    shown = one_of(request, "show", ("shared", "all"), "shared")
    least = 2 if shown == "shared" else 1
    found = library.lists.stories(limit=_A_PAGE + 1, offset=(number - 1) * _A_PAGE, order=order, least=least)
    values = {
        "rows": found[:_A_PAGE],
        "order": order,
        "shown": shown,
        "number": number,
        "has_more": len(found) > _A_PAGE,
        "searched": library.searched(),
    }
    return page(request, "stories.html", values)


def search(request: Request) -> Response:
    """The articles that answer a search, within an outlet and a time."""
    library = library_of(request)
    query, outlet = text_of(request, "q"), text_of(request, "outlet")
    since, until = day_of(request, "since"), day_of(request, "until")
    hits = library.search(query, outlet=outlet or None, since=since, until=until, limit=_HITS) if query else ()
    values = {"hits": hits, "asked": query, "outlet": outlet, "since": since, "until": until, "most": _HITS, "searched": library.searched()}
    return page(request, "search.html", values)
