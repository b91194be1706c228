"""What leaves a library: tables, graphs, linked data, archives and lists of feeds; the same library gives the same bytes."""

from sourcier.show.exports.graph import GraphForm, flow_graph, write_gexf, write_graphml
from sourcier.show.exports.linked import write_linked
from sourcier.show.exports.selection import Selection, select
from sourcier.show.exports.table_rows import TABLES, table_rows
from sourcier.show.exports.wacz import write_wacz

__all__ = [
    "TABLES",
    "GraphForm",
    "Selection",
    "flow_graph",
    "select",
    "table_rows",
    "write_gexf",
    "write_graphml",
    "write_linked",
    "write_wacz",
]
