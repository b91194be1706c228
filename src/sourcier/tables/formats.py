"""Which kind of table bytes are, and its rows in order; a row that cannot be read is an error in its place."""
# ruff: noqa: ANN401  (a cell of JSON or Parquet is any value)

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from sourcier.errors import GatherError

TableFormat = Literal["csv", "jsonl", "parquet"]
# Longer lines of JSON are no article.
_LONGEST_LINE = 32 << 20
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet or editor shows it (the header of a CSV is row 1), and its cells by column."""

    number: int
    cells: Mapping[str, Any]


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
        yield from _json_rows(file, name)
    else:
        from sourcier.tables.delimited import delimited_rows  # noqa: PLC0415 - loaded only for these

        yield from delimited_rows(file, name)


def plain_cell(value: Any) -> str:
    """A cell as text: "" for none, a list by semicolons, times in ISO form, whole floats as whole numbers.

    >>> plain_cell(None), plain_cell(["Anne", "Ida"]), plain_cell(12.0)
    ('', 'Anne; Ida', '12')
    """
    if value is None or value != value:  # noqa: PLR0124 - how NaN is told, the empty cell of many a data frame
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(plain_cell(item) for item in value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | bool) else str(value)


def _json_rows(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The objects of JSON Lines (https://jsonlines.org/), or of one JSON list of objects."""
    if file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        file.seek(0)
        yield from _json_list(file, name)
        return
    file.seek(0)
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            yield GatherError(f"longer than {_LONGEST_LINE >> 20} MiB", f"{name}: line {number}")
            _skip_line(file)
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _json_row(line, number, name)


def _skip_line(file: BinaryIO) -> None:
    """Nothing; the rest of a line that is too long is read past."""
    while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _json_row(line: bytes, number: int, name: str) -> Row | GatherError:
    """One line as a row."""
    try:
        value = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return GatherError(f"not JSON ({type(error).__name__})", f"{name}: line {number}")
    if not isinstance(value, dict):
        return GatherError("not a JSON object", f"{name}: line {number}")
    return Row(number, value)


def _json_list(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The objects of one JSON list, which has to be read as a whole."""
    content = file.read(_LONGEST_LINE + 1)
    if len(content) > _LONGEST_LINE:
        raise GatherError(f"a JSON list of more than {_LONGEST_LINE >> 20} MiB; write one object a line", name)
    try:
        values = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise GatherError(f"not JSON ({type(error).__name__})", name) from None
    for number, value in enumerate(values, 1):
        yield Row(number, value) if isinstance(value, dict) else GatherError("not a JSON object", f"{name}: item {number}")
