"""`sourcier scan`: archives of any size read, compared and traced into tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from sourcier.cli.edge import json_option, print_json, print_lines
from sourcier.cli.within import Within, within_options
from sourcier.show.lines import count

if TYPE_CHECKING:
    from sourcier.scan import Step

_UNITS = {
    "articles": ("article", "articles"),
    "stories": ("story", "stories"),
    "reuses": ("reuse", "reuses"),
    "errors": ("error", "errors"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are asked for: by outlet and days, and by language."""

    within: Within
    language: str | None


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that say which articles are meant, handed to it as one value, `wanted`."""

    @within_options
    @click.option("--language", metavar="CODE", help="Only articles in this language (fr, en, …).")
    @wraps(command)
    def bundled(*, within: Within, language: str | None, **rest: Any) -> None:  # noqa: ANN401 - click's
        command(wanted=Wanted(within, language), **rest)

    return bundled


def _day(day: date | None) -> str | None:
    """A day in ISO form."""
    return day.isoformat()[:10] if day else None


@click.command()
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE…")
@click.option(
    "--output", "-o", required=True, metavar="FOLDER", help="Where the tables go: a folder, or an address like s3://bucket/folder."
)
@_filter_options
@click.option("--without", multiple=True, type=click.Choice(["statements", "translations"]), help="What need not be looked for.")
@click.option("--workers", type=click.IntRange(1, 4096), metavar="N", help="How many processes work; by default one a core.")
@click.option("--engine-address", metavar="ADDRESS", help="A Ray cluster that does the work instead (ray://host:port, host:port or auto).")
@json_option
def scan(
    *,
    archives: tuple[str, ...],
    output: str,
    wanted: Wanted,
    without: tuple[str, ...],
    workers: int | None,
    engine_address: str | None,
    as_json: bool,
) -> None:
    """Read archives of any size, compare and trace all they hold, and write tables.

    ARCHIVE is a web archive (WARC, WACZ), a table of texts (Parquet, JSON Lines), a folder of such files, or the FOLDER of an earlier
    scan, whose articles are taken as they were read. Nothing is fetched. The tables are Parquet: articles, credits, statements, reuses,
    derivations, stories, errors; `manifest.json` names their files. A scan that was stopped goes on where it was when it is asked for
    again in the same way. `sourcier add FOLDER` takes the articles into a library.
    """
    from sourcier.scan import Filters, engine, plan_scan, total  # noqa: PLC0415 - its libraries are an extra
    from sourcier.scan import scan as run  # noqa: PLC0415 - idem

    within = wanted.within
    filters = Filters(_day(within.since), _day(within.until), wanted.language, within.outlet)
    plan = plan_scan(archives, filters, statements="statements" not in without, translations="translations" not in without)
    with engine(engine_address, workers) as chosen:
        told = run(plan, output, chosen, _progress() if sys.stderr.isatty() else None)
    rows = {table: total(told, table) for table in told["tables"]}
    if as_json:
        print_json({"output": output, "rows": rows, "shards": len(plan.shards)})
    else:
        print_lines([f"{output}: {_summary(rows)}"])


def _summary(rows: Mapping[str, int]) -> str:
    """What a scan found, in words."""
    return ", ".join(count(rows[table], *names) for table, names in _UNITS.items())


def _progress() -> Callable[[Step], None]:
    """What shows on a terminal how far each stage has come, its rate, and how long it will still take."""
    began: dict[str, float] = {}

    def show(step: Step) -> None:
        now = time.monotonic()
        spent = now - began.setdefault(step.stage.name, now)
        fresh = step.done - step.before
        left = f", {spent / fresh * (step.tasks - step.done):.0f} s left" if fresh and step.done < step.tasks else ""
        rate = f" ({fresh / spent:.1f} a second{left})" if fresh and spent > 0 else ""
        ends = step.done == step.tasks and step.tasks > 0
        click.echo(f"\r\033[K{step.stage.told}: {step.done} of {step.tasks} parts{rate}", nl=ends, err=True)

    return show
