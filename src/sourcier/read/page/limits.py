"""Limits on what a page may ask of the parser, as counts taken before it starts: bytes, tags, attributes, depth."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from sourcier.errors import ReadError

MAX_BYTES = 12_000_000
MAX_TAGS = 120_000
MAX_DEPTH = 1_500
MAX_ATTRIBUTES = 5_000
# Below this many tags no nesting can cost the parser anything that matters, so nothing is counted.
_FREE_TAGS = 2_500
# Of a letter as one byte: what makes it small, the first one, and how many there are.
_SMALL, _FIRST_LETTER, _LETTERS = np.uint8(ord(" ")), np.uint8(ord("a")), 26
_END = int.from_bytes(b"</", "little")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# A tag shorter than this cannot hold so many attributes.
_LONG_TAG = 2 * MAX_ATTRIBUTES
_QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
# Elements that take no end tag, or whose end tag browsers supply when the next one opens.
_UNCLOSED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr".split()
    + b"p li dd dt td th tr tbody thead tfoot option html head body".split()
)


def check_bytes(content: bytes, address: str) -> None:
    """Refuse bytes past the limit.

    Raises:
        ReadError: "too large".
    """
    if len(content) > MAX_BYTES:
        raise ReadError("too large", address)


def check_markup(content: bytes, address: str) -> None:
    """Refuse markup, as UTF-8, whose tags, attributes or depth are past any real page.

    A parser of the standard is quadratic on deep or misnested markup, so depth is bounded before it runs: for every name, the start
    tags that no end tag has closed yet.

    Raises:
        ReadError: "too many nodes", "too many attributes" or "too deep".
    """
    # Counted by numpy, since `bytes.count` goes byte by byte, which on most pages is a tenth of what the parser takes.
    letters = np.frombuffer(content, np.uint8)
    opens = letters == ord("<")
    tags = np.count_nonzero(opens)
    if tags > MAX_TAGS:
        raise ReadError("too many nodes", address)
    _check_attributes(content, address)
    if tags <= _FREE_TAGS:
        return
    if tags - count_ends(content) <= MAX_DEPTH:
        return
    if _depth_bound(letters, np.flatnonzero(opens[:-2])) > MAX_DEPTH and _depth(content) > MAX_DEPTH:
        raise ReadError("too deep", address)


def count_ends(content: bytes) -> int:
    """How many end tags there are: "</" as numbers of two bytes, at even places and at odd ones."""
    pairs = [np.frombuffer(content, "<u2", (len(content) - at) // 2, at) for at in (0, 1) if len(content) >= at + 2]
    return sum(int(np.count_nonzero(numbers == _END)) for numbers in pairs)


def _check_attributes(content: bytes, address: str) -> None:
    """Refuse a tag with more attributes than a parser compares in good time."""
    # From one "<" the last within the length of such a tag is looked for: a few steps through the page, and where there is none, a look.
    opens = content.find(b"<") + 1
    while opens and opens + _LONG_TAG <= len(content):
        if last := content.rfind(b"<", opens, opens + _LONG_TAG) + 1:
            opens = last
            continue
        if content[opens : opens + 1].isalpha() and content.find(b">", opens, opens + _LONG_TAG) < 0:
            part = content[opens:].split(b"<", 1)[0]
            bare = _QUOTED.sub(b"", part[: part.find(b">")] if b">" in part else part)
            if len(bare.split()) > MAX_ATTRIBUTES:
                raise ReadError("too many attributes", address)
        opens = content.find(b"<", opens) + 1


def _depth_bound(letters: NDArray[np.uint8], opens: NDArray[np.intp]) -> int:
    """The longest climb from any tag to a later one, where start tags go up and end tags down; `opens` is where each "<" stands."""
    # A letter opens a tag, while "<" in a script mostly stands before something else; so "</" closes one before a letter only.
    behind = letters[opens + 1]
    is_end = (behind == ord("/")) & _are_letters(letters[opens + 2])
    heights = np.cumsum(_are_letters(behind).astype(np.int8) - is_end, dtype=np.int32)
    # One more, since a climb from the very first tag on begins below its height.
    return int((heights - np.minimum.accumulate(heights)).max()) + 1


def _are_letters(signs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of these bytes are letters of ASCII: what is below the first letter becomes high."""
    return (signs | _SMALL) - _FIRST_LETTER < _LETTERS


def _depth(content: bytes) -> int:
    """The largest number of elements open at once, as far as tags alone can tell."""
    depth = most = 0
    opened: dict[bytes, int] = {}
    for slash, raw in _TAG.findall(content):
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
