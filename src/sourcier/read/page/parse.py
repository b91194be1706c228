"""Text to a flat list of tags and texts: one parse by the HTML standard, written back in normal form and cut at its brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

# What a reader never sees as words, and the page's own menus and buttons: found by one query and taken out of the tree in C, before
# anything is written back.
_UNSEEN = (
    # Most elements have one of these names, and are passed over by them: the commonest first.
    ":not(a,div,li,span,p,meta,link,ul,img,path,input)"
    ":is(script,svg,style,button,source,nav,noscript,iframe,template,textarea,select,object,canvas,math,video,audio,dialog)"
)
# The frame of a page outside its articles: footers, parts beside the text, headers without a headline, and lists of links. Near half of
# all tags of a page stand in one of these, and hardly ever what an article says. What is signed, named after an article or round one
# stays; so does what lies deep in its like, which no page has and which would be looked through again and again.
_SIGNED = "[rel~=author],[class*=byline i]"
_UNLINKED = ":has(> li:not(:has(a)),time,[rel~=author],[rel=next])"
_FRAME = ",".join(
    [
        f"footer:not(article *,main *,footer footer *,:has(h1,main,time,{_SIGNED}))",
        f"aside:not(article *,main *,aside aside *,:has(h1,main,{_SIGNED}))",
        f"header:not(article *,main *,header header *,:has(h1,main,article,{_SIGNED}))",
        # those in footers and sides leave with them
        f"ul:not(article *,main *,footer *,aside *,ul ul ul *,[class*=byline i],[class*=meta i],{_UNLINKED})",
    ]
)
# Of the few parts that are found, the names are asked here: so many of them make a long query.
_NAMED = re.compile("article|entry|story|post-|author|byline|meta", re.IGNORECASE | re.ASCII)
# A part with so many characters in long lines is no frame, whatever its name.
_MOST_PROSE, _LONG = 1_500, 100
# An item with a sentence is more than a link, and a number may be that of the next page. An expression that opens with one set of letters
# passes quickly over the others.
_SENTENCE = re.compile(r"[.!?…。！？؟۔](?:(?<=[。！？؟۔])|\s|$)")
_NUMBER = re.compile(r"\n\d{1,3}\n")
# Links make so much of the words of a menu; what is announced by a colon is none.
_MOST_LINKED, _COLONS = 0.6, (":", "：")
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
    has_article = tree.css_first("article,main") is not None
    for node in reversed(tree.css(_FRAME)):
        name = node.tag
        if name != "ul" and _NAMED.search(node.attrs.sget("class")):
            continue
        text = node.text(separator=_LINE, strip=True)
        is_frame = _is_plain(text) and (has_article or _is_menu(node, text)) if name == "ul" else _is_short(text)
        if not is_frame:
            continue
        if name == "header":
            masthead.append(text)
        node.decompose(recursive=False)
    return tuple(reversed(masthead))


def _is_short(text: str) -> bool:
    """Whether a part has too little running text to be an article."""
    return len(text) <= _MOST_PROSE or sum(len(line) for line in text.split(_LINE) if len(line) >= _LONG) <= _MOST_PROSE


def _is_plain(text: str) -> bool:
    """Whether a list holds no sentence, and no number of a page."""
    return not _SENTENCE.search(text) and not _NUMBER.search(f"\n{text}\n")


def _is_menu(node: LexborNode, text: str) -> bool:
    """Whether a list on a page without an element for its article holds little but links, and nothing announces it."""
    least, linked = _MOST_LINKED * len(text), 0
    for link in node.css("a"):
        if linked >= least:
            break
        linked += len(link.text(strip=True))
    if linked < least:
        return False
    before = node.prev
    if before is not None and not (before.tag or "").isalnum():  # the white space between two elements
        before = before.prev
    return before is None or not before.text().rstrip().endswith(_COLONS)
