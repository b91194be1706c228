"""Stories expected of small invented sets of articles: one folder, one case."""

from __future__ import annotations

import pytest
from tests.trace.golden_stories import Golden, load, names


@pytest.fixture(scope="module", params=names())
def golden(request: pytest.FixtureRequest) -> Golden:
    return load(request.param)


def test_articles_fall_in_the_stories_expected(golden: Golden) -> None:
    found = [[golden.key_of[a] for a in story.articles] for story in golden.stories]
    if "stories" in golden.expected:
        assert found == golden.expected["stories"]
    for apart in golden.expected.get("apart", ()):
        assert len({golden.story_of(key).story_id for key in apart}) == len(apart)


def test_steps_and_verdicts_are_those_expected(golden: Golden) -> None:
    found = golden.steps()
    if "steps" in golden.expected:
        wanted = {tuple(step) for step in golden.expected["steps"]}
        long = {step for step in wanted if len(step) == 4}
        assert {step[:3] for step in found} == {step[:3] for step in wanted}
        assert long <= found
    if "verdicts" in golden.expected:
        assert sorted(step[2] for step in found) == golden.expected["verdicts"]


def test_origins_and_their_number_are_those_expected(golden: Golden) -> None:
    if "origins" in golden.expected:
        found = [[golden.key_of.get(o.article_id or "", o.name) for o in story.origins] for story in golden.stories]
        assert found == golden.expected["origins"]
    if "independent" in golden.expected:
        assert [list(story.independent_origins) for story in golden.stories] == golden.expected["independent"]


def test_chains_name_the_parties_expected(golden: Golden) -> None:
    for key, parties in golden.expected.get("chains", {}).items():
        article = golden.articles[key].article_id
        assert [hop.name for hop in golden.story_of(key).chain(article)] == parties


def test_every_step_shows_its_evidence_and_a_probability(golden: Golden) -> None:
    for derivation in (d for story in golden.stories for d in story.derivations):
        assert derivation.evidence
        assert 0 < derivation.confidence < 1
        assert all(evidence.words for evidence in derivation.evidence)
