"""`sourcier annotate`: a researcher's table goes in, the same rows come out with how each text was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sourcier.cli.edge import json_option, print_error, print_json, print_lines, with_progress
from sourcier.errors import GatherError, NothingFoundError, StoreError, UsageError
from sourcier.gather.adapters import Role, roles_of
from sourcier.pipeline.annotating import Annotated, annotate, annotated_table
from sourcier.show.lines import count
from sourcier.tables import Row, format_for, read_table, write_table

_ROLES: dict[str, Role] = {"text": "text", "url": "address", "date": "date", "outlet": "outlet", "title": "title"}
_HELP = {
    "text": "The column with the text.",
    "url": "The column with the address.",
    "date": "The column with the date of publication.",
    "outlet": "The column with the outlet.",
    "title": "The column with the headline.",
}


def _column_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each column that can be named, handed to it as one value, `given`."""

    @wraps(command)
    def bundled(**options: Any) -> None:  # noqa: ANN401 - click's
        given = {role: options.pop(name) for name, role in _ROLES.items()}
        command(given={role: column for role, column in given.items() if column}, **options)

    for name in reversed(_ROLES):
        bundled = click.option(f"--{name}", metavar="COLUMN", help=_HELP[name])(bundled)
    return bundled


@click.command("annotate")
@click.argument("corpus", metavar="CORPUS", type=click.Path(path_type=Path))
@click.option("--output", "-o", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Where the table goes.")
@_column_options
@json_option
def annotate_command(*, corpus: Path, output: Path, given: dict[Role, str], as_json: bool) -> None:
    """Say of each text in a table how it was written: own, agency, copied, translated or undecided.

    CORPUS and FILE are CSV, JSON Lines or Parquet. The same rows come out with all their columns, and with written_as, derives_from,
    derives_from_address, share_of_text, credited, independent, confidence and reasons. Texts are compared among themselves; nothing
    is fetched. Columns are known by their usual names, or named by the options.
    """
    kind = format_for(output)
    bad: list[GatherError] = []
    rows = list(_good(read_table(corpus, str(corpus)), bad))
    _refuse_unknown(rows, given, corpus)
    found = annotate(with_progress(rows, "reading"), str(corpus), given)
    columns, cells = annotated_table(found)
    try:
        write_table(output, columns, cells, kind=kind)
    except OSError as error:
        raise StoreError(error.strerror or str(error), str(output)) from error
    _tell(found, bad, output, as_json=as_json)
    if bad:
        raise click.exceptions.Exit(GatherError.exit_code)


def _good(rows: Iterable[Row | GatherError], bad: list[GatherError]) -> Iterator[Row]:
    """The rows; those that cannot be read are one line each on the error stream."""
    for row in rows:
        if isinstance(row, GatherError):
            print_error(row)
            bad.append(row)
        else:
            yield row


def _refuse_unknown(rows: list[Row], given: dict[Role, str], corpus: Path) -> None:
    """Nothing; refuses a table without a text, and names of columns that no row has."""
    if not rows:
        raise NothingFoundError("the table has no rows", str(corpus))
    columns = dict.fromkeys(column for row in rows for column in row.cells)
    for column in given.values():
        if column not in columns:
            raise UsageError(f"no column of that name; there are {', '.join(list(columns)[:20])}", column)
    if "text" not in roles_of(columns, given):
        raise UsageError("no column is known to hold the text: name it with --text", str(corpus))


def _tell(found: list[Annotated], bad: list[GatherError], output: Path, *, as_json: bool) -> None:
    """What came out, in numbers."""
    told = Counter(one.writing.written_as if one.writing else "undecided" for one in found)
    if as_json:
        print_json({"output": str(output), "rows": len(found), "unreadable": len(bad), "written_as": dict(sorted(told.items()))})
    else:
        numbers = ", ".join(f"{number:,} {word}" for word, number in told.most_common())
        print_lines([f"{output}: {count(len(found), 'row')}: {numbers}"])
