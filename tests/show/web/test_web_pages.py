"""Every page of the reader as a server gives it: what it says, what it refuses, what protects it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from sourcier.demo import FOUNDING_PAGE_ADDRESS
from sourcier.model import Story
from sourcier.store import Store

_ELEMENTS_WITHOUT_END = frozenset({"meta", "link", "img", "input", "br", "hr"})


class _Reader(HTMLParser):
    """Links of a page, its ids, and elements left open or closed twice."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.faults += [f"{tag} {name}" for name in told if name.startswith("on") or name == "style"]
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        if tag == "link" and told.get("rel") == "alternate":
            self.links.append(str(told["href"]))
        elif tag in {"script", "img", "link"}:
            self.loaded += [str(told[name]) for name in ("src", "href") if told.get(name)]
        if tag not in _ELEMENTS_WITHOUT_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ELEMENTS_WITHOUT_END:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    assert reader.open == []
    assert reader.faults == []
    assert len(reader.ids) == len(set(reader.ids)), "an id twice"
    return reader


def _founding_story(library: Store) -> Story:
    story = library.story_of(library.find_article(FOUNDING_PAGE_ADDRESS).article_id)
    assert story is not None
    return story


def test_every_page_that_can_be_reached_is_whole(client: TestClient) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting and len(seen) < 900:
        path = waiting.pop()
        if path in seen or path.startswith("/language/"):
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = _read(answer.text)
        assert all(link.startswith("/static/") for link in page.loaded), "something is loaded from elsewhere"
        waiting += [link.partition("#")[0] for link in page.links if link.startswith("/")]
    assert len(seen) > 150
    kinds = {path.split("/")[1] for path in seen}
    assert kinds >= {"", "feed", "story", "article", "outlets", "outlet", "network", "network.gexf", "statements"}


def test_a_newcomer_comes_to_an_uncredited_copy_in_three_clicks(client: TestClient) -> None:
    stories = client.get("/?order=copied").text
    row = next(part for part in stories.split("<li>") if 'class="verdict uncredited"' in part and "/story/" in part)
    story = client.get(re.findall(r'href="(/story/\w+)"', row)[0]).text
    step = next(part for part in story.split("<tr") if 'class="verdict uncredited"' in part)
    evidence = client.get(re.findall(r'href="(/story/\w+/\w+/\w+)"', step)[0]).text
    assert "no credit was found in this capture" in evidence
    assert "Side by side" in evidence
    assert '<ul class="evidence">' in evidence


def test_the_founding_story_shows_its_chain(client: TestClient, press_library: Store) -> None:
    article = press_library.find_article(FOUNDING_PAGE_ADDRESS)
    text = client.get(f"/article/{article.article_id}").text
    chain = text[text.index('<ol class="chain">') : text.index("</ol>")]
    assert [name in chain for name in ("Actu Relais", "Horizons Libres", "The Harbour Ledger")] == [True] * 3
    assert text.count("<mark") >= len(press_library.statements(article_id=article.article_id))
    assert "sha-256" in text


def test_a_story_draws_each_article_and_each_derivation(client: TestClient, press_library: Store) -> None:
    story = _founding_story(press_library)
    text = client.get(f"/story/{story.story_id}").text
    river = text[text.index('<svg class="river"') : text.index("</svg>")]
    assert all(f'id="mark-{key}"' in river for key in story.articles)
    assert river.count('class="line"') == len(story.derivations)
    assert text.count("data-from") == 2 * len(story.derivations)  # an arrow and its row


@pytest.mark.parametrize(
    "path",
    [
        "/story/s00000000000000000000",
        "/article/a00000000000000000000",
        "/article/nothing",
        "/outlet/Nobody%20at%20all",
        "/network.exe",
        "/nothing",
        "/story/s1/a1/a2",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_what_is_not_there_is_said_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    _read(answer.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_written_by_any_method(client: TestClient, method: str) -> None:
    for path in ("/", "/search", "/statements"):
        assert client.request(method, path).status_code == 405
    assert client.get("/", params={"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8765"])
def test_no_other_name_reaches_the_library(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765"])
def test_its_own_names_do(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css", "/api/stories", "/language/fr"])
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-robots-tag"] == "noindex"


def test_french_is_spoken_by_header_and_by_choice(client: TestClient) -> None:
    french = client.get("/", headers={"Accept-Language": "fr-CH, en;q=0.5"})
    assert '<html lang="fr">' in french.text
    assert "Histoires" in french.text
    assert french.headers["content-language"] == "fr"
    chosen = client.get("/language/fr", params={"back": "/outlets"}, follow_redirects=False)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/outlets")
    assert "language=fr" in chosen.headers["set-cookie"]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""])
def test_a_choice_of_language_leads_nowhere_else(client: TestClient, back: str) -> None:
    location = client.get("/language/fr", params={"back": back}, follow_redirects=False).headers["location"]
    assert location == "/"
    assert urlsplit(location).netloc == ""


def test_an_unknown_language_changes_nothing(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/language/xx", follow_redirects=False).headers


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=99999999999999999999", "page=²", "order=sideways", "page=2&order=copied", "show=all"]
)
def test_odd_pages_are_pages(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


def _listed(client: TestClient, path: str) -> set[str]:
    """The stories that a page lists."""
    return set(re.findall(r'<h2><a href="/story/(\w+)"', client.get(path).text))


def test_stories_are_narrowed_by_page_feed_and_json_alike(client: TestClient, press_library: Store) -> None:
    told = press_library.stories(least=2)
    uncredited = {story.story_id for story in told if any(step.verdict == "uncredited" for step in story.derivations)}
    assert uncredited
    assert len(uncredited) < len(told)
    assert _listed(client, "/?verdict=uncredited") == uncredited
    entries = client.get("/feed/stories.json?verdict=uncredited").json()["items"]
    assert {entry["id"].rpartition(":")[2] for entry in entries} == uncredited
    assert {story["story_id"] for story in _json(client, "/api/stories?verdict=uncredited")["stories"]} == uncredited
    outlet = press_library.article(told[0].articles[0]).outlet
    assert outlet is not None
    theirs = _listed(client, f"/?{urlencode({'outlet': outlet.name})}")
    assert told[0].story_id in theirs
    assert theirs < {story.story_id for story in told}
    assert _listed(client, "/?since=2099-01-01") == set()
    assert "Nothing found." in client.get("/?since=2099-01-01").text
    box = re.findall(r'<input id="find"[^>]*>', client.get("/?verdict=uncredited").text)
    assert ['value=""' in field for field in box] == [True]  # the search of the whole library is another form
    orders = re.findall(r'href="/\?([^"]*order=copied[^"]*)"', client.get("/?verdict=uncredited").text)
    assert orders
    assert all("verdict=uncredited" in order for order in orders)


@pytest.mark.parametrize("query", ["verdict=guilty", "since=nonsense&until=2031-13-45", "outlet=%00&verdict=", "outlet=" + "a" * 3000])
def test_odd_filters_are_pages(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200
    assert client.get(f"/feed/stories.atom?{query}").status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["", "drones", '"sea drones"', '"', "'; DROP TABLE articles; --", "NEAR(a b)", "%00", "a" * 5000, "<script>alert(1)</script>", "é*"],
)
def test_any_text_can_be_searched(client: TestClient, asked: str) -> None:
    answer = client.get("/search", params={"q": asked, "outlet": asked[:20], "since": "nonsense", "until": "2031-13-45"})
    assert answer.status_code == 200
    _read(answer.text)
    assert "<script>alert" not in answer.text


def test_a_search_finds_and_marks(client: TestClient) -> None:
    text = client.get("/search", params={"q": "drones"}).text
    assert text.count("/article/") > 2
    assert re.search(r"<mark>[Dd]rones</mark>", text)
    narrowed = client.get("/search", params={"q": "drones", "outlet": "The Harbour Ledger"}).text
    assert 0 < narrowed.count("/article/") < text.count("/article/")


def test_a_search_is_narrowed_to_those_who_speak(client: TestClient, press_library: Store) -> None:
    said = next(one for one in press_library.statements() if one.name and len(one.name.split()) > 1)
    word = max(filter(str.isalpha, press_library.article(said.article_id).title.split()), key=len)
    asked = {"q": word, "speaker": said.name}
    told = client.get("/api/search", params=asked).json()["hits"]
    assert [hit["article_id"] for hit in told] == [hit.article_id for hit in press_library.search(word, speaker=said.name)]
    assert said.article_id in {hit["article_id"] for hit in told}
    assert client.get("/api/search", params={**asked, "speaker": "Nobody Whatsoever"}).json()["hits"] == []
    text = client.get("/search", params=asked).text
    assert text.count('<a href="/article/') == len(told)
    assert f'name="speaker" value="{said.name}"' in text
    # What is followed from that page is the same search.
    feed = re.search(r'href="(/feed/search\.json\?[^"]+)"', text)
    assert feed is not None
    items = client.get(unescape(feed[1])).json()["items"]
    assert [item["id"].rpartition(":")[2] for item in items] == [hit["article_id"] for hit in told]


def test_statements_of_one_speaker(client: TestClient, press_library: Store) -> None:
    name = next(statement.name for statement in press_library.statements() if statement.name)
    text = client.get("/statements", params={"speaker": name}).text
    assert f"What {name} said" in text
    assert text.count('<p class="words"') == min(40, len(press_library.statements(speaker=name)))


def _json(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json()


def test_the_json_says_what_the_pages_say(client: TestClient, press_library: Store) -> None:
    story = _founding_story(press_library)
    listed = _json(client, "/api/stories?order=copied")
    assert listed["searched"]["articles"] == press_library.searched().articles
    assert story.story_id in {told["story_id"] for told in listed["stories"]}
    told = _json(client, f"/api/story/{story.story_id}")
    assert [article["article_id"] for article in told["articles"]] == list(story.articles)
    key = press_library.find_article(FOUNDING_PAGE_ADDRESS).article_id
    article = _json(client, f"/api/article/{key}")
    assert [hop["name"] for hop in article["chain"]] == [hop.name for hop in story.chain(key)]
    assert len(article["statements"]) == len(press_library.statements(article_id=key))
    assert _json(client, "/api/outlets")["flows"]
    assert _json(client, "/api/search?q=drones")["hits"]
    assert client.get("/api/article/a0").status_code == 404
    assert "error" in client.get("/api/article/a0").json()


def test_the_interface_is_described_whole_and_truly(client: TestClient, press_library: Store) -> None:
    told = _json(client, "/api/openapi.json")
    assert told["openapi"] == "3.1.0"
    paths = {route.path for route in client.app.routes if getattr(route, "path", "").startswith("/api/")}  # type: ignore[attr-defined]
    assert set(told["paths"]) == paths - {"/api/openapi.json"}
    article = press_library.find_article(FOUNDING_PAGE_ADDRESS).article_id
    ids = {"{story_id}": _founding_story(press_library).story_id, "{article_id}": article}
    for path, operations in told["paths"].items():
        if "{request_id}" in path:
            continue
        for name, key in ids.items():
            path = path.replace(name, key)  # noqa: PLW2901 - the path as asked for
        answer = _json(client, path)
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        kinds = {"array": list, "boolean": bool, "object": dict, "string": str, "integer": int}
        assert all(isinstance(answer[name], kinds[kind["type"]]) for name, kind in schema.items()), path
