"""Stories as they are shown: the machine's evidence, and below it what people of the library signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourcier.errors import NothingFoundError
from sourcier.model import Derivation, Story
from sourcier.store import Store
from sourcier.trace import judged_story


def with_judgements(library: Store, story: Story) -> Story:
    """The story with what people said of its derivations; verdicts and confidences are the machine's."""
    return judged_story(story, library.judgements.on(story))


def all_with_judgements(library: Store, stories: Iterable[Story]) -> Iterator[Story]:
    """Each of many stories with what people said, asked for once."""
    said = library.judgements.all()
    nodes = {judgement.node_id for judgement in said}
    for story in stories:
        yield judged_story(story, said) if not nodes.isdisjoint(d.node_id for d in story.derivations) else story


def derivation_of(story: Story, node_id: str, derived_from: str) -> Derivation:
    """The derivation of a story between two nodes.

    Raises:
        NothingFoundError: the story has none.
    """
    for derivation in story.derivations:
        if (derivation.node_id, derivation.derived_from) == (node_id, derived_from):
            return derivation
    raise NothingFoundError("the story has no such derivation", f"{node_id} {derived_from}")
