"""What adding one article to a large library costs: CPU of keeping it, and of comparing it and settling the families it touches.

  python benchmarks/adding.py make LIBRARY [--articles 100000]    a library of an invented press (benchmarks/press.py), settled
  python benchmarks/adding.py measure LIBRARY [--profile]         adds 600 articles of the same press, one by one, to a copy of it

The press is made of nonsense words, but with every kind of copying, stock paragraphs and footers. `measure` tells the CPU milliseconds
of `add` and `settle` together, at the median and at the 95th of a hundred, apart for articles of their own and for copies.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pickle
import pstats
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from copies import to_article
from press import make

from sourcier.model import Block, Page, Reading, Span
from sourcier.pipeline.settling import settle
from sourcier.statements import find_dates, find_mentions, find_statements
from sourcier.store import Store, open_store

SEED = 11
# Articles of the same press that the library does not hold: what is measured.
MORE = 600
_AT_ONCE = 1000


def to_reading(record: dict[str, Any]) -> Reading:
    """The reading of one record of the press, as of a plain page: every paragraph a block, and what is found in the text."""
    article = to_article(record)
    paragraphs = article.body.split("\n\n")
    starts = accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0)
    places = zip(paragraphs, starts, strict=False)
    blocks = tuple(Block("body", words, Span(at, at + len(words)), "html>body>article>p") for words, at in places)
    article = replace(article, blocks=blocks)
    html = f"<html><h1>{article.title}</h1><article>" + "".join(f"<p>{words}</p>" for words in paragraphs) + "</article></html>"
    page = Page(article.address, html.encode(), "text/html; charset=utf-8", article.captured_at)
    return Reading(page, article, None, find_statements(article), find_dates(article), find_mentions(article))


def build(path: Path, size: int) -> None:
    """Make a press, keep and settle all but the last of it, and write the last beside the library."""
    records, gold = make(size + MORE, SEED)
    with Path(f"{path}.more").open("wb") as file:
        pickle.dump([(record, family is not None) for record, family in zip(records[size:], gold["family"][size:], strict=True)], file)
    with open_store(path) as library:
        for start in range(0, size, _AT_ONCE):
            begun = time.process_time()
            library.add_all(to_reading(record) for record in records[start : min(size, start + _AT_ONCE)])
            kept = time.process_time()
            settle(library)
            print(f"{start + _AT_ONCE:>8}  keeping {kept - begun:6.2f} s  settling {time.process_time() - kept:6.2f} s", flush=True)


def measure(path: Path, *, profile: bool) -> None:
    """Add the rest of the press one by one to a copy, and print what each kind of article cost."""
    with Path(f"{path}.more").open("rb") as file:
        more: list[tuple[dict[str, Any], bool]] = pickle.load(file)  # noqa: S301 - written by `make` above
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "library.db"
        shutil.copyfile(path, copy)
        Path(f"{copy}.captures").symlink_to(Path(f"{path}.captures").absolute())
        profiler = cProfile.Profile(time.process_time)
        with open_store(copy) as library:
            costs = list(_costs(library, more, profiler if profile else None))
            print(f"{library.searched().articles:,} articles")
    for name, wanted in (("own", False), ("copies", True)):
        kept, settled = zip(*((keeping, settling) for keeping, settling, is_tied in costs if is_tied == wanted), strict=True)
        whole = [one + other for one, other in zip(kept, settled, strict=True)]
        print(
            json.dumps({"articles": name, "number": len(whole), "keeping": _told(kept), "settling": _told(settled), "both": _told(whole)})
        )
    if profile:
        pstats.Stats(profiler).sort_stats("cumtime").print_stats(70)


def _costs(
    library: Store, more: list[tuple[dict[str, Any], bool]], profiler: cProfile.Profile | None
) -> Iterator[tuple[float, float, bool]]:
    """The CPU seconds of keeping and of settling each article, and whether it belongs to a family of copies."""
    readings = [(to_reading(record), is_tied) for record, is_tied in more]
    for number, (reading, is_tied) in enumerate(readings):
        if profiler and number > MORE // 10:
            profiler.enable()
        begun = time.process_time()
        library.add(reading)
        kept = time.process_time()
        settle(library)
        if number >= MORE // 10:  # the first warm up what is remembered
            yield kept - begun, time.process_time() - kept, is_tied
        if profiler:
            profiler.disable()


def _told(seconds: tuple[float, ...] | list[float]) -> str:
    """The median and the 95th of a hundred, in milliseconds."""
    return f"{1000 * statistics.median(seconds):.1f} ms (p95 {1000 * statistics.quantiles(seconds, n=20)[-1]:.1f})"


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("part", choices=["make", "measure"])
    parser.add_argument("library", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    if asked.part == "make":
        build(asked.library, asked.articles)
    else:
        measure(asked.library, profile=asked.profile)


if __name__ == "__main__":
    sys.exit(main())
