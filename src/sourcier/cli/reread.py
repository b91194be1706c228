"""`sourcier reread`: what a library captured, read again by the rules of today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from sourcier.cli.edge import json_option, library_option, print_json, print_lines, warn, with_progress
from sourcier.cli.watch import look_and_tell
from sourcier.errors import DamagedError
from sourcier.pipeline.reading import rules_with
from sourcier.pipeline.rereading import Reread, reread
from sourcier.pipeline.settling import settle, unsettled
from sourcier.pipeline.templates import Templates, learn_templates
from sourcier.show.lines import count, table
from sourcier.show.plain import to_plain
from sourcier.store import open_store


@click.command("reread")
@library_option
@click.option("--learn", is_flag=True, help="First learn what the pages of each site repeat round their texts.")
@json_option
def reread_command(library: str, *, learn: bool, as_json: bool) -> None:
    """Read all captures again that older rules have read, compare and trace anew, and say what changed.

    With --learn the stock paragraphs that a site prints on all its pages are learned from what the library holds, and left out of its
    texts from then on, also of pages that are added later; every capture is then read again. May be stopped at any time and goes on
    where it stood. With --json every capture that reads otherwise is listed with its fields.
    """
    with open_store(library, create=False) as kept:
        if learn:
            kept.templates.keep(learn_templates(kept).by_domain)
        rules = rules_with(Templates(kept.templates.all()))
        total = kept.captures.count_stale(rules)
        found = list(with_progress(reread(kept), f"reading again, of {total:,}"))
        stories = None
        if found or unsettled(kept):
            settle(kept)
            stories = kept.count_stories()
        look_and_tell(kept, again=[one.article_id for one in found if one.fields and one.article_id])
    changed = [one for one in found if one.fields]
    faults = [one.fault for one in found if one.fault]
    for fault in faults:
        warn(fault)
    if as_json:
        answer = {"library": library, "rules": rules, "captures": len(found) - len(faults), "stories": stories}
        print_json({**answer, "fields": _counts(changed), "changed": to_plain(changed), "faults": faults})
    else:
        print_lines(_lines(library, len(found) - len(faults), changed, stories))
    if faults:
        raise click.exceptions.Exit(DamagedError.exit_code)


def _counts(changed: list[Reread]) -> dict[str, int]:
    """For each field how many captures read otherwise, most first."""
    counts = Counter(field for one in changed for field in one.fields)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _lines(library: str, captures: int, changed: list[Reread], stories: int | None) -> Iterator[str]:
    """What changed, for people."""
    if not captures:
        yield f"{library}: all captures were read by these rules already"
        return
    yield f"{library}: {count(captures, 'capture')} read again, {len(changed):,} otherwise than before"
    yield from table((field, count(number, "capture")) for field, number in _counts(changed).items())
    if stories is not None:
        yield f"{count(stories, 'story', 'stories')} now"
