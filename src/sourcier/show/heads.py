"""What the heads of its articles tell of a story, without any text: which to draw, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from sourcier.model import Story
from sourcier.store import Head


def nodes_of(story: Story) -> tuple[str, ...]:
    """The ids of the articles of a story, then of those of other stories that it takes from or gives to."""
    tied = (key for d in story.derivations for key in (d.derived_from, d.node_id) if key.startswith("a"))
    return tuple(dict.fromkeys((*story.articles, *tied)))


def headline(story: Story, heads: Mapping[str, Head]) -> str:
    """The first title that the story's articles give, "" when none has one."""
    return next((heads[key].title for key in story.articles if key in heads and heads[key].title), "")
