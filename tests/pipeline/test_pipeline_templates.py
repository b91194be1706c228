"""What a library learns of its sites: stock paragraphs leave the texts when it is read again, and stay out of what comes later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.read.test_read_template import _APPEAL as APPEAL
from tests.read.test_read_template import _page as make_page
from tests.read.test_read_template import _pages as make_pages

from sourcier.model import Page, Template
from sourcier.pipeline.reading import read_page, reading_rules, rules_with
from sourcier.pipeline.rereading import reread
from sourcier.pipeline.settling import settle
from sourcier.pipeline.templates import NO_TEMPLATES, Templates, learn_templates
from sourcier.store import Store, open_store

NEWS = ["Le bac de Lanvel ne passera plus après dix-neuf heures, faute de passeurs.", "Les riverains ont écrit au préfet mardi."]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library with pages of one site that all end with the same appeal, and one of a site of which nothing is learned."""
    path = tmp_path / "library.db"
    with open_store(str(path)) as library:
        other = make_page("Ailleurs", [*NEWS, APPEAL], 1)
        library.add_all(read_page(page) for page in [*make_pages(foot=[APPEAL]), Page("https://ailleurs.example/1", other.content)])
        settle(library)
    return path


def bodies(library: Store) -> dict[str, str]:
    return {article.address: article.body for article in library.articles()}


def test_what_a_site_repeats_is_learned_by_its_domain(path: Path) -> None:
    with open_store(str(path)) as library:
        templates = learn_templates(library)
        assert list(templates.by_domain) == ["fanal.example"]
        assert templates.of("https://www.fanal.example/20") == templates.by_domain["fanal.example"]
        assert templates.of("https://ailleurs.example/1") is templates.of("") is None


def test_texts_lose_it_when_they_are_read_again_and_once_is_enough(path: Path, run: Run) -> None:
    told = json.loads(run("reread", "--learn", "-l", path, "--json").out)
    assert told["captures"] == 5
    with open_store(str(path)) as library:
        held = bodies(library)
        assert [address for address, body in held.items() if APPEAL in body] == ["https://ailleurs.example/1"]
        assert told["rules"] == rules_with(Templates(library.templates.all())) != reading_rules()
    again = json.loads(run("reread", "--learn", "-l", path, "--json").out)
    assert (again["captures"], again["rules"]) == (0, told["rules"])  # what was read by them teaches the same


def test_what_comes_later_is_read_by_them(path: Path, run: Run, tmp_path: Path) -> None:
    run("reread", "--learn", "-l", path)
    later = tmp_path / "later.html"
    later.write_bytes(
        make_page("Le bac", [*NEWS, APPEAL], 9).content.replace(b"<title>", b"<link rel=canonical href=https://fanal.example/9><title>")
    )
    assert run("add", later, "-l", path).code == 0
    with open_store(str(path)) as library:
        templates = Templates(library.templates.all())
        assert read_page(make_page("Le bac", [*NEWS, APPEAL], 9), templates=templates).rules == rules_with(templates)
        (body,) = (body for body in bodies(library).values() if NEWS[0] in body and "Ailleurs" not in body and APPEAL not in body)
        assert body.split("\n") == NEWS


def test_without_templates_everything_reads_as_it_did(path: Path) -> None:
    page = make_page("Le bac", [*NEWS, APPEAL], 9)
    assert rules_with(NO_TEMPLATES) == reading_rules()
    assert read_page(page, templates=Templates({"other.example": Template(("0",), 3)})).article == read_page(page).article
    with open_store(str(path)) as library:
        assert list(reread(library)) == []


def test_templates_are_kept_as_they_are_and_replaced_as_a_whole(path: Path) -> None:
    one, other = Template(("00ff", "10ff"), 7), Template(("20ff",), 3)
    with open_store(str(path)) as library:
        secret = library.readers.secret()
        library.templates.keep({"a.example": one, "b.example": other})
        assert library.templates.all() == {"a.example": one, "b.example": other}
        library.templates.keep({"b.example": one})
        assert library.templates.all() == {"b.example": one}
        library.templates.keep({})
        assert library.templates.all() == {}
        assert library.readers.secret() == secret
