"""The captures of a library as one WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/), which replays in a browser.

Nothing in it depends on the clock: entries of the archive have one fixed date, and what the format wants a time for takes that of the
newest capture.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from sourcier.errors import NothingFoundError
from sourcier.model import Article, Page
from sourcier.show.exports.selection import Selection
from sourcier.warc import write_info, write_page

_VERSION = "1.1.1"
_ARCHIVE = "archive/data.warc.gz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Record:
    """One capture as the index and the list of pages tell of it."""

    page: Page
    offset: int
    length: int
    title: str


def write_wacz(selection: Selection, path: Path, *, software: str) -> int:
    """How many captures were written; `software` names the program.

    Of the whole library that is every capture, pages without an article too; of a part the earliest capture of each article.

    Raises:
        NothingFoundError: there is no capture to write.
    """
    stored_at = max((a.captured_at for a in selection.articles() if a.captured_at), default=_EPOCH)
    with tempfile.TemporaryDirectory(prefix="sourcier-", dir=path.parent) as folder:
        warc = Path(folder) / "data.warc.gz"
        records = list(_write_archive(selection, warc, stored_at, software))
        if not records:
            raise NothingFoundError("no capture to export", str(path))
        partial = Path(folder) / "partial.wacz"
        with zipfile.ZipFile(partial, "w") as target, warc.open("rb") as archive:
            _write_package(target, archive, records, stored_at, software)
        partial.replace(path)
    return len(records)


def _write_archive(selection: Selection, path: Path, stored_at: datetime, software: str) -> Iterator[_Record]:
    """Each capture once it is written to the archive file."""
    with path.open("wb") as file:
        file.write(write_info(software, stored_at=stored_at, name=path.name))
        for page, title in _pages(selection):
            record = write_page(page, stored_at=stored_at)
            yield _Record(page, file.tell(), len(record), title)
            file.write(record)


def _pages(selection: Selection) -> Iterator[tuple[Page, str]]:
    """The captures with the title of the article read off them."""
    if not selection.is_whole:
        yield from ((selection.library.page(article.article_id), article.title) for article in selection.articles())
        return
    titles = {_capture(article): article.title for article in selection.articles()}
    yield from ((page, titles.get((page.address, page.captured_at), "")) for page in selection.library.pages())


def _capture(article: Article) -> tuple[str, datetime | None]:
    """By what an article's earliest capture is known."""
    return article.address, article.captured_at


def _write_package(target: zipfile.ZipFile, archive: BinaryIO, records: list[_Record], stored_at: datetime, software: str) -> None:
    """Nothing; the parts of the WACZ in their order, each with its sha-256 in the list."""
    resources = [_put(target, _ARCHIVE, archive)]
    resources.append(_put_text(target, "indexes/index.cdx", "".join(sorted(_index_line(r, stored_at) for r in records))))
    resources.append(_put_text(target, "pages/pages.jsonl", "".join(_page_lines(records, stored_at))))
    package = {
        "profile": "data-package",
        "wacz_version": _VERSION,
        "software": software,
        "created": _iso(stored_at),
        "resources": resources,
    }
    told = _put_text(target, "datapackage.json", json.dumps(package, indent=2) + "\n")
    digest = {"path": "datapackage.json", "hash": told["hash"]}
    _put_text(target, "datapackage-digest.json", json.dumps(digest, indent=2) + "\n")


def _put(target: zipfile.ZipFile, name: str, content: BinaryIO) -> dict[str, Any]:
    """What the list of resources says of a part once it is written, uncompressed and without a date."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o644 << 16
    with target.open(info, "w", force_zip64=True) as part:
        shutil.copyfileobj(content, part)
    size = content.tell()
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(1 << 20):
        digest.update(piece)
    return {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _put_text(target: zipfile.ZipFile, name: str, text: str) -> dict[str, Any]:
    """The same for a part made in memory."""
    return _put(target, name, io.BytesIO(text.encode("utf-8", "backslashreplace")))


def _index_line(record: _Record, stored_at: datetime) -> str:
    """One line of the CDXJ index (https://specs.webrecorder.net/cdxj/0.1.0/)."""
    page = record.page
    facts = {
        "url": _address(page),
        "mime": (page.content_type or "application/octet-stream").split(";")[0].strip(),
        "status": "200",
        "digest": f"sha256:{page.digest}",
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": _ARCHIVE.rpartition("/")[2],
    }
    moment = (page.captured_at or stored_at).astimezone(UTC)
    return f"{search_key(_address(page))} {moment:%Y%m%d%H%M%S} {json.dumps(facts)}\n"


def search_key(address: str) -> str:
    """The address as indexes sort it: the host turned round, in small letters (SURT).

    >>> search_key("https://www.phare.example/Une?b=2&a=1#x")
    'example,phare)/une?a=1&b=2'
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return address.replace(" ", "%20")
    if not host:
        return address.replace(" ", "%20")
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    key = f"{','.join(reversed(host.split('.')))}{f':{port}' if port not in (None, 80, 443) else ''}){parts.path.lower() or '/'}"
    return (key + (f"?{query}" if query else "")).replace(" ", "%20")


def _page_lines(records: list[_Record], stored_at: datetime) -> Iterator[str]:
    """The list of pages: its head, then one line a capture (https://specs.webrecorder.net/wacz/1.1.1/#pages-jsonl)."""
    yield json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All pages"}) + "\n"
    for record in records:
        page = record.page
        line = {"id": f"{page.digest[:16]}-{record.offset}", "url": _address(page), "ts": _iso(page.captured_at or stored_at)}
        yield json.dumps({**line, **({"title": record.title} if record.title else {})}) + "\n"


def _address(page: Page) -> str:
    """The address of a capture as its record has it."""
    return page.address.strip() or f"urn:sha256:{page.digest}"


def _iso(moment: datetime) -> str:
    """A time in UTC as RFC 3339 writes it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
