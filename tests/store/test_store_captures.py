"""Evidence: bytes come back from the archive or the loss is told; nothing that a killed writer left is ever overwritten."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from sourcier.errors import DamagedError, StoreError
from sourcier.model import Article, Page, Reading
from sourcier.store import Store, captures, open_store
from sourcier.warc import read_pages

MakeReading = Callable[..., Reading]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def _archives(path: Path) -> list[Path]:
    return sorted(path.with_name(path.name + ".captures").iterdir())


def _fill(path: Path, readings: list[Reading]) -> None:
    with open_store(path) as store:
        for reading in readings:
            store.add(reading)


def test_any_archive_tool_reads_the_captures(path: Path, make_reading: MakeReading, make_failure: MakeReading) -> None:
    readings = [make_reading(0), make_failure(1), make_reading(2, captured_at=None)]
    _fill(path, readings)
    (archive,) = _archives(path)
    assert list(read_pages(archive)) == [reading.page for reading in readings]


def test_archives_are_rotated(path: Path, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MAX_FILE_BYTES", 2000)
    readings = [make_reading(n) for n in range(12)]
    _fill(path, readings)
    assert len(_archives(path)) > 2
    assert all(archive.stat().st_size <= 2000 for archive in _archives(path))
    with open_store(path) as store:
        assert {page.address for page in store.pages()} == {reading.page.address for reading in readings}
        assert store.check() == ()


@pytest.mark.parametrize("tail", [b"\x1f\x8b\x08", b"torn", bytes(5000)], ids=["gzip", "text", "zeros"])
def test_what_a_killed_writer_left_is_ignored_and_kept(path: Path, make_reading: MakeReading, tail: bytes) -> None:
    _fill(path, [make_reading(0)])
    (archive,) = _archives(path)
    left = archive.read_bytes() + tail
    archive.write_bytes(left)
    _fill(path, [make_reading(1), make_reading(2)])
    assert archive.read_bytes() == left
    assert len(_archives(path)) == 2
    with open_store(path) as store:
        assert [page.address[-1] for page in store.pages()] == ["0", "1", "2"]
        assert store.check() == ()


def test_a_revisit_names_the_record_that_holds_the_bytes(path: Path, make_reading: MakeReading) -> None:
    """Whether the first capture came in the same batch or stood in the library before."""
    same = [make_reading(n, content=b"<p>one page</p>") for n in range(3)]
    _fill(path, same[:2])
    _fill(path, same[2:])
    archive = b"".join(file.read_bytes() for file in _archives(path))
    told = [one.headers for one in ArchiveIterator(io.BytesIO(archive)) if one.record_type != WarcRecordType.warcinfo]
    assert [headers.get("WARC-Refers-To") for headers in told] == [None, *[told[0]["WARC-Record-ID"]] * 2]


def test_a_failed_transaction_takes_its_records_back(path: Path, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch) -> None:
    from sourcier.store import adding  # noqa: PLC0415  (patched below)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    _fill(path, [make_reading(0)])
    before = _archives(path)[0].read_bytes()
    with open_store(path) as store:
        monkeypatch.setattr(adding, "_add_rows", fail)
        with pytest.raises(StoreError, match="No space left"):
            store.add(make_reading(1))
        monkeypatch.undo()
        assert _archives(path)[0].read_bytes() == before
        assert store.add(make_reading(1))
        assert store.check() == ()
    assert len(_archives(path)) == 1


def _first_id(store: Store) -> str:
    return next(store.articles()).article_id


@pytest.mark.parametrize("harm", ["gone", "short", "flipped", "other"])
def test_lost_evidence_is_told(path: Path, make_reading: MakeReading, harm: str) -> None:
    _fill(path, [make_reading(n, content=b"<p>page %d" % n) for n in range(3)])
    (archive,) = _archives(path)
    whole = bytearray(archive.read_bytes())
    if harm == "gone":
        archive.unlink()
    elif harm == "short":
        archive.write_bytes(whole[: len(whole) // 2])
    elif harm == "flipped":
        archive.write_bytes(bytes(byte ^ 0x55 if n > 300 else byte for n, byte in enumerate(whole)))
    else:
        shutil.rmtree(archive.parent)
        _fill(path.with_name("other.db"), [make_reading(n, content=b"<p>sage %d" % n) for n in range(3)])
        shutil.copytree(path.with_name("other.db.captures"), archive.parent)
    with open_store(path) as store:
        assert store.check()
        assert len(list(store.articles())) == 3
        with pytest.raises(DamagedError):
            list(store.pages())
        assert store.add(make_reading(9))
        assert store.page(store.find_article("https://phare.example/9").article_id) == make_reading(9).page


def test_a_copy_is_whole_while_others_write(path: Path, make_reading: MakeReading, tmp_path: Path) -> None:
    _fill(path, [make_reading(n) for n in range(50)])
    stop = threading.Event()

    def go_on() -> None:
        with open_store(path) as store:
            for n in range(50, 5000):
                if stop.is_set():
                    return
                store.add(make_reading(n))

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        with open_store(path) as store:
            for n in range(3):
                before = store.searched().articles
                store.backup(tmp_path / f"copy{n}.db")
                with open_store(tmp_path / f"copy{n}.db", create=False) as copy:
                    assert copy.check() == ()
                    assert copy.searched().articles >= before
    finally:
        stop.set()
        writer.join()


def test_a_copy_holds_all_that_the_library_holds(
    open_library: Any, make_reading: MakeReading, make_failure: MakeReading, tmp_path: Path
) -> None:
    store = open_library()
    same = b"<p>the same bytes".ljust(99)
    store.add_all([make_reading(0, content=same), make_reading(1, content=same), make_reading(2, published=None), make_failure()])
    (first, *_) = (article.article_id for article in store.articles())
    store.settle([], [])
    store.backup(tmp_path / "sub" / "copy.db")
    with open_store(tmp_path / "sub" / "copy.db", create=False) as copy:
        assert list(copy.articles()) == list(store.articles())
        assert list(copy.pages()) == list(store.pages())
        assert copy.errors() == store.errors()
        assert copy.statements() == store.statements()
        assert copy.mentions(first) == store.mentions(first)
        assert {hit.article_id for hit in copy.search("phare")} == {hit.article_id for hit in store.search("phare")}
        assert len(copy.search("phare", speaker="Marchalune")) == len(store.search("phare", speaker="Marchalune")) > 0
        assert copy.check() == ()
        assert copy.add(make_reading(3))


def test_a_copy_overwrites_nothing(path: Path, make_reading: MakeReading, tmp_path: Path) -> None:
    _fill(path, [make_reading()])
    (tmp_path / "taken.db").write_text("mine")
    (tmp_path / "other.db.captures").mkdir()
    with open_store(path) as store:
        for name in ("taken.db", "other.db", "library.db"):
            with pytest.raises(StoreError, match="already"):
                store.backup(tmp_path / name)
        assert (tmp_path / "taken.db").read_text() == "mine"
        shutil.rmtree(path.with_name("library.db.captures"))
        with pytest.raises(StoreError):
            store.backup(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "new.db.captures").exists()


def test_a_page_of_a_made_up_article_may_be_empty(path: Path) -> None:
    reading = Reading(Page("", b""), Article("Un texte."))
    _fill(path, [reading])
    with open_store(path) as store:
        assert store.page(_first_id(store)) == reading.page
        assert store.check() == ()
