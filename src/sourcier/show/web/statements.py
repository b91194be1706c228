"""Statements: who said what, by speaker, those of the newest articles first, each with the article that prints it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sourcier.show.web.ask import library_of, text_of
from sourcier.show.web.render import page

_A_PAGE = 40


def listing(request: Request) -> Response:
    """The statements of the library, or of one speaker."""
    library = library_of(request)
    speaker, before = text_of(request, "speaker"), _place(text_of(request, "before"))
    found = library.lists.statements(speaker=speaker or None, before=before, limit=_A_PAGE + 1)
    some = found[:_A_PAGE]
    keys = list(dict.fromkeys(statement.article_id for statement, _ in some))
    heads, bodies = library.heads(keys), library.lists.bodies(keys)
    last = some[-1] if len(found) > _A_PAGE else None
    values = {
        "rows": [
            (said, heads[said.article_id], bodies[said.article_id])
            for said, _ in some
            if said.article_id in heads and said.article_id in bodies
        ],
        "speaker": speaker,
        "is_first": before is None,
        "next_place": f"{last[0].article_id}:{last[1]}" if last else "",
        "total": library.lists.count_statements(speaker) if speaker else None,
        "searched": library.searched(),
    }
    return page(request, "statements.html", values)


def _place(text: str) -> tuple[str, int] | None:
    """The place after which a page begins: an article and the number of a statement in it; None for the first page."""
    key, _, number = text.partition(":")
    return (key, int(number)) if key and number.isascii() and number.isdigit() and len(number) < 9 else None
