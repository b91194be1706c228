"""`sourcier export`: a library, or part of it, in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, cast

import click

from sourcier.cli.edge import json_option, library_option, print_json, print_lines
from sourcier.cli.within import Within, within_options
from sourcier.errors import NothingFoundError, StoreError, UsageError
from sourcier.pipeline.telling import find_story
from sourcier.show.exports import TABLES, Selection, select, table_rows, write_gexf, write_graphml, write_linked, write_wacz
from sourcier.show.lines import count
from sourcier.store import Store, open_store
from sourcier.tables import TableFormat, write_table

_TABLE_FORMATS = ("jsonl", "csv", "parquet")
_FORMATS = (*_TABLE_FORMATS, "graphml", "gexf", "jsonld", "wacz", "opml")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of a library is asked for."""

    story: str | None
    within: Within

    def of(self, library: Store) -> Selection:
        """The part of the library that is asked for."""
        story = find_story(library, self.story) if self.story else None
        return select(library, story=story, outlet=self.within.outlet, since=self.within.since, until=self.within.until)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that say what part of a library is meant, handed to it as one value, `filters`."""

    @click.option("--story", metavar="ID", help="Only the articles of this story (its id, or the id or address of an article).")
    @within_options
    @wraps(command)
    def bundled(*, story: str | None, within: Within, **rest: Any) -> None:  # noqa: ANN401 - click's
        command(filters=Filters(story, within), **rest)

    return bundled


@click.command()
@click.option("--output", "-o", required=True, metavar="FILE|FOLDER", type=click.Path(path_type=Path), help="Where the export goes.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="The format; by default what FILE is named for.")
@click.option("--table", type=click.Choice(list(TABLES)), help="Write this table alone, into FILE (by default articles).")
@filter_options
@library_option
@json_option
def export(*, library: str, output: Path, form: str | None, table: str | None, filters: Filters, as_json: bool) -> None:
    """Write the library, or part of it, for other programs.

    Tables (jsonl, csv, parquet) go into a FOLDER, one file a table: articles, credits, statements, reuses, derivations, stories; or one
    table into a FILE. graphml and gexf are the graph of who takes from whom, jsonld is linked data (schema.org, PROV-O), wacz the
    captures as a web archive, opml the feeds that are followed. The same library gives the same bytes.
    """
    kind = form or output.suffix[1:].lower()
    if kind not in _FORMATS:
        raise UsageError("say which with --format, or name FILE for it", output.suffix or str(output))
    with open_store(library, create=False) as kept:
        written = _written(kept, kind, output, table, filters)
    if as_json:
        print_json({"library": library, "format": kind, "written": {str(path): rows for path, rows in written.items()}})
    else:
        print_lines(f"{path}: {count(rows, _UNITS.get(kind, 'row'))}" for path, rows in written.items())


_UNITS = {"graphml": "article", "gexf": "article", "jsonld": "article", "wacz": "capture", "opml": "feed"}


def _written(library: Store, kind: str, output: Path, table: str | None, filters: Filters) -> dict[Path, int]:
    """What was written, with how many rows."""
    try:
        if kind == "opml":
            return {output: _write_feeds(library, output)}
        selection = filters.of(library)
        if not selection.article_ids and not selection.is_whole:
            raise NothingFoundError("no article meets these filters")
        if kind in _TABLE_FORMATS:
            return _write_tables(selection, cast("TableFormat", kind), output, table)
        output.parent.mkdir(parents=True, exist_ok=True)
        return {output: _write_one(selection, kind, output)}
    except OSError as error:
        raise StoreError(error.strerror or str(error), str(output)) from error


def _write_one(selection: Selection, kind: str, output: Path) -> int:
    """How much went into one file that is no table."""
    if kind == "wacz":
        return write_wacz(selection, output, software="Sourcier")
    {"graphml": write_graphml, "gexf": write_gexf, "jsonld": write_linked}[kind](selection, output)
    return len(selection.article_ids)


def _write_tables(selection: Selection, kind: TableFormat, output: Path, table: str | None) -> dict[Path, int]:
    """The tables written into a folder, or one into a file: when it is named, or when FILE is named for the format."""
    is_file = table is not None or output.suffix[1:].lower() == kind
    (output.parent if is_file else output).mkdir(parents=True, exist_ok=True)
    targets = {table or "articles": output} if is_file else {name: output / f"{name}.{kind}" for name in TABLES}
    return {path: write_table(path, TABLES[name], table_rows(name, selection), kind=kind) for name, path in targets.items()}


def _write_feeds(library: Store, output: Path) -> int:
    """How many feeds were written as OPML, dated by the one that was added last."""
    from sourcier.gather.outlines import write_outlines  # noqa: PLC0415 - loaded only where lists are written

    feeds = library.feeds.all()
    made_at = max((feed.added_at for feed in feeds if feed.added_at), default=_EPOCH)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(output.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.write_text(write_outlines(feeds, made_at=made_at) + "\n", encoding="utf-8", newline="\n")
    partial.replace(output)
    return len(feeds)
