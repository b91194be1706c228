"""The schema of a library made, or brought forward from an older one, in one transaction."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from sourcier.errors import SchemaError, StoreError
from sourcier.store.engine import PATIENCE_SECONDS, write
from sourcier.store.schema import HEAD


def settle_schema(engine: Engine, shown: str, *, create: bool) -> None:
    """Nothing; the schema is the present one afterwards, made or migrated in one transaction."""
    with engine.connect() as connection:
        if _version(connection, shown) == HEAD:
            return
    with write(engine) as connection:
        version = _version(connection, shown)
        if version is None and not create:
            raise StoreError("there is no library here", shown)
        if version != HEAD:
            _migrate(connection, shown)


def refuse_other_schema(engine: Engine, shown: str) -> None:
    """Nothing; refuses a library that may only be read and has not the present schema.

    Raises:
        SchemaError: its schema would have to be brought forward.
    """
    with engine.connect() as connection:
        if _version(connection, shown) != HEAD:
            raise SchemaError("of another version, and it may not be written to be brought forward", shown)


def _version(connection: Connection, shown: str) -> str | None:
    """The version of the schema, None for an empty database.

    Raises:
        SchemaError: the database holds tables of another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables and "captures" in tables:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none())
    if tables:
        raise SchemaError("the database holds tables of another program", shown)
    return None


def _migrate(connection: Connection, shown: str) -> None:
    """Nothing; runs every step that the library still lacks. Alembic is loaded only here: most openings need no step."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError(f"written by a later version of Sourcier ({error})", shown) from error


def use_journal(engine: Engine) -> None:
    """Nothing; the file keeps a write-ahead log from now on, so that readers never wait for a writer.

    SQLite does not wait by itself while others have a new file open, so this does.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        while driver is not None and driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                driver.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
