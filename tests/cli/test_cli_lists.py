"""Lists say how much they leave out, errors are rows for programs too, and a library that may only be read is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.cli.test_cli_library import _page

from sourcier.errors import UsageError
from sourcier.model import Page


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    for number, (outlet, domain) in enumerate((("La Dépêche", "depeche.example"), ("Le Guet", "guet.example"), ("L'Écho", "echo.example"))):
        text = _page(outlet, domain, f"2031-03-0{number + 1}T08:00:00+01:00").replace("/halle", f"/halle{number}")
        (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    assert run("add", *sorted(tmp_path.glob("*.html")), "-l", tmp_path / "library.db").code == 0
    return tmp_path / "library.db"


@pytest.mark.parametrize(("command", "what"), [(("search", "halle"), "articles"), (("statements",), "statements")])
def test_a_list_cut_short_says_so_and_a_whole_one_does_not(run: Run, library: Path, command: tuple[str, ...], what: str) -> None:
    cut, whole = run(*command, "-l", library, "--limit", "1"), run(*command, "-l", library)
    total = run(*command, "-l", library, "--limit", "1", "--json").json["total"]
    assert total > 1
    assert f"1 of {total} {what}; --limit shows more." in cut.out
    assert "--limit" not in whole.out
    assert run(*command, "-l", library, "--json").json["total"] == total


def test_stories_say_how_many_there_are(run: Run, library: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(
        "Un titre\n\n" + "Le port de Brévenne a rouvert lundi après trois mois de travaux. " * 8, encoding="utf-8"
    )
    assert run("add", tmp_path / "other.txt", "-l", library).code == 0
    assert "1 of 2 stories; --limit shows more." in run("stories", "-l", library, "--limit", "1").out
    assert run("stories", "-l", library, "--json").json["total"] == 2


def test_hits_are_counted_within_filters(run: Run, library: Path) -> None:
    assert run("search", "halle", "-l", library, "--limit", "1", "--outlet", "Le Guet", "--json").json["total"] == 1
    assert run("search", "halle", "-l", library, "--limit", "1", "--since", "2031-03-02", "--json").json["total"] == 2


@pytest.mark.parametrize("query", ["", "   ", "!!", '""'])
def test_a_search_without_a_word_is_wrong_use(run: Run, library: Path, query: str) -> None:
    ran = run("search", query, "-l", library)
    assert (ran.code, "Traceback" in ran.err, len(ran.err.splitlines())) == (2, False, 1)


@pytest.mark.parametrize("address", ["mysql://u:secret@host/db", "http://phare.example/library.db", "sqlite:///x.db"])
def test_a_library_of_another_kind_is_wrong_use(run: Run, address: str) -> None:
    for command in (("stories",), ("check",), ("search", "x")):
        ran = run(*command, "-l", address)
        assert (ran.code, len(ran.err.splitlines())) == (2, 1)
        assert "secret" not in ran.err


@pytest.mark.parametrize("command", ["read", "trace"])
def test_what_cannot_be_read_is_a_row_for_programs(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "blank.html").write_text("<html><body><p> </p></body></html>", encoding="utf-8")
    (tmp_path / "good.html").write_text(_page("Le Guet", "guet.example", "2031-03-01"), encoding="utf-8")
    ran = run(command, tmp_path / "none.html", tmp_path / "blank.html", tmp_path / "good.html", "--json")
    assert ran.code == 3
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [bool(row["article"]) for row in rows] == [False, False, True]
    assert "no such file" in rows[0]["error"]
    assert rows[0]["page"]["address"].endswith("none.html")
    assert rows[1]["page"]["address"].endswith("blank.html")
    assert rows[2]["error"] is None


@pytest.mark.parametrize("command", ["read", "trace"])
def test_a_page_without_an_article_says_what_it_tells_of_itself(run: Run, tmp_path: Path, command: str) -> None:
    head = "<title>Le port</title><meta property=og:site_name content='Le Guet'><meta property=article:published_time content=2031-03-04>"
    (tmp_path / "shell.html").write_text(f"<head>{head}</head><body><div id=app></div></body>", encoding="utf-8")
    ran = run(command, tmp_path / "shell.html", "--json")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert ran.err.endswith(': "Le port", Le Guet, 2031-03-04\n')
    told = {"title": "Le port", "outlet": "Le Guet", "published": "2031-03-04", "published_in": "meta:article:published_time"}
    assert json.loads(ran.out)["imprint"] == told


def test_add_tells_programs_what_failed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("url,n\nftp://x,1\n", encoding="utf-8")
    answer = run("add", tmp_path / "table.csv", tmp_path / "none.html", "-l", tmp_path / "library.db", "--json").json
    assert answer["failed"] == 2
    assert [row["error"] for row in answer["errors"]] == ["only http and https addresses are gathered", "no such file or directory"]


@pytest.fixture
def sealed(library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The library where nothing may be written, told by the system as on a read-only disk (root may write whatever the modes say)."""
    real = os.access
    writes = os.W_OK

    def denied(path: Any, mode: int, **given: Any) -> bool:
        return not (mode & writes and str(path).startswith(str(library.parent))) and real(path, mode, **given)

    modes = {path: path.stat().st_mode for path in (library, library.parent)}
    library.chmod(0o444)
    library.parent.chmod(0o555)
    monkeypatch.setattr(os, "access", denied)
    yield library
    for path, mode in modes.items():
        path.chmod(mode)


def test_a_library_that_may_only_be_read_is_read_and_left_as_it_is(run: Run, sealed: Path) -> None:
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in sealed.parent.rglob("*")}
    for command in (
        ("stories",),
        ("search", "halle"),
        ("outlets",),
        ("statements",),
        ("check",),
        ("versions", "https://guet.example/halle1"),
    ):
        ran = run(*command, "-l", sealed)
        assert ran.code == 0, ran.err
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in sealed.parent.rglob("*")} == before


def test_adding_to_a_library_that_may_only_be_read_is_one_line(run: Run, sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    page = tmp_path_factory.mktemp("pages") / "x.html"
    page.write_text(_page("Le Phare", "phare.example", "2031-03-09"), encoding="utf-8")
    ran = run("add", page, "-l", sealed)
    assert (ran.code, len(ran.err.splitlines())) == (5, 1), ran.err
    assert "readonly" in ran.err or "read-only" in ran.err


def test_a_page_of_text_is_refused_with_one_line() -> None:
    with pytest.raises(UsageError, match="bytes") as caught:
        Page("https://phare.example/", "<p>Bonjour")  # type: ignore[arg-type]  # what is tested
    assert len(str(caught.value).splitlines()) == 1
