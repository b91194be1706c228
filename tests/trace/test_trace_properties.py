"""What holds for every library, however its pages lie: Hypothesis looks for one that breaks it."""

from __future__ import annotations

from dataclasses import replace
from graphlib import TopologicalSorter

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trace.made_articles import TEXT, Library, article, credit, libraries, reuse

from sourcier.model import Article, Outlet, Story
from sourcier.trace import connected_groups, trace_stories

_FEW = settings(max_examples=150, deadline=None)


@_FEW
@given(libraries())
def test_no_story_goes_round_in_a_circle(library: Library) -> None:
    # Story by story: two pages that credit each other and share no text each make a claim, told in the story of each.
    for story in trace_stories(library.articles, library.reuses):
        ups: dict[str, set[str]] = {}
        for derivation in story.derivations:
            assert derivation.node_id != derivation.derived_from
            ups.setdefault(derivation.node_id, set()).add(derivation.derived_from)
        assert list(TopologicalSorter(ups).static_order()) is not None


@_FEW
@given(libraries(), st.randoms(use_true_random=False))
def test_no_order_of_input_shows(library: Library, chance: object) -> None:
    expected = trace_stories(library.articles, library.reuses)
    articles, reuses = list(library.articles) * 2, list(library.reuses)
    shuffle = chance.shuffle  # type: ignore[attr-defined] # Hypothesis types its randoms as object
    shuffle(articles)
    shuffle(reuses)
    assert trace_stories(iter(articles), iter(reuses)) == expected


@_FEW
@given(libraries())
def test_each_article_is_in_one_story_and_stories_ascend(library: Library) -> None:
    stories = trace_stories(library.articles, library.reuses)
    held = [a for story in stories for a in story.articles]
    assert sorted(held) == sorted({a.article_id for a in library.articles})
    assert len({story.story_id for story in stories}) == len(stories)
    assert all(story.articles for story in stories)


@_FEW
@given(libraries())
def test_figures_are_probabilities_and_counts(library: Library) -> None:
    for story in trace_stories(library.articles, library.reuses):
        least, most = story.independent_origins
        assert 1 <= least <= most
        assert len(story.origins) <= max(1, most)
        assert len({(d.node_id, d.derived_from) for d in story.derivations}) == len(story.derivations)
        for derivation in story.derivations:
            assert 0 <= derivation.confidence <= 1
            assert derivation.evidence
            assert derivation.name


@_FEW
@given(libraries())
def test_chains_end_and_follow_derivations(library: Library) -> None:
    for story in trace_stories(library.articles, library.reuses):
        nodes = {d.derived_from for d in story.derivations}
        for article_id in story.articles:
            chain = story.chain(article_id)
            assert len(chain) <= len(nodes)
            assert bool(chain) == any(d.node_id == article_id for d in story.derivations)


@_FEW
@given(libraries(5))
def test_what_is_said_of_a_library_does_not_depend_on_another(library: Library) -> None:
    apart = tuple(_elsewhere(article) for article in library.articles)
    moved = {old.article_id: new for old, new in zip(library.articles, apart, strict=True)}
    assert {a.article_id for a in apart}.isdisjoint(moved)
    alone = trace_stories(library.articles, library.reuses)
    beside = trace_stories((*library.articles, *apart), library.reuses)
    ours = {a.article_id for a in library.articles}
    assert [story for story in beside if set(story.articles) <= ours] == list(alone)


def _elsewhere(article: Article) -> Article:
    """The same text at an outlet that nobody names."""
    outlet = Outlet("Quince Chronicle", ("quince-chronicle.example",))
    return Article(article.body, article.language, article.published, f"https://quince-chronicle.example/{article.article_id}", outlet)


@_FEW
@given(libraries())
def test_verdicts_say_no_more_than_is_held(library: Library) -> None:
    held = {a.article_id for a in library.articles}
    tied = {frozenset((r.first, r.second)) for r in library.reuses}
    for derivation in (d for story in trace_stories(library.articles, library.reuses) for d in story.derivations):
        if derivation.is_held:
            assert derivation.derived_from in held
        if derivation.verdict == "claimed":
            assert not derivation.is_held
            assert derivation.credit is not None
        if derivation.verdict == "uncredited" and derivation.is_held:
            assert frozenset((derivation.node_id, derivation.derived_from)) in tied
        if derivation.verdict == "contradicted":
            assert derivation.is_held


@_FEW
@given(libraries(9), st.sets(st.integers(0, 8)), st.randoms(use_true_random=False))
def test_the_stories_of_all_are_those_of_each_group_together(library: Library, changed: set[int], chance: object) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined] # Hypothesis types its randoms as object
    versions = [replace(a, body=a.body + TEXT, article_id="") for n, a in enumerate(library.articles) if n in changed]
    every = (*library.articles, *versions)
    groups = connected_groups(every, library.reuses)
    assert sorted(key for group in groups for key in group) == sorted({a.article_id for a in every})
    found: list[Story] = []
    for group in groups:
        articles = [a for a in every if a.article_id in group]
        reuses = [r for r in library.reuses if r.first in group]
        assert all(r.second in group for r in reuses)
        shuffle(articles)
        shuffle(reuses)
        found += trace_stories(articles, reuses)
    whole = trace_stories(every, library.reuses)
    assert sorted(found, key=lambda s: s.story_id) == sorted(whole, key=lambda s: s.story_id)


def test_articles_that_no_text_ties_are_one_group_when_one_names_the_page_of_the_other() -> None:
    first, other = article(0), article(1, credits_of=(credit("Alder Post", address=article(0).address),))
    far, version = article(2), article(0, body="The same page with another text.")
    groups = connected_groups([first, other, far, version], [])
    assert groups == tuple(sorted((tuple(sorted((first.article_id, other.article_id, version.article_id))), (far.article_id,))))


def test_nothing_gives_nothing() -> None:
    nothing: tuple[Story, ...] = trace_stories((), ())
    assert nothing == ()


def test_two_reuses_of_one_pair_are_chosen_from_alike_in_any_order() -> None:
    one, other = article(0), article(1, hours=5)
    early, late = reuse(one, other, 0, 200), reuse(one, other, 100, 300)
    assert trace_stories([one, other], [early, late]) == trace_stories([one, other], [late, early])
