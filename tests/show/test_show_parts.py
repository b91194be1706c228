"""Of a story too large to be shown at once the part that says most is chosen, whatever the story."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Derivation, Origin, Story
from sourcier.show.parts import in_order, telling_part, way_back


def _step(node: str, giver: str) -> Derivation:
    return Derivation(node, giver, giver, None, "whole", "confirmed", (), 0.9, "copy")


def _story(size: int, *steps: Derivation, origin: str = "a0") -> Story:
    return Story("s1", tuple(f"a{n}" for n in range(size)), steps, (Origin("Phare", None, origin),), (1, 1))


def test_a_small_story_is_its_own_part() -> None:
    story = _story(5, _step("a1", "a0"))
    assert telling_part(story, 5) is story


def test_origins_come_first_then_those_most_taken_from_then_the_earliest() -> None:
    story = _story(9, _step("a3", "a6"), _step("a4", "a6"), _step("a5", "a2"), _step("a8", "p1"), _step("a7", "p1"), origin="a7")
    part = telling_part(story, 4)
    assert part.articles == ("a0", "a2", "a6", "a7")
    assert part.derivations == (_step("a7", "p1"),)
    assert part.story_id == story.story_id


def test_steps_follow_the_order_of_appearance() -> None:
    steps = (_step("p9", "p8"), _step("a2", "a0"), _step("a1", "p9"), _step("a1", "a0"), _step("aearlier", "p7"))
    ordered = [(step.node_id, step.derived_from) for step in in_order(_story(3, *steps))]
    assert ordered == [("aearlier", "p7"), ("a1", "a0"), ("a1", "p9"), ("a2", "a0"), ("p9", "p8")]


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40), st.integers(1, 12))
def test_any_part_is_a_story_of_no_more_articles(size: int, pairs: list[tuple[int, int]], most: int) -> None:
    story = _story(size, *(_step(f"a{node}", f"a{giver}") for node, giver in pairs if node < size and giver < size))
    part = telling_part(story, most)
    assert len(part.articles) == min(size, most)
    assert "a0" in part.articles
    assert list(part.articles) == [key for key in story.articles if key in part.articles]
    assert all({step.node_id, step.derived_from} <= set(part.articles) for step in part.derivations)
    assert sorted(in_order(story), key=str) == sorted(story.derivations, key=str)


def test_chains_are_the_chain_of_each() -> None:
    story = _story(4, _step("a1", "a0"), _step("a2", "a1"), _step("a0", "p1"))
    assert story.chains(story.articles) == {key: story.chain(key) for key in story.articles}
    assert [hop.name for hop in story.chain("a2")] == ["a1", "a0", "p1"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.integers(0, 9))
def test_the_way_back_keeps_the_chain(pairs: list[tuple[int, int]], number: int) -> None:
    story = _story(10, *(_step(f"a{node}", f"a{giver}") for node, giver in pairs))
    way = way_back(story, f"a{number}")
    assert way.chain(f"a{number}") == story.chain(f"a{number}")
    assert set(way.derivations) <= set(story.derivations)
