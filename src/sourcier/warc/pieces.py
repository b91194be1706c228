"""Where an archive can be cut: places at which a record begins, found without reading what lies between them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.stream_io import ZstdReader

_HEADER = re.compile(
    rb"WARC/[01]\.\d\r?\n(?:[^\r\n]+\r?\n)*?content-length:[ \t]*(\d{1,18})[ \t]*\r?\n(?:[^\r\n]+\r?\n)*?\r?\n", re.IGNORECASE
)
_RECORD, _LENGTH = b"WARC/", b"\ncontent-length:"
_GZIP, _ZSTD, _ZIP = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PK\3\4"
_SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_ENDS = b"\r\n\r\n"
# Headers are seldom longer, and never than the second.
_SHORT, _LONG = 1 << 11, 1 << 16
# A packed archive within a page of another stands there as it is, but in runs of 65,535 bytes at most (RFC 1951, section 3.2.4): what
# holds over more is no page.
_SURE = 1 << 17
# So much is looked at for one cut, and so many places that only look like the beginning of a record.
_REACH, _MOST_FALSE = 16 << 20, 1000
_AT_ONCE = 1 << 18


def find_pieces(file: BinaryIO, size: int) -> list[tuple[int, int]]:
    """The pieces of an archive of about so many bytes, each from a byte to another, in order and without a gap; a record is in one of them.

    Plain records are stepped over by their lengths, frames of zstd by those of their blocks; members of gzip are looked for where a
    piece should end. Where nothing of the kind is found, as in a file packed as a whole, the rest is one piece.
    """
    length = file.seek(0, io.SEEK_END)
    cuts = [0]
    for start, stop in _archives(file, length):
        for place in _starts(file, start, stop, size):
            if place - cuts[-1] >= size and length - place > size // 2:
                cuts.append(place)
    return list(zip(cuts, [*cuts[1:], length], strict=True))


def _archives(file: BinaryIO, length: int) -> Iterator[tuple[int, int]]:
    """The whole file; of a WACZ the archives in it, which stand there as they are."""
    if _read(file, 0, 4) != _ZIP:
        yield 0, length
        return
    try:
        with zipfile.ZipFile(file) as folder:
            members = [one for one in folder.infolist() if one.filename.startswith("archive/") and one.compress_type == zipfile.ZIP_STORED]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # reading tells why
    reached = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        start = member_start(_read(file, member.header_offset, 30), member.header_offset)
        if start >= reached:  # those of an honest file do not overlap
            yield start, min(length, start + member.file_size)
            reached = start + member.file_size


def member_start(header: bytes, at: int) -> int:
    """Where a member of a ZIP begins, given the header that stands before it: that has a name and an extra field of its own.

    APPNOTE.TXT, section 4.3.7.
    """
    return at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")


def _starts(file: BinaryIO, start: int, stop: int, size: int) -> Iterator[int]:
    """Places at which a record begins, not all of them; of packed ones about one for each piece."""
    head = _read(file, start, 4)
    if head[:3] == _GZIP:
        yield from _members(file, start, stop, size)
    elif head == _ZSTD:
        yield from _frames(file, start, stop, size)
    else:
        yield from _records(file, start, stop)


def _records(file: BinaryIO, start: int, stop: int) -> Iterator[int]:
    """The places of plain records, up to one that is broken."""
    while start < stop:
        header = _HEADER.match(_read(file, start, _SHORT)) or _HEADER.match(_read(file, start, _LONG))
        if header is None or header[0].lower().count(_LENGTH) != 1:
            return
        yield start
        start += header.end() + int(header[1])
        if _read(file, start, len(_ENDS)) != _ENDS:
            return
        start += len(_ENDS)


def _members(file: BinaryIO, start: int, stop: int, size: int) -> Iterator[int]:
    """Members of gzip that begin with a record, one for each piece, the first among them."""
    false = 0
    place: int | None = start
    while place is not None:
        yield place
        target, place = place + size, None
        for found in _look_for(file, _GZIP, target, min(stop, target + _REACH)):
            if _holds(file, found, stop):
                place = found
                break
            false += 1
            if false > _MOST_FALSE:
                return


def _look_for(file: BinaryIO, mark: bytes, start: int, stop: int) -> Iterator[int]:
    """Where some bytes stand, from a place on."""
    while start < stop:
        piece = _read(file, start, min(_AT_ONCE, stop - start) + len(mark) - 1)
        at = piece.find(mark)
        while at >= 0:
            yield start + at
            at = piece.find(mark, at + 1)
        start += _AT_ONCE


def _holds(file: BinaryIO, start: int, stop: int) -> bool:
    """Whether a record packed by itself begins there, and others follow upon each other until that is no chance."""
    place: int | None = start
    while place is not None and place < stop:
        if place - start > _SURE:
            return True
        place = _member_end(file, place, stop)
    return place == stop


def _member_end(file: BinaryIO, start: int, stop: int) -> int | None:
    """Where a member of gzip with a record ends, None when it holds none, is broken, or is longer than most pages."""
    inflater = zlib.decompressobj(wbits=31)
    is_record = False
    for at in range(start, min(stop, start + _REACH), _AT_ONCE):
        packed = _read(file, at, min(_AT_ONCE, stop - at))
        while packed and not inflater.eof:
            try:
                content = inflater.decompress(packed, _REACH)
            except zlib.error:
                return None
            is_record = is_record or content.startswith(_RECORD)
            if content and not is_record:
                return None
            packed = inflater.unconsumed_tail
        if inflater.eof:
            return min(at + _AT_ONCE, stop) - len(inflater.unused_data)
    return None


def _frames(file: BinaryIO, start: int, stop: int, size: int) -> Iterator[int]:
    """Frames of zstd that begin with a record, one for each piece, the first among them (RFC 8878, section 3.1)."""
    target = start
    place: int | None = start
    while place is not None and place < stop:
        head = _read(file, place, 18)
        if _SKIPPED.match(head):
            place += 8 + int.from_bytes(head[4:8], "little")
            continue
        if head[:4] != _ZSTD:
            return
        if place >= target and _begins(file, place):
            yield place
            target = place + size
        place = _frame_end(file, place, head, stop)


def _frame_end(file: BinaryIO, start: int, head: bytes, stop: int) -> int | None:
    """Where a frame of zstd ends, None when it breaks off: its blocks tell their lengths."""
    flags = head[4]
    is_single = bool(flags & 0x20)
    sizes = (1 if is_single else 0, 2, 4, 8)[flags >> 6]
    place = start + 5 + (0 if is_single else 1) + (0, 1, 2, 4)[flags & 3] + sizes
    while place < stop:
        block = int.from_bytes(_read(file, place, 3), "little")
        # of a run of one byte only that byte is there
        place += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            return place + (4 if flags & 4 else 0)
    return None


def _begins(file: BinaryIO, place: int) -> bool:
    """Whether a frame of zstd begins with a record."""
    try:
        return bool(ZstdReader(io.BytesIO(_read(file, place, _AT_ONCE))).read(len(_RECORD)) == _RECORD)
    except OSError:
        return False


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    """So many bytes from a place on, fewer at the end."""
    file.seek(max(0, start))
    return file.read(size)
