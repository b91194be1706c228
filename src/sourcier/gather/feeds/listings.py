"""Lists of addresses in XML: OPML and its kin (what to follow) and sitemaps with their news fields (what there is)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from sourcier.errors import FeedError
from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds.dates import parse_moment
from sourcier.gather.feeds.limits import MOST_ENTRIES
from sourcier.gather.feeds.markup import web_address

_DOCTYPE = re.compile(r"(?i)<!doctype\b[^>]*>")
# Without it listparser takes the bytes for Latin-1; whatever the list itself declares is gone from the text by now.
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
# The fields of https://www.sitemaps.org/protocol.html and https://www.google.com/schemas/sitemap-news/0.9/ under our names.
_NEWS_FIELDS = {"keywords": "tag", "genres": "genre", "name": "publisher", "access": "access"}


def read_outlines(text: str, address: str) -> Feed:
    """The feeds that an OPML names, as entries.

    Raises:
        FeedError: it names none.
    """
    import listparser  # noqa: PLC0415 - loaded only for lists of feeds

    try:
        listed = listparser.parse((_DECLARATION + _DOCTYPE.sub("", text)).encode("utf-8", "replace"))
    except Exception as fault:  # noqa: BLE001 - a library that was not written for hostile input fails in many ways
        raise FeedError(f"not to be parsed ({type(fault).__name__})", address) from None
    rows = [*listed.feeds, *listed.lists, *listed.opportunities]
    entries = tuple(
        Entry(
            title=str(row.get("title") or ""),
            link=web_address(row.get("url")),
            fields=tuple(("tag", str(tag)) for tag in row.get("tags") or ()),
        )
        for row in rows[:MOST_ENTRIES]
    )
    kept = tuple(dict.fromkeys(entry for entry in entries if entry.link))
    if not kept:
        raise FeedError("a list that names no feeds", address)
    return Feed(address=address, kind="opml", title=str(listed.meta.get("title") or ""), entries=kept, is_broken=bool(listed.bozo))


def read_sitemap(text: str, address: str) -> Feed:
    """The pages or further sitemaps that a sitemap names, as entries without text.

    Raises:
        FeedError: it names none.
    """
    entries: list[Entry] = []
    is_broken = False
    try:
        entries.extend(_sitemap_entries(_DOCTYPE.sub("", text)))
    except ET.ParseError:
        is_broken = True
    if not entries:
        raise FeedError("a sitemap that names no pages", address)
    return Feed(address=address, kind="sitemap", entries=tuple(entries), is_broken=is_broken)


def _sitemap_entries(text: str) -> Iterator[Entry]:
    """The entries of a sitemap as they are met, so that those before a fault are kept."""
    # The document type is cut off before, so there are no entities to unfold.
    for _, element in ET.iterparse(io.BytesIO(text.encode("utf-8", "replace"))):  # noqa: S314 - as said above
        if _local(element) in ("url", "sitemap"):
            entry = _sitemap_entry(element)
            if entry.link:
                yield entry
            element.clear()


def _sitemap_entry(element: ET.Element) -> Entry:
    """One address of a sitemap."""
    found: dict[str, str] = {}
    for part in element.iter():
        found.setdefault(_local(part), (part.text or "").strip())
    fields = tuple((ours, found[name]) for name, ours in _NEWS_FIELDS.items() if found.get(name))
    return Entry(
        entry_id=found.get("loc", ""),
        title=found.get("title", ""),
        link=web_address(found.get("loc")),
        published=parse_moment(found.get("publication_date", "")),
        updated=parse_moment(found.get("lastmod", "")),
        language=found.get("language", ""),
        fields=fields,
    )


def _local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
