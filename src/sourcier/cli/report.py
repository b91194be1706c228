"""`sourcier report`: what some outlets take from others, as a page to print and cite, with its tables beside it."""

from __future__ import annotations

from pathlib import Path

import click

from sourcier.cli.edge import json_option, library_option, parse_day, print_json, print_lines
from sourcier.errors import StoreError, UsageError
from sourcier.show.dossier import FLOW_COLUMNS, Dossier, flow_rows, make_dossier
from sourcier.show.exports import flow_graph
from sourcier.show.lines import count
from sourcier.store import open_store
from sourcier.tables import write_table


@click.command()
@click.option("--outlets", multiple=True, required=True, metavar="NAME", help="An outlet, by name or domain (may be repeated).")
@click.option("--since", metavar="DATE", help="Only stories with an article of theirs published on this day or later.")
@click.option("--until", metavar="DATE", help="Only stories with an article of theirs published on this day or earlier.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="The language of the report.")
@click.option(
    "--output", "-o", required=True, metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="The page, report.html."
)
@library_option
@json_option
def report(
    *, library: str, outlets: tuple[str, ...], since: str | None, until: str | None, language: str, output: Path, as_json: bool
) -> None:
    """Write a report on outlets: who feeds whom, how fast, credited or not, the largest stories, and every capture it rests on.

    The page needs nothing else and can be printed; a table of the flows (.csv) and their graph (.graphml) stand beside it. The same
    library gives the same bytes.
    """
    with open_store(library, create=False) as kept:
        made = make_dossier(kept, outlets, since=parse_day(since), until=parse_day(until))
    written = _write(made, language, output)
    if as_json:
        answer = {
            "written": [str(path) for path in written],
            "stories": made.stories,
            "flows": len(made.flows),
            "captures": len(made.captures),
        }
        print_json(answer)
    else:
        told = f"{count(made.stories, 'story', 'stories')}, {count(len(made.flows), 'flow')}, {count(len(made.captures), 'capture')}"
        print_lines([told, *map(str, written)])


def _write(made: Dossier, language: str, output: Path) -> tuple[Path, ...]:
    """The files written: the page, the table, the graph.

    Raises:
        StoreError: one of them cannot be written.
        UsageError: what pages need is not installed.
    """
    try:
        from sourcier.show.web.paper import write_dossier  # noqa: PLC0415 - only who reports needs the web
    except ImportError as error:
        raise UsageError("a report needs more: pip install 'sourcier[web]'", str(error.name)) from error
    table, graph = output.with_suffix(".csv"), output.with_suffix(".graphml")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(write_dossier(made, language), encoding="utf-8")
        graph.write_bytes(flow_graph(made.flows, "graphml"))
        write_table(table, FLOW_COLUMNS, flow_rows(made), kind="csv")
    except OSError as error:
        raise StoreError(error.strerror or str(error), str(output)) from error
    return output, table, graph
