"""A library opened: the file vetted, the engine set up, the schema created or brought forward."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from sourcier.errors import DamagedError, StoreError
from sourcier.store.engine import is_server, make_engine, patiently, said, shown_address
from sourcier.store.library import Library
from sourcier.store.protocol import Store
from sourcier.store.upgrading import refuse_other_schema, settle_schema, use_journal

_MAGIC = b"SQLite format 3\0"
# A server that is just starting gets this long; one that is away is told soon.
_ANSWER_SECONDS = 4


def open_library(address: str, *, create: bool, captures: Path | None) -> Store:
    """The library at the address; see `sourcier.store.open_store`."""
    if is_server(address):
        return _open_server(address, create=create, captures=captures)
    path = Path(address)
    _vet_file(path, create=create)
    return _opened(address, create=create, captures=captures or path.with_name(path.name + ".captures"))


def _open_server(address: str, *, create: bool, captures: Path | None) -> Store:
    """The library on a PostgreSQL server; its captures need a folder of their own."""
    folder = captures or (Path(os.environ["SOURCIER_CAPTURES"]) if os.environ.get("SOURCIER_CAPTURES") else None)
    if folder is None:
        raise StoreError("name the folder for captures (option `captures` or SOURCIER_CAPTURES)", shown_address(address))
    return _opened(address, create=create, captures=folder)


def _opened(address: str, *, create: bool, captures: Path) -> Store:
    """The library, once its schema is the present one."""
    is_read_only = not is_server(address) and _is_read_only(Path(address))
    engine = make_engine(address, is_read_only=is_read_only)
    shown = shown_address(address)
    try:
        with said(shown):
            if is_read_only:
                refuse_other_schema(engine, shown)
            else:
                patiently(engine, partial(settle_schema, engine, shown, create=create), seconds=_ANSWER_SECONDS)
                if not is_server(address):
                    use_journal(engine)
                captures.mkdir(parents=True, exist_ok=True)
    except BaseException:
        engine.dispose()
        raise
    return Library(engine, shown, captures)


def _is_read_only(path: Path) -> bool:
    """Whether a library is there that may be read and not written: its file, or the folder that SQLite would write beside it in."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK))


def _vet_file(path: Path, *, create: bool) -> None:
    """Nothing; refuses what is no SQLite file, or is cut short, before anything opens it for writing."""
    try:
        head = _head(path) if path.exists() else b""
        if not head and create:
            path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(error.strerror or str(error), str(path)) from error
    if not head:
        if not create:
            raise StoreError("there is no library here", str(path))
    elif not head.startswith(_MAGIC):
        raise DamagedError("the file is no SQLite database", str(path))
    elif _is_short(path, head):
        raise DamagedError("the file is cut short", str(path))


def _head(path: Path) -> bytes:
    """The header of the file."""
    with path.open("rb") as file:
        return file.read(100)


def _is_short(path: Path, head: bytes) -> bool:
    """Whether the file has fewer bytes than its header tells (https://www.sqlite.org/fileformat.html#the_database_header).

    While a log or a journal lies beside it, it may rightly be short: somebody is writing, or was when killed. Its size is taken
    last, since whoever is done writing takes the journal away.
    """
    page_size = int.from_bytes(head[16:18], "big")
    is_told = head[24:28] == head[92:96]
    told = (65536 if page_size == 1 else page_size) * int.from_bytes(head[28:32], "big")
    has_log = any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal"))
    return is_told and not has_log and path.stat().st_size < told
