"""Captures written to and read from web archives (WARC 1.1, ISO 28500:2017), as any replay tool opens them."""

from __future__ import annotations

import gzip
import io
import mmap
import re
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote

from fastwarc.stream_io import BrotliReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sourcier.errors import ArchiveError
from sourcier.model import Page

# No news page is near this; a record past it is a film, or made to fill memory.
MAX_BYTES = 32 << 20
_MAX_WARC_HEADER = 64 << 10
# For a record of our own that has more: an address of any length that a library took must come back. fastwarc reserves a hundred times it.
_MAX_OWN_HEADER = 1 << 20
_MAX_HTTP_HEADER = 1 << 20
# What ends the head of an answer: an empty line, b"" at the end of the record.
_NO_LINE, _ENDS = (b"", b"\n", b"\r\n"), (b"\n\n", b"\n\r\n")
# A file in which so many places look like a record and none is one holds no more records worth the time.
_MAX_FALSE_STARTS = 1000

# A short record costs its beginning more than its bytes: the lightest level takes half the time and a twentieth more room.
_SHORT = 8192
# Why a place that looked like a record gave none, when fastwarc gives no reason.
_NOTHING_HERE = OSError("no record")
_Data = bytes | mmap.mmap | memoryview
_ZIP = b"PK\3\4"
_KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_STARTS = re.compile(rb"WARC/[01]\.|\x1f\x8b\x08|\x28\xb5\x2f\xfd|\x50\x2a\x4d\x18")
_ODD_START = re.compile(rb"WARC/[\d.]+\n")
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})\b")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_NOT_PAGES = ("dns:", "whois:", "metadata:")
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Headers that told how bytes travelled; what is kept has been unpacked. The prefix is Common Crawl's.
_TRAVEL = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_AS_SENT = "X-Crawler-"
_ASIDE = _AS_SENT.lower()
_CODINGS = frozenset({"content-encoding", "transfer-encoding"})
_NO_TIME = "Sourcier-Captured-At: unknown"
_ILLEGAL = re.compile(r"[\r\n\0]")


def write_page(page: Page, *, stored_at: datetime, repeats: Page | None = None) -> bytes:
    """The page as one compressed record: a response when it has HTTP headers, else a resource.

    `stored_at` dates the record of a page that has no time of capture. With `repeats`, an earlier capture of the same bytes, the
    record is a revisit: it points to that capture instead of holding the bytes again.
    """
    http, digest = _http_head(page) if page.headers else b"", page.digest
    kind = "revisit" if repeats else "response" if http else "resource"
    block = http + (b"" if repeats else page.content)
    lines = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {_target(page, digest)}",
        f"WARC-Date: {_warc_date(page.captured_at or stored_at)}",
        f"WARC-Record-ID: {_record_id(page, digest)}",
        f"WARC-Payload-Digest: sha256:{digest}",
        f"Content-Type: {'application/http; msgtype=response' if http else _clean(page.content_type or 'application/octet-stream')}",
        f"Content-Length: {len(block)}",
    ]
    lines += [_NO_TIME] if page.captured_at is None else []
    lines += _repeat_lines(repeats, digest, stored_at) if repeats else []
    return _record(lines, block)


def write_info(software: str, *, stored_at: datetime, name: str = "") -> bytes:
    """The record that opens an archive file: which software wrote it, in which format."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    lines = [
        "WARC-Type: warcinfo",
        f"WARC-Date: {_warc_date(stored_at)}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
    ]
    lines += [f"WARC-Filename: {_clean(name)}"] if name else []
    return _record([*lines, "Content-Type: application/warc-fields", f"Content-Length: {len(block)}"], block)


def write_pages(pages: Iterable[Page], path: str | Path, *, stored_at: datetime) -> int:
    """How many pages were written, as one archive file at `path`.

    Raises:
        ArchiveError: the file cannot be written.
    """
    count = 0
    try:
        with Path(path).open("wb") as file:
            file.write(write_info("Sourcier", stored_at=stored_at, name=Path(path).name))
            for page in pages:
                file.write(write_page(page, stored_at=stored_at))
                count += 1
    except OSError as error:
        raise ArchiveError(error.strerror or str(error), str(path)) from error
    return count


def read_pages(archive: str | Path | bytes, *, max_bytes: int = MAX_BYTES) -> Iterator[Page | ArchiveError]:
    """The pages of a WARC file (plain, .gz or .zst) or WACZ file in order, an error in place of each stretch that cannot be read.

    Pages are response records with a status of 2xx or none, resource records and conversion records; HTTP bodies are unpacked.
    After a broken record, reading goes on at the next place that looks like one. `max_bytes` bounds each body, packed and unpacked.

    Raises:
        ArchiveError: there is no such file, or it does not begin as an archive does.
    """
    name = "archive" if isinstance(archive, bytes) else str(archive)
    with _opened(archive, name) as data:
        yield from _from_wacz(data, name, max_bytes) if data[:4] == _ZIP else _from_warc(data, name, max_bytes)


def _from_warc(data: _Data, name: str, max_bytes: int, max_header: int = _MAX_WARC_HEADER) -> Iterator[Page | ArchiveError]:
    """The pages of a WARC file; after a broken record the next place is tried that looks like one."""
    start: int | None = 0
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


def _from_wacz(data: _Data, name: str, max_bytes: int) -> Iterator[Page | ArchiveError]:
    """The pages of the WARC files inside a WACZ (https://specs.webrecorder.net/wacz/1.1.1/), which stand there as they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data) if not isinstance(data, mmap.mmap) else cast("IO[bytes]", data)) as folder:
            members = [member for member in folder.infolist() if member.filename.startswith("archive/") and not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(str(error), name) from error
    if not members:
        raise ArchiveError("the file is no web archive", name)
    for member in members:
        inner = f"{name}: {member.filename}"
        if member.compress_type != zipfile.ZIP_STORED:
            yield ArchiveError("it is packed where the format packs nothing", inner)
            continue
        # The local header has a name and an extra field of its own (APPNOTE.TXT, section 4.3.7).
        at = member.header_offset
        start = at + 30 + int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
        with memoryview(data) as whole, whole[start : start + member.file_size] as piece:
            try:
                _refuse_others(piece, inner)
            except ArchiveError as error:
                yield error
            else:
                yield from _from_warc(piece, inner, max_bytes)


def read_record(data: bytes, *, max_bytes: int | None = None) -> Page:
    """The page of one record as `write_page` made it.

    Raises:
        ArchiveError: the bytes are no such record.
    """
    _refuse_others(data, "record")
    room = len(data) * 1100 if max_bytes is None else max_bytes
    for max_header in (_MAX_WARC_HEADER, _MAX_OWN_HEADER):
        found = next(_from_warc(data, "record", room, max_header), None)
        if isinstance(found, Page):
            return found
        if found is not None and max_header == _MAX_OWN_HEADER:
            raise found
    reason = "the bytes hold no page"
    raise ArchiveError(reason, "record")


@contextmanager
def _opened(archive: str | Path | bytes, name: str) -> Iterator[_Data]:
    """The bytes of an archive, mapped rather than read when it is a file; refuses what does not begin like one."""
    if isinstance(archive, bytes):
        _refuse_others(archive, name)
        yield archive
        return
    try:
        with Path(archive).open("rb") as file:
            if not file.read(1):
                raise ArchiveError("the file is empty", name)
            with closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as data:
                _refuse_others(data, name)
                yield data
    except OSError as error:
        raise ArchiveError(error.strerror or str(error), name) from error


def _refuse_others(data: _Data, name: str) -> None:
    """Nothing; bytes that begin unlike any archive are refused, also when that is seen only inside the packing."""
    if not data:
        raise ArchiveError("the file is empty", name)
    head = bytes(data[:8])
    readers = {b"\x1f\x8b": GzipReader, b"\x28\xb5": ZstdReader}
    try:
        head = readers[head[:2]](_Window(data, 0)).read(8) if head[:2] in readers else head
    except OSError as error:
        raise ArchiveError(str(error), name) from error
    if not _STARTS.match(head) and head[:4] != _ZIP:
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
        head = _read_head(record.reader) if _is_answer(record, fields) else b""
        body = _read_some(record.reader, max_bytes - len(head))
        size = len(head) + len(body)
        if size < min(record.content_length, max_bytes) or b"content-length" not in fields:
            yield offset, None
            raise OSError("the record breaks off, or tells a length that it has not")
        if size <= max_bytes:
            found = _answer(fields, head, body, max_bytes) if _is_answer(record, fields) else _resource(fields, body)
            yield (
                offset,
                found if not isinstance(found, str) else ArchiveError(found, f"{_address(fields)[:200]} in {name} at byte {offset}"),
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
    lines = [stream.readline(max_line_len=_MAX_HTTP_HEADER)]
    size = len(lines[0])
    while lines[0].startswith(b"HTTP/") and lines[-1] not in _NO_LINE and size <= _MAX_HTTP_HEADER:
        lines.append(stream.readline(max_line_len=_MAX_HTTP_HEADER))
        size += len(lines[-1])
    return b"".join(lines)


def _read_some(stream: WarcReader, limit: int) -> bytes:
    """At most one byte more than the limit, read in pieces so that a length that lies reserves nothing."""
    pieces: list[bytes] = []
    room = limit + 1
    while room > 0 and (piece := stream.read(min(room, 1 << 20))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)


def _resource(fields: Mapping[bytes, bytes], body: bytes) -> Page | None:
    """The page of a record that holds a page as it is; None for a name looked up and the like."""
    address = _address(fields)
    kind = fields.get(b"content-type")
    return None if address.startswith(_NOT_PAGES) else Page(address, body, kind if kind is None else _loose(kind), _captured_at(fields))


def _answer(fields: Mapping[bytes, bytes], head: bytes, body: bytes, max_bytes: int) -> Page | str | None:
    """The page of an answer, None for one that brought none (a redirect, a page not found), or why it cannot be unpacked."""
    address = _address(fields)
    if not head.startswith(b"HTTP/"):
        head, body = b"", (head + body).removeprefix(b"\r\n")
    elif not head.endswith(_ENDS):
        body = b""
    status = _STATUS.match(head)
    if address.startswith(_NOT_PAGES) or (status and not 200 <= int(status[1]) < 300):
        return None
    headers = _headers(head)
    names = {key.lower(): value for key, value in reversed(headers)}
    if not _CODINGS.isdisjoint(names):
        try:
            body = _unpacked(body, headers, max_bytes)
        except OSError as error:
            return str(error)
    sent = _as_sent(headers) if _ASIDE in "".join(names) else headers
    return Page(address, body, names.get("content-type"), _captured_at(fields), sent)


def _captured_at(fields: Mapping[bytes, bytes]) -> datetime | None:
    """When a record was captured, None where that is not known."""
    return None if b"sourcier-captured-at" in fields else _time(_loose(fields.get(b"warc-date", b"")))


def _address(fields: Mapping[bytes, bytes]) -> str:
    """The address that a record tells."""
    return _loose(fields.get(b"warc-target-uri", b"")).strip("<> ")


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Names and values of an HTTP head; a line without a name is left out."""
    lines = _loose(head).replace("\r\n", "\n").split("\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return tuple((key.strip(), value.strip()) for key, mark, value in pairs if mark and key.strip())


def _as_sent(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers as the server sent them: those that were set aside get their names back, and their stand-ins go."""
    aside = {key.lower().removeprefix(_AS_SENT.lower()) for key, _ in headers if key.lower().startswith(_AS_SENT.lower())}
    kept = [(key, value) for key, value in headers if key.lower() not in aside & _TRAVEL]
    return tuple((key[len(_AS_SENT) :] if key.lower().startswith(_AS_SENT.lower()) else key, value) for key, value in kept)


def _unpacked(content: bytes, headers: tuple[tuple[str, str], ...], max_bytes: int) -> bytes:
    """The content after the codings that its headers name, last one first; content that only claims a coding stays as it is.

    Raises:
        OSError: it inflates past the limit, or breaks off in the middle.
    """
    codings = [c for key in ("content-encoding", "transfer-encoding") for c in (_first(headers, key) or "").lower().split(",")]
    for coding in reversed([c.strip() for c in codings if c.strip()]):
        content = _unpack(content, coding, max_bytes)
    return content


def _unpack(content: bytes, coding: str, max_bytes: int) -> bytes:
    """The content after one coding; as it was when the coding is unknown or only claimed, as many archives have it."""
    if coding == "chunked":
        return _unchunked(content)
    stream = _reader(content, coding)
    if stream is None:
        return content
    pieces: list[bytes] = []
    room = max_bytes + 1
    try:
        while room > 0 and (piece := stream.read(min(room, 1 << 18))):
            pieces.append(piece)
            room -= len(piece)
    except OSError:
        if not pieces:
            return content
        raise
    if room <= 0:
        raise OSError(f"the body inflates to more than {max_bytes} bytes")
    return b"".join(pieces) or content


def _unchunked(content: bytes) -> bytes:
    """The content without the marks of chunked transfer (RFC 9112, section 7.1); as it was when it has none."""
    pieces: list[bytes] = []
    at = 0
    while mark := _CHUNK.match(content, at):
        size = int(mark[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(content[mark.end() : mark.end() + size])
        at = mark.end() + size
    if pieces:
        raise OSError("the body breaks off between two chunks")
    return content


def _reader(content: bytes, coding: str) -> WarcReader | None:
    """A reader that undoes one coding, None for one that is unknown or needs none."""
    stream = io.BytesIO(content)
    if coding in {"gzip", "x-gzip"}:
        return GzipReader(stream)
    if coding == "deflate":
        return GzipReader(stream, zlib=True) if _is_zlib(content) else GzipReader(io.BytesIO(_wrapped(content)))
    makers = {"br": BrotliReader, "zstd": ZstdReader}
    return makers[coding](stream) if coding in makers else None


def _is_zlib(content: bytes) -> bool:
    """Whether the bytes begin as RFC 1950 says; many servers send RFC 1951 under the same name."""
    return len(content) > 1 and content[0] & 0x0F == 8 and int.from_bytes(content[:2], "big") % 31 == 0


def _wrapped(content: bytes) -> bytes:
    """Raw deflated bytes with the head of a gzip member before them."""
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + content


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The value of the first header of that name."""
    return next((value for key, value in headers if key.lower() == name), None)


def _loose(text: bytes) -> str:
    """Header bytes as text: UTF-8, or Latin-1 where they are not."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _time(text: str) -> datetime | None:
    """The time that a WARC-Date tells, None when it tells none."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _record(lines: list[str], block: bytes) -> bytes:
    """One record as a gzip member of its own; without a time in its head, so that the same page gives the same bytes."""
    head = "\r\n".join(["WARC/1.1", *lines]).encode("utf-8", "replace")
    level = 1 if len(block) < _SHORT else 6
    return gzip.compress(head + b"\r\n\r\n" + block + b"\r\n\r\n", level, mtime=0)


def _repeat_lines(repeats: Page, digest: str, stored_at: datetime) -> list[str]:
    """The fields of a revisit record that name the capture it repeats, whose bytes, not held here, have that digest too."""
    return [
        f"WARC-Profile: {_SAME_PAYLOAD}",
        f"WARC-Refers-To: {_record_id(repeats, digest)}",
        f"WARC-Refers-To-Target-URI: {_target(repeats, digest)}",
        f"WARC-Refers-To-Date: {_warc_date(repeats.captured_at or stored_at)}",
    ]


def _http_head(page: Page) -> bytes:
    """The head of the HTTP answer; headers about packing are set aside under another name, since the body is kept unpacked."""
    lines = ["HTTP/1.1 200 OK"]
    lines += [f"{_AS_SENT if key.lower() in _TRAVEL else ''}{_clean(key)}: {_clean(value)}" for key, value in page.headers]
    if _first(page.headers, "content-type") is None and page.content_type:
        lines.append(f"Content-Type: {_clean(page.content_type)}")
    if _first(page.headers, "content-length") is not None:
        lines.append(f"Content-Length: {len(page.content)}")
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n"


def _target(page: Page, digest: str) -> str:
    """The address as a header field can hold it; what has no address is named by its digest."""
    return quote(page.address.strip(), safe="%/:?#[]@!$&'()*+,;=-._~", errors="replace") or f"urn:sha256:{digest}"


def _record_id(page: Page, digest: str) -> str:
    """An id that depends on nothing but the capture."""
    name = "\0".join((page.address, page.captured_at.isoformat() if page.captured_at else "", digest))
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _clean(name.encode('utf-8', 'replace').decode()))}>"


def _warc_date(time: datetime) -> str:
    """The time in UTC as WARC 1.1 writes it."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _clean(text: str) -> str:
    """The text without what would end a header field."""
    return _ILLEGAL.sub(" ", text).strip()
