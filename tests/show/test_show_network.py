"""The network: the same flows give the same picture, and files that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import networkx as nx
import pytest

from sourcier.show.exports import GraphForm, flow_graph
from sourcier.show.network import HEIGHT, WIDTH, draw_network
from sourcier.trace import Flow

FLOWS = (
    Flow("Birch & Sons", "Ash <Daily>", 3, 1, timedelta(hours=2)),
    Flow("Cedar", "Ash <Daily>", 1, 1),
    Flow("Ash <Daily>", "Cedar", 2, 0, timedelta(minutes=90)),
)


def test_every_outlet_and_flow_is_drawn_within_the_picture() -> None:
    drawn = draw_network(FLOWS)
    assert [dot.name for dot in drawn.dots] == ["Ash <Daily>", "Birch & Sons", "Cedar"]
    assert [(dot.taken, dot.given) for dot in drawn.dots] == [(2, 4), (3, 0), (1, 2)]
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in drawn.dots)
    assert len({(round(dot.x), round(dot.y)) for dot in drawn.dots}) == 3
    assert [tie.flow for tie in drawn.ties] == list(FLOWS)


def test_the_same_flows_give_the_same_picture() -> None:
    draw_anew = draw_network.__wrapped__  # what is remembered is left aside
    assert draw_anew(FLOWS) == draw_anew(FLOWS) == draw_network(FLOWS)
    assert draw_network(()).dots == ()


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graphml_and_gexf_hold_the_flows(form: GraphForm, read: Callable[[BytesIO], nx.DiGraph[str]]) -> None:
    graph = read(BytesIO(flow_graph(FLOWS, form)))
    names = nx.get_node_attributes(graph, "label")
    told = {(names[taker], names[giver]): facts for taker, giver, facts in graph.edges(data=True)}
    assert set(told) == {("Birch & Sons", "Ash <Daily>"), ("Cedar", "Ash <Daily>"), ("Ash <Daily>", "Cedar")}
    edge = told["Birch & Sons", "Ash <Daily>"]
    assert (edge["articles"], edge["credited"], edge["median_delay_hours"]) == (3, 1, 2.0)
    assert "median_delay_hours" not in told["Cedar", "Ash <Daily>"]


def test_a_network_of_one_flow_is_drawn() -> None:
    assert len(draw_network(FLOWS[:1]).dots) == 2


def test_a_crowd_is_spread_and_only_its_largest_are_named() -> None:
    many = tuple(Flow(f"o{n}", "hub" if n % 3 else f"o{n + 1}", 1 + n % 4, 0) for n in range(90))
    drawn = draw_network(many)
    assert 0 < sum(dot.is_named for dot in drawn.dots) < 30 < len(drawn.dots)
    assert next(dot for dot in drawn.dots if dot.name == "hub").is_named
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in drawn.dots)
    middle = [dot for dot in drawn.dots if WIDTH / 3 < dot.x < 2 * WIDTH / 3 and HEIGHT / 3 < dot.y < 2 * HEIGHT / 3]
    assert len(middle) < len(drawn.dots) / 2
