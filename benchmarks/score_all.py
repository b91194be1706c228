"""Scores Sourcier on all public data beside the project and holds the figures against floors that only rise.

python benchmarks/score_all.py                                     print every figure
python benchmarks/score_all.py --floors benchmarks/floors.json     fail when a figure falls below its floor
python benchmarks/score_all.py --floors benchmarks/floors.json --raise    raise the floors to what was measured, less the slack
Options: --only NAME[,NAME] · --shared FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
# A figure may fall by this much before it counts as a fall: one page more or less on the smaller sets.
SLACK = 0.004
Figures = dict[str, float]
# By score: the digest of its gold, and the floors of its figures.
Floors = dict[str, dict[str, Any]]


def _run(*command: str | Path, **more: str) -> str:
    """What a script prints; its error stream passes through."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    ran = subprocess.run([sys.executable, *map(str, command)], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment)
    return ran.stdout


def pages(shared: Path, out: Path) -> Figures:
    """Bodies, titles, authors and dates over all pages, and over the parts whose gold is best."""
    figures: Figures = {}
    for name, folder, repository in (
        ("all", "pages", ""),
        ("fundus", "pages", "fundus"),
        ("scrapinghub", "pages", "scrapinghub"),
        ("htmldate", "pages", "htmldate"),
        ("trafilatura", "pages", "trafilatura"),
        ("french", "french", ""),
    ):
        options = ["--repo", repository] if repository else []
        command = (shared / "score" / "pages.py", shared / folder, "--ex", "sourcier", *options, "--out", out)
        _run(*command, SOURCIER_EXTRACT="benchmarks.reading:extract")
        row = json.loads(out.read_text(encoding="utf-8"))["sourcier"]
        figures |= {f"{name} {key}": value for key, value in row.items() if isinstance(value, float)}
    return figures


def credits_(shared: Path, out: Path) -> Figures:
    """Credits per kind, origins and clean pages."""
    figures: Figures = {}
    for name, gold in (("", shared / "credits" / "credits.jsonl"), ("french ", shared / "french" / "credits.jsonl")):
        _run(HERE / "credits.py", out, gold)
        found = json.loads(_run(shared / "score" / "credits.py", out, gold, "--json"))
        figures |= {f"{name}{key} F1": value["f1"] for key, value in found["kinds"].items()}
        figures |= {f"{name}origin {key}": value["rate"] for key, value in found["origin"].items() if value.get("rate") is not None}
        clean = found["hard_negatives_clean"]
        figures[f"{name}clean"] = clean["right"] / max(1, clean["of"])
    return figures


def copies(shared: Path, out: Path) -> Figures:
    """Pairs of copies, spans, families and parents on the small corpus."""
    command = f"{sys.executable} {HERE / 'copies.py'} engine {{docs}} {{out}}"
    out.unlink(missing_ok=True)
    _run(shared / "score" / "copies.py", shared / "copies" / "gen1000", "--peers", "cmd", "--cmd", command, "--out", out)
    row = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    return {key: row[key] for key in ("P", "R", "F1", "R_part", "ARI", "parent", "IoU")}


def translated(shared: Path, out: Path) -> Figures:
    """Pairs of translations, as decided."""
    _run(HERE / "translated.py", shared / "translated", out)
    found = json.loads(_run(shared / "score" / "translated.py", shared / "translated", out, "--json"))
    own = found["own"]
    taken, of = map(int, own["hard_wrong"].split("/"))
    return {"F1": own["f1"], "P": own["p"], "R": own["r"], "negatives left": 1 - taken / of}


def statements(shared: Path, out: Path) -> Figures:
    """Who said what, media and dates."""
    _run(HERE / "statements.py", shared / "statements" / "gold.jsonl", out)
    figures: Figures = {}
    part = ""
    for line in _run(shared / "score" / "statements.py", "--pred", out).splitlines():
        if found := re.match(r"found, gold (\w+)\s+([\d.]+)", line):
            figures[f"{part} {found[1]} R"] = float(found[2])
        elif found := re.match(r"(\S.*?)\s{2,}[\d.]+\s+[\d.]+\s+([\d.]+)", line):
            figures[f"{part} {found[1]} F1"] = float(found[2])
        elif re.match(r"\w+$", line):
            part = line
    return figures


def direction(shared: Path, out: Path) -> Figures:
    """Direction and parents on the small corpus."""
    _run(HERE / "direction.py", shared / "copies" / "gen1000", "--reuses", "found", "--json", out)
    found = json.loads(out.read_text(encoding="utf-8"))
    return {key: value for key, value in found.items() if isinstance(value, float) and "CPU" not in key}


SCORES: dict[str, Callable[[Path, Path], Figures]] = {
    "pages": pages,
    "credits": credits_,
    "copies": copies,
    "translated": translated,
    "statements": statements,
    "direction": direction,
}
_DATA = {
    "pages": ("pages/gold.jsonl", "french/gold.jsonl"),
    "credits": ("credits/credits.jsonl", "french/credits.jsonl"),
    "copies": ("copies/gen1000/gold.json.gz",),
    "translated": ("translated/gold.json.gz",),
    "statements": ("statements/gold.jsonl",),
    "direction": ("copies/gen1000/gold.json.gz",),
}


def digest(shared: Path, name: str) -> str:
    """A short digest of the gold that a score is measured on: floors hold for that gold only."""
    content = b"".join((shared / part).read_bytes() for part in _DATA[name])
    return hashlib.sha256(content).hexdigest()[:16]


def measure(shared: Path, names: list[str]) -> dict[str, Figures]:
    """The figures of the scores named, printed as they come."""
    found = {}
    for name in names:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="sourcier-") as folder:
            found[name] = SCORES[name](shared, Path(folder, "out.json"))
        print(f"# {name}: {time.perf_counter() - began:.0f} s")
        for key, value in found[name].items():
            print(f"{name:12} {key:44} {value:8.3f}", flush=True)
    return found


def falls(found: dict[str, Figures], floors: Floors, shared: Path) -> list[str]:
    """The figures below their floors, one line each."""
    lines = []
    for name, figures in found.items():
        pinned = floors.get(name, {})
        if pinned and pinned["digest"] != digest(shared, name):
            print(f"# {name}: the gold has changed since the floors were pinned; raise them anew")
            continue
        wanted = pinned.get("floors", {})
        lines += [
            f"{name}: {key} fell to {figures.get(key, 0):.3f}, floor {floor:.3f}"
            for key, floor in wanted.items()
            if figures.get(key, 0) < floor
        ]
    return lines


def raised(found: dict[str, Figures], floors: Floors, shared: Path) -> Floors:
    """The floors with every figure that is higher now; none is lowered while the gold is the same."""
    answer = dict(floors)
    for name, figures in found.items():
        old = floors.get(name, {})
        before = old.get("floors", {}) if old.get("digest") == digest(shared, name) else {}
        after = {key: max(round(value - SLACK, 4), before.get(key, -1.0)) for key, value in figures.items()}
        answer[name] = {"digest": digest(shared, name), "floors": {**before, **after}}
    return answer


def main() -> int:
    """1 when a figure fell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--floors", type=Path)
    asked.add_argument("--raise", dest="lift", action="store_true")
    asked.add_argument("--only", default=",".join(SCORES))
    asked.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = asked.parse_args()
    found = measure(options.shared, options.only.split(","))
    if options.floors is None:
        return 0
    floors = json.loads(options.floors.read_text(encoding="utf-8")) if options.floors.exists() else {}
    if options.lift:
        options.floors.write_text(json.dumps(raised(found, floors, options.shared), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return 0
    fell = falls(found, floors, options.shared)
    print("\n".join(fell) or "no figure fell")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
