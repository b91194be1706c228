"""Folders of articles as a scan leaves them, and what a scan wrote as rows that can be compared."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.compare.invented_press import invent

from sourcier import find_reuses, trace_stories
from sourcier.model import Article
from sourcier.scan import Filters, Plan, Step, engine, plan_scan, scan
from sourcier.scan.engines import Engine
from sourcier.scan.folder import Folder
from sourcier.scan.inputs import MANIFEST
from sourcier.scan.rows import SCHEMAS, writing_rows
from sourcier.show.exports.table_rows import article_row, derivation_row, reuse_row, story_row
from sourcier.store.encode import encode_article

Tables = Mapping[str, Sequence[str]]


def invented(seed: int, count: int) -> list[Article]:
    """So many articles of a small press of this seed."""
    return invent(random.Random(seed), count)  # noqa: S311  # a seeded press is what is wanted


def write_articles(home: Path, parts: Sequence[Iterable[Article]]) -> str:
    """The folder in which the articles stand, as a scan with so many shards would have left them."""
    folder = Folder(str(home))
    tables: dict[str, list[dict[str, Any]]] = {"articles": [], "statements": []}
    for number, articles in enumerate(parts):
        rows = [
            {**article_row(a), "input": "invented", "part": number, "place": place, "digest": "", "article": encode_article(a)}
            for place, a in enumerate(articles)
        ]
        for table, given in (("articles", rows), ("statements", [])):
            name = f"{table}/{number:06d}.parquet"
            with writing_rows(folder, name, SCHEMAS[table]) as put:
                put(given)
            tables[table].append({"file": name, "rows": len(given), "bytes": (home / name).stat().st_size})
    folder.write_json(MANIFEST, {"tables": tables})
    return str(home)


def scanned(names: Sequence[str], out: Path, *, workers: int = 1, plan: Plan | None = None, on: Engine | None = None) -> Tables:
    """The tables of a scan, by one process, a pool, or the engine given."""
    plan = plan or plan_scan(names, Filters())
    if on is not None:
        scan(plan, str(out), on)
    else:
        with engine(None, workers) as chosen:
            scan(plan, str(out), chosen)
    return tables_of(out)


def tables_of(out: Path) -> Tables:
    """The rows of every table of a scan, as text, sorted."""
    told = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    return {
        table: sorted(json.dumps(row, sort_keys=True) for file in files for row in pq.read_table(out / file["file"]).to_pylist())
        for table, files in told["tables"].items()
    }


def by_library(articles: Iterable[Article], *, translations: bool = True) -> Tables:
    """The same rows from the library's functions, everything in memory at once."""
    held = {article.article_id: article for article in articles}
    reuses = list(find_reuses(held.values(), translations=translations))
    stories = trace_stories(held.values(), reuses)
    rows = {
        "reuses": map(reuse_row, reuses),
        "stories": (story_row(story, [held[key] for key in story.articles]) for story in stories),
        "derivations": (derivation_row(story, step) for story in stories for step in story.derivations),
    }
    return {table: sorted(json.dumps(row, sort_keys=True) for row in found) for table, found in rows.items()}


def only(tables: Tables, *names: str) -> Tables:
    """Some of the tables."""
    return {name: tables[name] for name in names}


class Stopped(Exception):  # noqa: N818  # what a test stops a scan with is no error of the scan
    """The scan was stopped on purpose."""


def stop_after(stage: str, tasks: int) -> Any:
    """What stops a scan when so many tasks of a stage are done."""

    def look(step: Step) -> None:
        if step.stage.name == stage and step.done - step.before >= tasks:
            raise Stopped

    return look
