"""The tables that a scan writes: their columns, and rows of values written as Parquet."""
# ruff: noqa: ANN401  (pyarrow comes without types)

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_NUL = b"\0"
Row = Mapping[str, Any]
# Until they are published, articles have a cell with what comparing asks beside the columns, None for most.
READ_ARTICLES: Columns = MappingProxyType({**SCHEMAS["articles"], "compared": str})


def schema_of(columns: Columns) -> Any:
    """The columns as pyarrow names them."""
    return load("pyarrow").schema([(name, _kind_of(kind)) for name, kind in columns.items()])


def _kind_of(kind: type) -> Any:
    """The type of a cell as pyarrow names it."""
    arrow = load("pyarrow")
    return {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}[kind]


def to_table(columns: Columns, rows: Iterable[Row]) -> Any:
    """The rows as a table of pyarrow; halves of surrogate pairs, which no file of text holds, are told as U+FFFD."""
    given = list(rows)
    arrays = [to_column([row.get(name) for row in given], kind) for name, kind in columns.items()]
    return load("pyarrow").Table.from_arrays(arrays, schema=schema_of(columns))


def to_column(cells: Sequence[Any], kind: type) -> Any:
    """The cells as a column of pyarrow; texts are gone through one by one only where one of them holds what no file holds."""
    arrow = load("pyarrow")
    try:
        column = arrow.array(cells, _kind_of(kind))
        is_whole = kind is not str or not _holds_nul(column)
    except UnicodeEncodeError:  # half of a surrogate pair
        is_whole = False
    return column if is_whole else arrow.array([cell if cell is None else storable(cell) for cell in cells], _kind_of(kind))


def _holds_nul(column: Any) -> bool:
    """Whether a column of texts, just made, holds a NUL."""
    letters = column.buffers()[2]
    return letters is not None and _NUL in letters.to_pybytes()


def in_slices(table: Any, size: int) -> Iterator[Any]:
    """The table in slices of so many rows; one without rows of a table that has none."""
    yield from (table.slice(start, size) for start in range(0, max(1, len(table)), size))


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
