"""Scanning at scale: invented presses of any size, what each stage takes, the same tables from every engine, and reading speed.

python benchmarks/scale.py press FOLDER --articles 100000 [--workers 2]      an invented press, as an earlier scan would have read it
python benchmarks/scale.py stages FOLDER OUT [--workers 2] [--engine A]      scans it; seconds, bytes and memory of each stage
python benchmarks/scale.py same INPUT… [--engine ADDRESS]                    one process, a pool, a cluster and the library's functions
python benchmarks/scale.py records FILE.warc.gz                              records a second, beside fastwarc alone
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from copies import to_article
from fastwarc.warc import ArchiveIterator, WarcRecordType
from scale_press import PART, invented

from sourcier.compare import find_reuses
from sourcier.model import Article, Page
from sourcier.pipeline.reading import read_page
from sourcier.scan import Filters, Step, engine, plan_scan, scan, total
from sourcier.scan.folder import Folder
from sourcier.scan.inputs import MANIFEST, pages_of
from sourcier.scan.plan import Shard
from sourcier.scan.rows import SCHEMAS, writing_rows
from sourcier.show.exports.table_rows import article_row, derivation_row, reuse_row, story_row
from sourcier.store.encode import decode_article, encode_article
from sourcier.trace import trace_stories
from sourcier.warc import read_pages


def write_docs(folder: Path, docs: Path) -> None:
    """Nothing; the articles of a docs.jsonl.gz, as copies.py takes them, stand in the folder as an earlier scan would have left them."""
    with gzip.open(docs, "rt", encoding="utf-8") as lines:
        articles = [to_article(json.loads(line)) for line in lines]
    parts = [articles[start : start + PART // 8] for start in range(0, len(articles), PART // 8)]
    _tell(folder, [_write(str(folder), number, some) for number, some in enumerate(parts)])


def write_part(folder: str, articles: int, part: int) -> int:
    """How many articles were written as the table of one part."""
    return _write(folder, part, invented(articles, part))


def _write(folder: str, part: int, articles: Iterable[Article]) -> int:
    """How many articles were written as one table."""
    home = Folder(folder)
    with writing_rows(home, f"statements/{part:06d}.parquet", SCHEMAS["statements"]):
        pass
    with writing_rows(home, f"articles/{part:06d}.parquet", SCHEMAS["articles"]) as put:
        for place, article in enumerate(articles):
            where = {"input": "invented", "part": part, "place": place, "digest": ""}
            count = put([{**article_row(article), **where, "article": encode_article(article)}])
    return count


def write_press(folder: Path, articles: int, workers: int) -> None:
    """Nothing; an invented press stands in the folder, as an earlier scan would have left it."""
    parts = range(-(-articles // PART))
    with ProcessPoolExecutor(workers) as pool:
        counts = list(pool.map(write_part, [str(folder)] * len(parts), [articles] * len(parts), parts))
    _tell(folder, counts)


def _tell(folder: Path, counts: list[int]) -> None:
    """Nothing; the manifest names the tables."""
    parts = range(len(counts))
    tables = {
        name: [
            {
                "file": f"{name}/{part:06d}.parquet",
                "rows": counts[part] if name == "articles" else 0,
                "bytes": (folder / name / f"{part:06d}.parquet").stat().st_size,
            }
            for part in parts
        ]
        for name in ("articles", "statements")
    }
    Folder(str(folder)).write_json(MANIFEST, {"tables": tables})


class Watch:
    """The memory of this process and all it started, looked at a few times a second; the greatest it came to, in MiB."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        import psutil

        me = psutil.Process()
        while not self._ends.wait(0.5):
            held = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    # shared pages are counted once, by the share of each process
                    held += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, held / 2**20)

    def stop(self) -> float:
        """The greatest memory."""
        self._ends.set()
        self._thread.join()
        return self.peak


def measure_stages(names: list[str], out: Path, workers: int, address: str | None, *, is_watched: bool = True) -> dict[str, Any]:
    """What each stage took: wall seconds, processor seconds of its tasks, bytes it wrote; and the greatest memory of all, if watched."""
    stages: dict[str, dict[str, float]] = {}
    began: dict[str, float] = {}

    def note(step: Step) -> None:
        name = step.stage.name
        now = time.monotonic()
        began.setdefault(name, now)
        told = stages.setdefault(name, {"tasks": step.tasks})
        told.update(wall=now - began[name], cpu=step.seconds)
        if step.done == step.tasks:
            told["bytes"] = sum(file.stat().st_size for file in (out / "work" / name).rglob("*.parquet"))
            print(
                f"{name:>8} {step.tasks:>5} tasks {told['wall']:8.1f} s wall {told['cpu']:8.1f} s CPU {told['bytes'] / 2**20:9.1f} MiB",
                flush=True,
            )

    # looking at memory takes processor time itself: a tenth of a short run
    watch = Watch() if is_watched else None
    start, cpu = time.monotonic(), _cpu()
    with engine(address, workers) as chosen:
        told = scan(plan_scan(names, Filters()), str(out), chosen, note)
    spent = _cpu() - cpu
    rows = {table: total(told, table) for table in told["tables"]}
    answer = {"wall": time.monotonic() - start, "cpu": spent, "mib": watch.stop() if watch else 0.0, "rows": rows, "stages": stages}
    print(f"{'all':>8} {answer['wall']:20.1f} s wall {spent:8.1f} s CPU {answer['mib']:8.0f} MiB of memory; {rows}")
    return answer


def _cpu() -> float:
    """Processor seconds of this process and of those it started and that have ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in found)


def tables_of(out: Path) -> dict[str, list[str]]:
    """The rows of every table as text, sorted."""
    told = json.loads((out / MANIFEST).read_text())
    return {
        table: sorted(json.dumps(row, sort_keys=True) for file in files for row in pq.read_table(out / file["file"]).to_pylist())
        for table, files in told["tables"].items()
    }


def by_library(names: list[str]) -> dict[str, list[str]]:
    """The same rows by the library's own functions, everything in memory at once."""
    found: dict[str, tuple[tuple[float, str], Article]] = {}
    for shard in plan_scan(names, Filters()).shards:
        for digest, article in _articles(shard):
            # of captures that read as one article the earliest, as a library keeps it
            one = (_captured(article), digest[:16]), article
            found[article.article_id] = min(found.get(article.article_id, one), one, key=lambda pair: pair[0])
    held = {key: article for key, (_, article) in found.items()}
    reuses = list(find_reuses(held.values()))
    stories = trace_stories(held.values(), reuses)
    rows = {
        "reuses": map(reuse_row, reuses),
        "stories": (story_row(story, [held[key] for key in story.articles]) for story in stories),
        "derivations": (derivation_row(story, step) for story in stories for step in story.derivations),
    }
    return {table: sorted(json.dumps(row, sort_keys=True) for row in found) for table, found in rows.items()}


def _articles(shard: Shard) -> Iterator[tuple[str, Article]]:
    """The articles of a piece of the input, each with the digest of its page."""
    if shard.kind == "scan":
        file = Path(shard.name) / "articles" / f"{shard.start:06d}.parquet"
        for row in pq.read_table(file, columns=["article", "title", "text"]).to_pylist():
            yield "", decode_article(row["article"], row["title"], row["text"])
        return
    for page in pages_of(shard):
        if isinstance(page, Page) and (article := read_page(page).article) is not None:
            yield page.digest, article


def _captured(article: Article) -> float:
    return article.captured_at.timestamp() if article.captured_at else float("inf")


def compare_engines(names: list[str], address: str | None) -> bool:
    """Whether every engine gives the same tables, and the library's functions too; what each took is printed."""
    found: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory() as home:
        for name, workers, where in (("one process", 1, None), ("pool", 2, None), *([("cluster", 0, address)] if address else [])):
            print(f"- {name}")
            measure_stages(names, Path(home) / name, workers, where, is_watched=False)
            found[name] = tables_of(Path(home) / name)
            shutil.rmtree(Path(home) / name)
    cpu = _cpu()
    found["library"] = by_library(names)
    print(f"- library: {_cpu() - cpu:.1f} s CPU")
    first = found["one process"]
    same = {name: all(tables[table] == first[table] for table in tables) for name, tables in found.items()}
    print({table: len(rows) for table, rows in first.items()}, same)
    return all(same.values())


def compare_records(files: list[str], rounds: int = 9) -> None:
    """Print how fast the pages of archives are read, beside fastwarc alone: processor seconds, the least of some rounds."""

    def plain() -> int:
        return sum(
            len(r.reader.read()) for file in files for r in ArchiveIterator(Path(file).open("rb"), record_types=WarcRecordType.response)
        )

    def ours() -> int:
        return sum(len(page.content) for file in files for page in read_pages(file) if isinstance(page, Page))

    least = {}
    for _ in range(rounds):
        for name, read in (("fastwarc", plain), ("sourcier", ours)):
            start = time.process_time()
            read()
            least[name] = min(least.get(name, float("inf")), time.process_time() - start)
    print({name: round(seconds, 3) for name, seconds in least.items()}, f"{least['fastwarc'] / least['sourcier']:.1%} of the speed is left")


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parts = parser.add_subparsers(dest="part", required=True)
    press = parts.add_parser("press")
    press.add_argument("folder", type=Path)
    press.add_argument("--articles", type=int, default=10_000)
    press.add_argument("--docs", type=Path)
    press.add_argument("--workers", type=int, default=os.cpu_count())
    stages = parts.add_parser("stages")
    stages.add_argument("names", nargs="+")
    stages.add_argument("--out", type=Path, required=True)
    stages.add_argument("--workers", type=int, default=os.cpu_count())
    stages.add_argument("--engine")
    same = parts.add_parser("same")
    same.add_argument("names", nargs="+")
    same.add_argument("--engine")
    parts.add_parser("records").add_argument("names", nargs="+")
    asked = parser.parse_args()
    if asked.part == "records":
        compare_records(asked.names)
    elif asked.part == "press":
        write_docs(asked.folder, asked.docs) if asked.docs else write_press(asked.folder, asked.articles, asked.workers)
    elif asked.part == "stages":
        measure_stages(asked.names, asked.out, asked.workers, asked.engine)
    else:
        sys.exit(0 if compare_engines(asked.names, asked.engine) else 1)


if __name__ == "__main__":
    main()
