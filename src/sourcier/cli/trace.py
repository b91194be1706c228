"""`sourcier trace` and `sourcier read`: one page in, its chain or its article out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import click

from sourcier.cli.edge import allow_option, json_option, paint_for, parse_day, print_error, print_json, print_lines, terminal_width
from sourcier.model import Reading
from sourcier.pipeline.reading import Fetch, Item, error_of, fetching, read_inputs
from sourcier.pipeline.telling import timeline_of_page
from sourcier.pipeline.templates import NO_TEMPLATES, Templates
from sourcier.pipeline.tracing import Trace, trace_page
from sourcier.show.lines import Paint, printable
from sourcier.show.plain import plain_error, plain_reading, to_plain
from sourcier.show.report import (
    article_lines,
    chain_lines,
    date_lines,
    marks_lines,
    origins_line,
    reading_lines,
    searched_line,
    statement_lines,
)
from sourcier.show.sayings import timeline_lines
from sourcier.store import open_store
from sourcier.text.addresses import split_address

_PAGES = click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
_PUBLISHED = click.option("--published", metavar="DATE", help="When the page appeared, if it does not say so itself (2022-07-27).")


@click.command()
@_PAGES
@_PUBLISHED
@click.option(
    "--library", "-l", metavar="ADDRESS", envvar="SOURCIER_LIBRARY", show_envvar=True, help="Look for copies in this library too."
)
@click.option("--no-chase", is_flag=True, help="Do not fetch the pages that credits and canonical links name.")
@allow_option
@json_option
def trace(
    pages: tuple[str, ...], published: str | None, library: str | None, no_chase: bool, allow_private: tuple[str, ...], as_json: bool
) -> None:
    """Show where a page comes from: its chain, credits, debris, statements and dates.

    PAGE is an address, a file (HTML, MHTML, text, feed, table, WARC), a folder, or - for standard input. For an address the pages that its
    credits name are fetched too (at most 5 hops and 20 pages; --no-chase for none).
    """
    kept = open_store(library, create=False) if library else None
    with kept or nullcontext(), fetching(allow_private) as fetch:
        templates = Templates(kept.templates.all()) if kept else NO_TEMPLATES
        for name, reading in _readings(pages, published, fetch, templates, as_json=as_json):
            chases = split_address(name) is not None and not no_chase
            result = trace_page(reading, library=kept, fetch=fetch if chases else None)
            if as_json:
                print_json(plain_trace(result))
            else:
                print_lines(trace_lines(result, paint_for(), width=terminal_width()))


@click.command()
@_PAGES
@_PUBLISHED
@allow_option
@json_option
def read(pages: tuple[str, ...], published: str | None, allow_private: tuple[str, ...], as_json: bool) -> None:
    """Show what is read off a page: title, outlet, dates, text, credits and debris.

    Of a page that holds no article it says why, with the title, outlet and day that the page tells.
    """
    with fetching(allow_private) as fetch:
        for _, reading in _readings(pages, published, fetch, NO_TEMPLATES, as_json=as_json):
            if as_json:
                print_json(plain_reading(reading))
            else:
                print_lines(reading_lines(reading, paint_for(), width=terminal_width()))


def trace_lines(result: Trace, paint: Paint, *, width: int) -> Iterator[str]:
    """The whole answer to "where does this page come from", for people."""
    article = result.reading.article
    if article is None:
        return
    here = article.outlet.name if article.outlet else "this page"
    yield from article_lines(article, paint)
    yield ""
    yield from chain_lines(result.chain, here, paint, width=width)
    if result.story:
        yield origins_line(result.story, paint, here=article.article_id)
    for section in (
        marks_lines(article, paint),
        statement_lines(result.reading.statements, article, paint, width=width),
        date_lines(result.reading.dates, article, paint),
        timeline_lines(timeline_of_page(result.reading, result.others), paint, width=width),
    ):
        lines = list(section)
        if lines:
            yield ""
            yield from lines
    yield ""
    for item in map(_chased, result.chased):
        yield paint(f"Went after {printable(item['address'] or '')}: {printable(item['error'] or 'read')}", "quiet")
    yield searched_line(result.searched, paint)


def plain_trace(result: Trace) -> dict[str, Any]:
    """The same answer as JSON data."""
    return {
        **plain_reading(result.reading),
        "chain": to_plain(result.chain),
        "story": to_plain(result.story),
        "reuses": to_plain(result.reuses),
        "timeline": to_plain(timeline_of_page(result.reading, result.others)),
        "others": [
            {"article_id": a.article_id, "address": a.address, "title": a.title, "published": to_plain(a.published)} for a in result.others
        ],
        "chased": [_chased(item) for item in result.chased],
        "searched": to_plain(result.searched),
    }


def _chased(item: Item) -> dict[str, str | None]:
    """One address gone after, and why it gave no article."""
    error = error_of(item)
    address = item.page.address if isinstance(item, Reading) else item.subject
    return {"address": address, "error": error.reason if error else None}


def _readings(
    names: tuple[str, ...], published: str | None, fetch: Fetch, templates: Templates, *, as_json: bool
) -> Iterator[tuple[str, Reading]]:
    """Each reading that holds an article, with the name that led to it.

    Every other input is one line on the error stream, and with --json a row of its own; after the last page such a run ends with
    that error's exit code.
    """
    given = parse_day(published)
    code = 0
    for name in names:
        for item in read_inputs((name,), fetch, published=given, templates=templates):
            if error := error_of(item):
                print_error(error)
                if as_json:
                    print_json(plain_reading(item) if isinstance(item, Reading) else plain_error(error))
                code = error.exit_code
            elif isinstance(item, Reading):
                yield name, item
    if code:
        raise click.exceptions.Exit(code)
