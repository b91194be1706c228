"""Stories, newest or most copied first, and search."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sourcier.show.web.ask import asked_of, library_of, one_of, page_number, search_of, story_filter_of
from sourcier.show.web.render import page
from sourcier.store import StoryOrder

_A_PAGE = 20
_HITS = 40


def listing(request: Request) -> Response:
    """The list of stories, of an outlet, within a time, with a verdict."""
    library = library_of(request)
    order = cast("StoryOrder", one_of(request, "order", ("newest", "copied"), "newest"))
    number = page_number(request)
    # An article that shares nothing is a story of one: shown only when asked for, or nobody would see the copies.
    shown = one_of(request, "show", ("shared", "all"), "shared")
    least = 2 if shown == "shared" else 1
    among = story_filter_of(request)
    found = library.lists.stories(limit=_A_PAGE + 1, offset=(number - 1) * _A_PAGE, order=order, least=least, among=among)
    values = {
        "rows": found[:_A_PAGE],
        "order": order,
        "shown": shown,
        "among": among,
        "chosen": asked_of(among),
        "number": number,
        "has_more": len(found) > _A_PAGE,
        "searched": library.searched(),
    }
    return page(request, "stories.html", values)


def search(request: Request) -> Response:
    """The articles that answer a search, of an outlet, with a speaker, within a time."""
    library, wanted = library_of(request), search_of(request)
    hits = wanted.hits(library, _HITS)
    values = {"hits": hits, "asked": wanted.words, "wanted": wanted, "most": _HITS, "searched": library.searched()}
    return page(request, "search.html", values)
