"""Which kind of table bytes are, and its rows in order; a row that cannot be read is an error in its place."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sourcier.errors import GatherError
from sourcier.tables.delimited import delimited_rows
from sourcier.tables.json_lines import json_rows
from sourcier.tables.rows import Row, TableFormat

_PARQUET = b"PAR1"


def format_of(head: bytes) -> TableFormat:
    """The format of a table that begins with these bytes; what is neither Parquet nor JSON is taken for CSV.

    >>> format_of(b'{"url": "https://phare.example/1"}'), format_of(b"url,title")
    ('jsonl', 'csv')
    """
    if head.startswith(_PARQUET):
        return "parquet"
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else "csv"


def read_table(table: Path | bytes, name: str, *, kind: TableFormat | None = None) -> Iterator[Row | GatherError]:
    """The rows of a table at a path or in memory; `name` is what errors call it.

    Raises:
        GatherError: the table as a whole cannot be read.
    """
    try:
        with Path(table).open("rb") if isinstance(table, Path) else io.BytesIO(table) as file:
            found = kind or format_of(file.read(64))
            file.seek(0)
            yield from _read(file, found, name)
    except OSError as error:
        raise GatherError((error.strerror or type(error).__name__).lower(), name) from error


def _read(file: BinaryIO, kind: TableFormat, name: str) -> Iterator[Row | GatherError]:
    """The rows by format; each format's own library is loaded only for it."""
    if kind == "parquet":
        from sourcier.tables.parquet import parquet_rows  # noqa: PLC0415 - an extra

        yield from parquet_rows(file, name)
    elif kind == "jsonl":
        yield from json_rows(file, name)
    else:
        yield from delimited_rows(file, name)
