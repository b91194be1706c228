"""The process beside the reader: it does what is asked for, another takes its place when it is killed, and it ends with the reader."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.pipeline.test_pipeline_tracing import LEDGER

from sourcier.cli.worker import worker
from sourcier.commented import Request
from sourcier.store import open_store

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
# Seconds that a process may take to start, read and settle on a machine that is busy with other tests.
PATIENCE = 60.0


def until(said: Callable[[], bool]) -> None:
    """Nothing; waits for it to be so."""
    begun = time.monotonic()
    while not said():
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.1)


@pytest.fixture
def library(tmp_path: Path) -> str:
    path = str(tmp_path / "library.db")
    open_store(path).close()
    return path


def ask(path: str, number: int) -> None:
    with open_store(path) as kept:
        kept.readers.ask(Request(f"q{number}", f"https://sarn-ledger.example/{number}", NOON, content=LEDGER.content))


def state(path: str, number: int) -> str:
    with open_store(path) as kept:
        return kept.readers.request(f"q{number}").state


def test_what_is_asked_for_is_done_also_after_the_worker_was_killed(library: str) -> None:
    ask(library, 1)
    with worker(library, ()):
        until(lambda: state(library, 1) == "done")
        (first,) = multiprocessing.active_children()
        os.kill(first.pid or 0, signal.SIGKILL)
        until(lambda: [child.pid for child in multiprocessing.active_children()] not in ([], [first.pid]))
        ask(library, 2)
        until(lambda: state(library, 2) == "done")
    assert multiprocessing.active_children() == []


def is_there(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody asked about yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are told apart by /proc")
def test_a_worker_ends_by_itself_when_the_reader_was_killed(library: str) -> None:
    code = (
        "import multiprocessing, time; from sourcier.cli.worker import worker\n"
        f"with worker({library!r}, ()):\n"
        "    while not (found := multiprocessing.active_children()): time.sleep(0.1)\n"
        "    print(found[0].pid, flush=True); time.sleep(600)"
    )
    ask(library, 1)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        process = int(reader.stdout.readline())
        until(lambda: state(library, 1) == "done")
        assert is_there(process)
        reader.kill()
    until(lambda: not is_there(process))
