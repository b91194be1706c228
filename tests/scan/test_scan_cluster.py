"""The same tables from a cluster: a real one of two worker processes and more on this machine."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.scan.scan_tables import invented, scanned, tables_of, write_articles

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed (pip install 'sourcier[cluster]')")
PROGRAM = (sys.executable, "-c", "from sourcier.cli import main; main()", "scan")
# Ray takes 127.0.0.1 for the address of a network that others reach, and looks for that instead.
HOST = "127.0.0.2"
_WAIT = 120


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address of a cluster of two cores, and its first process."""
    home, port = tmp_path_factory.mktemp("r"), _free_port()
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--disable-usage-stats"]
    command += [f"--node-ip-address={HOST}", f"--port={port}", "--num-cpus=2", "--include-dashboard=false"]
    command += ["--object-store-memory=100000000", f"--temp-dir={home}"]
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        try:
            for _ in range(_WAIT * 10):
                if "runtime started" in (home / "log").read_text():
                    break
                assert process.poll() is None, (home / "log").read_text()
                time.sleep(0.1)
            yield f"{HOST}:{port}", process.pid
        finally:
            for pid in (*_below(process.pid), process.pid):
                _kill(pid)
            process.wait()


def _free_port() -> int:
    """A port that nobody has, below those that Ray keeps for its workers."""
    for port in range(7100, 9900):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    pytest.fail("every port is taken")


def _below(pid: int) -> list[int]:
    """The processes that a process started, directly or through others."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(path.parent.name))
    found = [*parents.get(pid, [])]
    for one in found:
        found.extend(parents.get(one, []))
    return found


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _workers(cluster_pid: int) -> list[int]:
    """The processes of the cluster that do a task just now."""
    return [pid for pid in _below(cluster_pid) if _title(pid).startswith("ray::perform")]


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def test_a_cluster_gives_the_same_tables_though_workers_and_driver_are_killed(cluster: tuple[str, int], tmp_path: Path) -> None:
    address, first = cluster
    articles = invented(11, 60)
    folder = write_articles(tmp_path / "in", [articles[start::4] for start in range(4)])
    expected = scanned([folder], tmp_path / "alone")
    command = (*PROGRAM, folder, "-o", str(tmp_path / "out"), "--engine-address", address)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as driver:
        killed = 0
        while driver.poll() is None and killed < 2:
            for pid in _workers(first)[:1]:
                _kill(pid)
                killed += 1
            time.sleep(0.05)
        assert killed
        while driver.poll() is None and not (tmp_path / "out" / "work" / "learn").exists():
            time.sleep(0.01)
        driver.kill()
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_WAIT * 3)
    assert ran.returncode == 0, ran.stderr
    assert tables_of(tmp_path / "out") == expected


def test_a_cluster_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "in", [invented(1, 3)])
    command = (*PROGRAM, folder, "-o", str(tmp_path / "out"), "--engine-address", f"{HOST}:1")
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_WAIT * 3)
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "no Ray cluster" in ran.stderr
