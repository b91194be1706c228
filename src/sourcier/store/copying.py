"""A library copied as it stands, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, func, insert, select, text

from sourcier.errors import StoreError
from sourcier.store.captures import archive_path, sync_folder
from sourcier.store.engine import make_engine, read, write
from sourcier.store.index import add_words, words_to_index
from sourcier.store.schema import articles, captures, metadata
from sourcier.store.upgrading import settle_schema

# How many rows are in memory at once.
_AT_ONCE = 500


def copy_library(engine: Engine, folder: Path, target: Path) -> None:
    """Nothing; a whole library stands at `target`, its captures beside it.

    The database is copied first: archives only grow, so that whatever its rows name is there to be copied afterwards. The name
    `target` appears last, when all else is on disk.
    """
    target_folder = target.with_name(target.name + ".captures")
    partial = target.with_name(target.name + ".partial")
    if target.exists() or target_folder.exists():
        raise StoreError("something is here already", str(target if target.exists() else target_folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    try:
        (_copy_file if engine.dialect.name == "sqlite" else _copy_rows)(engine, partial)
        _copy_archives(folder, target_folder, _lengths(partial))
        partial.replace(target)
        sync_folder(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        shutil.rmtree(target_folder, ignore_errors=True)
        raise


def _copy_file(engine: Engine, target: Path) -> None:
    """Nothing; the database is at `target`, by SQLite's own online copy (https://www.sqlite.org/backup.html)."""
    with engine.connect() as connection, closing(sqlite3.connect(target)) as copy:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.backup(copy)


def _copy_rows(engine: Engine, target: Path) -> None:
    """Nothing; every row of a server's library is in a new SQLite library at `target`, as one moment saw them."""
    copy = make_engine(str(target))
    try:
        settle_schema(copy, str(target), create=True)
        with read(engine) as given, write(copy) as taken:
            # A capture may name one that comes later in the order of rows.
            taken.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in metadata.sorted_tables:
                for rows in given.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings().partitions():
                    taken.execute(insert(table), [dict(row) for row in rows])
            query = select(articles.c.number, articles.c.title, articles.c.body)
            for some in taken.execute(query).partitions(_AT_ONCE):
                add_words(taken, {row[0]: words_to_index(row[1], row[2]) for row in some})
    finally:
        copy.dispose()


def _lengths(library: Path) -> dict[int, int]:
    """How much of each archive file the library at that path names."""
    engine = make_engine(str(library))
    try:
        with read(engine) as connection:
            query = select(captures.c.file, func.max(captures.c.start + captures.c.length)).group_by(captures.c.file)
            return {row[0]: row[1] for row in connection.execute(query)}
    finally:
        engine.dispose()


def _copy_archives(folder: Path, target: Path, lengths: dict[int, int]) -> None:
    """Nothing; so much of each archive file stands in the target folder."""
    target.mkdir(parents=True)
    for number, length in lengths.items():
        with archive_path(folder, number).open("rb") as original, archive_path(target, number).open("xb") as copy:
            left = length
            while left > 0 and (piece := original.read(min(left, 1 << 20))):
                copy.write(piece)
                left -= len(piece)
            copy.flush()
            os.fsync(copy.fileno())
    sync_folder(target)
