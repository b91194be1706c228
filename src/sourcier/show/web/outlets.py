"""Outlets: what each takes and gives, with delays and credit; and the network of who takes from whom."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from sourcier.errors import NothingFoundError
from sourcier.show.exports import GraphForm, flow_graph
from sourcier.show.flows import as_flows, flows_in
from sourcier.show.network import draw_network
from sourcier.show.web.ask import library_of, page_number
from sourcier.show.web.render import page

_NEWEST = 20
_FORMS: dict[GraphForm, str] = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml"}
# A picture of more flows than this tells nobody anything.
_MOST_TIES = 150
# So many rows a table has on one page.
_ROWS = 200


def listing(request: Request) -> Response:
    """The outlets of the library, most articles first."""
    library, number = library_of(request), page_number(request)
    found = library.lists.outlets(limit=_ROWS + 1, offset=(number - 1) * _ROWS)
    shown = found[:_ROWS]
    values = {
        "outlets": shown,
        "sums": library.lists.sums(outlet.name for outlet in shown),
        "number": number,
        "has_more": len(found) > _ROWS,
        "searched": library.searched(),
    }
    return page(request, "outlets.html", values)


def shown(request: Request) -> Response:
    """The page of one outlet, or of a party of which no page is held."""
    library, name = library_of(request), request.path_params["name"]
    held, sums = library.lists.outlet(name), library.lists.sums([name])
    taken, given = next(iter(sums.values()))
    if held is None and not taken and not given:
        raise NothingFoundError("the library knows no such outlet", name)
    takes = as_flows(library.lists.takings(taker=name, limit=_ROWS))
    copied = sum(flow.articles for flow in takes)
    values = {
        "name": name,
        "outlet": held,
        "takes": takes,
        "gives": as_flows(library.lists.takings(giver=name, limit=_ROWS)),
        "most": _ROWS,
        "newest": library.lists.newest_of(name, limit=_NEWEST) if held else (),
        "share_own": max(0.0, 1 - taken / held.articles) if held and held.articles else None,
        "share_credited": sum(flow.credited for flow in takes) / copied if copied else None,
        "searched": library.searched(),
    }
    return page(request, "outlet.html", values)


def network(request: Request) -> Response:
    """The picture of who takes from whom, and its table."""
    library, number = library_of(request), page_number(request)
    found = library.lists.takings(limit=_ROWS + 1, offset=(number - 1) * _ROWS)
    flows = as_flows(found[:_ROWS])
    has_more = len(found) > _ROWS
    values = {
        "flows": flows,
        # The picture is of the largest flows; the pages after the first have the table only.
        "network": draw_network(flows[:_MOST_TIES]) if number == 1 else None,
        "most": _MOST_TIES if len(flows) > _MOST_TIES or has_more else None,
        "number": number,
        "has_more": has_more,
        "searched": library.searched(),
    }
    return page(request, "network.html", values)


def exported(request: Request) -> Response:
    """The network as a file for Gephi and other programs."""
    form = request.path_params["form"]
    if form not in _FORMS:
        raise NothingFoundError("the network can be had as graphml or gexf, not as", form)
    chosen = cast("GraphForm", form)
    headers = {"Content-Disposition": f'attachment; filename="network.{chosen}"'}
    return Response(flow_graph(flows_in(library_of(request)), chosen), media_type=_FORMS[chosen], headers=headers)
