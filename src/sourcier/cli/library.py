"""Commands on a library: add pages, list stories and outlets, show one story, search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import get_args

import click

from sourcier.cli.edge import (
    allow_option,
    json_option,
    library_option,
    paint_for,
    print_error,
    print_json,
    print_lines,
    terminal_width,
    warn,
    with_progress,
)
from sourcier.cli.watch import look_and_tell
from sourcier.cli.within import Within, within_options
from sourcier.errors import NothingFoundError, SourcierError, StoreError, UsageError
from sourcier.model import Reading, Statement, Story, Verdict
from sourcier.pipeline.reading import Fetch, Item, error_of, fetching, read_inputs
from sourcier.pipeline.settling import keep_readings, settle, unsettled
from sourcier.pipeline.telling import find_story, flows_of, sayings_of, timeline_of
from sourcier.pipeline.templates import NO_TEMPLATES, Templates
from sourcier.show.library import hit_lines, outlet_lines, plain_story, statement_list_lines, story_lines, story_list_lines, story_view
from sourcier.show.lines import count, part_lines
from sourcier.show.plain import plain_error, plain_statement, to_plain
from sourcier.show.report import searched_line
from sourcier.show.sayings import Told, plain_saying, saying_lines, timeline_lines
from sourcier.store import Store, StoryFilter, StoryOrder, open_store

_LIMIT = click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many to show at most.")


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@library_option
@allow_option
@json_option
def add(pages: tuple[str, ...], library: str, allow_private: tuple[str, ...], as_json: bool) -> None:
    """Add pages to the library, compare them with all it holds, and trace them.

    PAGE is an address, a file (HTML, MHTML, text, feed, list of addresses, table of addresses or texts, WARC), a folder, the folder of a
    `sourcier scan`, or - for standard input. Pages that hold no article are kept as captures with the reason. Adding the same capture
    twice changes nothing.
    """
    seen: Counter[str] = Counter()
    failed: list[SourcierError] = []
    total, hits = None, 0
    with fetching(allow_private) as fetch, ExitStack() as opened:
        held = _held(library, opened)
        templates = Templates(held.templates.all()) if held else NO_TEMPLATES
        items = with_progress(_read_all(pages, fetch, templates), "reading")
        # A library is made only once there is something to keep in it.
        waiting = next((item for item in items if isinstance(item, Reading) or _fails(item, seen, failed)), None)
        if waiting is not None:
            kept = held or opened.enter_context(open_store(library))
            for item, is_new in keep_readings(kept, chain((waiting,), items)):
                if error := error_of(item):
                    print_error(error)
                    failed.append(error)
                seen[_outcome(item, is_new=is_new)] += 1
            if seen["added"] or unsettled(kept):
                settle(kept)
                total = kept.count_stories()
            hits = look_and_tell(kept, allow_private)
    answer = {"library": library, **{key: seen[key] for key in ("added", "known", "no article", "failed")}, "stories": total, "hits": hits}
    if as_json:
        print_json({**answer, "errors": [plain_error(error) for error in failed]})
    else:
        told = ", ".join(f"{seen[key]} {key}" for key in ("added", "known", "no article", "failed") if seen[key])
        more = f"; {count(total, 'story', 'stories')} now" if total is not None else ""
        print_lines([f"{library}: {told or 'nothing to add'}{more}" + (f"; {count(hits, 'hit')} of watches" if hits else "")])
    if seen["failed"] or not (seen["added"] or seen["known"]):
        raise click.exceptions.Exit(3)


def _held(library: str, opened: ExitStack) -> Store | None:
    """The library, open as long as the stack; None where it is still to be made."""
    try:
        return opened.enter_context(open_store(library, create=False))
    except StoreError:  # said when it is opened to write
        return None


def _read_all(pages: Iterable[str], fetch: Fetch, templates: Templates) -> Iterator[Item]:
    """The readings of everything named; what a scan read is taken from its tables."""
    for page in pages:
        if _has_manifest(page):
            from sourcier.scan.importing import readings_of  # noqa: PLC0415 - its libraries are an extra

            yield from readings_of(page)
        else:
            yield from read_inputs((page,), fetch, templates=templates)


def _has_manifest(page: str) -> bool:
    """Whether this is the folder of a scan."""
    with suppress(OSError, ValueError):  # an address may be longer than any file's name
        manifest = Path(page) / "manifest.json"
        return manifest.is_file() and b'"derivations"' in manifest.read_bytes()
    return False


@click.command()
@library_option
@click.option(
    "--order", type=click.Choice(["newest", "copied"]), default="newest", show_default=True, help="Newest first or most copied first."
)
@within_options
@click.option("--verdict", type=click.Choice(get_args(Verdict)), help="Only stories with a step of this verdict.")
@_LIMIT
@json_option
def stories(library: str, order: StoryOrder, within: Within, verdict: Verdict | None, limit: int, as_json: bool) -> None:
    """List the stories of the library: headline, first outlet, copies, independent origins.

    With an outlet or days, those that hold an article of that outlet published then.
    """
    among = StoryFilter(within.outlet, within.since, within.until, verdict)
    with open_store(library, create=False) as kept:
        found = kept.lists.stories(limit=limit, order=order, among=among)
        views = [story_view(kept.story(summary.story_id), kept) for summary in found]
        searched, waiting, total = kept.searched(), unsettled(kept), kept.lists.count_stories(among=among)
    if waiting:
        warn(f"{count(waiting, 'article')} not compared yet: a run was stopped; the next `sourcier add` compares them")
    if as_json:
        print_json({"stories": [plain_story(view) for view in views], "total": total, "searched": to_plain(searched)})
    else:
        print_lines([*story_list_lines(views, searched, paint_for()), *part_lines(len(views), total, "stories")])


@click.command()
@click.argument("story_id", metavar="ID")
@library_option
@json_option
def story(story_id: str, library: str, as_json: bool) -> None:
    """Show one story: its articles in order, the chain of each, where it began.

    ID is a story's id, the beginning of one, or the id or address of one of its articles.
    """
    with open_store(library, create=False) as kept:
        view = story_view(find_story(kept, story_id), kept)
        searched, timeline = kept.searched(), timeline_of(kept, view.story)
    if as_json:
        print_json({**plain_story(view), "timeline": to_plain(timeline), "searched": to_plain(searched)})
    else:
        told = list(timeline_lines(timeline, paint_for(), width=terminal_width()))
        print_lines([*told, *([""] if told else []), *story_lines(view, searched, paint_for(), width=terminal_width())])


@click.command()
@library_option
@json_option
def outlets(library: str, as_json: bool) -> None:
    """List the outlets of the library: articles, who they take from, who takes from them."""
    with open_store(library, create=False) as kept:
        counts, flows, searched = kept.outlets(), flows_of(kept), kept.searched()
    if as_json:
        print_json({"outlets": to_plain(counts), "flows": to_plain(flows), "searched": to_plain(searched)})
    else:
        print_lines([*outlet_lines(counts, flows, paint_for()), searched_line(searched, paint_for())])


@click.command()
@library_option
@click.option("--speaker", metavar="NAME", help="Only what this person or body said.")
@click.option("--story", "story_id", metavar="ID", help="Only what the articles of this story tell; what several tell comes first, as one.")
@click.option(
    "--altered", is_flag=True, help="Only statements that several articles tell and that some of them altered, with what they changed."
)
@_LIMIT
@json_option
def statements(library: str, speaker: str | None, story_id: str | None, altered: bool, limit: int, as_json: bool) -> None:
    """List who said what, and through whom we know.

    With --story or --altered, statements of several articles that are one are told once: who printed them first, who after, how many
    independent origins tell them, and what was altered on the way. ID is a story's id, the beginning of one, or the id or address of
    one of its articles.
    """
    with open_store(library, create=False) as kept:
        searched = kept.searched()
        one = find_story(kept, story_id) if story_id else None
        told = sayings_of(kept, one, speaker=speaker) if one or altered else ()
        told = tuple((saying, witnesses) for saying, witnesses in told if saying.alterations or not altered)
        every = () if altered else _alone(kept, one, speaker, told)
        shown, found = told[:limit], [(s, kept.article(s.article_id)) for s in every[: max(0, limit - len(told))]]
        articles = {s.article_id: kept.article(s.article_id) for saying, _ in shown for s in saying.statements}
    if not (shown or found) and (speaker or altered):
        reason = "no altered statement is held" if altered else "no statement of this speaker is held"
        raise NothingFoundError(reason, speaker or story_id or "")
    total = len(told) + len(every)
    if as_json:
        answer = [{**plain_statement(s, a), "address": a.address} for s, a in found]
        sayings = {"sayings": [plain_saying(saying, n, articles) for saying, n in shown]} if one or altered else {}
        print_json({**sayings, "statements": answer, "total": total, "searched": to_plain(searched)})
    else:
        lines = [*saying_lines(shown, articles, paint_for(), width=terminal_width())]
        lines += statement_list_lines(found, paint_for(), width=terminal_width())
        print_lines([*lines, searched_line(searched, paint_for()), *part_lines(len(shown) + len(found), total, "statements")])


def _alone(kept: Store, story: Story | None, speaker: str | None, told: Told) -> tuple[Statement, ...]:
    """The statements of a story or of the library that are in no saying told."""
    together = {statement for saying, _ in told for statement in saying.statements}
    every = kept.statements(speaker=speaker)
    return tuple(s for s in every if (story is None or s.article_id in story.articles) and s not in together)


@click.command()
@click.argument("query", nargs=-1, required=True)
@library_option
@within_options
@click.option("--speaker", metavar="NAME", help="Only articles in which this person or body says something (any words of the name).")
@_LIMIT
@json_option
def search(*, query: tuple[str, ...], library: str, within: Within, speaker: str | None, limit: int, as_json: bool) -> None:
    """Search titles and texts; accents and case do not matter; "words in quotes" are a phrase."""
    words = " ".join(query)
    if not any(letter.isalnum() for letter in words):
        raise UsageError("a search needs a word", f'"{words}"')
    outlet, since, until = within.outlet, within.since, within.until
    with open_store(library, create=False) as kept:
        hits = kept.search(words, outlet=outlet, speaker=speaker, since=since, until=until, limit=limit)
        searched, total = kept.searched(), kept.count_hits(words, outlet=outlet, speaker=speaker, since=since, until=until)
    if as_json:
        print_json({"hits": to_plain(hits), "total": total, "searched": to_plain(searched)})
    else:
        print_lines([*hit_lines(hits, searched, paint_for()), *part_lines(len(hits), total, "articles")])
    if not hits:
        is_narrowed = (outlet, speaker, since, until) != (None, None, None, None)
        reason = "no article that these options leave has these words" if is_narrowed else "no article has these words"
        raise NothingFoundError(reason, words)


def _fails(item: Item, seen: Counter[str], failed: list[SourcierError]) -> bool:
    """Nothing to keep: the error is printed, counted and noted, and False is the answer."""
    if error := error_of(item):
        print_error(error)
        failed.append(error)
        seen["failed"] += 1
    return False


def _outcome(item: Item, *, is_new: bool) -> str:
    """What became of one input, as a word to count."""
    if isinstance(item, SourcierError):
        return "failed"
    if item.error:
        return "no article"
    return "added" if is_new else "known"
