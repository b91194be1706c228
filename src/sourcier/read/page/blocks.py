"""One pass over the tokens of a page: runs of text become lines that know the elements they stand in."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from sourcier.read.page.marks import Mark, mark_of
from sourcier.read.page.parse import Markup

_BLOCK, _INLINE, _END, _BREAK, _VOID, _IMAGE, _FIELD = range(7)
_PHRASE = (
    *(
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
    ),
    *("nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
)
# Every name that is no block; what is not here, start tag or end tag, opens or closes a block.
_KINDS: dict[str, int] = {
    **dict.fromkeys(_PHRASE, _INLINE),
    **{f"/{name}": _END for name in _PHRASE},
    **dict.fromkeys(("area", "base", "col", "embed", "hr", "link", "meta", "param", "source", "track", "wbr"), _VOID),
    "br": _BREAK,
    "img": _IMAGE,
    "input": _FIELD,
}
# What the tag alone says, before any class.
_TAG_MARKS: dict[str, int] = {
    "nav": Mark.NAVIGATION,
    "footer": Mark.FOOTER,
    "aside": Mark.RELATED,
    "figcaption": Mark.CAPTION,
    "button": Mark.SHARE,
    "textarea": Mark.HIDDEN,
    "address": Mark.AUTHOR,
    "title": Mark.HIDDEN,
    "main": Mark.CONTENT,
    "article": Mark.CONTENT,
    "time": Mark.DATE,
}
# The names on these wrap a whole page or a whole article: their words describe the page, not a part of it.
_WRAPPERS = frozenset({"html", "body"})
_PHRASE_TAGS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "figcaption", "caption", "blockquote", "td", "th"])
# A paragraph keeps only what names can rightly say of one; paywalls hide paragraphs that are in the page all the same.
_OF_PARAGRAPHS = (
    Mark.AUTHOR
    | Mark.DATE
    | Mark.META
    | Mark.CAPTION
    | Mark.LEAD
    | Mark.TAGS
    | Mark.TITLE
    | Mark.QUOTE
    | Mark.ITEM_DATE
    | Mark.FOOTNOTE
    | Mark.COMMENTS
    | Mark.CONSENT
)
# An inline element with one of these stands for itself, as a small block, unless it is part of a sentence.
_SPLITTING = Mark.AUTHOR | Mark.DATE | Mark.SHARE | Mark.CAPTION | Mark.META | Mark.TAGS | Mark.TITLE | Mark.RELATED | Mark.ADVERT
_WRITER = re.compile(r"/(?:author|auteur|auteurs|autor|autoren|authors|profil|profile)/")
# A field that readers write into.
_WRITTEN = re.compile(r'\btype="(?:email|text|tel)"')
_CAPTURED = Mark.AUTHOR | Mark.ITEM_AUTHOR | Mark.ITEM_DATE | Mark.ITEM_MODIFIED | Mark.DATE


@dataclass(slots=True)
class Node:
    """A block element: its tag, the number of its parent, the bits of its own names, its depth, and its attributes as written."""

    tag: str
    parent: int
    bits: int
    depth: int
    attributes: str


@dataclass(slots=True)
class Line:
    """A run of text inside one block element, up to the next block boundary or line break.

    `links` are (first piece, last piece, attributes of the `<a>`) over the raw `pieces`; `linked` and `strong` count characters under
    links and in bold. Lines of one `group` stand in one run of text, parted by line breaks only.
    """

    node: int
    group: int
    text: str
    linked: int
    strong: int
    pieces: list[str]
    links: list[tuple[int, int, str]]


@dataclass(slots=True)
class Named:
    """A small element whose names say what it holds: a writer or a date; `line` is the number of the line it stands in."""

    tag: str
    bits: int
    attributes: str
    text: str
    line: int


@dataclass(slots=True)
class Layout:
    """The lines of a page in order, the elements they stand in, small named elements, and pictures (line number, attributes, node).

    `fields` are the elements that hold a field to write into.
    """

    nodes: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    images: list[tuple[int, str, int]] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)


class _Pen:
    """The line being written: raw pieces, open link, characters under links and in bold; lives for one pass only."""

    __slots__ = ("bold", "group", "layout", "link", "linked", "links", "pieces", "strong")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.pieces: list[str] = []
        self.links: list[tuple[int, int, str]] = []
        self.link: tuple[int, str] | None = None
        self.bold = self.linked = self.strong = self.group = 0

    def flush(self, node: int) -> None:
        """End the line: what was written becomes a line of `node`."""
        raw = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
        text = " ".join((html.unescape(raw) if "&" in raw else raw).split())
        if text:
            if self.link:
                self.links.append((self.link[0], len(self.pieces), self.link[1]))
            self.layout.lines.append(Line(node, self.group, text, self.linked, self.strong, self.pieces, self.links))
            self.pieces, self.links = [], []
        self.clear()

    def clear(self) -> None:
        """Begin the next line; an open link goes on in it."""
        self.pieces.clear()
        if self.links:
            self.links = []
        self.linked = self.strong = 0
        if self.link:
            self.link = (0, self.link[1])


# One call more per tag would cost a fifth of the pass, so it stays one loop.
def lay_out(markup: Markup) -> Layout:  # noqa: C901, PLR0912, PLR0915 - the hot loop of the room, see above
    """The lines of a page, in one pass: an inline element goes on with the line, any other ends it."""
    layout = Layout([Node("html", -1, 0, 0, "")])
    pen = _Pen(layout)
    stack: list[int] = []
    captures: list[tuple[int, Named, int]] = []
    node = 0
    kinds, lines = _KINDS, layout.lines
    for name, attributes, text in zip(markup.names, markup.attributes, markup.texts, strict=True):
        kind = kinds.get(name, _BLOCK)
        if kind == _BLOCK:
            if pieces := pen.pieces:
                if len(pieces) > 1 or pen.link or pen.links or not pieces[0].isspace():
                    pen.flush(node)
                else:  # most of what stands between two tags is white space only
                    pieces.clear()
                    pen.linked = pen.strong = 0
            pen.group += 1
            if name[0] == "/":
                node = stack.pop() if stack else 0
                if captures and captures[-1][0] == len(stack):
                    _end_capture(captures.pop(), pen)
            else:
                stack.append(node)
                node = _open(layout.nodes, node, name, attributes)
        elif kind == _END:
            before = stack.pop() if stack else 0
            if name == "/a":
                if pen.link:
                    pen.links.append((pen.link[0], len(pen.pieces), pen.link[1]))
                    pen.link = None
            elif pen.bold and name in {"/b", "/strong"}:
                pen.bold -= 1
            if before != node:
                pen.flush(node)
                pen.group += 1
                node = before
            if captures and captures[-1][0] == len(stack):
                _end_capture(captures.pop(), pen)
        elif kind == _INLINE:
            bits = mark_of(attributes) if attributes else 0
            if bits & _CAPTURED or name == "time" or (name == "a" and _WRITER.search(attributes)):
                captures.append((len(stack), Named(name, bits, attributes, "", len(lines)), len(pen.pieces)))
            stack.append(node)
            if bits & Mark.HIDDEN or (bits & _SPLITTING and name != "a" and layout.nodes[node].tag not in _PHRASE_TAGS):
                pen.flush(node)
                node = _open(layout.nodes, node, name, attributes)
            if name == "a":
                pen.link = (len(pen.pieces), attributes)
            elif name in {"b", "strong"}:
                pen.bold += 1
        elif kind == _BREAK and pen.pieces:
            pen.flush(node)
        elif kind == _IMAGE:
            layout.images.append((len(lines), attributes, node))
        elif kind == _FIELD and _WRITTEN.search(attributes):
            layout.fields.append(node)
        # The words of <title> belong to the window, not to the page.
        if text and name != "title":
            pen.pieces.append(text)
            if pen.link is not None:
                pen.linked += len(text)
            if pen.bold:
                pen.strong += len(text)
    pen.flush(node)
    return layout


def _open(nodes: list[Node], parent: int, tag: str, attributes: str) -> int:
    """Add an element; its number."""
    bits = 0 if tag in _WRAPPERS or not attributes else mark_of(attributes)
    if tag == "p":
        bits &= _OF_PARAGRAPHS
    nodes.append(Node(tag, parent, bits | _TAG_MARKS.get(tag, 0), nodes[parent].depth + 1, attributes))
    return len(nodes) - 1


def _end_capture(capture: tuple[int, Named, int], pen: _Pen) -> None:
    """Keep a small named element with its words."""
    _, named, start = capture
    if len(pen.layout.lines) == named.line:
        raw = "".join(pen.pieces[start:])
    else:
        raw = " ".join(line.text for line in pen.layout.lines[named.line : named.line + 3])
    named.text = " ".join(html.unescape(raw).split())[:300]
    pen.layout.named.append(named)
