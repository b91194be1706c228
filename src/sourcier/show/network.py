"""The network of who takes from whom as places on a plane, to draw it.

The layout is force-directed (Fruchterman and Reingold 1991, https://doi.org/10.1002/spe.4380211102) from a fixed start, so that the
same flows always give the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, log1p, sqrt

import networkx as nx

from sourcier.trace import Flow

WIDTH, HEIGHT = 1000.0, 680.0
_EDGE = 70.0
_STEPS = 120


@dataclass(frozen=True, slots=True)
class Dot:
    """An outlet at (x, y): how many articles it took from others, and others from it; `radius` grows with both."""

    name: str
    x: float
    y: float
    radius: float
    taken: int
    given: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A flow as a path from giver to taker; `width` grows with the number of articles."""

    flow: Flow
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """The outlets and flows to draw, WIDTH by HEIGHT."""

    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]


@lru_cache(maxsize=8)  # laying out takes as long as a dozen pages, and flows change seldom
def draw_network(flows: tuple[Flow, ...]) -> Network:
    """The picture of these flows."""
    graph = _graph(flows)
    if not graph:
        return Network((), ())
    places = nx.spring_layout(graph, k=2.2 / sqrt(len(graph)), iterations=_STEPS, seed=1, weight=None)
    xs, ys = zip(*((float(x), float(y)) for x, y in places.values()), strict=True)
    spread_x, spread_y = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    at = {
        name: (
            _EDGE * 1.4 + (float(x) - min(xs)) / spread_x * (WIDTH - 2.8 * _EDGE),
            _EDGE + (float(y) - min(ys)) / spread_y * (HEIGHT - 2 * _EDGE),
        )
        for name, (x, y) in places.items()
    }
    dots = {name: _dot(name, *at[name], flows) for name in sorted(graph)}
    return Network(tuple(dots.values()), tuple(_tie(flow, dots[flow.giver], dots[flow.taker]) for flow in flows))


def _graph(flows: Sequence[Flow]) -> nx.Graph[str]:
    """The outlets and which of them are tied; from a fixed order, so that the layout has a fixed start."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted((flow.giver, flow.taker) for flow in flows))
    return graph


def _dot(name: str, x: float, y: float, flows: Sequence[Flow]) -> Dot:
    """The dot of an outlet."""
    taken = sum(flow.articles for flow in flows if flow.taker == name)
    given = sum(flow.articles for flow in flows if flow.giver == name)
    return Dot(name, x, y, 7 + 4 * log1p(taken + given), taken, given)


def _tie(flow: Flow, giver: Dot, taker: Dot) -> Tie:
    """The path of a flow: bent to one side, so that the way there and the way back lie apart, and ending at the edge of the dot."""
    across, down = taker.x - giver.x, taker.y - giver.y
    length = hypot(across, down) or 1.0
    middle_x, middle_y = (giver.x + taker.x) / 2 - down * 0.14, (giver.y + taker.y) / 2 + across * 0.14
    short = (taker.radius + 7) / length
    end_x, end_y = taker.x - across * short - down * short * 0.2, taker.y - down * short + across * short * 0.2
    path = f"M{giver.x:.1f} {giver.y:.1f}Q{middle_x:.1f} {middle_y:.1f} {end_x:.1f} {end_y:.1f}"
    return Tie(flow, path, 1.2 + log1p(flow.articles))
