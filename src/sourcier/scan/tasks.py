"""A task of a stage: what it wrote is told in a manifest of its own, written last, and whoever comes after reads that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import distinct
from sourcier.scan.folder import Columns, Folder
from sourcier.scan.rows import writing_tables

Manifest = dict[str, Any]
# So many numbers are put in order at one go.
_AT_ONCE = 1 << 22
# A task takes so many letters at most, and at least where there are fewer than so many tasks.
_MOST, _LEAST, _WISHED = 1 << 23, 1 << 22, 8


def named(stage: str, number: int, part: str = "parquet") -> str:
    """The name of a file that one task of a stage writes."""
    return f"work/{stage}/{number:06d}.{part}"


def manifest_of(folder: Folder, stage: str, number: int = 0) -> Mapping[str, Any]:
    """What a task that is done told of itself."""
    told: Mapping[str, Any] = folder.read_json(named(stage, number, "json"))
    return told


def size_of_task(letters: int) -> int:
    """How much text one of several tasks takes, of so much in all: of a little there are several tasks all the same."""
    return min(max(letters // _WISHED, _LEAST), _MOST)


def slices(keys: NDArray[Any]) -> Iterator[tuple[int, slice]]:
    """Each key of an ascending array with the rows that have it."""
    heads = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)).tolist()
    for head, tail in pairwise([*heads, len(keys)]):
        yield int(keys[head]), slice(head, tail)


def united(parts: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Every number of the parts once, ascending; what is held at one time is little more than twice the result."""
    whole = np.zeros(0, np.int64)
    waiting: list[NDArray[np.int64]] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting)) > max(_AT_ONCE, len(whole)):
            whole = distinct(np.concatenate([whole, *waiting]))
            waiting = []
    return distinct(np.concatenate([whole, *waiting]))


def deal_columns(folder: Folder, name: str, keys: NDArray[Any], columns: Columns) -> list[int]:
    """The keys that were dealt: the rows of each stand in a row group of their own; `keys` ascend."""
    found = list(slices(keys))
    none = {key: column[:0] for key, column in columns.items()}
    folder.write_columns(name, [{key: column[rows] for key, column in columns.items()} for _, rows in found] or [none])
    return [key for key, _ in found]


def deal_table(folder: Folder, name: str, keys: NDArray[Any], table: Any) -> list[int]:  # noqa: ANN401 - pyarrow comes without types
    """The same for a table of pyarrow."""
    found = list(slices(keys))
    with writing_tables(folder, name, table.schema) as put:
        for _, rows in found:
            put(table.slice(rows.start, rows.stop - rows.start))
    return [key for key, _ in found]


def dealt_to(folder: Folder, stage: str, tasks: Iterable[int], key: int, part: str) -> Iterator[tuple[str, int]]:
    """The files in which tasks of a stage put something for a key, and in which row group."""
    for number in tasks:
        groups: Sequence[int] = manifest_of(folder, stage, number)[part]
        place = int(np.searchsorted(np.array(groups, np.int64), key))
        if place < len(groups) and groups[place] == key:
            yield named(stage, number, f"{part}.parquet"), place
