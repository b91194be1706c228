"""Outlets: what each takes and gives, with delays and credit; and the network of who takes from whom."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sourcier.errors import NothingFoundError
from sourcier.show.exports import GraphForm, flow_graph
from sourcier.show.flows import flows_in
from sourcier.show.network import draw_network
from sourcier.show.web.ask import library_of
from sourcier.show.web.render import page
from sourcier.trace import Flow

_NEWEST = 20
_FORMS: dict[GraphForm, str] = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml"}
# A picture of more flows than this tells nobody anything; the table has them all.
_MOST_TIES = 300


def listing(request: Request) -> Response:
    """The outlets of the library."""
    library = library_of(request)
    flows = flows_in(library)
    taken, given = _sums(flows, "taker"), _sums(flows, "giver")
    return page(request, "outlets.html", {"outlets": library.outlets(), "taken": taken, "given": given, "searched": library.searched()})


def shown(request: Request) -> Response:
    """The page of one outlet, or of a party of which no page is held."""
    library, name = library_of(request), request.path_params["name"]
    held = next((outlet for outlet in library.outlets() if outlet.name == name), None)
    flows = flows_in(library)
    takes, gives = [f for f in flows if f.taker == name], [f for f in flows if f.giver == name]
    if held is None and not takes and not gives:
        raise NothingFoundError("the library knows no such outlet", name)
    newest = list(library.articles(outlet=name))[-_NEWEST:][::-1] if held else []
    copied = sum(flow.articles for flow in takes)
    values = {
        "name": name,
        "outlet": held,
        "takes": takes,
        "gives": gives,
        "newest": newest,
        "share_own": max(0.0, 1 - copied / held.articles) if held and held.articles else None,
        "share_credited": sum(f.credited for f in takes) / copied if copied else None,
        "searched": library.searched(),
    }
    return page(request, "outlet.html", values)


def network(request: Request) -> Response:
    """The picture of who takes from whom, and its table."""
    library = library_of(request)
    flows = flows_in(library)
    drawn = draw_network(flows[:_MOST_TIES])
    return page(request, "network.html", {"flows": flows, "network": drawn, "most": _MOST_TIES, "searched": library.searched()})


def exported(request: Request) -> Response:
    """The network as a file for Gephi and other programs."""
    form = request.path_params["form"]
    if form not in _FORMS:
        raise NothingFoundError("the network can be had as graphml or gexf, not as", form)
    chosen = cast("GraphForm", form)
    headers = {"Content-Disposition": f'attachment; filename="network.{chosen}"'}
    return Response(flow_graph(flows_in(library_of(request)), chosen), media_type=_FORMS[chosen], headers=headers)


def _sums(flows: tuple[Flow, ...], side: str) -> dict[str, int]:
    """How many articles each outlet took, or gave."""
    sums: dict[str, int] = {}
    for flow in flows:
        name = flow.taker if side == "taker" else flow.giver
        sums[name] = sums.get(name, 0) + flow.articles
    return sums
