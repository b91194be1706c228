"""The JSON interface: what the pages show, for programs; the same words as `--json` of the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sourcier.errors import NothingFoundError, SourcierError
from sourcier.model import Article, Statement
from sourcier.show.excerpts import QUOTATION, excerpted, shortened
from sourcier.show.flows import flows_in
from sourcier.show.library import plain_story, story_view
from sourcier.show.plain import plain_date, plain_statement, to_plain
from sourcier.show.web.ask import day_of, library_of, one_of, page_number, text_of
from sourcier.show.web.tellers import with_tellers
from sourcier.show.web.who import access_of, sees_all
from sourcier.store import StoryOrder

_A_PAGE = 50
_Answer = Callable[[Request], dict[str, Any]]


def _answering(answer: _Answer) -> Callable[[Request], Response]:
    """The endpoint of an answer: errors are JSON too."""

    def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(answer(request))
        except NothingFoundError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        except SourcierError as error:
            what = str(error) if access_of(request) == "open" else "the library cannot be read now"  # the error names paths
            return JSONResponse({"error": what}, status_code=503)

    return endpoint


def _stories(request: Request) -> dict[str, Any]:
    """The stories of a page of the list."""
    library, number = library_of(request), page_number(request)
    order = cast("StoryOrder", one_of(request, "order", ("newest", "copied"), "newest"))
    found = library.stories(limit=_A_PAGE, offset=(number - 1) * _A_PAGE, order=order)
    return {"stories": to_plain(found), "page": number, "searched": to_plain(library.searched())}


def _story(request: Request) -> dict[str, Any]:
    """One story with its articles in short and their chains."""
    library = library_of(request)
    view = story_view(library.story(request.path_params["story_id"]), library)
    return {**plain_story(view), "searched": to_plain(library.searched())}


def _article(request: Request) -> dict[str, Any]:
    """One article with its statements, dates, mentions and chain."""
    library = library_of(request)
    article = library.find_article(request.path_params["article_id"])
    key = article.article_id
    story = library.story_of(key)
    is_whole = sees_all(request)
    return {
        "article": to_plain(article if is_whole else excerpted(article)),
        "is_excerpt": not is_whole,
        "statements": [_statement(s, article, is_whole=is_whole) for s in library.statements(article_id=key)],
        "dates": [plain_date(d, article) for d in library.dates(key)],
        "mentions": to_plain(library.mentions(key)),
        "story_id": story.story_id if story else None,
        "chain": to_plain(with_tellers(request, story.chain(key))) if story else [],
        "searched": to_plain(library.searched()),
    }


def _statement(statement: Statement, article: Article, *, is_whole: bool) -> dict[str, Any]:
    """One statement with its words, which the public is given as a short quotation."""
    told = plain_statement(statement, article)
    return told if is_whole else {**told, "words": shortened(told["words"], QUOTATION)}


def _outlets(request: Request) -> dict[str, Any]:
    """The outlets, and who takes from whom."""
    library = library_of(request)
    return {"outlets": to_plain(library.outlets()), "flows": to_plain(flows_in(library)), "searched": to_plain(library.searched())}


def _search(request: Request) -> dict[str, Any]:
    """The articles that answer a search."""
    library, query = library_of(request), text_of(request, "q")
    outlet, since, until = text_of(request, "outlet") or None, day_of(request, "since"), day_of(request, "until")
    hits = library.search(query, outlet=outlet, since=since, until=until, limit=_A_PAGE) if query else ()
    return {"hits": to_plain(hits), "searched": to_plain(library.searched())}


routes = [
    Route("/api/stories", _answering(_stories)),
    Route("/api/story/{story_id}", _answering(_story)),
    Route("/api/article/{article_id}", _answering(_article)),
    Route("/api/outlets", _answering(_outlets)),
    Route("/api/search", _answering(_search)),
]
