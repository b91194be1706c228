"""The shelf of judgements: kept once, in the order in which they were said, whatever is settled anew; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.pipeline.test_pipeline_tracing import DIGEST, HARVEST, LEDGER

from sourcier.commented import Judgement
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.pipeline.telling import find_story
from sourcier.show.judged import all_with_judgements
from sourcier.store import Store
from sourcier.trace import judgements, without_judgements

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)
ADA = Judgement("reject", "Ada Brenn", "both had it from the town hall", "a1", "a2", NOON)


def test_what_was_signed_comes_back_as_it_was_once_and_in_order(library: Store) -> None:
    later = replace(ADA, stance="confirm", words="they called back", signed_at=NOON + timedelta(hours=1))
    other = replace(ADA, signed_by="Ève Loric", words="\0 \ud800 odd words", node_id="a3")
    assert [library.judgements.sign(one) for one in (later, ADA, ADA, other)] == [True, True, False, True]
    assert library.judgements.of(["a1"]) == (ADA, later)
    assert library.judgements.of([]) == library.judgements.of(["a9"]) == ()
    assert [one.signed_by for one in library.judgements.all()] == ["Ada Brenn", "Ève Loric", "Ada Brenn"]


def test_many_nodes_are_asked_for_in_pieces(library: Store) -> None:
    library.judgements.sign(replace(ADA, node_id="a1999"))
    assert len(library.judgements.of(f"a{number}" for number in range(2_000))) == 1


def test_what_was_said_of_a_step_stays_when_its_story_is_settled_again(library: Store) -> None:
    library.add_all([read_page(one) for one in (LEDGER, DIGEST)])
    settle(library)
    (step,) = find_story(library, library.find_article(DIGEST.address).article_id).derivations
    library.judgements.sign(replace(ADA, node_id=step.node_id, derived_from=step.derived_from))
    library.add(read_page(HARVEST))
    settle(library)
    story = find_story(library, step.node_id)
    (told,) = (one for one in story.derivations if (one.node_id, one.derived_from) == (step.node_id, step.derived_from))
    assert [(said.words, said.signed_by) for said in judgements(told)] == [("rejected: both had it from the town hall", "Ada Brenn")]
    assert without_judgements(told) in library.story(story.story_id).derivations
    assert story in all_with_judgements(library, library.stories())
