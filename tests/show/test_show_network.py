"""The network: the same flows give the same picture, and files that other programs read."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import networkx as nx

from sourcier.show.network import HEIGHT, WIDTH, draw_network, write_graph
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
    assert draw_network(FLOWS) == draw_network(FLOWS)
    assert draw_network(()).dots == ()


def test_graphml_and_gexf_hold_the_flows() -> None:
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        graph = read(BytesIO(write_graph(FLOWS, form)))  # type: ignore[arg-type]  # the two forms by name
        assert set(graph.edges) == {("Ash <Daily>", "Birch & Sons"), ("Ash <Daily>", "Cedar"), ("Cedar", "Ash <Daily>")}
        edge = graph.edges["Ash <Daily>", "Birch & Sons"]
        assert (edge["articles"], edge["credited"], edge["delay_median_seconds"]) == (3, 1, 7200.0)
        assert graph.edges["Ash <Daily>", "Cedar"]["delay_median_seconds"] == -1.0


def test_a_network_of_one_flow_is_drawn() -> None:
    assert len(draw_network(FLOWS[:1]).dots) == 2
