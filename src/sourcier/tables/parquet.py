"""Parquet (https://parquet.apache.org/), by pyarrow, which is an extra and loaded only here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sourcier.errors import GatherError, UsageError
from sourcier.tables.rows import Row

_AT_ONCE = 1024


def _pyarrow() -> tuple[Any, Any]:
    """The library and its Parquet part.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pyarrow  # noqa: ICN001, PLC0415 - as said above
        from pyarrow import parquet  # noqa: PLC0415 - idem
    except ImportError:
        raise UsageError("Parquet needs pyarrow: pip install 'sourcier[parquet]'") from None
    return pyarrow, parquet


def parquet_rows(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The rows of a Parquet file, a thousand read at a time.

    Raises:
        GatherError: it is no Parquet file, or breaks off.
    """
    arrow, parquet = _pyarrow()
    number = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=_AT_ONCE):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, cells)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise GatherError(f"not to be read as Parquet ({str(error).partition(chr(10))[0]})", f"{name} after row {number}") from None


def write_parquet(path: Path, columns: Mapping[str, type], rows: Sequence[Mapping[str, Any]]) -> None:
    """Nothing; the rows stand at `path`, each column of its one type."""
    arrow, parquet = _pyarrow()
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
    arrays = [arrow.array([row.get(name) for row in rows], kinds[kind]) for name, kind in columns.items()]
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), path, compression="zstd")
