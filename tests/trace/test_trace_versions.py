"""Versions of one page are one entry of a story: never copies of each other, never two origins; and what each edit changed is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.trace.made_articles import MORNING, TEXT, all_reuses, article, credit, reuse

from sourcier.model import Article, Reuse
from sourcier.trace import find_edits, is_version, trace_stories, versions_of
from sourcier.trace.versions import fold_versions

OTHER = "The council of Tarn Water met on Friday to hear what the millers had to say about the weir, the sluices and the toll on flour. "


def edited(held: Article, body: str, *, hours: float, published: float | None = None) -> Article:
    """The same page captured again with another text."""
    when = held.published if published is None else MORNING + timedelta(hours=published)
    return Article(
        body=body,
        language=held.language,
        published=when,
        address=held.address,
        outlet=held.outlet,
        captured_at=MORNING + timedelta(hours=hours),
    )


FIRST = article(0, captured=0.5)
SECOND = edited(FIRST, TEXT * 4 + "One more line that the desk added in the afternoon.", hours=9)
COPY = article(1, hours=5, captured=5.5, credits_of=(credit("Alder Post"),))


def reuses(*articles: Article) -> list[Reuse]:
    return [r for r in all_reuses(list(articles)) if r.first != r.second]


def test_versions_of_a_page_are_told_by_its_address_in_one_spelling_earliest_capture_first() -> None:
    other_spelling = replace(SECOND, address=SECOND.address + "?utm_medium=x", article_id="a2")
    found = versions_of([COPY, other_spelling, FIRST])
    assert [v.article_id for (versions,) in [tuple(found.values())] for v in versions] == [FIRST.article_id, "a2"]
    assert is_version(FIRST, other_spelling)
    assert not is_version(FIRST, COPY)
    assert not is_version(Article("Un."), Article("Deux."))


def test_two_versions_and_a_copy_are_one_story_of_two_entries_and_one_origin() -> None:
    (story,) = trace_stories([SECOND, COPY, FIRST], reuses(FIRST, SECOND, COPY))
    assert story.articles == (FIRST.article_id, COPY.article_id)
    assert story.versions == ((SECOND.article_id, FIRST.article_id),)
    assert story.held == (FIRST.article_id, COPY.article_id, SECOND.article_id)
    assert story.independent_origins == (1, 1)
    assert [origin.article_id for origin in story.origins] == [FIRST.article_id]
    (step,) = story.derivations
    assert (step.node_id, step.derived_from, step.verdict) == (COPY.article_id, FIRST.article_id, "confirmed")
    assert [hop.article_id for hop in story.chain(COPY.article_id)] == [FIRST.article_id]
    assert story.chain(SECOND.article_id) == ()


def test_two_versions_alone_are_one_story_without_a_derivation() -> None:
    (story,) = trace_stories([FIRST, SECOND], [reuse(FIRST, SECOND)])
    assert (story.articles, story.derivations, story.independent_origins) == ((FIRST.article_id,), (), (1, 1))


def test_a_later_capture_of_the_origin_does_not_make_it_the_copy() -> None:
    plain = article(1, hours=None, captured=5.5)
    first = replace(FIRST, published=None, captured_at=FIRST.captured_at, article_id="")
    second = replace(SECOND, published=None, article_id="")
    (story,) = trace_stories([first, second, plain], [reuse(first, plain), reuse(second, plain)])
    assert [(d.node_id, d.derived_from) for d in story.derivations] == [(plain.article_id, first.article_id)]


def test_text_that_an_edit_put_in_is_no_older_than_the_edit() -> None:
    stub = edited(FIRST, OTHER, hours=1)
    filled = edited(FIRST, TEXT * 4, hours=30)
    between = article(1, hours=5, captured=5.5)
    (story,) = trace_stories([stub, filled, between], [reuse(filled, between)])
    assert {d.derived_from for d in story.derivations} == {between.article_id}
    assert {d.node_id for d in story.derivations} == {stub.article_id}


def test_a_copy_of_a_later_version_is_tied_to_the_page_and_so_is_a_copy_of_the_first() -> None:
    first = article(0, body=TEXT * 4, captured=0.5)
    second = edited(first, OTHER * 4, hours=2)
    early = article(1, hours=1, body=TEXT * 4, captured=1.2)
    late = article(2, hours=6, body=OTHER * 4, captured=6.5)
    stories = trace_stories([first, second, early, late], [reuse(first, early), reuse(second, late)])
    (story,) = stories
    assert story.articles == (first.article_id, early.article_id, late.article_id)
    assert {d.derived_from for d in story.derivations} == {first.article_id}
    assert story.independent_origins == (1, 1)


def test_a_credit_that_an_edit_dropped_still_counts() -> None:
    credited = replace(article(1, hours=5, captured=5.5, credits_of=(credit("Alder Post"),)), body=TEXT * 3, article_id="")
    bare = edited(article(1, hours=5), TEXT * 4, hours=8)
    (story,) = trace_stories([FIRST, credited, bare], reuses(FIRST, credited, bare))
    assert [d.verdict for d in story.derivations] == ["confirmed"]


def test_of_two_pages_in_several_versions_one_reuse_is_kept() -> None:
    again = edited(COPY, TEXT * 4 + "Corrected.", hours=11)
    folded = fold_versions([FIRST, SECOND, COPY, again], reuses(FIRST, SECOND, COPY, again))
    assert len(folded.reuses) == 1
    assert {folded.reuses[0].first, folded.reuses[0].second} == {FIRST.article_id, COPY.article_id}
    assert {row.article_id for row in folded.articles} == {FIRST.article_id, COPY.article_id}
    assert min(row.captured_at for row in folded.articles if row.captured_at) == FIRST.captured_at


@st.composite
def pages_in_versions(draw: st.DrawFn) -> list[Article]:
    """A few pages, each captured one to three times with texts that grow."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        page = article(number, hours=draw(st.integers(0, 9)), captured=10)
        for count in range(draw(st.integers(1, 3))):
            body = TEXT * draw(st.integers(1, 4)) + OTHER * draw(st.integers(0, 2)) + f"Version {count}."
            found.append(edited(page, body, hours=draw(st.integers(10, 40))))
    return found


@given(pages_in_versions(), st.randoms(use_true_random=False))
def test_every_article_is_in_one_story_each_page_once_whatever_the_order(articles: list[Article], chance: Random) -> None:
    told = reuses(*articles)
    stories = trace_stories(articles, told)
    held = [key for story in stories for key in story.held]
    assert sorted(held) == sorted({a.article_id for a in articles})
    assert len({a.address for a in articles}) == sum(len(story.articles) for story in stories)
    entries = {key for story in stories for key in story.articles}
    for story in stories:
        for step in story.derivations:
            assert {step.node_id, step.derived_from} <= entries
            assert step.node_id != step.derived_from
    mixed, pairs = list(articles), list(told)
    chance.shuffle(mixed)
    chance.shuffle(pairs)
    assert trace_stories(mixed, pairs) == stories


def test_an_edit_tells_headline_words_passages_and_credits() -> None:
    seen = datetime(2031, 3, 5, tzinfo=UTC)
    before = Article("Il pleut sur la rade depuis hier.\nLes barques rentrent.\nFin.", title="Pluie", credits=(credit("Le Guet"),))
    after = Article(
        "Il pleut sur la rade depuis mardi.\nFin.\nLa digue tient.",
        title="Pluie et vent",
        credits=(credit("AFP", "agency"),),
        captured_at=seen,
    )
    (edit,) = find_edits([before, after])
    assert edit.title == ("Pluie", "Pluie et vent")
    assert edit.seen_at == seen
    assert [(c.kind, c.before, c.after) for c in edit.changes] == [
        ("changed", "hier.", "mardi."),
        ("cut", "Les barques rentrent.", ""),
        ("added", "", "La digue tient."),
    ]
    assert [c.name for c in edit.credits_added] == ["AFP"]
    assert [c.name for c in edit.credits_dropped] == ["Le Guet"]


def test_versions_that_differ_in_nothing_but_the_headline_and_one_version_alone() -> None:
    (edit,) = find_edits([Article("Un.", title="A"), Article("Un.", title="B")])
    assert (edit.changes, edit.title) == ((), ("A", "B"))
    assert find_edits([Article("Un.")]) == ()


def test_a_text_of_many_equal_lines_is_held_against_another_in_a_moment() -> None:
    before, after = Article("\n".join(["a"] * 60_000)), Article("b\n" + "\n".join(["a", "c"] * 40_000) + "\nd")
    (edit,) = find_edits([before, after])
    assert [c.kind for c in edit.changes] == ["changed"]
