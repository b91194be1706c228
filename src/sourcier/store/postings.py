"""Which articles hold which windows and marks: the rows that new articles are compared by."""
# ruff: noqa: S608  (the statements hold names of our own tables, no value of anybody)

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from sourcier.store.asking import LEAVE, ask, change, put


class SqlPostings:
    """Rows of hashes and articles in two tables, one of rows and one of what is shut out; see `sourcier.compare.Postings`."""

    def __init__(self, connection: Connection, rows: str, shut: str) -> None:
        self._connection = connection
        self._rows = rows
        self._shut = shut

    def add(self, rows: Iterable[tuple[int, int]]) -> None:
        """Nothing; each row is kept once."""
        put(self._connection, self._rows, "hash, number", sorted(rows), LEAVE)

    def holders(self, hashes: Sequence[int]) -> Sequence[tuple[int, int]]:
        """Every row with one of these hashes."""
        return [tuple(row) for row in ask(self._connection, f"SELECT hash, number FROM {self._rows} WHERE hash IN :bigints", hashes)]

    def shut(self, hashes: Sequence[int]) -> Mapping[int, str]:
        """Those that are shut out, with their notes."""
        return dict(ask(self._connection, f"SELECT hash, note FROM {self._shut} WHERE hash IN :bigints", hashes))

    def shut_out(self, notes: Mapping[int, str]) -> None:
        """Nothing; these are shut out."""
        self.take_in(list(notes))
        put(self._connection, self._shut, "hash, note", list(notes.items()))

    def take_in(self, hashes: Sequence[int]) -> None:
        """Nothing; these are not shut out."""
        change(self._connection, f"DELETE FROM {self._shut} WHERE hash IN :bigints", hashes)

    def forget(self, hashes: Sequence[int]) -> None:
        """Nothing; the rows with these hashes are gone."""
        change(self._connection, f"DELETE FROM {self._rows} WHERE hash IN :bigints", hashes)
