"""The text of an article cut into pieces that carry marks: who says it, which words report it, which dates it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sourcier.model import Article, DateMention, Span, Statement

# So many speakers get a colour of their own; the others share the last.
COLOURS = 7


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of text under the same marks: `statement` counts from 1 (0 for none), `colour` is its speaker's, `date` an ISO value."""

    text: str
    statement: int = 0
    colour: int = 0
    is_cue: bool = False
    is_speaker: bool = False
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a body: its marked runs, and the label of its block ("body", "heading", "quote", "list")."""

    label: str
    runs: tuple[Marked, ...]


def mark_text(article: Article, statements: Sequence[Statement], dates: Sequence[DateMention]) -> tuple[Paragraph, ...]:
    """The paragraphs of the body with every statement, cue, speaker and date marked; together they are the whole body."""
    paints = _paints(statements, dates)
    labels = {block.span.start: block.label for block in article.blocks if block.span is not None}
    paragraphs, start = [], 0
    for text in article.body.split("\n"):
        end = start + len(text)
        paragraphs.append(Paragraph(labels.get(start, "body"), tuple(_runs(article.body, start, end, paints))))
        start = end + 1
    return tuple(paragraphs)


def speaker_colours(statements: Iterable[Statement]) -> dict[str, int]:
    """The colour of each speaker, from 1, in the order of first appearance; statements without a name have colour 0."""
    names = dict.fromkeys(s.name for s in statements if s.name)
    return {name: min(number, COLOURS) for number, name in enumerate(names, 1)}


@dataclass(frozen=True, slots=True)
class _Paint:
    """A span and what it marks: a run of a statement's content, its cue, its speaker, or a date."""

    span: Span
    kind: Literal["content", "cue", "speaker", "date"]
    statement: int = 0
    colour: int = 0
    date: str | None = None

    def covers(self, start: int, end: int) -> bool:
        """Whether the whole run is under this mark."""
        return self.span.start <= start and self.span.end >= end

    @property
    def length(self) -> int:
        """How much it covers."""
        return self.span.end - self.span.start


def _paints(statements: Sequence[Statement], dates: Sequence[DateMention]) -> list[_Paint]:
    """Every span with what it marks."""
    colours = speaker_colours(statements)
    paints = [_Paint(mention.span, "date", date=mention.value) for mention in dates]
    for number, statement in enumerate(statements, 1):
        colour = colours.get(statement.name or "", 0)
        paints += [_Paint(span, "content", number, colour) for span in statement.content]
        paints += [_Paint(statement.cue, "cue")] if statement.cue else []
        paints += [_Paint(statement.speaker, "speaker")] if statement.speaker else []
    return paints


def _runs(body: str, start: int, end: int, paints: Sequence[_Paint]) -> Iterable[Marked]:
    """The runs of one paragraph: cut wherever a mark begins or ends."""
    here = [paint for paint in paints if paint.span.start < end and paint.span.end > start]
    edges = sorted({start, end} | {min(max(edge, start), end) for paint in here for edge in (paint.span.start, paint.span.end)})
    for left, right in pairwise(edges):
        yield _run(body[left:right], [paint for paint in here if paint.covers(left, right)])


def _run(text: str, paints: Sequence[_Paint]) -> Marked:
    """One run; of statements within statements the innermost (the shortest) marks it."""
    content = min((paint for paint in paints if paint.kind == "content"), key=lambda paint: paint.length, default=None)
    kinds = {paint.kind for paint in paints}
    date = next((paint.date for paint in paints if paint.date), None)
    number, colour = (content.statement, content.colour) if content else (0, 0)
    return Marked(text, number, colour, "cue" in kinds, "speaker" in kinds, date)
