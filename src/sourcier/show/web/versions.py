"""The versions of a page: every text that was captured at its address, and what each edit changed."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from sourcier.model import Article
from sourcier.show.differences import Piece, compare_words
from sourcier.show.web.ask import library_of, page_number
from sourcier.show.web.render import page
from sourcier.show.web.who import sees_all
from sourcier.trace import Edit, find_edits

# Edits are told so many at a time; each needs two whole texts.
_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage before and after an edit, () where it was not."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """An edit with the version it led to, and its passages; `title` when the headline changed."""

    edit: Edit
    version: Article
    title: Passage | None
    passages: tuple[Passage, ...]


def shown(request: Request) -> Response:
    """The page of the versions of an article, the newest edit first."""
    library, number = library_of(request), page_number(request)
    article = library.find_article(request.path_params["article_id"])
    heads = library.lists.versions(article.article_id)
    # the newest edit is between the last two versions: versions are read in pairs from the end
    last = len(heads) - (number - 1) * _A_PAGE
    some = [library.article(head.article_id) for head in heads[max(0, last - _A_PAGE - 1) : max(0, last)]]
    edits = find_edits(some) if len(some) > 1 else ()
    values = {
        "article": article,
        "versions": heads,
        "edits": [_changed(edit, version, is_whole=sees_all(request)) for edit, version in zip(edits, some[1:], strict=True)][::-1],
        "number": number,
        "has_more": last - _A_PAGE > 1,
        "searched": library.searched(),
    }
    return page(request, "versions.html", values)


def _changed(edit: Edit, version: Article, *, is_whole: bool) -> Changed:
    """An edit as it is shown; the public is told that passages changed, not which words."""
    passages = tuple(_passage(change.before, change.after) for change in edit.changes) if is_whole else ()
    return Changed(edit, version, _passage(*edit.title) if edit.title else None, passages)


def _passage(before: str, after: str) -> Passage:
    """One passage with the words that differ marked; what is new or gone as a whole is marked as a whole."""
    if not before or not after:
        return Passage((Piece(before, is_changed=True),) if before else (), (Piece(after, is_changed=True),) if after else ())
    return Passage(*compare_words(before, after))
