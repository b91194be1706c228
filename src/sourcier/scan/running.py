"""A scan from its beginning or from where it was stopped: stage after stage, what is done left as it is, the whole told last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from sourcier.errors import UsageError
from sourcier.pipeline.reading import reading_rules
from sourcier.scan.engines import Engine
from sourcier.scan.folder import Folder, load
from sourcier.scan.inputs import MANIFEST, find_shards
from sourcier.scan.plan import Filters, Plan, keep_plan, make_plan
from sourcier.scan.rows import SCHEMAS
from sourcier.scan.stages import STAGES, Stage, scan_rules
from sourcier.scan.tasks import manifest_of, named

# The tables, by the stage of which each task writes one file.
_WRITTEN_BY = {
    "articles": "publish",
    "credits": "publish",
    "statements": "publish",
    "errors": "publish",
    "reuses": "deal",
    "derivations": "trace",
    "stories": "trace",
}
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Step:
    """How far a stage has come: tasks done of how many, of which so many were done before this run; and processor seconds spent."""

    stage: Stage
    done: int
    tasks: int
    before: int
    seconds: float = 0.0


Progress = Callable[[Step], None]


def plan_scan(names: Iterable[str], filters: Filters, *, statements: bool = True, translations: bool = True) -> Plan:
    """The plan of a scan of these inputs.

    Raises:
        UsageError: an input is not there, or there is none.
    """
    load("pyarrow")
    shards = find_shards(names)
    if not shards:
        raise UsageError("there is nothing to scan")
    return make_plan(shards, filters, scan_rules(), statements=statements, translations=translations)


def scan(plan: Plan, url: str, engine: Engine, progress: Progress | None = None) -> Mapping[str, Any]:
    """The manifest of the tables, which stand in the folder at `url`; a scan that was stopped there goes on where it was.

    Raises:
        UsageError: the folder holds another scan.
        StoreError: the folder cannot be written, or a task was lost again and again.
    """
    folder = Folder(url)
    if folder.has(MANIFEST):
        told: Mapping[str, Any] = folder.read_json(MANIFEST)
        if told.get("plan") != digest_of(plan):
            raise UsageError("the folder holds another scan; name another", url)
        folder.forget("work")
        return told
    keep_plan(folder, plan)
    for stage in STAGES:
        _run(folder, plan, stage, engine, progress or (lambda _: None))
    told = _told(folder, plan)
    folder.write_json(MANIFEST, told)
    folder.forget("work")
    return told


def _run(folder: Folder, plan: Plan, stage: Stage, engine: Engine, progress: Progress) -> None:
    """Nothing; every task of a stage is done."""
    tasks = stage.count(folder, plan)
    left = [number for number in range(tasks) if not folder.has(named(stage.name, number, "json"))]
    before = tasks - len(left)
    progress(Step(stage, before, tasks, before))
    spent = 0.0
    for done, (_, seconds) in enumerate(engine.run(folder.url, stage.name, left), before + 1):
        spent += seconds
        progress(Step(stage, done, tasks, before, spent))


def _told(folder: Folder, plan: Plan) -> dict[str, Any]:
    """The manifest: every file of every table with its rows, and what the tables were made of."""
    tables = {}
    counts = {stage.name: stage.count(folder, plan) for stage in STAGES}
    for table, stage in _WRITTEN_BY.items():
        rows = [manifest_of(folder, stage, number)["rows"][table] for number in range(counts[stage])]
        tables[table] = [
            {"file": f"{table}/{number:06d}.parquet", "rows": count, "bytes": _size(folder, f"{table}/{number:06d}.parquet")}
            for number, count in enumerate(rows)
        ]
    columns = {table: {name: kind.__name__ for name, kind in SCHEMAS[table].items()} for table in tables}
    return {
        "format": FORMAT,
        "plan": digest_of(plan),
        "rules": plan.rules,
        "reading_rules": reading_rules(),
        "filters": asdict(plan.filters),
        "shards": [asdict(shard) for shard in plan.shards],
        "tables": tables,
        "columns": columns,
    }


def _size(folder: Folder, name: str) -> int:
    """How many bytes a file has."""
    with folder.opened(name) as file:
        return file.seek(0, 2)


def digest_of(plan: Plan) -> str:
    """What a plan is known by."""
    return sha256(repr(plan).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def total(told: Mapping[str, Any], table: str) -> int:
    """How many rows a table of a scan has."""
    return sum(int(file["rows"]) for file in told["tables"][table])
