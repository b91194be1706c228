"""Limits on what a page may ask of the parser, as counts taken before it starts: bytes, tags, attributes, depth."""

from __future__ import annotations

import re

from sourcier.errors import ReadError

MAX_BYTES = 12_000_000
MAX_TAGS = 120_000
MAX_DEPTH = 1_500
MAX_ATTRIBUTES = 5_000
# Below this many tags no nesting can cost the parser anything that matters, so nothing is counted.
_FREE_TAGS = 2_500
_PARTS = 40
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# A tag shorter than this cannot hold so many attributes.
_LONG_TAG = 2 * MAX_ATTRIBUTES
_WINDOW = _LONG_TAG // 2 - 1
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# Elements that take no end tag, or whose end tag browsers supply when the next one opens.
_UNCLOSED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dd",
        "dt",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "html",
        "head",
        "body",
    ]
)


def check_bytes(content: bytes, address: str) -> None:
    """Refuse bytes past the limit.

    Raises:
        ReadError: "too large".
    """
    if len(content) > MAX_BYTES:
        raise ReadError("too large", address)


def check_markup(text: str, address: str) -> None:
    """Refuse markup whose tags, attributes or depth are past any real page.

    A parser of the standard is quadratic on deep or misnested markup, so depth is bounded before it runs: for every name, the start
    tags that no end tag has closed yet.

    Raises:
        ReadError: "too many nodes", "too many attributes" or "too deep".
    """
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise ReadError("too many nodes", address)
    _check_attributes(text, address)
    if tags > _FREE_TAGS and tags - text.count("</") > MAX_DEPTH and _depth_bound(text) > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise ReadError("too deep", address)


def _check_attributes(text: str, address: str) -> None:
    """Refuse a tag with more attributes than a parser compares in good time."""
    # A tag so long fills one of the windows of half its length, and begins less than a window before it: only there is looked.
    for start in range(0, len(text), _WINDOW):
        end = start + _WINDOW
        if text.find("<", start, end) >= 0 or text.find(">", start, end) >= 0:
            continue
        opens = text.rfind("<", max(0, start - _WINDOW), start) + 1
        if opens and text[opens].isalpha() and text.find(">", opens, opens + _LONG_TAG) < 0:
            part = text[opens:].split("<", 1)[0]
            bare = _QUOTED.sub("", part[: part.find(">")] if ">" in part else part)
            if len(part) >= _LONG_TAG and len(bare.split()) > MAX_ATTRIBUTES:
                raise ReadError("too many attributes", address)


def _depth_bound(text: str) -> int:
    """No less than the depth: at every part of the text, all tags so far less end tags, as if none could stand alone."""
    step = len(text) // _PARTS + 1
    depth = most = 0
    for start in range(0, len(text), step):
        part = text[start : start + step + 1]
        closed = part.count("</")
        opened = part.count("<") - closed
        most = max(most, depth + opened)
        depth = max(0, depth + opened - closed)
    return most


def _depth(text: str) -> int:
    """The largest number of elements open at once, as far as tags alone can tell."""
    depth = most = 0
    opened: dict[str, int] = {}
    for slash, raw in _TAG.findall(text):
        name = raw.lower()
        if name in _UNCLOSED:
            continue
        if not slash:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            most = max(most, depth)
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
    return most
