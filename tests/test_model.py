"""The values that travel: ids, spans, and the walk back along a chain."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Article, Derivation, Evidence, Origin, Page, Span, Story, make_id, party_id

EVIDENCE = (Evidence("credit", 2.0, "credited"),)


def step(child: str, parent: str, name: str, confidence: float = 0.9, **more: object) -> Derivation:
    base = Derivation(child, parent, name, None, "whole", "confirmed", EVIDENCE, confidence)
    return dataclasses.replace(base, **more)  # type: ignore[arg-type] # replace checks the names itself


def story(*derivations: Derivation) -> Story:
    return Story("s1", ("a1", "a2", "a3"), derivations, (Origin("A", None, "a1"),), (1, 1))


def test_an_article_made_by_hand_needs_a_body_only() -> None:
    article = Article(body="Un corps.")
    assert article.article_id.startswith("a")
    assert article == Article(body="Un corps.")


def test_the_id_depends_on_address_and_content_and_on_nothing_else() -> None:
    one = Article(body="x", address="https://a.example/1", title="t")
    assert one.article_id == Article(body="x", address="https://a.example/1", title="t", language="fr").article_id
    assert one.article_id != Article(body="x", address="https://b.example/1", title="t").article_id
    assert one.article_id != Article(body="y", address="https://a.example/1", title="t").article_id
    assert Article(body="bc", title="a").article_id != Article(body="c", title="ab").article_id


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Article(body="x").body = "y"  # type: ignore[misc] # that it cannot be done is the point


def test_a_page_knows_its_digest() -> None:
    assert Page("https://a.example/", b"abc").digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_chain_walks_through_parties_that_are_not_held() -> None:
    party = party_id("reseau")
    told = story(step("a3", party, "Réseau", verdict="claimed", credit="republished"), step(party, "a1", "A"))
    chain = told.chain("a3")
    assert [(hop.name, hop.article_id, hop.credit) for hop in chain] == [("Réseau", None, "republished"), ("A", "a1", None)]
    assert told.chain("a1") == ()
    assert told.chain("unknown") == ()


def test_a_chain_prefers_the_whole_and_then_the_surest() -> None:
    part = step("a3", "a2", "Part", 0.99, degree="part")
    assert story(part, step("a3", "a1", "Whole", 0.5)).chain("a3")[0].name == "Whole"
    assert story(step("a3", "a2", "Weak", 0.4), step("a3", "a1", "Strong", 0.8)).chain("a3")[0].name == "Strong"


@given(st.permutations([("a3", "a2", "B", 0.7), ("a3", "a1", "A", 0.7), ("a2", "a1", "A", 0.9)]))
def test_a_chain_is_free_of_the_order_of_derivations(steps: list[tuple[str, str, str, float]]) -> None:
    assert [hop.name for hop in story(*(step(*s) for s in steps)).chain("a3")] == ["A"]


def test_a_circle_of_derivations_ends_the_chain() -> None:
    told = story(step("a1", "a2", "B"), step("a2", "a1", "A"))
    assert [hop.name for hop in told.chain("a1")] == ["B"]


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_a_span_is_a_slice(text: str, start: int, length: int) -> None:
    assert Span(start, start + length).of(text) == text[start : start + length]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_ids_differ_when_parts_differ(one: list[str], two: list[str]) -> None:
    if "\0".join(one) != "\0".join(two):
        assert make_id("a", *one) != make_id("a", *two)
