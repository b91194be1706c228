"""Kill a writing library again and again, and look each time for what was lost, torn or doubled.

    python benchmarks/soak_store.py [--rounds 200] [--articles 4000] [--seed 1]

The same promise as `tests/store/test_store_crowd.py`, for as many rounds as patience allows. Exit code 1 when it is broken.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from soaking import Size, run_soak

from sourcier.store import open_store

_EARLY = 0.3
WRITER = Path(__file__).with_name("hostile_store.py")


def main() -> int:
    """Run the rounds."""
    return run_soak(_soak, __doc__, rounds=200, size=Size("articles", 4000))


def _soak(folder: Path, rounds: int, count: int, chance: random.Random) -> tuple[list[str], dict[str, int]]:
    """The broken promises of all rounds, and how many articles were acknowledged at the end."""
    texts = _write_input(folder / "input.jsonl", count, chance)
    path, acknowledged, faults = folder / "library.db", set(), []
    for number in range(rounds):
        if len(acknowledged) == count:  # all is kept: begin with a new library
            path, acknowledged = folder / f"library{number}.db", set()
        acknowledged |= _killed(folder / "input.jsonl", path, chance.uniform(0.0, 3.0))
        faults += [f"round {number}: {fault}" for fault in _faults(path, texts, acknowledged)]
    return faults, {"kept": len(acknowledged)}


def _write_input(path: Path, count: int, chance: random.Random) -> dict[str, str]:
    """Invented articles as JSON lines; the text of each by its address."""
    words = ["phare", "gardienne", "brume", "signal", "tempête", "chenal", "balise", "récif"]
    texts = {
        f"https://phare.example/{n}": " ".join(chance.choices(words, k=chance.choice((20, 300, 3000)))) + f" {n}" for n in range(count)
    }
    lines = (json.dumps({"url": address, "title": "Le phare", "text": text}) for address, text in texts.items())
    path.write_text("\n".join(lines), encoding="utf-8")
    return texts


def _killed(given: Path, path: Path, seconds: float) -> set[str]:
    """The addresses that a writer acknowledged before it was killed, so many seconds after the first few, or before any."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), "ingest", str(given), str(path)], stdout=subprocess.PIPE, start_new_session=True
    )
    # however long a busy machine takes to begin; one round in ten or so dies before it
    begun = process.stdout.readline() if process.stdout and seconds > _EARLY else b""
    time.sleep(seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    told, _ = process.communicate()
    return {json.loads(line)["ack"] for line in (begun + told).splitlines(keepends=True) if line.endswith(b"\n")}


def _faults(path: Path, texts: dict[str, str], acknowledged: set[str]) -> list[str]:
    """What is wrong with the library now."""
    with open_store(path) as store:
        faults = list(store.check())
        held = list(store.articles())
    found = {article.address: article.body for article in held}
    faults += [f"{len(held) - len(found)} doubled"] if len(held) > len(found) else []
    faults += [f"{len(acknowledged - found.keys())} lost"] if acknowledged - found.keys() else []
    torn = sum(texts[address] != body for address, body in found.items())
    return faults + ([f"{torn} torn"] if torn else [])


if __name__ == "__main__":
    sys.exit(main())
