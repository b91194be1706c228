"""The invented press is whole: every page is there, told apart, answered for, and built from its texts to the byte."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections import Counter
from datetime import UTC
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from sourcier.demo import FOUNDING_PAGE_ADDRESS, answers, press
from sourcier.demo.truth import TruePage
from sourcier.model import Page

BUILDER = Path(__file__).parents[2] / "scripts" / "press"
SHIPPED = Path(str(files("sourcier.demo") / "press"))
PAGES = press()
TRUE = {page.address: page for page in answers().pages}
NAMES = [page.address.removeprefix("https://") for page in PAGES]


def text_of(page: Page) -> str:
    encoding = "cp1252" if b"windows-1252" in page.content[:400] else "utf-8"
    return page.content.decode(encoding)


def words_of(page: Page) -> list[str]:
    """The visible words of a page; scripts and styles are none."""
    tree = LexborHTMLParser(text_of(page))
    tree.strip_tags(["script", "style", "noscript"])
    assert tree.body is not None
    return re.findall(r"\w+", tree.body.text(separator=" "))


def flat(text: str) -> str:
    """Text with spaces, quotation marks and apostrophes made alike."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("’", "'"))
    return re.sub(r"[«»“”\"] ?", "", text).casefold()


def test_the_press_has_the_size_it_promises() -> None:
    assert len(PAGES) >= 60
    assert len({urlsplit(page.address).hostname for page in PAGES}) >= 12
    assert sum(not page.is_article for page in TRUE.values()) >= 4


def test_half_of_it_is_in_each_language() -> None:
    languages = Counter(match[1] for page in PAGES if (match := re.search(r'<html[^>]* lang="(\w\w)', text_of(page), re.IGNORECASE)))
    assert languages["fr"] >= 20
    assert languages["en"] >= 20


def test_the_manifest_names_every_file_and_no_other() -> None:
    rows = tomllib.loads((SHIPPED / "press.toml").read_text(encoding="utf-8"))["page"]
    assert sorted(row["file"] for row in rows) == sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.glob("*/*.html"))


def test_every_address_is_invented_and_its_own() -> None:
    counted = Counter(page.address for page in PAGES)
    assert [address for address, count in counted.items() if count > 1] == []
    assert all(str(urlsplit(page.address).hostname).endswith(".example") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_links_to_invented_hosts_only(page: Page) -> None:
    known = {"schema.org", "ogp.me", "www.w3.org", "api.w.org"}  # names of vocabularies, not places to go
    hosts = set(re.findall(r"https?://([^/\"'\s<>]+)", text_of(page)))
    assert {host for host in hosts - known if not host.endswith(".example")} == set()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_is_captured_after_it_was_published(page: Page) -> None:
    assert page.captured_at is not None
    assert page.captured_at.tzinfo is UTC
    published = TRUE[page.address].published
    if published is not None:
        day = published.astimezone(UTC).date() if hasattr(published, "astimezone") else published
        assert day <= page.captured_at.date()


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_is_html_with_the_length_of_an_article(page: Page) -> None:
    assert re.match(r"\s*<(!doctype html|html)", text_of(page), re.IGNORECASE)
    words = len(words_of(page))
    if TRUE[page.address].is_article:
        assert 150 <= words <= 900, words


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_hole_of_a_template_is_left_open(page: Page) -> None:
    assert re.findall(r"\$[a-z_]+|\bNone\b|@ \w+/|^%\w", text_of(page), re.MULTILINE) == []


def test_no_two_pages_are_identical() -> None:
    assert len({page.digest for page in PAGES}) == len(PAGES)


def test_every_page_is_answered_for() -> None:
    assert list(TRUE) == [page.address for page in PAGES]
    assert FOUNDING_PAGE_ADDRESS in TRUE


@pytest.mark.parametrize("true", answers().pages, ids=[page.address for page in answers().pages])
def test_a_page_derives_from_pages_that_are_there(true: TruePage) -> None:
    for step in true.derives:
        assert step.verdicts
        assert step.address is None or (step.address in TRUE and step.address != true.address)
        assert step.address is not None or "confirmed" not in step.verdicts


def test_a_statement_and_its_speaker_stand_on_its_page() -> None:
    told = {page.address: flat(" ".join(LexborHTMLParser(text_of(page)).text(separator="").split())) for page in PAGES}
    missing = [one for one in answers().statements if flat(one.phrase) not in told[one.address] or flat(one.name) not in told[one.address]]
    assert missing == []
    assert len(answers().statements) >= 25


def test_credits_and_media_are_names_that_the_page_prints() -> None:
    printed = {page.address: flat(text_of(page)) for page in PAGES}
    assert [(true.address, name) for true in TRUE.values() for _, name in true.credits if flat(name) not in printed[true.address]] == []
    assert [one for one in answers().statements if one.medium and flat(one.medium) not in printed[one.address]] == []


def test_stories_and_what_stays_apart_name_pages_that_are_there() -> None:
    for story in answers().stories:
        assert set(story.pages) <= set(TRUE)
        assert 1 <= story.independent_origins[0] <= story.independent_origins[1]
    for pair in answers().apart:
        assert len(pair.pages) >= 2
        assert set(pair.pages) <= set(TRUE)


def test_a_derivation_of_the_whole_stays_within_its_story() -> None:
    # what takes a part of another text, as a merge does, may be told in another story
    told = {address: story.name for story in answers().stories for address in story.pages}
    crossing = [
        (true.address, step.address)
        for true in TRUE.values()
        for step in true.derives
        if step.address and step.degree == "whole" and step.verdicts != ("contradicted",)
        if told.get(true.address) != told.get(step.address)
    ]
    assert crossing == []


def test_building_again_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not BUILDER.is_dir():
        pytest.skip("the builder is not part of this copy of the project")
    monkeypatch.syspath_prepend(str(BUILDER))
    build = importlib.import_module("build")
    try:
        build.build(tmp_path / "press")
    finally:
        for name in ("build", "press_sites", "press_texts"):
            sys.modules.pop(name, None)
    built = {
        path.relative_to(tmp_path / "press").as_posix(): path.read_bytes() for path in (tmp_path / "press").rglob("*") if path.is_file()
    }
    shipped = {path.relative_to(SHIPPED).as_posix(): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()}
    assert sorted(built) == sorted(shipped)
    assert [name for name in built if built[name] != shipped[name]] == []
