"""What a scan reads, found and cut into shards; and the pages of a shard, an error in place of each that cannot be read."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from sourcier.errors import GatherError, SourcierError, StoreError, UsageError
from sourcier.gather.adapters import row_items
from sourcier.gather.inputs import open_input
from sourcier.gather.sniff import HEAD, TABLE_HEAD, is_archive, is_table
from sourcier.model import Page
from sourcier.scan.folder import Folder, far, load
from sourcier.scan.plan import PLAN, Shard
from sourcier.tables import Row, format_of, read_table
from sourcier.warc import find_pieces, read_pages

MANIFEST = "manifest.json"
# So many lines of a table, each with a text, are read by one task; of a packed one, which cannot be entered in the middle, more.
_LINES, _PARTS = 4000, 16
# Of an archive a sixteenth, within these bounds in bytes: a file alone serves every worker, and of large ones the pieces are not many.
_PIECE, _WISHED = (4 << 20, 64 << 20), 16
_COPIED = 1 << 20
# Files smaller than this are read together, so many at most.
_SMALL, _FILES = 1 << 20, 255
_LONGEST_LINE = 32 << 20
_AT_ONCE = 256
_GZIP = b"\x1f\x8b"
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error)


def find_shards(names: Iterable[str]) -> list[Shard]:
    """The pieces of the inputs, in their order; a folder's files by name, an earlier scan's articles as that scan read them.

    Raises:
        UsageError: an input is not there.
    """
    return list(_together(shard for name in names for path in _files(name) for shard in _shards_of(path)))


def _together(shards: Iterable[Shard]) -> Iterator[Shard]:
    """The shards, small files that follow upon each other taken together: a folder of saved pages is not a task a page."""
    last: Shard | None = None
    for shard in shards:
        is_small = shard.kind == "pages" and not shard.stop and shard.size < _SMALL
        if last and is_small and len(last.more) < _FILES and last.size + shard.size < _PIECE[1]:
            last = replace(last, size=last.size + shard.size, more=(*last.more, shard.name))
            continue
        if last:
            yield last
        last = shard if is_small else None
        if not is_small:
            yield shard
    if last:
        yield last


def items_of(shard: Shard) -> Iterator[tuple[str, int, Page | SourcierError]]:
    """The pages of a shard in order, each with the file it stands in and its place there."""
    for name in (shard.name, *shard.more):
        for place, item in enumerate(pages_of(replace(shard, name=name, more=()))):
            yield name, place, item


def pages_of(shard: Shard) -> Iterator[Page | SourcierError]:
    """The pages of the file of a shard in order; nothing is fetched."""
    try:
        with _at_hand(shard.name, shard if shard.kind == "pages" else None) as path:
            yield from _pages(shard, path)
    except SourcierError as error:
        yield error
    except OSError as error:
        yield GatherError((error.strerror or type(error).__name__).lower(), shard.name)


def _files(name: str) -> Iterator[str]:
    """The files that an argument names: itself, or those below it."""
    home, _, rest = name.rstrip("/").rpartition("/")
    here = Folder(name if "://" not in name else f"{home}/{rest}")
    if "://" in name:
        yield from _far_files(name, here)
    elif (Path(name) / MANIFEST).is_file():
        yield name
    elif Path(name).is_dir():
        for where, folders, files in os.walk(name):
            # what a scan of this very folder wrote, or writes, below it is no input of it
            folders[:] = sorted(folder for folder in folders if not folder.startswith(".") and not _is_of_scan(Path(where, folder)))
            yield from (str(Path(where, file).absolute()) for file in sorted(files) if not file.startswith("."))
    elif Path(name).is_file():
        yield str(Path(name).absolute())
    else:
        raise UsageError("no such file or folder", name)


def _is_of_scan(folder: Path) -> bool:
    """Whether a folder holds the tables of a scan, or what it has done so far."""
    return (folder / MANIFEST).is_file() or (folder / PLAN).is_file()


def _far_files(name: str, here: Folder) -> Iterator[str]:
    """The files that an address of fsspec names."""
    if here.has(MANIFEST):
        yield name
        return
    system, path = far(name)
    scheme = name.partition("://")[0]
    found = sorted(system.find(path))
    if not found:
        raise UsageError("no such file or folder", name)
    yield from (f"{scheme}://{file}" for file in found)


def _shards_of(name: str) -> list[Shard]:
    """The shards of one file; one that cannot be opened is one, and reading it tells why."""
    try:
        return list(_cut(name))
    except (StoreError, OSError):
        return [Shard("pages", name, 0)]


def _cut(name: str) -> Iterator[Shard]:
    """The shards of one file, or of the folder of an earlier scan."""
    if Folder(name).has(MANIFEST) if "://" in name or Path(name).is_dir() else False:
        tables = Folder(name).read_json(MANIFEST)["tables"]["articles"]
        yield from (Shard("scan", name, one["bytes"], number) for number, one in enumerate(tables))
        return
    with _opened(name) as file:
        head = file.read(HEAD)
        if is_archive(head):
            # of plain records far away each would have to be asked for, and of a WACZ its list
            is_cut = "://" not in name or head.startswith(_GZIP)
            yield from _cut_archive(name, file, is_cut=is_cut)
            return
    with _at_hand(name) as path:
        size = path.stat().st_size
        head = _head(path)
        kind = format_of(head) if is_table(head) else None
        if kind == "parquet":
            yield from _cut_rows(name, path)
        elif kind == "jsonl" and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            yield from _cut_lines(name, path, size)
        else:
            yield Shard("pages", name, size)


def _cut_archive(name: str, file: BinaryIO, *, is_cut: bool) -> Iterator[Shard]:
    """The shards of an archive: its pieces, or all of it as one."""
    length = file.seek(0, os.SEEK_END)
    pieces = find_pieces(file, min(max(length // _WISHED, _PIECE[0]), _PIECE[1])) if is_cut else [(0, length)]
    for start, stop in pieces:
        yield Shard("pages", name, stop - start, start, stop if len(pieces) > 1 else 0)


def _head(path: Path) -> bytes:
    """The beginning of a file, unpacked where it is packed; b"" of what cannot be unpacked: reading tells why."""
    head = b""
    with suppress(*_BROKEN):
        for piece in _pieces(path):
            head += piece
            if len(head) >= TABLE_HEAD:
                break
    return head[:TABLE_HEAD]


def _pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked where it is packed, piece by piece: all there are before a place where it breaks off."""
    with _inflated(path) as file:
        while piece := file.read1(1 << 16):
            yield piece


def _cut_rows(name: str, path: Path) -> Iterator[Shard]:
    """The shards of a Parquet file: row groups, some thousand rows together."""
    try:
        file = load("pyarrow.parquet").ParquetFile(path)
    except (load("pyarrow").ArrowException, OSError, ValueError):
        yield Shard("rows", name, path.stat().st_size)  # reading tells why
        return
    sizes = [(file.metadata.row_group(k).num_rows, file.metadata.row_group(k).total_byte_size) for k in range(file.num_row_groups)]
    start = rows = size = 0
    for number, (count, bytes_) in enumerate(sizes, 1):
        rows, size = rows + count, size + bytes_
        if rows >= _LINES or number == len(sizes):
            yield Shard("rows", name, size, start, number)
            start, rows, size = number, 0, 0


def _cut_lines(name: str, path: Path, size: int) -> Iterator[Shard]:
    """The shards of a file of lines."""
    lines = 1
    with suppress(*_BROKEN):  # reading tells of it
        for piece in _pieces(path):
            lines += piece.count(b"\n")
    with path.open("rb") as opened:
        is_packed = opened.read(2) == _GZIP
    step = max(_LINES, -(-lines // _PARTS)) if is_packed else _LINES
    whole = size * 3 if is_packed else size
    for start in range(0, lines, step):
        yield Shard("lines", name, whole * min(step, lines - start) // lines, start, start + step)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """A file to read from, here or far away; of one far away only what is asked for is brought."""
    folder, _, file = name.rpartition("/")
    with Folder(folder or "/").opened(file) as opened:
        yield opened


@contextmanager
def _at_hand(name: str, piece: Shard | None = None) -> Iterator[Path]:
    """A file on a disk of this machine: itself, or for as long as it is needed a copy of what stands far away, or of a piece of that."""
    if "://" not in name:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="sourcier-") as home, _opened(name) as opened:
        path = Path(home) / name.rpartition("/")[2]
        with path.open("wb") as near:
            if piece and piece.stop:
                _copy_piece(opened, near, piece)
            else:
                shutil.copyfileobj(opened, near)
        yield path


def _copy_piece(whole: BinaryIO, near: BinaryIO, piece: Shard) -> None:
    """Nothing; the piece stands where it stands in the whole file, and before it a hole that takes no room."""
    whole.seek(piece.start)
    near.seek(piece.start)
    left = piece.stop - piece.start
    while left > 0 and (some := whole.read(min(left, _COPIED))):
        near.write(some)
        left -= len(some)


@contextmanager
def _inflated(path: Path) -> Iterator[io.BufferedReader]:
    """The file, unpacked where it is packed."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            file.seek(0)
            yield file
            return
    with gzip.open(path) as packed:
        yield cast("io.BufferedReader", packed)


def _pages(shard: Shard, path: Path) -> Iterator[Page | SourcierError]:
    """The pages of a shard of which the file is at hand."""
    if shard.kind == "lines":
        yield from row_items(_rows_of_lines(shard, path), shard.name, fetch=_refuse, folder=None)
    elif shard.kind == "rows":
        yield from row_items(_rows_of_groups(shard, path), shard.name, fetch=_refuse, folder=None)
    else:
        cut = read_pages(path, start=shard.start, stop=shard.stop) if shard.stop else open_input(str(path), fetch=_refuse_one)
        for item in cut:
            yield item if isinstance(item, Page) else type(item)(item.reason, item.subject.replace(str(path), shard.name))


def _refuse(address: str) -> Iterator[GatherError]:
    """A scan fetches nothing."""
    yield GatherError("a scan fetches nothing: the row holds no text", address)


def _refuse_one(address: str) -> Page:
    """Idem, for one page."""
    raise GatherError("a scan fetches nothing", address)


def _rows_of_lines(shard: Shard, path: Path) -> Iterator[Row | GatherError]:
    """The rows of some lines, numbered as in the whole file."""
    some: list[bytes] = []
    number = shard.start
    broken: Exception | None = None
    try:
        with _inflated(path) as file:
            for number, line in enumerate(islice(_lines(file), shard.start, shard.stop), shard.start + 1):
                some.append(line)
                if len(some) == _AT_ONCE:
                    yield from _numbered(some, shard, number - len(some))
                    some = []
    except _BROKEN as error:
        broken = error
    yield from _numbered(some, shard, number - len(some))
    if broken is not None:
        yield GatherError(f"the file breaks off ({broken})", f"{shard.name} after line {number}")


def _numbered(lines: list[bytes], shard: Shard, before: int) -> Iterator[Row | GatherError]:
    """The rows of some lines of which so many stand before."""
    for row in read_table(b"".join(lines), shard.name, kind="jsonl"):
        yield replace(row, number=row.number + before) if isinstance(row, Row) else row


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; one that is longer than any article only as far as shows that it is."""
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            line += b"\n"
        yield line


def _rows_of_groups(shard: Shard, path: Path) -> Iterator[Row | GatherError]:
    """The rows of some row groups of a Parquet file, numbered as in the whole file."""
    arrow, parquet = load("pyarrow"), load("pyarrow.parquet")
    number = 0
    try:
        file: Any = parquet.ParquetFile(path)
        number = sum(file.metadata.row_group(k).num_rows for k in range(shard.start))
        for batch in file.iter_batches(batch_size=_AT_ONCE, row_groups=range(shard.start, shard.stop), use_threads=False):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, cells)
    except (arrow.ArrowException, OSError, ValueError) as error:
        yield GatherError(f"not to be read as Parquet ({str(error).partition(chr(10))[0]})", f"{shard.name} after row {number}")
