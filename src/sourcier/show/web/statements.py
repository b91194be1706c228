"""Statements: who said what, by speaker, each with the article that prints it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sourcier.show.web.ask import library_of, page_number, text_of
from sourcier.show.web.render import page

_A_PAGE = 40


def listing(request: Request) -> Response:
    """The statements of the library, or of one speaker."""
    library = library_of(request)
    speaker, number = text_of(request, "speaker"), page_number(request)
    found = library.statements(speaker=speaker or None)
    some = found[(number - 1) * _A_PAGE : number * _A_PAGE]
    articles = {key: library.article(key) for key in dict.fromkeys(statement.article_id for statement in some)}
    values = {
        "rows": [(statement, articles[statement.article_id]) for statement in some],
        "speaker": speaker,
        "number": number,
        "total": len(found),
        "has_more": len(found) > number * _A_PAGE,
        "searched": library.searched(),
    }
    return page(request, "statements.html", values)
