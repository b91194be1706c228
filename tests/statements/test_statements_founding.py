"""The text of the page that founded the project: nine statements under full names, one medium, two dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sourcier.model import Article
from sourcier.statements import find_dates, find_statements

_FOLDER = Path(__file__).parents[2].parent / "shared" / "founding"


@pytest.fixture(scope="module")
def body() -> str:
    if not _FOLDER.is_dir():
        pytest.skip("the shared founding text is absent")
    text = next(_FOLDER.glob("*.txt")).read_text(encoding="utf-8")
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    end = next(number for number, line in enumerate(paragraphs) if line.lower().startswith("source :"))
    return "\n".join(paragraphs[2:end])  # the title stands twice


@pytest.mark.shared
def test_nine_statements_under_full_names(body: str) -> None:
    found = find_statements(Article(body=body, language="fr"))
    assert [statement.name for statement in found] == [
        "Tayyip Erdogan",
        "Vladimir Poutine",
        "Tayyip Erdogan",
        "Émirats arabes unis",
        "Alexei Martynov",
        "Alexei Martynov",
        "Dmitry Peskov",
        "Dmitry Peskov",
        "Dmitry Peskov",
    ]
    assert [statement.kind for statement in found].count("direct") == 1


@pytest.mark.shared
def test_the_medium_of_the_first(body: str) -> None:
    first, *others = find_statements(Article(body=body, language="fr"))
    assert first.medium == "CNN Türk"
    assert all(statement.medium is None for statement in others)


@pytest.mark.shared
def test_dates_need_a_day_of_publication(body: str) -> None:
    dated = find_dates(Article(body=body, language="fr", published=date(2022, 7, 27)))
    assert [mention.value for mention in dated] == ["2022-08-05", "2022-07-19"]
    assert [mention.value for mention in find_dates(Article(body=body, language="fr"))] == [None, None]
