"""What a PAGE argument may be: an address, a file of any kind we know, a folder, or "-"; recognised by content."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sourcier.errors import GatherError, TooLargeError
from sourcier.gather.adapters import row_items
from sourcier.gather.entries import Entry, Feed
from sourcier.gather.mhtml import read_message
from sourcier.gather.sniff import HEAD, TABLE_HEAD, is_archive, is_table, kind_of, listed_addresses
from sourcier.model import Page
from sourcier.tables import read_table
from sourcier.text.addresses import split_address

Item = Page | GatherError
Fetch = Callable[[str], Page]

LARGEST_FILE = 40 << 20
# A feed with the whole text needs no fetching: this many characters of content are more than any teaser has.
_WHOLE_TEXT = 1500
_MOST_ENTRIES = 100
_MOST_NESTING = 3
_PARTS = frozenset(
    f".{kind}"
    for kind in ("css", "js", "mjs", "map", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "ttf", "mp4")
)


def open_input(name: str, *, fetch: Fetch | None = None) -> Iterator[Item]:
    """The pages that an argument of the command line leads to; what cannot be had is an error among them.

    An http(s) address is fetched; a file may hold a page (HTML, MHTML or plain text), a mail, a feed, a list of addresses (OPML, one
    a line), a table of addresses or of texts (CSV, JSON Lines, Parquet), or an archive (WARC, WACZ); a folder holds files; "-" is the
    standard input. `fetch` gets the page at an address.
    """
    try:
        yield from _opened(name, fetch or _fetch_one)
    except GatherError as error:
        yield error
    except OSError as error:
        yield GatherError((error.strerror or type(error).__name__).lower(), name)
    except ValueError:
        yield GatherError("no such file", name)


def _fetch_one(address: str) -> Page:
    """The page at an address, when the caller brings no way to fetch."""
    from sourcier.gather.http import fetch_page  # noqa: PLC0415 - an HTTP client is loaded only to fetch

    return fetch_page(address)


def _opened(name: str, fetch: Fetch) -> Iterator[Item]:
    """The pages of one argument."""
    if not name:
        raise GatherError("no such file", "an empty name")
    if name == "-":
        yield from _from_bytes(_limited(sys.stdin.buffer, name), "", fetch)
    elif re.match(r"(?i)https?:", name):
        yield from _from_page(fetch(name), fetch, 0)
    elif re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", name):
        raise GatherError("only http and https addresses are gathered", name)
    elif Path(name).is_dir():
        yield from _from_folder(Path(name), fetch)
    else:
        with Path(name).open("rb") as file:
            head = file.read(HEAD)
            if is_archive(head):
                yield from _archived(Path(name))
                return
            head += file.read(TABLE_HEAD - HEAD)
            if is_table(head):
                rows = read_table(Path(name), name)
                yield from row_items(rows, name, fetch=lambda address: _fetched((address,), fetch, 0), folder=Path(name).absolute().parent)
                return
            content = head + _limited(file, name, taken=len(head))
        yield from _from_bytes(content, Path(name).resolve().as_uri(), fetch)


def _from_folder(folder: Path, fetch: Fetch) -> Iterator[Item]:
    """The pages of all files below a folder in the order of their names.

    Hidden files are left out, and the parts of pages (styles, scripts, pictures, fonts) that browsers save beside them.
    """
    found = 0
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(name for name in files if not name.startswith(".")):
            if Path(file).suffix.lower() in _PARTS or not Path(where, file).is_file():
                continue
            found += 1
            yield from open_input(str(Path(where, file)), fetch=fetch)
    if not found:
        yield GatherError("the folder holds no files", str(folder))


def _limited(stream: BinaryIO, name: str, *, taken: int = 0) -> bytes:
    """All bytes of a stream of which some were taken, an error past the largest file that is read at once."""
    content = stream.read(max(0, LARGEST_FILE - taken) + 1)
    if taken + len(content) > LARGEST_FILE:
        raise TooLargeError(f"larger than {LARGEST_FILE >> 20} MiB", name)
    return content


def _from_bytes(content: bytes, address: str, fetch: Fetch) -> Iterator[Item]:
    """The pages that bytes at hand hold."""
    if is_archive(content[:HEAD]):
        yield from _from_archive(content)
        return
    yield from _from_page(Page(address, content), fetch, 0)


def _from_archive(content: bytes) -> Iterator[Item]:
    """The pages of an archive that came through a pipe."""
    with tempfile.NamedTemporaryFile(prefix="sourcier-") as file:
        file.write(content)
        file.flush()
        yield from _archived(Path(file.name))


def _archived(file: Path) -> Iterator[Item]:
    """The pages of an archive."""
    from sourcier.warc import read_pages  # noqa: PLC0415 - its libraries are loaded only for archives

    yield from read_pages(file)


def _from_page(page: Page, fetch: Fetch, nesting: int) -> Iterator[Item]:
    """The page itself, or the pages that it lists when it is a feed or a list of addresses."""
    if page.content.startswith(b"\x1f\x8b"):
        page = replace(page, content=_unzipped(page.content, page.address))
    kind = kind_of(page.content, page.content_type)
    if kind in ("empty", "binary"):
        raise GatherError("the file is empty" if kind == "empty" else "not a text, a page, a feed or an archive", page.address)
    if kind == "feed":
        from sourcier.gather.feeds import read_feed  # noqa: PLC0415 - loaded only for feeds

        yield from _from_feed(read_feed(page.content, address=page.address, headers=page.headers), page, fetch, nesting)
    elif kind == "table":
        yield from _from_table(page, fetch, nesting)
    elif kind == "message" and split_address(page.address) is None:  # what a server sends names no other address than its own
        yield read_message(page)
    elif kind == "list":
        yield from _fetched(listed_addresses(page.content), fetch, nesting)
    elif page.content_type is None:
        yield replace(page, content_type="text/html" if kind == "html" else "text/plain")
    else:
        yield page


def _from_table(page: Page, fetch: Fetch, nesting: int) -> Iterator[Item]:
    """The pages of a table at hand; of one from the web only its addresses are taken."""
    name = page.address or "standard input"
    is_remote = split_address(page.address) is not None
    yield from row_items(
        read_table(page.content, name), name, fetch=lambda address: _fetched((address,), fetch, nesting), texts=not is_remote
    )


def _from_feed(feed: Feed, page: Page, fetch: Fetch, nesting: int) -> Iterator[Item]:
    """The pages of a feed: the entry's own text where the feed holds it whole or cannot be asked for, else the page it links to."""
    if not feed.entries:
        raise GatherError("the feed has no entries", page.address)
    if feed.kind in ("opml", "sitemap"):
        yield from _fetched((entry.link for entry in feed.entries if entry.link), fetch, nesting)
        return
    is_remote = split_address(page.address) is not None
    for entry in islice(feed.entries, _MOST_ENTRIES):
        yield _entry_item(entry, feed, page, fetch if is_remote else None)


def _entry_item(entry: Entry, feed: Feed, page: Page, fetch: Fetch | None) -> Item:
    """The page of one entry, with the fields of the feed that tell where it came from."""
    from sourcier.gather.feeds import entry_page  # noqa: PLC0415 - loaded only for feeds

    from_feed = replace(entry_page(entry, feed), captured_at=page.captured_at)
    if fetch is None or not entry.link or len(entry.content) >= _WHOLE_TEXT:
        return from_feed
    try:
        return replace(fetch(entry.link), feed_fields=from_feed.feed_fields)
    except GatherError as error:
        return from_feed if entry.content or entry.summary else error


def _fetched(addresses: Iterable[str], fetch: Fetch, nesting: int) -> Iterator[Item]:
    """The pages at addresses; a list within a list is followed a few steps."""
    for address in addresses:
        try:
            page = fetch(address)
            if nesting < _MOST_NESTING:
                yield from _from_page(page, fetch, nesting + 1)
            else:
                yield page
        except GatherError as error:
            yield error


def _unzipped(content: bytes, address: str) -> bytes:
    """The file within a gzip file."""
    engine = zlib.decompressobj(31)
    try:
        inner = engine.decompress(content, LARGEST_FILE + 1)
    except zlib.error:
        raise GatherError("a broken gzip file", address) from None
    if len(inner) > LARGEST_FILE:
        raise TooLargeError(f"unfolds to more than {LARGEST_FILE >> 20} MiB", address)
    if not engine.eof:
        raise GatherError("a gzip file that was cut short", address)
    return inner
