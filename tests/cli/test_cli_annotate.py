"""A researcher's table comes back with all its columns and with how each text was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.cli.test_cli_library import TEXT

from sourcier.pipeline.annotating import ADDED
from sourcier.tables import Row, TableFormat, read_table, write_table

BODY = "\n".join(TEXT)
ENGLISH = (
    "The foundry at Low Ferring will close in the spring, its owner told the 140 people who work there on Tuesday.\n"
    "The furnace has not been lit since the crane fell in October, and the orders from the shipyard at Pell have gone elsewhere.\n"
    "A meeting with the council has been set for next week, when the union will put forward a plan of its own."
)
ROWS: list[dict[str, Any]] = [
    {
        "id": 1,
        "url": "https://depeche-lerone.example/halle",
        "source": "La Dépêche de Lérone",
        "date": "2031-03-05T08:00:00+01:00",
        "text": BODY,
    },
    {
        "id": 2,
        "url": "https://guet-sud.example/halle",
        "source": "Le Guet du Sud",
        "date": "2031-03-05T11:30:00+01:00",
        "text": f"{BODY}\nSource : La Dépêche de Lérone",
    },
    {"id": 3, "url": "https://echos-est.example/halle", "source": "Échos de l'Est", "date": "2031-03-06T09:00:00+01:00", "text": BODY},
    {"id": 4, "url": "https://harbour.example/1", "source": "Harbour", "date": "2031-03-05", "text": f"LOW FERRING (Reuters) - {ENGLISH}"},
    {"id": 5, "url": "https://harbour.example/2", "source": "Harbour", "date": "2031-03-05", "text": ""},
]


def table(path: Path) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in read_table(path, path.name) if isinstance(row, Row)]


def corpus(folder: Path, kind: TableFormat = "jsonl", rows: list[dict[str, Any]] = ROWS) -> Path:
    path = folder / f"corpus.{kind}"
    write_table(path, {"id": int, "url": str, "source": str, "date": str, "text": str}, rows, kind=kind)
    return path


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_the_same_rows_come_back_with_columns_added(run: Run, tmp_path: Path, kind: TableFormat) -> None:
    given, out = corpus(tmp_path, kind), tmp_path / f"out.{kind}"
    assert run("annotate", given, "-o", out).code == 0
    before, after = table(given), table(out)
    assert [{key: row[key] for key in old} for row, old in zip(after, before, strict=True)] == before
    assert all(list(row) == [*before[0], *ADDED] for row in after)
    assert [row["written_as"] for row in after] == ["own", "copied", "copied", "agency", "undecided"]
    assert [row["derives_from"] or None for row in after[:4]] == [None, "La Dépêche de Lérone", "La Dépêche de Lérone", "Reuters"]
    assert [str(row["credited"]).lower() for row in after[1:4]] == ["true", "false", "true"]
    assert [str(row["independent"]).lower() for row in after[:4]] == ["true", "false", "false", "false"]
    assert float(after[1]["share_of_text"]) > 0.9
    assert all(0.5 < float(row["confidence"]) <= 1 for row in after[:4])
    assert any("La Dépêche de Lérone (confirmed, " in reason for reason in json.loads(after[1]["reasons"]))
    assert json.loads(after[4]["reasons"]) == ["the row holds no text"]


def test_the_same_table_gives_the_same_bytes_whatever_the_order_of_its_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "turned").mkdir()
    one, two = corpus(tmp_path), corpus(tmp_path / "turned", rows=ROWS[::-1])
    for given, out in ((one, "a.csv"), (one, "b.csv"), (two, "c.csv")):
        assert run("annotate", given, "-o", tmp_path / out).code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert {row["id"]: row for row in table(tmp_path / "a.csv")} == {row["id"]: row for row in table(tmp_path / "c.csv")}


def test_columns_may_be_named_and_columns_of_our_names_are_kept(run: Run, tmp_path: Path) -> None:
    rows = [{"corpus_words": BODY, "who": "Le Guet", "written_as": "x", "confidence": 3}]
    write_table(tmp_path / "in.jsonl", {"corpus_words": str, "who": str, "written_as": str, "confidence": int}, rows, kind="jsonl")
    refused = run("annotate", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert (refused.code, "--text" in refused.err) == (2, True)
    assert run("annotate", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--text", "nothing").code == 2
    assert run("annotate", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "--text", "corpus_words", "--outlet", "who").code == 0
    (row,) = table(tmp_path / "out.jsonl")
    assert (row["written_as_before"], row["confidence_before"], row["written_as"]) == ("x", 3, "own")


def test_a_bad_row_is_told_and_the_others_are_annotated(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f'text,n\n"{BODY}",1\n2\n"{ENGLISH}",3\n', encoding="utf-8")
    ran = run("annotate", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--json")
    assert ran.code == 3
    assert "row 3" in " ".join(ran.err.split()) or "row 7" in ran.err
    assert (ran.json["rows"], ran.json["unreadable"]) == (2, 1)
    assert [row["n"] for row in table(tmp_path / "out.csv")] == ["1", "3"]


def test_an_address_that_many_texts_share_is_no_page(run: Run, tmp_path: Path) -> None:
    others = [{"id": n, "url": "https://guet-sud.example/", "source": "Le Guet", "text": f"{ENGLISH}\nNumber {n}."} for n in range(6)]
    given = corpus(tmp_path, rows=[ROWS[0], {**ROWS[1], "url": "https://guet-sud.example/"}, *others])
    assert run("annotate", given, "-o", tmp_path / "out.jsonl").code == 0
    first, copy, *_ = table(tmp_path / "out.jsonl")
    assert (first["written_as"], copy["written_as"], copy["derives_from"]) == ("own", "copied", "La Dépêche de Lérone")


def test_wrong_uses_are_one_line(run: Run, tmp_path: Path) -> None:
    given = corpus(tmp_path)
    for arguments, code in (
        ((given, "-o", tmp_path / "x.xls"), 2),
        ((tmp_path / "none.csv", "-o", tmp_path / "x.csv"), 3),
        ((given, "-o", tmp_path / "nowhere" / "x.csv"), 5),
    ):
        ran = run("annotate", *arguments)
        assert (ran.code, len(ran.err.splitlines()), "Traceback" in ran.err) == (code, 1, False)
    (tmp_path / "empty.csv").write_text("text,n\n")
    assert run("annotate", tmp_path / "empty.csv", "-o", tmp_path / "x.csv").code == 4


def test_two_rows_with_the_same_page_are_told_alike(run: Run, tmp_path: Path) -> None:
    given = corpus(tmp_path, rows=[*ROWS, {**ROWS[1], "id": 9}])
    assert run("annotate", given, "-o", tmp_path / "out.jsonl").code == 0
    told = {row["id"]: {key: row[key] for key in ADDED} for row in table(tmp_path / "out.jsonl")}
    assert told[2] == told[9]
