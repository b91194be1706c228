"""The shelf of what is followed: feeds, when each is due, and what is known of their entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from sourcier.followed import BESIDE_REASON, Followed, KnownEntry, Standing
from sourcier.model import Page, Reading
from sourcier.store.adding import add_batch
from sourcier.store.asking import ask, put_rows
from sourcier.store.encode import decode, encode, storable
from sourcier.store.engine import patiently, read, said, write
from sourcier.store.rows import Row, instant, read_instant, row_values, value_of, value_row
from sourcier.store.schema import captures, entries, feeds, stories

_MANY = 500
_BEYOND = timedelta(days=2)
_FEED_COLUMNS, _ENTRY_COLUMNS = (tuple(field.name for field in fields(kind)) for kind in (Followed, KnownEntry))
# What is asked of every feed of every pass, in words of SQL that are made once; of entries all but the words of the feed.
_HELD = "SELECT feed_id, address FROM feeds WHERE feed_id IN :texts"
_KNOWN = f"SELECT {', '.join(_ENTRY_COLUMNS[:-1])} FROM entries WHERE feed_id IN :texts"  # noqa: S608 - names of our own columns
_FEED = tuple(feeds.c[name] for name in _FEED_COLUMNS)
_MET = "SELECT DISTINCT address_key FROM entries WHERE address_key IN :texts"


class FeedShelf:
    """What a library knows of the feeds that are followed; every method raises StoreError as those of `Store` do."""

    def __init__(self, engine: Engine, address: str, folder: Path) -> None:
        self._engine = engine
        self._address = address
        self._folder = folder

    def follow(self, new: Iterable[Followed]) -> int:
        """How many of the feeds were not followed yet; one that had died is due again."""
        rows = {feed.address: value_row(feed) for feed in new}

        def work() -> int:
            with write(self._engine) as connection:
                held: dict[str, str | None] = {}
                for some in _pieces(list(rows)):
                    query = select(feeds.c.address, feeds.c.dead_since).where(feeds.c.address.in_(some))
                    held.update((row[0], row[1]) for row in connection.execute(query))
                fresh = [row for address, row in rows.items() if address not in held]
                if fresh:
                    connection.execute(insert(feeds), fresh)
                for address, dead in held.items():
                    if dead is not None:
                        woken = {"dead_since": None, "failures": 0, "failing_since": None, "due_at": rows[address]["due_at"]}
                        connection.execute(update(feeds).where(feeds.c.address == address).values(**woken))
                return len(fresh)

        with said(self._address):
            return patiently(self._engine, work)

    def forget(self, key: str) -> bool:
        """Whether a feed of that id or address was followed; it is no more. Its articles stay."""

        def work() -> bool:
            with write(self._engine) as connection:
                found = connection.scalar(
                    select(feeds.c.feed_id).where((feeds.c.feed_id == storable(key)) | (feeds.c.address == storable(key)))
                )
                if found is not None:
                    connection.execute(delete(entries).where(entries.c.feed_id == found))
                    connection.execute(delete(feeds).where(feeds.c.feed_id == found))
                return found is not None

        with said(self._address):
            return patiently(self._engine, work)

    def all(self) -> tuple[Followed, ...]:
        """Every feed, in order of address."""
        return self._found(select(*_FEED).order_by(feeds.c.address))

    def due(self, now: datetime) -> tuple[Followed, ...]:
        """The feeds that are due, those that wait longest first.

        One that is due later than any schedule puts it was asked by a clock that ran ahead, and is due as well.
        """
        is_due = (feeds.c.due_at <= instant(now)) | (feeds.c.due_at > instant(now + _BEYOND))
        return self._found(select(*_FEED).where(feeds.c.dead_since.is_(None) & is_due).order_by(feeds.c.due_at, feeds.c.feed_id))

    def _found(self, query: Any) -> tuple[Followed, ...]:  # noqa: ANN401 - any select
        with said(self._address), read(self._engine) as connection:
            return tuple(value_of(Followed, row) for row in connection.execute(query).all())

    def known(self, feed_ids: Sequence[str]) -> Mapping[str, Mapping[str, KnownEntry]]:
        """For each feed its entries by key, without the words of the feed."""
        found: dict[str, dict[str, KnownEntry]] = {feed_id: {} for feed_id in feed_ids}
        if feed_ids:
            with said(self._address), read(self._engine) as connection:
                for row in ask(connection, _KNOWN, feed_ids):
                    entry = value_of(KnownEntry, row)
                    found[entry.feed_id][entry.entry_key] = entry
        return found

    def met(self, address_keys: Iterable[str]) -> frozenset[str]:
        """Which of these addresses some entry leads to."""
        keys = list(map(storable, address_keys))
        if not keys:
            return frozenset()
        with said(self._address), read(self._engine) as connection:
            return frozenset(key for (key,) in ask(connection, _MET, keys))

    def waiting(self, now: datetime, limit: int | None = None) -> tuple[KnownEntry, ...]:
        """The entries whose page is to be asked for by now, those that wait longest first."""
        query = select(entries).where(entries.c.waiting_at <= instant(now)).order_by(entries.c.waiting_at, entries.c.entry_key)
        with said(self._address), read(self._engine) as connection:
            return tuple(_entry(row) for row in connection.execute(query.limit(limit)).mappings())

    def keep(self, readings: Sequence[Reading], asked: Sequence[Followed], met: Sequence[KnownEntry]) -> int:
        """How many of the readings were new; they, the state of the feeds and the entries are kept in one transaction, or none is.

        So whatever a feed says it has told us is in the library: a follower that is killed asks again for what it has not kept.
        """
        work = partial(add_batch, self._engine, self._folder, readings, also=partial(_keep_rows, asked, met))
        with said(self._address):
            return sum(patiently(self._engine, work))

    def standing(self, now: datetime, late: datetime) -> Standing:
        """How gathering stands; feeds due before `late` are late."""
        alive = feeds.c.dead_since.is_(None)
        with said(self._address), read(self._engine) as connection:

            def number(table: Any, *conditions: Any) -> int:  # noqa: ANN401 - any table and condition
                return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

            return Standing(
                followed=number(feeds),
                due=number(feeds, alive, feeds.c.due_at <= instant(now)),
                late=number(feeds, alive, feeds.c.due_at <= instant(late)),
                failing=number(feeds, alive, feeds.c.failures > 0),
                dead=number(feeds, feeds.c.dead_since.is_not(None)),
                waiting=number(entries, entries.c.waiting_at.is_not(None)),
                last_asked=read_instant(connection.scalar(select(func.max(feeds.c.asked_at)))),
                next_due=read_instant(connection.scalar(select(func.min(feeds.c.due_at)).where(alive))),
                stories=number(stories),
                captures=number(captures),
                capture_bytes=int(connection.scalar(select(func.sum(captures.c.length))) or 0),
                failed_pages=number(captures, captures.c.article_id.is_(None), captures.c.error != BESIDE_REASON),
            )


def _keep_rows(asked: Sequence[Followed], met: Sequence[KnownEntry], connection: Connection) -> None:
    """Nothing; feeds and entries are as given. A feed that was forgotten meanwhile stays so."""
    ids = {*(feed.feed_id for feed in asked), *(entry.feed_id for entry in met)}
    held: dict[str, str] = dict(map(tuple, ask(connection, _HELD, ids)))
    asked = [feed for feed in asked if feed.feed_id in held]
    _put(connection, "feeds", [{**value_row(feed), "address": held[feed.feed_id]} for feed in asked], ("feed_id",))
    _put(connection, "entries", [_entry_row(entry) for entry in met if entry.feed_id in held], ("feed_id", "entry_key"))
    for feed in asked:
        if feed.address != held[feed.feed_id]:
            _move(connection, feed)


def _move(connection: Connection, feed: Followed) -> None:
    """Nothing; the feed stands at its new address, unless another one that is followed stands there: then this one is done with."""
    taken = connection.scalar(select(feeds.c.feed_id).where(feeds.c.address == feed.address))
    done = {"dead_since": instant(feed.asked_at), "error": storable(f"moved to {feed.address}, which is followed already")}
    values = {"address": storable(feed.address)} if taken is None else done
    connection.execute(update(feeds).where(feeds.c.feed_id == feed.feed_id).values(**values))


def _put(connection: Connection, table: str, rows: list[Row], keys: tuple[str, ...]) -> None:
    """Nothing; the rows are in the table, in place of those of the same key."""
    if rows:
        changed = ", ".join(f"{name} = excluded.{name}" for name in rows[0] if name not in keys)
        put_rows(connection, table, rows, f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changed}")


def _entry_row(entry: KnownEntry) -> Row:
    """The row of an entry."""
    row = value_row(entry)
    row["feed_text"] = None if entry.feed_text is None else encode(entry.feed_text)
    return row


def _entry(row: RowMapping) -> KnownEntry:
    """An entry with the words of the feed."""
    values = row_values(row)
    text = values.pop("feed_text")
    return KnownEntry(**values, feed_text=None if text is None else decode(Page, text))


def _pieces(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    """The keys in groups that one statement takes."""
    return (keys[start : start + _MANY] for start in range(0, len(keys), _MANY))
