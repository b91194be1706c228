"""`sourcier demo`: the invented press, read, kept, traced, and one chain shown."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from sourcier.cli.edge import json_option, paint_for, print_json, print_lines, terminal_width, with_progress
from sourcier.cli.serve import port_option, run_reader
from sourcier.cli.trace import plain_trace, trace_lines
from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.model import Reading
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import keep_readings, settle
from sourcier.pipeline.tracing import Trace, trace_page
from sourcier.show.lines import count
from sourcier.store import open_store

_FOLDER = Path("demo-library")


@click.command()
@click.option(
    "--library",
    "-l",
    default=str(_FOLDER / "library.db"),
    show_default=True,
    metavar="ADDRESS",
    help="Where the library goes; the one at the default place is made anew.",
)
@click.option("--no-serve", is_flag=True, help="Print and end; do not open the reader.")
@port_option
@json_option
def demo(library: str, *, no_serve: bool, port: int, as_json: bool) -> None:
    """Fill a library from an invented press, trace it, show one chain, and open the reader on it.

    About 60 pages of a dozen invented outlets in French and English ship with Sourcier; nothing is fetched.
    """
    if library == str(_FOLDER / "library.db"):
        shutil.rmtree(_FOLDER, ignore_errors=True)  # the demo's own: readings of an older version would linger
    if "://" not in library:
        Path(library).parent.mkdir(parents=True, exist_ok=True)
    with open_store(library) as kept:
        readings = [item for item, _ in keep_readings(kept, with_progress(map(read_page, press()), "reading")) if isinstance(item, Reading)]
        settle(kept)
        stories = kept.count_stories()
        shown = trace_page(next(item for item in readings if item.page.address == FOUNDING_PAGE_ADDRESS), library=kept)
        if as_json:
            refused = [{"address": item.page.address, "error": item.error} for item in readings if item.error]
            print_json({"library": library, "pages": len(readings), "refused": refused, "stories": stories, "trace": plain_trace(shown)})
        else:
            print_lines(_told(readings, stories, shown, library))
    if not no_serve and not as_json:
        run_reader(library, port=port, opens=True)


def _told(readings: Sequence[Reading], stories: int, shown: Trace, library: str) -> Iterator[str]:
    """What the demo did, one chain, and what to try next."""
    paint = paint_for()
    refused = [item for item in readings if item.error]
    yield paint("The invented press", "title")
    yield f"  {count(len(readings), 'page')}, {count(len(readings) - len(refused), 'article')}, {count(stories, 'story', 'stories')}"
    yield from (paint(f"  no article: {item.page.address}: {item.error}", "quiet") for item in refused)
    yield from ("", paint("Where one of its pages comes from", "title"), "")
    yield from trace_lines(shown, paint, width=terminal_width())
    yield from ("", f"The library stays at {library}. Go on with:")
    further = ("stories --order copied", f"story {FOUNDING_PAGE_ADDRESS}", "outlets", "search drones")
    yield from (f"  {program()} {command} -l {library}" for command in further)


def program() -> str:
    """How this program is called from here: by its name when the shell finds it, else by its path."""
    return "sourcier" if shutil.which("sourcier") else os.path.relpath(sys.argv[0])
