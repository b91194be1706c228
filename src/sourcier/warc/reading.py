"""Captures read from web archives, however broken: each record a page or an error, and after a broken one the next is looked for."""

from __future__ import annotations

import io
import mmap
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from fastwarc.stream_io import GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sourcier.errors import ArchiveError
from sourcier.model import Page
from sourcier.warc.answers import address_of, answer_page, resource_page
from sourcier.warc.pieces import member_start

# No news page is near this; a record past it is a film, or made to fill memory.
MAX_BYTES = 32 << 20
_MAX_WARC_HEADER = 64 << 10
# For a record of our own that has more: an address of any length that a library took must come back. fastwarc reserves a hundred times it.
_MAX_OWN_HEADER = 1 << 20
_MAX_HTTP_HEADER = 1 << 20
# An empty line, b"" at the end of the record.
_NO_LINE = (b"", b"\n", b"\r\n")
# A file in which so many places look like a record and none is one holds no more records worth the time.
_MAX_FALSE_STARTS = 1000
# Why a place that looked like a record gave none, when fastwarc gives no reason.
_NOTHING_HERE = OSError("no record")
_Data = bytes | mmap.mmap | memoryview
_ZIP = b"PK\3\4"
_KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_STARTS = re.compile(rb"WARC/[01]\.|\x1f\x8b\x08|\x28\xb5\x2f\xfd|\x50\x2a\x4d\x18")
_ODD_START = re.compile(rb"WARC/[\d.]+\n")


def read_pages(
    archive: str | Path | bytes, *, max_bytes: int = MAX_BYTES, start: int = 0, stop: int | None = None
) -> Iterator[Page | ArchiveError]:
    """The pages of a WARC file (plain, .gz or .zst) or WACZ file in order, an error in place of each stretch that cannot be read.

    Pages are response records with a status of 2xx or none, resource records and conversion records; HTTP bodies are unpacked.
    After a broken record, reading goes on at the next place that looks like one. `max_bytes` bounds each body, packed and unpacked.
    `start` and `stop` are those of a piece that `find_pieces` names, in bytes.

    Raises:
        ArchiveError: there is no such file, or it does not begin as an archive does.
    """
    name = "archive" if isinstance(archive, bytes) else str(archive)
    with _opened(archive, name, start) as data:
        if data[:4] == _ZIP:
            yield from _from_wacz(data, name, max_bytes, (start, len(data) if stop is None else stop))
        elif stop is None:
            yield from _from_warc(data, name, max_bytes, first=start)
        else:
            with memoryview(data) as whole, whole[:stop] as piece:
                yield from _from_warc(piece, name, max_bytes, first=start)


def _from_warc(
    data: _Data, name: str, max_bytes: int, *, first: int = 0, max_header: int = _MAX_WARC_HEADER
) -> Iterator[Page | ArchiveError]:
    """The pages of a WARC file from a place on; after a broken record the next place is tried that looks like one."""
    start: int | None = first
    false_starts = 0
    while start is not None and false_starts < _MAX_FALSE_STARTS:
        reached, broken = start, None if false_starts == 0 else _NOTHING_HERE
        try:
            for offset, found in _run(data, start, name, max_bytes, max_header):
                reached, broken, false_starts = offset, None, 0
                if found is not None:
                    yield found
        except OSError as error:
            broken = error
        if broken is not None and false_starts == 0:
            yield ArchiveError(str(broken), f"{name} after byte {reached}")
        false_starts += 1
        following = None if broken is None else _STARTS.search(data, reached + 1)
        start = following.start() if following else None


def _from_wacz(data: _Data, name: str, max_bytes: int, piece: tuple[int, int]) -> Iterator[Page | ArchiveError]:
    """The pages of the WARC files inside a piece of a WACZ (https://specs.webrecorder.net/wacz/1.1.1/), which stand there as they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if not isinstance(data, mmap.mmap) else cast("IO[bytes]", data)) as folder:
            members = [member for member in folder.infolist() if member.filename.startswith("archive/") and not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(str(error), name) from error
    if not members:
        raise ArchiveError("the file is no web archive", name)
    for member in members:
        inner = f"{name}: {member.filename}"
        at = member.header_offset
        start = member_start(bytes(data[at : at + 30]), at)
        first, stop = max(start, piece[0]), min(start + member.file_size, piece[1])
        if member.compress_type != zipfile.ZIP_STORED:
            if piece[0] <= at < piece[1]:
                yield ArchiveError("it is packed where the format packs nothing", inner)
        elif first < stop or piece[0] <= start < piece[1]:
            yield from _from_member(data, (start, stop), inner, max_bytes, first - start)


def _from_member(data: _Data, place: tuple[int, int], name: str, max_bytes: int, first: int) -> Iterator[Page | ArchiveError]:
    """The pages of a WARC file that stands at a place of another file, from one of its own places on."""
    with memoryview(data) as whole, whole[place[0] : place[1]] as piece:
        try:
            _refuse_others(piece, name, first)
        except ArchiveError as error:
            yield error
        else:
            yield from _from_warc(piece, name, max_bytes, first=first)


def read_record(data: bytes, *, max_bytes: int | None = None) -> Page:
    """The page of one record as `write_page` made it.

    Raises:
        ArchiveError: the bytes are no such record.
    """
    _refuse_others(data, "record")
    room = len(data) * 1100 if max_bytes is None else max_bytes
    for max_header in (_MAX_WARC_HEADER, _MAX_OWN_HEADER):
        found = next(_from_warc(data, "record", room, max_header=max_header), None)
        if isinstance(found, Page):
            return found
        if found is not None and max_header == _MAX_OWN_HEADER:
            raise found
    reason = "the bytes hold no page"
    raise ArchiveError(reason, "record")


@contextmanager
def _opened(archive: str | Path | bytes, name: str, start: int) -> Iterator[_Data]:
    """The bytes of an archive, mapped rather than read when it is a file; refuses what does not begin like one."""
    if isinstance(archive, bytes):
        _refuse_others(archive, name, start)
        yield archive
        return
    try:
        with Path(archive).open("rb") as file:
            if not file.read(1):
                raise ArchiveError("the file is empty", name)
            with closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as data:
                _refuse_others(data, name, start)
                yield data
    except OSError as error:
        raise ArchiveError(error.strerror or str(error), name) from error


def _refuse_others(data: _Data, name: str, start: int = 0) -> None:
    """Nothing; bytes that begin, at a place, unlike any archive are refused, also when that is seen only inside the packing."""
    if not data:
        raise ArchiveError("the file is empty", name)
    if data[:4] == _ZIP:
        return
    head = bytes(data[start : start + 8])
    readers = {b"\x1f\x8b": GzipReader, b"\x28\xb5": ZstdReader}
    try:
        head = readers[head[:2]](_Window(data, start)).read(8) if head[:2] in readers else head
    except OSError as error:
        raise ArchiveError(str(error), name) from error
    if not _STARTS.match(head):
        raise ArchiveError("the file is no WARC archive", name)


class _Window(io.RawIOBase):
    """A stream over bytes from a place on; slices are cut as they are asked for, so nothing is copied ahead."""

    def __init__(self, data: _Data, start: int) -> None:
        super().__init__()
        self._data, self._at = data, start
        self._start = start

    def readable(self) -> bool:
        """Always true."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size` of them."""
        end = len(self._data) if size < 0 else self._at + size
        piece = bytes(self._data[self._at : end])
        self._at += len(piece)
        return piece

    def tell(self) -> int:
        """How far the stream has come."""
        return self._at - self._start


def _run(data: _Data, start: int, name: str, max_bytes: int, max_header: int) -> Iterator[tuple[int, Page | ArchiveError | None]]:
    """Each record from a place on, with the offset where it stands: a page, an error, or None for a record that is no page.

    Raises:
        OSError: the next record cannot be told from noise.
    """
    is_packed = data[start : start + 5] != b"WARC/"
    # Lines that end as no standard says; elsewhere fastwarc's patience would pass over broken records in silence.
    is_odd = _ODD_START.match(data[start : start + 16]) is not None
    records = ArchiveIterator(_Window(data, start), record_types=_KINDS, parse_http=False, max_header_len=max_header, quirks_mode=is_odd)
    for record in records:
        offset = start + record.stream_pos
        fields = {key.lower(): value for key, value in record.headers.items_bytes()}
        is_answer = _is_answer(record, fields)
        room = min(max_bytes + 1, record.content_length)
        head = _read_head(record.reader) if is_answer else b""
        body = _read_some(record.reader, room - len(head))
        size = len(head) + len(body)
        if size < min(room, max_bytes) or b"content-length" not in fields:
            yield offset, None
            raise OSError("the record breaks off, or tells a length that it has not")
        if size <= max_bytes:
            found = answer_page(fields, head, body, max_bytes) if is_answer else resource_page(fields, body)
            yield (
                offset,
                found if not isinstance(found, str) else ArchiveError(found, f"{address_of(fields)[:200]} in {name} at byte {offset}"),
            )
            continue
        reason = f"a record of more than {max_bytes} bytes"
        if is_packed:
            # The rest would have to be inflated to be skipped; the next record is found by its first bytes instead.
            yield offset, None
            raise OSError(reason)
        yield offset, ArchiveError(reason, f"{name} at byte {offset}")


def _is_answer(record: WarcRecord, fields: Mapping[bytes, bytes]) -> bool:
    """Whether a record holds the answer of a server, with its HTTP headers."""
    return bool(record.record_type == WarcRecordType.response) and fields.get(b"content-type", b"").startswith(b"application/http")


def _read_head(stream: Any) -> bytes:  # noqa: ANN401 - its type is not told by fastwarc
    """The first lines of an answer, to the empty one that ends its head; one line alone of what does not begin like an answer.

    Read line by line, so that the content behind it, which is long, need not be cut off it.
    """
    read = stream.readline
    line = read(_MAX_HTTP_HEADER)
    if not line.startswith(b"HTTP/"):
        return bytes(line)
    lines, size = [line], len(line)
    while size <= _MAX_HTTP_HEADER and (line := read(_MAX_HTTP_HEADER)) not in _NO_LINE:
        lines.append(line)
        size += len(line)
    lines.append(line if line in _NO_LINE else b"")
    return b"".join(lines)


def _read_some(stream: WarcReader, room: int) -> bytes:
    """At most so many bytes, read in pieces so that a length that lies reserves nothing."""
    pieces: list[bytes] = []
    while room > 0 and (piece := stream.read(min(room, 1 << 20))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)
