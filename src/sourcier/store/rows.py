"""Readings as rows of the tables: what is asked for as columns, the whole value beside them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import RowMapping

from sourcier.model import Article, DateMention, Mention, Page, Reading, Statement, make_id
from sourcier.store.encode import encode, encode_article, storable
from sourcier.store.words import folded_words
from sourcier.text.addresses import normalise_address, registrable_domain

Row = dict[str, Any]
_Value = TypeVar("_Value")


def capture_id(page: Page, digest: str) -> str:
    """The id of a capture: the same address, bytes and time are one."""
    return make_id("c", page.address, instant(page.captured_at) or "", digest)


def instant(time: datetime | date | None) -> str | None:
    """The time in UTC as text that sorts like the times; a day sorts before every time of that day.

    >>> instant(datetime(2022, 8, 5, 9, 30, tzinfo=UTC)), instant(date(2022, 8, 5))
    ('2022-08-05T09:30:00.000000', '2022-08-05')
    """
    if not isinstance(time, datetime):
        return None if time is None else time.isoformat()
    if time.tzinfo is UTC:  # most are
        return time.isoformat(timespec="microseconds")[:26]
    try:
        utc = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:  # the first and last day of the calendar have no hours to spare for a time zone
        utc = time
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds")


def day(time: datetime | date | None) -> str | None:
    """The day as the page prints it."""
    return None if time is None else time.isoformat()[:10]


@lru_cache(maxsize=4096)
def read_instant(text: str | None) -> datetime | None:
    """The time in UTC that `instant` wrote."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def precedence(captured_at: str | None, digest: str) -> tuple[bool, str, str]:
    """The order of captures of one article: earliest first, those without a time last."""
    return captured_at is None, captured_at or "", digest


def capture_row(reading: Reading, digest: str) -> Row:
    """The row of a capture, still without its place in the archive."""
    page = reading.page
    return {
        "capture_id": capture_id(page, digest),
        "address": storable(page.address),
        "captured_at": instant(page.captured_at),
        "digest": digest,
        "page": encode(replace(page, content=b"")),
        "size": len(page.content),
        "article_id": reading.article.article_id if reading.article else None,
        "error": None if reading.article else storable(reading.error or "no article"),
        "rules": reading.rules or None,
    }


def article_row(article: Article, captured_at: str | None, digest: str) -> Row:
    """The row of an article."""
    domain = registrable_domain(storable(article.address))
    outlet = article.outlet.name if article.outlet else domain
    return {
        "article_id": article.article_id,
        "address": storable(article.address),
        "address_key": address_key(article.address),
        "outlet": storable(outlet),
        "outlet_key": folded_words(storable(outlet)),
        "domain": storable(domain),
        "language": None if article.language is None else storable(article.language),
        "published_at": instant(article.published),
        "published_on": day(article.published),
        "captured_at": captured_at,
        "digest": digest,
        "title": storable(article.title),
        "value": encode_article(article),
        "body": storable(article.body),
    }


def address_key(address: str) -> str:
    """One spelling for one page; an address that is none of the web is itself."""
    return normalise_address(storable(address)) or storable(address)


def statement_row(position: int, statement: Statement) -> Row:
    """The row of a statement; the key is the speaker's name in folded words."""
    key = None if statement.name is None else f" {folded_words(storable(statement.name))} "
    return {"article_id": statement.article_id, "position": position, "speaker_key": key, "value": encode(statement)}


def date_row(position: int, found: DateMention) -> Row:
    """The row of a date expression."""
    return {
        "article_id": found.article_id,
        "position": position,
        "iso": None if found.value is None else storable(found.value),
        "value": encode(found),
    }


def mention_row(position: int, mention: Mention) -> Row:
    """The row of a mention."""
    key = folded_words(storable(mention.name))
    return {"article_id": mention.article_id, "position": position, "name_key": key, "value": encode(mention)}


def value_row(value: Any) -> Row:  # noqa: ANN401 - any frozen value of plain fields
    """A value as a row: a column for each field, times as text that sorts, text as columns hold it."""
    row: Row = {}
    kind: Any = type(value)
    for name, is_time in _columns(kind):
        it = getattr(value, name)
        row[name] = instant(it) if is_time else storable(it) if isinstance(it, str) else it
    return row


def value_of(kind: type[_Value], row: Sequence[Any]) -> _Value:
    """The value of a kind that a row tells, which holds the columns of its first fields in their order."""
    made: Any = kind
    return kind(*[read_instant(it) if is_time else it for (_, is_time), it in zip(_columns(made), row, strict=False)])


def row_values(row: RowMapping) -> dict[str, Any]:
    """The fields of the value that `value_row` made the row of, by name."""
    return {name: read_instant(it) if _is_time(name) else it for name, it in row.items()}


@cache
def _columns(kind: Hashable) -> tuple[tuple[str, bool], ...]:
    """The names of the fields of a kind of value, each with whether it holds a time."""
    return tuple((field.name, _is_time(field.name)) for field in fields(cast("Any", kind)))


@cache
def _is_time(name: str) -> bool:
    """Whether a field holds a time: the house names no other so."""
    return name.endswith(("_at", "_since"))
