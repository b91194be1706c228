"""Archives cut into pieces: every record in one of them, whatever the packing, and nothing taken for a record that is none."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import ArchiveError
from sourcier.model import Page
from sourcier.warc import find_pieces, read_pages, write_info, write_page

WHEN = datetime(2031, 5, 2, tzinfo=UTC)


def _noise(number: int, size: int) -> bytes:
    """Bytes that do not pack."""
    return random.Random(number).randbytes(size)  # noqa: S311  # noise, no secret


def _page(number: int, size: int = 9000) -> Page:
    return Page(f"https://digue.example/{number}", _noise(number, size), "text/html", WHEN, (("Content-Type", "text/html"),))


def _packed(count: int, size: int = 9000) -> bytes:
    return b"".join((write_info("test", stored_at=WHEN), *(write_page(_page(number, size), stored_at=WHEN) for number in range(count))))


def _plain(count: int) -> bytes:
    return gzip.decompress(_packed(count))


def _frames(content: list[bytes]) -> bytes:
    """Frames of zstd with the contents as they are: one block each (RFC 8878, section 3.1.1)."""
    heads = (b"\x28\xb5\x2f\xfd\xa0" + len(some).to_bytes(4, "little") + (len(some) << 3 | 1).to_bytes(3, "little") for some in content)
    return b"".join(head + some for head, some in zip(heads, content, strict=True))


def _zstd(count: int) -> bytes:
    return _frames([gzip.decompress(write_page(_page(number), stored_at=WHEN)) for number in range(count)])


def _wacz(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as folder:
        for name, content in members.items():
            folder.writestr(name, content)
    return file.getvalue()


def _told(items: Iterable[Page | ArchiveError]) -> list[Page | str]:
    """The items in a form that can be compared."""
    return [item if isinstance(item, Page) else str(item) for item in items]


def _in_pieces(data: bytes, size: int) -> list[list[Page | str]]:
    pieces = find_pieces(io.BytesIO(data), size)
    assert [start for start, _ in pieces] == [0, *(stop for _, stop in pieces[:-1])]
    assert pieces[-1][1] == len(data)
    return [_told(read_pages(data, start=start, stop=stop)) for start, stop in pieces]


KINDS = {
    "gzip": _packed(60),
    "plain": _plain(60),
    "zstd": _zstd(60),
    "wacz": _wacz({"archive/a.warc.gz": _packed(30), "archive/b.warc": _plain(25), "datapackage.json": b"{}"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [20_000, 100_000, 10_000_000])
def test_in_pieces_it_holds_what_it_holds_whole(kind: str, size: int) -> None:
    data = KINDS[kind]
    found = _in_pieces(data, size)
    assert [item for items in found for item in items] == _told(read_pages(data))
    assert len(found) > 1 or size > len(data)
    assert all(items for items in found)
    if kind in {"plain", "zstd"}:
        assert len(found) >= len(data) // (size + 20_000)


def test_a_file_and_a_piece_of_it_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(KINDS["gzip"])
    with path.open("rb") as file:
        pieces = find_pieces(file, 100_000)
    assert len(pieces) > 2
    assert [item for start, stop in pieces for item in read_pages(path, start=start, stop=stop)] == _told(read_pages(path))


def test_an_archive_that_is_a_page_of_another_is_not_entered() -> None:
    # the archive within does not pack, so it stands in the other one as it is: its records begin like any other
    inner = Page("https://digue.example/a.warc.gz", _packed(100), "application/warc", WHEN, (("Content-Type", "application/warc"),))
    data = _packed(20) + write_page(inner, stored_at=WHEN) + _packed(20)
    assert data.count(b"\x1f\x8b\x08") > 120
    for size in (50_000, 200_000, 400_000):
        assert [item for items in _in_pieces(data, size) for item in items] == _told(read_pages(data))
    plain = gzip.decompress(data)
    assert [item for items in _in_pieces(plain, 50_000) for item in items] == _told(read_pages(plain))


def test_what_is_packed_as_a_whole_is_one_piece() -> None:
    assert len(_in_pieces(gzip.compress(_plain(60)), 20_000)) == 1


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_records_behind_a_broken_one_are_read_once(kind: str) -> None:
    data = KINDS[kind]
    middle = data.index(data[:4], len(data) // 2) + 1
    broken = data[:middle] + bytes(500) + data[middle + 500 :]
    whole = [item for item in read_pages(broken) if isinstance(item, Page)]
    cut = [item for items in _in_pieces(broken, 50_000) for item in items if isinstance(item, Page)]
    assert cut == whole
    assert len(whole) >= 58


def test_of_plain_records_all_behind_a_broken_one_are_one_piece() -> None:
    data = KINDS["plain"]
    middle = data.index(b"WARC/1.1", len(data) // 2)
    broken = data[:middle] + data[middle:].replace(b"Content-Length", b"Content-Sizes", 1)
    found = _in_pieces(broken, 50_000)
    assert [item for items in found for item in items] == _told(read_pages(broken))
    assert len(found) > 3


def test_noise_that_begins_like_records_ends_the_search() -> None:
    data = _packed(20) + b"\x1f\x8b\x08\x00" * 100_000
    assert [stop for _, stop in find_pieces(io.BytesIO(data), 50_000)][-1] == len(data)


@given(data=st.binary(max_size=300), kind=st.sampled_from(sorted(KINDS)), at=st.integers(0, 10_000))
def test_whatever_stands_there_pieces_are_the_file(data: bytes, kind: str, at: int) -> None:
    known = KINDS[kind]
    place = at * len(known) // 10_000
    spoiled = known[:place] + data + known[place + len(data) :]
    pieces = find_pieces(io.BytesIO(spoiled), 100_000)
    assert [start for start, _ in pieces] == [0, *(stop for _, stop in pieces[:-1])]
    assert pieces[-1][1] == len(spoiled)
