"""RSS, Atom, RDF and CDF read with feedparser, and put into our own values."""

from __future__ import annotations

import calendar
import io
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from sourcier.errors import FeedError
from sourcier.gather.entries import Entry, Feed, Fields, Person
from sourcier.text.addresses import split_address

_KINDS = (("rss10", "rdf"), ("rss090", "rdf"), ("rss", "rss"), ("atom", "atom"), ("cdf", "cdf"))


def read_markup(content: bytes, address: str, headers: Mapping[str, str]) -> Feed:
    """The feed that XML bytes hold, however broken.

    Raises:
        FeedError: they hold none.
    """
    parsed = _parsed(content, address, headers)
    kind = next((ours for theirs, ours in _KINDS if parsed.get("version", "").startswith(theirs)), "unknown")
    if kind == "unknown" and not parsed.entries and not parsed.feed.get("title"):
        raise FeedError("no feed", address)
    head = parsed.feed
    persons = _persons(head)
    return Feed(
        address=address,
        kind=kind,
        title=str(head.get("title", "")),
        link=web_address(head.get("link")),
        feed_id=str(head.get("id", "")),
        subtitle=str(head.get("subtitle", "")),
        language=str(head.get("language", "")),
        published=_moment(head, "published"),
        updated=_moment(head, "updated"),
        persons=persons,
        entries=tuple(_entry(row, persons) for row in parsed.entries),
        fields=tuple(_fields(head)),
        is_broken=bool(parsed.bozo),
    )


def _parsed(content: bytes, address: str, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - feedparser has no types
    """What feedparser makes of the bytes.

    Raises:
        FeedError: feedparser fails on them.
    """
    told = {"content-type": headers.get("content-type", "application/xml"), "content-location": headers.get("content-location", address)}
    if "content-language" in headers:
        told["content-language"] = headers["content-language"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return feedparser.parse(io.BytesIO(content), response_headers=told, sanitize_html=False)
        except Exception as fault:  # noqa: BLE001 - a library that was not written for hostile input may fail in any way
            raise FeedError(f"not to be parsed ({type(fault).__name__})", address) from None


def _entry(row: Mapping[str, Any], inherited: tuple[Person, ...]) -> Entry:
    """One entry; without authors of its own it has those of the feed (RFC 4287 section 4.2.1)."""
    contents = [part for part in row.get("content") or () if part.get("value")]
    return Entry(
        entry_id=str(row.get("id", "")),
        title=str(row.get("title", "")),
        link=web_address(row.get("link")),
        published=_moment(row, "published"),
        updated=_moment(row, "updated"),
        persons=_persons(row) or inherited,
        summary=str(row.get("summary", "")),
        content=str(contents[0]["value"]) if contents else "",
        language=str(contents[0].get("language") or "") if contents else "",
        fields=tuple(_fields(row)),
    )


def _persons(row: Mapping[str, Any]) -> tuple[Person, ...]:
    """The authors of a feed or an entry."""
    found = [Person(str(a.get("name") or ""), str(a.get("email") or ""), str(a.get("href") or "")) for a in row.get("authors") or ()]
    if not any(found) and row.get("author"):
        found = [Person(str(row["author"]))]
    return tuple(dict.fromkeys(person for person in found if person != Person()))


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    """A date of a feed in UTC, None when it is missing or impossible."""
    value: time.struct_time | None = dict.get(row, f"{name}_parsed") if isinstance(row, dict) else None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError):
        return None


def _fields(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The raw pairs of a feed or an entry."""
    origin = row.get("source")
    if isinstance(origin, Mapping):
        yield from _pairs("source.title", [origin.get("title")])
        yield from _pairs("source.url", [origin.get("href"), origin.get("link"), *(x.get("href") for x in origin.get("links") or ())])
        yield from _pairs("source.id", [origin.get("id")])
    for link in row.get("links") or ():
        if link.get("rel") in ("via", "canonical", "related", "enclosure", "self", "hub", "next"):
            yield from _pairs(link["rel"], [link.get("href")])
    yield from _pairs("dc:source", [row.get("dc_source")])
    yield from _pairs("media:credit", [x.get("content") for x in row.get("media_credit") or ()])


def _pairs(name: str, values: Iterable[Any]) -> Fields:
    """Pairs of one name, empty and repeated values left out."""
    return tuple((name, value) for value in dict.fromkeys(str(v).strip() for v in values if v) if value)


def web_address(value: Any) -> str:  # noqa: ANN401 - whatever the parser gives
    """An http(s) address as given, "" for anything else: feeds may not hand out other schemes."""
    text = str(value or "").strip()
    return text if len(text) <= 8192 and split_address(text) else ""
