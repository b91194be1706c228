"""Feeds that leave a library, as Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org/version/1.1).

Each entry leads to the page that printed it, names the outlet as its `source`, and says where the text came from: `via` the nearest
party it takes from, `canonical` the origin at the end of its chain, where their addresses are known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from sourcier.text.xml import xml_text

_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `address` is the page it is about, `reader` where a person reads more here; "" for what is not known.

    `author` is who an Atom reader names beside the entry, by default the outlet.
    """

    entry_id: str
    title: str
    address: str
    reader: str
    updated: datetime | None
    summary: str
    outlet: str = ""
    via: str = ""
    canonical: str = ""
    language: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it is called, where it is (`address`), the page it follows (`reader`), and since when it is."""

    feed_id: str
    title: str
    address: str
    reader: str
    entries: tuple[Entry, ...]
    since: datetime = _EPOCH

    @property
    def updated(self) -> datetime:
        """The newest entry's time; that since which there is a feed when it has none."""
        return max((entry.updated for entry in self.entries if entry.updated), default=self.since)


def write_atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(_name("feed"))
    _add(root, "id", f"urn:sourcier:{feed.feed_id}")
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _link(root, "self", feed.address)
    _link(root, "alternate", feed.reader)
    _add(_add(root, "author"), "name", "Sourcier")
    for entry in feed.entries:
        _add_entry(root, entry, feed.updated)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def write_json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed; what it has no field for stands under `_sourcier`, as its extensions do."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": feed.address,
        "home_page_url": feed.reader,
        "items": [_item(entry, feed.updated) for entry in feed.entries],
    }
    return json.dumps(told, ensure_ascii=True, indent=1).encode()


def _add_entry(root: ET.Element, entry: Entry, updated: datetime) -> None:
    """Nothing; the feed has one more entry."""
    element = _add(root, "entry")
    if entry.language:
        element.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add(element, "id", f"urn:sourcier:{entry.entry_id}")
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.updated or updated))
    _add(element, "summary", entry.summary)
    _link(element, "alternate", entry.address or entry.reader)
    _link(element, "related", entry.reader)
    _link(element, "via", entry.via)
    _link(element, "canonical", entry.canonical)
    if author := entry.author or entry.outlet:
        _add(_add(element, "author"), "name", author)
    if entry.outlet:
        origin = _add(element, "source")
        _add(origin, "title", entry.outlet)
        _link(origin, "alternate", entry.address)


def _item(entry: Entry, updated: datetime) -> dict[str, Any]:
    """One entry as an item of JSON Feed."""
    item = {
        "id": f"urn:sourcier:{entry.entry_id}",
        "url": entry.address or entry.reader,
        "title": entry.title,
        "content_text": entry.summary,
        "date_published": _moment(entry.updated or updated),
        "language": entry.language,
        "authors": [{"name": entry.outlet}] if entry.outlet else [],
        "_sourcier": _told({"reader": entry.reader, "source": entry.outlet, "via": entry.via, "canonical": entry.canonical}.items()),
    }
    return _told(item.items())


def _told(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs that say something."""
    return {key: value for key, value in pairs if value}


def _name(name: str) -> str:
    """An element's name with its namespace."""
    return f"{{{_ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    """A new element within another."""
    element = ET.SubElement(parent, _name(name))
    element.text = None if text is None else xml_text(text)
    return element


def _link(parent: ET.Element, relation: str, address: str) -> None:
    """Nothing; the element has a link, if there is an address."""
    if address:
        ET.SubElement(parent, _name("link"), {"rel": relation, "href": xml_text(address)})


def _moment(at: datetime) -> str:
    """A time as RFC 3339 has it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
