"""Names found in a text: their kinds, their fullest forms, case by case in each language."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sourcier.model import Article
from sourcier.statements import find_mentions

_CASES = Path(__file__).parent / "mentions"


def _cases() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, case) for path in sorted(_CASES.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


@pytest.mark.parametrize(("language", "case"), _cases(), ids=lambda part: part if isinstance(part, str) else part["text"][:40])
def test_case(language: str, case: dict[str, Any]) -> None:
    article = Article(body=case["text"], language=language)
    assert [f"{m.span.of(article.body)} | {m.kind} | {m.name}" for m in find_mentions(article)] == case["names"]


def test_names_come_in_the_order_of_the_text_without_overlap() -> None:
    body = "Anne Verdier et Paul Brunel ont vu « le préfet Jean Aubin ». Aubin est à Lyon."
    spans = [mention.span for mention in find_mentions(Article(body=body, language="fr"))]
    assert spans == sorted(spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_no_language_no_words_no_names() -> None:
    assert find_mentions(Article(body="Paul Brunel", language="xx")) == ()
    assert find_mentions(Article(body="")) == ()
