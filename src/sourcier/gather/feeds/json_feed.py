"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from sourcier.errors import FeedError
from sourcier.gather.entries import Entry, Feed, Person
from sourcier.gather.feeds.dates import parse_moment
from sourcier.gather.feeds.limits import MOST_ENTRIES
from sourcier.gather.feeds.markup import web_address

Row = dict[str, Any]


def read_json_feed(text: str, address: str) -> Feed:
    """The feed that a JSON text holds.

    Raises:
        FeedError: it holds none.
    """
    try:
        top = json.loads(text)
    except (ValueError, RecursionError):
        raise FeedError("no JSON that can be read", address) from None
    items = top.get("items") if isinstance(top, dict) else None
    if not isinstance(items, list) or "jsonfeed.org/version" not in _text(top, "version"):
        raise FeedError("no JSON Feed", address)
    persons = _persons(top)
    return Feed(
        address=address,
        kind="json",
        title=_text(top, "title"),
        link=web_address(_text(top, "home_page_url")),
        feed_id=_text(top, "feed_url"),
        subtitle=_text(top, "description"),
        language=_text(top, "language"),
        persons=persons,
        entries=tuple(_entry(item, persons, address) for item in items[:MOST_ENTRIES] if isinstance(item, dict)),
        fields=tuple(_feed_fields(top)),
    )


def _entry(item: Row, inherited: tuple[Person, ...], address: str) -> Entry:
    """One item; plain text becomes HTML, as all our contents are."""
    plain = _text(item, "content_text")
    link = _text(item, "url") or _text(item, "external_url")
    return Entry(
        entry_id=_text(item, "id"),
        title=_text(item, "title"),
        link=web_address(urljoin(address, link) if link else ""),
        published=parse_moment(_text(item, "date_published")),
        updated=parse_moment(_text(item, "date_modified")),
        persons=_persons(item) or inherited,
        summary=_text(item, "summary"),
        content=_text(item, "content_html")
        or "".join(f"<p>{html.escape(part.strip(), quote=False)}</p>" for part in plain.split("\n\n") if part.strip()),
        language=_text(item, "language"),
        fields=tuple(_item_fields(item)),
    )


def _item_fields(item: Row) -> Iterator[tuple[str, str]]:
    """The raw pairs of an item; an external address is what the item points to, as "via" in Atom."""
    external = web_address(_text(item, "external_url"))
    if external:
        yield "external", external
        yield "via", external
    for name, ours in (("image", "image"), ("banner_image", "image")):
        if _text(item, name):
            yield ours, _text(item, name)
    yield from (("tag", str(tag)) for tag in _rows(item, "tags", str))
    for part in _rows(item, "attachments", dict):
        for name, ours in (("url", "enclosure"), ("mime_type", "enclosure.type"), ("size_in_bytes", "enclosure.length")):
            if _text(part, name):
                yield ours, _text(part, name)


def _feed_fields(top: Row) -> Iterator[tuple[str, str]]:
    """The raw pairs of the feed."""
    for name, ours in (("icon", "icon"), ("favicon", "icon"), ("next_url", "next"), ("feed_url", "self"), ("user_comment", "comment")):
        if _text(top, name):
            yield ours, _text(top, name)
            if ours in ("next", "self"):
                yield "link", _text(top, name)
                yield "rel", ours
    for hub in _rows(top, "hubs", dict):
        if _text(hub, "url"):
            yield "hub", _text(hub, "url")


def _persons(row: Row) -> tuple[Person, ...]:
    """The authors, in the form of version 1.1 or 1.0."""
    rows = _rows(row, "authors", dict) or ([row["author"]] if isinstance(row.get("author"), dict) else [])
    found = (Person(_text(a, "name"), "", _text(a, "url")) for a in rows)
    return tuple(dict.fromkeys(person for person in found if person != Person()))


def _rows(row: Row, name: str, kind: type) -> list[Any]:
    """The members of a list that are of one type; [] when there is no list."""
    rows = row.get(name)
    return [member for member in rows[:1000] if isinstance(member, kind)] if isinstance(rows, list) else []


def _text(row: Row, name: str) -> str:
    """A text or number as text, "" for anything else."""
    value = row.get(name)
    return str(value).encode("utf-8", "ignore").decode() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
