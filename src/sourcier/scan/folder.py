"""The folder that a scan writes into, on a disk or in an object store: files appear whole under their names or not at all."""
# ruff: noqa: ANN401  (pyarrow and fsspec come without types)

from __future__ import annotations

import importlib
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from sourcier.errors import StoreError, UsageError

Column = NDArray[Any]
Columns = Mapping[str, Column]
_HINT = "pip install 'sourcier[scan]'"


def load(name: str) -> Any:
    """A library that is an extra, loaded where it is first needed.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(f"a scan needs {name.partition('.')[0]}: {_HINT}") from None


def far(url: str) -> tuple[Any, str]:
    """The file system that an address names, and the path there.

    Raises:
        UsageError: no such file system is known, or what serves it is not installed.
    """
    try:
        system, path = load("fsspec.core").url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"no file system serves such addresses here ({error})", url) from error
    return system, str(path)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by its path, or by an address that fsspec knows (s3://bucket/folder, file:///srv/folder)."""

    url: str

    @property
    def is_local(self) -> bool:
        """Whether it is a path, served without fsspec."""
        return "://" not in self.url

    def has(self, name: str) -> bool:
        """Whether a file of this name stands in the folder."""
        return (Path(self.url) / name).is_file() if self.is_local else bool(self._remote().exists(self._far(name)))

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            StoreError: it cannot be read.
        """
        with self.opened(name) as file:
            return file.read()

    def read_json(self, name: str) -> Any:
        """The JSON value that a file holds."""
        return json.loads(self.read(name))

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A file to read from.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            opened = (Path(self.url) / name).open("rb") if self.is_local else self._remote().open(self._far(name), "rb")
            with opened as file:
                yield cast("BinaryIO", file)
        except OSError as error:
            raise StoreError(error.strerror or str(error), self._named(name)) from error

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file to write to, that has its name only once all of it is on the disk: whoever is killed before leaves none.

        Raises:
            StoreError: it cannot be written.
        """
        try:
            if self.is_local:
                with _whole(Path(self.url) / name) as file:
                    yield file
            else:
                # an object appears when its last byte was sent; what other file systems leave behind, no manifest names
                self._remote().makedirs(self._far(name).rpartition("/")[0], exist_ok=True)
                with self._remote().open(self._far(name), "wb") as file:
                    yield file
        except OSError as error:
            raise StoreError(error.strerror or str(error), self._named(name)) from error

    def write_json(self, name: str, value: object) -> None:
        """Nothing; the value stands in the file as JSON, its keys in order."""
        with self.writing(name) as file:
            file.write(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "surrogatepass") + b"\n")

    def write_columns(self, name: str, groups: Iterable[Columns]) -> None:
        """Nothing; columns of numbers stand in a Parquet file, each of `groups` as a row group, an empty one too."""
        arrow, parquet = load("pyarrow"), load("pyarrow.parquet")
        writer = None
        with self.writing(name) as file:
            for columns in groups:
                table = arrow.table({key: arrow.array(column) for key, column in columns.items()})
                writer = writer or parquet.ParquetWriter(
                    file,
                    table.schema,
                    compression="zstd",
                    use_dictionary=False,
                    write_statistics=False,
                    column_encoding=dict.fromkeys(columns, "BYTE_STREAM_SPLIT"),
                )
                writer.write_table(table, row_group_size=max(1, len(table)))
            if writer:
                writer.close()

    def read_columns(self, name: str, group: int | None = None, *, columns: Sequence[str] | None = None) -> dict[str, Column]:
        """The columns of one row group of a Parquet file of numbers, or of all."""
        table = self.read_table(name, group, columns=columns)
        return {key: np.asarray(table.column(key).to_numpy()) for key in table.column_names}

    def read_table(self, name: str, group: int | None = None, *, columns: Sequence[str] | None = None) -> Any:
        """One row group of a Parquet file, or all of it, as a table of pyarrow."""
        parquet = load("pyarrow.parquet")
        with self.opened(name) as opened:
            file = parquet.ParquetFile(opened)
            if group is None:
                return file.read(columns=columns, use_threads=False)
            return file.read_row_group(group, columns=columns, use_threads=False)

    def forget(self, name: str) -> None:
        """Nothing; a folder below this one and all that it holds are gone."""
        if self.is_local:
            shutil.rmtree(Path(self.url) / name, ignore_errors=True)
        elif self._remote().exists(self._far(name)):
            self._remote().rm(self._far(name), recursive=True)

    def _remote(self) -> Any:
        """The file system that the address names."""
        return far(self.url)[0]

    def _far(self, name: str) -> str:
        """A name as the file system knows it."""
        return f"{far(self.url)[1].rstrip('/')}/{name}"

    def _named(self, name: str) -> str:
        """A file for messages."""
        return f"{self.url.rstrip('/')}/{name}"


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when all of it, and then the name, is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    try:
        with partial.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
