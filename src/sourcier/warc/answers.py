"""The page that a record of an archive holds: the answer of a server, with its head and its codings, or a page as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from fastwarc.stream_io import BrotliReader, GzipReader, WarcReader, ZstdReader

from sourcier.model import Page

# What ends the head of an answer.
_ENDS = (b"\n\n", b"\n\r\n")
_STATUS = re.compile(rb"HTTP/[\d.]+ +(\d{3})\b")
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_NOT_PAGES = ("dns:", "whois:", "metadata:")
# Headers that told how bytes travelled; what is kept has been unpacked. The prefix is Common Crawl's.
TRAVEL = frozenset({"content-encoding", "transfer-encoding", "content-length"})
AS_SENT = "X-Crawler-"
_ASIDE = AS_SENT.lower().encode()
_CODED = b"-encoding"


def resource_page(fields: Mapping[bytes, bytes], body: bytes) -> Page | None:
    """The page of a record that holds a page as it is; None for a name looked up and the like."""
    address = address_of(fields)
    kind = fields.get(b"content-type")
    return None if address.startswith(_NOT_PAGES) else Page(address, body, kind if kind is None else _loose(kind), _captured_at(fields))


def answer_page(fields: Mapping[bytes, bytes], head: bytes, body: bytes, max_bytes: int) -> Page | str | None:
    """The page of an answer, None for one that brought none (a redirect, a page not found), or why it cannot be unpacked."""
    address = address_of(fields)
    if not head.startswith(b"HTTP/"):
        head, body = b"", (head + body).removeprefix(b"\r\n")
    elif not head.endswith(_ENDS):
        body = b""
    status = _STATUS.match(head)
    if address.startswith(_NOT_PAGES) or (status and not 200 <= int(status[1]) < 300):
        return None
    headers = _headers(head)
    kind, low = first_header(headers, "content-type"), head.lower()
    # few heads name these: one look at the whole head costs less than one at each name
    if _CODED in low:
        try:
            body = _unpacked(body, headers, max_bytes)
        except OSError as error:
            return str(error)
    return Page(address, body, kind, _captured_at(fields), _as_sent(headers) if _ASIDE in low else headers)


def _captured_at(fields: Mapping[bytes, bytes]) -> datetime | None:
    """When a record was captured, None where that is not known."""
    return None if b"sourcier-captured-at" in fields else _time(_loose(fields.get(b"warc-date", b"")))


def address_of(fields: Mapping[bytes, bytes]) -> str:
    """The address that a record tells."""
    return _loose(fields.get(b"warc-target-uri", b"")).strip("<> ")


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Names and values of an HTTP head; a line without a name is left out."""
    found = []
    for line in _loose(head).split("\n")[1:]:
        key, mark, value = line.partition(":")
        if mark and (name := key.strip()):
            found.append((name, value.strip()))
    return tuple(found)


def _as_sent(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers as the server sent them: those that were set aside get their names back, and their stand-ins go."""
    aside = {key.lower().removeprefix(AS_SENT.lower()) for key, _ in headers if key.lower().startswith(AS_SENT.lower())}
    kept = [(key, value) for key, value in headers if key.lower() not in aside & TRAVEL]
    return tuple((key[len(AS_SENT) :] if key.lower().startswith(AS_SENT.lower()) else key, value) for key, value in kept)


def _unpacked(content: bytes, headers: tuple[tuple[str, str], ...], max_bytes: int) -> bytes:
    """The content after the codings that its headers name, last one first; content that only claims a coding stays as it is.

    Raises:
        OSError: it inflates past the limit, or breaks off in the middle.
    """
    codings = [c for key in ("content-encoding", "transfer-encoding") for c in (first_header(headers, key) or "").lower().split(",")]
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


def first_header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """The value of the first header of that name."""
    return next((value for key, value in headers if key.lower() == name), None)
