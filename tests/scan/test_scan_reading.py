"""What goes into a scan: archives with broken records, tables cut into pieces, addresses that nobody fetches."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.scan.scan_tables import scanned

from sourcier.errors import UsageError
from sourcier.model import Page, Reading
from sourcier.scan import Filters, inputs, plan_scan, reading, scan
from sourcier.scan.engines import Inline
from sourcier.scan.folder import load
from sourcier.scan.importing import readings_of
from sourcier.scan.inputs import find_shards, pages_of
from sourcier.scan.plan import Plan, Shard, make_plan
from sourcier.warc import pieces, write_info, write_page

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile"
WHEN = datetime(2031, 5, 2, tzinfo=UTC)
WORDS = "La commission du port a rendu son avis sur la digue de Sainte-Hune, que les pêcheurs attendaient depuis trois hivers"


def _page(number: int) -> Page:
    text = "".join(f"<p>{WORDS}, dit le rapport numéro {number}, page {line}.</p>" for line in range(6))
    html = f"<html lang=fr><head><title>Avis {number}</title></head><body><article><h1>Avis {number}</h1>{text}</article></body></html>"
    return Page(f"https://digue.example/{number}", html.encode(), "text/html", WHEN, (("Content-Type", "text/html"),))


def _archive(path: Path, *pieces: bytes) -> Path:
    path.write_bytes(b"".join((write_info("test", stored_at=WHEN), *pieces)))
    return path


def _record(number: int) -> bytes:
    return write_page(_page(number), stored_at=WHEN)


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in tables[name]]


def test_a_broken_record_is_a_row_and_later_ones_are_read(tmp_path: Path) -> None:
    broken = _record(2)
    path = _archive(tmp_path / "a.warc.gz", _record(1), broken[: len(broken) // 2], b"\0noise" * 40, _record(3), _record(4))
    tables = scanned([str(path)], tmp_path / "out")
    assert [row["address"] for row in sorted(_rows(tables, "articles"), key=lambda row: str(row["address"]))] == [
        f"https://digue.example/{number}" for number in (1, 3, 4)
    ]
    [error] = _rows(tables, "errors")
    assert error["input"] == str(path)
    assert error["reason"]


def test_a_page_that_gives_no_article_is_a_row_with_the_reason(tmp_path: Path) -> None:
    empty = Page("https://digue.example/vide", b"<html></html>", "text/html", WHEN)
    path = _archive(tmp_path / "a.warc.gz", _record(1), write_page(empty, stored_at=WHEN), _record(2))
    tables = scanned([str(path)], tmp_path / "out")
    [error] = _rows(tables, "errors")
    assert (error["address"], error["place"]) == ("https://digue.example/vide", 1)
    assert error["reason"]
    assert len(tables["articles"]) == 2


def test_a_file_that_is_nothing_we_know_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.bin").write_bytes(b"\x7fELF" + b"\0" * 400)
    _archive(tmp_path / "in" / "b.warc.gz", _record(1))
    tables = scanned([str(tmp_path / "in")], tmp_path / "out")
    assert len(tables["articles"]) == 1
    assert [row["input"] for row in _rows(tables, "errors")] == [str(tmp_path / "in" / "a.bin")]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("step", [1, 3, 7, 100])
def test_lines_come_once_and_in_order_however_they_are_cut(
    packed: bool, step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_LINES", step)
    monkeypatch.setattr(inputs, "_AT_ONCE", 2)
    lines = [json.dumps({"url": f"https://digue.example/{n}", "text": WORDS}) for n in range(10)]
    lines[4] = "{broken"
    content = "\n".join([*lines, ""]).encode()
    path = tmp_path / "texts.jsonl"
    path.write_bytes(gzip.compress(content) if packed else content)
    shards = find_shards([str(path)])
    items = [item for shard in shards for item in pages_of(shard)]
    assert [item.address for item in items if isinstance(item, Page)] == [f"https://digue.example/{n}" for n in range(10) if n != 4]
    assert [("row 5" in str(item) or "line" in str(item)) for item in items if not isinstance(item, Page)] == [True]
    assert len(shards) == (-(-11 // step) if step < 11 else 1)


def test_rows_of_a_parquet_table_come_once_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_LINES", 4)
    rows = [{"url": f"https://digue.example/{n}", "text": WORDS} for n in range(11)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet", row_group_size=3)
    shards = find_shards([str(tmp_path / "t.parquet")])
    items = [item for shard in shards for item in pages_of(shard)]
    assert len(shards) == 2
    assert [item.address for item in items if isinstance(item, Page)] == [row["url"] for row in rows]


@pytest.mark.parametrize("where", ["here", "far"])
def test_one_archive_of_many_pieces_gives_what_it_gives_whole(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [_record(number) for number in range(60)]
    broken = records[40]
    path = _archive(tmp_path / "a.warc.gz", *records[:40], broken[:100] + bytes(300), *records[41:])
    name = str(path)
    if where == "far":
        name = "memory://crawl/a.warc.gz"
        load("fsspec").filesystem("memory").pipe("/crawl/a.warc.gz", path.read_bytes())
    whole = scanned([name], tmp_path / "whole")
    monkeypatch.setattr(inputs, "_PIECE", (3000, 3000))
    monkeypatch.setattr(pieces, "_SURE", 1000)
    shards = find_shards([name])
    assert len(shards) > 4
    assert sum(shard.size for shard in shards) == path.stat().st_size
    cut = scanned([name], tmp_path / "cut", workers=2 if where == "here" else 1)
    for table in whole.keys() - {"errors"}:
        assert _without_place(cut, table) == _without_place(whole, table)
    assert len(whole["articles"]) >= 59
    assert len(cut["errors"]) == len(whole["errors"]) == 1


def _without_place(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows without the piece that they were read from and their place there."""
    rows = [{key: cell for key, cell in row.items() if key not in {"part", "place"}} for row in _rows(tables, name)]
    return sorted(rows, key=str)


def test_captures_are_found_again_in_an_archive_that_was_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _archive(tmp_path / "a.warc.gz", *map(_record, range(60)))
    monkeypatch.setattr(inputs, "_PIECE", (3000, 3000))
    monkeypatch.setattr(pieces, "_SURE", 1000)
    scanned([str(path)], tmp_path / "once")
    scanned([str(tmp_path / "once")], tmp_path / "twice")
    for folder in ("once", "twice"):
        found = [one for one in readings_of(str(tmp_path / folder)) if isinstance(one, Reading)]
        assert sorted(one.page.content for one in found) == sorted(_page(number).content for number in range(60))


def test_small_files_are_read_together_and_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_FILES", 7)
    (tmp_path / "in").mkdir()
    for number in range(30):
        (tmp_path / "in" / f"{number:02d}.html").write_bytes(_page(number).content)
    (tmp_path / "in" / "17.html").write_bytes(b"")
    _archive(tmp_path / "in" / "a.warc.gz", _record(40), _record(41))
    shards = find_shards([str(tmp_path / "in")])
    assert [len(shard.more) + 1 for shard in shards] == [8, 8, 8, 7]
    assert sum(shard.size for shard in shards) == sum(path.stat().st_size for path in (tmp_path / "in").iterdir())
    tables = scanned([str(tmp_path / "in")], tmp_path / "out", workers=2)
    told = {(Path(row["input"]).name, row["part"], row["place"]) for row in _rows(tables, "articles")}
    names = {f"{number:02d}.html" for number in range(30)} - {"17.html"}
    assert told == {(name, 0, 0) for name in names} | {("a.warc.gz", 0, 0), ("a.warc.gz", 0, 1)}
    assert [Path(row["input"]).name for row in _rows(tables, "errors")] == ["17.html"]
    assert sum(isinstance(one, Reading) for one in readings_of(str(tmp_path / "out"))) == 31


def test_long_texts_are_worked_on_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _archive(tmp_path / "a.warc.gz", *map(_record, range(30)))
    whole = scanned([str(path)], tmp_path / "whole")
    monkeypatch.setattr(reading, "_LETTERS", 2000)
    assert scanned([str(path)], tmp_path / "cut") == whole


def test_what_cannot_be_opened_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    _archive(tmp_path / "in" / "a.warc.gz", _record(1))
    (tmp_path / "in" / "b.warc.gz").symlink_to(tmp_path / "nowhere")
    tables = scanned([str(tmp_path / "in")], tmp_path / "out")
    assert len(tables["articles"]) == 1
    [error] = _rows(tables, "errors")
    assert error["input"] == str(tmp_path / "in" / "b.warc.gz")


def test_a_line_longer_than_any_article_is_an_error_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_LONGEST_LINE", 5000)
    good = json.dumps({"url": "https://digue.example/1", "text": WORDS}).encode()
    path = tmp_path / "texts.jsonl"
    path.write_bytes(good + b"\n" + b'{"url": "' + b"x" * 20_000 + b'"}\n' + good.replace(b"/1", b"/2") + b"\n")
    items = list(pages_of(Shard("lines", str(path), 1, 0, 100)))
    assert [isinstance(item, Page) for item in items] == [True, False, True]


def test_a_packed_table_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    lines = [json.dumps({"url": f"https://digue.example/{n}", "text": f"{WORDS} {n * 7919}"}) for n in range(400)]
    content = gzip.compress("\n".join([*lines, ""]).encode(), 1)
    path = tmp_path / "texts.jsonl.gz"
    path.write_bytes(content[: len(content) // 2])
    items = [item for shard in find_shards([str(path)]) for item in pages_of(shard)]
    assert sum(isinstance(item, Page) for item in items) > 50
    assert "breaks off" in str(items[-1])


def test_what_a_scan_writes_below_its_input_is_no_input(tmp_path: Path) -> None:
    _archive(tmp_path / "a.warc.gz", _record(1))
    first = scanned([str(tmp_path)], tmp_path / "out")
    assert scanned([str(tmp_path)], tmp_path / "out") == first
    (tmp_path / "begun" / "work").mkdir(parents=True)
    (tmp_path / "begun" / "work" / "plan.json").write_text("{}", encoding="utf-8")
    assert [Path(shard.name).name for shard in find_shards([str(tmp_path)])] == ["a.warc.gz"]


def test_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.txt").write_text("https://digue.example/1\nhttps://digue.example/2\n", encoding="utf-8")
    (tmp_path / "in" / "table.jsonl").write_text('{"url": "https://digue.example/3", "title": "Avis"}\n', encoding="utf-8")
    errors = _rows(scanned([str(tmp_path / "in")], tmp_path / "out"), "errors")
    assert len(errors) == 3
    assert all("fetches nothing" in row["reason"] for row in errors)


def test_buckets_follow_the_size_of_the_input() -> None:
    counts = [_plan_of(size).buckets for size in (1, 10**9, 2 * 10**10, 4 * 10**10)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[3] == 2 * counts[2]


def _plan_of(size: int) -> Plan:
    """The plan for one archive of so many bytes."""
    return make_plan([Shard("pages", "a.warc.gz", size)], Filters(), "rules")


@pytest.mark.parametrize("address", ["nosuch://crawl/a.warc.gz", "s3x://bucket/a"])
def test_a_file_system_that_nobody_knows_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file system"):
        plan_scan([address], Filters())
    _archive(tmp_path / "a.warc.gz", _record(1))
    with pytest.raises(UsageError, match="no file system"):
        scan(plan_scan([str(tmp_path)], Filters()), address, Inline())


def test_a_table_that_is_no_parquet_inside_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.parquet").write_bytes(b"PAR1" + b"\x7f" * 500 + b"PAR1")
    _archive(tmp_path / "in" / "b.warc.gz", _record(1))
    tables = scanned([str(tmp_path / "in")], tmp_path / "out")
    assert len(tables["articles"]) == 1
    [error] = _rows(tables, "errors")
    assert "Parquet" in error["reason"]


def test_what_is_not_there_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        plan_scan([str(tmp_path / "nowhere")], Filters())
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="nothing to scan"):
        plan_scan([str(tmp_path / "empty")], Filters())


def _hostile() -> Iterator[Any]:
    if not (HOSTILE / "gen.py").is_file():
        return
    with (HOSTILE / "manifest.jsonl").open(encoding="utf-8") as lines:
        yield from (case for case in map(json.loads, lines) if case["kind"] == "warc")


@pytest.mark.shared
def test_hostile_archives_all_in_one_scan(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("hostile_gen", HOSTILE / "gen.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    (tmp_path / "in").mkdir()
    wanted: dict[str, Any] = {}
    for case in _hostile():
        path = tmp_path / "in" / f"{case['id']}.warc"
        path.write_bytes(made.build(case["spec"]))
        wanted[str(path)] = case["must"]
    assert wanted
    tables = scanned([str(tmp_path / "in")], tmp_path / "out", workers=2)
    told = [*_rows(tables, "articles"), *_rows(tables, "errors")]
    for name, must in wanted.items():
        pages = [item for item in pages_of(Shard("pages", name, 1)) if isinstance(item, Page)]
        if "records" in must:
            assert len(pages) == must["records"], name
        assert len(pages) >= must.get("records_min", 0), name
        assert not pages or any(row["input"] == name for row in told), name
