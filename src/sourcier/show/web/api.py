"""The JSON interface: what the pages show, for programs; the same words as `--json` of the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sourcier.errors import NothingFoundError, SourcierError
from sourcier.model import Article, Statement
from sourcier.show.excerpts import QUOTATION, excerpted, shortened
from sourcier.show.flows import as_flows
from sourcier.show.heads import headline
from sourcier.show.judged import with_judgements
from sourcier.show.parts import MOST, in_order
from sourcier.show.plain import plain_date, plain_statement, to_plain
from sourcier.show.web.ask import library_of, one_of, page_number, search_of, story_filter_of
from sourcier.show.web.tellers import with_tellers
from sourcier.show.web.who import access_of, sees_all
from sourcier.store import Head, StoryOrder

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
    """The stories of a page of the list, in short."""
    library, number = library_of(request), page_number(request)
    order = cast("StoryOrder", one_of(request, "order", ("newest", "copied"), "newest"))
    found = library.lists.stories(limit=_A_PAGE, offset=(number - 1) * _A_PAGE, order=order, among=story_filter_of(request))
    told = [{**to_plain(summary), "verdicts": dict(summary.verdicts)} for summary in found]
    return {"stories": told, "page": number, "searched": to_plain(library.searched())}


def _story(request: Request) -> dict[str, Any]:
    """One story, a page of its articles with their chains and derivations."""
    library, number = library_of(request), page_number(request)
    story = with_judgements(library, library.story(request.path_params["story_id"]))
    keys = story.articles[(number - 1) * MOST : number * MOST]
    steps = in_order(story)[(number - 1) * MOST : number * MOST]
    heads, chains = library.heads((*keys, *story.articles[:MOST])), story.chains(keys)
    versions = [[version for version, entry in story.versions if entry == key] for key in keys]
    return {
        **to_plain(replace(story, articles=(), derivations=tuple(steps), versions=())),
        "headline": headline(story, heads),
        "size": len(story.articles),
        "page": number,
        "articles": [
            {**_in_short(heads[key]), "versions": found, "chain": to_plain(chains[key])}
            for key, found in zip(keys, versions, strict=True)
            if key in heads
        ],
        "searched": to_plain(library.searched()),
    }


def _in_short(head: Head) -> dict[str, Any]:
    """An article as a list has it."""
    return {
        "article_id": head.article_id,
        "address": head.address,
        "outlet": head.outlet or None,
        "title": head.title,
        "published": to_plain(head.published),
    }


def _article(request: Request) -> dict[str, Any]:
    """One article with its statements, dates, mentions and chain."""
    library = library_of(request)
    article = library.find_article(request.path_params["article_id"])
    key = article.article_id
    story = with_judgements(library, held) if (held := library.story_of(key)) else None
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
    """A page of the outlets, and of who takes from whom."""
    library, number = library_of(request), page_number(request)
    first = (number - 1) * MOST
    return {
        "outlets": to_plain(library.lists.outlets(limit=MOST, offset=first)),
        "flows": to_plain(as_flows(library.lists.takings(limit=MOST, offset=first))),
        "page": number,
        "searched": to_plain(library.searched()),
    }


def _search(request: Request) -> dict[str, Any]:
    """The articles that answer a search."""
    library = library_of(request)
    return {"hits": to_plain(search_of(request).hits(library, _A_PAGE)), "searched": to_plain(library.searched())}


routes = [
    Route("/api/stories", _answering(_stories)),
    Route("/api/story/{story_id}", _answering(_story)),
    Route("/api/article/{article_id}", _answering(_article)),
    Route("/api/outlets", _answering(_outlets)),
    Route("/api/search", _answering(_search)),
]
