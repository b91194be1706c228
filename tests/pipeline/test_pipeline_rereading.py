"""All captures read again by the rules of today: what changed is told, and a run that is stopped goes on where it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.pipeline.test_pipeline_tracing import DIGEST, HARVEST, LEDGER

from sourcier.model import Page, Reading
from sourcier.pipeline import rereading
from sourcier.pipeline.reading import read_page, reading_rules
from sourcier.pipeline.rereading import changed_fields, reread
from sourcier.pipeline.settling import settle
from sourcier.pipeline.templates import Templates
from sourcier.store import open_store


def read_badly(page: Page) -> Reading:
    """A page as rules of before read it: no authors, another title, a date that is wrong."""
    reading = read_page(page)
    assert reading.article is not None
    article = replace(reading.article, title="Home", published=date(2030, 1, 1), article_id="")
    return Reading(page, article, rules="old")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library that older rules have read, with one page that they took for no article, and one of today."""
    with open_store(str(tmp_path / "library.db")) as library:
        library.add_all([read_badly(LEDGER), Reading(DIGEST, error="section page", rules="old"), read_page(HARVEST)])
        library.add(Reading(Page("https://sarn-ledger.example/", b" ", None, datetime(2031, 5, 3, tzinfo=UTC)), error="other", rules="old"))
        settle(library)
    return tmp_path / "library.db"


def test_what_is_read_again_is_as_if_it_were_read_today(path: Path, tmp_path: Path) -> None:
    with open_store(str(path)) as library, open_store(str(tmp_path / "fresh.db")) as fresh:
        told = {one.address: one.fields for one in reread(library)}
        settle(library)
        fresh.add_all([read_page(page) for page in library.pages()])
        settle(fresh)
        assert list(library.articles()) == list(fresh.articles())
        assert library.stories() == fresh.stories()
        assert library.statements() == fresh.statements()
        assert library.errors() == fresh.errors()
        assert library.check() == ()
        assert list(reread(library)) == []
    assert set(told[LEDGER.address]) >= {"title", "published", "statements"}
    assert told[DIGEST.address] == ("article gained",)
    assert told["https://sarn-ledger.example/"] == ("reason",)
    assert HARVEST.address not in told


def test_a_run_that_is_stopped_goes_on_where_it_stood(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "_BATCH", 1)
    with open_store(str(path)) as library:
        started = reread(library)
        first = next(started)
        del started
        rest = list(reread(library))
    assert len(rest) == 2
    assert first.address not in {one.address for one in rest}


def test_a_run_that_is_killed_in_the_middle_of_a_batch_has_kept_what_came_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading, "_BATCH", 1)
    read: list[str] = []

    def dying(page: Page, *, templates: Templates) -> Reading:
        if len(read) == 2:
            raise KeyboardInterrupt
        read.append(page.address)
        return read_page(page, templates=templates)

    monkeypatch.setattr(rereading, "read_page", dying)
    with open_store(str(path)) as library:
        with pytest.raises(KeyboardInterrupt):
            list(reread(library))
        assert library.check() == ()
        assert library.captures.count_stale(reading_rules()) == 1


def test_the_version_of_the_rules_goes_with_each_reading_and_is_the_same_every_time() -> None:
    assert read_page(LEDGER).rules == reading_rules() == read_page(Page("x", b"")).rules
    assert len(reading_rules()) == 16


def test_fields_that_differ() -> None:
    one = read_page(LEDGER)
    assert one.article is not None
    assert list(changed_fields(one, one)) == []
    other = replace(one, article=replace(one.article, language="fr", captured_at=None))
    assert list(changed_fields(one, other)) == ["language"]
    assert list(changed_fields(one, Reading(LEDGER, error="empty"))) == ["article lost"]


def test_the_command_says_what_changed_to_people_and_to_programs(run: Run, path: Path) -> None:
    out = run("reread", "-l", path).out
    assert "3 captures read again, 3 otherwise than before" in out
    assert "article gained" in out
    assert "read by these rules already" in run("reread", "-l", path).out
    answer = run("reread", "-l", path, "--json").json
    assert (answer["captures"], answer["fields"], answer["changed"], answer["faults"]) == (0, {}, [], [])


def test_the_command_lists_each_capture_and_settles_anew(run: Run, path: Path) -> None:
    answer = run("reread", "-l", path, "--json").json
    assert {one["address"]: one["fields"][0] for one in answer["changed"]}[DIGEST.address] == "article gained"
    assert answer["fields"]["article gained"] == 1
    assert answer["stories"] == 1
    assert len(run("stories", "-l", path, "--json").json["stories"][0]["articles"]) == 3


def test_a_capture_that_is_gone_is_told_and_the_rest_is_read(run: Run, path: Path) -> None:
    archive = next((path.parent / "library.db.captures").glob("*.warc.gz"))
    content = bytearray(archive.read_bytes())
    content[-30] ^= 0xFF
    archive.write_bytes(bytes(content))
    ran = run("reread", "-l", path, "--json")
    assert ran.code == 5
    assert len(ran.json["faults"]) == 1
    assert ran.json["captures"] == 2
    assert "Traceback" not in ran.err
