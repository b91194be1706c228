"""The report on some outlets that a researcher can print and cite: who feeds whom, how fast, with credit or not, and on what it rests.

A value first, then one self-contained HTML page made of it. Nothing depends on the day it is made: the same library gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from types import MappingProxyType

from sourcier.errors import NothingFoundError
from sourcier.model import Searched, Story
from sourcier.show.flows import flows_in
from sourcier.show.heads import headline, nodes_of
from sourcier.show.moments import first_moment
from sourcier.show.river import River, draw_river
from sourcier.store import Head, OutletCount, Store
from sourcier.trace import Flow

_LARGEST = 10


@dataclass(frozen=True, slots=True)
class DrawnStory:
    """A story with its river and the heads of its articles in order of appearance."""

    story: Story
    headline: str
    river: River
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the report says: outlets, flows that begin or end at one of them, the largest stories, and every capture beneath.

    `rules` tells for each article the version of the rules that its capture was read by.
    """

    outlets: tuple[OutletCount, ...]
    since: date | None
    until: date | None
    stories: int
    flows: tuple[Flow, ...]
    largest: tuple[DrawnStory, ...]
    captures: tuple[Head, ...]
    rules: Mapping[str, str]
    searched: Searched
    version: str


def make_dossier(library: Store, outlets: Sequence[str], *, since: date | None = None, until: date | None = None) -> Dossier:
    """The report on these outlets (names or domains) over the stories in which one of them has an article within the dates.

    Raises:
        NothingFoundError: the library holds no article of one of the outlets.
    """
    chosen = _chosen(library.outlets(), outlets)
    names = {outlet.name for outlet in chosen}
    stories = [story for story in library.stories(least=2) if _is_about(library.heads(story.articles).values(), names, since, until)]
    flows = tuple(flow for flow in flows_in(library, stories) if {flow.taker, flow.giver} & names)
    largest = sorted(stories, key=lambda story: (-len(story.articles), story.story_id))[:_LARGEST]
    heads = library.heads(key for story in stories for key in nodes_of(story))
    return Dossier(
        chosen,
        since,
        until,
        len(stories),
        flows,
        tuple(_drawn(story, heads) for story in largest),
        tuple(sorted(heads.values(), key=lambda head: (first_moment(head.published), head.article_id))),
        MappingProxyType(library.lists.rules(heads)),
        library.searched(),
        version("sourcier"),
    )


FLOW_COLUMNS: Mapping[str, type] = MappingProxyType(
    {
        "taker": str,
        "giver": str,
        "articles": int,
        "credited": int,
        "delay_median_hours": float,
        "delay_lower_quartile_hours": float,
        "delay_upper_quartile_hours": float,
    }
)


def flow_rows(dossier: Dossier) -> Iterable[Mapping[str, object]]:
    """The flows as rows of FLOW_COLUMNS; delays in hours, None when they could not be told."""
    for flow in dossier.flows:
        delays = (flow.delay_median, flow.delay_low, flow.delay_high)
        hours = (None if delay is None else round(delay.total_seconds() / 3600, 2) for delay in delays)
        yield dict(zip(FLOW_COLUMNS, (flow.taker, flow.giver, flow.articles, flow.credited, *hours), strict=True))


def _chosen(held: Sequence[OutletCount], asked: Sequence[str]) -> tuple[OutletCount, ...]:
    """The outlets asked for, each once, in the order asked."""
    found: dict[str, OutletCount] = {}
    for name in asked:
        outlet = next((o for o in held if o.name.casefold() == name.casefold() or name.lower() in o.domains), None)
        if outlet is None:
            raise NothingFoundError("the library holds no article of this outlet", name)
        found[outlet.name] = outlet
    return tuple(found.values())


def _is_about(heads: Iterable[Head], names: set[str], since: date | None, until: date | None) -> bool:
    """Whether one of the outlets has an article in the story that was published within the dates."""
    return any(head.outlet in names and _is_within(head, since, until) for head in heads)


def _is_within(head: Head, since: date | None, until: date | None) -> bool:
    """Whether an article was published within the dates, both included; an undated one only when there are none."""
    if head.published is None:
        return since is None and until is None
    day = first_moment(head.published).date()
    return (since is None or day >= since) and (until is None or day <= until)


def _drawn(story: Story, heads: dict[str, Head]) -> DrawnStory:
    """A story with its river."""
    held = tuple(heads[key] for key in story.articles if key in heads)
    return DrawnStory(story, headline(story, heads), draw_river(story, heads), held)
