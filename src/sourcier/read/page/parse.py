"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut by one expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

# In normal form every element is closed and "<" and ">" are escaped in texts and attributes: this expression cuts all.
_TOKEN = re.compile(r"<(/?[a-z][^\s/>]*+)([^>]*+)>([^<]*+)")
_COMMENT = re.compile(r"<!--(.{3,200}?)-->", re.DOTALL)
# What a reader never sees as words, and the page's own menus and buttons: `strip_tags` takes them out of the tree in C, before
# anything is written back.
_UNSEEN = [
    *("script", "style", "svg", "noscript", "iframe", "template", "select", "object", "canvas", "math", "video", "audio", "dialog"),
    *("nav", "button", "textarea"),
]


@dataclass(frozen=True, slots=True)
class Markup:
    """A page cut flat: of every tag its name (with "/" at an end tag), its attributes as written, the text after it; and its JSON-LD."""

    names: list[str]
    attributes: list[str]
    texts: list[str]
    scripts: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def parse_markup(text: str) -> Markup:
    """The page cut flat.

    Walking a tree node by node from Python costs more than the parse itself; one `split` of the tree written back does not, and makes
    one list of texts where `findall` makes a tuple for every tag.
    """
    tree = LexborHTMLParser(text)
    scripts = tuple(node.text() for node in tree.css('script[type*="ld+json" i]'))
    tree.strip_tags(_UNSEEN)
    written = tree.html or ""
    comments = tuple(match.strip() for match in _COMMENT.findall(written)) if "<!--" in written else ()
    if comments:
        written = re.sub(r"<!--.*?-->", "", written, flags=re.DOTALL)
    cut = _TOKEN.split(written)  # what stands between two matches, then the three groups of a match, and so on
    return Markup(cut[1::4], cut[2::4], cut[3::4], scripts, comments)
