"""Who said what in whole invented articles: how many statements and dates come out right, held to a floor in each language."""

from __future__ import annotations

import pytest
from tests.statements.golden_articles import Marked, characters, read_articles

from sourcier.model import Span
from sourcier.statements import find_dates, find_statements

_ARTICLES = read_articles()
# F1 of content with the right name, and of dates with their value; these only rise
_FLOORS = {"fr": (0.91, 0.985), "en": (0.94, 0.985)}


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted)


def _alike(first: frozenset[int], second: frozenset[int]) -> bool:
    return len(first & second) >= 0.8 * len(first | second)


def _statements(marked: Marked) -> tuple[int, int, int]:
    """How many statements are right, found and wanted; what may be found or not counts only when it is right."""
    body = marked.article.body
    found = [(s.name, characters(body, s.content)) for s in find_statements(marked.article)]
    matched = [(name, told) for name, told in found if any(_alike(told, wanted) for _, wanted in marked.statements)]
    free = [
        told for pair in found if pair not in matched for told in [pair[1]] if any(len(told & o) >= len(told) / 2 for o in marked.optional)
    ]
    right = sum(
        any(_alike(told, wanted) and (name or "") == (known or "") for known, told in matched) for name, wanted in marked.statements
    )
    return right, len(found) - len(free), len(marked.statements)


def _dates(marked: Marked) -> tuple[int, int, int]:
    """How many dates are right, found and wanted."""
    found = [m for m in find_dates(marked.article) if not any(_touch(m.span, span) for span in marked.optional_dates)]
    right = sum(any(_touch(m.span, span) and m.value == value for m in found) for span, value in marked.dates)
    return right, len(found), len(marked.dates)


def _touch(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


@pytest.mark.parametrize("language", sorted(_FLOORS))
def test_statements_and_dates_keep_their_floor(language: str) -> None:
    marked = [one for one in _ARTICLES if one.article.language == language]
    said = [sum(column) for column in zip(*map(_statements, marked), strict=True)]
    dated = [sum(column) for column in zip(*map(_dates, marked), strict=True)]
    assert _f1(*said) >= _FLOORS[language][0]
    assert _f1(*dated) >= _FLOORS[language][1]


@pytest.mark.parametrize("marked", _ARTICLES, ids=lambda marked: marked.title)
def test_half_of_each_article_comes_out_right(marked: Marked) -> None:
    right, found, wanted = _statements(marked)
    assert _f1(right, found, wanted) > 0.5
    assert all(told for _, told in marked.statements)


def test_there_are_twenty_articles_a_language() -> None:
    assert all(sum(one.article.language == language for one in _ARTICLES) >= 20 for language in _FLOORS)
