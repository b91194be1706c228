"""What is asked and written for every article, in words of SQL that are made once: making a statement costs more than running it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Column, ColumnElement, Connection, Text, any_, bindparam, column, func, select

_KINDS = ("text", "bigint")


def among(connection: Connection, chosen: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of some values, however many: they travel as one parameter."""
    listed = list(values)
    if connection.dialect.name == "postgresql":
        kind = BigInteger if isinstance(chosen.type, BigInteger) else Text
        return chosen == any_(bindparam(None, listed, ARRAY(kind)))
    return chosen.in_(select(column("value")).select_from(func.json_each(json.dumps(listed))))


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
    if not values:
        return ()
    on_server = connection.dialect.name == "postgresql"
    listed = list(values) if on_server else json.dumps(list(values))
    spelled = _spelled(statement, on_server=on_server)
    return connection.exec_driver_sql(spelled, (listed,) * statement.count(" IN :")).all()


def change(connection: Connection, statement: str, values: Collection[Any]) -> None:
    """Nothing; a statement that gives no rows is run as by `ask`."""
    if values:
        on_server = connection.dialect.name == "postgresql"
        listed = list(values) if on_server else json.dumps(list(values))
        connection.exec_driver_sql(_spelled(statement, on_server=on_server), (listed,) * statement.count(" IN :"))


@lru_cache(maxsize=64)
def _insertion(table: str, columns: str, *, on_server: bool, or_leave: bool) -> str:
    """The statement that puts one row into a table."""
    marks = ", ".join("%s" if on_server else "?" for _ in columns.split(","))
    end = " ON CONFLICT DO NOTHING" if or_leave else ""
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}){end}"  # noqa: S608 - names of our own tables, no value of anybody


def put(connection: Connection, table: str, columns: str, rows: Sequence[tuple[Any, ...]], *, or_leave: bool = False) -> None:
    """Nothing; the rows are in the table. With `or_leave` a row whose key is there already is left out."""
    if rows:
        statement = _insertion(table, columns, on_server=connection.dialect.name == "postgresql", or_leave=or_leave)
        connection.exec_driver_sql(statement, list(rows))


def put_rows(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Nothing; the rows, all with the same columns in the same order, are in the table."""
    if rows:
        put(connection, table, ", ".join(rows[0]), [tuple(row.values()) for row in rows])


def numbers_of(connection: Connection, article_ids: Collection[str]) -> dict[str, int]:
    """The numbers of the articles with these ids, as columns hold them."""
    found = ask(connection, "SELECT article_id, number FROM articles WHERE article_id IN :texts", article_ids)
    return dict(map(tuple, found))
