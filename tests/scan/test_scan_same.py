"""A scan gives what the library's functions give in one process, however the work is cut up."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.compare.invented_press import START
from tests.compare.test_compare_addresses import ENGLISH, FRENCH, OTHER
from tests.compare.test_compare_addresses import article as linked
from tests.compare.test_compare_crowds import crowd
from tests.scan.scan_tables import by_library, invented, only, scanned, write_articles

from sourcier.compare import crowds
from sourcier.model import Article
from sourcier.scan import Filters, blocks, joining, plan_scan, rows, tasks
from sourcier.scan import plan as planning

TOLD = ("reuses", "stories", "derivations")


def _parts(articles: list[Article], count: int) -> list[list[Article]]:
    return [articles[start::count] for start in range(count)]


@pytest.mark.parametrize("seed", range(4))
def test_a_scan_tells_what_the_functions_tell(seed: int, tmp_path: Path) -> None:
    articles = invented(seed, 160)
    folder = write_articles(tmp_path / "in", _parts(articles, 3))
    tables = scanned([folder], tmp_path / "out")
    assert only(tables, *TOLD) == by_library(articles)
    assert len(tables["articles"]) == len(articles)
    assert any('"translation"' in row for row in tables["reuses"])


@pytest.mark.parametrize("seed", [5, 6])
def test_the_cut_of_the_work_changes_nothing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = invented(seed, 140)
    monkeypatch.setattr(planning, "_IN_BUCKET", 4000)
    monkeypatch.setattr(joining, "_PAIRS", 100)
    monkeypatch.setattr(rows, "_ROWS", 7)
    monkeypatch.setattr(tasks, "_LEAST", 2000)
    monkeypatch.setattr(tasks, "_MOST", 9000)
    monkeypatch.setattr(blocks, "_AT_ONCE", 9000)
    folder = write_articles(tmp_path / "in", [*_parts(articles, 5), []])
    plan = plan_scan([folder], Filters())
    assert plan.buckets >= 4
    assert only(scanned([folder], tmp_path / "out", plan=plan), *TOLD) == by_library(articles)


def test_one_body_in_many_outlets_is_told_of_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = invented(9, 60)
    body = max((a.body for a in articles), key=len)
    prints = [Article(body=body, address=f"https://titre{n}.example/1", language="fr") for n in range(30)]
    later = [Article(body=f"{body}\nFin du message.", address=f"https://titre{n}.example/2", language="fr") for n in range(5)]
    monkeypatch.setattr(tasks, "_LEAST", 2000)
    monkeypatch.setattr(tasks, "_MOST", 4000)
    monkeypatch.setattr(blocks, "_AT_ONCE", 4000)
    folder = write_articles(tmp_path / "in", _parts([*articles, *prints, *later], 2))
    tables = scanned([folder], tmp_path / "out")
    assert only(tables, *TOLD) == by_library([*articles, *prints, *later])
    assert len(tables["reuses"]) > 30 * 29 // 2


@pytest.mark.parametrize("seed", [2, 3])
def test_crowds_are_told_through_the_few_that_lead_them(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [*invented(seed, 90), *crowd(random.Random(seed), 25)]  # noqa: S311  # a seeded press is what is wanted
    monkeypatch.setattr(crowds, "MOST_TIES", 3)
    monkeypatch.setattr(tasks, "_LEAST", 2000)
    monkeypatch.setattr(tasks, "_MOST", 4000)
    monkeypatch.setattr(blocks, "_AT_ONCE", 4000)
    folder = write_articles(tmp_path / "in", _parts(articles, 3))
    tables = scanned([folder], tmp_path / "out")
    assert only(tables, *TOLD) == by_library(articles)


def test_without_translations_none_is_told(tmp_path: Path) -> None:
    articles = invented(0, 120)
    folder = write_articles(tmp_path / "in", [articles])
    plan = plan_scan([folder], Filters(), translations=False)
    assert only(scanned([folder], tmp_path / "out", plan=plan), *TOLD) == by_library(articles, translations=False)


def test_of_captures_that_read_as_one_article_the_earliest_is_kept(tmp_path: Path) -> None:
    articles = [replace(a, captured_at=START) for a in invented(3, 50)]
    later = [replace(a, captured_at=START + timedelta(days=1), published=START + timedelta(days=90)) for a in articles[:20]]
    folder = write_articles(tmp_path / "in", [later, [*articles[10:], *articles[:10]], articles[:5]])
    tables = scanned([folder], tmp_path / "out")
    assert only(tables, *TOLD) == by_library(articles)
    assert len(tables["articles"]) == len(articles)


def test_text_that_no_table_holds_as_it_is(tmp_path: Path) -> None:
    words = "Le préfet a signé hier un arrêté qui interdit aux camions la traversée du vieux bourg pendant les travaux du pont\ud800"
    bodies = [f"{words} \0 et la rue reste ouverte aux cyclistes selon la mairie.", f"Chapeau.\n{words} jusqu'au printemps, dit-on."]
    articles = [Article(body=body, address=f"https://journal{n}.example/a", language="fr") for n, body in enumerate(bodies)]
    tables = scanned([write_articles(tmp_path / "in", [articles])], tmp_path / "out")
    assert only(tables, "reuses", "stories") == only(by_library(articles), "reuses", "stories")
    assert len(tables["reuses"]) == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing_is_scanned_too(count: int, tmp_path: Path) -> None:
    articles = invented(1, 5)[:count]
    tables = scanned([write_articles(tmp_path / "in", [articles, []])], tmp_path / "out")
    assert only(tables, *TOLD) == by_library(articles)


def test_heavy_windows_are_parted_without_losing_any() -> None:
    sizes = np.array([5, 9_000_000, 1, 8_000_000, 3])
    parts = list(blocks._portions(sizes))
    assert [row for start, stop in parts for row in range(start, stop)] == list(range(5))
    assert len(parts) > 2


def test_links_tie_a_text_to_its_translation_here_too(tmp_path: Path) -> None:
    articles = [linked(FRENCH, "fr", "phare"), linked(ENGLISH, "en", "ledger"), linked(OTHER, "en", "gazette")]
    folder = write_articles(tmp_path / "in", _parts(articles, 2))
    tables = scanned([folder], tmp_path / "out")
    assert only(tables, *TOLD) == by_library(articles)
    assert len(tables["reuses"]) == 1
