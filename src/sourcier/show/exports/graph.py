"""Who takes from whom as a graph for Gephi, yEd or networkx: GraphML (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net).

An arrow leads from the outlet that takes to the one that it takes from. The two formats are a page of XML each, so no library is asked
for; what XML cannot hold becomes U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

from sourcier.show.exports.selection import Selection
from sourcier.text.addresses import registrable_domain
from sourcier.text.xml import xml_text
from sourcier.trace import Flow, find_flows

_NODE = (("articles", "int"), ("domain", "string"))
GraphForm = Literal["graphml", "gexf"]
_EDGE = (("articles", "int"), ("credited", "int"), ("median_delay_hours", "double"))


@dataclass(frozen=True, slots=True)
class _Node:
    """An outlet: its number, name, articles exported, and a domain."""

    number: int
    name: str
    articles: int
    domain: str


def write_graphml(selection: Selection, path: Path) -> None:
    """Nothing; the graph stands at `path` as GraphML."""
    nodes, flows = _graph(selection)
    _write(path, _graphml(nodes, flows))


def write_gexf(selection: Selection, path: Path) -> None:
    """Nothing; the graph stands at `path` as GEXF."""
    nodes, flows = _graph(selection)
    _write(path, _gexf(nodes, flows))


def flow_graph(flows: Iterable[Flow], form: GraphForm) -> bytes:
    """Flows by themselves as a graph: its outlets are those that take or give."""
    ordered = sorted(flows, key=lambda flow: (flow.taker, flow.giver))
    names = sorted({name for flow in ordered for name in (flow.taker, flow.giver)})
    nodes = [_Node(number, name, 0, "") for number, name in enumerate(names)]
    lines = (_graphml if form == "graphml" else _gexf)(nodes, ordered)
    return _whole(lines).encode("utf-8")


def _graph(selection: Selection) -> tuple[Sequence[_Node], Sequence[Flow]]:
    """Outlets by name, and the flows between them by taker and giver."""
    articles = {article.article_id: article for article in selection.articles()}
    # What an article was taken from may stand outside the selection.
    held = {key: articles.get(key) or selection.library.article(key) for story in selection.stories for key in story.articles}
    steps = (replace(s, derivations=tuple(d for d in s.derivations if d.node_id in articles)) for s in selection.stories)
    flows = find_flows(steps, held)
    counts: dict[str, list[str]] = {}
    for article in articles.values():
        domain = registrable_domain(article.address)
        counts.setdefault(article.outlet.name if article.outlet else domain, []).append(domain)
    names = sorted({*counts, *(flow.taker for flow in flows), *(flow.giver for flow in flows)} - {""})
    nodes = [_Node(n, name, len(counts.get(name, ())), max(counts.get(name, [""]))) for n, name in enumerate(names)]
    return nodes, sorted(flows, key=lambda flow: (flow.taker, flow.giver))


def _delay(flow: Flow) -> str:
    """The median delay in hours, "" when it could not be told."""
    return "" if flow.delay_median is None else f"{flow.delay_median.total_seconds() / 3600:.2f}"


def _cells(flow: Flow) -> tuple[tuple[str, str], ...]:
    """The facts of an arrow by name, those known."""
    cells = (("articles", str(flow.articles)), ("credited", str(flow.credited)), ("median_delay_hours", _delay(flow)))
    return tuple(cell for cell in cells if cell[1])


def _graphml(nodes: Sequence[_Node], flows: Sequence[Flow]) -> Iterator[str]:
    """The lines of the GraphML file."""
    number = {node.name: node.number for node in nodes}
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    yield '<key id="n_label" for="node" attr.name="label" attr.type="string"/>'
    yield from (f'<key id="n_{name}" for="node" attr.name="{name}" attr.type="{kind}"/>' for name, kind in _NODE)
    yield from (f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>' for name, kind in _EDGE)
    yield '<graph id="flows" edgedefault="directed">'
    for node in nodes:
        cells = (("label", node.name), ("articles", str(node.articles)), ("domain", node.domain))
        yield f'<node id="n{node.number}">' + "".join(f'<data key="n_{key}">{_text(value)}</data>' for key, value in cells) + "</node>"
    for flow in flows:
        data = "".join(f'<data key="e_{key}">{value}</data>' for key, value in _cells(flow))
        yield f'<edge source="n{number[flow.taker]}" target="n{number[flow.giver]}">{data}</edge>'
    yield "</graph>"
    yield "</graphml>"


def _gexf(nodes: Sequence[_Node], flows: Sequence[Flow]) -> Iterator[str]:
    """The lines of the GEXF file."""
    number = {node.name: node.number for node in nodes}
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">'
    yield '<graph mode="static" defaultedgetype="directed">'
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        yield f'<attributes class="{kind}">'
        yield from (f'<attribute id="{name}" title="{name}" type="{_gexf_type(type_)}"/>' for name, type_ in columns)
        yield "</attributes>"
    yield "<nodes>"
    for node in nodes:
        cells = (("articles", str(node.articles)), ("domain", node.domain))
        yield f'<node id="{node.number}" label="{_text(node.name)}"><attvalues>{_attvalues(cells)}</attvalues></node>'
    yield "</nodes>"
    yield "<edges>"
    for n, flow in enumerate(flows):
        ends = f'source="{number[flow.taker]}" target="{number[flow.giver]}"'
        yield f'<edge id="{n}" {ends} weight="{flow.articles}"><attvalues>{_attvalues(_cells(flow))}</attvalues></edge>'
    yield "</edges>"
    yield "</graph>"
    yield "</gexf>"


def _gexf_type(kind: str) -> str:
    """The name that GEXF has for a type."""
    return "integer" if kind == "int" else kind


def _attvalues(cells: Iterable[tuple[str, str]]) -> str:
    """Facts as GEXF writes them."""
    return "".join(f'<attvalue for="{key}" value="{_text(value)}"/>' for key, value in cells if value)


def _text(text: str) -> str:
    """The text as XML holds it, in content and between quotation marks."""
    return escape(xml_text(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _whole(lines: Iterable[str]) -> str:
    """The file that the lines make."""
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines, ""))


def _write(path: Path, lines: Iterable[str]) -> None:
    """Nothing; the lines stand at `path` when all are written."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.write_text(_whole(lines), encoding="utf-8", newline="\n")
    partial.replace(path)
