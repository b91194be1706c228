"""A library opened: the file vetted, the engine set up, the schema created or brought forward."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from sourcier.errors import DamagedError, SchemaError, StoreError
from sourcier.store.engine import is_server, make_engine, said, shown_address, write
from sourcier.store.library import Library
from sourcier.store.protocol import Store
from sourcier.store.schema import HEAD

_MAGIC = b"SQLite format 3\0"


def open_library(address: str, *, create: bool, captures: Path | None) -> Store:
    """The library at the address; see `sourcier.store.open_store`."""
    if is_server(address):
        return _open_server(address, create=create, captures=captures)
    path = Path(address)
    is_new = _vet_file(path, create=create)
    return _opened(address, create=is_new, captures=captures or path.with_name(path.name + ".captures"))


def _open_server(address: str, *, create: bool, captures: Path | None) -> Store:
    """The library on a PostgreSQL server; its captures need a folder of their own."""
    folder = captures or (Path(os.environ["SOURCIER_CAPTURES"]) if os.environ.get("SOURCIER_CAPTURES") else None)
    if folder is None:
        raise StoreError("name the folder for captures (option `captures` or SOURCIER_CAPTURES)", shown_address(address))
    return _opened(address, create=create, captures=folder)


def _opened(address: str, *, create: bool, captures: Path) -> Store:
    """The library, once its schema is the present one."""
    engine = make_engine(address)
    shown = shown_address(address)
    try:
        with said(shown):
            _settle_schema(engine, shown, create=create)
            if not is_server(address):
                _use_journal(engine)
            captures.mkdir(parents=True, exist_ok=True)
    except BaseException:
        engine.dispose()
        raise
    return Library(engine, shown, captures)


def _vet_file(path: Path, *, create: bool) -> bool:
    """Whether the file is still to be made; refuses what is no SQLite file before anything opens it for writing."""
    try:
        size = path.stat().st_size if path.exists() else 0
        if not size:
            if not create:
                raise StoreError("there is no library here", str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
            return True
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StoreError(error.strerror or str(error), str(path)) from error
    if not head.startswith(_MAGIC):
        raise DamagedError("the file is no SQLite database", str(path))
    if size < _told_size(head) and not _has_journal(path):
        raise DamagedError("the file is cut short", str(path))
    return False


def _told_size(head: bytes) -> int:
    """How many bytes the header says the file has (https://www.sqlite.org/fileformat.html#the_database_header); 0 when it does not say."""
    page_size = int.from_bytes(head[16:18], "big")
    says_so = head[24:28] == head[92:96]
    return (65536 if page_size == 1 else page_size) * int.from_bytes(head[28:32], "big") * says_so


def _has_journal(path: Path) -> bool:
    """Whether a log with changes lies beside the file; until they are moved, the file may rightly be short."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _settle_schema(engine: Engine, shown: str, *, create: bool) -> None:
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


def _use_journal(engine: Engine) -> None:
    """Nothing; the file keeps a write-ahead log from now on, so that readers never wait for a writer."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None and driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            driver.execute("PRAGMA journal_mode=WAL")
