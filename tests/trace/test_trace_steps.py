"""Which parent is chosen, for which passage, and what the wording of copies tells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.trace.made_articles import all_reuses, article, credit, reuse

from sourcier.model import Alignment, Article, Reuse, Span
from sourcier.trace import trace_stories
from sourcier.trace.choose import choose_steps
from sourcier.trace.families import find_families
from sourcier.trace.held import hold
from sourcier.trace.weigh import weigh
from sourcier.trace.wording import merged, read_wording, shared_counts

ONE = "Forty barges were still waiting above the lock at Hollin on Friday while divers looked for the gate that the flood had torn away. "
TWO = "The keeper said he had never seen the river so brown nor the herons so bold, and that his cellar was full of somebody else's wine. "
SIX = "Engineers hope to hang a wooden gate by Sunday, cut from oaks that were felled for a church and never paid for by the parish. "


def _aligned(one: Article, other: Article, *passages: str) -> Reuse:
    """The reuse of passages that stand in both bodies."""
    first, second = sorted((one, other), key=lambda a: a.article_id)
    spans = [[Span(a.body.index(p), a.body.index(p) + len(p)) for p in passages] for a in (first, second)]
    length = sum(map(len, passages))
    alignments = tuple(Alignment(x, y) for x, y in zip(*spans, strict=True))
    return Reuse(first.article_id, second.article_id, alignments, length / len(first.body), length / len(second.body))


def test_a_copy_of_an_edited_copy_is_told_from_a_copy_of_the_first() -> None:
    edited = (ONE + TWO + SIX).replace("brown", "red").replace("oaks", "elms").replace("divers", "frogmen")
    first = article(0, outlet="Alder Post", body=ONE + TWO + SIX)
    middle = article(1, outlet="Birch Herald", hours=5, body=edited)
    last = article(2, outlet="Cedar Times", hours=9, body=edited)
    other = article(3, outlet="Damson News", hours=9, body=ONE + TWO + SIX)
    texts = [first, middle, last, other]
    (story,) = trace_stories(texts, all_reuses(texts))
    assert story.chain(last.article_id)[0].article_id == middle.article_id
    assert story.chain(other.article_id)[0].article_id == first.article_id


def test_a_credit_line_that_came_along_does_not_hide_the_way_it_came() -> None:
    line = credit("Alder Post")
    first = article(0, outlet="Alder Post", body=ONE + TWO)
    middle = article(1, outlet="Birch Herald", hours=5, body=ONE + TWO, credits_of=(line,))
    last = article(2, outlet="Cedar Times", hours=9, body=ONE + TWO, credits_of=(line, credit("Birch Herald")))
    texts = [first, middle, last]
    (story,) = trace_stories(texts, all_reuses(texts))
    assert [hop.name for hop in story.chain(last.article_id)] == ["Birch Herald", "Alder Post"]
    assert [hop.verdict for hop in story.chain(last.article_id)] == ["confirmed", "confirmed"]


def test_two_credits_in_the_wrong_order_do_not_turn_the_first_text_into_a_copy() -> None:
    first = article(0, outlet="Alder Post", body=ONE + TWO)
    middle = article(1, outlet="Birch Herald", hours=5, body=ONE + TWO)
    # The line that came along reads as the nearer of the two.
    lines = (credit("Alder Post", "republished"), credit("Birch Herald", "origin"))
    last = article(2, outlet="Cedar Times", hours=9, body=ONE + TWO, credits_of=lines)
    texts = [first, middle, last]
    (story,) = trace_stories(texts, all_reuses(texts))
    assert first.article_id not in {d.node_id for d in story.derivations}
    assert [o.article_id for o in story.origins] == [first.article_id]


def test_two_outlets_with_one_dispatch_are_siblings_even_when_one_was_first() -> None:
    wire = credit("AFP", "agency")
    texts = [article(k, hours=3 * k, body=ONE + TWO, credits_of=(wire,)) for k in range(3)]
    (story,) = trace_stories(texts, all_reuses(texts))
    assert {d.name for d in story.derivations} == {"AFP"}
    assert len({d.derived_from for d in story.derivations}) == 1
    assert story.independent_origins == (1, 1)


def test_two_dispatches_of_one_agency_stay_two_stories() -> None:
    wire = credit("AFP", "agency")
    one = [article(k, body=ONE + TWO, credits_of=(wire,)) for k in (0, 1)]
    other = [article(k, body=SIX * 3, credits_of=(wire,)) for k in (2, 3)]
    stories = trace_stories([*one, *other], [reuse(one[0], one[1]), reuse(other[0], other[1])])
    assert [len(story.articles) for story in stories] == [2, 2]


def test_who_credits_a_sibling_is_no_sibling() -> None:
    first = article(0, outlet="Alder Post", body=ONE + TWO, credits_of=(credit("AFP", "agency"),))
    copy = article(1, outlet="Birch Herald", hours=6, body=ONE + TWO, credits_of=(credit("Alder Post"), credit("AFP", "agency")))
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    assert [(hop.name, hop.verdict) for hop in story.chain(copy.article_id)] == [("Alder Post", "confirmed"), ("AFP", "claimed")]


def test_a_party_between_that_is_not_held_leads_on_to_a_text_that_is() -> None:
    first = article(0, outlet="Alder Post", body=ONE + TWO)
    credits_of = (credit("Fennel Gazette"), credit("Alder Post", "origin"))
    copy = article(1, outlet="Birch Herald", hours=30, body=ONE + TWO, credits_of=credits_of)
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    names = [hop.name for hop in story.chain(copy.article_id)]
    assert names[-1] == "Alder Post"
    assert {d.name for d in story.derivations} <= {"Alder Post", "Fennel Gazette"}


def test_a_merged_article_has_a_parent_for_each_part() -> None:
    left = article(0, outlet="Alder Post", body=ONE + TWO)
    right = article(1, outlet="Birch Herald", hours=1, body=SIX * 2)
    both = article(2, outlet="Cedar Times", hours=20, body=ONE + TWO + SIX * 2)
    stories = trace_stories([left, right, both], [_aligned(left, both, ONE + TWO), _aligned(right, both, SIX * 2)])
    parents = {d.derived_from for story in stories for d in story.derivations if d.node_id == both.article_id}
    assert parents == {left.article_id, right.article_id}
    assert len(stories) == 2


def test_what_the_first_parent_leaves_is_explained_by_another_of_the_same_family() -> None:
    line = credit("Alder Post")
    left = article(0, outlet="Alder Post", body=ONE + TWO + SIX)
    half = article(1, outlet="Birch Herald", hours=2, body=ONE + TWO, credits_of=(line,))
    other = article(3, outlet="Elder Courier", hours=3, body=TWO + SIX, credits_of=(line,))
    both = article(2, outlet="Cedar Times", hours=90, body=ONE + TWO + SIX, credits_of=(credit("Birch Herald"), credit("Elder Courier")))
    reuses = [
        _aligned(left, half, ONE, TWO),
        _aligned(left, other, TWO, SIX),
        _aligned(half, other, TWO),
        _aligned(half, both, ONE, TWO),
        _aligned(other, both, TWO, SIX),
    ]
    stories = trace_stories([left, half, other, both], reuses)
    parents = {d.derived_from for story in stories for d in story.derivations if d.node_id == both.article_id and d.is_held}
    assert parents == {half.article_id, other.article_id}


def test_passages_that_do_not_overlap_make_two_families() -> None:
    left, right, both = article(0, body=ONE + TWO), article(1, body=SIX * 2), article(2, body=ONE + TWO + SIX * 2)
    held = hold([left, right, both], [_aligned(left, both, ONE + TWO), _aligned(right, both, SIX * 2)])
    families = find_families(3, held.reuses, held.rows)
    assert sorted(len(family.members) for family in families) == [2, 2]
    assert sorted(k for family in families for k in family.pairs) == [0, 1]


def test_passages_woven_together_make_two_families() -> None:
    left, right = article(0, body=ONE + SIX), article(1, body=TWO + ONE.upper())
    both = article(2, body=ONE + TWO + SIX + ONE.upper())
    held = hold([left, right, both], [_aligned(left, both, ONE, SIX), _aligned(right, both, TWO, ONE.upper())])
    assert [len(family.members) for family in find_families(3, held.reuses, held.rows)] == [2, 2]


def test_an_article_woven_from_hundreds_is_still_told() -> None:
    threads = [f"{ONE}{n} {TWO}{n} {SIX}" for n in range(120)]
    parts = [article(n, outlet=f"Outlet {n}", body=text) for n, text in enumerate(threads)]
    both = article(999, outlet="Weaver", body=" ".join(f"{ONE}{n}" for n in range(120)) + " ".join(f"{SIX}{n}" for n in range(120)))
    width = len(both.body) // 240
    reuses = [_woven(part, both, _threads(n, width)) for n, part in enumerate(parts)]
    held = hold([*parts, both], reuses)
    families = find_families(len(held.articles), held.reuses, held.rows)
    assert sum(len(family.pairs) for family in families) == 120


def _woven(part: Article, both: Article, spans: list[tuple[Span, Span]]) -> Reuse:
    """The reuse of stretches of a part in what was woven from it."""
    first, second = sorted((part, both), key=lambda a: a.article_id)
    alignments = tuple(Alignment(own, there) if first is part else Alignment(there, own) for own, there in spans)
    return Reuse(first.article_id, second.article_id, alignments, 0.5, 0.5)


def _threads(number: int, width: int) -> list[tuple[Span, Span]]:
    """Two stretches of a part, and where they stand in what was woven from it."""
    places = (number * width, (number + 120) * width)
    return [(Span(k * width, k * width + 20), Span(at, at + 20)) for k, at in enumerate(places)]


def test_every_member_has_one_parent_or_none() -> None:
    texts = [article(k, hours=k, body=ONE + TWO) for k in range(5)]
    held = hold(texts, all_reuses(texts))
    weighed = weigh(held)
    (descent,) = weighed.descents
    into = dict.fromkeys(range(5), 0.0)
    for step in descent.steps(0.0):
        into[step.child] += step.probability
    assert [into[row] + descent.root[row] for row in range(5)] == pytest.approx([1.0] * 5)
    chosen = choose_steps(held, weighed.descents)
    assert sorted(len(steps) for steps in chosen.values()) == [1, 1, 1, 1]


def test_wording_looks_at_shared_passages_only() -> None:
    texts = {0: ONE + TWO, 1: TWO + ONE, 2: TWO + SIX}
    whole = {row: [Span(0, len(text))] for row, text in texts.items()}
    tails = {0: [Span(len(ONE), len(ONE + TWO))], 1: [Span(0, len(TWO))], 2: [Span(0, len(TWO))]}
    a, b = np.array([0, 0]), np.array([1, 2])
    everything = shared_counts(read_wording(texts, whole), [0, 1, 2], a, b).tolist()
    only = shared_counts(read_wording(texts, tails), [0, 1, 2], a, b).tolist()
    assert everything[0] > everything[1]
    assert only[0] == only[1] == len(TWO.replace("'", " ").replace(",", "").split()) - 1


def test_typesetting_is_no_change_of_wording() -> None:
    texts = {0: "“L’été, enfin !” dit-elle à l’éclusier.", 1: "\"L'ete, enfin!\" dit-elle a l'eclusier."}
    spans = {row: [Span(0, len(text))] for row, text in texts.items()}
    assert shared_counts(read_wording(texts, spans), [0, 1], np.array([0]), np.array([1])).tolist() == [7]


def test_spans_are_merged() -> None:
    assert merged([Span(5, 9), Span(0, 3), Span(2, 6), Span(20, 21)]) == [(0, 9), (20, 21)]


def test_a_later_reuse_of_the_same_pair_replaces_the_smaller() -> None:
    one, other = article(0), article(1)
    small, large = reuse(one, other, 0, 40), reuse(one, other)
    assert hold([one, other], [large, small]).reuses == hold([one, other], [small, large]).reuses == (large,)


def test_the_derivation_names_kind_and_degree() -> None:
    first, copy = article(0, body=ONE + TWO), article(1, hours=9, body=ONE + TWO + SIX * 3)
    (story,) = trace_stories([first, copy], [replace(_aligned(first, copy, ONE + TWO), kind="rewording")])
    (step,) = story.derivations
    assert (step.kind, step.degree, step.credit) == ("rewording", "part", None)
    assert any(e.kind == "copy" and "%" in e.words for e in step.evidence)
    assert any(e.kind == "date" and "2031-03-04" in e.words for e in step.evidence)


def test_a_translation_is_copied_rather_than_made_twice() -> None:
    german = "Vierzig Kähne lagen am Freitag noch oberhalb der Schleuse von Hollin, während Taucher das Tor suchten. " * 2
    first = article(0, outlet="Alder Post", body=ONE + TWO)
    translated = article(1, outlet="Tannwieser Bote", hours=6, body=german, credits_of=(credit("Alder Post", "translation"),))
    copy = article(2, outlet="Landblatt", hours=30, body=german)
    across = [replace(reuse(first, other, 0, 200), kind="translation") for other in (translated, copy)]
    (story,) = trace_stories([first, translated, copy], [*across, reuse(translated, copy)])
    chain = story.chain(copy.article_id)
    assert [(hop.name, hop.verdict) for hop in chain] == [("Tannwieser Bote", "uncredited"), ("Alder Post", "confirmed")]
    assert chain[1].confidence > 0.8


def test_a_page_that_is_pointed_to_is_credited() -> None:
    first, copy = (
        article(0, outlet="Alder Post"),
        article(1, hours=9, credits_of=(credit("Alder Post", "via", printed="(via Alder Post)"),)),
    )
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    assert [d.verdict for d in story.derivations] == ["confirmed"]


def test_a_refuted_credit_does_not_hide_where_the_text_is_from() -> None:
    other = article(7, outlet="Cedar Times", hours=-9, body=SIX * 3)
    first = article(0, outlet="Alder Post", body=ONE + TWO)
    copy = article(1, outlet="Birch Herald", hours=9, body=ONE + TWO, credits_of=(credit("Cedar Times", "origin", other.address),))
    stories = trace_stories([other, first, copy], [reuse(first, copy)])
    found = {(d.name, d.verdict) for story in stories for d in story.derivations}
    assert found == {("Alder Post", "uncredited"), ("Cedar Times", "contradicted")}
