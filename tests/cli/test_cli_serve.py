"""`sourcier serve`: it says where it answers, ends when told, and refuses what it must."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from sourcier.demo import press
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.store import open_store

Run = Callable[..., Any]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with open_store(path) as kept:
        kept.add_all([read_page(page) for page, _ in zip(press(), range(3), strict=False)])
        settle(kept)
    return path


def test_it_says_where_and_ends_when_told(library: Path) -> None:
    command = [sys.executable, "-c", "from sourcier.cli import main; main()", "serve", "-l", str(library), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urlopen(found[0], timeout=20) as answer:
            assert b"Sourcier" in answer.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in {0, 130}
        assert "Traceback" not in server.stderr.read()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org"])  # noqa: S104 - what must be refused
def test_it_answers_on_this_machine_only(run: Run, library: Path, host: str) -> None:
    ran = run("serve", "-l", library, "--host", host)
    assert ran.code == 2
    assert "loopback" in ran.err
    assert ran.err.count("\n") == 1


def test_a_port_in_use_is_told(run: Run, library: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("serve", "-l", library, "--port", taken.getsockname()[1])
    assert ran.code == 2
    assert "cannot listen there" in ran.err


def test_a_library_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("serve", "-l", tmp_path / "none.db")
    assert (ran.code, ran.err.count("\n")) == (5, 1)
