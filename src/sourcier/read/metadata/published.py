"""When an article was published and changed, and where that stands: never from a comment, an author box or a footer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from sourcier.languages.reading import reading_list
from sourcier.model import Label
from sourcier.read.metadata.head import Head, attributes_of
from sourcier.read.metadata.json_ld import articles_of, text_of
from sourcier.read.metadata.stamps import Stamp, find_day, parse_stamp
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
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.AUTHOR_BOX | Mark.HIDDEN | Mark.EMBED | Mark.CAPTION
_SAME_MOMENT = timedelta(minutes=1)
_DIGIT = re.compile(r"\d")
_MAX_DATE_LINE, _MAX_BARE = 200, 45
_MAX_ASKED, _ABOVE, _NEAR = 400, 14, 25


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
    published = _in_its_zone(published, head, layout)
    if published is None and modified is not None:
        return Dates(modified, where_modified, modified, where_modified)
    if published is not None and modified is not None and _day_of(modified) < _day_of(published):
        modified, where_modified = None, ""
    return Dates(published, where, modified, where_modified)


def _in_its_zone(stamp: Stamp | None, head: Head, layout: Layout) -> Stamp | None:
    """A moment in UTC as the page's own zone tells it, where the page tells the very same moment a second time with its zone."""
    if not isinstance(stamp, datetime) or stamp.utcoffset():
        return stamp
    written = [
        found for named in layout.named if "datetime" in named.attributes and (found := attributes_of(named.attributes).get("datetime"))
    ]
    for text in (*written, *(content for name, content in head.meta if "time" in name or "date" in name)):
        other = parse_stamp(text)
        if isinstance(other, datetime) and other.utcoffset() and abs(other - stamp) < _SAME_MOMENT:
            return stamp.astimezone(other.tzinfo)
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
    yield from _visible(layout, bits, labels, language)
    for entry in head.json_ld:
        yield parse_stamp(text_of(entry.get("datePublished") or entry.get("uploadDate")), language), "json-ld"
    yield _from_address(head.canonical or head.address), "address"
    yield _from_address(head.address), "address"
    yield from _misplaced(layout, bits, labels, language)


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


@cache
def _updated() -> re.Pattern[str]:
    """The words that say that what follows is a change."""
    return re.compile("|".join(re.escape(word) for word in reading_list("updated")), re.IGNORECASE)


def _visible(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[tuple[Stamp | None, str]]:
    """What readers see: `<time>` and dated lines nearest the article first; lines that speak of a change after all others."""
    later: list[tuple[Stamp | None, str]] = []
    first = next((n for n, label in enumerate(labels) if label in {"body", "quote", "list"}), len(labels))
    order = sorted(range(len(labels)), key=lambda n: (abs(n - first) if n <= first else 2 * (n - first), n))
    times = {named.line: named for named in reversed(layout.named) if named.tag == "time" or named.bits & Mark.DATE}
    for number in order[:_MAX_ASKED]:
        # Right above the text names mislead: templates hang the date into the box of the author or the bar for sharing.
        above = first - _ABOVE <= number < first and bits[number] & Mark.DATE and not bits[number] & Mark.HIDDEN
        if not above and (bits[number] & _NO_PLACE or labels[number] in {"comments", "related", "author_box"}):
            continue
        line = layout.lines[number]
        named = times.get(number)
        marked = (
            named is not None
            or bits[number] & Mark.DATE
            or (abs(number - first) < _NEAR and (labels[number] not in {"body", "quote", "list"} or len(line.text) <= _MAX_BARE))
        )
        if not marked or len(line.text) > _MAX_DATE_LINE:
            continue
        stamp = parse_stamp(attributes_of(named.attributes).get("datetime", ""), language) if named else None
        stamp = stamp or find_day(line.text, language)
        if stamp is None:
            continue
        if _updated().search(line.text.split(str(_day_of(stamp).year))[0]):
            later.append((stamp, "page"))
        else:
            yield stamp, "time" if named else "page"
    yield from later


def _misplaced(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[tuple[Stamp | None, str]]:
    """Dates that names put into the wrong part: a bare day above the text, or a line that says that something was published."""
    first = next((n for n, label in enumerate(labels) if label in {"body", "quote", "list"}), len(labels))
    for number, line in enumerate(layout.lines[: len(labels)]):
        text = line.text
        if len(text) > _MAX_DATE_LINE or "©" in text or not _DIGIT.search(text) or (number > first and bits[number] & Mark.COMMENTS):
            continue
        if (first - _NEAR <= number < first and len(text) <= _MAX_BARE) or _says_published().search(text):
            yield find_day(text, language), "page"


@cache
def _says_published() -> re.Pattern[str]:
    """The words that say that what follows is the day of publication, the short and common ones left out."""
    words = "|".join(re.escape(word) for word in reading_list("published") if len(word) > 4)
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _from_address(address: str) -> date | None:
    """The day in the path of an address."""
    found = _ADDRESS_PARTED.search(address) or _ADDRESS.search(address)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
