"""Captures written as records of a web archive (WARC 1.1), each a gzip member of its own."""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sourcier.errors import ArchiveError
from sourcier.model import Page
from sourcier.warc.answers import AS_SENT, TRAVEL, first_header

# A short record costs its beginning more than its bytes: the lightest level takes half the time and a twentieth more room.
_SHORT = 8192
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
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
    lines += [f"{AS_SENT if key.lower() in TRAVEL else ''}{_clean(key)}: {_clean(value)}" for key, value in page.headers]
    if first_header(page.headers, "content-type") is None and page.content_type:
        lines.append(f"Content-Type: {_clean(page.content_type)}")
    if first_header(page.headers, "content-length") is not None:
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
