"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut at its brackets."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

# What a reader never sees as words, and the page's own menus and buttons: found by one query and taken out of the tree in C, before
# anything is written back.
_UNSEEN = "script,style,svg,noscript,iframe,template,select,object,canvas,math,video,audio,dialog,nav,button,textarea"
_JSON_LD = 'script[type*="ld+json" i]'
# Nothing follows the changes of a tree that is only read: telling of them costs a tenth of the parse.
_OPTIONS = LexborDocumentOptions.WO_EVENTS.value


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
    tree = LexborHTMLParser(content, options=_OPTIONS)
    scripts = tuple(node.text() for node in tree.css(_JSON_LD))
    # Backwards, since what stands in an element must go before the element does.
    for node in reversed(tree.css(_UNSEEN)):
        node.decompose(recursive=False)
    return Markup((tree.html or "").split("<")[1:], scripts)
