"""Connections to SQLite and PostgreSQL: how they are set up, how a writer waits its turn, and how their errors become ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from sourcier.errors import DamagedError, SourcierError, StoreError, UsageError

_SERVER_SCHEMES = ("postgresql", "postgres")
# How long one process waits for another: writes are short, so whoever waits a minute waits for something that hangs.
PATIENCE_SECONDS = 60
# How long a server may take to restart.
_RESTART_SECONDS = 30
# How a server says so to whoever connects: there is a code for it, but libpq does not hand it on.
_RESTARTING = ("the database system is starting up", "the database system is not yet accepting", "the database system is shutting down")
# Any number will do, as long as every Sourcier uses the same.
_WRITER_LOCK = 0x50_0C_C1_E2

_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", f"journal_size_limit={64 << 20}", "temp_store=MEMORY")
# An article touches some 400 pages of the index of windows and marks, all over it: with the two megabytes and the thousand pages that
# SQLite begins with, the way to these pages would be read anew for each, and every second or third commit would empty the log.
_CACHE_KIB = 32 << 10
_LOG_PAGES = 8000

_Result = TypeVar("_Result")


def is_server(address: str) -> bool:
    """Whether the address is that of a PostgreSQL database, and not a path.

    Raises:
        UsageError: it is an address of another kind.
    """
    scheme, mark, _ = address.partition("://")
    if mark and scheme not in _SERVER_SCHEMES:
        raise UsageError("a library is a path or a postgresql:// address", scheme + mark)
    return bool(mark)


def shown_address(address: str) -> str:
    """The address as messages may show it: without a password."""
    if not is_server(address):
        return address
    try:
        return make_url(address).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "postgresql://"


def make_engine(address: str, *, is_read_only: bool = False) -> Engine:
    """The engine for an address; nothing is opened yet. What is read-only is a file that nobody changes while it is open.

    Raises:
        StoreError: the address cannot be read, or the driver of PostgreSQL is not installed.
    """
    if is_server(address):
        return _server_engine(address)
    if is_read_only:
        # Without a log there is nothing that SQLite would have to write beside the file (https://www.sqlite.org/uri.html).
        has_log = Path(f"{address}-wal").exists()
        uri = f"file:{quote(str(Path(address).absolute()))}?mode=ro{'' if has_log else '&immutable=1'}"
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False))
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        URL.create("sqlite", database=str(Path(address).absolute())),
        connect_args={"timeout": PATIENCE_SECONDS, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _server_engine(address: str) -> Engine:
    """The engine for a postgresql:// address."""
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE_SECONDS // 6})
    except (ArgumentError, ValueError) as error:
        raise StoreError("the address cannot be read", "postgresql://") from error
    except ImportError as error:
        raise StoreError("PostgreSQL needs psycopg: pip install 'sourcier[postgres]'", shown_address(address)) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Nothing; the connection keeps what the library promises: full synchronisation, so that a commit outlives the power."""
    for pragma in (*_PRAGMAS, f"cache_size=-{_CACHE_KIB}", f"wal_autocheckpoint={_LOG_PAGES}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Nothing; opens the transaction that the driver was told not to open by itself.

    A writer takes the lock at once: one that reads first and writes later can be refused without waiting
    (https://www.sqlite.org/lang_transaction.html).
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("sourcier_writes") else "BEGIN")


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other writer shares, kept when the block ends and undone when it raises."""
    with engine.connect().execution_options(sourcier_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
        yield connection


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the library as it stands now, whatever is written meanwhile."""
    level: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


def patiently(engine: Engine, work: Callable[[], _Result], *, seconds: float = _RESTART_SECONDS) -> _Result:
    """What the work gives; begun again when a server drops the connection, as one does that restarts.

    The seconds are how long a server may take to answer, from the first time that it does not; one that had answered is given as
    long as a restart may take. Only for work that may be done twice. A file has no connection to drop.
    """
    until = None
    while True:
        try:
            return work()
        except OperationalError as error:
            now = time.monotonic()
            is_restarting = error.connection_invalidated or any(words in str(error.orig) for words in _RESTARTING)
            until = now + (_RESTART_SECONDS if is_restarting else seconds) if until is None else until
            if engine.dialect.name == "sqlite" or now > until or not _is_dropped(error):
                raise
            engine.dispose()
            time.sleep(0.1)


def _is_dropped(error: OperationalError) -> bool:
    """Whether the connection was lost or refused, and not the work."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in {None, "57P01", "57P02", "57P03"}


@contextmanager
def said(subject: str) -> Iterator[None]:
    """A block in which whatever the engine or the file system raises becomes one line about the subject.

    Raises:
        DamagedError: the file is no database, or its pages are broken.
        StoreError: anything else.
    """
    try:
        yield
    except SourcierError:
        raise
    except (IntegrityError, sqlite3.IntegrityError) as error:
        reason = _reason(error) if isinstance(error, IntegrityError) else str(error)
        raise StoreError(f"a value names something that the library does not hold ({reason})", subject) from error
    except DBAPIError as error:
        kind = DamagedError if _is_damage(error.orig) else StoreError
        raise kind(_reason(error), subject) from error
    except sqlite3.Error as error:
        raise (DamagedError if _is_damage(error) else StoreError)(str(error), subject) from error
    except SQLAlchemyError as error:
        raise StoreError(str(error).partition("\n")[0], subject) from error
    except OSError as error:
        raise StoreError(error.strerror or str(error), subject) from error


def _is_damage(error: BaseException | None) -> bool:
    """Whether SQLite says that the file itself is broken (https://www.sqlite.org/rescode.html#corrupt)."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _reason(error: DBAPIError) -> str:
    """What the driver says, in one line."""
    return str(error.orig).partition("\n")[0]


def insert_or(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert into a table that can be told, on either engine, what to do where a row of the same key stands."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
