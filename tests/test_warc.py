"""Archives are written as every replay tool reads them, and read whatever others (or an enemy) wrote into them."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import ArchiveError
from sourcier.model import Page
from sourcier.warc import read_pages, read_record, write_info, write_page, write_pages

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
HTML = "<html><p>Le phare brûle.</p></html>".encode()
GOOD = Page("https://phare.example/a", HTML, "text/html; charset=utf-8", NOW, (("Content-Type", "text/html; charset=utf-8"),))


def record(block: bytes, kind: str = "response", length: object = None, address: str = "https://phare.example/b", extra: str = "") -> bytes:
    """A record as another tool would write it, or as an enemy would."""
    content_type = "application/http; msgtype=response" if kind == "response" else "text/plain"
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2031-05-06T07:08:09Z\r\n"
    head += "WARC-Record-ID: <urn:uuid:1>\r\n"
    size = len(block) if length is None else length
    return f"{head}{extra}Content-Type: {content_type}\r\nContent-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    """An HTTP answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines]).encode() + b"\r\n\r\n" + body


def pages(data: bytes) -> list[Page]:
    return [found for found in read_pages(data) if isinstance(found, Page)]


def errors(data: bytes) -> list[str]:
    return [str(found) for found in read_pages(data) if isinstance(found, ArchiveError)]


FIELD = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
NAME = st.text(alphabet="abcXYZ-", min_size=1, max_size=8)
HEADERS = st.lists(
    st.tuples(NAME | st.sampled_from(["Content-Encoding", "content-length", "Transfer-Encoding"]), FIELD), min_size=1, max_size=4
)
PAGES = st.builds(
    lambda content, time, headers, path: Page(f"https://phare.example/{path}", content, _type(headers), time, tuple(headers)),
    st.binary(max_size=200),
    st.none() | st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (bounds)
    HEADERS,
    st.text(alphabet="abc/?=&%20.", max_size=10),
)


def _type(headers: list[tuple[str, str]]) -> str | None:
    return next((value for name, value in headers if name.lower() == "content-type"), None)


@given(page=PAGES)
def test_what_is_written_is_read_back(page: Page) -> None:
    assert read_record(write_page(page, stored_at=NOW)) == page


@given(content=st.binary(max_size=100), content_type=st.none() | st.just("text/plain"), at=st.none() | st.just(NOW))
def test_a_page_without_headers_is_a_resource(content: bytes, content_type: str | None, at: datetime | None) -> None:
    page = Page("https://phare.example/", content, content_type, at)
    data = write_page(page, stored_at=NOW)
    assert b"WARC-Type: resource" in gzip.decompress(data)
    back = read_record(data)
    assert (back.content, back.captured_at, back.headers) == (content, at, ())


def test_the_same_page_gives_the_same_bytes() -> None:
    assert write_page(GOOD, stored_at=NOW) == write_page(GOOD, stored_at=datetime(2040, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("address", ["", "/home/x/a b.html", "https://phare.example/é\r\nWARC-Type: x", "\ud800", "x" * 30_000])
def test_any_address_makes_one_record(address: str) -> None:
    data = write_page(Page(address, HTML, "text/html\r\nX: y", NOW, (("X", "a\r\nContent-Length: 1\0"),)), stored_at=NOW)
    found = pages(data + write_page(GOOD, stored_at=NOW))
    assert [page.content for page in found] == [HTML, HTML]


def test_another_reader_finds_the_records_right() -> None:
    data = write_info("Sourcier", stored_at=NOW, name="a.warc.gz") + write_page(GOOD, stored_at=NOW)
    repeat = Page(GOOD.address, HTML, GOOD.content_type, datetime(2031, 6, 1, tzinfo=UTC), GOOD.headers)
    data += write_page(repeat, stored_at=NOW, repeats=GOOD)
    found = [
        (one.record_type, one.headers.get("WARC-Date"), one.headers.get("WARC-Refers-To-Date"), one.reader.read())
        for one in ArchiveIterator(io.BytesIO(data), parse_http=True)
    ]
    assert found == [
        (WarcRecordType.warcinfo, "2031-05-06T07:08:09Z", None, b"software: Sourcier\r\nformat: WARC File Format 1.1\r\n"),
        (WarcRecordType.response, "2031-05-06T07:08:09Z", None, HTML),
        (WarcRecordType.revisit, "2031-06-01T00:00:00Z", "2031-05-06T07:08:09Z", b""),
    ]
    assert pages(data) == [GOOD]


def test_a_file_of_pages_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    assert write_pages([GOOD, GOOD], path, stored_at=NOW) == 2
    assert list(read_pages(path)) == list(read_pages(str(path))) == [GOOD, GOOD]
    plain, packed = tmp_path / "a.warc", tmp_path / "a.warc.zst"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    packed.write_bytes(zstandard.compress(plain.read_bytes()))
    assert list(read_pages(plain)) == list(read_pages(packed)) == [GOOD, GOOD]
    with pytest.raises(ArchiveError):
        write_pages([GOOD], tmp_path / "none" / "a.warc.gz", stored_at=NOW)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"filedesc://x 0.0.0.0 2031",
        b"\0" * 99,
        b"WARC",
        gzip.compress(b"", mtime=0)[:2],
        gzip.compress(HTML, mtime=0),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(content)
    for archive in (path, content):
        with pytest.raises(ArchiveError) as caught:
            list(read_pages(archive))
        assert caught.value.exit_code == 3
    with pytest.raises(ArchiveError):
        list(read_pages(tmp_path / "missing.warc"))
    with pytest.raises(ArchiveError):
        list(read_pages(tmp_path))


def wacz(members: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as folder:
        for name, content in members.items():
            folder.writestr(name, content)
    return out.getvalue()


def test_the_archives_inside_a_wacz_are_read(tmp_path: Path) -> None:
    one, two = write_page(GOOD, stored_at=NOW), record(answer(b"two"))
    data = wacz({"datapackage.json": b"{}", "archive/data.warc.gz": one, "archive/x.warc": two, "archive/bad.warc": b"<html>"})
    path = tmp_path / "a.wacz"
    path.write_bytes(data)
    for archive in (path, data):
        found = list(read_pages(archive))
        assert [one.content for one in found if isinstance(one, Page)] == [HTML, b"two"]
        assert ["bad.warc" in str(one) for one in found if isinstance(one, ArchiveError)] == [True]
    next(read_pages(path))  # left in the middle, it gives everything back


@pytest.mark.parametrize("data", [wacz({}), wacz({"index.html": HTML}), wacz({"archive/a.warc": b"x"})[:-9], b"PK\3\4"], ids=len)
def test_a_folder_that_is_no_wacz_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveError):
        list(read_pages(data))


def test_a_packed_member_is_not_inflated() -> None:
    (found,) = read_pages(wacz({"archive/a.warc": record(answer(bytes(1 << 20)))}, zipfile.ZIP_DEFLATED))
    assert isinstance(found, ArchiveError)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (HTML, ()),
        (HTML, ("Content-Encoding: identity",)),
        (gzip.compress(HTML, mtime=0), ("Content-Encoding: gzip",)),
        (gzip.compress(HTML, mtime=0), ("content-encoding:x-gzip",)),
        (zlib.compress(HTML), ("Content-Encoding: deflate",)),
        (deflated(HTML), ("Content-Encoding: deflate",)),
        (brotli.compress(HTML), ("Content-Encoding: br",)),
        (zstandard.compress(HTML), ("Content-Encoding: zstd",)),
        (gzip.compress(gzip.compress(HTML, mtime=0), mtime=0), ("Content-Encoding: gzip, gzip",)),
        (b"%x\r\n" % len(HTML) + HTML + b"\r\n0\r\n\r\n", ("Transfer-Encoding: chunked",)),
        (b"a\r\n" + HTML[:10] + b"\r\n%x;x=y\r\n" % (len(HTML) - 10) + HTML[10:] + b"\r\n0\r\n\r\n", ("Transfer-Encoding: chunked",)),
        (HTML, ("Content-Encoding: gzip",)),  # archives that unpack and keep the header
        (HTML, ("Transfer-Encoding: chunked",)),
        (HTML, ("Content-Encoding: br", "Transfer-Encoding: chunked")),
        (HTML, ("Content-Encoding: bogus",)),
    ],
)
def test_bodies_are_unpacked(body: bytes, lines: tuple[str, ...]) -> None:
    data = record(answer(body, *lines, "Content-Type: text/html")) + record(answer(HTML))
    assert [page.content for page in pages(data)] == [HTML, HTML]
    assert pages(data)[0].content_type == "text/html"


def test_headers_come_as_they_were_sent() -> None:
    (page,) = pages(record("HTTP/1.1 200 OK\r\nServer: Fanal é\r\nX:  a : b \r\n no name\r\n\r\n".encode() + HTML))
    assert page.headers == (("Server", "Fanal é"), ("X", "a : b"))
    (page,) = pages(record(answer(HTML, "X-Crawler-Content-Encoding: br", "X-Crawler-Content-Length: 3", "Content-Length: 35")))
    assert page.headers == (("Content-Encoding", "br"), ("Content-Length", "3"))


@pytest.mark.parametrize("status", ["301 Moved", "404 Not Found", "500 Oops", "304 Not Modified"])
def test_answers_that_bring_no_page_are_left_out(status: str) -> None:
    assert pages(record(answer(HTML, status=status)) + record(answer(HTML))) == pages(record(answer(HTML)))


def test_lines_may_end_as_they_should_not() -> None:
    head, mark, block = record(answer(HTML)).partition(b"HTTP/")
    data = head.replace(b"\r\n", b"\n") + mark + block
    assert [page.content for page in pages(data + data)] == [HTML, HTML]


def test_records_of_other_kinds_are_left_out() -> None:
    data = b"".join(record(b"x", kind) for kind in ("request", "metadata", "revisit", "warcinfo", "zzz"))
    data += record(b"x", "resource", address="dns:phare.example") + record(HTML, "conversion")
    assert [page.content for page in pages(data)] == [HTML]


BROKEN = {
    "garbage": b"\xff\x00garbage" * 300,
    "length short": record(answer(HTML), length=20),
    "length negative": record(answer(HTML), length=-5),
    "length no number": record(answer(HTML), length="abc"),
    "length of digits": record(answer(HTML), length="9" * 5000),
    "header huge": record(answer(HTML), extra="X: " + "y" * 200_000 + "\r\n"),
    "false starts": b"WARC/1.0 \x1f\x8b\x08 WARC/1.1\r\n" * 50,
    "torn gzip": gzip.compress(record(answer(HTML)))[:-30],
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("is_packed", [False, True])
def test_reading_goes_on_after_a_broken_record(broken: bytes, is_packed: bool) -> None:
    good = record(answer(HTML))
    good = gzip.compress(good, mtime=0) if is_packed else good
    found = list(read_pages(good + broken + good + good))
    assert sum(isinstance(one, Page) for one in found) >= 3
    assert 1 <= sum(isinstance(one, ArchiveError) for one in found) <= 3


@pytest.mark.parametrize("length", [10**13, 100_000])
def test_a_length_that_lies_reserves_nothing(length: int) -> None:
    data = record(answer(HTML)) + record(answer(HTML), length=length) + record(answer(HTML))
    assert pages(data)[0].content == HTML


@pytest.mark.parametrize("cut", range(0, 580, 23))
def test_a_file_cut_short_gives_what_it_holds(cut: int) -> None:
    data = write_page(GOOD, stored_at=NOW) * 2
    found = list(read_pages(data[: len(data) - cut - 1]))
    assert sum(isinstance(one, Page) for one in found) <= 1 or cut < 10  # what ends a gzip member may be lost without harm
    assert all(page == GOOD for page in found if isinstance(page, Page))


def test_bombs_are_put_out() -> None:
    bomb = gzip.compress(bytes(200 << 20), mtime=0)
    started = time.process_time()
    data = record(answer(HTML)) + record(answer(bomb, "Content-Encoding: gzip")) + record(answer(HTML))
    found = list(read_pages(data))
    assert [isinstance(one, Page) for one in found] == [True, False, True]
    assert "inflates" in str(found[1])
    packed = gzip.compress(record(answer(HTML))) + gzip.compress(record(answer(bytes(200 << 20)))) + gzip.compress(record(answer(HTML)))
    found = list(read_pages(packed))
    assert [page.content for page in found if isinstance(page, Page)] == [HTML, HTML]
    assert errors(packed)
    assert time.process_time() - started < 10


@given(data=st.binary(max_size=300), is_packed=st.booleans(), at=st.integers(0, 400))
def test_no_bytes_make_reading_fail(data: bytes, is_packed: bool, at: int) -> None:
    good = gzip.compress(record(answer(HTML)), mtime=0) if is_packed else record(answer(HTML))
    spoiled = b"WARC/1.0\r\n" + good[:at] + data + good[at:] + good
    for found in read_pages(spoiled):
        assert isinstance(found, Page | ArchiveError)


@pytest.mark.parametrize("length", [70_000, 300_000])
def test_a_record_of_ours_with_a_very_long_address_comes_back(length: int) -> None:
    page = Page("https://phare.example/" + "a" * length, b"x", "text/plain", None)
    assert read_record(write_page(page, stored_at=datetime(2031, 5, 2, tzinfo=UTC))).content == b"x"
