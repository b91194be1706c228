"""Lines of text for people: painted when a terminal reads them, plain when anything else does."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal

Role = Literal["title", "label", "quiet", "good", "claimed", "bad", "name", "plain"]
Paint = Callable[[str, Role], str]


def no_paint(text: str, role: Role) -> str:  # noqa: ARG001 - the shape of Paint
    """The text as it is."""
    return text


def printable(text: str) -> str:
    r"""The text on one line without control characters, so that no page can steer a terminal.

    >>> printable("a\x1b[31mb\nc")
    'a[31mb c'
    """
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def quoted(text: str, width: int = 96) -> str:
    """The printed words in quotation marks, shortened in the middle of nowhere but at a word."""
    return f"“{textwrap.shorten(printable(text), width, placeholder=' …', break_on_hyphens=False)}”"


def wrapped(text: str, *, indent: int, width: int) -> list[str]:
    """The text in lines of at most `width` characters, each `indent` spaces in."""
    pad = " " * indent
    return textwrap.wrap(printable(text), max(width, indent + 20), initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False)


def day(value: date | datetime | None) -> str:
    """A date, with its time of day and zone when it has one.

    >>> day(date(2031, 5, 2))
    '2031-05-02'
    """
    if value is None:
        return "undated"
    return value.strftime("%Y-%m-%d %H:%M %Z").strip() if isinstance(value, datetime) else value.isoformat()


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "article"), count(2, "story", "stories")
    ('1 article', '2 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def part_lines(shown: int, total: int, what: str) -> list[str]:
    """The line that says that a list was cut short; none for a whole list.

    >>> part_lines(20, 1112, "stories"), part_lines(3, 3, "stories")
    (['20 of 1,112 stories; --limit shows more.'], [])
    """
    return [f"{shown:,} of {total:,} {what}; --limit shows more."] if shown < total else []


def table(rows: Iterable[tuple[str, ...]], *, indent: int = 2) -> list[str]:
    """Rows as lines with columns aligned; the last column runs free."""
    cells = [tuple(printable(cell) for cell in row) for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]) - 1)]
    pad = " " * indent
    return [(pad + "  ".join([*(c.ljust(w) for c, w in zip(row[:-1], widths, strict=True)), row[-1]])).rstrip() for row in cells]
