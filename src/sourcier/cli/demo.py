"""`sourcier demo`: the invented press, read, kept, traced, and one chain shown."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from sourcier.cli.edge import paint_for, print_lines, terminal_width, with_progress
from sourcier.cli.trace import trace_lines
from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.model import Reading
from sourcier.pipeline import keep_readings, read_page, settle, trace_page
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
@click.option("--no-serve", is_flag=True, help="Print and end; do not wait for a browser.")
def demo(library: str, no_serve: bool) -> None:  # noqa: ARG001 - kept for scripts: the web reader opens from here
    """Fill a library from an invented press, trace it, and show one chain.

    About 60 pages of a dozen invented outlets in French and English ship with Sourcier; nothing is fetched.
    """
    if library == str(_FOLDER / "library.db"):
        shutil.rmtree(_FOLDER, ignore_errors=True)  # the demo's own: readings of an older version would linger
    if "://" not in library:
        Path(library).parent.mkdir(parents=True, exist_ok=True)
    paint, width = paint_for(), terminal_width()
    with open_store(library) as kept:
        readings = [item for item, _ in keep_readings(kept, with_progress(map(read_page, press()), "reading")) if isinstance(item, Reading)]
        total = settle(kept)
        refused = [item for item in readings if item.error]
        print_lines([paint("The invented press", "title")])
        print_lines(
            [f"  {count(len(readings), 'page')}, {count(len(readings) - len(refused), 'article')}, {count(total, 'story', 'stories')}"]
        )
        print_lines(paint(f"  no article: {item.page.address}: {item.error}", "quiet") for item in refused)
        print_lines(["", paint("Where one of its pages comes from", "title"), ""])
        shown = next(item for item in readings if item.page.address == FOUNDING_PAGE_ADDRESS)
        print_lines(trace_lines(trace_page(shown, library=kept), paint, width=width))
    print_lines(["", f"The library stays at {library}. Go on with:"])
    further = ("stories --order copied", f"story {FOUNDING_PAGE_ADDRESS}", "outlets", "search drones")
    print_lines(f"  {program()} {command} -l {library}" for command in further)


def program() -> str:
    """How this program is called from here: by its name when the shell finds it, else by its path."""
    return "sourcier" if shutil.which("sourcier") else os.path.relpath(sys.argv[0])
