"""Kill a scan again and again, its workers and the process that started it, and look each time whether the result is the same.

    python benchmarks/soak_scan.py [--rounds 20] [--articles 3000] [--seed 1]

The same promise as `tests/scan/test_scan_killed.py`, for as many rounds as patience allows. Exit code 1 when it is broken.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from scale import tables_of, write_press
from soaking import Size, run_soak

COMMAND = (sys.executable, "-c", "from sourcier.cli import main; main()", "scan")


def main() -> int:
    """Run the rounds."""
    return run_soak(_soak, __doc__, rounds=20, size=Size("articles", 3000))


def _soak(home: Path, rounds: int, articles: int, chance: random.Random) -> tuple[list[str], dict[str, int]]:
    """The rounds whose tables were not the same, and how often workers and drivers were killed."""
    write_press(home / "press", articles, 1)
    start = time.monotonic()
    subprocess.run([*COMMAND, home / "press", "-o", home / "whole", "--workers", "2"], check=True, stdout=subprocess.DEVNULL)
    usual = time.monotonic() - start
    expected = tables_of(home / "whole")
    killed, faults = {"workers": 0, "drivers": 0}, []
    for number in range(rounds):
        out = home / f"out{number}"
        while not (out / "manifest.json").exists():
            with subprocess.Popen([*COMMAND, home / "press", "-o", out, "--workers", "2"], stdout=subprocess.DEVNULL) as driver:
                _kill_one(driver, chance.uniform(0.3, usual), chance.random() < 0.5, killed)
        if tables_of(out) != expected:
            faults.append(f"round {number}: other tables")
    return faults, killed


def _kill_one(driver: subprocess.Popen[bytes], after: float, is_worker: bool, killed: dict[str, int]) -> None:
    """Nothing; after some seconds one worker is killed and the scan goes on, or the process itself."""
    try:
        driver.wait(after)
    except subprocess.TimeoutExpired:
        workers = [pid for pid in _children(driver.pid) if "spawn_main" in _title(pid)]
        if is_worker and workers:
            os.kill(workers[0], signal.SIGKILL)
            killed["workers"] += 1
        else:
            driver.kill()
            killed["drivers"] += 1
        driver.wait()


def _children(pid: int) -> list[int]:
    """The processes that a process started (Linux)."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _title(pid: int) -> str:
    """The command line of a process, "" when it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
