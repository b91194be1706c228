"""The shelf of what is followed: kept whole with the captures it led to, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sourcier.errors import StoreError
from sourcier.followed import BESIDE_REASON, Followed, KnownEntry, feed_id_of
from sourcier.model import Page, Reading
from sourcier.store import Store, open_store

MakeReading = Callable[..., Reading]
OpenLibrary = Callable[..., Store]
NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)


def _feed(name: str = "phare", **more: object) -> Followed:
    address = f"https://{name}.example/feed"
    return replace(Followed(feed_id_of(address), address, added_at=NOW, due_at=NOW), **more)  # type: ignore[arg-type] # replace checks


def test_the_words_of_a_feed_beside_their_page_are_no_failed_page(library: Store, make_failure: MakeReading) -> None:
    beside = replace(make_failure(2), error=BESIDE_REASON)
    assert library.feeds.keep([make_failure(1), beside], [], []) == 2
    told = library.feeds.standing(NOW, NOW)
    assert (told.captures, told.failed_pages) == (2, 1)


def _entry(feed: Followed, key: str, **more: object) -> KnownEntry:
    return replace(KnownEntry(feed.feed_id, key, f"d{key}"), **more)  # type: ignore[arg-type] # replace checks


def test_a_feed_comes_back_as_it_was(library: Store) -> None:
    full = _feed(
        title="Le Phare \0 \ud800",
        site="https://phare.example/",
        etag='W/"é"',
        last_modified="Tue",
        digest="ab",
        asked_at=NOW,
        changed_at=NOW,
        observed=0.1,
        changes=1e9,
        least=60.0,
        failures=3,
        failing_since=NOW,
        error="no connection",
    )
    assert library.feeds.follow([full, _feed("guet")]) == 2
    guet, phare = library.feeds.all()
    assert phare == replace(full, title="Le Phare \ufffd \ufffd")
    assert guet == _feed("guet")
    assert library.feeds.follow([full, _feed("guet"), _feed("ancre")]) == 1


def test_the_longest_due_comes_first_and_the_dead_never(library: Store) -> None:
    late, later = _feed("late", due_at=NOW - timedelta(days=1)), _feed("later", due_at=NOW)
    dead, early = _feed("dead", dead_since=NOW), _feed("early", due_at=NOW + timedelta(seconds=1))
    library.feeds.follow([later, late, dead, early])
    assert library.feeds.due(NOW) == (late, later)
    told = library.feeds.standing(NOW, NOW - timedelta(hours=1))
    assert (told.followed, told.due, told.late, told.failing, told.dead, told.waiting) == (4, 2, 1, 0, 1, 0)
    assert (told.last_asked, told.next_due, told.captures, told.capture_bytes) == (None, late.due_at, 0, 0)


def test_a_clock_that_ran_ahead_stops_nothing(library: Store) -> None:
    ahead, soon = _feed("ahead", due_at=NOW + timedelta(days=4000)), _feed("soon", due_at=NOW + timedelta(days=1))
    library.feeds.follow([ahead, soon])
    assert library.feeds.due(NOW) == (ahead,)


def test_following_a_dead_feed_wakes_it(library: Store) -> None:
    library.feeds.follow([_feed(dead_since=NOW, failures=12, failing_since=NOW, etag="x")])
    assert library.feeds.follow([_feed(due_at=NOW + timedelta(hours=1))]) == 0
    (woken,) = library.feeds.due(NOW + timedelta(hours=1))
    assert (woken.dead_since, woken.failures, woken.failing_since, woken.etag) == (None, 0, None, "x")


def test_readings_feeds_and_entries_are_kept_together(library: Store, make_reading: MakeReading) -> None:
    feed = _feed()
    library.feeds.follow([feed])
    text = Page("https://phare.example/1", b"<p>Mar\xe9e \xff</p>", "text/html", NOW, feed_fields=(("dc:source", "Guet"),))
    waiting = _entry(feed, "e1", address_key="https://phare.example/1", waiting_at=NOW, feed_text=text)
    known = _entry(feed, "e2", gathered_at=NOW)
    asked = replace(feed, due_at=NOW + timedelta(hours=1), etag="v2")
    assert library.feeds.keep([make_reading(1)], [asked], [waiting, known]) == 1
    assert library.feeds.all() == (asked,)
    assert library.feeds.waiting(NOW) == (waiting,)
    assert library.feeds.waiting(NOW - timedelta(seconds=1)) == ()
    assert library.feeds.known([feed.feed_id]) == {feed.feed_id: {"e1": replace(waiting, feed_text=None), "e2": known}}
    assert library.feeds.met(["https://phare.example/1", "https://phare.example/2"]) == {"https://phare.example/1"}
    done = replace(waiting, waiting_at=None, feed_text=None, gathered_at=NOW)
    assert library.feeds.keep([], [], [done]) == 0
    assert library.feeds.waiting(NOW) == ()
    assert library.check() == ()
    told = library.feeds.standing(NOW, NOW)
    assert (told.captures, told.failed_pages, told.last_asked) == (1, 0, asked.asked_at)
    assert told.capture_bytes > 100


def test_nothing_is_kept_when_one_part_cannot_be(library: Store, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = _feed()
    library.feeds.follow([feed])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sourcier.store.captures._write", full)
    with pytest.raises(StoreError):
        library.feeds.keep([make_reading(1)], [replace(feed, etag="v2")], [_entry(feed, "e1")])
    monkeypatch.undo()
    assert library.feeds.all() == (feed,)
    assert library.feeds.known([feed.feed_id]) == {feed.feed_id: {}}
    assert library.searched().articles == 0


def test_a_feed_forgotten_while_it_was_asked_stays_forgotten(library: Store, make_reading: MakeReading) -> None:
    feed = _feed()
    library.feeds.follow([feed])
    library.feeds.keep([], [feed], [_entry(feed, "e1")])
    assert library.feeds.forget(feed.address)
    assert not library.feeds.forget(feed.address)
    assert library.feeds.keep([make_reading(1)], [feed], [_entry(feed, "e1")]) == 1
    assert library.feeds.all() == ()
    assert library.feeds.known([feed.feed_id]) == {feed.feed_id: {}}


def test_a_feed_that_moved_is_the_same_feed_unless_its_new_place_is_followed(library: Store) -> None:
    feed, other = _feed(), _feed("guet")
    library.feeds.follow([feed, other])
    library.feeds.keep([], [replace(feed, address="https://phare.example/new", asked_at=NOW)], [])
    assert [(f.feed_id, f.address) for f in library.feeds.all() if f.feed_id == feed.feed_id] == [
        (feed.feed_id, "https://phare.example/new")
    ]
    library.feeds.keep([], [replace(feed, address=other.address, asked_at=NOW)], [])
    moved = next(f for f in library.feeds.all() if f.feed_id == feed.feed_id)
    assert (moved.address, moved.dead_since) == ("https://phare.example/new", NOW)
    assert "followed already" in moved.error


def test_a_backup_holds_what_is_followed(open_library: OpenLibrary, tmp_path: Path) -> None:
    store = open_library()
    feed = _feed()
    store.feeds.follow([feed])
    store.feeds.keep([], [], [_entry(feed, "e1", waiting_at=NOW, feed_text=Page("https://phare.example/1", b"x"))])
    store.backup(tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as copy:
        assert copy.feeds.all() == store.feeds.all()
        assert copy.feeds.waiting(NOW) == store.feeds.waiting(NOW)


def test_thousands_of_feeds_and_entries_at_once(library: Store) -> None:
    feeds = [_feed(f"phare{n}") for n in range(1200)]
    assert library.feeds.follow(feeds) == 1200
    entries = [_entry(feed, f"e{n}", address_key=f"{feed.address}/{n}") for feed in feeds[:700] for n in range(3)]
    library.feeds.keep([], feeds, entries)
    known = library.feeds.known([feed.feed_id for feed in feeds])
    assert sum(map(len, known.values())) == 2100
    assert len(library.feeds.met(entry.address_key for entry in entries)) == 2100
