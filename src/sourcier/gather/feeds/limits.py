"""What a feed may cost: bytes, elements, depth, attributes and entries are counted before any parser sees it."""

from __future__ import annotations

import re

from sourcier.errors import FeedError, TooLargeError

MOST_BYTES = 15 << 20
MOST_ENTRIES = 2_000
_MOST_TAGS = 400_000
_MOST_DEPTH = 200
_LONGEST_TAG = 64 << 10
_MOST_ATTRIBUTE_TEXT = 4 << 20
_LONGEST_NAME = 2_000
# One match a tag, comment, declaration or CDATA section; what is left open reaches to the end, so that no byte is looked at twice.
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(/?)([A-Za-z_][^\s/><]*)([^>]*)(>|\Z)", re.DOTALL)
_ENTRY = re.compile(r"(?i)(?:[^:]{1,40}:)?(?:item|entry|url|sitemap)\Z")
_DOCTYPE = re.compile(r"(?i)<!doctype[^\[>]{0,1000}(\[)?")
# Elements that name people: feedparser looks for a mail address in them in time quadratic to their length (its issue 562).
_NAMED = re.compile(
    r"(?i)<((?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner|name|email))\b[^<>]{0,1000}>"
)


def within_limits(text: str, address: str = "") -> str:
    """The text of a feed as far as it may be parsed: its first 2,000 entries, without entities of its own and endless names.

    Raises:
        TooLargeError: too many characters or elements.
        FeedError: elements deeper, or attributes longer, than any honest feed has.
    """
    if len(text) > MOST_BYTES:
        raise TooLargeError(f"a feed of more than {MOST_BYTES >> 20} million characters", address)
    text = without_subset(text)
    end = _end_of_entries(text, address)
    return _without_long_names(text[:end])


def _end_of_entries(text: str, address: str) -> int:
    """Where the last entry that is read ends, counting all that a parser would have to build on the way."""
    tags = depth = entries = attribute_text = 0
    for piece in _PIECE.finditer(text):
        name = piece[2]
        if name is None:
            continue
        tags += 1
        attributes = piece[3]
        attribute_text += len(attributes)
        if len(attributes) > _LONGEST_TAG:
            raise FeedError("an element with more attributes than any feed needs", address)
        depth += -1 if piece[1] else not attributes.endswith("/")
        if depth > _MOST_DEPTH:
            raise FeedError(f"elements more than {_MOST_DEPTH} deep", address)
        if tags > _MOST_TAGS or attribute_text > _MOST_ATTRIBUTE_TEXT:
            raise TooLargeError("a feed with too many elements", address)
        if piece[1] and _ENTRY.match(name):
            entries += 1
            if entries == MOST_ENTRIES:
                return piece.end()
    return len(text)


def without_subset(text: str) -> str:
    """The text without a document type that declares entities by address or by one another: that is what bombs are made of.

    Plain entities stay: feeds of 1999 declare their accents.
    """
    found = _DOCTYPE.search(text, 0, 1 << 16)
    if found is None or not found[1]:
        return text
    end = text.find("]", found.end())
    close = text.find(">", end) if end >= 0 else -1
    if close < 0:
        return text[: found.start()]
    subset = text[found.end() : end]
    is_plain = len(subset) <= 8192 and not re.search(r"(?i)\bsystem\b|\bpublic\b|%|&[a-z_]", subset)
    return text if is_plain else text[: found.start()] + text[close + 1 :]


def _without_long_names(text: str) -> str:
    """The text without the start tags of people whose name goes on for more than 2,000 characters."""
    if len(text) <= _LONGEST_NAME:
        return text
    low = text.lower()
    # A few letters change their length with their case; then only names that are written alike are found to end.
    low = low if len(low) == len(text) else text
    kept, at = [], 0
    for found in _NAMED.finditer(text):
        if low.find(f"</{found[1].lower()}", found.end(), found.end() + _LONGEST_NAME) < 0 and not found[0].endswith("/>"):
            kept.append(text[at : found.start()])
            at = found.end()
    return "".join([*kept, text[at:]]) if kept else text
