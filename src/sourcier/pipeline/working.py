"""The worker beside the reader: it does what pages asked for, one request after another, and says what came of each.

Pages only write rows that ask for work. A worker that is killed leaves its request as it was; the next one does it again, which changes
nothing that was done already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sourcier.commented import Request
from sourcier.errors import SourcierError
from sourcier.followed import begun
from sourcier.model import Page, Reading
from sourcier.pipeline.reading import Fetch, Item, error_of, read_inputs, read_page
from sourcier.pipeline.settling import keep_readings, settle, unsettled
from sourcier.pipeline.templates import Templates
from sourcier.pipeline.watching import look
from sourcier.store import Store

# One request adds no more pages and feeds than this: a list of a million belongs to the command line.
_MOST, _MOST_FEEDS = 500, 5_000
# Between two times that somebody who waits is told how far it is.
_A_STEP = 5


def work_once(library: Store, fetch: Fetch, clock: Callable[[], datetime]) -> Request | None:
    """The request that was done, None when nobody asked for anything."""
    request = library.readers.next_request()
    if request is None:
        return None
    try:
        done = _done(library, request, fetch, clock())
    except SourcierError as error:
        done = replace(request, state="failed", told=str(error))
    except Exception as fault:  # noqa: BLE001 - a fault of ours on one request must not end the worker
        done = replace(request, state="failed", told=f"internal fault: {type(fault).__name__}: {fault}")
    done = replace(done, finished_at=clock())
    library.readers.keep_request(done)
    return done


def _done(library: Store, request: Request, fetch: Fetch, now: datetime) -> Request:
    """The request with what came of it."""
    if request.kind == "feeds":
        return _followed(library, request, fetch, now)
    done = _added(library, request, fetch) if request.kind == "page" else request
    hits = look(library, now)
    return done if request.kind == "page" else replace(done, state="done", done=hits, told=f"{hits} seen")


def _followed(library: Store, request: Request, fetch: Fetch, now: datetime) -> Request:
    """The request with how many feeds are followed that stand behind an address, or in a list that was handed over."""
    from sourcier.gather.subscribing import feeds_behind  # noqa: PLC0415 - the readers of feeds load only where feeds are looked for

    is_list = bool(request.content)
    # What a list is, its bytes tell; it has no address that anything in it could be relative to.
    found = feeds_behind(Page("", request.content) if is_list else fetch(request.words))
    found = found[:_MOST_FEEDS]
    new = library.feeds.follow(begun(feed.address, feed.title, feed.site, now) for feed in found)
    told = f"{new} followed" + (f", {len(found) - new} already" if len(found) > new else "")
    return replace(request, state="done", done=len(found), told=told)


def _added(library: Store, request: Request, fetch: Fetch) -> Request:
    """The request with what came of adding what its address leads to."""
    seen: Counter[str] = Counter()
    story, errors = "", []
    templates = Templates(library.templates.all())
    for item, is_new in keep_readings(library, islice(_items(request, fetch, templates), _MOST)):
        error = error_of(item)
        errors += [str(error)] if error else []
        seen["failed" if error else "added" if is_new else "known"] += 1
        if isinstance(item, Reading) and item.article:
            story = item.article.article_id
            if request.comment_id:
                library.readers.gathered(request.comment_id, item.article.address)
        if seen.total() % _A_STEP == 0:
            library.readers.progress(request.request_id, seen.total())
    if seen["added"] or unsettled(library):
        settle(library)
    found = library.story_of(story) if story else None
    told = ", ".join(f"{number} {word}" for word, number in seen.items())
    is_done = bool(seen["added"] or seen["known"])
    return replace(
        request,
        state="done" if is_done else "failed",
        done=sum(seen.values()),
        told=told if is_done else "; ".join(errors[:3]) or "nothing was found there",
        story_id=found.story_id if found else "",
    )


def _items(request: Request, fetch: Fetch, templates: Templates) -> Iterable[Item]:
    """What the address leads to, or the page as a person saw it there."""
    if request.content:
        page = Page(request.words, request.content, "text/html; charset=utf-8", request.asked_at)
        return [read_page(page, templates=templates)]
    return read_inputs([request.words], fetch, templates=templates)
