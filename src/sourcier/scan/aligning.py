"""The pairs of one block aligned and judged: the reuses among them, and the articles of two languages that are like each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sourcier.compare.boilerplate import Boilerplate
from sourcier.compare.reuse import find_copies_from, find_likenesses
from sourcier.model import Article, Outlet
from sourcier.scan.blocks import blocks_of, crowds_of, pairs_of, received, stock_of
from sourcier.scan.folder import Folder
from sourcier.scan.numbering import count_articles
from sourcier.scan.plan import Plan
from sourcier.scan.rows import SCHEMAS, to_table, writing_tables
from sourcier.scan.tasks import Manifest, named
from sourcier.show.exports.table_rows import reuse_row
from sourcier.store.encode import decode_article
from sourcier.tables import Columns
from sourcier.text.words import Places

REUSES: Columns = {**SCHEMAS["reuses"], "first_number": int, "second_number": int, "is_crossing": bool}
LIKENESSES: Columns = {**REUSES, "score": float}


def align_block(folder: Folder, plan: Plan, block: int) -> Manifest:
    """How many reuses and likenesses were found in a block."""
    rows = received(folder, plan, "send", block)
    articles, numbers = [_article(row) for row in rows], np.array([row["number"] for row in rows], np.int64)
    number_of = dict(zip((article.article_id for article in articles), numbers.tolist(), strict=True))
    language_of = {article.article_id: article.language for article in articles}
    stock = Boilerplate(stock_of(folder))
    firsts = blocks_of(folder)[numbers] == block
    copies = (
        {**_row(reuse_row(reuse), number_of), "is_crossing": language_of[reuse.first] != language_of[reuse.second]}
        for reuse in find_copies_from(articles, firsts, stock, crowds_of(folder, numbers))
    )
    pairs = pairs_of(folder, block)
    count = max(1, count_articles(folder))
    places = np.stack([np.searchsorted(numbers, pairs // count), np.searchsorted(numbers, pairs % count)], axis=1)
    likes = (
        {**_row(reuse_row(like.reuse), number_of), "is_crossing": True, "score": like.score}
        for like in find_likenesses(_with_links(articles, rows, places), places, stock)
    )
    return {
        "reuses": _write(folder, named("align", block, "reuses.parquet"), REUSES, copies),
        "likenesses": _write(folder, named("align", block, "likenesses.parquet"), LIKENESSES, likes) if len(pairs) else 0,
    }


def _article(row: Mapping[str, Any]) -> Article:
    """What aligning asks of an article; a text that no table holds as it is comes from where it is kept exactly."""
    body = row["text"]
    if "\ufffd" in body:
        body = decode_article(row["article"], "", body).body
    outlet = Outlet(row["outlet"]) if row["outlet"] is not None else None
    return Article(body=body, language=row["language"], address=row["address"] or "", outlet=outlet, article_id=row["article_id"])


def _with_links(articles: Sequence[Article], rows: Sequence[Mapping[str, Any]], places: Places) -> list[Article]:
    """The articles, those of the pairs at these places with their links, which tie a text to its translation."""
    held = list(articles)
    for place in np.unique(places).tolist():
        held[place] = replace(held[place], links=decode_article(rows[place]["article"], "", "").links)
    return held


def _row(row: Mapping[str, Any], number_of: Mapping[str, int]) -> dict[str, Any]:
    """The cells of a reuse with the numbers of its articles."""
    return {**row, "first_number": number_of[row["first"]], "second_number": number_of[row["second"]]}


def _write(folder: Folder, name: str, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows were written, sorted by their articles, in one row group."""
    ordered: Sequence[Mapping[str, Any]] = sorted(rows, key=lambda row: (row["first_number"], row["second_number"]))
    table = to_table(columns, ordered)
    with writing_tables(folder, name, table.schema) as put:
        put(table)
    return len(ordered)
