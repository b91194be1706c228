"""What a feed may cost: bytes, elements, depth, attributes and entries are counted before any parser sees it."""

from __future__ import annotations

import re

from sourcier.errors import FeedError, TooLargeError

MOST_BYTES = 15 << 20
MOST_ENTRIES = 2_000
_MOST_TAGS = 400_000
_MOST_DEPTH = 200
_LONGEST_TAG = 64 << 10
_MOST_TAG_BYTES = 4 << 20
# One match a tag, comment, declaration or CDATA section; none of the alternatives can start at another's inside.
_PIECE = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(/?)([A-Za-z_][^\s/>]*)([^>]*)>", re.DOTALL)
_ENTRY_TAG = re.compile(rb"(?i)(?:[^:]{1,20}:)?(?:item|entry|url|outline)\Z")
_DOCTYPE = re.compile(rb"(?i)<!doctype[^\[>]{0,1000}(\[)?")
_ENTITY_USE = re.compile(rb"(?i)<!entity")
_SAFE_SUBSET = 8 << 10


def within_limits(content: bytes, address: str = "") -> bytes:
    """The bytes of a feed as far as they may be parsed: its first 2,000 entries, with no external or nested entities.

    Raises:
        TooLargeError: too many bytes or elements.
        FeedError: elements too deep or attributes too long for any honest feed.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeError(f"a feed of more than {MOST_BYTES >> 20} MiB", address)
    content = _without_entities(content)
    return content[: _end_of_entries(content, address)]


def _end_of_entries(content: bytes, address: str) -> int:
    """Where the last entry that is read ends, counting all that a parser would have to build on the way."""
    tags = depth = entries = tag_bytes = 0
    for piece in _PIECE.finditer(content):
        name = piece[2]
        if name is None:
            continue
        tags += 1
        tag_bytes += len(piece[3])
        if len(piece[3]) > _LONGEST_TAG:
            raise FeedError("an element with more attributes than any feed needs", address)
        is_end = bool(piece[1])
        depth += -1 if is_end else not piece[3].endswith(b"/")
        if depth > _MOST_DEPTH:
            raise FeedError(f"elements more than {_MOST_DEPTH} deep", address)
        if tags > _MOST_TAGS or tag_bytes > _MOST_TAG_BYTES:
            raise TooLargeError("a feed with too many elements", address)
        if is_end and _ENTRY_TAG.match(name):
            entries += 1
            if entries == MOST_ENTRIES:
                return piece.end()
    return len(content)


def _without_entities(content: bytes) -> bytes:
    """The bytes without a document type that declares entities of its own: their unfolding is what bombs are made of."""
    found = _DOCTYPE.search(content, 0, 1 << 16)
    if found is None or not found[1]:
        return content
    end = content.find(b"]", found.end())
    close = content.find(b">", end) if end >= 0 else -1
    if close < 0:
        return content[: found.start()]
    subset = content[found.end() : end]
    if len(subset) <= _SAFE_SUBSET and not _nested(subset):
        return content
    return content[: found.start()] + content[close + 1 :]


def _nested(subset: bytes) -> bool:
    """Whether entities are declared by address or by other entities."""
    return bool(_ENTITY_USE.search(subset)) and bool(re.search(rb'(?i)\bsystem\b|\bpublic\b|%|"[^"]*&[a-z_]|\'[^\']*&[a-z_]', subset))
