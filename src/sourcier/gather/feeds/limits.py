"""What a feed may cost: bytes, elements, depth, attributes and entries are counted before any parser sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sourcier.errors import FeedError, TooLargeError

MOST_CHARACTERS = 8 << 20
MOST_ENTRIES = 2_000
# Of the elements and the "<" within texts, which feedparser takes apart again, at some 20 microseconds each.
_MOST_MARKS = 100_000
_MOST_DEPTH = 200
_LONGEST_TAG = 64 << 10
_MOST_ATTRIBUTE_TEXT = 4 << 20
# Of one kind in one entry; feedparser compares each with all before it.
_MOST_ALIKE = 200
_LONGEST_NAME = 500
_LONGEST_WORD = 100
# One match a tag, comment, declaration or CDATA section; what is left open reaches to the end, so that no byte is looked at twice.
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(/?)([A-Za-z_][^\s/><]*)([^>]*)(>|\Z)", re.DOTALL)
_ALIKE = frozenset(
    {
        "author",
        "category",
        "contributor",
        "creator",
        "credit",
        "enclosure",
        "keywords",
        "link",
        "name",
        "publisher",
        "source",
        "subject",
        "tags",
    }
)
_DOCTYPE = re.compile(r"(?i)<!doctype[^\[>]{0,1000}(\[)?")
# Elements that name people or things: feedparser looks for a mail address in them in time quadratic to their length (its issue
# 562), and compares each keyword with all the others.
_NAMED = re.compile(
    r"(?i)<((?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner|name|email|keywords|tags))\b[^<>]{0,1000}>"
)
_WITHIN = re.compile(r"(?i)<(uri|url|homepage)\b.*?</\1|<[^>]*>", re.DOTALL)
_WORD = re.compile(rf"[\w.+-]{{{_LONGEST_WORD}}}")


def within_limits(text: str, entry_names: frozenset[str] = frozenset({"item", "entry"}), address: str = "") -> str:
    """The text of a feed as far as it may be parsed: its first entries, without entities of its own and endless names.

    `entry_names` are the elements, in lower case and without prefix, that the format keeps its entries in.

    Raises:
        TooLargeError: more than may be parsed before the first entry ends.
        FeedError: elements deeper, attributes longer or names more than any honest feed has.
    """
    text = without_subset(text)
    end, closing = 0, ""
    marks = 0
    is_cut = len(text) > MOST_CHARACTERS
    for number, (at, tags) in enumerate(_entry_ends(text, entry_names, address), 1):
        marks += _marks(text, end, at)
        is_cut = is_cut or marks > _MOST_MARKS
        if marks > _MOST_MARKS:
            break
        end, closing = at, tags
        is_cut = is_cut or number == MOST_ENTRIES
        if number == MOST_ENTRIES:
            break
    if is_cut or marks + _marks(text, end, len(text)) > _MOST_MARKS:
        if not end:
            raise TooLargeError("more than is parsed before the first entry ends", address)
        text = text[:end] + closing
    return _without_long_names(text)


def _entry_ends(text: str, entry_names: frozenset[str], address: str) -> Iterator[tuple[int, str]]:
    """Where each entry ends, and the end tags of what is still open there; elements are counted on the way."""
    path: list[str] = []
    alike: Counter[str] = Counter()
    attribute_text = 0
    for piece in _PIECE.finditer(text, 0, MOST_CHARACTERS):
        if piece[2] is None:
            continue
        name, attributes = piece[2].rpartition(":")[2].lower(), len(piece[3])
        attribute_text += attributes
        if attributes > _LONGEST_TAG or attribute_text > _MOST_ATTRIBUTE_TEXT:
            raise FeedError("more attributes than any feed needs", address)
        if not piece[1]:
            _count_alike(name, alike, address)
            if not piece[3].endswith("/"):
                path.append(piece[2])
        elif piece[2] in path:
            # What was left open within it ends with it.
            del path[len(path) - 1 - path[::-1].index(piece[2]) :]
        if len(path) > _MOST_DEPTH:
            raise FeedError(f"elements more than {_MOST_DEPTH} deep", address)
        if piece[1] and name in entry_names:
            alike.clear()
            yield piece.end(), "".join(f"</{tag}>" for tag in reversed(path))


def _count_alike(name: str, alike: Counter[str], address: str) -> None:
    """Count an element of an entry, and refuse the feed when one kind is met too often."""
    if name in _ALIKE:
        alike[name] += 1
        if alike[name] > _MOST_ALIKE:
            raise FeedError(f"an entry with more than {_MOST_ALIKE} elements of one kind", address)


def _marks(text: str, start: int, end: int) -> int:
    """What a stretch costs: its elements, those written as text among them, and its references, which are cheaper."""
    return text.count("<", start, end) + text.count("&lt;", start, end) + text.count("&", start, end) // 4


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
    """The text without the start tags of names that go on for more than 500 characters, or have words of more than 100."""
    low = text.lower()
    # A few letters change their length with their case; then only names that are written alike are found to end.
    low = low if len(low) == len(text) else text
    kept, at = [], 0
    for found in _NAMED.finditer(text):
        if not found[0].endswith("/>") and not _is_name(
            text, found.end(), low.find(f"</{found[1].lower()}", found.end(), found.end() + _LONGEST_NAME)
        ):
            kept.append(text[at : found.start()])
            at = found.end()
    return "".join([*kept, text[at:]]) if kept else text


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether what stands between two tags may be a name."""
    return end >= 0 and (end - start <= _LONGEST_WORD or _WORD.search(_WITHIN.sub("", text[start:end])) is None)
