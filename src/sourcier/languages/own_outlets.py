"""The outlets and agencies that a user adds: a file of the form of outlets.toml, named in the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sourcier.errors import LanguageError

# The variable that names the file; the command line sets it from `--outlets`, and processes it starts inherit it.
OUTLETS_FILE = "SOURCIER_OUTLETS"
_LISTS = ("domains", "aliases", "networks", "weak", "marks")
_KEYS = frozenset({"name", "languages", "lone", *_LISTS})
Entry = Mapping[str, Any]


@cache
def own_entries() -> Mapping[str, tuple[Entry, ...]]:
    """The user's entries under "outlet" and "agency", () where no file is named; read once a process.

    Raises:
        LanguageError: the file cannot be read, or an entry breaks the form.
    """
    named = os.environ.get(OUTLETS_FILE)
    return read_entries(Path(named)) if named else {"outlet": (), "agency": ()}


def own_bytes() -> bytes:
    """The user's file as it stands, b"" where none is named: part of the version of the rules that a page is read by."""
    named = os.environ.get(OUTLETS_FILE)
    try:
        return Path(named).read_bytes() if named else b""
    except OSError as error:
        raise LanguageError(str(error), str(named)) from error


def read_entries(path: Path) -> Mapping[str, tuple[Entry, ...]]:
    """The entries of a file under "outlet" and "agency", each with all its lists.

    Raises:
        LanguageError: the file cannot be read, or an entry breaks the form.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageError(str(error), str(path)) from error
    unknown = sorted(set(table) - {"outlet", "agency"})
    if unknown:
        raise LanguageError(f"no such table: {unknown[0]} (outlet and agency are)", str(path))
    return {kind: tuple(_checked(entry, str(path)) for entry in table.get(kind, [])) for kind in ("outlet", "agency")}


def _checked(entry: object, where: str) -> Entry:
    """An entry with a name and lists of words; what may be missing is empty."""
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise LanguageError("an entry needs a name", where)
    for key, value in entry.items():
        if key not in _KEYS:
            raise LanguageError(f"{entry['name']}: no such key: {key}", where)
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(word, str) and word for word in value)):
            raise LanguageError(f"{entry['name']}: {key} must be a list of words", where)
    return {**{key: [] for key in ("domains", "aliases", "marks")}, **entry}


def with_own(shipped: Iterable[Entry], own: Iterable[Entry]) -> tuple[Entry, ...]:
    """The user's entries first, so that they win; one that bears a shipped name adds its lists to it."""
    mine = {entry["name"]: dict(entry) for entry in own}
    rest = []
    for entry in shipped:
        added = mine.get(entry["name"])
        if added is None:
            rest.append(entry)
        else:
            both = [key for key in _LISTS if isinstance(entry.get(key), list) or isinstance(added.get(key), list)]
            mine[entry["name"]] = {**entry, **added, **{key: _joined(entry, added, key) for key in both}}
    return (*mine.values(), *rest)


def _joined(first: Entry, second: Entry, key: str) -> list[str]:
    """Two lists as one, each word once; `weak` of an agency is a yes or no and has no list."""
    lists = [entry[key] for entry in (first, second) if isinstance(entry.get(key), list)]
    return list(dict.fromkeys(word for words in lists for word in words))
