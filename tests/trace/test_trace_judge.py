"""A person's judgement stands beside the machine's result and never replaces it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.trace.made_articles import article, reuse

from sourcier.commented import Judgement
from sourcier.errors import UsageError
from sourcier.model import Derivation, Story
from sourcier.trace import judged, judgements, standing, trace_stories, without_judgements


def _step() -> Derivation:
    """A step that the machine is sure of."""
    first, copy = article(0), article(1, hours=30)
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    return story.derivations[0]


stances = st.builds(Judgement, st.sampled_from(["confirm", "reject"]), st.sampled_from(["Ada Brenn", "Ève Loric"]), st.text(max_size=30))


@given(st.lists(stances, max_size=6))
def test_no_judgement_changes_what_the_machine_says(given: list[Judgement]) -> None:
    step = told = _step()
    for judgement in given:
        told = judged(told, judgement)
    assert replace(told, evidence=step.evidence) == step
    assert told.evidence[: len(step.evidence)] == step.evidence
    assert without_judgements(told) == step
    assert all(evidence.signed_by for evidence in judgements(told))
    assert len(standing(told)) == len({judgement.signed_by for judgement in given})


def test_people_may_differ_and_may_change_their_mind() -> None:
    step = judged(_step(), Judgement("confirm", "Ada Brenn", "I  asked\nthem"))
    step = judged(step, Judgement("reject", "Ève Loric"))
    step = judged(step, Judgement("note", "Ève Loric", "see the letter of May"))
    step = judged(step, Judgement("reject", "Ada Brenn", "they called back"))
    assert [(e.words, e.signed_by) for e in judgements(step)] == [
        ("confirmed: I asked them", "Ada Brenn"),
        ("rejected", "Ève Loric"),
        ("see the letter of May", "Ève Loric"),
        ("rejected: they called back", "Ada Brenn"),
    ]
    assert [(e.weight, e.signed_by) for e in standing(step)] == [(-1.0, "Ada Brenn"), (-1.0, "Ève Loric")]


def test_the_same_word_twice_is_told_once() -> None:
    once = judged(_step(), Judgement("confirm", "Ada Brenn"))
    assert judged(once, Judgement("confirm", " Ada  Brenn ")) == once


def test_a_judged_step_is_a_hop_of_the_chain_as_it_was() -> None:
    step = judged(_step(), Judgement("reject", "Ada Brenn"))
    story = Story("s1", (step.derived_from, step.node_id), (step,), (), (1, 1))
    (hop,) = story.chain(step.node_id)
    assert (hop.verdict, hop.evidence[-1].signed_by) == ("uncredited", "Ada Brenn")


@pytest.mark.parametrize("judgement", [Judgement("confirm", "  "), Judgement("note", "Ada Brenn", " \n")])
def test_nobody_and_nothing_are_refused(judgement: Judgement) -> None:
    with pytest.raises(UsageError):
        judged(_step(), judgement)
