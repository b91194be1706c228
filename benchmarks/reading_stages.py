"""Where the time of reading goes: CPU milliseconds a page by stage, and what credits and debris add to the rest.

    python benchmarks/reading_stages.py [--pages 200]

Every page is read once, after others have warmed the expressions, as a crawl reads it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sourcier.read.article as room
from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read.credits.rules import rules

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
WARM_UP = 60
STAGES = {
    "bytes and limits": ("check_bytes", "to_utf8", "is_plain", "check_markup"),
    "parse and cut": ("parse_markup",),
    "lay out": ("lay_out",),
    "weigh": ("weigh",),
    "label": ("label_lines", "_mark_title", "mark_bylines", "add_lead", "mark_frame"),
    "head": ("read_head",),
    "title, outlet, language": ("find_title", "find_outlet", "find_language"),
    "authors and dates": ("find_authors", "find_dates"),
    "compose": ("compose", "fill_from_head", "find_flags", "find_refusal"),
    "credits and debris": ("_mark_credits", "find_credits", "find_debris", "find_wire_ids", "find_author_box"),
}


def pages(count: int) -> list[Page]:
    """That many public pages, drawn by a fixed seed."""
    found = []
    for part in ("pages", "french"):
        lines = (SHARED / part / "gold.jsonl").read_text(encoding="utf-8").splitlines()
        found += [(SHARED / part / record["html"], record["url"] or "") for record in map(json.loads, lines)]
    drawn = random.Random(1).sample(found, min(count, len(found)))  # noqa: S311 - a sample, no secret
    return [Page(url, gzip.decompress(path.read_bytes()), "text/html") for path, url in drawn]


def clocked(function: Callable[..., Any], spent: dict[str, float], stage: str) -> Callable[..., Any]:
    """The function, its CPU time added to a stage."""

    def run(*args: object, **named: object) -> object:
        start = time.process_time()
        try:
            return function(*args, **named)
        finally:
            spent[stage] += time.process_time() - start

    return run


def main() -> None:
    """Print the table, and the share of credits and debris."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    every = pages(WARM_UP + parser.parse_args().pages)
    spent: dict[str, float] = defaultdict(float)
    for stage, names in STAGES.items():
        for name in names:
            setattr(room, name, clocked(getattr(room, name), spent, stage))
    for trial in rules():  # an expression is made when it is first tried: once a process
        _ = trial.regex
    read_all(every[:WARM_UP])
    spent.clear()
    total = read_all(every[WARM_UP:])
    count = len(every) - WARM_UP
    for stage in STAGES:
        print(f"{stage:26} {spent[stage] / count * 1000:6.2f} ms  {spent[stage] / total:5.1%}")
    print(f"{'rest':26} {(total - sum(spent.values())) / count * 1000:6.2f} ms  {1 - sum(spent.values()) / total:5.1%}")
    print(f"{'a page':26} {total / count * 1000:6.2f} ms")
    marks = spent["credits and debris"]
    print(f"credits and debris add {marks / (total - marks):.0%} to the rest")


def read_all(some: list[Page]) -> float:
    """The CPU seconds that reading these pages takes."""
    start = time.process_time()
    for page in some:
        try:
            room.read_article(page)
        except ReadError:
            continue
    return time.process_time() - start


if __name__ == "__main__":
    main()
