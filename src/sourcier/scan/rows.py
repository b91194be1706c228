"""The tables that a scan writes: their columns, and rows of values written as Parquet."""
# ruff: noqa: ANN401  (pyarrow comes without types)

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from sourcier.scan.folder import Folder, load
from sourcier.show.exports import TABLES
from sourcier.store.encode import storable
from sourcier.tables import Columns

# The file that a page was read from, the line, row or row group at which the piece begins that one task read, and the place therein.
_WHERE: Columns = MappingProxyType({"input": str, "part": int, "place": int})
# Those of an export, and what a library needs to take the articles in: where the page stands, the article and each statement exactly.
SCHEMAS: Mapping[str, Columns] = MappingProxyType(
    {
        **TABLES,
        "articles": {**TABLES["articles"], **_WHERE, "digest": str, "article": str},
        "statements": {**TABLES["statements"], "statement": str},
        "errors": {**_WHERE, "address": str, "reason": str},
    }
)
_ROWS = 512
Row = Mapping[str, Any]


def schema_of(columns: Columns) -> Any:
    """The columns as pyarrow names them."""
    arrow = load("pyarrow")
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    return arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])


def to_table(columns: Columns, rows: Iterable[Row]) -> Any:
    """The rows as a table of pyarrow; halves of surrogate pairs, which no file of text holds, are told as U+FFFD."""
    arrow = load("pyarrow")
    given = list(rows)
    schema = schema_of(columns)
    arrays = [arrow.array([_cell(row.get(name)) for row in given], kind.type) for name, kind in zip(columns, schema, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=schema)


def _cell(value: Any) -> Any:
    """The cell as Parquet holds it."""
    return storable(value) if isinstance(value, str) else value


@contextmanager
def writing_tables(folder: Folder, name: str, schema: Any) -> Iterator[Callable[[Any], None]]:
    """What takes tables of one schema and writes each as a row group of a file."""
    parquet = load("pyarrow.parquet")
    with folder.writing(name) as file, parquet.ParquetWriter(file, schema, compression="zstd") as writer:

        def put(table: Any) -> None:
            writer.write_table(table, row_group_size=max(1, len(table)))

        yield put


@contextmanager
def writing_rows(folder: Folder, name: str, columns: Columns) -> Iterator[Callable[[Iterable[Row]], int]]:
    """What takes rows, writes them some hundred at a time, and tells how many it was given so far."""
    waiting: list[Row] = []
    total = 0
    with writing_tables(folder, name, schema_of(columns)) as put:

        def take(rows: Iterable[Row]) -> int:
            nonlocal total
            for row in rows:
                waiting.append(row)
                total += 1
                if len(waiting) >= _ROWS:
                    put(to_table(columns, waiting))
                    waiting.clear()
            return total

        yield take
        put(to_table(columns, waiting))
