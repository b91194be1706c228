"""Copies found in a corpus: an engine for ../shared/score/copies.py, the peers beside it, and how the work grows.

  python benchmarks/copies.py engine DOCS OUT [--translations]    pairs of docs.jsonl.gz, as ../shared/score/copies.py reads them,
                                                                  scored by the stories that they are traced to (see `find_pairs`)
  python benchmarks/copies.py score CORPUS [--peers duckdb_join]  runs that scorer on us and on its peers, in one run
  python benchmarks/copies.py grow SIZE… [--plot FILE.svg]        presses of several sizes (scale_press.py): CPU, memory, exponent
  python benchmarks/copies.py measure SIZE|DOCS                   CPU and memory of one

`score` needs what the scorer needs (psutil, scikit-learn, and the peers) in the interpreter named by --python.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from direction import read_marks
from scale_press import PART, invented

from sourcier.compare import find_reuses
from sourcier.model import Article, Outlet, Span, Story
from sourcier.trace import trace_stories

ROOT = Path(__file__).resolve().parent.parent
SCORER = ROOT.parent / "shared" / "score" / "copies.py"


def to_article(record: dict[str, Any]) -> Article:
    """The article of one line of docs.jsonl.gz."""
    return Article(
        body=record["text"],
        title=record["title"],
        language=record["lang"],
        outlet=Outlet(record["site"], (record["site"],)),
        address=f"https://{record['site']}/{record['id']}",
        published=_moment(record["date"]),
        captured_at=_moment(record["seen"]),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def find_pairs(records: list[dict[str, Any]], *, translations: bool) -> Iterator[list[Any]]:
    """Each pair of record ids with its score and the spans in both.

    The score says what our stories say of the two: half a point when they are of one story; three tenths of the confidence of the
    step when one derives straight from the other; a fifth, nearly, of the greater of the two shares. So what only links two stories
    (a quotation, a merge) stays below one half, and the likeliest parent of an article scores highest.
    """
    articles = {article.article_id: article for record in records for article in [to_article(record)]}
    numbers = {article_id: record["id"] for article_id, record in zip(articles, records, strict=True)}
    reuses = list(find_reuses(articles.values(), translations=translations))
    for key in {key for reuse in reuses for key in (reuse.first, reuse.second)}:
        articles[key] = _with_credits(articles[key])
    stories, steps = _told(trace_stories(articles.values(), reuses))
    for reuse in reuses:
        sure = max(steps.get(pair, 0.0) for pair in ((reuse.first, reuse.second), (reuse.second, reuse.first)))
        told = 0.5 * (stories[reuse.first] == stories[reuse.second]) + 0.3 * sure + 0.19 * max(reuse.share_first, reuse.share_second)
        sides = [(numbers[reuse.first], [found.first for found in reuse.alignments])]
        sides.append((numbers[reuse.second], [found.second for found in reuse.alignments]))
        (a, spans_a), (b, spans_b) = sorted(sides, key=lambda side: side[0])
        yield [a, b, round(told, 4), _pairs(spans_a), _pairs(spans_b)]


def _with_credits(article: Article) -> Article:
    """The article with the credits and debris that its lines tell of."""
    credits_, debris = read_marks(article.body, article.language)
    return replace(article, credits=credits_, debris=debris)


def _told(stories: Iterable[Story]) -> tuple[dict[str, str], dict[tuple[str, str], float]]:
    """The story of each article, and how sure each step is from an article back to one that is held."""
    found: dict[str, str] = {}
    steps: dict[tuple[str, str], float] = {}
    for story in stories:
        found |= dict.fromkeys(story.held, story.story_id)
        steps |= {(step.node_id, step.derived_from): step.confidence for step in story.derivations}
    return found, steps


def _pairs(spans: list[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def run_engine(docs: Path, out: Path, *, translations: bool) -> None:
    """Read the documents, write the pairs."""
    with gzip.open(docs, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    with out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(pair) + "\n" for pair in find_pairs(records, translations=translations))


def score(corpus: Path, peers: str, python: str) -> None:
    """Run the shared scorer on this engine and on its peers."""
    command = f"{sys.executable} {Path(__file__).resolve()} engine {{docs}} {{out}}"
    subprocess.run([python, str(SCORER), str(corpus), "--peers", f"cmd,{peers}".strip(","), "--cmd", command], check=True)


def grow(sizes: list[int], plot: Path | None) -> None:
    """Find the copies of a press of each size in a process of its own, and print CPU, memory and the exponent of growth."""
    rows = []
    for size in sizes:
        answer = subprocess.run(
            [sys.executable, __file__, "measure", str(size)], check=True, capture_output=True, text=True, encoding="utf-8"
        )
        rows.append((size, *json.loads(answer.stdout)))
        print(f"{size:>9} articles  {rows[-1][1]:8.2f} s CPU  {rows[-1][2]:7.0f} MiB", flush=True)
    if len(rows) > 1:
        print(f"exponent {fit([(row[0], row[1]) for row in rows]):.3f}")
    if plot:
        plot.write_text(draw(rows), encoding="utf-8")


def measure(what: str) -> None:
    """Print CPU seconds of finding in a press of a size, or in a docs.jsonl.gz, and the greatest memory of the process in MiB.

    Making or reading the articles costs no seconds, but what they take in memory is counted.
    """
    articles = _press(int(what)) if what.isdigit() else _documents(Path(what))
    start = time.process_time()
    for _ in find_reuses(articles, translations=False):
        pass
    spent = time.process_time() - start
    # the greatest size since this program began: what the parent once took would show in getrusage
    [peak] = [line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmHWM")]
    print(json.dumps([spent, int(peak.split()[1]) / 1024]))


def _press(size: int) -> list[Article]:
    """The articles of an invented press of a size."""
    return [article for part in range(-(-size // PART)) for article in invented(size, part)]


def _documents(docs: Path) -> list[Article]:
    """The articles of a docs.jsonl.gz."""
    with gzip.open(docs, "rt", encoding="utf-8") as lines:
        return [to_article(json.loads(line)) for line in lines]


def fit(points: list[tuple[float, float]]) -> float:
    """The exponent of growth: the slope of the straight line through the logarithms."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (sum(log[side] for log in logs) / len(logs) for side in (0, 1))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def draw(rows: list[tuple[int, float, float]]) -> str:
    """Size, CPU seconds and MiB of each row as two lines on logarithmic axes, as SVG."""
    sizes, seconds, memory = zip(*rows, strict=True)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 300" font-family="sans-serif" font-size="12" fill="#777">',
        "<title>CPU seconds and memory of comparing against the number of articles</title>",
        *_line(20, "CPU seconds", "s", sizes, seconds),
        *_line(340, "greatest memory, MiB", "MiB", sizes, memory),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _line(left: int, title: str, unit: str, sizes: Sequence[int], values: Sequence[float]) -> Iterator[str]:
    """One diagram of the two: a line through the points, each with its size and value."""
    places = list(zip(_spread(sizes, left + 10, left + 190), _spread(values, 230, 50), strict=True))
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    yield f'<path d="M{left} 30V260H{left + 280}" fill="none" stroke="#777"/><text x="{left}" y="20">{title}</text>'
    yield f'<polyline points="{points}" fill="none" stroke="#36c" stroke-width="2"/>'
    yield f'<text x="{left + 280}" y="278" text-anchor="end">articles</text>'
    for (x, y), size, value in zip(places, sizes, values, strict=True):
        told = f"{size:,}: {value:,.{value < 100:d}f} {unit}"
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="#36c"/><text x="{x + 8:.0f}" y="{y + 16:.0f}">{told}</text>'


def _spread(values: Sequence[float], low: float, high: float) -> list[float]:
    """Places between low and high, by the logarithms of the values."""
    logs = [math.log(max(value, 1e-3)) for value in values]
    span = (max(logs) - min(logs)) or 1.0
    return [low + (high - low) * (log - min(logs)) / span for log in logs]


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parts = parser.add_subparsers(dest="part", required=True)
    engine = parts.add_parser("engine")
    engine.add_argument("docs", type=Path)
    engine.add_argument("out", type=Path)
    engine.add_argument("--translations", action="store_true")
    scoring = parts.add_parser("score")
    scoring.add_argument("corpus", type=Path)
    scoring.add_argument("--peers", default="duckdb_join")
    scoring.add_argument("--python", default=sys.executable)
    growing = parts.add_parser("grow")
    growing.add_argument("sizes", type=int, nargs="+")
    growing.add_argument("--plot", type=Path)
    parts.add_parser("measure").add_argument("what")
    asked = parser.parse_args()
    if asked.part == "engine":
        run_engine(asked.docs, asked.out, translations=asked.translations)
    elif asked.part == "score":
        score(asked.corpus, asked.peers, asked.python)
    elif asked.part == "grow":
        grow(asked.sizes, asked.plot)
    else:
        measure(asked.what)


if __name__ == "__main__":
    main()
