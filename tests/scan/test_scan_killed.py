"""Killed at any moment, a scan goes on where it was, and the result is the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.scan.scan_tables import Stopped, Tables, invented, scanned, stop_after, tables_of, write_articles

from sourcier.errors import StoreError, UsageError
from sourcier.scan import Filters, Step, plan_scan, scan, stages
from sourcier.scan import engines as running_on
from sourcier.scan.engines import Inline, Pool
from sourcier.scan.folder import Folder
from sourcier.scan.stages import STAGES
from sourcier.scan.tasks import named

PROGRAM = (sys.executable, "-c", "from sourcier.cli import main; main()", "scan")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Tables]:
    """A folder of articles, and the tables of it."""
    home = tmp_path_factory.mktemp("press")
    articles = invented(11, 45)
    folder = write_articles(home / "in", [articles[start::3] for start in range(3)])
    return folder, scanned([folder], home / "out")


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_stopped_in_any_stage_it_goes_on_and_repeats_nothing_done(stage: str, press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    plan = plan_scan([folder], Filters())
    with pytest.raises(Stopped):
        scan(plan, str(tmp_path), Inline(), stop_after(stage, 1))
    done: list[tuple[str, int]] = []
    scan(plan, str(tmp_path), Inline(), lambda step: done.append((step.stage.name, step.before)))
    assert tables_of(tmp_path) == expected
    assert dict(reversed(done))[stage] == 1
    assert not (tmp_path / "work").exists()


def test_a_file_that_a_killed_task_left_is_never_read(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    plan = plan_scan([folder], Filters())
    with pytest.raises(Stopped):
        scan(plan, str(tmp_path), Inline(), stop_after("send", 1))
    for name in (named("align", 0, "reuses.parquet"), named("align", 7, "reuses.parquet"), "stories/000009.parquet"):
        torn = tmp_path / name
        torn.parent.mkdir(parents=True, exist_ok=True)
        torn.write_bytes(b"PAR1 torn")
    scan(plan, str(tmp_path), Inline())
    assert tables_of(tmp_path) == expected


def test_a_scan_that_is_done_does_nothing_again(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    plan = plan_scan([folder], Filters())
    scan(plan, str(tmp_path), Inline())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    scan(plan, str(tmp_path), Inline())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert tables_of(tmp_path) == expected


def test_another_scan_is_refused_in_a_folder_that_holds_one(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, _ = press
    with pytest.raises(Stopped):
        scan(plan_scan([folder], Filters()), str(tmp_path), Inline(), stop_after("join", 1))
    with pytest.raises(UsageError, match="another scan"):
        scan(plan_scan([folder], Filters(language="fr")), str(tmp_path), Inline())
    scan(plan_scan([folder], Filters()), str(tmp_path), Inline())
    with pytest.raises(UsageError, match="another scan"):
        scan(plan_scan([folder], Filters(language="fr")), str(tmp_path), Inline())


def test_a_worker_that_is_killed_is_replaced(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    pool = Pool(2)
    killed: list[int] = []

    def kill(step: Step) -> None:
        if step.stage.name in {"join", "trace"} and step.done == 1 and len(killed) < 2 and pool._pool is not None:
            killed.append(next(iter(pool._pool._processes)))
            os.kill(killed[-1], signal.SIGKILL)

    try:
        scan(plan_scan([folder], Filters()), str(tmp_path), pool, kill)
    finally:
        pool.close()
    assert killed
    assert tables_of(tmp_path) == expected


def test_a_worker_with_other_rules_refuses(press: tuple[str, Tables], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = press
    plan = plan_scan([folder], Filters())
    monkeypatch.setattr(stages, "scan_rules", lambda: "of another version")
    with pytest.raises(UsageError, match="other rules"):
        scan(plan, str(tmp_path), Inline())


def _die(*_: Any) -> float:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0.0


def test_a_task_that_kills_every_worker_ends_the_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_on, "perform", _die)
    monkeypatch.setattr(running_on, "_TRIES", 2)
    pool = Pool(1)
    with pytest.raises(StoreError, match="killed 2 times"):
        list(pool.run(str(tmp_path), "read", [0]))
    pool.close()


def test_the_driver_killed_again_and_again(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    command = (*PROGRAM, folder, "-o", str(tmp_path), "--workers", "2")
    done = 0
    for wanted in (1, 8, 30):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
            while process.poll() is None and (done := _count(tmp_path)) < wanted:
                time.sleep(0.01)
            process.kill()
    assert done
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert tables_of(tmp_path) == expected


def _count(folder: Path) -> int:
    """How many tasks are done."""
    return sum(1 for _ in (folder / "work").rglob("*.json"))


def test_workers_end_with_the_process_that_started_them(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, _ = press
    command = (*PROGRAM, folder, "-o", str(tmp_path), "--workers", "2")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        while process.poll() is None and not _count(tmp_path):
            time.sleep(0.01)
        process.kill()
    for _ in range(300):
        if not _in_session(process.pid):
            return
        time.sleep(0.1)
    pytest.fail("a worker went on")


def _in_session(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, *fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == session and state != "Z":
            found.append(int(path.parent.name))
    return found


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    with pytest.raises(Stopped):
        _write_half(folder)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
    with folder.writing("a/table.parquet") as file:
        file.write(b"whole")
    assert folder.read("a/table.parquet") == b"whole"
    assert len(list((tmp_path / "a").iterdir())) == 1


def _write_half(folder: Folder) -> None:
    with folder.writing("a/table.parquet") as file:
        file.write(b"half")
        raise Stopped


def test_another_file_system_serves_as_well(press: tuple[str, Tables], tmp_path: Path) -> None:
    folder, expected = press
    far = f"file://{tmp_path}/far"
    scan(plan_scan([f"file://{folder}"], Filters()), far, Inline())
    assert tables_of(tmp_path / "far") == expected
    assert not (tmp_path / "far" / "work").exists()
