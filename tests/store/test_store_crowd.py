"""Several processes at one library: all may write, nobody is turned away, and a kill at any moment tears nothing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sourcier.store import open_store

# What each process runs: it adds articles in batches of ten and says which are kept.
WRITER = """
import sys
from sourcier.model import Article, Page, Reading
from sourcier.store import open_store
path, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open_store(path) as store:
    for start in range(first, last, 10):
        some = [Reading(Page(f"https://phare.example/{n}", b"page %d" % n), Article(f"Le phare {n} brule. " * (n % 50 + 1), address=f"https://phare.example/{n}"))
                for n in range(start, min(start + 10, last))]
        store.add_all(some)
        print(start, flush=True)
"""
READER = """
import sys
from sourcier.store import open_store
with open_store(sys.argv[1]) as store:
    for _ in range(40):
        held = list(store.articles())
        assert len({a.address for a in held}) == len(held)
        assert len(store.search("phare", limit=10 ** 6)) >= len(held)
"""


def _start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _texts(path: Path) -> dict[str, str]:
    with open_store(path) as store:
        assert store.check() == ()
        held = list(store.articles())
        assert len({article.address for article in held}) == len(held)
        return {article.address: article.body for article in held}


def test_writers_and_readers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    running = [_start(WRITER, path, first, first + 200) for first in (0, 100, 150)] + [_start(READER, path)]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert len(_texts(path)) == 350


def test_killed_at_any_moment_nothing_kept_is_lost_or_torn(tmp_path: Path) -> None:
    """`benchmarks/soak_store.py` does the same for hundreds of rounds."""
    path = tmp_path / "library.db"
    kept: set[str] = set()
    for seconds in (-1.0, 0.0, 0.2, 0.5, 0.9, 1.3):
        process = _start(WRITER, path, 0, 3000)
        # counted from the first batch that is kept, however long a busy machine takes to begin; the first round dies before it
        begun = process.stdout.readline() if process.stdout and seconds >= 0 else ""
        time.sleep(abs(seconds))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        told, _ = process.communicate(timeout=60)
        starts = [json.loads(line) for line in (begun + told).splitlines(keepends=True) if line.endswith("\n")]
        kept |= {f"https://phare.example/{n}" for start in starts for n in range(start, start + 10)}
        held = _texts(path)
        assert kept <= held.keys()
        for address, body in held.items():
            number = int(address.rsplit("/", 1)[1])
            assert body == f"Le phare {number} brule. " * (number % 50 + 1)
    assert kept
