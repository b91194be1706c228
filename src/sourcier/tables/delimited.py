"""CSV and its kin (RFC 4180 and what passes for it), read leniently and written so that no spreadsheet runs a cell."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from sourcier.errors import GatherError
from sourcier.tables.rows import Row

# No article is longer; a cell past it swallowed the rest of a broken file.
_LONGEST_CELL = 1 << 24
_HEAD = 1 << 16
_DELIMITERS = ",;\t|"
# What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"): also behind blanks, and in full width.
_FORMULA = re.compile(r"[\s\0\"']*[=+\-@＝＋－＠]|[\t\r\n\0]")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet runs: an apostrophe before whatever looks like the beginning of a formula.

    `original` gives the text back.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """The text that `harmless` made the cell of.

    >>> original("'=1+1"), original("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def header_of(line: str) -> tuple[str, ...]:
    """The names of the columns that a header line gives; the delimiter is whichever of , ; tab | it has most of."""
    try:
        return tuple(name.strip() for name in next(csv.reader([line], delimiter=_delimiter(line)), []))
    except csv.Error:
        return ()


def delimited_rows(file: BinaryIO, name: str) -> Iterator[Row | GatherError]:
    """The rows below the header; a row with more or fewer cells than the header is an error in its place.

    Raises:
        GatherError: there is no header, or it names a column twice.
    """
    encoding = encoding_of(file.read(_HEAD))
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        yield from _rows(text, name)
    finally:
        text.detach()  # whoever opened the file closes it


def _rows(lines: Iterator[str], name: str) -> Iterator[Row | GatherError]:
    """The rows below the header line."""
    csv.field_size_limit(_LONGEST_CELL)
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader(_again(first, lines), delimiter=_delimiter(first))
    header = [cell.strip() for cell in next(reader, [])]
    if not any(header) or len(set(header)) < len(header):
        raise GatherError("no header" if not any(header) else "the header names a column twice", name)
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield GatherError(f"not to be read as CSV ({error})", f"{name}: row {number}")
            continue
        if len(cells) == len(header):
            yield Row(number, {column: original(cell) for column, cell in zip(header, cells, strict=True)})
        elif cells:
            yield GatherError(f"{len(cells)} cells where the header names {len(header)}", f"{name}: row {number}")


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    """The lines with the first one put back."""
    yield first
    yield from lines


def _delimiter(line: str) -> str:
    """The delimiter that a header line has most of."""
    return max(_DELIMITERS, key=line.count)


def encoding_of(head: bytes) -> str:
    """UTF-16 by its mark, UTF-8 when the bytes are, else what Western spreadsheets write."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
