"""When an article was published and changed, and where that stands: never from a comment, an author box or a footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from sourcier.model import Label
from sourcier.read.metadata.head import Head, attributes_of
from sourcier.read.metadata.json_ld import articles_of, text_of
from sourcier.read.metadata.shown import Shown, local_times, misplaced_dates, shown_dates
from sourcier.read.metadata.stamps import Stamp, find_local, parse_stamp
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "sailthru.date", "publishdate",
    "publish-date", "pubdate", "publication_date", "article.published", "date", "og:published_time", "citation_publication_date",
    "citation_date", "ptime", "displaydate", "pdate", "timestamp", "created", "datecreated", "article_date_original", "og:pubdate",
    "rnews:datepublished", "originalpublicationdate", "pub_date", "release_date", "bt:pubdate", "article:publicationdate",
    "shareaholic:article_published_time", "date.release", "vr:published_time", "published_time_telegram", "dc.date.publication",
    "search.pub_date", "iso-8601-publish-date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
    "revision_date", "updated_time", "modified", "date.modified", "article:updated", "revised",
)  # fmt: skip
_ADDRESS = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS_PARTED = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)[/_.-](0?[1-9]|1[0-2])[/_.-](0?[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS_TURNED = re.compile(r"(?<!\d)(?<!\d-)(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-((?:19[89]|20[0-4])\d)(?!\d)")
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.AUTHOR_BOX | Mark.HIDDEN | Mark.EMBED | Mark.CAPTION
_SAME_MOMENT = timedelta(minutes=1)
# Offsets of zones are whole hours and halves; one or two small countries apart.
_STEP, _EAST, _WEST = 30, 14 * 60, -12 * 60
# Names that systems fill with any date, that of the printed paper or of the last change as well as that of publication.
_WEAK = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:timestamp", "meta:displaydate"})
_WEEKS = timedelta(days=40)


class Dates(NamedTuple):
    """Both moments, each with the place it was read from ("" when there is none)."""

    published: Stamp | None
    published_in: str
    modified: Stamp | None
    modified_in: str


def find_dates(head: Head, layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Dates:
    """The moments of an article: what machines read first, then what readers see, then the address."""
    published, where = _first(_published(head, layout, bits, labels, language))
    modified, where_modified = _first(_modified(head, layout, bits, language))
    if where in _WEAK and published is not None:
        published, where = _seen_before(published, where, shown_dates(layout, bits, labels, language))
    published = _in_its_zone(published, head, layout, lambda: local_times(layout, bits, labels, language))
    if published is None and modified is not None:
        return Dates(modified, where_modified, modified, where_modified)
    if published is not None and modified is not None and _day_of(modified) < _day_of(published):
        modified, where_modified = None, ""
    return Dates(published, where, modified, where_modified)


def _seen_before(stamp: Stamp, where: str, shown: Iterator[Shown]) -> tuple[Stamp, str]:
    """The day that readers see by the headline where it is some days earlier than what a tag of many uses tells."""
    seen = next(shown, None)
    if seen is None or seen.is_change or seen.rank > 1:
        return stamp, where
    earlier = timedelta(0) < _day_of(stamp) - _day_of(seen.stamp) <= _WEEKS
    return (seen.stamp, seen.place) if earlier else (stamp, where)


def _in_its_zone(stamp: Stamp | None, head: Head, layout: Layout, local: Callable[[], Iterator[datetime]]) -> Stamp | None:
    """A moment in UTC as the page's own zone tells it, where the page tells the very same moment a second time.

    Either with its zone, or as the day and time that readers see: these are the moment in a zone that differs by full or half hours.
    """
    if not isinstance(stamp, datetime) or stamp.utcoffset():
        return stamp
    written = [
        found for named in layout.named if "datetime" in named.attributes and (found := attributes_of(named.attributes).get("datetime"))
    ]
    dated = [content for name, content in head.meta if "time" in name or "date" in name]
    for text in (*written, *dated):
        other = parse_stamp(text)
        if isinstance(other, datetime) and other.utcoffset() and abs(other - stamp) < _SAME_MOMENT:
            return stamp.astimezone(other.tzinfo)
    plain = stamp.replace(tzinfo=None)
    for seen in (*filter(None, map(find_local, dated)), *local()):
        minutes = round((seen - plain.replace(second=0)) / timedelta(minutes=1))
        if minutes and minutes % _STEP == 0 and _WEST <= minutes <= _EAST:
            return stamp.astimezone(timezone(timedelta(minutes=minutes)))
    return stamp


def _day_of(stamp: Stamp) -> date:
    return stamp.date() if isinstance(stamp, datetime) else stamp


def _first(candidates: Iterator[tuple[Stamp | None, str]]) -> tuple[Stamp | None, str]:
    """The first candidate that is a moment."""
    return next(((stamp, place) for stamp, place in candidates if stamp is not None), (None, ""))


def _published(
    head: Head, layout: Layout, bits: list[int], labels: list[Label], language: str | None
) -> Iterator[tuple[Stamp | None, str]]:
    """Every place that may tell when the article was published, surest first."""
    for entry in articles_of(head.json_ld):
        yield parse_stamp(text_of(entry.get("datePublished")), language), "json-ld"
    for name in _PUBLISHED[:12]:
        for content in head.metas_of(name)[:2]:
            yield parse_stamp(content, language), f"meta:{name}"
    for entry in articles_of(head.json_ld):
        yield parse_stamp(text_of(entry.get("dateCreated")), language), "json-ld"
    yield from _microdata(layout, bits, language, Mark.ITEM_DATE)
    for name in _PUBLISHED[12:]:
        for content in head.metas_of(name)[:2]:
            yield parse_stamp(content, language), f"meta:{name}"
    yield from ((shown.stamp, shown.place) for shown in shown_dates(layout, bits, labels, language))
    for entry in head.json_ld:
        yield parse_stamp(text_of(entry.get("datePublished") or entry.get("uploadDate")), language), "json-ld"
    yield _from_address(head.canonical or head.address), "address"
    yield _from_address(head.address), "address"
    yield from ((stamp, "page") for stamp in misplaced_dates(layout, bits, labels, language))


def _modified(head: Head, layout: Layout, bits: list[int], language: str | None) -> Iterator[tuple[Stamp | None, str]]:
    """Every place that may tell when the article was changed."""
    for entry in articles_of(head.json_ld):
        yield parse_stamp(text_of(entry.get("dateModified")), language), "json-ld"
    for name in _MODIFIED:
        for content in head.metas_of(name)[:1]:
            yield parse_stamp(content, language), f"meta:{name}"
    yield from _microdata(layout, bits, language, Mark.ITEM_MODIFIED)


def _microdata(layout: Layout, bits: list[int], language: str | None, mark: int) -> Iterator[tuple[Stamp | None, str]]:
    """What elements with the property tell."""
    for named in layout.named:
        if named.bits & mark and not _bits_of(bits, named.line) & _NO_PLACE:
            found = attributes_of(named.attributes)
            yield parse_stamp(found.get("datetime") or found.get("content") or named.text, language), "microdata"


def _bits_of(bits: list[int], line: int) -> int:
    return bits[line] if line < len(bits) else 0


def _from_address(address: str) -> date | None:
    """The day in the path of an address: year first, or day first with dashes."""
    found = _ADDRESS_PARTED.search(address) or _ADDRESS.search(address)
    turned = None if found else _ADDRESS_TURNED.search(address)
    parts = found.groups() if found else turned.groups()[::-1] if turned else None
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
