"""Who said what: one short invented text a construction in each language, with counter-examples."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sourcier.model import Article, Statement
from sourcier.statements import find_statements

_CASES = Path(__file__).parent / "cases"
_EDGE = " \t\n\u00a0\u202f.,;:!?«»“”\"'’‘…—–-"


def _cases() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, case) for path in sorted(_CASES.glob("*.toml")) for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def _line(body: str, statement: Statement) -> list[str]:
    content = " // ".join(span.of(body).strip(_EDGE) for span in statement.content)
    cue = statement.cue.of(body) if statement.cue else "-"
    return [statement.name or "-", statement.kind, content, cue, statement.medium or "-"]


def _wanted(line: str) -> list[str]:
    parts = [part.strip() for part in line.split(" | ")]
    parts[2] = " // ".join(segment.strip(_EDGE) for segment in parts[2].split(" // "))
    return parts


@pytest.mark.parametrize(("language", "case"), _cases(), ids=lambda part: part if isinstance(part, str) else part["name"])
def test_case(language: str, case: dict[str, Any]) -> None:
    body = case["text"]
    wanted = [_wanted(line) for line in case["says"]]
    found = [_line(body, statement) for statement in find_statements(Article(body=body, language=language))]
    assert [line[: len(want)] for line, want in zip(found, wanted, strict=False)] == wanted
    assert len(found) == len(wanted)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_language_has_eighty_cases(language: str) -> None:
    names = [case["name"] for code, case in _cases() if code == language]
    assert len(names) == len(set(names)) >= 80


@pytest.mark.parametrize(
    ("body", "language", "role"),
    [
        ('Selon Kyo Tsuzori, commissaire d\'"Escale", la mode change.', "fr", "commissaire"),
        ("« Non », dit Paul Brunel, directeur de « La Vague ».", "fr", "directeur"),
        ("“No,” said Ann Verdell, director of “The Wave”.", "en", "director"),
        ("« Non », dit Paul Brunel, directeur du port.", "fr", "directeur du port"),
    ],
)
def test_a_role_ends_before_a_title_and_what_leads_up_to_it(body: str, language: str, role: str) -> None:
    assert [statement.role for statement in find_statements(Article(body=body, language=language))] == [role]
