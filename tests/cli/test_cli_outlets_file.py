"""`sourcier --outlets-file FILE`: a user's outlets are known in everything that a run reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PAGE = """<html lang="fr"><head><title>La halle rouvre - La Vigie</title><meta property="og:site_name" content="La Vigie"></head>
<body><article><h1>La halle du port rouvrira au printemps</h1>
<p>La halle du port rouvrira au printemps, a décidé le conseil municipal après deux ans de travaux et de longues discussions.</p>
<p>Les marchands devront se serrer : dix-huit étals seulement sont prévus, contre trente et un autrefois.</p>
<p>Source : EdC Info</p></article></body></html>"""
OUTLETS = '[[outlet]]\nname = "L\'Écho du Cap"\ndomains = ["echocap.example"]\naliases = ["EdC Info"]\n'
START = "from sourcier.cli import main; main()"


def ran(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A process of its own: what a run knows is read once a process."""
    return subprocess.run([sys.executable, "-c", START, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def test_a_user_hands_in_outlets(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OUTLETS, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    known = ran("--outlets-file", tmp_path / "own.toml", "read", "--json", tmp_path / "page.html")
    assert known.returncode == 0, known.stderr
    assert json.loads(known.stdout)["article"]["credits"][0]["outlet"] == "L'Écho du Cap"
    unknown = ran("read", "--json", tmp_path / "page.html")
    assert json.loads(unknown.stdout)["article"]["credits"][0]["outlet"] is None


def test_a_file_that_is_wrong_ends_the_run_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("[[paper]]\n", encoding="utf-8")
    wrong = ran("--outlets-file", tmp_path / "own.toml", "outlets")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
    assert "no such table: paper" in wrong.stderr
