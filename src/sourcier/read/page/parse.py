"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut at its brackets."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

# What a reader never sees as words, and the page's own menus and buttons: `strip_tags` takes them out of the tree in C, before
# anything is written back.
_UNSEEN = [
    *("script", "style", "svg", "noscript", "iframe", "template", "select", "object", "canvas", "math", "video", "audio", "dialog"),
    *("nav", "button", "textarea"),
]


@dataclass(frozen=True, slots=True)
class Markup:
    """A page cut flat: each tag as written in normal form with the text after it (`div class="x">text`), and its JSON-LD."""

    pieces: list[str]
    scripts: tuple[str, ...] = ()


def parse_markup(content: bytes) -> Markup:
    """The page, as UTF-8, cut flat.

    Walking a tree node by node from Python costs more than the parse itself; cutting the tree written back does not. In normal form
    every element is closed and "<" and ">" are escaped in texts and attributes: each "<" outside a comment opens a tag, and the first
    ">" after it ends the tag.
    """
    tree = LexborHTMLParser(content)
    scripts = tuple(node.text() for node in tree.css('script[type*="ld+json" i]'))
    tree.strip_tags(_UNSEEN)
    return Markup((tree.html or "").split("<")[1:], scripts)
