"""Quotation marks: where quoted words begin and end, nested, mismatched, unclosed, or running over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sourcier.model import Span

_MARK = re.compile("[«»“”„\"‹›]|''|``|’’|‘‘")
_SINGLE = re.compile(r"(?<![\w'’])['‘](?=\w)(?:[^\n«»“”„\"]{1,600}?[,.?!…]['’]|[^\n'‘’«»“”„\"]{2,120}['’])(?!\w)")
_OPENERS = {
    "«": ("»",),
    "“": ("”", '"', "’’"),
    "„": ("“", "”", '"'),
    "‹": ("›",),
    '"': ('"', "”", "’’"),
    "''": ("''",),
    "``": ("''", '"'),
    "‘‘": ("’’",),
    "»": ("«",),
}
_CLOSERS = {"»", "”", "›", "’’"}
_BEFORE_OPENING = " \t\n\u00a0\u202f([{—–-/'’«“‘:;,.|"


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words with their marks (`span`) and without (`inner`); `carries_on` when the next paragraph goes on quoting."""

    span: Span
    inner: Span
    carries_on: bool = False


def find_quotes(text: str) -> tuple[Quote, ...]:
    """The outermost quotations of a text, in order, never overlapping; paragraphs end at line feeds.

    A mark of one type closes a quotation opened by another of the same family (" by ”). A quotation that is not closed counts
    when it opens its paragraph or follows a colon; it then ends with the paragraph. One pass: time grows with the text only.

    >>> [quote.inner.of('Il dit : « Je "crois" que oui ».') for quote in find_quotes('Il dit : « Je "crois" que oui ».')]
    ['Je "crois" que oui']
    """
    found: list[Quote] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        found.extend(_paragraph_quotes(text, start, end))
        start = end + 1
    return tuple(found)


def _paragraph_quotes(text: str, start: int, end: int) -> Iterator[Quote]:
    """The outermost quotations of one paragraph."""
    doubles = _doubles(text, start, end)
    if "'" not in text[start:end] and "‘" not in text[start:end]:
        yield from doubles
        return
    here = start
    for quote in [*doubles, None]:
        until = quote.span.start if quote else end
        for match in _SINGLE.finditer(text, here, until):
            if text.count(" ", match.start(), match.end()) or match.end() - match.start() > 5:
                yield _trimmed(text, match.start(), match.end(), 1, 1)
        if quote:
            yield quote
            here = quote.span.end


def _doubles(text: str, start: int, end: int) -> list[Quote]:
    """The outermost quotations in double marks of one paragraph."""
    found: list[Quote] = []
    stack: list[tuple[int, str]] = []
    inner: list[Quote] = []  # closed at depth two: outermost after all when the mark before them is never closed
    for match in _MARK.finditer(text, start, end):
        mark, place = match.group(), match.start()
        if stack and mark in _OPENERS[stack[-1][1]] and not (mark == '"' and _looks_open(text, place, start, end)):
            opened, kind = stack.pop()
            quote = _trimmed(text, opened, match.end(), len(kind), len(mark))
            if not stack:
                found.append(quote)
                inner.clear()
            elif len(stack) == 1:
                inner.append(quote)
        elif _opens(text, match, start, end):
            if stack and mark == '"' == stack[-1][1]:
                stack.pop()  # two opening marks in a row: the first one was never closed
            stack.append((place, mark))
        elif mark in _CLOSERS and len(stack) > 1:
            stack.pop()
    if stack:
        found.extend(_unclosed(text, (start, end), stack[0], inner))
    return found


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark that closes nothing opens a quotation."""
    mark = match.group()
    if mark in _CLOSERS:
        return mark == "»" and _looks_open(text, match.start(), start, end)
    if mark in {"«", "“", "„", "‹", "‘‘"}:
        return True
    if mark == '"' and text[match.start() - 1 : match.start()].isspace() and text[match.end() : match.end() + 1].isspace():
        return True  # spaces on both sides, as some keep them within: " la menace "
    return mark != '"' or _looks_open(text, match.start(), start, end) or not _looks_closed(text, match.end(), end)


def _looks_open(text: str, place: int, start: int, end: int) -> bool:
    """Whether the mark at `place` stands where quotations open: after a space or a bracket and before a word."""
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    return before in _BEFORE_OPENING[:8] and not after.isspace() and after not in ",.;:)!?"


def _looks_closed(text: str, after: int, end: int) -> bool:
    """Whether what follows a mark is what follows closing marks: a space, an end, a stop."""
    return after >= end or text[after] in " \u00a0\t.,;:!?)"


def _unclosed(text: str, paragraph: tuple[int, int], opener: tuple[int, str], inner: list[Quote]) -> list[Quote]:
    """What a paragraph holds after a mark that nothing closes."""
    start, end = paragraph
    place, mark = opener
    opens_paragraph = not text[start:place].strip()
    following = text[end + 1 : end + 3].lstrip()[:1]
    carries_on = bool(following) and following in '«“„"»'
    if inner and not (opens_paragraph and carries_on):
        return inner
    if opens_paragraph or carries_on or text[max(start, place - 3) : place].rstrip().endswith(":"):
        quote = _trimmed(text, place, end, len(mark), 0)
        return [Quote(quote.span, quote.inner, carries_on=carries_on)] if quote.inner.start < quote.inner.end else []
    return []


def _trimmed(text: str, start: int, end: int, opening: int, closing: int) -> Quote:
    """A quotation whose inner span is free of the spaces beside the marks."""
    first, last = start + opening, end - closing
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return Quote(Span(start, end), Span(first, max(first, last)))
