"""What a library answers about articles, captures and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, Select, and_, false, func, or_, select, true

from sourcier.errors import DamagedError, NothingFoundError
from sourcier.model import Article, DateMention, Mention, Page, Statement
from sourcier.store.asking import ask
from sourcier.store.captures import Place, read_capture
from sourcier.store.encode import decode, decode_article, decode_published, storable
from sourcier.store.engine import read
from sourcier.store.index import best_matches, count_matches
from sourcier.store.rows import address_key, instant, read_instant
from sourcier.store.schema import articles, captures, dates, mentions, statements
from sourcier.store.speakers import said_by, speakers_called
from sourcier.store.values import Failure, Head, Hit, OutletCount
from sourcier.store.words import folded_words, phrases_of, snippet_of
from sourcier.text.addresses import normalise_address, registrable_domain

_IN_ORDER = (articles.c.published_at.is_(None), articles.c.published_at, articles.c.article_id)
_WHOLE = (articles.c.value, articles.c.title, articles.c.body)
_HEADS = "SELECT article_id, title, address, outlet, language, published_at, captured_at, digest FROM articles WHERE article_id IN :texts"
_AT_ONCE = 200


def article_of(connection: Connection, article_id: str) -> Article:
    """The article of that id.

    Raises:
        NothingFoundError: there is none.
    """
    found = connection.execute(select(*_WHOLE).where(articles.c.article_id == storable(article_id))).first()
    if found is None:
        raise NothingFoundError("the library holds no such article", article_id)
    return decode_article(*found)


def each_article(engine: Engine, condition: ColumnElement[bool]) -> Iterator[Article]:
    """The articles that meet the condition, in order; read a few hundred at a time, so that no transaction stays open."""
    with read(engine) as connection:
        numbers = list(connection.scalars(select(articles.c.number).where(condition).order_by(*_IN_ORDER)))
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        with read(engine) as connection:
            found = {row[0]: row[1:] for row in connection.execute(select(articles.c.number, *_WHOLE).where(articles.c.number.in_(some)))}
        yield from (decode_article(*found[number]) for number in some)


def heads_of(connection: Connection, article_ids: Iterable[str]) -> dict[str, Head]:
    """The heads of these articles by id; no value is decoded."""
    keys = list(dict.fromkeys(map(storable, article_ids)))
    heads: dict[str, Head] = {}
    for key, title, address, outlet, language, published, captured, digest in ask(connection, _HEADS, keys):
        heads[key] = Head(key, title, address, outlet, language, _moment(published), read_instant(captured), digest)
    return heads


def _moment(text: str | None) -> datetime | date | None:
    """The time or the day that `instant` wrote."""
    return read_instant(text) if text and "T" in text else _day(text)


def filtered(
    *,
    outlet: str | None = None,
    language: str | None = None,
    speaker: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> ColumnElement[bool]:
    """The condition on articles that the filters make together."""
    conditions: list[ColumnElement[bool]] = [true()]
    if outlet is not None:
        name = storable(outlet)
        is_domain = and_(articles.c.domain != "", articles.c.domain == registrable_domain(name))
        conditions.append(
            or_(articles.c.outlet == name, and_(articles.c.outlet_key != "", articles.c.outlet_key == folded_words(name)), is_domain)
        )
    if language is not None:
        conditions.append(articles.c.language == storable(language))
    if speaker is not None:
        conditions.append(said_by(speaker))
    if since is not None:
        conditions.append(articles.c.published_at >= instant(since))
    if until is not None:  # times of that day go on with "T"
        conditions.append(articles.c.published_at < until.isoformat()[:10] + "U")
    return and_(*conditions)


def narrowed(*, outlet: str | None, speaker: str | None, since: date | None, until: date | None) -> ColumnElement[bool] | None:
    """The condition that the filters of a search make together, None when none is given: then every article may answer."""
    is_whole = outlet is None and speaker is None and since is None and until is None
    return None if is_whole else filtered(outlet=outlet, speaker=speaker, since=since, until=until)


def find_article(connection: Connection, key: str) -> Article:
    """The article that a person means; see `Store.find_article`."""
    key = storable(key)
    ids = list(connection.scalars(_beginning(articles.c.article_id, key).limit(2))) if key else []
    if len(ids) == 1 or key in ids:
        return article_of(connection, key if key in ids else ids[0])
    if ids:
        raise NothingFoundError("several articles begin so; give more of the id", key)
    latest = (articles.c.captured_at.is_(None), articles.c.captured_at.desc(), articles.c.article_id)
    query = select(articles.c.article_id).where(or_(articles.c.address == key, articles.c.address_key == address_key(key)))
    found = connection.scalars(query.order_by(*latest).limit(1)).first() if key else None
    if found is None:
        raise NothingFoundError("the library holds no article of that id or address", key)
    return article_of(connection, found)


def _beginning(column: Column[str], key: str) -> Select[Any]:
    """The values of a column that begin with the key, in order: a range, so that the index serves."""
    return select(column).where(column >= key, column < key + "\U0010ffff").order_by(column)


def versions_of(connection: Connection, article_id: str) -> tuple[Article, ...]:
    """The articles at the address of one; an article without an address of the web is alone."""
    article = article_of(connection, article_id)
    key = normalise_address(storable(article.address))
    if not key:
        return (article,)
    order = (articles.c.captured_at.is_(None), articles.c.captured_at, articles.c.published_at, articles.c.article_id)
    return tuple(decode_article(*row) for row in connection.execute(select(*_WHOLE).where(articles.c.address_key == key).order_by(*order)))


def page_of(connection: Connection, folder: Path, article_id: str) -> Page:
    """The earliest capture that reads as the article."""
    order = (captures.c.captured_at.is_(None), captures.c.captured_at, captures.c.digest)
    found = connection.execute(select(captures).where(captures.c.article_id == storable(article_id)).order_by(*order).limit(1)).first()
    if found is None:
        raise NothingFoundError("the library holds no such article", article_id)
    return captured_page(connection, folder, found)


def captured_page(connection: Connection, folder: Path, row: Row[Any]) -> Page:
    """The page of a capture, its bytes from the record that holds them."""
    page, digest = decode(Page, row.page), row.digest
    while row.repeats is not None:
        holder = connection.execute(select(captures).where(captures.c.capture_id == row.repeats)).first()
        if holder is None:
            raise DamagedError("the capture that holds the bytes is gone", page.address)
        row = holder
    return read_capture(folder, Place(row.file, row.start, row.length), page, digest)


def each_page(engine: Engine, folder: Path) -> Iterator[Page]:
    """Every capture in order."""
    order = (captures.c.address, captures.c.captured_at.is_(None), captures.c.captured_at, captures.c.digest)
    with read(engine) as connection:
        ids = list(connection.scalars(select(captures.c.capture_id).order_by(*order)))
    for key in ids:
        with read(engine) as connection:
            row = connection.execute(select(captures).where(captures.c.capture_id == key)).one()
            page = captured_page(connection, folder, row)
        yield page


def statements_of(connection: Connection, article_id: str | None, speaker: str | None) -> tuple[Statement, ...]:
    """The statements of an article, of a speaker, or all."""
    query = select(statements.c.value).join(articles, articles.c.article_id == statements.c.article_id)
    if article_id is not None:
        query = query.where(statements.c.article_id == storable(article_id))
    if speaker is not None:
        called = speakers_called(speaker)
        query = query.where(false() if called is None else statements.c.speaker_key.in_(called))
    found = connection.scalars(query.order_by(*_IN_ORDER, statements.c.position))
    return tuple(decode(Statement, value) for value in found)


def dates_of(connection: Connection, article_id: str) -> tuple[DateMention, ...]:
    """The date expressions of an article."""
    query = select(dates.c.value).where(dates.c.article_id == storable(article_id)).order_by(dates.c.position)
    return tuple(decode(DateMention, value) for value in connection.scalars(query))


def mentions_of(connection: Connection, article_id: str) -> tuple[Mention, ...]:
    """Who and what an article names."""
    query = select(mentions.c.value).where(mentions.c.article_id == storable(article_id)).order_by(mentions.c.position)
    return tuple(decode(Mention, value) for value in connection.scalars(query))


def outlets_of(connection: Connection) -> tuple[OutletCount, ...]:
    """The outlets of the library, most articles first."""
    columns = (articles.c.outlet, articles.c.domain, func.count(), func.min(articles.c.published_on), func.max(articles.c.published_on))
    groups: dict[str, list[Any]] = {}
    for name, *rest in connection.execute(select(*columns).group_by(articles.c.outlet, articles.c.domain)):
        groups.setdefault(name, []).append(rest)
    counts = [_outlet_count(name, rows) for name, rows in groups.items()]
    return tuple(sorted(counts, key=lambda count: (-count.articles, count.name)))


def _outlet_count(name: str, rows: list[Any]) -> OutletCount:
    """One outlet from its rows of domain, count, first and last day."""
    domains = tuple(sorted({domain for domain, *_ in rows if domain}))
    firsts = [first for *_, first, _ in rows if first]
    lasts = [last for *_, last in rows if last]
    return OutletCount(name, domains, sum(count for _, count, *_ in rows), _day(min(firsts, default=None)), _day(max(lasts, default=None)))


def _day(text: str | None) -> date | None:
    """The day that a column tells."""
    return None if text is None else date.fromisoformat(text)


def failures_of(connection: Connection) -> tuple[Failure, ...]:
    """The captures that gave no article."""
    order = (captures.c.address, captures.c.captured_at.is_(None), captures.c.captured_at, captures.c.digest)
    columns = (captures.c.page, captures.c.captured_at, captures.c.error, captures.c.digest)
    found = connection.execute(select(*columns).where(captures.c.error.is_not(None)).order_by(*order))
    return tuple(Failure(decode(Page, page).address, read_instant(at), reason, digest) for page, at, reason, digest in found)


def hits_of(connection: Connection, query: str, condition: ColumnElement[bool] | None, limit: int) -> tuple[Hit, ...]:
    """The articles that hold every phrase of the query and meet the condition, best first."""
    phrases = phrases_of(query)
    if not phrases or limit < 1:
        return ()
    among = None if condition is None else select(articles.c.number).where(condition).scalar_subquery()
    numbers = best_matches(connection, phrases, among, limit)
    columns = (articles.c.number, articles.c.article_id, articles.c.address, articles.c.outlet, *_WHOLE)
    found = {row.number: row for row in connection.execute(select(*columns).where(articles.c.number.in_(numbers)))}
    return tuple(_hit(found[number], phrases) for number in numbers)


def count_hits(connection: Connection, query: str, condition: ColumnElement[bool] | None) -> int:
    """How many articles hold every phrase of the query and meet the condition."""
    phrases = phrases_of(query)
    among = None if condition is None else select(articles.c.number).where(condition).scalar_subquery()
    return count_matches(connection, phrases, among) if phrases else 0


def _hit(row: Row[*tuple[Any, ...]], phrases: tuple[tuple[str, ...], ...]) -> Hit:
    """One answer with the passage that shows why."""
    snippet, marks = snippet_of(row.title, row.body, phrases)
    return Hit(row.article_id, row.title, row.address, row.outlet, decode_published(row.value), snippet, marks)
