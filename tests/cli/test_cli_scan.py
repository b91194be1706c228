"""`sourcier scan` as a user meets it: archives in, tables out, and the tables into a library."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cli.conftest import Run
from tests.scan.scan_tables import tables_of

from sourcier.demo import press
from sourcier.store import open_store
from sourcier.warc import write_pages

WHEN = datetime(2031, 5, 2, tzinfo=UTC)
STORY = "Le conseil de Port-Neuf a voté mardi la fermeture des deux vieux quais, que les cargos n'empruntent plus depuis l'automne."
ROWS = [
    {"url": "https://phare.example/1", "text": f"{STORY} Le maire parle d'un tournant.", "published": "2031-05-01", "outlet": "Le Phare"},
    {"url": "https://echo.example/2", "text": f"{STORY} Les dockers demandent un délai.", "published": "2031-05-02", "outlet": "L'Écho"},
    {
        "url": "https://vigie.example/3",
        "text": "Une pluie fine est tombée toute la nuit sur la côte.",
        "published": "2031-06-01",
    },
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented press as an archive of a crawler."""
    path = tmp_path_factory.mktemp("archive") / "press.warc.gz"
    write_pages(press(), path, stored_at=WHEN)
    return path


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Three articles as a table of lines."""
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_an_archive_becomes_tables_and_these_a_library(run: Run, archive: Path, tmp_path: Path) -> None:
    out, scanned, added = tmp_path / "out", str(tmp_path / "scanned.db"), str(tmp_path / "added.db")
    ran = run("scan", archive, "-o", out, "--workers", 1, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["rows"]["articles"] > 40
    assert {path.name for path in out.iterdir()} == {*ran.json["rows"], "manifest.json"}
    again = run("scan", archive, "-o", out, "--workers", 1)
    assert again.out.startswith(f"{out}: {ran.json['rows']['articles']} articles, ")
    assert run("add", out, "-l", scanned).code == 0
    run("add", archive, "-l", added)
    assert _library(scanned) == _library(added)


def _library(address: str) -> object:
    """What a library holds of the articles: these, their statements, dates and mentions, their stories, and the captures."""
    with open_store(address, create=False) as kept:
        articles = list(kept.articles())
        found = [(kept.dates(a.article_id), kept.mentions(a.article_id), kept.page(a.article_id)) for a in articles]
        return articles, found, kept.statements(), kept.stories(), kept.reuses()


def test_filters_leave_out_what_was_not_asked_for(run: Run, lines: Path, tmp_path: Path) -> None:
    def count(*options: str) -> int:
        out = tmp_path / f"out{len(list(tmp_path.iterdir()))}"
        return int(run("scan", lines, "-o", out, "--workers", 1, "--json", *options).json["rows"]["articles"])

    assert count() == 3
    assert count("--since", "2031-05-02") == 2
    assert count("--until", "2031-05-02") == 2
    assert count("--since", "2031-05-02", "--until", "2031-05-31") == 1
    assert count("--outlet", "l'echo") == 1
    assert count("--outlet", "phare.example") == 1
    assert count("--language", "en") == 0


def test_statements_need_not_be_looked_for(run: Run, archive: Path, tmp_path: Path) -> None:
    rows = run("scan", archive, "-o", tmp_path / "out", "--workers", 1, "--json", "--without", "statements").json["rows"]
    assert rows["statements"] == 0
    assert rows["credits"] > 0


def test_a_parquet_table_is_read_as_its_lines_are(run: Run, lines: Path, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "texts.parquet", row_group_size=1)
    for name in ("texts.parquet", lines.name):
        assert run("scan", tmp_path / name, "-o", tmp_path / f"out-{name}", "--workers", 1).code == 0
    of_rows, of_lines = (tables_of(tmp_path / f"out-{name}") for name in ("texts.parquet", lines.name))
    assert of_rows["stories"] == of_lines["stories"]
    assert len(of_rows["reuses"]) == 1


def test_a_scan_of_a_scan_reads_nothing_again(run: Run, archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / archive.name
    copy.write_bytes(archive.read_bytes())
    run("scan", copy, "-o", tmp_path / "first", "--workers", 1)
    copy.unlink()
    assert run("scan", tmp_path / "first", "-o", tmp_path / "second", "--workers", 1).code == 0
    first, second = (tables_of(tmp_path / name) for name in ("first", "second"))
    assert {name: rows for name, rows in first.items() if name != "errors"} == {n: rows for n, rows in second.items() if n != "errors"}


def test_captures_that_are_gone_are_told(run: Run, lines: Path, tmp_path: Path) -> None:
    run("scan", lines, "-o", tmp_path / "out", "--workers", 1)
    lines.write_text(lines.read_text(encoding="utf-8").replace("dockers", "grutiers"), encoding="utf-8")
    ran = run("add", tmp_path / "out", "-l", tmp_path / "l.db")
    assert ran.code == 3
    assert "no longer holds this capture" in ran.err
    assert "2 added" in ran.out
    lines.unlink()
    assert "cannot be opened" in run("add", tmp_path / "out", "-l", tmp_path / "m.db").err


def test_what_cannot_be_right_is_one_line(run: Run, lines: Path, tmp_path: Path) -> None:
    for wrong in (("scan", tmp_path / "nowhere", "-o", tmp_path / "o"), ("scan", lines, "-o", tmp_path / "o", "--since", "mai")):
        ran = run(*wrong)
        assert ran.code == 2
        assert len(ran.err.strip().splitlines()) == 1
    run("scan", lines, "-o", tmp_path / "o", "--workers", 1)
    ran = run("scan", lines, "-o", tmp_path / "o", "--workers", 1, "--language", "fr")
    assert ran.code == 2
    assert "another scan" in ran.err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_each_stage_is(run: Run, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    run("scan", lines, "-o", tmp_path / "out", "--workers", 1)
    text = shown.getvalue()
    assert "reading pages: 1 of 1 parts" in text
    assert "a second" in text
    assert "writing tables: 1 of 1 parts" in text
