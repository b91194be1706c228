"""Tables written whole or not at all: a file under its name is always complete, and the same rows give the same bytes."""
# ruff: noqa: ANN401  (a cell of JSON or Parquet is any value)

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sourcier.errors import UsageError
from sourcier.tables.delimited import harmless
from sourcier.tables.rows import TableFormat, plain_cell

# The columns of a table in order, each with the one type of its cells: str, int, float or bool; a cell may be None.
Columns = Mapping[str, type]
_BY_SUFFIX: Mapping[str, TableFormat] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}


def format_for(path: Path) -> TableFormat:
    """The format that a file to be written is named for.

    Raises:
        UsageError: the name tells none.
    """
    try:
        return _BY_SUFFIX[path.suffix.lower()]
    except KeyError:
        raise UsageError(f"the name of a table ends in {', '.join(_BY_SUFFIX)}", str(path)) from None


def write_table(path: Path, columns: Columns, rows: Iterable[Mapping[str, Any]], *, kind: TableFormat) -> int:
    """How many rows were written at `path`; what stood there is replaced when all is written, a link itself and not what it leads to.

    Raises:
        OSError: it cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        if kind == "parquet":
            count = _write_parquet(partial, columns, rows)
        else:
            count = (_write_csv if kind == "csv" else _write_json)(partial, columns, rows)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return count


def _write_csv(path: Path, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows; every text cell stands in quotation marks, so that no locale's delimiter cuts it."""
    count = 0
    with path.open("x", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow([harmless(name) for name in columns])
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
            writer.writerow([_csv_cell(row.get(name)) for name in columns])
    return count


def _csv_cell(value: Any) -> str | int | float:
    """A cell as it stands in a CSV; truth is written as in JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return harmless(storable(plain_cell(value)))


def storable(text: str) -> str:
    """The text with U+FFFD for halves of surrogate pairs, which no UTF-8 file holds."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _write_json(path: Path, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows; one object a line, with every column."""
    count = 0
    with path.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
            file.write(json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False, default=str) + "\n")
    return count


def _write_parquet(path: Path, columns: Columns, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows."""
    from sourcier.tables.parquet import write_parquet  # noqa: PLC0415 - an extra

    held = [{name: _typed(row.get(name), kind) for name, kind in columns.items()} for row in rows]
    write_parquet(path, columns, held)
    return len(held)


def _typed(value: Any, kind: type) -> Any:
    """The cell as the one type of its column."""
    if value is None or kind is not str:
        return value
    return storable(plain_cell(value))
