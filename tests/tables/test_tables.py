"""Tables in three formats: read leniently, written so that the same rows come back and no spreadsheet runs a cell."""

from __future__ import annotations

import builtins
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.errors import GatherError, UsageError
from sourcier.tables import Row, TableFormat, format_for, format_of, plain_cell, read_table, write_table
from sourcier.tables.delimited import harmless, original

COLUMNS = {"id": int, "text": str, "share": float, "is_own": bool}
ROWS: list[dict[str, Any]] = [
    {"id": 1, "text": 'Ligne un\nligne deux; « trois », "quatre"', "share": 0.5, "is_own": True},
    {"id": -2, "text": "=1+1", "share": -0.25, "is_own": False},
    {"id": 3, "text": None, "share": None, "is_own": None},
]
EVIL = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1", "'=1", "''=1", '"=1', "=\0", "\x00=1")


def cells(table: Path | bytes, kind: TableFormat | None = None) -> list[Any]:
    return [dict(row.cells) if isinstance(row, Row) else str(row) for row in read_table(table, "t", kind=kind)]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_what_is_written_is_read_and_the_same_rows_give_the_same_bytes(tmp_path: Path, kind: TableFormat) -> None:
    one, two = tmp_path / f"one.{kind}", tmp_path / f"two.{kind}"
    assert [write_table(path, COLUMNS, iter(ROWS), kind=kind) for path in (one, two)] == [3, 3]
    assert one.read_bytes() == two.read_bytes()
    assert (format_of(one.read_bytes()[:64]), format_for(one)) == (kind, kind)
    expected = ROWS if kind != "csv" else [{name: plain_cell(value) for name, value in row.items()} for row in ROWS]
    assert cells(one) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == [one.name, two.name]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula_and_its_text_comes_back(tmp_path: Path, text: str) -> None:
    write_table(tmp_path / "t.csv", {"a": str, text: str}, [{"a": text, text: f"{text} b"}], kind="csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert len(written) == 2
    for cell in (*written[0], *written[1]):
        assert cell == "a" or cell.startswith("'")
    ((row,),) = [cells(tmp_path / "t.csv")]
    assert row["a"] == text


@given(st.text())
@settings(max_examples=300)
def test_making_a_cell_harmless_can_be_undone(text: str) -> None:
    safe = harmless(text)
    assert original(safe) == text
    assert safe in {text, f"'{text}"}
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_half_a_character_and_a_long_text_are_written_as_one_row(tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        path = tmp_path / f"t.{kind}"
        write_table(path, {"a": str}, [{"a": "x\ud800y"}, {"a": "z" * 40_000}], kind=kind)
        assert [row["a"] for row in cells(path)] == ["x\ufffdy", "z" * 40_000]
    write_table(tmp_path / "t.jsonl", {"a": str}, [{"a": "x\ud800y"}], kind="jsonl")
    assert cells(tmp_path / "t.jsonl") == [{"a": "x\ud800y"}]


def test_a_link_is_replaced_and_not_followed_and_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    outside, link = tmp_path / "outside.csv", tmp_path / "out.csv"
    outside.write_text("precious")
    link.symlink_to(outside)
    write_table(link, {"a": str}, [{"a": "b"}], kind="csv")
    assert outside.read_text() == "precious"
    assert not link.is_symlink()

    def broken() -> Any:
        yield {"a": "c"}
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        write_table(link, {"a": str}, broken(), kind="csv")
    assert cells(link) == [{"a": "b"}]


@pytest.mark.parametrize(
    "content",
    [
        "nom;ville\r\nAnne;Brévenne\r\n".encode(),
        "nom;ville\r\nAnne;Brévenne\r\n".encode("cp1252"),
        "nom\tville\nAnne\tBrévenne\n".encode("utf-16"),
        "\ufeffnom,ville\n\nAnne,Brévenne\n\n".encode(),
        '{"nom": "Anne", "ville": "Brévenne"}\n\n'.encode(),
        '\n[{"nom": "Anne", "ville": "Brévenne"}]'.encode(),
    ],
)
def test_delimiters_encodings_and_shapes(content: bytes) -> None:
    assert cells(content) == [{"nom": "Anne", "ville": "Brévenne"}]


def test_a_bad_row_is_an_error_that_names_file_and_row_and_the_next_one_is_read() -> None:
    ragged = cells(b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert [row if isinstance(row, str) else row["a"] for row in ragged] == [
        "1",
        "could not gather: t: row 3: 1 cells where the header names 2",
        "could not gather: t: row 4: 3 cells where the header names 2",
        "7",
    ]
    lines = cells(b'{"a": 1}\n{"a": \n3\n{"a": 4}\n')
    assert [row if isinstance(row, str) else row["a"] for row in lines][1:3] == [
        "could not gather: t: line 2: not JSON (JSONDecodeError)",
        "could not gather: t: line 3: not a JSON object",
    ]
    assert lines[3] == {"a": 4}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,a\n1,2\n", "names a column twice"),
        (b"", "no header"),
        (b"[1, 2", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"PAR1 and nothing else", "not to be read as Parquet"),
    ],
)
def test_a_table_that_is_none(content: bytes, reason: str) -> None:
    with pytest.raises(GatherError, match=reason) as caught:
        cells(content)
    assert len(str(caught.value).splitlines()) == 1


def test_deep_json_and_cells_without_end_are_errors_of_their_rows() -> None:
    (error,) = cells(b'{"a": ' + b"[" * 200_000 + b"\n")
    assert "not JSON" in error
    found = cells(b'a,b\n1,"' + b"x" * ((1 << 24) + 10) + b'"\n2,3\n')
    assert "field larger than field limit" in found[0]
    assert found[-1] == {"a": "2", "b": "3"}


def test_a_file_that_is_not_there_and_a_name_that_tells_no_format() -> None:
    with pytest.raises(GatherError, match="no such file"):
        cells(Path("/nowhere/at/all.csv"))
    with pytest.raises(UsageError, match="ends in"):
        format_for(Path("table.xls"))


def test_without_pyarrow_a_parquet_file_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **keywords: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *args, **keywords)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageError, match=r"pip install 'sourcier\[parquet\]'"):
        cells(b"PAR1....")
    with pytest.raises(UsageError, match="pyarrow"):
        write_table(tmp_path / "t.parquet", {"a": str}, [], kind="parquet")
    assert list(tmp_path.iterdir()) == []


def test_cells_as_text() -> None:
    assert [plain_cell(v) for v in (None, float("nan"), True, 1.5, 3.0, {"a": 1}, ["x", 2])] == [
        "", "", "true", "1.5", "3", json.dumps({"a": 1}), "x; 2",
    ]  # fmt: skip
