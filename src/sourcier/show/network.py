"""The network of who takes from whom as places on a plane, to draw it.

The layout is force-directed (Fruchterman and Reingold 1991, https://doi.org/10.1002/spe.4380211102) from a fixed start, so that the
same flows always give the same picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import hypot, log1p, sqrt
from typing import Literal

import networkx as nx

from sourcier.trace import Flow

WIDTH, HEIGHT = 1000.0, 680.0
_EDGE = 70.0
_STEPS = 120
# More dots than this are a crowd: they are drawn smaller, spread evenly, and only the largest are named.
_MANY = 40
_NAMED = 18
_EVEN = 0.7


@dataclass(frozen=True, slots=True)
class Dot:
    """An outlet at (x, y): how many articles it took from others, and others from it; `radius` grows with both.

    `is_named` tells whether its name stands beside it: of many only those that take and give most.
    """

    name: str
    x: float
    y: float
    radius: float
    taken: int
    given: int
    is_named: bool = True


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
    xs, ys = (_spaced({name: float(place[side]) for name, place in places.items()}) for side in (0, 1))
    scale = 1.0 if len(graph) <= _MANY else 0.6
    told = {name: (_sum(flows, name, "taker"), _sum(flows, name, "giver")) for name in graph}
    dots = {}
    for name in sorted(graph):
        x, y = _EDGE * 1.4 + xs[name] * (WIDTH - 2.8 * _EDGE), _EDGE + ys[name] * (HEIGHT - 2 * _EDGE)
        dots[name] = Dot(name, x, y, scale * (7 + 4 * log1p(sum(told[name]))), *told[name])
    if len(dots) > _MANY:
        named = _named(dots.values())
        dots = {name: replace(dot, is_named=name in named) for name, dot in dots.items()}
    return Network(tuple(dots.values()), tuple(_tie(flow, dots[flow.giver], dots[flow.taker]) for flow in flows))


def _graph(flows: Sequence[Flow]) -> nx.Graph[str]:
    """The outlets and which of them are tied; from a fixed order, so that the layout has a fixed start."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(sorted((flow.giver, flow.taker) for flow in flows))
    return graph


def _named(dots: Iterable[Dot]) -> set[str]:
    """Of a crowd the outlets that take and give most, as far as the name of each has room beside those before it."""
    boxes: dict[str, tuple[float, float, float]] = {}
    for dot in sorted(dots, key=lambda dot: (-dot.taken - dot.given, dot.name)):
        half, y = 3.6 * min(len(dot.name), 24) + 4, dot.y + dot.radius
        is_free = all(abs(dot.x - x) > half + other or abs(y - at) > 17 for x, at, other in boxes.values())
        if is_free and len(boxes) < _NAMED:
            boxes[dot.name] = (dot.x, y, half)
    return set(boxes)


def _spaced(places: Mapping[str, float]) -> dict[str, float]:
    """The places along one side, from 0 to 1: where the forces put them and, so that no crowd covers itself, in even steps, mixed."""
    least, spread = min(places.values()), (max(places.values()) - min(places.values())) or 1.0
    ranked = sorted(places, key=lambda name: (places[name], name))
    even = _EVEN if len(places) > _MANY else 0.0
    steps = max(1, len(places) - 1)
    return {name: (1 - even) * (places[name] - least) / spread + even * rank / steps for rank, name in enumerate(ranked)}


def _sum(flows: Sequence[Flow], name: str, side: Literal["taker", "giver"]) -> int:
    """How many articles an outlet took, or gave."""
    return sum(flow.articles for flow in flows if getattr(flow, side) == name)


def _tie(flow: Flow, giver: Dot, taker: Dot) -> Tie:
    """The path of a flow: bent to one side, so that the way there and the way back lie apart, and ending at the edge of the dot."""
    across, down = taker.x - giver.x, taker.y - giver.y
    length = hypot(across, down) or 1.0
    middle_x, middle_y = (giver.x + taker.x) / 2 - down * 0.14, (giver.y + taker.y) / 2 + across * 0.14
    short = (taker.radius + 7) / length
    end_x, end_y = taker.x - across * short - down * short * 0.2, taker.y - down * short + across * short * 0.2
    path = f"M{giver.x:.1f} {giver.y:.1f}Q{middle_x:.1f} {middle_y:.1f} {end_x:.1f} {end_y:.1f}"
    return Tie(flow, path, 1.2 + log1p(flow.articles))
