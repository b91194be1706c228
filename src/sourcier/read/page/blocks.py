"""One pass over the tokens of a page: runs of text become lines that know the elements they stand in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sourcier.read.page.marks import Mark, leads_to_writer, mark_of, mark_of_link, marks_in
from sourcier.read.page.parse import Markup

_OPEN, _OF_PAGE, _CLOSE, _INLINE, _BOLD, _LINK, _END, _END_BOLD, _END_LINK, _BREAK, _IMAGE, _FIELD, _DECLARED, _VOID, _COMMENT = range(
    1, 16
)
_LAST_BLOCK, _LAST_INLINE, _LAST_END = _CLOSE, _LINK, _END_LINK
_BLOCKS = (
    "html", "head", "title", "body", "article", "aside", "footer", "header", "main", "section", "div", "p", "h1", "h2", "h3", "h4", "h5",
    "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure",
    "figcaption", "picture", "form", "fieldset", "address",
)  # fmt: skip
_PHRASE = (
    "abbr", "acronym", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr",
    "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "sub", "sup", "time", "tt", "u", "var",
)  # fmt: skip
# Every name that is no block and the usual blocks; any other start tag or end tag opens or closes a block as well.
_KINDS: dict[str, int] = {
    **dict.fromkeys(_BLOCKS, _OPEN),
    **{f"/{name}": _CLOSE for name in _BLOCKS},
    **dict.fromkeys(("html", "title"), _OF_PAGE),  # what these say is said of the page, and read with its head
    **dict.fromkeys(_PHRASE, _INLINE),
    **{f"/{name}": _END for name in _PHRASE},
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(("/b", "/strong"), _END_BOLD),
    "a": _LINK,
    "/a": _END_LINK,
    **dict.fromkeys(("area", "col", "embed", "hr", "param", "source", "track", "wbr"), _VOID),
    **dict.fromkeys(("base", "link", "meta"), _DECLARED),
    "!--": _COMMENT,
    "br": _BREAK,
    "img": _IMAGE,
    "input": _FIELD,
}
_NAME = re.compile(r"/?[a-z][^\s/=]*")
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
_PHRASE_TAGS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "figcaption", "caption", "blockquote", "td", "th"])
# Which names count on an element. Those on a wrapper of the whole page describe the page, not a part of it; a paragraph keeps only
# what names can rightly say of one, since paywalls hide paragraphs that are in the page all the same.
_COUNTED: dict[str, int] = {
    "html": 0,
    "body": 0,
    "p": Mark.AUTHOR
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
    | Mark.CONSENT,
}
# An inline element with one of these stands for itself, as a small block, unless it is part of a sentence.
_SPLITTING = Mark.AUTHOR | Mark.DATE | Mark.SHARE | Mark.CAPTION | Mark.META | Mark.TAGS | Mark.TITLE | Mark.RELATED | Mark.ADVERT
# What a comment may hold to be kept, with its marks.
_MIN_COMMENT, _MAX_COMMENT = len("!----") + 3, len("!----") + 200
# A field that readers write into; an expression that opens with letters finds them quickly, so what stands before is asked last.
_WRITTEN = re.compile(r'type="(?<!\wtype=")(?:email|text|tel)"')
_CAPTURED = Mark.AUTHOR | Mark.ITEM_AUTHOR | Mark.ITEM_DATE | Mark.ITEM_MODIFIED | Mark.DATE


@dataclass(slots=True)
class Line:
    """A run of text inside one block element, up to the next block boundary or line break.

    `links` are (first piece, the one after the last, tag of the `<a>`) over the raw `pieces`, kept where there are links; `linked` and
    `strong` count characters under links and in bold. Lines of one `group` stand in one run of text, parted by line breaks only.
    """

    node: int
    group: int
    text: str
    linked: int
    strong: int
    pieces: Sequence[str] = ()
    links: Sequence[tuple[int, int, str]] = ()


@dataclass(slots=True)
class Named:
    """A small element whose names say what it holds, a writer or a date; `attributes` its tag as written, `line` its line's number."""

    tag: str
    bits: int
    attributes: str
    text: str
    line: int


@dataclass(slots=True)
class Layout:
    """The lines of a page in order, the elements they stand in, small named elements, and pictures (line number, tag, element).

    Elements are numbers in the order of their start tags, so that all below an element follow it at once: `tags`, `parents` and `bits`
    (of its own names, where it holds a line) tell of each; a list of plain values for each costs half of one object an element.
    `fields` are the elements that hold a field to write into, `declared` the tags that speak of the page (`<html>`, `<meta>`, `<link>`…)
    with the text after, `comments` the comments that are short enough to be the mark of a tool or a wire id, `masthead` the texts of the
    page's headers.
    """

    tags: list[str] = field(default_factory=lambda: ["html"])
    parents: list[int] = field(default_factory=lambda: [-1])
    bits: list[int] = field(default_factory=lambda: [0])
    lines: list[Line] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    images: list[tuple[int, str, int]] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)
    declared: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    masthead: tuple[str, ...] = ()

    def add(self, parent: int, tag: str, own: int = 0) -> int:
        """Add an element with the bits of its own names; its number."""
        self.tags.append(tag)
        self.parents.append(parent)
        self.bits.append((own & _COUNTED.get(tag, -1)) | _TAG_MARKS.get(tag, 0))
        return len(self.tags) - 1

    def end_of(self, element: int) -> int:
        """The number after the last element below one."""
        parents, end = self.parents, element + 1
        if not element:
            return len(parents)
        while end < len(parents) and parents[end] >= element:
            end += 1
        return end

    def is_within(self, element: int, outer: int) -> bool:
        """Whether an element is another or stands below it; every element stands below -1."""
        while element > outer:
            element = self.parents[element]
        return element == outer


class _Pen:
    """The line being written: raw pieces, links and bold by the pieces they begin and end before; lives for one pass only.

    `written` are the tags of the elements as written, until their names are asked: a third of all elements never hold a line.
    """

    __slots__ = ("bold", "bold_from", "layout", "link", "link_from", "links", "pieces", "strong", "written")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.written: list[str] = [""]
        self.pieces: list[str] = []
        self.links: list[tuple[int, int, str]] = []
        self.link = ""
        self.link_from = self.bold = self.bold_from = self.strong = 0

    def flush(self, element: int, group: int) -> None:
        """End the line: what was written becomes a line of the element; an open link goes on in the next, and so does bold."""
        pieces, links = self.pieces, self.links
        if not pieces:
            links.clear()
            return
        if self.link:
            links.append((self.link_from, len(pieces), self.link))
            self.link_from = 0
        if self.bold:
            self.strong += len("".join(pieces[self.bold_from :]))
            self.bold_from = 0
        raw = "".join(pieces)
        text = (unescape(raw) if "&" in raw else raw).strip()
        if not text.isprintable() or "  " in text:  # most lines have no white space but single spaces
            text = " ".join(text.split())
        if text:
            if links:
                linked = 0
                for start, end, _ in links:
                    linked += len("".join(pieces[start:end]))
                self.layout.lines.append(Line(element, group, text, linked, self.strong, pieces[:], links[:]))
            else:
                self.layout.lines.append(Line(element, group, text, 0, self.strong))
            if self.written[element]:
                self.name(element)
        links.clear()
        pieces.clear()
        self.strong = 0

    def add(self, parent: int, tag: str, own: int) -> int:
        """Add an inline element that stands for itself; its number."""
        self.name(parent)
        self.written.append("")
        return self.layout.add(parent, tag, own)

    def name(self, element: int) -> None:
        """Ask the names of an element that holds a line, and of those above it, for their bits."""
        parents, bits, written = self.layout.parents, self.layout.bits, self.written
        while tag := written[element]:
            bits[element] = _bits_of(tag)
            written[element] = ""
            element = parents[element]

    def start_link(self, tag: str) -> None:
        """Go on under a link; an outer one, which a table in it holds open, ends here."""
        if self.link:
            self.links.append((self.link_from, len(self.pieces), self.link))
        self.link, self.link_from = tag, len(self.pieces)

    def start_bold(self) -> None:
        """Go on in bold."""
        if not self.bold:
            self.bold_from = len(self.pieces)
        self.bold += 1

    def end_bold(self) -> None:
        """Leave one element of bold, if any is open."""
        if self.bold == 1:
            self.strong += len("".join(self.pieces[self.bold_from :]))
        self.bold = max(0, self.bold - 1)


def unescape(text: str) -> str:
    """Text in normal form with its entities resolved: these four are all that it can have; no-break spaces become plain ones.

    >>> unescape("Le Phare &amp; Co&nbsp;: 3 &lt; 4")
    'Le Phare & Co : 3 < 4'
    """
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@lru_cache(maxsize=32768)
def _bits_of(tag: str) -> int:
    """The bits of a block's tag as written: those of its names that count on such an element, and what the element itself says."""
    name = tag.partition(" ")[0]
    return marks_in(tag) & _COUNTED.get(name, -1) | _TAG_MARKS.get(name, 0)


# One call more per tag would cost a fifth of the pass, so it stays one loop.
def lay_out(markup: Markup) -> Layout:  # noqa: C901, PLR0912, PLR0915 - the hot loop of the room, see above
    """The lines of a page, in one pass: an inline element goes on with the line, any other ends it."""
    layout = Layout(masthead=markup.masthead)
    tags, parents, bits, kinds, pen = layout.tags, layout.parents, layout.bits, _KINDS, _Pen(layout)
    pieces, links, written, flush = pen.pieces, pen.links, pen.written, pen.flush
    stack: list[int] = []
    captures: list[tuple[int, Named, int]] = []
    element, group, closed = 0, 0, ">"
    pieces_left = iter(markup.pieces)
    for piece in pieces_left:
        was_closed = closed
        tag, closed, text = piece.partition(">")
        name = tag
        if not (kind := kinds.get(tag)):  # it has attributes, or a name in no list
            name = tag.partition(" ")[0]
            kind = kinds.get(name) or _kind_of(name)
        if kind <= _LAST_BLOCK:
            if pieces or links:
                flush(element, group)
            group += 1
            if kind == _CLOSE:
                element = stack.pop() if stack else 0
                if captures and captures[-1][0] == len(stack):
                    _end_capture(captures.pop(), layout, pieces)
            else:
                if kind == _OF_PAGE:
                    text = _declare(layout, tag, text)
                stack.append(element)
                parents.append(element)
                element = len(tags)
                tags.append(name)
                bits.append(0)
                written.append(tag)
        elif kind == _LINK:
            own = mark_of_link(tag)
            # A folder is looked at once for the many links that lead into it.
            if own & _CAPTURED or leads_to_writer(tag[: tag.rfind("/") + 1]):
                captures.append((len(stack), Named(name, own, tag, "", len(layout.lines)), len(pieces)))
            stack.append(element)
            if own & Mark.HIDDEN:
                flush(element, group)
                element = pen.add(element, name, own)
            pen.start_link(tag)
        elif kind <= _LAST_INLINE:
            own = 0 if tag is name else mark_of(tag)
            if own & _CAPTURED or name == "time":
                captures.append((len(stack), Named(name, own, tag, "", len(layout.lines)), len(pieces)))
            stack.append(element)
            if own and (own & Mark.HIDDEN or (own & _SPLITTING and _is_apart(layout, element, own))):
                flush(element, group)
                element = pen.add(element, name, own)
            if kind == _BOLD:
                pen.start_bold()
        elif kind <= _LAST_END:
            before = stack.pop() if stack else 0
            if kind == _END_LINK and pen.link:
                links.append((pen.link_from, len(pieces), pen.link))
                pen.link = ""
            elif kind == _END_BOLD:
                pen.end_bold()
            if before != element:
                flush(element, group)
                group += 1
                element = before
            if captures and captures[-1][0] == len(stack):
                _end_capture(captures.pop(), layout, pieces)
        elif kind == _DECLARED:
            layout.declared.append((tag, text))
        elif kind == _COMMENT and was_closed:
            if not (closed and tag.endswith("--")):
                tag, closed, text = _end_of_comment(piece, pieces_left)
            if _MIN_COMMENT <= len(tag) <= _MAX_COMMENT:
                layout.comments.append(tag[3:-2].strip())
        elif kind == _BREAK:
            flush(element, group)
        else:
            _note(layout, kind, tag, element)
        # Most of what stands between two tags is white space, which counts within a line only.
        if text and (pieces or not text.isspace()):
            pieces.append(text)
    flush(element, group)
    return layout


def _is_apart(layout: Layout, element: int, own: int) -> bool:
    """Whether a named inline element is no part of a sentence: it stands in no paragraph, or is the caption right after its picture."""
    if layout.tags[element] not in _PHRASE_TAGS:
        return True
    if not own & Mark.CAPTION or not layout.images:
        return False
    number, _, home = layout.images[-1]
    return number == len(layout.lines) and home == element


def _kind_of(name: str) -> int:
    """The kind of a name that is in no list: a block, or no tag at all: "!DOCTYPE", or the rest of an attribute whose name has a "<"."""
    if name.startswith("!--"):
        return _COMMENT
    if _NAME.fullmatch(name):
        return _CLOSE if name[0] == "/" else _OPEN
    return _VOID


def _declare(layout: Layout, tag: str, text: str) -> str:
    """Keep a tag that speaks of the page; what of the text after it the page shows: the words of `<title>` belong to the window."""
    layout.declared.append((tag, text))
    return "" if tag.startswith("title") else text


def _note(layout: Layout, kind: int, tag: str, element: int) -> None:
    """Keep a tag that has no end: a picture, a field to write into."""
    if kind == _IMAGE:
        layout.images.append((len(layout.lines), tag, element))
    elif kind == _FIELD and _WRITTEN.search(tag):
        layout.fields.append(element)


def _end_of_comment(piece: str, pieces_left: Iterator[str]) -> tuple[str, str, str]:
    """A comment that holds brackets, over as many pieces as it has "<", cut as a tag is: the comment, its end, the text after it."""
    said = [piece]
    while "-->" not in said[-1] and (more := next(pieces_left, None)) is not None:
        said.append(more)
    last, end, text = said.pop().partition("-->")
    return "<".join([*said, last]) + "--", end, text


def _end_capture(capture: tuple[int, Named, int], layout: Layout, pieces: list[str]) -> None:
    """Keep a small named element with its words."""
    _, named, start = capture
    if len(layout.lines) == named.line:
        raw = "".join(pieces[start:])
    else:
        raw = " ".join(line.text for line in layout.lines[named.line : named.line + 3])
    named.text = " ".join(html.unescape(raw).split())[:300]
    layout.named.append(named)
