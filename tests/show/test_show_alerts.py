"""Feeds of what watches saw: read back as they were written, by our own reader, whatever the words hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sourcier.followed import Sighting, Watch
from sourcier.gather.feeds import read_feed
from sourcier.show.alerts import atom_of, json_feed_of, plain_sighting, plain_watch, sighting_lines, watch_lines

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
WATCH = Watch("w1", "phrase", "la digue", NOW, webhook="https://crochet.example/", secret="un secret bien long")
SEEN = Sighting(
    "h1", "w1", "a1", NOW, "the phrase is printed", "la <b>digue</b> & l'eau", "https://guet.example/1?a=1&b=2", "Crue", "Le Guet"
)


def test_both_feeds_are_read_back() -> None:
    for text in (atom_of(WATCH, [SEEN]), json_feed_of(WATCH, [SEEN])):
        feed = read_feed(text.encode())
        (entry,) = feed.entries
        assert (feed.title, entry.title, entry.link) == ("Sourcier: phrase la digue", "Crue", "https://guet.example/1?a=1&b=2")
        assert (entry.entry_id, entry.published or entry.updated) == ("urn:sourcier:h1", NOW)
        assert entry.authors == ("Le Guet",)
        assert "digue" in entry.summary + entry.content


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(atom_of(WATCH, []).encode()).updated == NOW
    assert read_feed(json_feed_of(WATCH, []).encode()).entries == ()


WORDS = st.text(max_size=60)


@given(WORDS, WORDS, WORDS, WORDS)
def test_no_words_break_a_feed(words: str, title: str, outlet: str, address: str) -> None:
    seen = replace(SEEN, words=words, title=title, outlet=outlet, address=address)
    watch = replace(WATCH, words=words)
    feed = read_feed(atom_of(watch, [seen]).encode())
    assert len(feed.entries) == 1
    assert not feed.is_broken
    assert len(json.loads(json_feed_of(watch, [seen]))["items"]) == 1


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    seen = replace(SEEN, address="javascript:alert(1)")
    assert "javascript" not in atom_of(WATCH, [seen])
    assert "url" not in json.loads(json_feed_of(WATCH, [seen]))["items"][0]


def test_the_secret_is_never_shown() -> None:
    shown = [*watch_lines([WATCH]), *sighting_lines([SEEN]), str(plain_watch(WATCH)), str(plain_sighting(SEEN)), atom_of(WATCH, [SEEN])]
    assert "secret bien" not in "\n".join(shown)
    assert plain_watch(WATCH)["signed"] is True
