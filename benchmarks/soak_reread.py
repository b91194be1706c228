"""Kill a library that reads its captures again, and again, and see that it ends as one that nobody killed.

    python benchmarks/soak_reread.py [--rounds 40] [--pages 400] [--seed 1]

The captures were read by other rules, which missed half of the pages and read the others too short. Each round a process reads them
again and is killed by SIGKILL at some moment; the library must check out every time, and what is there at the end, stories included,
must be what reading them again in one go gives. Exit code 1 when it is not. The promise is that of docs/library.md, "Reading again".
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from soaking import Size, run_soak

from sourcier.model import Page, Reading
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.rereading import reread
from sourcier.pipeline.settling import settle
from sourcier.store import open_store

_WORK = "--work"
_WORDS = [
    "phare",
    "gardienne",
    "brume",
    "signal",
    "tempête",
    "chenal",
    "balise",
    "récif",
    "marée",
    "quai",
    "digue",
    "lanterne",
    "voile",
    "barque",
    "port",
    "vigie",
]


def main() -> int:
    """Run the rounds, or, in a process that is to be killed, read again what a library holds."""
    if sys.argv[1:2] == [_WORK]:
        _read_again(Path(sys.argv[2]))
        return 0
    return run_soak(_soak, __doc__, rounds=40, size=Size("pages", 400))


def _read_again(path: Path) -> None:
    """Read every stale capture again and settle, as the command does."""
    with open_store(path) as library:
        for number, _ in enumerate(reread(library)):
            if number == 0:
                print("begun", flush=True)
        settle(library)


def _soak(folder: Path, rounds: int, pages: int, chance: random.Random) -> tuple[list[str], dict[str, int]]:
    """What was broken in all rounds, and how often the captures were read again to the end."""
    _make(folder / "old", pages, chance)
    shutil.copytree(folder / "old", folder / "whole")
    _read_again(folder / "whole" / "library.db")
    expected = _content(folder / "whole" / "library.db")
    work, faults, finished = folder / "work", [], 0
    shutil.copytree(folder / "old", work)
    for number in range(rounds):
        is_done = _killed(work / "library.db", chance.uniform(0.0, 2.0))
        with open_store(work / "library.db") as library:
            faults += [f"round {number}: {fault}" for fault in library.check()]
        if is_done:
            faults += [] if _content(work / "library.db") == expected else [f"round {number}: it ends otherwise than in one go"]
            finished += 1
            shutil.rmtree(work)
            shutil.copytree(folder / "old", work)
    _read_again(work / "library.db")
    faults += [] if _content(work / "library.db") == expected else ["after the last round: it ends otherwise than in one go"]
    return faults, {"finished": finished}


def _make(folder: Path, count: int, chance: random.Random) -> None:
    """A library whose captures other rules have read: half of the pages missed, the others read too short."""
    folder.mkdir()
    texts = ["\n".join(" ".join(chance.choices(_WORDS, k=60)).capitalize() + "." for _ in range(5)) for _ in range(max(1, count // 3))]
    with open_store(folder / "library.db") as library:
        library.add_all(_read_otherwise(_page(number, chance.choice(texts)), is_missed=chance.random() < 0.5) for number in range(count))
        settle(library)


def _page(number: int, text: str) -> Page:
    """An invented page."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    head = f"<html lang='fr'><head><title>Le phare {number}</title></head>"
    html = f"{head}<body><article><h1>Le phare {number}</h1>{paragraphs}</article></body></html>"
    at = datetime(2031, 3, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Page(f"https://phare{number % 7}.example/{number}", html.encode(), "text/html; charset=utf-8", at)


def _read_otherwise(page: Page, *, is_missed: bool) -> Reading:
    """The reading of a page by other rules."""
    found = read_page(page)
    if is_missed or found.article is None:
        return Reading(page, error="nothing found", rules="others")
    article = found.article
    short = replace(article, body=article.body[: len(article.body) // 2], blocks=(), credits=(), debris=(), article_id="")
    return Reading(page, short, rules="others")


def _killed(path: Path, seconds: float) -> bool:
    """Whether a process that reads again came to its end before it was killed, so many seconds after it kept the first readings."""
    process = subprocess.Popen([sys.executable, __file__, _WORK, str(path)], stdout=subprocess.PIPE, start_new_session=True)
    if process.stdout:
        process.stdout.readline()
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False


def _content(path: Path) -> tuple[Any, ...]:
    """Everything that reading again may change."""
    with open_store(path) as library:
        finds = [(library.statements(article_id=a.article_id), library.mentions(a.article_id)) for a in library.articles()]
        return list(library.articles()), finds, library.errors(), library.reuses(), set(library.stories()), library.waiting()


if __name__ == "__main__":
    sys.exit(main())
