"""What is asked and written for every article, in words of SQL that are made once: making a statement costs more than running it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

_KINDS = ("text", "bigint")
# What is done with a row whose key is there already.
LEAVE = "ON CONFLICT DO NOTHING"


@lru_cache(maxsize=256)
def _spelled(statement: str, *, on_server: bool) -> str:
    """The statement in the words of the engine."""
    for kind in _KINDS:
        asked = f"= ANY (CAST(%s AS {kind}[]))" if on_server else "IN (SELECT value FROM json_each(?))"
        statement = statement.replace(f"IN :{kind}s", asked)
    return statement


def ask(connection: Connection, statement: str, values: Collection[Any]) -> Sequence[Any]:
    """The rows that a statement gives, which holds `IN :texts` or `IN :bigints` where one of the values is meant; () for no values.

    However many values there are, they travel as one parameter, and the statement stays the same.
    """
    return _run(connection, statement, values).fetchall() if values else ()


def change(connection: Connection, statement: str, values: Collection[Any]) -> None:
    """Nothing; a statement that gives no rows is run as by `ask`."""
    if values:
        _run(connection, statement, values)


def _run(connection: Connection, statement: str, values: Collection[Any]) -> Any:  # noqa: ANN401 - what either driver gives
    """What a statement gives that was run."""
    on_server = connection.dialect.name == "postgresql"
    listed = list(values) if on_server else json.dumps(list(values))
    spelled, given = _spelled(statement, on_server=on_server), (listed,) * statement.count(" IN :")
    return connection.exec_driver_sql(spelled, given) if on_server else _driver(connection).execute(spelled, given)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - a connection of the driver
    """The connection to SQLite itself: what stands between costs as much as a small question does."""
    return connection.connection.driver_connection


@lru_cache(maxsize=64)
def _insertion(table: str, columns: str, otherwise: str, *, on_server: bool) -> str:
    """The statement that puts one row into a table."""
    marks = ", ".join("%s" if on_server else "?" for _ in columns.split(","))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) {otherwise}"  # noqa: S608 - names of our own tables, no value of anybody


def put(connection: Connection, table: str, columns: str, rows: Sequence[tuple[Any, ...]], otherwise: str = "") -> None:
    """Nothing; the rows are in the table. `otherwise` says what is done with a row whose key is there already."""
    if rows:
        statement = _insertion(table, columns, otherwise, on_server=connection.dialect.name == "postgresql")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(statement, list(rows))
        else:
            _driver(connection).executemany(statement, rows)


def put_rows(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]], otherwise: str = "") -> None:
    """Nothing; the rows, all with the same columns in the same order, are in the table; `otherwise` is as for `put`."""
    if rows:
        put(connection, table, ", ".join(rows[0]), [tuple(row.values()) for row in rows], otherwise)


def numbers_of(connection: Connection, article_ids: Collection[str]) -> dict[str, int]:
    """The numbers of the articles with these ids, as columns hold them."""
    found = ask(connection, "SELECT article_id, number FROM articles WHERE article_id IN :texts", article_ids)
    return dict(map(tuple, found))
