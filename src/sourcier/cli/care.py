"""`sourcier check` and `sourcier backup`: whether a library is sound, and a copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from sourcier.cli.edge import json_option, library_option, paint_for, print_json, print_lines
from sourcier.errors import DamagedError
from sourcier.store import open_store


@click.command()
@library_option
@json_option
def check(library: str, as_json: bool) -> None:
    """Check that the library is sound: the database, every capture against its digest, the search index."""
    with open_store(library, create=False) as kept:
        problems = kept.check()
    paint = paint_for()
    if as_json:
        print_json({"library": library, "sound": not problems, "problems": list(problems)})
    else:
        print_lines([paint(f"{library}: sound", "good")] if not problems else [paint(problem, "bad") for problem in problems])
    if problems:
        raise click.exceptions.Exit(DamagedError.exit_code)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@library_option
@json_option
def backup(path: Path, library: str, as_json: bool) -> None:
    """Copy the library, captures included, to PATH while it may be in use."""
    with open_store(library, create=False) as kept:
        kept.backup(str(path))
    if as_json:
        print_json({"library": library, "backup": str(path)})
    else:
        print_lines([f"{library}: copied to {path}"])
