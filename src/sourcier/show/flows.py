"""Who takes from whom in a library: from what is kept of its settled stories, or from some of them, without any article's text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sourcier.model import Article, Outlet, Story
from sourcier.show.heads import nodes_of
from sourcier.store import Head, Store, Taking
from sourcier.trace import Flow, delay_quartiles, find_flows


def flows_in(library: Store, stories: Iterable[Story] | None = None) -> tuple[Flow, ...]:
    """The flows of these stories, by default of all, the most frequent first."""
    if stories is None:
        return as_flows(library.lists.takings())
    told = tuple(stories)
    heads = library.heads(key for story in told for key in nodes_of(story))
    return find_flows(told, {key: _in_short(head) for key, head in heads.items()})


def as_flows(takings: Iterable[Taking]) -> tuple[Flow, ...]:
    """What is kept of who took from whom, with its delays summed up."""
    return tuple(_as_flow(taking) for taking in takings)


def _as_flow(taking: Taking) -> Flow:
    """One of them."""
    low, middle, high = delay_quartiles([timedelta(seconds=delay) for delay in taking.delays])
    return Flow(taking.taker, taking.giver, taking.articles, taking.credited, middle, low, high)


def _in_short(head: Head) -> Article:
    """As much of an article as a flow needs."""
    return Article(article_id=head.article_id, outlet=Outlet(head.outlet), published=head.published)
