"""Reading against its peers on public pages: `extract` is the adapter for the scorer, `main` prints the tables and draws the plot.

    python benchmarks/reading.py [--python PYTHON] [--peers trafilatura,newspaper4k,readability-lxml,resiliparse,htmldate] [--speed 60]
        [--plot docs/reading.svg]

The peers are no dependency of Sourcier: install them in an environment of their own and name its Python. `reading_stages.py` beside
it shows where the time of reading goes.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import sourcier.read
from sourcier.errors import ReadError
from sourcier.model import Page

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PARTS = ("scrapinghub", "fundus", "adbar/trafilatura", "htmldate", "AndyTheFactory", "Murrough-Foley")


def extract(html: str, url: str | None) -> dict[str, object]:
    """Body, title, byline as printed and day of one page, as the scorer asks for them; of no article what the page tells of itself."""
    try:
        article = sourcier.read.read_article(Page(url or "", html.encode("utf-8", "surrogatepass"), "text/html; charset=utf-8"))
    except ReadError as refused:
        return {"title": refused.imprint.title, "date": _day(refused.imprint.published)}
    return {"body": article.body, "title": article.title, "authors": list(article.byline), "date": _day(article.published)}


def _day(published: date | None) -> str | None:
    """A moment or day as the scorer writes it."""
    return published.isoformat()[:10] if published else None


def _score(python: str, folder: str, tools: str, *options: str) -> str:
    """Run the scorer on one part, let it print, and give what it printed."""
    more = {"SOURCIER_EXTRACT": "reading:extract", "PYTHONPATH": os.pathsep.join([str(ROOT / "benchmarks"), str(ROOT / "src")])}
    command = [python, "-W", "ignore", str(SHARED / "score" / "pages.py"), str(SHARED / folder), "--ex", tools, *options]
    printed = subprocess.run(command, check=True, env={**os.environ, **more}, stdout=subprocess.PIPE, text=True).stdout
    print(printed, flush=True)
    return printed


def _body_scores(printed: str) -> dict[str, float]:
    """The body F1 of every tool that gives a body."""
    rows = [line.split() for line in printed.splitlines() if line and not line.startswith(("#", " "))]
    return {row[0]: float(row[3]) for row in rows if row[3] != "-"}


def _speeds(printed: str) -> dict[str, float]:
    """How many times as fast as trafilatura every tool is."""
    return {found[1]: float(found[2]) for found in re.finditer(r"^(\S+)\s+([\d.]+)x", printed, re.MULTILINE)}


def _plot(scores: dict[str, float], speeds: dict[str, float]) -> str:
    """An SVG of speed, on a scale of powers of ten, against body F1; dark and light pages show it alike."""
    width, height, left, bottom, top = 640, 360, 60, 310, 24
    dots = {name: (speeds[name], score) for name, score in scores.items() if name in speeds}
    low = min(score for _, score in dots.values()) - 0.02
    slowest, fastest = min(0.3, *(speed for speed, _ in dots.values())), max(30.0, *(speed for speed, _ in dots.values()))

    def place(speed: float, score: float) -> tuple[float, float]:
        across = math.log(speed / slowest) / math.log(fastest / slowest)
        return left + across * (width - left - 90), bottom - (score - low) / (1 - low) * (bottom - top)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" fill="#777">']
    parts.append("<title>Speed and body F1 of article readers</title>")
    parts.append(f'<path d="M{left} {top}V{bottom}H{width - 10}" fill="none" stroke="#777"/>')
    across = [(speed, place(speed, low)[0]) for speed in (0.3, 1, 3, 10, 30)]
    parts += [f'<text x="{x:.0f}" y="{bottom + 18}" text-anchor="middle">{speed:g}</text>' for speed, x in across]
    up = [(score / 100, place(1, score / 100)[1]) for score in range(math.ceil(low * 100), 101) if score % 5 == 0]
    parts += [f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{score:.2f}</text>' for score, y in up]
    parts.append(
        f'<text x="{width / 2:.0f}" y="{height - 12}" text-anchor="middle">times as fast as trafilatura with metadata (CPU time)</text>'
    )
    parts.append(f'<text x="{left + 6}" y="{top - 8}">body F1, fundus pages</text>')
    for name, (speed, score) in sorted(dots.items()):
        x, y = place(speed, score)
        colour = "#d1495b" if name == "sourcier" else "#3f88c5"
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{colour}"/><text x="{x + 9:.0f}" y="{y + 4:.0f}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """Print quality part by part, then speed with all tools interleaved in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--peers", default="")
    parser.add_argument("--speed", default="40")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--parts", default=",".join([*PARTS, "all", "french"]))
    options = parser.parse_args()
    tools = ",".join(["sourcier", *filter(None, options.peers.split(","))])
    scores: dict[str, float] = {}
    for part in options.parts.split(","):
        print(f"\n{part}", flush=True)
        chosen = ("--repo", part) if part in PARTS else ()
        printed = _score(options.python, "french" if part == "french" else "pages", tools, *chosen)
        scores = _body_scores(printed) if part == "fundus" else scores
    print("\nspeed", flush=True)
    speeds = _speeds(_score(options.python, "pages", f"{tools},parse:lexbor", "--speed", options.speed))
    if options.plot:
        options.plot.write_text(_plot(scores, speeds), encoding="utf-8")


if __name__ == "__main__":
    main()
