"""The note on the author at the end of a text, which names whom the page names as its author and is no part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcier.model import Label
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import text_of
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark

# Two to four words, each with a capital but for particles, and a word in small letters after them: "Ada van Quill is a pilot".
_OPENING = re.compile(r"([^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){0,2}? [^\W\d_a-z][\w.'’-]*)(?=,? [^\W\dA-Z_])")
_PROSE = frozenset({"body", "quote", "list"})
# A note stands among the last paragraphs of a text of some length, and has few of its own.
_LAST, _FEWEST, _LONGEST, _MAX_NAMES = 3, 5, 900, 120
_WRITER = Mark.AUTHOR | Mark.ITEM_AUTHOR


def mark_notes(head: Head, layout: Layout, labels: list[Label]) -> None:
    """The last paragraphs from one on that opens with the author's name, as a note and no news does, become an author box."""
    prose: list[int] = []
    number = len(labels)
    while number and len(prose) < _FEWEST:
        number -= 1
        if labels[number] in _PROSE:
            prose.append(number)
    if len(prose) < _FEWEST:
        return
    last = prose[_LAST - 1 :: -1]
    for number in last:
        text = layout.lines[number].text
        opening = _OPENING.match(text) if len(text) <= _LONGEST else None
        if opening and any(opening[1] in name for name in _names(head, layout) if len(name) <= _MAX_NAMES):
            for later in (n for n in last if n >= number):
                labels[later] = "author_box"
            return


def _names(head: Head, layout: Layout) -> Iterator[str]:
    """What the page gives as the names of its authors, to machines and to readers."""
    yield from head.metas_of("author")
    for entry in head.articles:
        told = entry.get("author")
        yield from (text_of(one) for one in (told if isinstance(told, list) else [told]))
    yield from (named.text for named in layout.named if named.bits & _WRITER)
