"""JSON Lines (https://jsonlines.org/), or one JSON list of objects, read row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from sourcier.errors import GatherError
from sourcier.tables.rows import Row

# Longer lines of JSON are no article.
_LONGEST_LINE = 32 << 20


def json_rows(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The objects in order; a line that is none is an error in its place.

    Raises:
        GatherError: the whole is one list that is broken or too long.
    """
    if file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        file.seek(0)
        yield from _json_list(file, name)
        return
    file.seek(0)
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            yield GatherError(f"longer than {_LONGEST_LINE >> 20} MiB", f"{name}: line {number}")
            _skip_line(file)
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _json_row(line, number, name)


def _skip_line(file: BinaryIO) -> None:
    """Nothing; the rest of a line that is too long is read past."""
    while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _json_row(line: bytes, number: int, name: str) -> Row | GatherError:
    """One line as a row."""
    try:
        value = json.loads(line.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return GatherError(f"not JSON ({type(error).__name__})", f"{name}: line {number}")
    if not isinstance(value, dict):
        return GatherError("not a JSON object", f"{name}: line {number}")
    return Row(number, value)


def _json_list(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The objects of one JSON list, which has to be read as a whole."""
    content = file.read(_LONGEST_LINE + 1)
    if len(content) > _LONGEST_LINE:
        raise GatherError(f"a JSON list of more than {_LONGEST_LINE >> 20} MiB; write one object a line", name)
    try:
        values = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise GatherError(f"not JSON ({type(error).__name__})", name) from None
    for number, value in enumerate(values, 1):
        yield Row(number, value) if isinstance(value, dict) else GatherError("not a JSON object", f"{name}: item {number}")
