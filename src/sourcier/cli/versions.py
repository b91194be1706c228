"""`sourcier versions`: every text captured at one address, and what was changed from one to the next."""

from __future__ import annotations

import click

from sourcier.cli.edge import json_option, library_option, paint_for, print_json, print_lines, terminal_width
from sourcier.show.versions import plain_versions, version_lines
from sourcier.store import open_store
from sourcier.trace import find_edits


@click.command()
@click.argument("address", metavar="ADDRESS")
@library_option
@json_option
def versions(address: str, library: str, as_json: bool) -> None:
    """Show what was changed on a page between its captures: headline, passages, credits added or dropped.

    ADDRESS is that of the page, or the id of one of its articles.
    """
    with open_store(library, create=False) as kept:
        held = kept.versions(kept.find_article(address).article_id)
    edits = find_edits(held)
    if as_json:
        print_json(plain_versions(held, edits))
    else:
        print_lines(version_lines(held, edits, paint_for(), width=terminal_width()))
