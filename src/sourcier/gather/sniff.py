"""What bytes are, told by the bytes themselves and never by a file's name."""

from __future__ import annotations

import json
import re
import zlib
from typing import Literal

from sourcier.gather.adapters import is_known
from sourcier.gather.mhtml import is_message
from sourcier.tables import format_of
from sourcier.tables.delimited import header_of
from sourcier.text.addresses import split_address

Kind = Literal["empty", "binary", "feed", "table", "list", "message", "html", "text"]

HEAD = 4096
_FEED_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|opml|urlset|sitemapindex|channel|html)\b", re.IGNORECASE)
_MARKUP = re.compile(
    rb"(?i)<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|article|section|main|header|div|table|h[1-6]|p|br|ul|a|span|img|!--)[\s>/-]"
)
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"RIFF", b"OggS", b"ID3", b"\xd0\xcf\x11\xe0", b"Rar!")
_ARCHIVE = (b"WARC/", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Enough of a table to tell its columns, be they the keys of a line of JSON with a whole text in it.
TABLE_HEAD = 1 << 20
_KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
_SHORT_LINE = 1000


def kind_of(content: bytes, content_type: str | None = None) -> Kind:
    """What bytes hold; `content_type` breaks a tie between a page and plain text.

    >>> kind_of(b"<p>Bonjour"), kind_of(b"Bonjour"), kind_of(b"https://phare.example/1"), kind_of(b" ")
    ('html', 'text', 'list', 'empty')
    """
    head = content[:HEAD]
    if not content.strip(b" \t\r\n\0"):
        return "empty"
    if is_table(content[:TABLE_HEAD]):
        return "table"
    if head.startswith(_BINARY) or is_archive(head) or (b"\0" in head and not head.startswith(_UTF_16)):
        return "binary"
    if is_message(content):
        return "message"
    if looks_like_feed(content):
        return "feed"
    if _MARKUP.search(head.replace(b"\0", b"")) or (content_type or "").startswith(("text/html", "application/xhtml")):
        return "html"
    return "list" if listed_addresses(content) else "text"


def looks_like_feed(content: bytes) -> bool:
    """Whether bytes begin like a feed: by the first known element of an XML file, or the version of a JSON Feed.

    >>> looks_like_feed(b'<?xml version="1.0"?><rss version="2.0">'), looks_like_feed(b"<!doctype html><html>")
    (True, False)
    """
    head = content[:HEAD].replace(b"\0", b"")
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{"):
        return b"jsonfeed.org/version" in head
    root = _FEED_ROOT.search(head)
    return root is not None and root[1].lower() != b"html"


def is_archive(head: bytes) -> bool:
    """Whether bytes begin a WARC (plain, gzip or zstd) or a WACZ."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_ARCHIVE)


_LONGEST_ADDRESS = 2000


def is_table(head: bytes) -> bool:
    r"""Whether bytes begin a table of addresses or of texts: Parquet, JSON Lines, or CSV with columns that are known.

    >>> is_table(b"id,url\n1,https://phare.example/1\n"), is_table(b"url"), is_table(b'{"url": "https://phare.example/"}')
    (True, False, True)
    """
    kind = format_of(head)
    if kind == "parquet":
        return True
    if kind == "jsonl":
        return is_known(_json_keys(head.decode("utf-8-sig", "replace").lstrip()))
    text = head[:HEAD].decode("utf-16" if head.startswith(_UTF_16) else "utf-8-sig", "replace").lstrip()
    first, line_end, _ = text.partition("\n")
    return bool(line_end) and "<" not in first and "://" not in first and is_known(header_of(first))


def _json_keys(text: str) -> tuple[str, ...]:
    """The keys of the object that a text begins with, also when the object or a list round it breaks off."""
    start = text.find("{")
    line = text[start:].partition("\n")[0]
    if text[:start].strip() not in ("", "[") or "jsonfeed.org/version" in line:
        return ()
    try:
        value, _ = json.JSONDecoder().raw_decode(line)
    except (ValueError, RecursionError):
        return tuple(_KEY.findall(line)) if len(line) > _SHORT_LINE or text.startswith("[") else ()
    return tuple(value)


def listed_addresses(content: bytes) -> tuple[str, ...]:
    r"""The addresses of a list (one a line, "#" begins a remark); () for any other text.

    A list is one whose lines are addresses for the most part; what else stands in it is handed on, for whoever fetches to refuse.

    >>> listed_addresses(b"https://phare.example/1\n# a remark\n")
    ('https://phare.example/1',)
    """
    text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return ()
    good = sum(" " not in line.strip() and split_address(line) is not None for line in lines)
    is_list = good > 0 and 2 * good >= len(lines) and all(len(line) <= _LONGEST_ADDRESS for line in lines)
    return tuple(dict.fromkeys(line.strip() for line in lines)) if is_list else ()
