"""`sourcier watch`: say what to be told of, list it, take it back, and hand out what was seen."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from sourcier.cli.edge import json_option, library_option, paint_for, print_error, print_json, print_lines
from sourcier.errors import GatherError, UsageError
from sourcier.followed import Watch, WatchKind, watch_id_of
from sourcier.show.alerts import atom_of, json_feed_of, plain_sighting, plain_watch, sighting_lines, watch_lines
from sourcier.show.lines import count
from sourcier.store import Store, open_store

SECRET = "SOURCIER_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable, not a secret


@click.group()
def watch() -> None:
    """Watch for an outlet's texts, an address, a speaker, a phrase or a pattern; hits go to a feed and a webhook."""


@watch.command("add")
@click.argument("kind", type=click.Choice(get_args(WatchKind)))
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@click.option("--past", is_flag=True, help="Look at what the library holds already, too.")
@click.option("--webhook", metavar="ADDRESS", default="", help="Tell this address of every hit, signed; a secret must be given.")
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"The file that holds the secret of the webhook; else it is taken from {SECRET}.",
)
@library_option
@json_option
def add_watch(
    kind: WatchKind, words: tuple[str, ...], *, past: bool, webhook: str, secret_file: Path | None, library: str, as_json: bool
) -> None:
    """Watch for something from now on.

    An outlet (name or domain) is met where another outlet takes its text or credits it; an address where its page is captured,
    taken from, credited or linked to; a speaker where somebody of that name says something; a phrase where its words stand side by
    side, whatever their case and accents; a pattern (RE2) where title or text matches. Each article is told of once.
    """
    from sourcier.pipeline.watching import look  # noqa: PLC0415 - idem
    from sourcier.watch import meeting  # noqa: PLC0415 - its libraries load only where something is watched

    now = datetime.now(UTC)
    said = " ".join(words)
    new = Watch(watch_id_of(kind, said), kind, said, now, webhook=_vetted(webhook), secret=_secret(secret_file) if webhook else "")
    meeting(new)
    with open_store(library) as kept:
        is_new = kept.watches.add(new, from_now=not past)
        hits = look(kept, now)
    if as_json:
        print_json({**plain_watch(new), "new": is_new, "hits": hits})
    else:
        print_lines([f"{new.watch_id[:9]}: {'watching' if is_new else 'watched already'}" + (f"; {count(hits, 'hit')}" if hits else "")])


def _vetted(webhook: str) -> str:
    """The address of a webhook, refused at once where it could not be anything but a mistake."""
    if webhook and not webhook.startswith(("https://", "http://")):
        raise UsageError("a webhook is an http(s) address", webhook)
    return webhook


def _secret(file: Path | None) -> str:
    """The secret of a webhook, from a file or the environment: what stands on a command line, every process can read."""
    secret = file.read_text(encoding="utf-8").strip() if file else os.environ.get(SECRET, "")
    if len(secret) < 16:
        raise UsageError(f"a webhook needs a secret of 16 characters or more, in a file (--secret-file) or in {SECRET}", "--webhook")
    return secret


@watch.command("list")
@library_option
@json_option
def list_watches(library: str, *, as_json: bool) -> None:
    """List what is watched for."""
    with open_store(library, create=False) as kept:
        found = kept.watches.all()
    if as_json:
        print_json({"watches": [plain_watch(one) for one in found]})
    else:
        print_lines(watch_lines(found, paint_for()) if found else [f"{library}: nothing is watched for"])


@watch.command("remove")
@click.argument("watch_id", metavar="ID")
@library_option
@json_option
def remove_watch(watch_id: str, library: str, *, as_json: bool) -> None:
    """Stop watching, and forget what was seen."""
    with open_store(library, create=False) as kept:
        found = kept.watches.find(watch_id)
        kept.watches.remove(found.watch_id)
    if as_json:
        print_json({"removed": found.watch_id})
    else:
        print_lines([f"{found.watch_id[:9]}: {found.kind} {found.words}: watched no more"])


@watch.command("hits")
@click.argument("watch_id", metavar="[ID]", required=False)
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to show at most.")
@library_option
@json_option
def hits(watch_id: str | None, *, limit: int, library: str, as_json: bool) -> None:
    """Show what was seen, by one watch or all, the newest first."""
    with open_store(library, create=False) as kept:
        key = kept.watches.find(watch_id).watch_id if watch_id else None
        found = kept.watches.sightings(key, limit=limit)
    if as_json:
        print_json({"hits": [plain_sighting(one) for one in found]})
    else:
        print_lines(sighting_lines(found, paint_for()) if found else [f"{library}: nothing was seen yet"])


@watch.command("feed")
@click.argument("watch_id", metavar="ID")
@click.option("--format", "kind", type=click.Choice(["atom", "json"]), default="atom", show_default=True, help="Atom or JSON Feed.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of printing.")
@library_option
def feed(watch_id: str, *, kind: str, output: Path | None, library: str) -> None:
    """Print what a watch saw as a feed, the newest hundred first."""
    with open_store(library, create=False) as kept:
        found = kept.watches.find(watch_id)
        seen = kept.watches.sightings(found.watch_id)
    text = (atom_of if kind == "atom" else json_feed_of)(found, seen)
    if output is None:
        print_lines([text])
        return
    # Whoever serves the file never sees half of it.
    partial = output.with_name(output.name + ".partial")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(output)


def look_and_tell(kept: Store, allow_private: tuple[str, ...] = (), *, again: Iterable[str] = ()) -> int:
    """How many new hits there are after articles were added; webhooks that wait are told, those that fail are a line each.

    `again` are ids of articles that read otherwise than before.
    """
    from sourcier.pipeline.watching import look  # noqa: PLC0415 - its libraries load only where something is watched

    found = look(kept, datetime.now(UTC), again=again)
    tell_webhooks(kept, allow_private)
    return found


def tell_webhooks(kept: Store, allow_private: Sequence[str] = ()) -> None:
    """Nothing; webhooks that wait are told of what was seen, those that fail are a line each and told again later."""
    from sourcier.pipeline.watching import tell  # noqa: PLC0415 - its libraries load only where something is watched

    now = datetime.now(UTC)
    if kept.watches.to_tell(now, limit=1):
        from sourcier.gather.crowd import Crowd  # noqa: PLC0415 - the HTTP client loads only to tell
        from sourcier.gather.http import Fetcher  # noqa: PLC0415 - idem

        with Crowd(Fetcher(allow=allow_private)) as crowd:
            errors: list[GatherError] = list(tell(kept, crowd.send, now))
        for error in errors:
            print_error(error)
