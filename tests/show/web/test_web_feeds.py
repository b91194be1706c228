"""Feeds out, as feed readers see them: entries, where they lead, and where their text came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sourcier.demo import FOUNDING_PAGE_ADDRESS
from sourcier.show.syndication import Entry, Feed, write_atom, write_json_feed
from sourcier.store import Store


def _atom(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("application/atom+xml")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def _relations(entry: Any) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in entry["links"]}


def test_a_story_is_followed_with_where_each_text_came_from(client: TestClient, press_library: Store) -> None:
    article = press_library.find_article(FOUNDING_PAGE_ADDRESS)
    story = press_library.story_of(article.article_id)
    assert story is not None
    parsed = _atom(client, f"/feed/story/{story.story_id}.atom")
    assert {entry["id"] for entry in parsed.entries} == {f"urn:sourcier:{key}" for key in story.articles}
    entry = next(entry for entry in parsed.entries if entry["id"].endswith(article.article_id))
    chain = story.chain(article.article_id)
    assert _relations(entry)["via"] == chain[0].address
    assert _relations(entry)["canonical"] == chain[-1].address
    assert _relations(entry)["alternate"] == article.address
    assert entry["source"]["title"] == article.outlet.name if article.outlet else False


@pytest.mark.parametrize("path", ["stories", "outlet", "search", "statements"])
def test_the_two_forms_say_the_same(client: TestClient, press_library: Store, path: str) -> None:
    speaker = next(statement.name for statement in press_library.statements() if statement.name)
    rest = {"outlet": "/The%20Harbour%20Ledger", "search": "?q=drones", "statements": f"?speaker={speaker}"}.get(path, "")
    atom = _atom(client, f"/feed/{path}.atom{rest}")
    answer = client.get(f"/feed/{path}.json{rest}")
    assert answer.headers["content-type"].startswith("application/feed+json")
    told = answer.json()
    assert len(told["items"]) == len(atom.entries) > 0
    assert [item["id"] for item in told["items"]] == [entry["id"] for entry in atom.entries]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["url"] for item in told["items"])


def test_the_newest_stands_first(client: TestClient) -> None:
    times = [entry["updated_parsed"] for entry in _atom(client, "/feed/stories.atom").entries]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("path", ["/feed/stories.rss", "/feed/story/s0.atom", "/feed/outlet.atom/Nobody", "/feed/nothing.atom"])
def test_what_cannot_be_followed_is_said_so(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_search_for_nothing_is_an_empty_feed(client: TestClient) -> None:
    assert _atom(client, "/feed/search.atom").entries == []


_ANY = st.text(alphabet=st.characters(), max_size=30)


@given(_ANY, _ANY, _ANY)
def test_any_text_makes_a_feed_that_can_be_read(title: str, summary: str, outlet: str) -> None:
    entry = Entry("a1", title, "https://phare.example/1", "", datetime(2031, 5, 2, tzinfo=UTC), summary, outlet, language="fr")
    feed = Feed("f1", title, "https://here.example/feed.atom", "https://here.example/", (entry,))
    parsed = feedparser.parse(write_atom(feed))
    assert not parsed.bozo
    assert len(parsed.entries) == 1
    assert json.loads(write_json_feed(feed))["items"][0]["content_text" if summary else "id"]
