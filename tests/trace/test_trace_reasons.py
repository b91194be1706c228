"""Evidence in words: what a person reads beside each step, and that it claims no more than the captures show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from tests.trace.made_articles import TEXT, Library, article, credit, libraries, reuse

from sourcier.model import Article, CreditKind, Derivation, Image, Link, Span
from sourcier.trace import trace_stories

PICTURE = Image("https://pictures.example/mill.jpg")
LINK = Link("https://council.example/report", "the report", Span(4, 12))


def _step(first: Article, copy: Article) -> Derivation:
    """The derivation of a copy from the first text."""
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    return next(d for d in story.derivations if d.node_id == copy.article_id)


def _with(made: Article, **fields: object) -> Article:
    """The article with other fields, and the id that goes with them."""
    return replace(made, **fields, article_id="")  # type: ignore[arg-type] # fields are those of an article


def _words(step: Derivation) -> dict[str, list[str]]:
    """The words of the evidence by kind."""
    found: dict[str, list[str]] = {}
    for reason in step.evidence:
        found.setdefault(reason.kind, []).append(reason.words)
    return found


def test_a_copy_without_credit_is_told_by_what_was_not_found_here() -> None:
    step = _step(article(0), article(1, hours=30))
    assert step.verdict == "uncredited"
    assert step.evidence[-1].words == "no credit found in this capture"
    assert step.evidence[-1].weight == 0
    assert _words(step)["copy"] == ["100% of this text in 1 passage"]
    assert _words(step)["date"] == ["the other text is dated 2031-03-04 08:00 UTC; this one is dated 2031-03-05 14:00 UTC"]


def test_a_credited_copy_is_not_said_to_lack_a_credit() -> None:
    words = _words(_step(article(0), article(1, hours=30, credits_of=(credit("Alder Post"),))))
    assert words["credit"] == ["Source: Alder Post"]


def test_first_captures_are_told_apart_from_dates() -> None:
    step = _step(article(0, hours=None, captured=0), article(1, hours=30, captured=31))
    assert _words(step)["capture"][0].startswith("the other text is undated (first captured 2031-03-04 08:00 UTC); this one is dated")


def test_moments_at_the_end_of_time_are_told_as_they_are() -> None:
    late = _with(article(1), published=datetime.max.replace(tzinfo=UTC))
    day = _with(article(0), published=date(2031, 3, 4))
    assert "the other text is dated 2031-03-04; this one is dated 9999-12-31 23:59 UTC" in _words(_step(day, late))["date"]


def test_the_same_picture_and_the_same_link_are_evidence_of_small_weight() -> None:
    first, copy = (_with(article(k, hours=9 * k), images=(PICTURE,), links=(LINK,)) for k in (0, 1))
    step = _step(first, copy)
    assert _words(step)["image"] == ["both have the same picture: https://pictures.example/mill.jpg"]
    assert _words(step)["link"] == ["both have the same link: https://council.example/report"]
    assert all(0 < reason.weight <= 1 for reason in step.evidence if reason.kind in {"image", "link"})


def test_links_outside_the_text_and_to_the_own_site_are_no_tie() -> None:
    outside = Link("https://council.example/report", "the report")
    first, copy = (_with(article(k, hours=9 * k), links=(outside, Link(article(k).address, "home", Span(4, 9)))) for k in (0, 1))
    assert "link" not in _words(_step(first, copy))


def test_a_picture_from_the_other_site_is_said_to_be_from_there() -> None:
    hot = Image("https://alder-post.example/mill.jpg")
    first, copy = _with(article(0), images=(hot,)), _with(article(1, hours=5), images=(hot,))
    assert _words(_step(first, copy))["image"] == [
        "shows a picture from that site: https://alder-post.example/mill.jpg",
        "both have the same picture: https://alder-post.example/mill.jpg",
    ]


def test_of_two_candidates_the_one_with_the_picture_is_likelier() -> None:
    body = TEXT * 4
    first = _with(article(0), body=body)
    plain, pictured = (article(k, hours=5, body=body) for k in (1, 2))
    pictured = _with(pictured, images=(PICTURE,))
    last = _with(article(3, hours=50, body=body), images=(PICTURE,))
    texts = [first, plain, pictured, last]
    reuses = [reuse(a, b) for k, a in enumerate(texts) for b in texts[k + 1 :]]
    bare = [replace(text, images=()) for text in texts]
    with_picture, without = (
        {d.derived_from: d.confidence for story in trace_stories(some, reuses) for d in story.derivations if d.node_id == last.article_id}
        for some in (texts, bare)
    )
    assert with_picture != without


@pytest.mark.parametrize("kind", ["republished", "origin", "agency"])
def test_words_of_the_page_are_given_as_printed(kind: CreditKind) -> None:
    line = replace(credit("Alder Post", printed="Repris du Alder Post, « avec accord »"), kind=kind)
    assert "Repris du Alder Post, « avec accord »" in _words(_step(article(0), article(1, hours=5, credits_of=(line,))))["credit"]


@settings(max_examples=100, deadline=None)
@given(libraries())
def test_every_uncredited_step_says_so_and_no_other_does(library: Library) -> None:
    for derivation in (d for story in trace_stories(library.articles, library.reuses) for d in story.derivations):
        says = any(reason.words == "no credit found in this capture" for reason in derivation.evidence)
        assert says == (derivation.verdict == "uncredited")
