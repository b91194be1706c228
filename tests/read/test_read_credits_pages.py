"""Golden pages for credits and debris: a folder a page, what it credits and the chain it claims beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sourcier.languages.parties import party_key
from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.trace.claimed import claimed_chain

PAGES = sorted((Path(__file__).parent.parent / "pages").glob("credit-*"))


def read(folder: Path) -> tuple[Article, dict[str, Any]]:
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    content = next(folder.glob("page.*")).read_bytes()
    fields = tuple((name, value) for name, value in expected.get("feed_fields", []))
    page = Page(expected["address"], content, expected.get("content_type", "text/html; charset=utf-8"), feed_fields=fields)
    return read_article(page), expected


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 60


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_credits_of_page(folder: Path) -> None:
    article, expected = read(folder)
    wanted = sorted((credit["kind"], party_key(credit["name"])) for credit in expected.get("credit", []))
    assert sorted((credit.kind, party_key(credit.name)) for credit in article.credits) == wanted
    for credit in expected.get("credit", []):
        same = next(
            found for found in article.credits if (found.kind, party_key(found.name)) == (credit["kind"], party_key(credit["name"]))
        )
        assert credit.get("address") in {None, same.address}
        assert credit.get("printed") in {None, same.printed}


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_chain_of_page(folder: Path) -> None:
    article, expected = read(folder)
    hops = claimed_chain(article)
    assert [hop.name for hop in hops] == expected["chain"]
    assert all(hop.verdict == "claimed" and hop.evidence and 0.5 < hop.confidence < 1 for hop in hops)


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_debris_of_page(folder: Path) -> None:
    article, expected = read(folder)
    comments = {"comment_form", "author_box"}
    found = [(d.kind, d.tool, d.party) for d in article.debris if d.kind not in comments]
    assert len(found) == len(expected.get("debris", []))
    for debris in expected.get("debris", []):
        assert any(
            kind == debris["kind"] and debris.get("tool") in {None, tool} and debris.get("party") in {None, party}
            for kind, tool, party in found
        )


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_spans_are_what_was_printed_and_debris_is_no_body(folder: Path) -> None:
    article, _ = read(folder)
    assert all(credit.span is None or credit.span.of(article.body) == credit.printed for credit in article.credits)
    lines = set(article.body.split("\n"))
    assert not lines & {debris.printed for debris in article.debris}
