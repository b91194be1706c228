"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut at its brackets."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

_MIN_COMMENT, _MAX_COMMENT = 3, 200
# What a reader never sees as words, and the page's own menus and buttons: `strip_tags` takes them out of the tree in C, before
# anything is written back.
_UNSEEN = [
    *("script", "style", "svg", "noscript", "iframe", "template", "select", "object", "canvas", "math", "video", "audio", "dialog"),
    *("nav", "button", "textarea"),
]


@dataclass(frozen=True, slots=True)
class Markup:
    """A page cut flat: each tag as written in normal form with the text after it (`div class="x">text`), its JSON-LD, its comments."""

    pieces: list[str]
    scripts: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def parse_markup(content: bytes) -> Markup:
    """The page, as UTF-8, cut flat.

    Walking a tree node by node from Python costs more than the parse itself; cutting the tree written back does not. In normal form
    every element is closed and "<" and ">" are escaped in texts and attributes: each "<" that is left opens a tag, and the first ">"
    after it ends the tag.
    """
    tree = LexborHTMLParser(content)
    scripts = tuple(node.text() for node in tree.css('script[type*="ld+json" i]'))
    tree.strip_tags(_UNSEEN)
    pieces, comments = _cut(tree.html or "")
    return Markup(pieces, scripts, comments)


def _cut(written: str) -> tuple[list[str], tuple[str, ...]]:
    """The tags with their texts, and the comments between them that are short enough to be the mark of a tool or a wire id."""
    pieces: list[str] = [""]
    comments: list[str] = []
    at = 0
    while (start := written.find("<!--", at)) >= 0 and (end := written.find("-->", start + 4)) >= 0:
        _add(pieces, written[at:start])
        at = end + 3
        comment = written[start + 4 : end]
        if _MIN_COMMENT <= len(comment) <= _MAX_COMMENT:
            comments.append(comment.strip())
    _add(pieces, written[at:])
    return pieces[1:], tuple(comments)


def _add(pieces: list[str], written: str) -> None:
    """Append the pieces of a stretch without comments; what it opens with is text of the piece before."""
    opening, *more = written.split("<")
    if opening:
        pieces[-1] += opening
    pieces += more
