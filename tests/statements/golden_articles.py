"""Whole invented articles with their statements and dates marked in the text, and the score of an answer against them.

An article is a file: a head (language, day of publication, one line a statement: number, kind, name or "-"), a line "---", the
text with marks. ⟨1 …⟩ is content of statement 1, ⟨1c …⟩ its cue, ⟨1s …⟩ its speaker, ⟨1m …⟩ its medium, ⟨? …⟩ content that may be
found or not, ⟨=2024-03 …⟩ a date, ⟨=? …⟩ a date that may be found or not. Marks nest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sourcier.model import Article, Span

_FOLDER = Path(__file__).parent / "articles"
_MARK = re.compile(r"⟨(\S+) ?|⟩")
_EDGE = " \t\u00a0\u202f.,;:!?«»“”\"'’‘…—–-"


@dataclass(frozen=True)
class Marked:
    """One article with what its marks say: each statement's name and content, content that may be found, dates, dates that may be."""

    title: str
    article: Article
    statements: tuple[tuple[str | None, frozenset[int]], ...]
    optional: tuple[frozenset[int], ...]
    dates: tuple[tuple[Span, str], ...]
    optional_dates: tuple[Span, ...]


def read_articles() -> list[Marked]:
    """Every marked article."""
    return [_read(path) for path in sorted(_FOLDER.glob("*.txt"))]


def characters(body: str, spans: Iterable[Span]) -> frozenset[int]:
    """The places of the characters that spans cover, marks and spaces at their edges left out."""
    found: set[int] = set()
    for span in spans:
        start, end = span.start, span.end
        while start < end and body[start] in _EDGE:
            start += 1
        while end > start and body[end - 1] in _EDGE:
            end -= 1
        found.update(range(start, end))
    return frozenset(found)


def _read(path: Path) -> Marked:
    head, _, text = path.read_text(encoding="utf-8").rstrip("\n").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.split("\n") if re.match(r"\w+: ", line))
    names = {line.split(" ", 2)[0]: line.split(" ", 2)[2] for line in head.split("\n") if line[0].isdigit()}
    body, marks = _unmarked(text)
    contents: dict[str, list[Span]] = {number: [] for number in names}
    for tag, span in marks:
        if tag in contents:
            contents[tag].append(span)
    told = tuple((None if names[n] == "-" else names[n], characters(body, spans)) for n, spans in contents.items())
    return Marked(
        path.stem,
        Article(body=body, language=fields["language"], published=date.fromisoformat(fields["published"])),
        told,
        tuple(characters(body, [span]) for tag, span in marks if tag == "?"),
        tuple((span, tag[1:]) for tag, span in marks if tag[0] == "=" and tag != "=?"),
        tuple(span for tag, span in marks if tag == "=?"),
    )


def _unmarked(text: str) -> tuple[str, list[tuple[str, Span]]]:
    """The text without marks, and where each mark stood."""
    parts: list[str] = []
    marks: list[tuple[str, Span]] = []
    opened: list[tuple[str, int]] = []
    read, length = 0, 0
    for match in _MARK.finditer(text):
        parts.append(text[read : match.start()])
        length += match.start() - read
        read = match.end()
        if match.group(1):
            opened.append((match.group(1), length))
        else:
            tag, start = opened.pop()
            marks.append((tag, Span(start, length)))
    assert not opened
    return "".join([*parts, text[read:]]), sorted(marks, key=lambda mark: (mark[1].start, -mark[1].end))
