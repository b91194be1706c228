"""What a feed says that was not known: entries to be read from the feed itself, and those whose page is to be asked for."""

from __future__ import annotations

import heapq
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sourcier.followed import KnownEntry
from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds import entry_page
from sourcier.model import Page, make_id
from sourcier.text.addresses import normalise_address

# A feed with the whole text needs no fetching: this many characters of text are more than any teaser has.
WHOLE_TEXT = 1500
# Of a feed read for the first time, the newest: a sitemap may name thousands of pages.
FIRST_ENTRIES = 100
# An entry whose words change at every reading (a counter, an advertisement) is not gathered anew each time.
_BETWEEN_EDITS = timedelta(hours=1)
# A page that could not be had is asked for again after so long; then the feed's own words must do.
_AGAIN = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_END_OF_TITLE = "\f"
# The share of the runs of three words of a feed's text that its page must hold to say the same: the rest is "read more" and the like.
_RUN = 3
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class Gleaned:
    """One entry that is new or changed, and the page that its own words make.

    The page is to be read as it is unless the entry waits for a page of its own; it is None where the entry is only noted as known.
    """

    entry: KnownEntry
    page: Page | None


def harvest(feed: Feed, feed_id: str, known: Mapping[str, KnownEntry], now: datetime, *, is_first: bool = False) -> tuple[Gleaned, ...]:
    """The entries of a feed that are not known as they stand, each once, in the order of the feed.

    Of a feed read for the first time, those past the newest 100 are only noted.
    """
    found: dict[str, tuple[Entry, KnownEntry]] = {}
    for entry, state in _changed(feed, feed_id, known, now):
        found.setdefault(state.entry_key, (entry, state))
    noted = _older(found) if is_first and len(found) > FIRST_ENTRIES else frozenset()
    return tuple(_gleaned(entry, feed, state, now, is_noted=key in noted) for key, (entry, state) in found.items())


def _changed(feed: Feed, feed_id: str, known: Mapping[str, KnownEntry], now: datetime) -> Iterator[tuple[Entry, KnownEntry]]:
    """The entries that are new or changed, with what is known of them now; those that a feed tells twice come twice."""
    for entry in feed.entries:
        address = normalise_address(entry.link)
        text = entry.content or entry.summary
        if not (address or text):
            continue
        key = make_id("e", entry.entry_id or ("" if address else text), address)
        digest = make_id("d", entry.title, text)
        before = known.get(key)
        if before is None or (before.digest != digest and not _is_recent(before, now)):
            yield entry, KnownEntry(feed_id, key, digest, address)


def _is_recent(entry: KnownEntry, now: datetime) -> bool:
    """Whether the entry was gathered so lately that another wording of it can wait, or is waited for already."""
    return entry.waiting_at is not None or (entry.gathered_at is not None and now - entry.gathered_at < _BETWEEN_EDITS)


def _older(found: Mapping[str, tuple[Entry, KnownEntry]]) -> frozenset[str]:
    """The keys of all but the newest entries; those without a date count as older, the first of the feed as newer."""
    newest = heapq.nlargest(FIRST_ENTRIES, enumerate(found), key=lambda row: (_date(found[row[1]][0]), -row[0]))
    return frozenset(found) - {key for _, key in newest}


def _date(entry: Entry) -> datetime:
    """When an entry says it was printed or changed."""
    return entry.published or entry.updated or _LONG_AGO


def _gleaned(entry: Entry, feed: Feed, state: KnownEntry, now: datetime, *, is_noted: bool) -> Gleaned:
    """The entry with its state: read from the feed where it holds the whole text or leads nowhere, else waiting for its page."""
    if is_noted:
        return Gleaned(state, None)
    page = replace(entry_page(entry, feed), captured_at=now)
    text = entry.content or entry.summary
    if not state.address_key or (len(text) >= WHOLE_TEXT and len(_TAG.sub("", text)) >= WHOLE_TEXT):
        return Gleaned(replace(state, gathered_at=now), page)
    return Gleaned(replace(state, waiting_at=now, feed_text=page), page)


def gathered(entry: KnownEntry, now: datetime) -> KnownEntry:
    """The entry once there is nothing more to wait for."""
    return replace(entry, gathered_at=now, waiting_at=None, feed_text=None, tries=0)


def missed(entry: KnownEntry, now: datetime, *, wait: float | None = None) -> KnownEntry:
    """The entry after its page could not be had: waiting for another time, or for nothing more after the fourth."""
    if entry.tries >= len(_AGAIN):
        return gathered(entry, now)
    later = max(_AGAIN[entry.tries], timedelta(seconds=wait or 0.0))
    return replace(entry, waiting_at=now + later, tries=entry.tries + 1)


def adds_words(feed_text: Page, words: str = "") -> bool:
    """Whether a feed's own words for an entry say more than its title and these words do, but for a tail or a stray mark.

    >>> page = Page("", "<h1>La digue</h1><p>La digue de Morvane a cédé cette nuit. Lire la suite</p>".encode())
    >>> adds_words(page), adds_words(page, "La digue de Morvane a cédé cette nuit, vers deux heures.")
    (True, False)
    """
    title, _, text = html.unescape(_TAG.sub(_mark, feed_text.content.decode("utf-8", "replace"))).partition(_END_OF_TITLE)
    told = _runs(text)
    return len(told & (_runs(words) | _runs(title))) < _SAME * len(told)


def _mark(tag: re.Match[str]) -> str:
    """What stands for a tag: a space, or a mark after the title."""
    return _END_OF_TITLE if tag[0] == "</h1>" else " "


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of three words of a text, case aside."""
    words = _WORD.findall(text.casefold())
    return set(zip(*(words[n:] for n in range(_RUN)), strict=False))
