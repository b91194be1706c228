"""The corridor of following: feeds that are due asked, what is new read and kept, pages asked for, all compared and traced.

Whatever a feed or a page has told is kept before the library says that it was asked, in one transaction, so that a follower that
is killed asks again for what it had not kept and loses nothing that it had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sourcier.errors import GatherError, RefusedError
from sourcier.followed import BESIDE, Followed, KnownEntry, begun
from sourcier.gather.crowd import Ask, Asker, Got
from sourcier.gather.harvest import Gleaned, adds_words, gathered, missed
from sourcier.gather.heard import Heard, hear, news_of, validators_known
from sourcier.gather.http import Answer
from sourcier.gather.inputs import LARGEST_FILE
from sourcier.gather.subscribing import FeedAddress, feeds_behind
from sourcier.model import Page, Reading
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle, unsettled
from sourcier.pipeline.templates import Templates
from sourcier.pipeline.watching import look
from sourcier.store import Store
from sourcier.text.addresses import split_address

Clock = Callable[[], datetime]
# Answers that are read and kept together, and the seconds after which fewer will do.
_BATCH = 64
_PATIENCE = 5.0
# Pages that were waited for before a pass: those past it wait for the next.
_MOST_PAGES = 5_000
# Between two looks at what is due; a feed that somebody adds meanwhile waits no longer than that.
LONGEST_REST = 60.0
# Statuses after which the same request may do better later, beside all of the 500s.
_FOR_NOW = frozenset({408, 425, 429})

# How a page becomes a reading here: by the templates that the library has learned.
Read = Callable[[Page], Reading]


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one asking: a feed or a page, how many of its captures were kept, and why nothing came."""

    kind: str
    address: str
    new: int = 0
    error: GatherError | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is to be kept together, and what is to be asked for next."""

    readings: tuple[Reading, ...] = ()
    feeds: tuple[Followed, ...] = ()
    entries: tuple[KnownEntry, ...] = ()
    steps: tuple[Step, ...] = ()


def find_feeds(names: Iterable[str], asker: Asker) -> Iterator[tuple[FeedAddress, ...] | GatherError]:
    """What stands behind each name, an address or a file: a feed, those that a page names, those of a list; or why there is none."""
    names = list(names)
    for name in names:
        if not split_address(name):
            yield _behind(name, _page_of_file(name))
    asker.put([Ask(name, name) for name in dict.fromkeys(names) if split_address(name)])
    while asker.pending:
        for got in asker.take(_BATCH, _PATIENCE):
            yield _behind(got.ask.address, _page_of(got))


def _behind(name: str, page: Page | GatherError) -> tuple[FeedAddress, ...] | GatherError:
    """The feeds behind one name."""
    if isinstance(page, GatherError):
        return page
    try:
        return feeds_behind(page)
    except GatherError as error:
        return type(error)(error.reason, error.subject or name)


def subscribe(library: Store, found: Iterable[FeedAddress], now: datetime) -> int:
    """How many of the feeds were not followed before; all of them are now, and are due at once."""
    return library.feeds.follow(begun(feed.address, feed.title, feed.site, now) for feed in found)


def _page_of_file(name: str) -> Page | GatherError:
    """A file as a page."""
    try:
        path = Path(name)
        with path.open("rb") as file:
            return Page(path.resolve().as_uri(), file.read(LARGEST_FILE))
    except (OSError, ValueError) as error:
        return GatherError((getattr(error, "strerror", None) or "no such file").lower(), name)


def _page_of(got: Got) -> Page | GatherError:
    """The page of an answer at the address it was asked for, or moved to for good; or why there is none."""
    answer = got.answer
    if isinstance(answer, Answer) and 200 <= answer.status < 300:
        return replace(answer.page, address=answer.moved_to or got.ask.address)
    return _why_not(got)[0]


def seconds_to_rest(library: Store, now: datetime) -> float:
    """How long nothing is due: a second at least, a minute at most."""
    due_at = library.feeds.standing(now, now).next_due
    return LONGEST_REST if due_at is None else min(max((due_at - now).total_seconds(), 1.0), LONGEST_REST)


def follow_once(library: Store, asker: Asker, now: Clock) -> Iterator[Step]:
    """Every step of one pass over the feeds that are due and the pages that are waited for.

    After each batch of answers what is new is read and kept, then compared with all that the library holds, and traced.
    """
    if unsettled(library):
        settle(library)  # the last run was stopped between keeping and tracing
    yield from _hits(library, now())
    read = partial(read_page, templates=Templates(library.templates.all()))
    feeds = {feed.feed_id: feed for feed in library.feeds.due(now())}
    pages = {_page_key(entry): entry for entry in library.feeds.waiting(now(), _MOST_PAGES)}
    asker.put([Ask(feed.feed_id, feed.address, validators_known(feed)) for feed in feeds.values()])
    asker.put([Ask(key, entry.address_key) for key, entry in pages.items()])
    while asker.pending:
        got = asker.take(_BATCH, _PATIENCE)
        if not got:
            continue
        moment = now()
        told = _hear_feeds(library, [(feeds[one.ask.key], one.answer) for one in got if one.ask.key in feeds], moment, read)
        came = [_hear_page(pages[one.ask.key], one, moment, read) for one in got if one.ask.key in pages]
        is_new = keep_batch(library, [told, *came])
        waiting = {_page_key(entry): entry for entry in told.entries if entry.waiting_at is not None}
        pages.update(waiting)
        asker.put([Ask(key, entry.address_key) for key, entry in waiting.items()])
        for batch in (told, *came):
            yield from batch.steps
        yield from _hits(library, moment) if is_new else ()


def _hits(library: Store, now: datetime) -> Iterator[Step]:
    """A step with the number of what watches saw in the articles that are new, if anything."""
    found = look(library, now)
    if found:
        yield Step("hits", "", found)


def keep_batch(library: Store, batches: Sequence[_Batch]) -> int:
    """How many captures of the batches were new; they are kept, and what they change in the library's stories is settled."""
    readings = [reading for batch in batches for reading in batch.readings]
    new = library.feeds.keep(
        readings,
        [feed for batch in batches for feed in batch.feeds],
        [entry for batch in batches for entry in batch.entries],
    )
    if new and any(reading.article for reading in readings):
        settle(library)
    return new


def _hear_feeds(library: Store, answers: Sequence[tuple[Followed, Answer | GatherError]], now: datetime, read: Read) -> _Batch:
    """What the answers to requests for feeds tell: entries to be read here, and entries whose page is to be asked for."""
    news = [news_of(feed, answer) for feed, answer in answers]
    known = library.feeds.known([feed.feed_id for (feed, _), digest in zip(answers, news, strict=True) if digest])
    heard = [hear(feed, answer, known.get(feed.feed_id, {}), now, digest) for (feed, answer), digest in zip(answers, news, strict=True)]
    gleaned = list(_each_page_once(library, heard, known, now))
    readings = tuple(read(one.page) for one in gleaned if one.page is not None and one.entry.waiting_at is None)
    steps = tuple(Step("feed", one.followed.address, len(one.gleaned), one.error) for one in heard)
    return _Batch(readings, tuple(one.followed for one in heard), tuple(one.entry for one in gleaned), steps)


def _each_page_once(
    library: Store, heard: Iterable[Heard], known: Mapping[str, Mapping[str, KnownEntry]], now: datetime
) -> Iterator[Gleaned]:
    """The entries gleaned; a page that another entry led to before is not waited for again."""
    gleaned = [one for feed in heard for one in feed.gleaned]
    is_new = [one.entry.entry_key not in known.get(one.entry.feed_id, {}) and one.entry.waiting_at is not None for one in gleaned]
    met = set(library.feeds.met({one.entry.address_key for one, new in zip(gleaned, is_new, strict=True) if new}))
    for one, new in zip(gleaned, is_new, strict=True):
        if new and one.entry.address_key in met:
            yield Gleaned(gathered(one.entry, now), None)
            continue
        if one.entry.address_key:
            met.add(one.entry.address_key)
        yield one


def _hear_page(entry: KnownEntry, got: Got, now: datetime, read: Read) -> _Batch:
    """What the answer to a request for the page of an entry tells: the page, and the feed's own words where they say something else.

    While a page may still come it is asked for again later; once it will not, the feed's own words are what there is to read.
    """
    answer, text = got.answer, entry.feed_text
    if isinstance(answer, Answer) and 200 <= answer.status < 300 and answer.page.content:
        reading = read(replace(answer.page, feed_fields=text.feed_fields if text else ()))
        beside = _beside(text, reading, read)
        return _Batch((reading, *beside), entries=(gathered(entry, now),), steps=(Step("page", got.ask.address, 1 + len(beside)),))
    error, wait = _why_not(got)
    entry = missed(entry, now, wait=wait) if _is_for_now(answer) else gathered(entry, now)
    readings = (read(text),) if entry.waiting_at is None and text is not None and adds_words(text) else ()
    return _Batch(readings, entries=(entry,), steps=(Step("page", got.ask.address, len(readings), error),))


def _beside(text: Page | None, reading: Reading, read: Read) -> tuple[Reading, ...]:
    """The feed's own words as a capture beside their page, when they say something that the page does not."""
    article = reading.article
    if text is None or not adds_words(text, f"{article.title}\n{article.body}" if article else ""):
        return ()
    return (read(replace(text, feed_fields=(*text.feed_fields, BESIDE))),)


def _why_not(got: Got) -> tuple[GatherError, float | None]:
    """Why no page came, and how long the server wants us to wait."""
    if isinstance(got.answer, GatherError):
        return got.answer, None
    return GatherError(f"the server answers with status {got.answer.status}", got.ask.address), got.answer.wait


def _is_for_now(answer: Answer | GatherError) -> bool:
    """Whether the same request may do better later."""
    if isinstance(answer, GatherError):
        return not isinstance(answer, RefusedError)
    return answer.status in _FOR_NOW or answer.status >= 500


def _page_key(entry: KnownEntry) -> str:
    """The name under which the page of an entry is asked for; entry keys alone repeat from feed to feed."""
    return f"{entry.feed_id} {entry.entry_key}"
