"""The library: captures, articles and what was found in them, kept in SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sourcier.store.protocol import Store
from sourcier.store.values import CaptureFacts, Failure, Head, Hit, OutletCount, Related, StoryFilter, StoryOrder, StorySummary, Taking

__all__ = [
    "CaptureFacts",
    "Failure",
    "Head",
    "Hit",
    "OutletCount",
    "Related",
    "Store",
    "StoryFilter",
    "StoryOrder",
    "StorySummary",
    "Taking",
    "open_store",
]


def open_store(address: str | Path, *, create: bool = True, captures: str | Path | None = None) -> Store:
    """The library at a path (SQLite) or at a postgresql:// address, brought to the present schema.

    Captures are kept in the folder `captures`; by default beside the SQLite file, in a folder of its name with ".captures" added.
    A PostgreSQL library needs the folder to be named, here or in the environment as SOURCIER_CAPTURES.

    Raises:
        StoreError: there is no library and `create` is False, or it cannot be reached.
        DamagedError: the file is no library, or is broken; it is left as it was.
        SchemaError: the library was written by another program, or by a later version of this one.
    """
    # The engine costs a fifth of a second to load: whoever only wants the types does not pay for it.
    from sourcier.store.opening import open_library  # noqa: PLC0415

    return open_library(str(address), create=create, captures=None if captures is None else Path(captures))
