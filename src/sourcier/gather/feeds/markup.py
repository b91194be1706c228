"""RSS, Atom, RDF and CDF read with feedparser, and put into our own values."""

from __future__ import annotations

import calendar
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser

from sourcier.errors import FeedError
from sourcier.gather.entries import Entry, Feed, Fields, Person
from sourcier.gather.feeds.dates import parse_moment
from sourcier.gather.feeds.limits import MOST_ENTRIES
from sourcier.gather.feeds.plain import Rows, plain_rows
from sourcier.text.addresses import split_address

# feedparser has no types: its values are mappings of anything.
Row = Mapping[str, Any]
_KINDS = (("rss10", "rdf"), ("rss090", "rdf"), ("rss", "rss"), ("atom", "atom"), ("cdf", "cdf"))
_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
_LONGEST_FIELD = 8192
_LETTERS = re.compile(r"[A-Za-z]{1,60}")
# Values that feedparser keeps under one name, and the name of our pair.
_SINGLE = (
    ("rights", "rights"),
    ("publisher", "publisher"),
    ("generator", "generator"),
    ("icon", "icon"),
    ("logo", "logo"),
    ("ttl", "ttl"),
    ("license", "license"),
    ("comments", "comments"),
    ("wfw_commentrss", "comments.feed"),
    ("slash_comments", "comments.count"),
    ("sy_updateperiod", "update_period"),
    ("sy_updatefrequency", "update_frequency"),
    ("dc_source", "dc:source"),
    ("dcterms_source", "dc:source"),
    ("dc_publisher", "dc:publisher"),
    ("ag_source", "ag:source"),
    ("ag_sourceurl", "ag:source.url"),
    ("prism_publicationname", "prism:publication"),
    ("feedburner_origlink", "canonical"),
)
_SINGLE_NAMES = frozenset(theirs for theirs, _ in _SINGLE)
# An address that needs no parser to be told one of the web.
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:/[!-Z^-~]*)?", re.ASCII)


def read_plain(text: str, address: str) -> Feed | None:
    """The feed that well-formed XML of the common run holds, its first 2,000 entries; None when feedparser is needed."""
    rows = plain_rows(text)
    if rows is None or not _has_known_dates(rows):
        return None
    kind, head, entries = rows
    return _feed(address, kind, head, entries[:MOST_ENTRIES], text)


def read_markup(text: str, address: str, headers: Mapping[str, str]) -> Feed:
    """The feed that XML holds, however broken.

    Raises:
        FeedError: it holds none.
    """
    parsed = _parsed(text, address, headers)
    version = str(parsed.get("version") or "")
    kind = next((ours for theirs, ours in _KINDS if version.startswith(theirs)), "unknown")
    if kind == "unknown" and not parsed["entries"] and not parsed["feed"]:
        raise FeedError("no feed", address)
    return replace(_feed(address, kind, parsed["feed"], parsed["entries"], text), is_broken=bool(parsed.get("bozo")))


def _has_known_dates(rows: Rows) -> bool:
    """Whether every date is one that we can read: feedparser knows a few more ways to write them."""
    _, head, entries = rows
    dates = (row.get(name) for row in (head, *entries) for name in ("published", "updated"))
    return all(parse_moment(date) for date in dates if date)


def _feed(address: str, kind: str, head: Row, entries: Iterable[Row], text: str) -> Feed:
    """The feed of feedparser's rows, or of ours."""
    persons = tuple(_with_whole_mail(person, text) for person in _persons(head))
    return Feed(
        address=address,
        kind=kind,
        title=_text(head, "title"),
        link=web_address(head.get("link")),
        feed_id=_text(head, "id"),
        subtitle=_text(head, "subtitle") or _text(head, "info") or _text(head, "tagline") or _text(head, "summary"),
        language=_text(head, "language"),
        published=_moment(head, "published"),
        updated=_moment(head, "updated"),
        persons=persons,
        # RFC 4287 section 4.2.1 lets an entry have the authors of its feed; an editor of an RSS channel wrote none of its items.
        entries=tuple(_entry(row, persons if kind == "atom" else (), text) for row in entries),
        fields=tuple(_fields(head)),
    )


def _parsed(text: str, address: str, headers: Mapping[str, str]) -> Row:
    """What feedparser makes of a feed; links are joined to where it says it stands, or to where it was got.

    Raises:
        FeedError: feedparser fails on it.
    """
    told = {"content-type": "application/xml", "content-location": headers.get("content-location") or address}
    if "content-language" in headers:
        told["content-language"] = headers["content-language"]
    content = io.BytesIO((_DECLARATION + text).encode("utf-8", "replace"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed: Row = feedparser.parse(content, response_headers=told, sanitize_html=False)
        except Exception as fault:  # noqa: BLE001 - a library that was not written for hostile input fails in many ways
            raise FeedError(f"not to be parsed ({type(fault).__name__})", address) from None
    return parsed


def _entry(row: Row, inherited: tuple[Person, ...], text: str) -> Entry:
    """One entry; without authors of its own it has those of the feed it was taken from, or else of this one."""
    contents = [part for part in row.get("content") or () if part.get("value")]
    origin = row.get("source")

    def whole(named: Row) -> tuple[Person, ...]:
        return tuple(_with_whole_mail(person, text) for person in _persons(named))

    return Entry(
        entry_id=_text(row, "id"),
        title=_text(row, "title"),
        link=web_address(row.get("link")),
        published=_moment(row, "published"),
        updated=_moment(row, "updated"),
        persons=whole(row) or (whole(origin) if isinstance(origin, Mapping) and inherited else ()) or inherited,
        summary=_text(row, "summary"),
        content=str(contents[0]["value"]) if contents else "",
        language=str((contents[0].get("language") if contents else "") or row.get("language") or ""),
        fields=(*(("content", str(part["value"])) for part in contents[1:]), *_fields(row), *_trail(row)),
    )


def _text(row: Row, name: str) -> str:
    """A value as text, never one that feedparser makes up from another name."""
    value = dict.get(row, name) if isinstance(row, dict) else None
    return str(value) if isinstance(value, str | int) else ""


def _persons(row: Row) -> tuple[Person, ...]:
    """The authors of a feed or an entry."""
    # feedparser's "author_detail" mixes what it has of all of them, so it speaks only where there are none.
    rows = [person for person in row.get("authors") or () if person] or [person for person in (row.get("author_detail"),) if person]
    found = [Person(str(a.get("name") or ""), str(a.get("email") or ""), str(a.get("href") or a.get("url") or "")) for a in rows]
    if not any(person != Person() for person in found) and row.get("author"):
        found = [Person(str(row["author"]))]
    return tuple(dict.fromkeys(person for person in found if person != Person()))


def _with_whole_mail(person: Person, text: str) -> Person:
    """The person with the whole mail address: feedparser ends it after four letters of the last domain, and leaves the rest in the name."""
    if len(person.email.rpartition(".")[2]) != 4:
        return person
    # Looked for near the beginning only, so that many persons cost no more than a moment.
    found = text.find(person.email, 0, 1 << 20)
    rest = _LETTERS.match(text, found + len(person.email)) if found >= 0 else None
    if rest is None:
        return person
    name = re.sub(rf"(?:^|[<(]){rest[0]}(?![A-Za-z])[>)]?", "", person.name, count=1).strip(" ()<>")
    return Person(name, person.email + rest[0], person.url)


def _moment(row: Row, name: str) -> datetime | None:
    """A date in UTC, ours before feedparser's, which knows few zones and no French; None when missing or impossible."""
    text = _text(row, name)
    if not text:
        return None
    value = dict.get(row, f"{name}_parsed") if isinstance(row, dict) else None
    try:
        return parse_moment(text) or (datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    """The raw pairs that feeds and entries have alike."""
    if not _SINGLE_NAMES.isdisjoint(row):
        for theirs, ours in _SINGLE:
            if theirs in row:
                yield from _pairs(ours, [_text(row, theirs)])
    for link in row.get("links") or ():
        yield from _pairs("link", [link.get("href")])
        yield from _pairs("rel", [link.get("rel")])
        if link.get("rel") in ("via", "canonical", "related", "self", "hub", "next", "license"):
            yield from _pairs(link["rel"], [link.get("href")])
    if row.get("tags"):
        yield from _pairs("tag", (tag.get("term") for tag in row["tags"]))
    if row.get("contributors"):
        yield from _pairs("contributor", (person.get("name") for person in row["contributors"]))
    detail = row.get("publisher_detail")
    if isinstance(detail, Mapping):
        yield from _pairs("publisher", [detail.get("name")])
    image = row.get("image")
    if image:
        yield from _pairs("image", [image.get("href"), image.get("url")] if isinstance(image, Mapping) else [image])
    created = _moment(row, "created")
    if created:
        yield "created", created.isoformat()


def _trail(row: Row) -> Iterator[tuple[str, str]]:
    """The raw pairs of an entry that tell where it came from, and what comes with it."""
    origin = row.get("source")
    if isinstance(origin, Mapping):
        yield from _pairs("source.title", [_text(origin, "title")])
        addresses = [origin.get("href"), _text(origin, "link"), *(link.get("href") for link in origin.get("links") or ())]
        yield from _pairs("source.url", addresses)
        # The same under the name that HTML gives an address, for those who look for it there.
        yield from _pairs("source.href", addresses)
        yield from _pairs("source.id", [_text(origin, "id")])
        yield from _pairs("source.author", (person.name for person in _persons(origin)))
        updated = _moment(origin, "updated")
        yield from _pairs("source.updated", [updated.isoformat()] if updated else [])
    elif origin:
        yield from _pairs("dc:source", [origin])
    if row.get("media_credit"):
        yield from _pairs("media:credit", (credit.get("content") for credit in row["media_credit"]))
    for name in ("media_content", "media_thumbnail"):
        if row.get(name):
            yield from _pairs("media", (media.get("url") for media in row[name]))
    for part in row.get("enclosures") or ():
        yield from _pairs("enclosure", [part.get("href") or part.get("url")])
        yield from _pairs("enclosure.length", [part.get("length")])
        yield from _pairs("enclosure.type", [part.get("type")])
    reply = row.get("thr_in-reply-to")
    if reply:
        yield from _pairs("in-reply-to", [reply.get("href"), reply.get("ref")] if isinstance(reply, Mapping) else [reply])


def _pairs(name: str, values: Iterable[Any]) -> Fields:
    """Pairs of one name, empty and repeated values left out."""
    texts = dict.fromkeys(str(value).strip()[:_LONGEST_FIELD] for value in values if value)
    return tuple((name, text) for text in texts if text)


def web_address(value: Any) -> str:  # noqa: ANN401 - whatever a parser gives
    """An http(s) address as given, "" for anything else: feeds may not hand out other schemes."""
    text = str(value or "").strip()
    if len(text) > _LONGEST_FIELD:
        return ""
    return text if _PLAIN_ADDRESS.fullmatch(text) or split_address(text) else ""
