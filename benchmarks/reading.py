"""Reading against its peers on public pages: `extract` is the adapter for the scorer, `main` prints the tables.

    python benchmarks/reading.py [--python PYTHON] [--peers trafilatura,newspaper4k,readability-lxml,resiliparse,htmldate] [--speed 60]

The peers are no dependency of Sourcier: install them in an environment of their own and name its Python.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import sourcier.read
from sourcier.errors import ReadError
from sourcier.model import Page

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PARTS = ("scrapinghub", "fundus", "adbar/trafilatura", "htmldate", "AndyTheFactory", "Murrough-Foley")


def extract(html: str, url: str | None) -> dict[str, object]:
    """Body, title, authors and day of one page as the scorer asks for them; empty where there is no article."""
    try:
        article = sourcier.read.read_article(Page(url or "", html.encode("utf-8", "surrogatepass"), "text/html; charset=utf-8"))
    except ReadError:
        return {}
    published = article.published
    return {
        "body": article.body,
        "title": article.title,
        "authors": list(article.byline),
        "date": published.isoformat()[:10] if published else None,
    }


def _score(python: str, folder: str, tools: str, *options: str) -> None:
    """Run the scorer on one part and let it print."""
    more = {"SOURCIER_EXTRACT": "reading:extract", "PYTHONPATH": os.pathsep.join([str(ROOT / "benchmarks"), str(ROOT / "src")])}
    command = [python, "-W", "ignore", str(SHARED / "score" / "pages.py"), str(SHARED / folder), "--ex", tools, *options]
    subprocess.run(command, check=True, env={**os.environ, **more})


def main() -> None:
    """Print quality part by part, then speed with all tools interleaved in one run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--peers", default="")
    parser.add_argument("--speed", default="40")
    options = parser.parse_args()
    tools = ",".join(["sourcier", *filter(None, options.peers.split(","))])
    for part in PARTS:
        print(f"\n{part}", flush=True)
        _score(options.python, "pages", tools, "--repo", part)
    print("\nall", flush=True)
    _score(options.python, "pages", tools)
    print("\nfrench", flush=True)
    _score(options.python, "french", tools)
    print("\nspeed", flush=True)
    _score(options.python, "pages", f"{tools},parse:lexbor", "--speed", options.speed)


if __name__ == "__main__":
    main()
