"""A library settled, some articles at a time: what is asked of the index of windows, and what is kept of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Table,
    Text,
    TextClause,
    any_,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from sourcier.model import Article, Likeness, Reuse, Story
from sourcier.store.encode import decode, decode_article, encode, storable
from sourcier.store.engine import insert_or
from sourcier.store.rows import address_key
from sourcier.store.schema import (
    articles,
    captures,
    common_marks,
    credited,
    likenesses,
    marks,
    reuses,
    stock_windows,
    stories,
    story_articles,
    waiting,
    windows,
)
from sourcier.store.settled import newest, reuse_row, story_row


def _enter(connection: Connection, rows_of: Table, rows: Sequence[Mapping[str, int]]) -> None:
    """Nothing; the rows are there; those that were stay as they are."""
    if rows:
        connection.execute(insert_or(connection, rows_of).on_conflict_do_nothing(), rows)


def among(connection: Connection, chosen: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of some values, however many: they travel as one parameter."""
    listed = list(values)
    if connection.dialect.name == "postgresql":
        kind = BigInteger if isinstance(chosen.type, BigInteger) else Text
        return chosen == any_(bindparam(None, listed, ARRAY(kind)))
    return chosen.in_(select(column("value")).select_from(func.json_each(json.dumps(listed))))


@lru_cache(maxsize=64)
def _question(wanted: str, table: str, chosen: str, on_server: str) -> TextClause:
    """The question for some columns of the rows in which one column has one of some values; making it costs more than asking."""
    listed = f"ANY (CAST(:listed AS {on_server}))" if on_server else "(SELECT value FROM json_each(:listed))"
    sign = "=" if on_server else "IN"
    return text(f"SELECT {wanted} FROM {table} WHERE {chosen} {sign} {listed}")  # noqa: S608 - names of our own tables, no value of anybody


def _ask(connection: Connection, wanted: str, chosen: Column[Any], values: Iterable[Any]) -> Sequence[Any]:
    """Some columns of the rows in which a column has one of some values."""
    listed = list(values)
    if not listed:
        return ()
    on_server = connection.dialect.name == "postgresql"
    kind = ("bigint[]" if isinstance(chosen.type, BigInteger) else "text[]") if on_server else ""
    question = _question(wanted, chosen.table.name, chosen.name, kind)
    return connection.execute(question, {"listed": listed if on_server else json.dumps(listed)}).all()


@lru_cache(maxsize=4096)
def _reuse(value: str) -> Reuse:
    """The reuse that was kept as this text; settling one article comes upon those of its family several times."""
    return decode(Reuse, value)


class SqlPostings:
    """Rows of hashes and articles in two tables; see `sourcier.compare.Postings`."""

    def __init__(self, connection: Connection, rows: Table, shut: Table) -> None:
        self._connection = connection
        self._rows = rows
        self._shut = shut

    def add(self, rows: Iterable[tuple[int, int]]) -> None:
        """Nothing; each row is kept once."""
        _enter(self._connection, self._rows, [{"hash": value, "number": number} for value, number in sorted(rows)])

    def holders(self, hashes: Sequence[int]) -> Sequence[tuple[int, int]]:
        """Every row with one of these hashes."""
        return [(row[0], row[1]) for row in _ask(self._connection, "hash, number", self._rows.c.hash, hashes)]

    def shut(self, hashes: Sequence[int]) -> Mapping[int, str]:
        """Those that are shut out, with their notes."""
        return {row.hash: row.note for row in _ask(self._connection, "hash, note", self._shut.c.hash, hashes)}

    def shut_out(self, notes: Mapping[int, str]) -> None:
        """Nothing; these are shut out."""
        if notes:
            self.take_in(list(notes))
            self._connection.execute(insert(self._shut), [{"hash": value, "note": note} for value, note in notes.items()])

    def take_in(self, hashes: Sequence[int]) -> None:
        """Nothing; these are not shut out."""
        if hashes:
            self._connection.execute(delete(self._shut).where(among(self._connection, self._shut.c.hash, hashes)))

    def forget(self, hashes: Sequence[int]) -> None:
        """Nothing; the rows with these hashes are gone."""
        if hashes:
            self._connection.execute(delete(self._rows).where(among(self._connection, self._rows.c.hash, hashes)))


class SqlIndex:
    """What a library holds, as comparing asks for it; see `sourcier.compare.Index`. It lives as long as its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # articles do not change while they are settled, and those of a family are asked for several times
        self._articles: dict[int, Article] = {}

    @property
    def windows(self) -> SqlPostings:
        """Windows of words."""
        return SqlPostings(self._connection, windows, stock_windows)

    @property
    def marks(self) -> SqlPostings:
        """Marks of names."""
        return SqlPostings(self._connection, marks, common_marks)

    def articles(self, numbers: Iterable[int]) -> Mapping[int, Article]:
        """The articles with these numbers."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._articles]
        found = _ask(self._connection, "number, value, title, body", articles.c.number, missing)
        self._articles.update((number, decode_article(*whole)) for number, *whole in found)
        return {number: self._articles[number] for number in wanted if number in self._articles}

    def ids(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The ids of articles."""
        return {row.number: row.article_id for row in _ask(self._connection, "number, article_id", articles.c.number, numbers)}

    def languages(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The languages of articles, "" where it is unknown."""
        found = _ask(self._connection, "number, language", articles.c.number, numbers)
        return {row.number: row.language or "" for row in found}

    def numbers(self, article_ids: Iterable[str]) -> Mapping[str, int]:
        """The numbers of articles."""
        found = _ask(self._connection, "number, article_id", articles.c.article_id, article_ids)
        return {row.article_id: row.number for row in found}

    def reuses(self, article_ids: Iterable[str]) -> Sequence[Reuse]:
        """The reuses of some articles, in order of ids."""
        return tuple(_reuse(row.value) for row in self._pairs(reuses, "first, second, value", article_ids))

    def likenesses(self, article_ids: Iterable[str]) -> Sequence[Likeness]:
        """The likenesses of some articles, in order of ids."""
        return tuple(Likeness(row.score, _reuse(row.value)) for row in self._pairs(likenesses, "first, second, value, score", article_ids))

    def _pairs(self, table: Table, wanted: str, article_ids: Iterable[str]) -> Iterable[Any]:
        """The rows of a table of pairs that have one of some articles, each once."""
        keys = list(article_ids)
        found = {}
        for side in (table.c.first, table.c.second):
            for row in _ask(self._connection, wanted, side, keys):
                found[row.first, row.second] = row
        return [row for _, row in sorted(found.items())]

    def waiting(self, limit: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of articles that wait to be settled, so many at most: those that never were, and those that were and have changed."""
        rows = self._connection.execute(select(waiting).order_by(waiting.c.number).limit(limit)).all()
        return tuple(row.number for row in rows if not row.was_settled), tuple(row.number for row in rows if row.was_settled)

    def versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of all that were read off its page."""
        own = articles.alias()
        query = select(own.c.article_id, articles.c.article_id).join(articles, articles.c.address_key == own.c.address_key)
        query = query.where(among(self._connection, own.c.article_id, article_ids), own.c.address_key != "")
        return _grouped(self._connection.execute(query))

    def credited(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of those held whose page it credits, and of those that credit its page."""
        keys = list(article_ids)
        own = articles.alias()
        query = select(own.c.article_id, articles.c.article_id)
        down = query.join(credited, credited.c.number == own.c.number).join(articles, articles.c.address_key == credited.c.address_key)
        up = query.join(credited, credited.c.address_key == own.c.address_key).join(articles, articles.c.number == credited.c.number)
        condition = among(self._connection, own.c.article_id, keys)
        return _grouped([*self._connection.execute(down.where(condition)), *self._connection.execute(up.where(condition))])

    def ids_at(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles read off the page at each address, given in its one spelling."""
        return _grouped(_ask(self._connection, "address_key, article_id", articles.c.address_key, addresses))

    def ids_crediting(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles that credit the page at each address, given in its one spelling."""
        query = select(credited.c.address_key, articles.c.article_id).join(articles, articles.c.number == credited.c.number)
        return _grouped(self._connection.execute(query.where(among(self._connection, credited.c.address_key, addresses))))

    def held_as(self, digest: str) -> str | None:
        """The id of the article that a capture with this digest reads as, None when there is none."""
        query = select(captures.c.article_id).where(captures.c.digest == digest, captures.c.article_id.is_not(None))
        return self._connection.scalar(query.order_by(captures.c.article_id).limit(1))


def _grouped(pairs: Iterable[Any]) -> Mapping[str, Sequence[str]]:
    """The second values by the first."""
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


class SqlSettling(SqlIndex):
    """The index while it is written: what comes of comparing and tracing is kept with it, in one transaction."""

    def keep_reuses(self, gone: Iterable[tuple[str, str]], found: Iterable[Reuse]) -> None:
        """Nothing; some reuses are gone, and others are there, in the place of what was told of their pairs before."""
        new = list(found)
        _drop_pairs(self._connection, reuses, [*gone, *((reuse.first, reuse.second) for reuse in new)])
        if new:
            self._connection.execute(insert(reuses), [reuse_row(reuse) for reuse in new])

    def keep_likenesses(self, gone: Iterable[tuple[str, str]], found: Iterable[Likeness]) -> None:
        """Nothing; the same of likenesses."""
        new = list(found)
        _drop_pairs(self._connection, likenesses, [*gone, *((like.reuse.first, like.reuse.second) for like in new)])
        rows = [{"first": like.reuse.first, "second": like.reuse.second, "score": like.score, "value": encode(like.reuse)} for like in new]
        if rows:
            self._connection.execute(insert(likenesses), rows)

    def keep_credited(self, addresses: Mapping[int, Iterable[str]]) -> None:
        """Nothing; these articles, by number, credit pages at these addresses and at no others."""
        if _ask(self._connection, "number", credited.c.number, addresses):
            self._connection.execute(delete(credited).where(among(self._connection, credited.c.number, addresses)))
        rows = {(address_key(address), number) for number, named in addresses.items() for address in named}
        if rows:
            self._connection.execute(insert(credited), [{"address_key": key, "number": number} for key, number in sorted(rows)])

    def keep_stories(self, article_ids: Iterable[str], told: Iterable[Story]) -> None:
        """Nothing; these stories tell of these articles, and whatever told of one of them before is gone."""
        old = sorted({row.story_id for row in _ask(self._connection, "story_id", story_articles.c.article_id, article_ids)})
        new = list(told)
        for table in (story_articles, stories) if old else ():
            self._connection.execute(delete(table).where(among(self._connection, table.c.story_id, old)))
        if new:
            self._connection.execute(insert(stories), [story_row(story) for story in new])
            members = [{"story_id": story.story_id, "article_id": key} for story in new for key in dict.fromkeys(story.held)]
            self._connection.execute(insert(story_articles), members)
            ids = [story.story_id for story in new]
            self._connection.execute(update(stories).where(among(self._connection, stories.c.story_id, ids)).values(newest=newest()))

    def count_stories(self) -> int:
        """How many stories there are."""
        return self._connection.scalar(select(func.count()).select_from(stories)) or 0

    def done(self, numbers: Iterable[int]) -> None:
        """Nothing; these articles wait no longer."""
        self._connection.execute(delete(waiting).where(among(self._connection, waiting.c.number, numbers)))


def _drop_pairs(connection: Connection, table: Table, pairs: Sequence[tuple[str, str]]) -> None:
    """Nothing; the rows of these pairs are gone."""
    if pairs:
        condition = (table.c.first == bindparam("one")) & (table.c.second == bindparam("other"))
        connection.execute(delete(table).where(condition), [{"one": first, "other": second} for first, second in pairs])


def wait(connection: Connection, article_ids: Iterable[str], *, was_settled: bool) -> None:
    """Nothing; these articles wait to be settled. Those that wait already go on as they were."""
    query = select(articles.c.number).where(among(connection, articles.c.article_id, [storable(key) for key in article_ids]))
    _enter(connection, waiting, [{"number": number, "was_settled": int(was_settled)} for number in connection.scalars(query)])


def compare_anew(connection: Connection) -> None:
    """Nothing; nothing is held to be settled any more: every article waits, and the index is empty.

    When an article goes, what others were compared by may change anywhere.
    """
    for table in (windows, marks, stock_windows, common_marks, likenesses, credited, waiting, story_articles, stories, reuses):
        connection.execute(delete(table))
    every = select(articles.c.number, func.coalesce(0, 0))
    connection.execute(insert(waiting).from_select(["number", "was_settled"], every))


def count_waiting(connection: Connection) -> int:
    """How many articles wait to be settled."""
    return connection.scalar(select(func.count()).select_from(waiting)) or 0
