"""A library settled, some articles at a time: what is asked of the index of windows, and what is kept of the answers."""
# ruff: noqa: S608  (the statements hold names of our own tables, no value of anybody)

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sourcier.model import Article, Likeness, Reuse, Story
from sourcier.store.asking import LEAVE, ask, change, put
from sourcier.store.encode import decode, decode_article, encode
from sourcier.store.postings import SqlPostings
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
from sourcier.store.settled import reuse_row, story_row
from sourcier.store.tallies import summarise

# Each article with all that were read off its page, with those whose page it credits, and with those that credit its page.
_VERSIONS = (
    "SELECT own.article_id, other.article_id FROM articles own JOIN articles other ON other.address_key = own.address_key"
    " WHERE own.article_id IN :texts AND own.address_key <> ''"
)
_CREDITED = (
    "SELECT own.article_id, other.article_id FROM articles own JOIN credited ON credited.number = own.number"
    " JOIN articles other ON other.address_key = credited.address_key WHERE own.article_id IN :texts"
    " UNION ALL SELECT own.article_id, other.article_id FROM articles own JOIN credited ON credited.address_key = own.address_key"
    " JOIN articles other ON other.number = credited.number WHERE own.article_id IN :texts"
)
_CREDITING = (
    "SELECT credited.address_key, articles.article_id FROM credited JOIN articles ON articles.number = credited.number"
    " WHERE credited.address_key IN :texts"
)


_DATE = (
    "UPDATE stories SET newest = (SELECT max(articles.published_at) FROM articles JOIN story_articles"
    " ON story_articles.article_id = articles.article_id WHERE story_articles.story_id = stories.story_id) WHERE story_id IN :texts"
)


@lru_cache(maxsize=4096)
def _reuse(value: str) -> Reuse:
    """The reuse that was kept as this text; settling one article comes upon those of its family several times."""
    return decode(Reuse, value)


class SqlIndex:
    """What a library holds, as comparing asks for it; see `sourcier.compare.Index`. It lives as long as its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # articles do not change while they are settled, and those of a family are asked for several times
        self._articles: dict[int, Article] = {}

    @property
    def windows(self) -> SqlPostings:
        """Windows of words."""
        return SqlPostings(self._connection, "windows", "stock_windows")

    @property
    def marks(self) -> SqlPostings:
        """Marks of names."""
        return SqlPostings(self._connection, "marks", "common_marks")

    def articles(self, numbers: Iterable[int]) -> Mapping[int, Article]:
        """The articles with these numbers."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._articles]
        found = ask(self._connection, "SELECT number, value, title, body FROM articles WHERE number IN :bigints", missing)
        self._articles.update((number, decode_article(*whole)) for number, *whole in found)
        return {number: self._articles[number] for number in wanted if number in self._articles}

    def ids(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The ids of articles."""
        return dict(ask(self._connection, "SELECT number, article_id FROM articles WHERE number IN :bigints", set(numbers)))

    def languages(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The languages of articles, "" where it is unknown."""
        found = ask(self._connection, "SELECT number, language FROM articles WHERE number IN :bigints", set(numbers))
        return {number: language or "" for number, language in found}

    def numbers(self, article_ids: Iterable[str]) -> Mapping[str, int]:
        """The numbers of articles."""
        return dict(ask(self._connection, "SELECT article_id, number FROM articles WHERE article_id IN :texts", set(article_ids)))

    def reuses(self, article_ids: Iterable[str]) -> Sequence[Reuse]:
        """The reuses of some articles, in order of ids."""
        return tuple(_reuse(value) for _, _, value in self._pairs("reuses", "first, second, value", article_ids))

    def likenesses(self, article_ids: Iterable[str]) -> Sequence[Likeness]:
        """The likenesses of some articles, in order of ids."""
        found = self._pairs("likenesses", "first, second, value, score", article_ids)
        return tuple(Likeness(score, _reuse(value)) for _, _, value, score in found)

    def _pairs(self, table: str, wanted: str, article_ids: Iterable[str]) -> Iterable[Any]:
        """The rows of a table of pairs that have one of some articles, each once; the first two columns wanted name the pair."""
        either = " UNION ALL ".join(f"SELECT {wanted} FROM {table} WHERE {side} IN :texts" for side in ("first", "second"))
        found = {(row[0], row[1]): row for row in ask(self._connection, either, set(article_ids))}
        return [row for _, row in sorted(found.items())]

    def waiting(self, limit: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of articles that wait to be settled, so many at most: those that never were, and those that were and have changed."""
        asked = f"SELECT number, was_settled FROM waiting ORDER BY number LIMIT {int(limit)}"
        rows = self._connection.exec_driver_sql(asked).all()
        return tuple(number for number, was in rows if not was), tuple(number for number, was in rows if was)

    def versions(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of all that were read off its page."""
        return _grouped(ask(self._connection, _VERSIONS, set(article_ids)))

    def credited(self, article_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """For each of some articles the ids of those held whose page it credits, and of those that credit its page."""
        return _grouped(ask(self._connection, _CREDITED, set(article_ids)))

    def ids_at(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles read off the page at each address, given in its one spelling."""
        return _grouped(ask(self._connection, "SELECT address_key, article_id FROM articles WHERE address_key IN :texts", set(addresses)))

    def ids_crediting(self, addresses: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The ids of the articles that credit the page at each address, given in its one spelling."""
        return _grouped(ask(self._connection, _CREDITING, set(addresses)))

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
        _drop_pairs(self._connection, "reuses", [*gone, *((reuse.first, reuse.second) for reuse in new)])
        rows = [tuple(reuse_row(reuse).values()) for reuse in new]
        put(self._connection, "reuses", "first, second, share, value", rows)

    def keep_likenesses(self, gone: Iterable[tuple[str, str]], found: Iterable[Likeness]) -> None:
        """Nothing; the same of likenesses."""
        new = list(found)
        _drop_pairs(self._connection, "likenesses", [*gone, *((like.reuse.first, like.reuse.second) for like in new)])
        rows = [(like.reuse.first, like.reuse.second, like.score, encode(like.reuse)) for like in new]
        put(self._connection, "likenesses", "first, second, score, value", rows)

    def keep_credited(self, addresses: Mapping[int, Iterable[str]]) -> None:
        """Nothing; these articles, by number, credit pages at these addresses and at no others."""
        change(self._connection, "DELETE FROM credited WHERE number IN :bigints", addresses)
        rows = {(address_key(address), number) for number, named in addresses.items() for address in named}
        put(self._connection, "credited", "address_key, number", sorted(rows))

    def keep_stories(self, article_ids: Iterable[str], told: Iterable[Story]) -> None:
        """Nothing; these stories tell of these articles, and whatever told of one of them before is gone."""
        asked = "SELECT story_id FROM story_articles WHERE article_id IN :texts"
        old = sorted({story_id for (story_id,) in ask(self._connection, asked, list(article_ids))})
        new = list(told)
        for table in ("story_articles", "stories"):
            change(self._connection, f"DELETE FROM {table} WHERE story_id IN :texts", old)
        if new:
            put(self._connection, "stories", "story_id, newest, copied, value", [tuple(story_row(story).values()) for story in new])
            members = [(story.story_id, key) for story in new for key in dict.fromkeys(story.held)]
            put(self._connection, "story_articles", "story_id, article_id", members)
            change(self._connection, _DATE, [story.story_id for story in new])
            summarise(self._connection, new)

    def done(self, numbers: Iterable[int]) -> None:
        """Nothing; these articles wait no longer."""
        change(self._connection, "DELETE FROM waiting WHERE number IN :bigints", list(numbers))


def _drop_pairs(connection: Connection, table: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Nothing; the rows of these pairs are gone."""
    if pairs:
        mark = "%s" if connection.dialect.name == "postgresql" else "?"
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE first = {mark} AND second = {mark}", list(pairs))


def wait(connection: Connection, numbers: Iterable[int], *, was_settled: bool) -> None:
    """Nothing; these articles wait to be settled. Those that wait already go on as they were."""
    put(connection, "waiting", "number, was_settled", [(number, int(was_settled)) for number in numbers], LEAVE)


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
