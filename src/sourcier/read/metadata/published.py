"""When an article was published and changed, and where that stands: never from a comment, an author box or a footer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import tee
from typing import NamedTuple

from sourcier.model import Label
from sourcier.read.metadata.head import Head, attributes_of
from sourcier.read.metadata.json_ld import text_of
from sourcier.read.metadata.scripted import find_printed_day, find_scripted_day
from sourcier.read.metadata.shown import (
    Shown,
    datetime_of,
    element_days,
    find_dateline,
    headed_dates,
    local_times,
    misplaced_dates,
    shown_changes,
    shown_dates,
    under_title,
)
from sourcier.read.metadata.stamps import Stamp, day_of, find_local, parse_stamp
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark
from sourcier.text.addresses import registrable_domain

# Names that mean the day of publication and nothing else, and those that systems fill with other days as well.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
)  # fmt: skip
_ALSO_PUBLISHED = (
    "dc.date", "dcterms.date", "sailthru.date", "publishdate", "publish-date", "pubdate", "publication_date", "article.published",
    "date", "og:published_time", "citation_publication_date", "citation_date", "ptime", "displaydate", "pdate", "timestamp", "created",
    "datecreated", "article_date_original", "og:pubdate", "rnews:datepublished", "originalpublicationdate", "pub_date", "release_date",
    "bt:pubdate", "article:publicationdate", "shareaholic:article_published_time", "date.release", "vr:published_time",
    "published_time_telegram", "dc.date.publication", "search.pub_date", "iso-8601-publish-date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified",
    "revision_date", "updated_time", "modified", "date.modified", "article:updated", "revised",
)  # fmt: skip
_ADDRESS = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS_PARTED = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)[/_.-](0?[1-9]|1[0-2])[/_.-](0?[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS_TURNED = re.compile(r"(?<!\d)(?<!\d-)(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-((?:19[89]|20[0-4])\d)(?!\d)")
# Numbers of articles that begin with the minute they were made in.
_ADDRESS_MINUTE = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d{1,13}(?!\d)")
_FOLDERS = re.compile(r"/((?:19[89]|20[0-4])\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/")
_QUERY = re.compile("[?#]")
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.AUTHOR_BOX | Mark.HIDDEN | Mark.EMBED | Mark.CAPTION
_NEVER = Mark.COMMENTS | Mark.RELATED | Mark.HIDDEN | Mark.EMBED
_SAME_MOMENT = timedelta(minutes=1)
# Offsets of zones are whole hours and halves; one or two small countries apart.
_STEP, _EAST, _WEST = 30, 14 * 60, -12 * 60
# Countries that write the day first in English.
_DAY_FIRST = frozenset({"uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "sg", "my", "hk", "mt", "jm", "tt", "eu"})
# Zones in which many people live, in hours.
_FAR_EAST, _FAR_WEST = 13, -10
# Names that systems fill with any date, that of the printed paper or of the last change as well as that of publication.
_WEAK = frozenset({"meta:date", "meta:dc.date", "meta:dcterms.date", "meta:timestamp", "meta:displaydate"})
_WEEKS = timedelta(days=40)


class Dates(NamedTuple):
    """Both moments, each with the place it was read from ("" when there is none)."""

    published: Stamp | None
    published_in: str
    modified: Stamp | None
    modified_in: str


def find_dates(head: Head, layout: Layout, bits: list[int], labels: list[Label], language: str | None, page: bytes = b"") -> Dates:
    """The moments of an article: what machines read first, then what readers see, then the address, then scripts of `page`."""
    language = _order_of(language, head.address)
    # What lines show is looked for at most once, by whoever asks first.
    told, weakly, daily = tee(shown_dates(layout, bits, labels, language), 3)
    published, where = _first(_published(head, layout, bits, labels, language, page, told))
    modified, where_modified = _first(_modified(head, layout, bits, labels, language))
    if where in _WEAK and published is not None:
        published, where = _seen_before(published, where, weakly)
    published = _in_its_zone(published, head, layout, lambda: local_times(layout, bits, labels, language))
    published = _on_its_day(published, head, daily)
    published, where = _first_published(published, where, head)
    if published is None and modified is not None:
        return Dates(modified, where_modified, modified, where_modified)
    if published is not None and modified is not None and day_of(modified) < day_of(published):
        modified, where_modified = None, ""
    return Dates(published, where, modified, where_modified)


def find_told_day(
    head: Head, layout: Layout, bits: list[int], labels: list[Label], page: bytes, *, is_list: bool, is_article: bool
) -> tuple[Stamp | None, str]:
    """When a page that holds no text of an article was published, and where that stands; (None, "") where it does not tell one day.

    Without a text nothing says which of several days is the page's own: what tells more than one tells none. A list shows the days
    of what it lists, so that only its head counts. Below its headline a page that says to machines that it is an article tells its own
    day; any other does where its elements tell no other.
    """
    language = _order_of(head.language, head.address)
    published, where = _first(_told(head, language))
    if published is None and not is_list:
        headed = [shown.stamp for shown in headed_dates(layout, bits, labels, language)]
        others = [] if is_article or not headed else element_days(layout, language)
        published, where = _only([*headed, *others], "time")
    if published is None and not is_list:
        published, where = _first(_around_nothing(head, page))
    return _in_its_zone(published, head, layout, lambda: iter(())), where


def _told(head: Head, language: str | None) -> Iterator[tuple[Stamp | None, str]]:
    """What the head of a page tells of its publication and of nothing else, surest first."""
    for entries in (head.articles, head.json_ld):
        yield _only((parse_stamp(text_of(entry.get("datePublished")), language) for entry in entries), "json-ld")
    for name in head.names_in(_PUBLISHED):
        yield _only((parse_stamp(content, language) for content in head.metas_of(name)), f"meta:{name}")


def _around_nothing(head: Head, page: bytes) -> Iterator[tuple[Stamp | None, str]]:
    """What the address and the scripts of a page without a text tell of its publication."""
    yield _permalink_day(head) or _day(_minute_in(head.canonical or head.address)), "address"
    yield find_scripted_day(page, head), "script"
    yield find_printed_day(page), "script"


def _only(stamps: Iterable[Stamp | None], place: str) -> tuple[Stamp | None, str]:
    """The first of the stamps and its place where all of them are of one day."""
    told = [stamp for stamp in stamps if stamp is not None]
    return (told[0], place) if len({day_of(stamp) for stamp in told}) == 1 else (None, "")


def _order_of(language: str | None, address: str) -> str | None:
    """The language that settles which number of 03/04/2031 is the day: English puts the month first in the United States only.

    Systems call their English American by default; the country of the address knows better.
    """
    if language is None or not language.lower().startswith("en"):
        return language
    country = registrable_domain(address).rpartition(".")[2]
    return f"en-{country}" if country in _DAY_FIRST else language


def _seen_before(stamp: Stamp, where: str, shown: Iterator[Shown]) -> tuple[Stamp, str]:
    """The day that readers see by the headline where it is some days earlier than what a tag of many uses tells."""
    seen = next(shown, None)
    if seen is None or seen.is_change or seen.rank > 1:
        return stamp, where
    earlier = timedelta(0) < day_of(stamp) - day_of(seen.stamp) <= _WEEKS
    return (seen.stamp, seen.place) if earlier else (stamp, where)


def _in_its_zone(stamp: Stamp | None, head: Head, layout: Layout, local: Callable[[], Iterator[datetime]]) -> Stamp | None:
    """A moment in UTC as the page's own zone tells it, where the page tells the very same moment a second time.

    Either with its zone, or as the day and time that readers see: these are the moment in a zone that differs by full or half hours.
    """
    if not isinstance(stamp, datetime) or stamp.utcoffset():
        return stamp
    dated = [content for name, content in head.meta if "time" in name or "date" in name]
    for text in dict.fromkeys((*filter(None, map(datetime_of, layout.named)), *dated)):
        other = parse_stamp(text)
        if isinstance(other, datetime) and other.utcoffset() and abs(other - stamp) < _SAME_MOMENT:
            return stamp.astimezone(other.tzinfo)
    # Some systems write the clock of their zone and behind it that of UTC.
    plain = stamp.replace(tzinfo=None)
    for seen in (*filter(None, map(find_local, dated)), *local()):
        minutes = round((seen - plain.replace(second=0)) / timedelta(minutes=1))
        if minutes and minutes % _STEP == 0 and _WEST <= minutes <= _EAST:
            return stamp.astimezone(timezone(timedelta(minutes=minutes)))
    return stamp


def _on_its_day(stamp: Stamp | None, head: Head, shown: Iterator[Shown]) -> Stamp | None:
    """A moment in UTC as a zone tells it in which it falls on the day that readers see, else on that of the permalink.

    Systems write moments in UTC and print the day of their own zone, which they do not tell: the nearest in whole hours stands for it.
    Permalinks of dated folders are made of that day (https://wordpress.org/documentation/article/customize-permalinks/).
    """
    if not isinstance(stamp, datetime) or stamp.utcoffset():
        return stamp
    seen = next(shown, None)
    told = day_of(seen.stamp) if seen and not seen.is_change and seen.rank <= 1 else _permalink_day(head)
    apart = (told - stamp.date()).days if told else 0
    hours = 24 - stamp.hour if apart == 1 else -stamp.hour - 1 if apart == -1 else 0
    return stamp.astimezone(timezone(timedelta(hours=hours))) if _FAR_WEST <= hours <= _FAR_EAST else stamp


def _first_published(stamp: Stamp | None, where: str, head: Head) -> tuple[Stamp | None, str]:
    """The day of a permalink of dated folders where it is more than weeks before what the page tells.

    What is put out again gets a new stamp in many systems and keeps its permalink.
    """
    told = _permalink_day(head) if stamp else None
    return (told, "address") if stamp and told and day_of(stamp) - told > _WEEKS else (stamp, where)


def _first(candidates: Iterator[tuple[Stamp | None, str]]) -> tuple[Stamp | None, str]:
    """The first candidate that is a moment."""
    return next(((stamp, place) for stamp, place in candidates if stamp is not None), (None, ""))


def _published(
    head: Head, layout: Layout, bits: list[int], labels: list[Label], language: str | None, page: bytes, shown: Iterator[Shown]
) -> Iterator[tuple[Stamp | None, str]]:
    """Every place that may tell when the article was published, surest first."""
    for entry in head.articles:
        yield parse_stamp(text_of(entry.get("datePublished")), language), "json-ld"
    for name in head.names_in(_PUBLISHED):
        for content in head.metas_of(name)[:2]:
            yield parse_stamp(content, language), f"meta:{name}"
    for entry in head.articles:
        yield parse_stamp(text_of(entry.get("dateCreated")), language), "json-ld"
    yield from _microdata(layout, bits, labels, language)
    for name in head.names_in(_ALSO_PUBLISHED):
        for content in head.metas_of(name)[:2]:
            yield parse_stamp(content, language), f"meta:{name}"
    yield from ((seen.stamp, seen.place) for seen in shown)
    for entry in head.json_ld:
        yield parse_stamp(text_of(entry.get("datePublished") or entry.get("uploadDate")), language), "json-ld"
    for address in dict.fromkeys((head.canonical or head.address, head.address)):
        yield _from_address(address), "address"
    yield find_scripted_day(page, head), "script"
    yield find_dateline(layout, labels, language), "page"
    yield find_printed_day(page), "script"
    yield from ((stamp, "page") for stamp in misplaced_dates(layout, bits, labels, language))


def _modified(head: Head, layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[tuple[Stamp | None, str]]:
    """Every place that may tell when the article was changed."""
    for entry in head.articles:
        yield parse_stamp(text_of(entry.get("dateModified")), language), "json-ld"
    for name in head.names_in(_MODIFIED):
        for content in head.metas_of(name)[:1]:
            yield parse_stamp(content, language), f"meta:{name}"
    yield from _microdata(layout, bits, labels, language, Mark.ITEM_MODIFIED)
    yield from ((stamp, "page") for stamp in shown_changes(layout, labels, language))


def _microdata(
    layout: Layout, bits: list[int], labels: list[Label], language: str | None, mark: int = Mark.ITEM_DATE
) -> Iterator[tuple[Stamp | None, str]]:
    """What elements with the property tell; right below the headline names of the part mislead."""
    marked = [named for named in layout.named if named.bits & mark]
    under = under_title(labels) if marked else ()
    for named in marked:
        if not _bits_of(bits, named.line) & (_NEVER if named.line in under else _NO_PLACE):
            found = attributes_of(named.attributes)
            yield parse_stamp(found.get("datetime") or found.get("content") or named.text, language), "microdata"


def _bits_of(bits: list[int], line: int) -> int:
    return bits[line] if line < len(bits) else 0


def _from_address(address: str) -> date | None:
    """The day in an address: year first, or day first with dashes."""
    if "20" not in address and "19" not in address:  # no year
        return None
    found = _ADDRESS_PARTED.search(address) or _ADDRESS.search(address) or _minute_in(address)
    turned = None if found else _ADDRESS_TURNED.search(address)
    return _day(found or turned, is_turned=turned is not None)


def _minute_in(address: str) -> re.Match[str] | None:
    """The minute in the last part of an address: in those before it stands an archive's, the time of a snapshot."""
    return _ADDRESS_MINUTE.search(address, address.rfind("/") + 1)


def _permalink_day(head: Head) -> date | None:
    """The day of the dated folders that the page stands in."""
    address = head.canonical or head.address
    if "/20" not in address and "/19" not in address:  # as most
        return None
    # What a query names is another page.
    address = _QUERY.split(address, maxsplit=1)[0]
    found = _FOLDERS.search(address)
    # The address that ends with the day is that of a list, all that was published on it.
    return _day(found) if found and found.end() < len(address) else None


def _day(found: re.Match[str] | None, *, is_turned: bool = False) -> date | None:
    """The day of three numbers, year first or last."""
    if found is None:
        return None
    year, month, day = map(int, found.groups()[::-1] if is_turned else found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
