"""The shelf of watches: what is watched for, how far each has looked, and what it has seen, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from sourcier.errors import NothingFoundError
from sourcier.followed import Sighting, Watch
from sourcier.model import Article, Statement
from sourcier.store.encode import decode, decode_article, storable
from sourcier.store.engine import insert_or, patiently, read, said, write
from sourcier.store.rows import instant, row_values, value_row
from sourcier.store.schema import articles, sightings, statements, watches


class Unseen(NamedTuple):
    """An article that a watch has not looked at: its number in the order of arrival, itself, and who says what in it."""

    number: int
    article: Article
    statements: tuple[Statement, ...]


class WatchShelf:
    """What a library knows of watches; every method raises StoreError as those of `Store` do."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    def add(self, watch: Watch, *, from_now: bool = True) -> bool:
        """Whether the watch is new; one that is held is given this webhook and secret. What is held already it sees unless `from_now`."""

        def work() -> bool:
            with write(self._engine) as connection:
                told = {"webhook": storable(watch.webhook), "secret": storable(watch.secret)}
                if connection.execute(update(watches).where(watches.c.watch_id == watch.watch_id).values(**told)).rowcount:
                    return False
                seen = (connection.scalar(select(func.max(articles.c.number))) or 0) if from_now else 0
                connection.execute(insert(watches), [{**value_row(watch), "seen": seen}])
                return True

        with said(self._address):
            return patiently(self._engine, work)

    def remove(self, watch_id: str) -> None:
        """Nothing; the watch is gone, and all it has seen.

        Raises:
            NothingFoundError: there is none.
        """

        def work() -> int:
            with write(self._engine) as connection:
                connection.execute(delete(sightings).where(sightings.c.watch_id == storable(watch_id)))
                return connection.execute(delete(watches).where(watches.c.watch_id == storable(watch_id))).rowcount

        with said(self._address):
            if not patiently(self._engine, work):
                raise NothingFoundError("there is no such watch", watch_id)

    def all(self) -> tuple[Watch, ...]:
        """Every watch, in the order in which they were added."""
        with said(self._address), read(self._engine) as connection:
            query = select(watches).order_by(watches.c.added_at, watches.c.watch_id)
            return tuple(Watch(**row_values(row)) for row in connection.execute(query).mappings())

    def find(self, key: str) -> Watch:
        """The watch of that id, or the only one whose id begins so.

        Raises:
            NothingFoundError: there is none, or there are several.
        """
        found = [watch for watch in self.all() if watch.watch_id.startswith(key) and key]
        if len(found) != 1:
            raise NothingFoundError("several watches begin so; give more of the id" if found else "there is no such watch", key)
        return found[0]

    def unseen(self, after: int, limit: int = 200) -> list[Unseen]:
        """The articles that arrived after that number, in order, at most so many."""
        columns = (articles.c.number, articles.c.article_id, articles.c.value, articles.c.title, articles.c.body)
        with said(self._address), read(self._engine) as connection:
            query = select(*columns).where(articles.c.number > after).order_by(articles.c.number).limit(limit)
            rows = list(connection.execute(query))
            told = _statements(connection, [row.article_id for row in rows])
            return [Unseen(row.number, decode_article(row.value, row.title, row.body), tuple(told.get(row.article_id, ()))) for row in rows]

    def saw(self, seen: Mapping[str, int], found: Sequence[Sighting]) -> int:
        """How many of the sightings are new; they are kept with how far each watch has looked, in one transaction."""

        def work() -> int:
            with write(self._engine) as connection:
                before = connection.scalar(select(func.count()).select_from(sightings)) or 0
                held = set(connection.scalars(select(watches.c.watch_id)))
                rows = [value_row(one) for one in found if one.watch_id in held]
                if rows:
                    connection.execute(insert_or(connection, sightings).on_conflict_do_nothing(), rows)
                for watch_id, number in seen.items():
                    moved = update(watches).where(watches.c.watch_id == watch_id, watches.c.seen < number)
                    connection.execute(moved.values(seen=number))
                return (connection.scalar(select(func.count()).select_from(sightings)) or 0) - before

        with said(self._address):
            return patiently(self._engine, work)

    def sightings(self, watch_id: str | None = None, *, limit: int = 100) -> tuple[Sighting, ...]:
        """What was seen, of one watch or all, the newest first."""
        query = select(sightings).order_by(sightings.c.found_at.desc(), sightings.c.sighting_id).limit(limit)
        query = query if watch_id is None else query.where(sightings.c.watch_id == storable(watch_id))
        return self._sightings(query)

    def to_tell(self, now: datetime, *, limit: int = 100) -> tuple[Sighting, ...]:
        """What is to be told to a webhook by now, the oldest first."""
        return self._sightings(select(sightings).where(sightings.c.tell_at <= instant(now)).order_by(sightings.c.tell_at).limit(limit))

    def told(self, done: Iterable[Sighting]) -> None:
        """Nothing; what became of telling is kept."""
        columns = ("told_at", "tell_at", "tries", "error")

        def work() -> None:
            with write(self._engine) as connection:
                for one in done:
                    row = value_row(one)
                    order = update(sightings).where(sightings.c.sighting_id == one.sighting_id)
                    connection.execute(order.values(**{name: row[name] for name in columns}))

        with said(self._address):
            patiently(self._engine, work)

    def count(self) -> int:
        """How many sightings are held."""
        with said(self._address), read(self._engine) as connection:
            return connection.scalar(select(func.count()).select_from(sightings)) or 0

    def _sightings(self, query: Any) -> tuple[Sighting, ...]:  # noqa: ANN401 - any select
        with said(self._address), read(self._engine) as connection:
            return tuple(Sighting(**row_values(row)) for row in connection.execute(query).mappings())


def _statements(connection: Connection, ids: Sequence[str]) -> dict[str, list[Statement]]:
    """The statements of each article in the order of the text."""
    found: dict[str, list[Statement]] = {}
    query = select(statements.c.article_id, statements.c.value).where(statements.c.article_id.in_(ids))
    for article_id, value in connection.execute(query.order_by(statements.c.article_id, statements.c.position)):
        found.setdefault(article_id, []).append(decode(Statement, value))
    return found
