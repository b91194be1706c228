"""Labelled lines become the body with exact spans, the blocks of the article, its links and its pictures."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sourcier.model import Block, Image, Label, Link, Span
from sourcier.read.credits.rules import may_mark
from sourcier.read.metadata.head import attributes_of
from sourcier.read.page.blocks import Layout, Line, unescape
from sourcier.read.page.marks import Mark
from sourcier.text.addresses import normalise_address

BODY_LABELS: frozenset[Label] = frozenset({"body", "heading", "quote", "list"})
_FRAME: frozenset[Label] = frozenset({"navigation", "related"})
_HREF = re.compile(r' href="([^"]*)"')
_MAX_PLACE = 5
_MAX_IMAGES, _IMAGES_ABOVE = 60, 12


@dataclass(frozen=True, slots=True)
class Composed:
    """The body, every block of the page with its span, the links of the body and the pictures beside it."""

    body: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def compose(layout: Layout, labels: list[Label], bits: list[int], address: str) -> Composed:
    """The article's text and blocks from the labels of the lines; paragraphs are joined by a line feed."""
    lines = layout.lines
    parts: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    above: dict[int, str] = {}
    inside: list[int] = []
    offset = number = 0
    while number < len(lines):
        line, label = lines[number], labels[number]
        place = _place_of(layout, line.node, above)
        if label in _FRAME:
            # The frame matters as a whole only: its lines make one block.
            after = number + 1
            while after < len(lines) and labels[after] == label:
                after += 1
            blocks.append(Block(label, "\n".join([one.text for one in lines[number:after]]), None, place))
            number = after
            continue
        if label in BODY_LABELS:
            own = links_of(line, address, offset) if line.links else ()
            span = Span(offset, offset + len(line.text))
            blocks.append(Block(label, line.text, span, place, own))
            links.extend(own)
            parts.append(line.text)
            inside.append(number)
            offset = span.end + 1
        else:
            own = links_of(line, address) if line.links and _may_credit(label, line) else ()
            blocks.append(Block(label, line.text, None, place, own))
        number += 1
    images = _images(layout, labels, bits, address, (inside[0], inside[-1])) if inside else ()
    return Composed("\n".join(parts), tuple(blocks), tuple(links), images)


def _may_credit(label: Label, line: Line) -> bool:
    """Whether it matters what a line beside the text links to.

    What readers link to is no credit, and a line that is nothing known counts only where it may be one.
    """
    return label != "comments" and (label != "other" or may_mark(line.text))


def links_of(line: Line, address: str, offset: int = 0) -> tuple[Link, ...]:
    """The links of one line, with spans into its text moved by `offset`."""
    found = []
    ends = _ends(line.pieces)
    for first, after, tag in line.links:
        href = _HREF.search(tag)
        if href and (target := normalise_address(html.unescape(href[1]), address)):
            start, end = ends[first], ends[after]
            start += start < end and line.text[start : start + 1] == " "
            found.append(Link(target, line.text[start:end], Span(offset + start, offset + end)))
    return tuple(found)


def _ends(pieces: Sequence[str]) -> list[int]:
    """How long the text of a line is before each of its raw pieces and after the last: entities resolved, spaces joined."""
    ends, length, parted = [0], 0, False
    for piece in pieces:
        raw = unescape(piece) if "&" in piece else piece
        if words := raw.split():
            length += (length > 0 and (parted or raw[0].isspace())) + len(" ".join(words))
            parted = raw[-1].isspace()
        else:
            parted = True
        ends.append(length)
    return ends


def _place_of(layout: Layout, node: int, above: dict[int, str]) -> str:
    """The last few elements above a line, outermost first: "article>div>p"; `above` keeps what is above the lines of one element."""
    if not node:
        return ""
    tags, parents = layout.tags, layout.parents
    parent = element = parents[node]
    path = above.get(parent)
    if path is None:
        path = ""
        for _ in range(_MAX_PLACE - 1):
            if element <= 0:
                break
            path = f"{tags[element]}>{path}"
            element = parents[element]
        above[parent] = path
    return path + tags[node]


def _images(layout: Layout, labels: list[Label], bits: list[int], address: str, ends: tuple[int, int]) -> tuple[Image, ...]:
    """The pictures that stand between the first and the last line of the article, with the caption that follows."""
    found: dict[str, Image] = {}
    for line, attributes, _ in layout.images:
        if not ends[0] - _IMAGES_ABOVE <= line <= ends[1] + 1 or len(found) >= _MAX_IMAGES:
            continue
        if line < len(bits) and bits[line] & (Mark.NAVIGATION | Mark.RELATED | Mark.AUTHOR_BOX | Mark.SHARE | Mark.ADVERT):
            continue
        values = attributes_of(attributes)
        target = normalise_address(values.get("data-src") or values.get("data-lazy-src") or values.get("src", ""), address)
        if target:
            caption = layout.lines[line].text if line < len(labels) and labels[line] == "caption" else values.get("alt", "")
            found.setdefault(target, Image(target, caption))
    return tuple(found.values())
