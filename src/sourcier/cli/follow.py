"""Commands of gathering: follow feeds, list them, and say how things stand."""

from __future__ import annotations

import gc
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sourcier.cli.edge import (
    allow_option,
    json_option,
    library_option,
    paint_for,
    print_error,
    print_json,
    print_lines,
    with_progress,
)
from sourcier.errors import GatherError, NothingFoundError, StoreError
from sourcier.pipeline.settling import unsettled
from sourcier.show.following import LATE, feed_lines, plain_feed, plain_status, status_lines
from sourcier.show.lines import count
from sourcier.store import Store, open_store

if TYPE_CHECKING:
    from sourcier.gather.crowd import Asker
    from sourcier.gather.subscribing import FeedAddress
    from sourcier.pipeline.following import Step


@click.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS|OPML]…")
@click.option("--once", is_flag=True, help="Ask once for what is due, then end: for cron.")
@click.option("--gap", type=click.FloatRange(0, 60), default=1.0, show_default=True, help="Seconds between two requests to one host.")
@library_option
@allow_option
@json_option
def follow(addresses: tuple[str, ...], *, once: bool, gap: float, library: str, allow_private: tuple[str, ...], as_json: bool) -> None:
    """Follow feeds: ask for what is due, keep what is new, compare and trace it, and go on until stopped.

    ADDRESS is a feed, a page whose feeds are found, a news sitemap, or a list of feeds (OPML, one a line), by address or in a file; it
    is followed from now on. Each feed is asked between every 5 minutes and once a day, by how often it changes and by what it asks for.
    Where a feed gives only a summary, the page is fetched. What was kept when a run is stopped stays kept.
    """
    from sourcier.gather.crowd import Crowd  # noqa: PLC0415 - idem
    from sourcier.gather.http import Fetcher  # noqa: PLC0415 - idem
    from sourcier.pipeline.following import follow_once, seconds_to_rest, subscribe  # noqa: PLC0415 - the HTTP client loads only to fetch
    from sourcier.pipeline.watching import tell  # noqa: PLC0415 - idem

    # What is loaded stays, and readings are trees: looking through all of it for circles again and again costs a seventh of a pass.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end by the system, it ends as by a person
    with Crowd(Fetcher(allow=allow_private, gap=gap)) as crowd:
        found, failed = _found(addresses, crowd)
        with _opened(library, found, failed) as kept:
            subscribe(kept, found, _now())
            if not kept.feeds.all():
                raise NothingFoundError("no feed is followed; name one: sourcier follow ADDRESS", library)
            while True:
                _pass(follow_once(kept, crowd, _now), library, as_json=as_json, is_told=once)
                for error in tell(kept, crowd.send, _now()):
                    print_error(error)
                if once:
                    break
                time.sleep(seconds_to_rest(kept, _now()))
    if failed:
        raise click.exceptions.Exit(GatherError.exit_code)


def _found(addresses: Sequence[str], asker: Asker) -> tuple[list[FeedAddress], int]:
    """The feeds behind the names, and how many names lead to none, each told in one line."""
    from sourcier.pipeline.following import find_feeds  # noqa: PLC0415 - the HTTP client loads only to fetch

    found: list[FeedAddress] = []
    failed = 0
    for one in find_feeds(addresses, asker) if addresses else ():
        if isinstance(one, GatherError):
            print_error(one)
            failed += 1
        else:
            found.extend(one)
    return found, failed


def _opened(library: str, found: Sequence[FeedAddress], failed: int) -> Store:
    """The library; it is made only when there is something to follow."""
    try:
        return open_store(library, create=bool(found))
    except StoreError as error:
        if failed and type(error) is StoreError:
            raise click.exceptions.Exit(GatherError.exit_code) from None  # why nothing is followed was said before
        raise


def _now() -> datetime:
    """The time of day, here at the edge."""
    return datetime.now(UTC)


def _pass(steps: Iterator[Step], library: str, *, as_json: bool, is_told: bool) -> None:
    """One pass, its errors a line each; what it did is told when it did something, or when told to."""
    asked: Counter[str] = Counter()
    came: Counter[str] = Counter()
    failed = 0
    for step in with_progress(steps, "asking"):
        asked[step.kind] += 1
        came[step.kind] += step.new
        if step.error:
            failed += 1
            print_error(step.error)
    if as_json and (asked or is_told):
        told = {"feeds": asked["feed"], "pages": asked["page"], "new": came["feed"], "failed": failed, "hits": came["hits"]}
        print_json({"library": library, **told})
    elif came["feed"] or asked["page"] or is_told:
        facts = [f"{count(asked['feed'], 'feed')} asked", f"{came['feed']} new", f"{count(asked['page'], 'page')} asked for"]
        facts += [fact for fact, number in ((f"{failed} failed", failed), (count(came["hits"], "hit"), came["hits"])) if number]
        print_lines([f"{library}: {', '.join(facts)}"])


@click.command()
@library_option
@click.option("--forget", metavar="ADDRESS", multiple=True, help="Follow this feed no more; its articles stay (may be repeated).")
@click.option("--opml", "as_opml", is_flag=True, help="Print the feeds as OPML, for other readers.")
@json_option
def feeds(library: str, *, forget: tuple[str, ...], as_opml: bool, as_json: bool) -> None:
    """List the feeds that are followed: how each is, and when it is due."""
    from sourcier.gather.outlines import write_outlines  # noqa: PLC0415 - loaded only where lists are written

    with open_store(library, create=False) as kept:
        for key in forget:
            if not kept.feeds.forget(key):
                raise NothingFoundError("no such feed is followed", key)
        found = kept.feeds.all()
    if as_opml:
        print_lines([write_outlines(found, made_at=_now())])
    elif as_json:
        print_json({"feeds": [plain_feed(feed) for feed in found]})
    else:
        print_lines(feed_lines(found, paint_for()) if found else [f"{library}: no feed is followed"])


@click.command()
@library_option
@json_option
def status(library: str, *, as_json: bool) -> None:
    """Say how the library and its gathering stand: feeds due and failing, articles, stories, captures, what is left to do."""
    now = _now()
    with open_store(library, create=False) as kept:
        standing, searched, waiting = kept.feeds.standing(now, now - LATE), kept.searched(), unsettled(kept)
        watched, hits = len(kept.watches.all()), kept.watches.count()
    if as_json:
        print_json({"library": library, **plain_status(standing, searched, waiting), "watches": watched, "hits": hits})
    else:
        print_lines(status_lines(standing, searched, waiting, paint_for()))
        if watched:
            print_lines([f"  {count(watched, 'watch', 'watches')}, {count(hits, 'hit')}"])
