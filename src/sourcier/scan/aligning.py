"""The pairs of one block aligned and judged: the reuses among them, and the articles of two languages that are like each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sourcier.compare.boilerplate import Boilerplate
from sourcier.compare.reuse import find_copies_from, find_likenesses
from sourcier.model import Article, Outlet, Reuse
from sourcier.scan.blocks import blocks_of, crowds_of, pairs_of, received, stock_of
from sourcier.scan.folder import Folder, load
from sourcier.scan.numbering import count_articles
from sourcier.scan.plan import Plan
from sourcier.scan.rows import SCHEMAS, to_table, writing_tables
from sourcier.scan.tasks import Manifest, named
from sourcier.show.exports.table_rows import reuse_row
from sourcier.store.encode import decode_article
from sourcier.text.words import find_words


def align_block(folder: Folder, plan: Plan, block: int) -> Manifest:
    """How many reuses and likenesses were found in a block."""
    rows = received(folder, plan, "send", block)
    articles, numbers = [_article(row) for row in rows], np.array([row["number"] for row in rows], np.int64)
    words = find_words([article.body for article in articles])
    stock = Boilerplate(stock_of(folder))
    firsts = blocks_of(folder)[numbers] == block
    copies = list(find_copies_from(articles, firsts, (stock, crowds_of(folder, numbers)), words))
    pairs = pairs_of(folder, block)
    count = max(1, count_articles(folder))
    places = np.stack([np.searchsorted(numbers, pairs // count), np.searchsorted(numbers, pairs % count)], axis=1)
    likes = list(find_likenesses(articles, places, stock, words)) if len(pairs) else []
    held = {article.article_id: (number, article.language) for article, number in zip(articles, numbers.tolist(), strict=True)}
    _write(folder, named("align", block, "reuses.parquet"), _table(copies, held))
    if likes:
        table = _table([like.reuse for like in likes], held)
        scores = load("pyarrow").array([like.score for like in likes])
        _write(folder, named("align", block, "likenesses.parquet"), table.append_column("score", scores))
    return {"reuses": len(copies), "likenesses": len(likes)}


def _article(row: Mapping[str, Any]) -> Article:
    """What aligning asks of an article: its links, and a text that no table holds as it is, stand in a cell of their own."""
    outlet = Outlet(row["outlet"]) if row["outlet"] is not None else None
    article = Article(body=row["text"], language=row["language"], address=row["address"] or "", outlet=outlet, article_id=row["article_id"])
    if row["compared"] is None:
        return article
    aside = decode_article(row["compared"], "", row["text"])
    return replace(article, body=aside.body, links=aside.links)


def _table(reuses: Sequence[Reuse], held: Mapping[str, tuple[int, str | None]]) -> Any:  # noqa: ANN401 - pyarrow comes without types
    """The reuses by the numbers of their articles, with these, and whether the two are of two languages."""
    arrow = load("pyarrow")
    ends = [(held[reuse.first], held[reuse.second]) for reuse in reuses]
    order = sorted(range(len(reuses)), key=lambda row: (ends[row][0][0], ends[row][1][0]))
    table = to_table(SCHEMAS["reuses"], (reuse_row(reuses[row]) for row in order))
    firsts, seconds = ([ends[row][side][0] for row in order] for side in (0, 1))
    crossing = [ends[row][0][1] != ends[row][1][1] for row in order]
    cells = (("first_number", firsts, arrow.int64()), ("second_number", seconds, arrow.int64()), ("is_crossing", crossing, arrow.bool_()))
    for name, column, kind in cells:
        table = table.append_column(name, arrow.array(column, kind))
    return table


def _write(folder: Folder, name: str, table: Any) -> None:  # noqa: ANN401 - idem
    """Nothing; the table stands in one row group."""
    with writing_tables(folder, name, table.schema) as put:
        put(table)
