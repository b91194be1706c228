"""Floors on the shared corpora: pairs found and spans exact; skipped by name where the data are absent."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sourcier.compare import find_reuses
from sourcier.model import Article, Outlet

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data are not here")]


def load(folder: str) -> tuple[list[Article], dict[str, Any]]:
    with gzip.open(SHARED / folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [to_article(json.loads(line)) for line in lines]
    with gzip.open(SHARED / folder / "gold.json.gz", "rt", encoding="utf-8") as file:
        return articles, json.load(file)


def to_article(record: dict[str, Any]) -> Article:
    when = record["date"] or record["seen"]
    address = f"https://{record['site']}/{record['id']}"
    return Article(
        body=record["text"],
        language=record["lang"],
        outlet=Outlet(record["site"]),
        address=address,
        published=datetime.fromtimestamp(when, UTC),
    )


def test_pairs_of_one_wording() -> None:
    articles, gold = load("copies/gen1000")
    numbers = {article.article_id: number for number, article in enumerate(articles)}
    true = {(pair["a"], pair["b"]): pair for pair in gold["pairs"]}
    found = {
        (min(a, b), max(a, b))
        for reuse in find_reuses(articles, translations=False)
        for a, b in [(numbers[reuse.first], numbers[reuse.second])]
    }
    assert len(found & true.keys()) / len(found) >= 0.96
    assert len(found & true.keys()) / len(true) >= 0.985


def test_translated_pairs() -> None:
    articles, gold = load("translated")
    numbers = {article.article_id: number for number, article in enumerate(articles)}
    true = {(pair["a"], pair["b"]) for pair in gold["pairs"]}
    hard = {tuple(pair) for pair in gold["negatives"]}
    ignored = {tuple(pair) for pair in gold["ignore"]}
    found = set()
    for reuse in find_reuses(articles):
        pair = numbers[reuse.first], numbers[reuse.second]
        if articles[pair[0]].language != articles[pair[1]].language:
            found.add((min(pair), max(pair)))
    found -= ignored
    assert len(found & hard) <= 20
    assert 2 * len(found & true) / (len(found) + len(true)) >= 0.92
