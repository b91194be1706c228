"""The stages of a scan in order: what each is called, the function of its tasks, and how many tasks it has."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from sourcier.errors import UsageError
from sourcier.languages.own_outlets import OUTLETS_FILE
from sourcier.pipeline.reading import reading_rules
from sourcier.scan.aligning import align_block
from sourcier.scan.blocks import block_articles, count_blocks, route_articles, seek_bucket, send_shard
from sourcier.scan.families import deal_block, deliver_shard, find_families
from sourcier.scan.folder import Folder
from sourcier.scan.joining import ask_pairs, count_parts, join_bucket, learn_bucket, meet_bucket, relate_part, weigh_part
from sourcier.scan.numbering import number_articles
from sourcier.scan.plan import Plan, read_plan
from sourcier.scan.reading import read_shard
from sourcier.scan.tasks import Manifest, named
from sourcier.scan.tracing import count_traces, publish_shard, trace_task

Run = Callable[[Folder, Plan, int], Manifest]
Count = Callable[[Folder, Plan], int]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: all its tasks may run at once, when those of the stage before are done."""

    name: str
    run: Run
    count: Count
    told: str


def _one(_folder: Folder, _plan: Plan) -> int:
    return 1


def _shards(_folder: Folder, plan: Plan) -> int:
    return len(plan.shards)


def _buckets(_folder: Folder, plan: Plan) -> int:
    return plan.buckets


def _crossing(_folder: Folder, plan: Plan) -> int:
    return plan.buckets if plan.translations else 0


STAGES: tuple[Stage, ...] = (
    Stage("read", read_shard, _shards, "reading pages"),
    Stage("number", number_articles, _one, "numbering articles"),
    Stage("join", join_bucket, _buckets, "joining windows"),
    Stage("ask", ask_pairs, _one, "looking for boilerplate"),
    Stage("meet", meet_bucket, _buckets, "looking for boilerplate"),
    Stage("relate", relate_part, lambda folder, _: count_parts(folder), "looking for boilerplate"),
    Stage("learn", learn_bucket, _buckets, "cutting boilerplate"),
    Stage("weigh", weigh_part, _crossing, "looking for translations"),
    Stage("block", block_articles, _one, "parting the work"),
    Stage("seek", seek_bucket, _buckets, "parting the work"),
    Stage("route", route_articles, _one, "parting the work"),
    Stage("send", send_shard, _shards, "bringing articles together"),
    Stage("align", align_block, lambda folder, _: count_blocks(folder), "aligning articles"),
    Stage("family", find_families, _one, "finding families"),
    Stage("deal", deal_block, lambda folder, _: count_blocks(folder) + 1, "bringing families together"),
    Stage("deliver", deliver_shard, _shards, "bringing families together"),
    Stage("trace", trace_task, count_traces, "tracing stories"),
    Stage("publish", publish_shard, _shards, "writing tables"),
)
_BY_NAME: Mapping[str, Stage] = MappingProxyType({stage.name: stage for stage in STAGES})


def perform(url: str, stage: str, number: int) -> float:
    """The processor seconds it took to do one task of a stage; its manifest is written last. Doing it again gives the same bytes."""
    began = time.process_time()
    folder = Folder(url)
    plan = read_plan(folder)
    if plan.rules != scan_rules():
        raise UsageError(
            "this worker has other rules than the scan was begun with: install the same version everywhere", socket.gethostname()
        )
    told = _BY_NAME[stage].run(folder, plan, number)
    folder.write_json(named(stage, number, "json"), told)
    return time.process_time() - began


@cache
def scan_rules() -> str:
    """The version of all rules that decide a result: those of reading, and the rooms that compare, trace and scan."""
    home = Path(__file__).parent.parent
    digest = sha256(reading_rules().encode())
    for room in ("compare", "trace", "scan"):
        for path in sorted((home / room).rglob("*.py")):
            digest.update(f"{path.relative_to(home).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def worker_environment() -> Mapping[str, str]:
    """What the processes that do tasks must find in their environment to give the same result."""
    return {OUTLETS_FILE: os.environ[OUTLETS_FILE]} if os.environ.get(OUTLETS_FILE) else {}
