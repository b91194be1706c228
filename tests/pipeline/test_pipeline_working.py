"""The worker does what pages asked for, says what came of it, and is none the worse for what fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sourcier.commented import Comment, Request
from sourcier.demo import FOUNDING_PAGE_ADDRESS, press
from sourcier.errors import GatherError
from sourcier.followed import Watch
from sourcier.model import Page
from sourcier.pipeline.working import work_once
from sourcier.store import Store, open_store

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)
PAGES = {page.address: page for page in press()}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        yield kept


def _fetch(address: str) -> Page:
    if address == "https://fault.example/":
        raise ZeroDivisionError
    try:
        return PAGES[address]
    except KeyError:
        raise GatherError("no answer", address) from None


def _ask(library: Store, *addresses: str) -> None:
    for number, address in enumerate(addresses):
        library.readers.ask(Request(f"q{number}", address, NOON.replace(minute=number)))


def test_an_address_is_added_and_its_story_told(library: Store) -> None:
    _ask(library, FOUNDING_PAGE_ADDRESS)
    done = work_once(library, _fetch, lambda: NOON)
    assert done is not None
    assert (done.state, done.told, done.finished_at) == ("done", "1 added", NOON)
    assert library.story(done.story_id).articles == (library.find_article(FOUNDING_PAGE_ADDRESS).article_id,)
    assert library.readers.request("q0") == done
    assert work_once(library, _fetch, lambda: NOON) is None


def test_what_fails_is_told_and_the_next_is_done(library: Store) -> None:
    _ask(library, "https://away.example/", "https://fault.example/", FOUNDING_PAGE_ADDRESS)
    told = [work_once(library, _fetch, lambda: NOON) for _ in range(3)]
    assert [request.state for request in told if request] == ["failed", "failed", "done"]
    assert told[0] is not None
    assert "no answer" in told[0].told


def test_a_request_done_twice_changes_nothing(library: Store) -> None:
    _ask(library, FOUNDING_PAGE_ADDRESS, FOUNDING_PAGE_ADDRESS)
    work_once(library, _fetch, lambda: NOON)
    again = work_once(library, _fetch, lambda: NOON)
    assert again is not None
    assert (again.state, again.told) == ("done", "1 known")
    assert library.searched().articles == 1


def test_a_page_as_somebody_saw_it_is_kept_as_a_capture(library: Store) -> None:
    content = PAGES[FOUNDING_PAGE_ADDRESS].content
    library.readers.ask(Request("q1", FOUNDING_PAGE_ADDRESS, NOON, content=content))
    done = work_once(library, _fetch, lambda: NOON)
    assert done is not None
    assert done.state == "done"
    kept = library.page(library.find_article(FOUNDING_PAGE_ADDRESS).article_id)
    assert (kept.content, kept.captured_at) == (content, NOON)
    assert library.readers.request("q1").content == b""


def test_what_it_adds_is_watched(library: Store) -> None:
    library.watches.add(Watch("w1", "phrase", "drones", NOON))
    _ask(library, FOUNDING_PAGE_ADDRESS)
    work_once(library, _fetch, lambda: NOON)
    assert [sighting.address for sighting in library.watches.sightings("w1")] == [FOUNDING_PAGE_ADDRESS]


FEED = b"""<rss version="2.0"><channel><title>Le Phare</title><link>https://phare.example/</link>
<item><title>Un</title><link>https://phare.example/1</link></item></channel></rss>"""
OPML = b"""<opml version="2.0"><body><outline text="Un" xmlUrl="https://un.example/feed"/>
<outline text="Deux" xmlUrl="http://127.0.0.1/feed"/><outline text="Trois" xmlUrl="file:///etc/passwd"/></body></opml>"""
BOMB = b"""<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/passwd">]><opml version="2.0"><body>
<outline text="&d;&e;" xmlUrl="https://un.example/feed"/></body></opml>"""


def test_a_feed_is_followed(library: Store) -> None:
    library.readers.ask(Request("q1", "https://phare.example/feed", NOON, kind="feeds"))
    done = work_once(library, lambda address: Page(address, FEED, "application/rss+xml"), lambda: NOON)
    assert done is not None
    assert (done.state, done.told) == ("done", "1 followed")
    (feed,) = library.feeds.all()
    assert (feed.address, feed.title, feed.due_at) == ("https://phare.example/feed", "Le Phare", NOON)


def test_a_list_of_feeds_that_was_handed_over_is_followed(library: Store) -> None:
    for number in range(2):
        library.readers.ask(Request(f"q{number}", "OPML", NOON.replace(minute=number), content=OPML, kind="feeds"))
    told = [work_once(library, _fetch, lambda: NOON) for _ in range(2)]
    assert [request.told for request in told if request] == ["2 followed", "0 followed, 2 already"]
    assert [feed.address for feed in library.feeds.all()] == ["http://127.0.0.1/feed", "https://un.example/feed"]
    assert library.readers.request("q0").content == b""


@pytest.mark.parametrize("content", [BOMB, b"<opml>", b"\0\xff" * 99, b"<html><p>none", b"{" * 100_000])
def test_a_list_that_means_harm_is_outlived(library: Store, content: bytes) -> None:
    library.readers.ask(Request("q1", "OPML", NOON, content=content, kind="feeds"))
    done = work_once(library, _fetch, lambda: NOON)
    assert done is not None
    assert "root:" not in done.told
    assert all("root:" not in feed.title and len(feed.title) <= 500 for feed in library.feeds.all())


def test_watches_look_at_what_is_held_when_asked_to(library: Store) -> None:
    _ask(library, FOUNDING_PAGE_ADDRESS)
    work_once(library, _fetch, lambda: NOON)
    library.watches.add(Watch("w1", "pattern", "(?i)a", NOON), from_now=False)
    library.readers.ask(Request("q9", "pattern (?i)a", NOON, kind="look"))
    done = work_once(library, _fetch, lambda: NOON)
    assert done is not None
    assert (done.state, done.told) == ("done", "1 seen")
    assert library.watches.count() == 1


def test_who_told_of_a_page_is_known_once_it_was_gathered(library: Store) -> None:
    library.readers.say(Comment("k1", "a1", "Ève", "eve@phare.example", "Here.", NOON, "published"))
    library.readers.ask(Request("q1", FOUNDING_PAGE_ADDRESS, NOON, comment_id="k1"))
    work_once(library, _fetch, lambda: NOON)
    address = library.find_article(FOUNDING_PAGE_ADDRESS).address
    assert library.readers.pointed_out([address]) == {address: "Ève"}
