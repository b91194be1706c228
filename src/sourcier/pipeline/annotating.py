"""The corridor of annotation: the rows of a researcher's table read, compared and traced among themselves, each told how it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourcier.compare import find_reuses
from sourcier.errors import GatherError, ReadError
from sourcier.gather.adapters import Role, Roles, roles_of, row_page
from sourcier.model import Article, Outlet, Page, Reuse
from sourcier.read import read_article
from sourcier.tables import Columns, Row, plain_cell
from sourcier.text.addresses import normalise_address
from sourcier.trace import Writing, how_written, trace_stories

# The columns that are added, in their order, with the type of their cells; docs/annotate.md says what each holds.
ADDED: Columns = {
    **dict.fromkeys(("written_as", "derives_from", "derives_from_address"), str),
    "share_of_text": float,
    "credited": bool,
    "independent": bool,
    "confidence": float,
    "reasons": str,
}
_Cells = dict[str, Any]
# A page that is captured again and again has seldom more texts than this in one corpus.
_MOST_VERSIONS = 4


@dataclass(frozen=True, slots=True)
class Annotated:
    """One row with how its text was written; without a text to judge, `writing` is None and `reason` says why."""

    row: Row
    writing: Writing | None
    reason: str = ""


def writings(articles: Iterable[Article]) -> Mapping[str, Writing]:
    """How each article was written, by its id, as far as the articles given show."""
    held = {article.article_id: article for article in articles}
    reuses = tuple(find_reuses(held.values()))
    of_article: dict[str, list[Reuse]] = {}
    for reuse in reuses:
        of_article.setdefault(reuse.first, []).append(reuse)
        of_article.setdefault(reuse.second, []).append(reuse)
    told: dict[str, Writing] = {}
    for story in trace_stories(held.values(), reuses):
        told.update({key: how_written(held[key], story, of_article.get(key, ())) for key in story.held})
    return told


def annotate_pages(pages: Iterable[Page]) -> list[Writing | None]:
    """How the text of each page was written, None where a page holds no article."""
    articles = [_read(page) for page in pages]
    told = writings(article for article in articles if article is not None)
    return [None if article is None else told[article.article_id] for article in articles]


def annotate(rows: Iterable[Row], name: str, given: Mapping[Role, str] | None = None) -> list[Annotated]:
    """Every row with how its text was written; `given` names columns for roles where their names do not tell.

    Two texts at one address are versions of one page; an address with more than a few is none of a page (a site's front page, say)
    and does not count.
    """
    table = [(row, dict(roles_of(row.cells, given))) for row in rows]
    shared = _shared_addresses(table)
    held = [(row, *_article_of(row, name, _without(roles, row, shared))) for row, roles in table]
    told = writings(article for _, article, _ in held if article is not None)
    return [Annotated(row, told[article.article_id] if article else None, reason) for row, article, reason in held]


def _shared_addresses(table: Sequence[tuple[Row, Roles]]) -> frozenset[str]:
    """The addresses that more rows give, each with another text, than a page has versions."""
    texts: dict[str, set[str]] = {}
    for row, roles in table:
        if "address" in roles and "text" in roles:
            texts.setdefault(_address(row, roles), set()).add(plain_cell(row.cells.get(roles["text"])))
    return frozenset(address for address, found in texts.items() if address and len(found) > _MOST_VERSIONS)


def _address(row: Row, roles: Roles) -> str:
    """The address of a row in its one spelling."""
    return normalise_address(plain_cell(row.cells.get(roles["address"]))) if "address" in roles else ""


def _without(roles: dict[Role, str], row: Row, shared: frozenset[str]) -> Roles:
    """The roles of a row's columns, without its address when that is no page's."""
    return {role: column for role, column in roles.items() if role != "address" or _address(row, roles) not in shared}


def _read(page: Page) -> Article | None:
    """The article of a page, None when it holds none."""
    try:
        return read_article(page)
    except ReadError:
        return None


def _article_of(row: Row, name: str, roles: Roles) -> tuple[Article | None, str]:
    """The article of a row, or why there is none; a text that reads as no article is taken as it is."""
    page = row_page(row, name, roles)
    if isinstance(page, GatherError):
        return None, page.reason
    if isinstance(page, str):
        return None, "the row holds no text"
    return _read(page) or _bare(row, page, roles), ""


def _bare(row: Row, page: Page, roles: Roles) -> Article:
    """A row's text as an article, without marks."""
    outlet = plain_cell(row.cells.get(roles["outlet"])) if "outlet" in roles else ""
    body = "\n".join(line.strip() for line in plain_cell(row.cells[roles["text"]]).splitlines() if line.strip())
    title = plain_cell(row.cells.get(roles["title"])) if "title" in roles else ""
    return Article(body, address=page.address, title=title, outlet=Outlet(outlet) if outlet else None)


def columns_of(rows: Sequence[Row]) -> dict[str, str]:
    """The columns of the rows in the order in which they are met, each with the name that it goes out by.

    A column that bears the name of one that is added keeps its cells under that name with "_before".
    """
    names: dict[str, str] = {}
    for row in rows:
        for column in row.cells:
            names.setdefault(column, f"{column}_before" if column in ADDED else column)
    return names


def annotated_table(found: Sequence[Annotated]) -> tuple[Columns, Iterator[_Cells]]:
    """The columns and rows of the table that goes out: all that came in, and the columns that are added."""
    names = columns_of([one.row for one in found])
    kinds = {names[column]: _kind_of([one.row.cells.get(column) for one in found]) for column in names}
    return {**kinds, **ADDED}, (_cells(one, names) for one in found)


def _cells(one: Annotated, names: Mapping[str, str]) -> _Cells:
    """The cells of one row that goes out."""
    kept = {names[column]: cell for column, cell in one.row.cells.items()}
    writing = one.writing
    if writing is None:
        return {**kept, "written_as": "undecided", "reasons": json.dumps([one.reason], ensure_ascii=False)}
    return {
        **kept,
        "written_as": writing.written_as,
        "derives_from": writing.derives_from,
        "derives_from_address": writing.address,
        "share_of_text": writing.share,
        "credited": writing.is_credited,
        "independent": writing.is_independent,
        "confidence": round(writing.confidence, 4),
        "reasons": json.dumps(writing.reasons, ensure_ascii=False),
    }


def _kind_of(cells: Iterable[Any]) -> type:
    """The one type of a column's cells; text where they differ."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int, float}:
        return float
    (kind,) = kinds if len(kinds) == 1 else (str,)
    return kind if kind in (int, float, bool) else str
