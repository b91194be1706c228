"""The demo: the invented press kept and traced, one chain shown, the library left to go on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run

CHAIN = "Actu Relais <- Horizons Libres <- The Harbour Ledger  (two hops, both confirmed)"


def test_the_demo_shows_the_chain_and_leaves_a_library(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("demo", "--no-serve")
    assert ran.code == 0, ran.err
    assert CHAIN in ran.out
    assert "Adblock test (Why?)" in ran.out
    assert "Searched: " in ran.out
    assert run("check", "-l", "demo-library/library.db").code == 0
    assert run("stories", "-l", "demo-library/library.db", "--json").json["stories"]
    # made anew at its own place, so that a second run shows the same
    assert run("demo", "--no-serve").out == ran.out


def test_the_demo_speaks_json_and_goes_where_it_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "--no-serve", "--json", "-l", tmp_path / "deep" / "press.db")
    assert ran.code == 0, ran.err
    assert [hop["verdict"] for hop in ran.json["trace"]["chain"]] == ["confirmed", "confirmed"]
    assert ran.json["pages"] - len(ran.json["refused"]) == ran.json["trace"]["searched"]["articles"]
