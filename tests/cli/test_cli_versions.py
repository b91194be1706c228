"""A page that was captured again with another text: one entry of its story, and the edit is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.pipeline.test_pipeline_tracing import DIGEST, LEDGER

from sourcier.model import Page
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.store import open_store
from sourcier.warc import write_pages

LATER = Page(
    LEDGER.address,
    LEDGER.content.replace(b"two sinkings", b"three sinkings")
    .replace(b"makes its last crossing</h1>", b"stops for good</h1>")
    .replace(
        b"</article>",
        b"<p>This article was originally published by <a href='https://brine-echo.example/1'>The Brine Echo</a>.</p></article>",
    ),
    LEDGER.content_type,
    datetime(2031, 5, 4, tzinfo=UTC),
)


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    archive, path = tmp_path / "pages.warc.gz", tmp_path / "library.db"
    write_pages([LEDGER, DIGEST, LATER], archive, stored_at=datetime(2031, 5, 5, tzinfo=UTC))
    ran = run("add", archive, "-l", path, "--json")
    assert (ran.code, ran.json["added"], ran.json["stories"]) == (0, 3, 1)
    return path


def test_the_edit_is_shown_to_people(run: Run, library: Path) -> None:
    out = run("versions", LEDGER.address, "-l", library).out
    assert "2 versions" in out
    assert "  - two" in out
    assert "  + three" in out
    assert "credit added: republished The Brine Echo" in out


def test_the_edit_is_shown_to_programs_by_address_or_id(run: Run, library: Path) -> None:
    told = run("versions", LEDGER.address, "-l", library, "--json").json
    assert [version["captured_at"][:10] for version in told["versions"]] == ["2031-05-03", "2031-05-04"]
    (edit,) = told["edits"]
    assert {"kind": "changed", "before": "two", "after": "three"} in edit["changes"]
    assert [credit["name"] for credit in edit["credits_added"]] == ["The Brine Echo"]
    assert edit["credits_dropped"] == []
    for version in told["versions"]:
        assert run("versions", version["article_id"], "-l", library, "--json").json == told


def test_the_story_has_one_entry_for_the_page_and_says_that_it_was_edited(run: Run, library: Path) -> None:
    story = run("story", LEDGER.address, "-l", library, "--json").json
    assert [(a["outlet"], len(a["versions"])) for a in story["articles"]] == [("The Sarn Ledger", 1), ("River Digest", 0)]
    assert story["articles"][1]["chain"][0]["verdict"] == "confirmed"
    assert "1 edit, see `sourcier versions`" in run("story", LEDGER.address, "-l", library).out


def test_a_page_captured_once_has_one_version(run: Run, library: Path) -> None:
    told = run("versions", DIGEST.address, "-l", library, "--json").json
    assert (len(told["versions"]), told["edits"]) == (1, [])
    assert run("versions", "https://nowhere.example/", "-l", library).code == 4


def test_versions_that_come_in_any_order_give_the_story_that_all_at_once_gives(tmp_path: Path) -> None:
    told = set()
    for name, order in enumerate(permutations([LEDGER, LATER, DIGEST])):
        with open_store(str(tmp_path / f"{name}.db")) as library:
            for page in order:
                library.add(read_page(page))
                settle(library)
            told.add(library.stories())
    with open_store(str(tmp_path / "once.db")) as library:
        library.add_all([read_page(page) for page in (LEDGER, LATER, DIGEST)])
        settle(library)
        assert told == {library.stories()}
