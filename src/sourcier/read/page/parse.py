"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut at its brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

# What a reader never sees as words, and the page's own menus and buttons: found by one query and taken out of the tree in C, before
# anything is written back.
_UNSEEN = (
    # Most elements have one of these names, and are passed over by them.
    ":not(div,a,li,span,p,ul,i,meta,img,link,h2,h3,br,strong)"
    ":is(script,style,svg,noscript,iframe,template,select,object,canvas,math,video,audio,dialog,nav,button,textarea)"
)
# The frame of a page outside its articles: footers, parts beside the text, headers without a headline, and lists of which every item
# is a link. Near half of all tags of a page stand in one of these, and hardly ever what an article says; what is signed or named after
# an article stays.
_OUTSIDE = ":not(article *,main *)"
_NO_ARTICLE = ":not([class*=article],[class*=entry],[class*=story],[class*=post-],[class*=author]):not(:has([rel~=author]))"
_FRAME = (
    f"footer{_OUTSIDE}{_NO_ARTICLE}:not(:has(time)),aside{_OUTSIDE}{_NO_ARTICLE},header{_OUTSIDE}{_NO_ARTICLE}:not(:has(h1)),"
    # those in footers and sides leave with them
    "ul:not(article *,main *,footer *,aside *):not(:has(> li:not(:has(a)))):not(:has(time,[rel~=author],[rel=next]))"
)
# An item with a sentence is more than a link, and a number may be that of the next page.
_KEPT = re.compile(r"[.!?…]\s|\n\d{1,3}\n")
_JSON_LD, _LINE = "ld+json", "\n"
# Nothing follows the changes of a tree that is only read: telling of them costs a tenth of the parse.
_OPTIONS = LexborDocumentOptions.WO_EVENTS.value


@dataclass(frozen=True, slots=True)
class Markup:
    """A page cut flat: each tag as written in normal form with the text after it (`div class="x">text`), its JSON-LD, what headers say."""

    pieces: list[str]
    scripts: tuple[str, ...] = ()
    masthead: tuple[str, ...] = ()


def parse_markup(content: bytes) -> Markup:
    """The page, as UTF-8, cut flat.

    Walking a tree node by node from Python costs more than the parse itself; cutting the tree written back does not. In normal form
    every element is closed and "<" and ">" are escaped in texts and attributes: each "<" outside a comment opens a tag, and the first
    ">" after it ends the tag.
    """
    # As in a browser that runs scripts, what stands in `<noscript>` is no part of the page.
    tree = LexborHTMLParser(content, options=_OPTIONS, scripting=True)
    unseen = tree.css(_UNSEEN)
    scripts = tuple([node.text() for node in unseen if node.tag == "script" and _JSON_LD in node.attrs.sget("type").lower()])
    # Backwards, since what stands in an element must go before the element does.
    for node in reversed(unseen):
        node.decompose(recursive=False)
    masthead = _without_frame(tree)
    return Markup((tree.html or "").split("<")[1:], scripts, masthead)


def _without_frame(tree: LexborHTMLParser) -> tuple[str, ...]:
    """The texts of the headers of the whole page; its frame is out of the tree."""
    masthead: list[str] = []
    for node in reversed(tree.css(_FRAME)):
        if node.tag == "header":
            masthead.append(node.text(separator=_LINE, strip=True))
        elif node.tag == "ul" and _KEPT.search(f"\n{node.text(separator=_LINE, strip=True)}\n"):
            continue
        node.decompose(recursive=False)
    return tuple(reversed(masthead))
