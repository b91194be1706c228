"""`sourcier report`: a page that needs nothing else, its tables beside it, the same bytes from the same library."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sourcier.demo import press
from sourcier.pipeline.reading import read_page, reading_rules
from sourcier.pipeline.settling import settle
from sourcier.store import open_store

Run = Callable[..., Any]
OUTLETS = ("--outlets", "Le Courrier de Sarnevent", "--outlets", "North Quay Post")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("press") / "library.db"
    with open_store(path) as kept:
        kept.add_all(map(read_page, press()))
        settle(kept)
    return path


def test_the_report_is_whole_and_needs_nothing_else(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("report", *OUTLETS, "-l", library, "-o", tmp_path / "deep" / "report.html")
    assert ran.code == 0
    text = (tmp_path / "deep" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|<a\b|\bsrc=|url\((?!#)", text), "it reaches for something outside itself"
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert text.count('<svg class="river"') > 2
    with open_store(library) as kept:
        heads = kept.heads(article.article_id for article in kept.articles(outlet="North Quay Post"))
        told = [head.digest for head in heads.values() if (story := kept.story_of(head.article_id)) and len(story.articles) > 1]
        assert told
        assert all(digest in text for digest in told)
        assert all(kept.page(head.article_id).digest == head.digest for head in heads.values())


def test_the_versions_of_the_rules_are_told(run: Run, library: Path, tmp_path: Path) -> None:
    run("report", *OUTLETS, "-l", library, "-o", tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"<code>{reading_rules()}</code>" in text
    with open_store(library) as kept:
        article = next(kept.articles(outlet="North Quay Post"))
        assert kept.lists.rules([article.article_id, "anone"]) == {article.article_id: reading_rules()}


def test_the_tables_stand_beside_it(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("report", *OUTLETS, "-l", library, "-o", tmp_path / "report.html", "--json")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ran.json["flows"] > 3
    assert all({row["taker"], row["giver"]} & {"Le Courrier de Sarnevent", "North Quay Post"} for row in rows)
    graph = ET.parse(tmp_path / "report.graphml").getroot()  # noqa: S314 - written by ourselves a moment ago
    assert len(graph.findall(".//{*}edge")) == len(rows)


def test_the_same_library_gives_the_same_bytes(run: Run, library: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("report", *OUTLETS, "-l", library, "-o", tmp_path / f"{name}.html").code == 0
    for end in (".html", ".csv", ".graphml"):
        assert (tmp_path / f"one{end}").read_bytes() == (tmp_path / f"two{end}").read_bytes()


def test_it_speaks_french_and_keeps_to_its_dates(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("report", *OUTLETS, "-l", library, "-o", tmp_path / "r.html", "--language", "fr", "--since", "2026-05-01", "--json")
    assert ran.code == 0
    assert "Qui reprend qui" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert ran.json["stories"] < run("report", *OUTLETS, "-l", library, "-o", tmp_path / "r.html", "--json").json["stories"]


def test_an_outlet_that_is_not_held_is_told(run: Run, library: Path, tmp_path: Path) -> None:
    ran = run("report", "--outlets", "Nobody", "-l", library, "-o", tmp_path / "r.html")
    assert (ran.code, ran.err.count("\n")) == (4, 1)
    assert "Nobody" in ran.err
    assert not (tmp_path / "r.html").exists()


def test_a_place_that_cannot_be_written_is_told(run: Run, library: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = run("report", *OUTLETS, "-l", library, "-o", tmp_path / "file" / "r.html")
    assert ran.err.count("\n") == 1
    assert ran.code in {3, 5}
