"""Bad input: one clear line, the right exit code, nothing lost, no traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run

GOOD = """Le pont de Morvane rouvrira en juin

La mairie de Morvane a annoncé lundi que le pont de la gare rouvrirait en juin, après deux ans de travaux.

« Nous tiendrons ce délai », a déclaré la maire, Odile Kerbrat, devant les habitants réunis dans la salle des fêtes.

Le chantier a coûté quatre millions d'euros, payés pour moitié par le département.
"""


def _one_line(err: str) -> bool:
    return err.startswith("sourcier: ") and err.count("\n") == 1 and "Traceback" not in err


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _blank(path: Path) -> None:
    path.write_text("<html><body><p> </p></body></html>", encoding="utf-8")


def _missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def _unclosed_gzip(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03WARC")


@pytest.mark.parametrize("spoil", [_binary, _empty, _blank, _missing, _unclosed_gzip])
@pytest.mark.parametrize("command", ["trace", "read"])
def test_an_unreadable_page_is_one_line_and_exit_code_3(run: Run, tmp_path: Path, spoil: Callable[[Path], None], command: str) -> None:
    path = tmp_path / "page.html"
    spoil(path)
    ran = run(command, path)
    assert ran.code == 3
    assert _one_line(ran.err), ran.err
    assert "page.html" in ran.err


def test_a_bad_page_does_not_end_the_run(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(GOOD, encoding="utf-8")
    _binary(bad)
    ran = run("trace", bad, good)
    assert ran.code == 3
    assert "Odile Kerbrat" in ran.out
    assert _one_line(ran.err)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "ftp://phare.example/x",
        "http://0x7f.1/",
    ],
)
def test_a_private_or_odd_address_is_refused(run: Run, address: str) -> None:
    ran = run("trace", address)
    assert ran.code == 3
    assert _one_line(ran.err), ran.err


@pytest.mark.parametrize("command", [("stories",), ("story", "s1"), ("outlets",), ("search", "pont"), ("statements",), ("check",)])
def test_a_missing_library_is_exit_code_5_and_none_is_made(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    library = tmp_path / "none.db"
    ran = run(*command, "-l", library)
    assert ran.code == 5
    assert _one_line(ran.err), ran.err
    assert not library.exists()


@pytest.mark.parametrize("content", [b"this is no database, " * 400, b"SQLite format 3\x00" + b"\xff" * 8000, b"\x00" * 10])
@pytest.mark.parametrize("command", [("stories",), ("check",), ("add", "PAGE")])
def test_a_damaged_library_is_exit_code_5_and_is_left_alone(run: Run, tmp_path: Path, command: tuple[str, ...], content: bytes) -> None:
    library, page = tmp_path / "broken.db", tmp_path / "page.txt"
    library.write_bytes(content)
    page.write_text(GOOD, encoding="utf-8")
    ran = run(*(str(page) if word == "PAGE" else word for word in command), "-l", library)
    assert ran.code == 5
    assert _one_line(ran.err), ran.err
    assert library.read_bytes() == content


def test_a_foreign_database_is_not_taken_for_a_library(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "other.db"
    with sqlite3.connect(library) as connection:
        connection.execute("create table recipes (name text)")
    connection.close()
    before = library.read_bytes()
    ran = run("stories", "-l", library)
    assert ran.code == 5
    assert _one_line(ran.err), ran.err
    assert library.read_bytes() == before


def test_nothing_found_is_exit_code_4(run: Run, tmp_path: Path) -> None:
    page, library = tmp_path / "page.txt", tmp_path / "library.db"
    page.write_text(GOOD, encoding="utf-8")
    assert run("add", page, "-l", library).code == 0
    assert run("search", "zeppelin", "-l", library).code == 4
    assert run("story", "nosuchstory", "-l", library).code == 4
    assert run("statements", "--speaker", "Nobody Atall", "-l", library).code == 4


@pytest.mark.parametrize(
    "args", [("trace",), ("nosuch",), ("trace", "x", "--published", "soon"), ("stories", "--order", "odd"), ("stories", "--limit", "0")]
)
def test_wrong_use_is_exit_code_2(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*args).code == 2


def test_an_archive_that_holds_no_page_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.warc"
    path.write_bytes(b"WARC/1.0\r\ngarbage")
    ran = run("trace", path)
    assert ran.code == 3
    assert "broken.warc" in ran.err


def test_adding_nothing_makes_no_library(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    assert run("add", tmp_path / "none.html", "-l", library).code == 3
    assert list(tmp_path.iterdir()) == []


def test_the_parts_of_a_saved_page_are_no_pages(run: Run, tmp_path: Path) -> None:
    folder, library = tmp_path / "saved", tmp_path / "library.db"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page.txt").write_text(GOOD, encoding="utf-8")
    (folder / "page_files" / "style.css").write_text("body { margin: 0; }\n" * 200, encoding="utf-8")
    (folder / "page_files" / "app.js").write_text("function f(a, b) { return a + b; }\n" * 200, encoding="utf-8")
    assert run("add", folder, "-l", library, "--json").json["added"] == 1


def test_one_bad_line_of_a_list_is_one_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("http://127.0.0.1:9/a\nnot an address\nhttp://127.0.0.1:9/b\n", encoding="utf-8")
    ran = run("trace", path)
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 3
    assert "not an address" in ran.err
