"""Labelled lines become the body with exact spans, the blocks of the article, its links and its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sourcier.model import Block, Image, Label, Link, Span
from sourcier.read.credits.rules import may_mark
from sourcier.read.metadata.head import resolve
from sourcier.read.page.blocks import Layout, Line, unescape
from sourcier.read.page.marks import Mark
from sourcier.text.addresses import normalise_address

BODY_LABELS: frozenset[Label] = frozenset({"body", "heading", "quote", "list"})
_FRAME: frozenset[Label] = frozenset({"navigation", "related"})
_HREF, _ALT, _NOW, _LATER, _LAZY = ' href="', ' alt="', ' src="', ' data-src="', ' data-lazy-src="'
_SHORT = 80
_MAX_IMAGES, _IMAGES_ABOVE = 60, 12
_NO_PICTURE = Mark.NAVIGATION | Mark.RELATED | Mark.AUTHOR_BOX | Mark.SHARE | Mark.ADVERT


@dataclass(frozen=True, slots=True)
class Composed:
    """The body, every block of the page with its span, the links of the body and the pictures beside it."""

    body: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def compose(layout: Layout, labels: list[Label], bits: list[int], address: str) -> Composed:
    """The article's text and blocks from the labels of the lines; paragraphs are joined by a line feed."""
    lines, tags, parents = layout.lines, layout.tags, layout.parents
    parts: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    above: dict[int, str] = {}
    inside: list[int] = []
    offset = after = 0
    for number, label in enumerate(labels):
        if number < after:
            continue
        line = lines[number]
        text, node = line.text, line.node
        parent = parents[node]
        if (path := above.get(parent)) is None:
            path = above[parent] = _path_to(layout, parent)
        place = path + tags[node] if node else ""
        if label in BODY_LABELS:
            own = links_of(line, address, offset) if line.links else ()
            end = offset + len(text)
            blocks.append(Block(label, text, Span(offset, end), place, own))
            links += own
            parts.append(text)
            inside.append(number)
            offset = end + 1
        elif label in _FRAME:
            # The frame matters as a whole only: its lines make one block.
            after = number + 1
            while after < len(lines) and labels[after] == label:
                after += 1
            blocks.append(Block(label, "\n".join([one.text for one in lines[number:after]]), None, place))
        else:
            own = links_of(line, address) if line.links and _may_credit(label, line) else ()
            blocks.append(Block(label, text, None, place, own))
    images = _images(layout, labels, bits, address, (inside[0], inside[-1])) if inside else ()
    return Composed("\n".join(parts), tuple(blocks), tuple(links), images)


def _may_credit(label: Label, line: Line) -> bool:
    """Whether it matters what a line beside the text links to.

    What readers link to is no credit, and a line that is nothing known counts only where it may be one.
    """
    if label != "other":
        return label != "comments"
    return _may_mark_short(line.text) if len(line.text) <= _SHORT else may_mark(line.text)


@lru_cache(maxsize=4096)
def _may_mark_short(text: str) -> bool:
    """As `may_mark`, of short lines, which are the same on many pages."""
    return may_mark(text)


def links_of(line: Line, address: str, offset: int = 0) -> tuple[Link, ...]:
    """The links of one line, with spans into its text moved by `offset`."""
    found = []
    text = line.text
    ends = _ends(text, line.pieces[: line.links[-1][1]]) if line.links else []
    for first, after, tag in line.links:
        if _HREF in tag and (target := normalise_address(_value_of(tag, _HREF), address)):
            start, end = ends[first], ends[after]
            start += start < end and text[start] == " "
            found.append(Link(target, text[start:end], Span(offset + start, offset + end)))
    return tuple(found)


def _value_of(tag: str, opening: str) -> str:
    """The value of the attribute that opens so (` href="`), "" without one; entities resolved."""
    before, _, rest = tag.partition(opening)
    while before.count('"') % 2 and rest:  # it stands in the value of another attribute
        more, _, rest = rest.partition(opening)
        before += opening + more
    value = rest.partition('"')[0]
    return resolve(value) if "&" in value else value


def _ends(text: str, pieces: Sequence[str]) -> list[int]:
    """How long the text of a line is before each of its raw pieces and after the last: entities resolved, spaces joined."""
    ends, length, parted = [0], 0, False
    for piece in pieces:
        raw = unescape(piece) if "&" in piece else piece
        if words := raw.strip():
            length += length > 0 and (parted or raw[0].isspace())
            # Most pieces stand in the text as they are.
            length += len(words if text.startswith(words, length) else " ".join(words.split()))
            parted = raw[-1].isspace()
        else:
            parted = True
        ends.append(length)
    return ends


def _path_to(layout: Layout, element: int) -> str:
    """The last few elements down to one, outermost first, each with a mark after it: "article>div>"."""
    tags, parents = layout.tags, layout.parents
    if element > 0 and (first := parents[element]) > 0 and (second := parents[first]) > 0 and (third := parents[second]) > 0:
        return f"{tags[third]}>{tags[second]}>{tags[first]}>{tags[element]}>"  # as of most lines
    path = ""
    while element > 0:
        path = f"{tags[element]}>{path}"
        element = parents[element]
    return path


def _images(layout: Layout, labels: list[Label], bits: list[int], address: str, ends: tuple[int, int]) -> tuple[Image, ...]:
    """The pictures that stand between the first and the last line of the article, with the caption that follows."""
    found: dict[str, Image] = {}
    for line, tag, _ in layout.images:
        if not ends[0] - _IMAGES_ABOVE <= line <= ends[1] + 1 or len(found) >= _MAX_IMAGES:
            continue
        if line < len(bits) and bits[line] & _NO_PICTURE:
            continue
        written = _value_of(tag, _LATER) or _value_of(tag, _LAZY) or _value_of(tag, _NOW)
        if target := normalise_address(written, address):
            caption = layout.lines[line].text if line < len(labels) and labels[line] == "caption" else _value_of(tag, _ALT)
            found.setdefault(target, Image(target, caption))
    return tuple(found.values())
