"""The box that tells about an author or a site, and whose box it is."""

from __future__ import annotations

import re
from functools import cache

from sourcier.languages.parties import find_party
from sourcier.languages.reading import line_expression, reading_packs
from sourcier.model import AuthorBox, Block

_MAX_NAME = 60
_JOINTS = re.compile(r"^[\s:–—|»-]+|[\s:–—|»-]+$")


def find_author_box(blocks: tuple[Block, ...]) -> AuthorBox | None:
    """The text of the author box and the name it is about: what follows "About the author" on its line, or the line after it."""
    lines = [block.text for block in blocks if block.label == "author_box"]
    if not lines:
        return None
    return AuthorBox("\n".join(lines), _party(lines))


@cache
def _headings() -> tuple[re.Pattern[str], ...]:
    """The expressions of the lines that open an author box, in every language."""
    return tuple(line_expression(rule) for pack in reading_packs().values() for rule in pack.lines if rule.label == "author_box")


def _party(lines: list[str]) -> str | None:
    """The name that the box is about."""
    for number, line in enumerate(lines[:6]):
        for heading in _headings():
            match = heading.match(line)
            if match:
                rest = _JOINTS.sub("", line[match.end() :])
                return _name(rest) or next((name for text in lines[number + 1 : number + 3] if (name := _name(text))), None)
    return _name(lines[0])


def _name(text: str) -> str | None:
    """The text if it can be a name, else None; a known outlet by its usual name."""
    if not 2 < len(text) <= _MAX_NAME or text[0].islower() or text.rstrip().endswith((".", "!", "?", ":")):
        return None
    outlet = find_party(text)
    return outlet.name if outlet else text
