"""A library copied as it stands, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, func, select

from sourcier.errors import StoreError
from sourcier.store.captures import archive_path, sync_folder
from sourcier.store.engine import make_engine, read
from sourcier.store.schema import captures


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
        _copy_file(engine, partial)
        _copy_archives(folder, target_folder, _lengths(partial))
        partial.replace(target)
        sync_folder(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        shutil.rmtree(target_folder, ignore_errors=True)
        raise


def _copy_file(engine: Engine, target: Path) -> None:
    """Nothing; the database is at `target`, by SQLite's own online copy (https://www.sqlite.org/backup.html)."""
    with engine.connect() as connection, sqlite3.connect(target) as copy:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.backup(copy)
    copy.close()


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
