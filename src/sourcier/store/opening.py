"""A library opened: the file vetted, the engine set up, the schema created or brought forward."""

from __future__ import annotations

import os
from pathlib import Path

from sourcier.errors import DamagedError, StoreError
from sourcier.store.engine import is_server, make_engine, said, shown_address
from sourcier.store.library import Library
from sourcier.store.protocol import Store
from sourcier.store.upgrading import settle_schema, use_journal

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
            settle_schema(engine, shown, create=create)
            if not is_server(address):
                use_journal(engine)
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
