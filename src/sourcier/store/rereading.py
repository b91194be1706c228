"""Captures read again: which ones other rules have read, and what a new reading replaces, in one transaction a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, or_, select, update
from sqlalchemy import Row as SqlRow

from sourcier.errors import DamagedError
from sourcier.model import Page, Reading
from sourcier.store.adding import retell, tell
from sourcier.store.engine import patiently, read, said, write
from sourcier.store.index import drop_words, words_to_index
from sourcier.store.rows import Row, capture_row, precedence
from sourcier.store.schema import articles, captures, dates, mentions, statements, waiting
from sourcier.store.settling import compare_anew
from sourcier.store.tallies import count_all

_MANY = 500
PageOf = Callable[[Connection, Any], Page]


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture with what its last reading gave: an article, by its id, or the reason why there is none."""

    page: Page
    article_id: str | None
    error: str | None


class CaptureShelf:
    """The captures of a library by the rules that read them; `rules` names a version of the rules.

    `page_of` gives the page of a row of captures, its bytes from the archive.
    """

    def __init__(self, engine: Engine, address: str, page_of: PageOf) -> None:
        self._engine = engine
        self._address = address
        self._page_of = page_of

    def count_stale(self, rules: str) -> int:
        """How many captures were read by other rules."""
        with said(self._address), read(self._engine) as connection:
            return connection.scalar(select(func.count()).select_from(captures).where(_is_stale(rules))) or 0

    def stale(self, rules: str) -> Iterator[Capture | DamagedError]:
        """The captures that were read by other rules, in order of address and time; an error for one whose bytes are gone."""
        order = (captures.c.address, captures.c.captured_at.is_(None), captures.c.captured_at, captures.c.digest)
        with said(self._address), read(self._engine) as connection:
            keys = list(connection.scalars(select(captures.c.capture_id).where(_is_stale(rules)).order_by(*order)))
        for key in keys:
            try:
                with said(self._address), read(self._engine) as connection:
                    row = connection.execute(select(captures).where(captures.c.capture_id == key)).one()
                    found: Capture | DamagedError = Capture(self._page_of(connection, row), row.article_id, row.error)
            except DamagedError as error:
                found = error
            yield found

    def replace(self, readings: Sequence[Reading]) -> None:
        """Nothing; each capture gives what its new reading says, all of them or none.

        An article that no capture reads as any more is gone, and with it the stories that told of it, until the library is settled.
        """
        with said(self._address):
            patiently(self._engine, partial(_replace, self._engine, readings))


def _is_stale(rules: str) -> ColumnElement[bool]:
    """The condition on captures that other rules, or rules not known, have read them."""
    return or_(captures.c.rules.is_(None), captures.c.rules != rules)


def _replace(engine: Engine, readings: Sequence[Reading]) -> None:
    """Nothing; one transaction."""
    rows = {row["capture_id"]: (reading, row) for reading in readings for row in [capture_row(reading, reading.page.digest)]}
    with write(engine) as connection:
        before = _articles_of(connection, list(rows))
        held = [pair for key, pair in rows.items() if key in before]
        tell(connection, held)
        for _, row in held:
            changed = {name: row[name] for name in ("article_id", "error", "rules")}
            connection.execute(update(captures).where(captures.c.capture_id == row["capture_id"]).values(changed))
        retell(connection, [pair for pair in held if _tells(connection, pair[1])])
        left = sorted({key for key in before.values() if key is not None})
        _drop_orphans(connection, left)
        _ask_again(connection, left)


def _articles_of(connection: Connection, keys: Sequence[str]) -> dict[str, str | None]:
    """The article of each capture that the library holds."""
    found: dict[str, str | None] = {}
    for some in _pieces(keys):
        query = select(captures.c.capture_id, captures.c.article_id).where(captures.c.capture_id.in_(some))
        found.update({row.capture_id: row.article_id for row in connection.execute(query)})
    return found


def _tells(connection: Connection, row: Row) -> bool:
    """Whether a capture is the one that tells what its article says."""
    first = None if row["article_id"] is None else _teller(connection, row["article_id"])
    return first is not None and first.capture_id == row["capture_id"]


def _teller(connection: Connection, article_id: str) -> SqlRow[*tuple[Any, ...]] | None:
    """The capture that tells what an article says: the earliest of those that read as it."""
    query = select(captures.c.capture_id, captures.c.captured_at, captures.c.digest).where(captures.c.article_id == article_id)
    return min(connection.execute(query), key=lambda found: precedence(found.captured_at, found.digest), default=None)


def _ask_again(connection: Connection, article_ids: Sequence[str]) -> None:
    """Nothing; where the capture that told an article reads as another one now, the next to tell it is to be read again."""
    for article_id in article_ids:
        first = _teller(connection, article_id)
        query = select(articles.c.captured_at, articles.c.digest).where(articles.c.article_id == article_id)
        told = connection.execute(query).first()
        if first is not None and told is not None and (first.captured_at, first.digest) != tuple(told):
            connection.execute(update(captures).where(captures.c.capture_id == first.capture_id).values(rules=None))


def _drop_orphans(connection: Connection, article_ids: Sequence[str]) -> None:
    """Nothing; of these articles those that no capture reads as are gone, with all that names them."""
    for some in _pieces(article_ids):
        kept = set(connection.scalars(select(captures.c.article_id).where(captures.c.article_id.in_(some))))
        gone = [key for key in some if key not in kept]
        if gone:
            _drop(connection, gone)


def _drop(connection: Connection, gone: Sequence[str]) -> None:
    """Nothing; the articles are gone, and the stories that told of them."""
    compare_anew(connection)
    connection.execute(delete(waiting).where(waiting.c.number.in_(select(articles.c.number).where(articles.c.article_id.in_(gone)))))
    for table in (statements, dates, mentions):
        connection.execute(delete(table).where(table.c.article_id.in_(gone)))
    query = select(articles.c.number, articles.c.title, articles.c.body).where(articles.c.article_id.in_(gone))
    drop_words(connection, {number: words_to_index(title, body) for number, title, body in connection.execute(query)})
    outlets = list(connection.scalars(select(articles.c.outlet).where(articles.c.article_id.in_(gone))))
    connection.execute(delete(articles).where(articles.c.article_id.in_(gone)))
    count_all(connection, outlets)


def _pieces(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    """The keys in groups that one statement takes."""
    return (keys[start : start + _MANY] for start in range(0, len(keys), _MANY))
