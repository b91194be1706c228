"""The index of words: FTS5 in SQLite, tsvector in PostgreSQL, one meaning; both are handed folded words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.sql.elements import TextClause

from sourcier.store.encode import storable
from sourcier.store.words import folded_words

# PostgreSQL keeps at most 16,383 positions and a megabyte a text (https://www.postgresql.org/docs/current/textsearch-limitations.html).
_MAX_SERVER_WORDS = 15_000
# Whoever asks for a word that stands everywhere is shown the best of what was added last: ranking all of it takes too long.
_MOST_RANKED = 2_000
# PostgreSQL unpacks the whole entry of each article that it ranks, a tenth of a millisecond each.
_MOST_RANKED_THERE = 400

_ADD = {
    "sqlite": text("INSERT INTO article_words (rowid, title, body) VALUES (:number, :title, :body)"),
    "postgresql": text(
        "INSERT INTO article_words (number, words) VALUES"
        " (:number, setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body))"
    ),
}

_INDEX = {"sqlite": table("article_words", column("rowid")), "postgresql": table("article_words", column("number"))}


class Words(NamedTuple):
    """The folded words of an article's title and body, with spaces between them."""

    title: str
    body: str


def words_to_index(title: str, body: str) -> Words:
    """The words of an article as the index takes them."""
    return Words(folded_words(storable(title)), folded_words(storable(body)))


def add_words(connection: Connection, words: Mapping[int, Words]) -> None:
    """Nothing; the index holds the words of each article, given by number."""
    if words:
        rows = [{"number": number, **_within(connection, some)} for number, some in words.items()]
        connection.execute(_ADD[connection.dialect.name], rows)


def drop_words(connection: Connection, words: Mapping[int, Words]) -> None:
    """Nothing; the index holds nothing of these articles, given by number with the words that it took of them.

    SQLite's index keeps no text, so it must be told what to forget (https://www.sqlite.org/fts5.html#the_delete_command).
    """
    if not words:
        return
    rows = [{"number": number, **_within(connection, some)} for number, some in words.items()]
    if connection.dialect.name == "sqlite":
        forget = "INSERT INTO article_words (article_words, rowid, title, body) VALUES ('delete', :number, :title, :body)"
        connection.execute(text(forget), rows)
    else:
        connection.execute(text("DELETE FROM article_words WHERE number = :number"), [{"number": row["number"]} for row in rows])


def _within(connection: Connection, words: Words) -> dict[str, str]:
    """The words within what the engine can index."""
    if connection.dialect.name == "sqlite":
        return {"title": words.title, "body": words.body}
    return {"title": " ".join(words.title.split()[:1000]), "body": " ".join(words.body.split()[:_MAX_SERVER_WORDS])}


def _asked(connection: Connection, phrases: Sequence[Sequence[str]]) -> tuple[TextClause, str]:
    """The condition that an entry of the index holds every phrase, and what it is asked with."""
    if connection.dialect.name == "sqlite":
        return text("article_words MATCH :asked"), " ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
    asked = " & ".join("(" + " <-> ".join(phrase) + ")" for phrase in phrases)
    return text("article_words.words @@ to_tsquery('simple', :asked)"), asked


def _is_among(engine: str, chosen: ScalarSelect[int]) -> ColumnElement[bool]:
    """The condition that an entry of the index is that of one of some articles.

    The plus keeps SQLite from looking each of these articles up in the index, which takes a hundred times as long as going through
    the matches (https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    """
    if engine == "sqlite":
        return literal_column("+article_words.rowid", Integer).in_(chosen)
    (number,) = _INDEX["postgresql"].c
    return number.in_(chosen)


def count_matches(connection: Connection, phrases: Sequence[Sequence[str]], among: ScalarSelect[int] | None) -> int:
    """How many articles hold every phrase; only some, when told among which."""
    indexed = _INDEX[connection.dialect.name]
    condition, asked = _asked(connection, phrases)
    query = select(func.count()).select_from(indexed).where(condition)
    return connection.scalar(query if among is None else query.where(_is_among(connection.dialect.name, among)), {"asked": asked}) or 0


def best_matches(connection: Connection, phrases: Sequence[Sequence[str]], among: ScalarSelect[int] | None, limit: int) -> list[int]:
    """The numbers of the articles that hold every phrase, most relevant first; only some, when told among which."""
    condition, asked = _asked(connection, phrases)
    rank = _rank_in_file if connection.dialect.name == "sqlite" else _rank_on_server
    ranked = rank(condition, among, limit).subquery()
    query = select(ranked.c.number).order_by(ranked.c.score, ranked.c.number.desc()).limit(limit)
    return list(connection.scalars(query, {"asked": asked}))


def _rank_in_file(condition: TextClause, among: ScalarSelect[int] | None, limit: int) -> Select[tuple[int, float]]:
    """The question for the numbers and scores of the matches that were added last, the best with the least score."""
    (number,) = _INDEX["sqlite"].c
    score: ColumnElement[float] = literal_column("bm25(article_words, 4.0, 1.0)", Float)
    latest = select(number.label("number"), score.label("score")).select_from(_INDEX["sqlite"]).where(condition)
    latest = latest if among is None else latest.where(_is_among("sqlite", among))
    return latest.order_by(number.desc()).limit(max(limit, _MOST_RANKED))


def _rank_on_server(condition: TextClause, among: ScalarSelect[int] | None, limit: int) -> Select[tuple[int, float]]:
    """The same on a server. The matches are found first, by their index: told of the limit, the planner would go through all articles."""
    (number,) = _INDEX["postgresql"].c
    matches = select(number.label("number")).select_from(_INDEX["postgresql"]).where(condition)
    matches = matches if among is None else matches.where(_is_among("postgresql", among))
    found = matches.cte("found").prefix_with("MATERIALIZED")
    latest = select(found.c.number).order_by(found.c.number.desc()).limit(max(limit, min(_MOST_RANKED, _MOST_RANKED_THERE))).subquery()
    meant = func.to_tsquery(literal_column("'simple'"), bindparam("asked"))
    score: ColumnElement[float] = -func.ts_rank(literal_column("article_words.words"), meant, type_=Float)
    return select(number.label("number"), score.label("score")).join_from(_INDEX["postgresql"], latest, latest.c.number == number)
