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
_MAX_IMAGES = 60


@dataclass(frozen=True, slots=True)
class Composed:
    """The body, every block of the page with its span, the links of the body and the pictures beside it."""

    body: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def compose(layout: Layout, labels: list[Label], bits: list[int], address: str) -> Composed:
    """The article's text and blocks from the labels of the lines; paragraphs are joined by a line feed."""
    parts: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    places: dict[int, str] = {}
    frame: list[str] = []
    offset = 0
    for number, line in enumerate(layout.lines):
        label = labels[number]
        if label in _FRAME and blocks and blocks[-1].label == label:
            # The frame matters as a whole only: its lines make one block.
            frame.append(line.text)
            continue
        if frame:
            last = blocks[-1]
            blocks[-1] = Block(last.label, "\n".join([last.text, *frame]), None, last.place)
            frame = []
        inside = label in BODY_LABELS
        own = links_of(line, address, offset if inside else 0) if line.links and _may_credit(label, line) else ()
        span = None
        if inside:
            span = Span(offset, offset + len(line.text))
            links.extend(own)
            parts.append(line.text)
            offset = span.end + 1
        place = places.get(line.node)
        if place is None:
            place = places[line.node] = place_of(layout, line.node)
        blocks.append(Block(label, line.text, span, place, own))
    if frame:
        last = blocks[-1]
        blocks[-1] = Block(last.label, "\n".join([last.text, *frame]), None, last.place)
    return Composed("\n".join(parts), tuple(blocks), tuple(links), _images(layout, labels, bits, address))


def _may_credit(label: Label, line: Line) -> bool:
    """Whether it matters what a line links to: a line of the frame counts only where it may be a credit."""
    return label not in _FRAME and (label != "other" or may_mark(line.text))


def links_of(line: Line, address: str, offset: int = 0) -> tuple[Link, ...]:
    """The links of one line, with spans into its text moved by `offset`."""
    found = []
    ends = _ends(line.pieces)
    for first, after, tag in line.links:
        href = _HREF.search(tag)
        target = normalise_address(html.unescape(href[1]), address) if href else ""
        if target:
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
            length += (length > 0 and (parted or raw[0].isspace())) + sum(map(len, words)) + len(words) - 1
            parted = raw[-1].isspace()
        else:
            parted = True
        ends.append(length)
    return ends


def place_of(layout: Layout, node: int) -> str:
    """The last few elements above a line, outermost first: "article>div>p"."""
    path: list[str] = []
    while node > 0 and len(path) < _MAX_PLACE:
        path.append(layout.tags[node])
        node = layout.parents[node]
    return ">".join(reversed(path))


def _images(layout: Layout, labels: list[Label], bits: list[int], address: str) -> tuple[Image, ...]:
    """The pictures that stand between the first and the last line of the article, with the caption that follows."""
    inside = [number for number, label in enumerate(labels) if label in BODY_LABELS]
    if not inside:
        return ()
    found: dict[str, Image] = {}
    for line, attributes, _ in layout.images:
        if not inside[0] - 12 <= line <= inside[-1] + 1 or len(found) >= _MAX_IMAGES:
            continue
        if line < len(bits) and bits[line] & (Mark.NAVIGATION | Mark.RELATED | Mark.AUTHOR_BOX | Mark.SHARE | Mark.ADVERT):
            continue
        values = attributes_of(attributes)
        target = normalise_address(values.get("data-src") or values.get("data-lazy-src") or values.get("src", ""), address)
        if target:
            caption = layout.lines[line].text if line < len(labels) and labels[line] == "caption" else values.get("alt", "")
            found.setdefault(target, Image(target, caption))
    return tuple(found.values())
