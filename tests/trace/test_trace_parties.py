"""Under which keys a party is known, and which marks of a page name another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.trace.made_articles import article, credit, reuse

from sourcier.model import AuthorBox, Credit, Debris, Image, Link, Outlet
from sourcier.trace.evidence import marks_naming
from sourcier.trace.held import hold
from sourcier.trace.parties import domain_of, marks_by_key, name_keys, own_keys, page_key


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.news.alder.example/a/b", "alder.example"),
        ("HTTP://ALDER.example", "alder.example"),
        ("https://user@alder.example:8080/x", "alder.example"),
        ("https://[::1]/x", "::1"),
        ("", ""),
        (None, ""),
        ("https://", ""),
    ],
)
def test_domains_of_addresses(address: str | None, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Alder Post", "ALDER POST"),
        ("Agence France-Presse", "AFP"),
        ("alder-post.example", "www.alder-post.example"),
        ("L’Écho", "l'echo"),
    ],
)
def test_spellings_of_one_party_share_a_key(one: str, other: str) -> None:
    assert name_keys(one) & name_keys(other)


def test_parties_of_different_names_share_none() -> None:
    assert not name_keys("Alder Post") & name_keys("Alder Postman")
    assert name_keys("") == name_keys(None) == frozenset()


def test_an_outlet_is_known_by_names_aliases_and_domains() -> None:
    made = replace(article(0), outlet=Outlet("Alder Post", ("alder.example",), ("The Post",)), article_id="")
    assert {"alderpost", "@alder.example", "post", "@alder-post.example"} <= own_keys(made)


def test_marks_that_name_the_page_s_own_outlet_are_left_out() -> None:
    made = article(0, credits_of=(credit("Alder Post"), credit("Birch Herald")))
    keys = marks_by_key(made, own_keys(made))
    assert "birchherald" in keys
    assert "alderpost" not in keys


def test_each_kind_of_mark_names_a_party() -> None:
    first = article(0, outlet="Alder Post")
    copy = replace(
        article(1, outlet="Birch Herald", credits_of=(credit("Alder Post", address=first.address), credit("Alder Post", "via"))),
        debris=(Debris("importer", "appeared first on Alder Post", party="Alder Post"),),
        author_box=AuthorBox("Alder Post is a weekly.", "Alder Post"),
        links=(Link(first.address),),
        images=(Image("https://alder-post.example/mill.jpg"),),
        article_id="",
    )
    held = hold([first, copy], [reuse(first, copy)])
    child, parent = held.row_of[copy.article_id], held.row_of[first.article_id]
    found = marks_naming(held, child, parent)
    assert [mark.kind for mark in found] == ["credit", "debris", "image", "link"]
    assert found[0].claims_text
    assert found[0].weight == 5.5
    assert marks_naming(held, parent, child) == ()


def test_a_canonical_address_elsewhere_is_the_strongest_mark() -> None:
    first = article(0, outlet="Alder Post")
    canonical = Credit("republished", "alder-post.example", first.address, first.address, place="head:link[rel=canonical]")
    copy = article(1, outlet="Birch Herald", credits_of=(canonical,))
    held = hold([first, copy], [reuse(first, copy)])
    (mark,) = marks_naming(held, held.row_of[copy.article_id], held.row_of[first.article_id])
    assert (mark.kind, mark.weight) == ("canonical", 6.0)


def test_a_credit_that_relays_claims_no_text() -> None:
    first = article(0, outlet="Alder Post")
    copy = article(1, outlet="Birch Herald", credits_of=(credit("Alder Post", "relayed", printed="reported by the Alder Post"),))
    held = hold([first, copy], [reuse(first, copy)])
    (mark,) = marks_naming(held, held.row_of[copy.article_id], held.row_of[first.article_id])
    assert not mark.claims_text


def test_pages_are_known_by_one_spelling() -> None:
    assert page_key("HTTPS://Alder-Post.example/a?utm_source=x#top") == page_key("https://alder-post.example/a")
    assert page_key("javascript:void(0)") == page_key(None) == ""


def test_a_text_that_speaks_of_its_own_outlet_marks_its_copies() -> None:
    body = (
        "“We shall rebuild it by winter,” the miller told Alder Post on Tuesday, while his nephews carried what was left of the flour. " * 2
    )
    first, copy = article(0, outlet="Alder Post", body=body), article(1, outlet="Birch Herald", body=body)
    held = hold([first, copy], [reuse(first, copy)])
    child, parent = held.row_of[copy.article_id], held.row_of[first.article_id]
    assert [(m.kind, m.printed) for m in marks_naming(held, child, parent)] == [("style", "Alder Post")]
    assert marks_naming(held, parent, child) == ()


def test_the_item_of_an_agency_names_it() -> None:
    wire = replace(article(0, outlet="AFP"), wire_ids=("urn:newsml:afp.com:20310304:1",), article_id="")
    copy = replace(article(1, outlet="Birch Herald"), wire_ids=wire.wire_ids, article_id="")
    sibling = replace(article(2, outlet="Cedar Times"), wire_ids=wire.wire_ids, article_id="")
    held = hold([wire, copy, sibling], [reuse(wire, copy), reuse(copy, sibling)])
    rows = [held.row_of[a.article_id] for a in (wire, copy, sibling)]
    assert [mark.kind for mark in marks_naming(held, rows[1], rows[0])] == ["wire"]
    assert marks_naming(held, rows[0], rows[1]) == ()
    assert marks_naming(held, rows[2], rows[1]) == ()
