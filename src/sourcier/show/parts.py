"""A part of a story that is too large to be shown at once: the articles that say most about its journey, and what ties them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sourcier.model import Derivation, Story

# So many articles are shown at once: a river of more is a thicket, and a table of more is not read.
MOST = 200


def telling_part(story: Story, most: int = MOST) -> Story:
    """The story with so many of its articles at most: its origins, those that most others take from, then the earliest."""
    if len(story.articles) <= most:
        return story
    givers = Counter(step.derived_from for step in story.derivations)
    origins = {origin.article_id for origin in story.origins}
    places = {key: place for place, key in enumerate(story.articles)}
    ranked = sorted(story.articles, key=lambda key: (key not in origins, -givers[key], places[key]))
    chosen = set(ranked[:most])
    derivations = tuple(step for step in story.derivations if step.node_id in chosen and (step.derived_from in chosen or not step.is_held))
    return replace(story, articles=tuple(key for key in story.articles if key in chosen), derivations=derivations)


def way_back(story: Story, article_id: str) -> Story:
    """The story with no other derivations than those by which one article, and whatever it derives from, derive from others."""
    steps: dict[str, list[Derivation]] = {}
    for step in story.derivations:
        steps.setdefault(step.node_id, []).append(step)
    here = dict(story.versions).get(article_id, article_id)
    seen, waiting = {here}, [here]
    for node in waiting:
        up = [step.derived_from for step in steps.get(node, ()) if step.derived_from not in seen]
        seen.update(up)
        waiting += up
    return replace(story, derivations=tuple(step for step in story.derivations if step.node_id in seen))


def in_order(story: Story) -> Sequence[Derivation]:
    """The derivations by the place in the story of the article that takes: those of earlier stories first, those of parties last."""
    places = {key: place for place, key in enumerate(story.articles)}
    last = len(places)

    def rank(step: Derivation) -> tuple[int, str, str]:
        outside = -1 if step.node_id.startswith("a") else last
        return places.get(step.node_id, outside), step.name, step.derived_from

    return sorted(story.derivations, key=rank)
