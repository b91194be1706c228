"""The last steps: families are traced, and each table is written with every article once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sourcier.model import Alignment, Article, Reuse, Span, Story
from sourcier.scan.blocks import count_blocks, received
from sourcier.scan.families import ALONE, count_homes, homes_of
from sourcier.scan.folder import Folder, load
from sourcier.scan.numbering import known, ranks_of
from sourcier.scan.plan import Plan
from sourcier.scan.rows import SCHEMAS, in_slices, to_table, writing_rows, writing_tables
from sourcier.scan.tasks import Manifest, deal_table, dealt_to, named
from sourcier.show.exports.table_rows import derivation_row, story_row
from sourcier.store.encode import decode_article
from sourcier.trace import trace_stories

_AT_ONCE = 1024
_NUMBER = re.compile(r"\d+")
_TOLD = {"shard": int, "row": int, "story_id": str, "version_of": str}


def trace_task(folder: Folder, plan: Plan, number: int) -> Manifest:
    """How many stories were traced: of the articles of a shard that are tied to none, or of the families sent to one task."""
    shards = len(plan.shards)
    stories = _of_shard(folder, number) if number < shards else _of_home(folder, plan, number - shards)
    told: list[dict[str, Any]] = []
    with (
        writing_rows(folder, f"stories/{number:06d}.parquet", SCHEMAS["stories"]) as put_stories,
        writing_rows(folder, f"derivations/{number:06d}.parquet", SCHEMAS["derivations"]) as put_derivations,
    ):
        for story, articles, where in stories:
            put_stories([story_row(story, articles)])
            put_derivations(derivation_row(story, step) for step in story.derivations)
            versions = dict(story.versions)
            told.extend({**where[key], "story_id": story.story_id, "version_of": versions.get(key)} for key in story.held)
        rows = {"stories": put_stories(()), "derivations": put_derivations(())}
    told.sort(key=lambda row: (row["shard"], row["row"]))
    table = to_table(_TOLD, told)
    groups = deal_table(folder, named("trace", number, "told.parquet"), table["shard"].to_numpy(), table)
    return {"rows": rows, "told": groups}


Traced = tuple[Story, Sequence[Article], Mapping[str, Mapping[str, int]]]


def count_traces(folder: Folder, plan: Plan) -> int:
    """How many tasks trace."""
    return len(plan.shards) + count_homes(folder)


def _of_shard(folder: Folder, shard: int) -> Iterator[Traced]:
    """The stories of the articles of a shard that are tied to none."""
    ranks = ranks_of(folder, shard)
    homes = homes_of(folder)
    alone = np.flatnonzero((ranks >= 0) & (np.append(homes, 0)[ranks] == ALONE))
    table = folder.read_table(named("read", shard, "articles.parquet"), columns=["article", "title", "text"])
    for start in range(0, len(alone), _AT_ONCE):
        rows = alone[start : start + _AT_ONCE]
        articles = [_article(row) for row in table.take(rows).to_pylist()]
        where = {article.article_id: {"shard": shard, "row": row} for article, row in zip(articles, rows.tolist(), strict=True)}
        yield from _traced(articles, (), where)


def _of_home(folder: Folder, plan: Plan, home: int) -> Iterator[Traced]:
    """The stories of the families sent to one task."""
    sent = received(folder, plan, "deliver", home)
    articles = [_article(row) for row in sent]
    held = known(folder, "row")
    places = zip(*(held[name][[row["number"] for row in sent]].tolist() for name in ("shard", "row")), strict=True)
    where = {article.article_id: {"shard": shard, "row": row} for article, (shard, row) in zip(articles, places, strict=True)}
    files = dealt_to(folder, "deal", range(count_blocks(folder) + 1), home, "reuses")
    reuses = [_reuse(row) for name, group in files for row in folder.read_table(name, group).to_pylist()]
    yield from _traced(articles, reuses, where)


def _traced(articles: Sequence[Article], reuses: Iterable[Reuse], where: Mapping[str, Mapping[str, int]]) -> Iterator[Traced]:
    """Each story with its articles."""
    held = {article.article_id: article for article in articles}
    for story in trace_stories(articles, reuses):
        yield story, [held[key] for key in story.articles], where


def _article(row: Mapping[str, Any]) -> Article:
    """The article exactly as it was read."""
    return decode_article(row["article"], row["title"], row["text"])


def _reuse(row: Mapping[str, Any]) -> Reuse:
    """The reuse that a row tells."""
    ends = map(int, _NUMBER.findall(row["alignments"]))
    alignments = tuple(Alignment(Span(a, b), Span(c, d)) for a, b, c, d in zip(ends, ends, ends, ends, strict=True))
    return Reuse(row["first"], row["second"], alignments, row["share_first"], row["share_second"], row["kind"])


def publish_shard(folder: Folder, plan: Plan, shard: int) -> Manifest:
    """How many rows of each table a shard gives: every article once, with the story it stands in."""
    arrow = load("pyarrow")
    is_kept = ranks_of(folder, shard) >= 0
    articles = folder.read_table(named("read", shard, "articles.parquet"), columns=list(SCHEMAS["articles"]))
    stories = _stories_of(folder, plan, shard, len(articles))
    for name, column in stories.items():
        articles = articles.set_column(articles.schema.get_field_index(name), name, arrow.array(column, arrow.string()))
    rows = {"articles": _write(folder, "articles", shard, articles.filter(arrow.array(is_kept)))}
    for name in ("credits", "statements"):
        table = folder.read_table(named("read", shard, f"{name}.parquet"))
        own = table.filter(arrow.array(is_kept[table["row"].to_numpy()]))
        rows[name] = _write(folder, name, shard, own.drop_columns(["row"]))
    rows["errors"] = _write(folder, "errors", shard, folder.read_table(named("read", shard, "errors.parquet")))
    return {"rows": rows}


def _stories_of(folder: Folder, plan: Plan, shard: int, articles: int) -> dict[str, list[str | None]]:
    """The story of each article of a shard by row, and the article that it is a version of."""
    found: dict[str, list[str | None]] = {name: [None] * articles for name in ("story_id", "version_of")}
    # of the tasks that trace articles alone only its own has anything for a shard
    tasks = (shard, *range(len(plan.shards), count_traces(folder, plan)))
    for name, group in dealt_to(folder, "trace", tasks, shard, "told"):
        for row in folder.read_table(name, group).to_pylist():
            for column, cells in found.items():
                cells[row["row"]] = row[column]
    return found


def _write(folder: Folder, name: str, shard: int, table: Any) -> int:  # noqa: ANN401 - pyarrow comes without types
    """How many rows of a table were written under its own name."""
    with writing_tables(folder, f"{name}/{shard:06d}.parquet", table.schema) as put:
        for some in in_slices(table, _AT_ONCE):
            put(some)
    return len(table)
