"""Who takes from whom in a library, read from its settled stories without any article's text."""

from __future__ import annotations

from collections.abc import Iterable

from sourcier.model import Article, Outlet, Story
from sourcier.show.heads import nodes_of
from sourcier.store import Head, Store
from sourcier.trace import Flow, find_flows


def flows_in(library: Store, stories: Iterable[Story] | None = None) -> tuple[Flow, ...]:
    """The flows of these stories, by default of all, the most frequent first."""
    told = tuple(library.stories() if stories is None else stories)
    heads = library.heads(key for story in told for key in nodes_of(story))
    return find_flows(told, {key: _in_short(head) for key, head in heads.items()})


def _in_short(head: Head) -> Article:
    """As much of an article as a flow needs."""
    return Article(article_id=head.article_id, outlet=Outlet(head.outlet), published=head.published)
