"""No feed costs more than a moment, and a large one is read from its beginning."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

from sourcier.errors import GatherError
from sourcier.gather.feeds import read_feed
from sourcier.gather.feeds.limits import MOST_ENTRIES, within_limits, without_subset

HEAD = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Le Phare</title>"
TAIL = "</channel></rss>"


def items(number: int, text: str = "mot", more: str = "") -> str:
    item = "<item><title>T{i}</title><link>https://phare.example/{i}</link><description>{text}</description>{more}</item>"
    return "".join(item.format(i=i, text=text, more=more) for i in range(number))


def one(text: str) -> str:
    return f"{HEAD}<item><title>Un</title>{text}</item>{TAIL}"


LAUGHS = "<!DOCTYPE rss [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10)) + "]>"
COSTLY: dict[str, Callable[[], str]] = {
    "author of one word": lambda: one("<author>" + "a" * 300_000 + "</author>"),
    "author in pieces": lambda: one("<author>" + ("a" * 90 + "<x/>") * 3000 + "</author>"),
    "many authors": lambda: HEAD + items(1500, more="<dc:creator>" + "a" * 490 + "</dc:creator>" * 1) + TAIL,
    "categories": lambda: one("".join(f"<category>{i}</category>" for i in range(100_000))),
    "keywords": lambda: one("<keywords>" + ",".join(map(str, range(200_000))) + "</keywords>"),
    "links in one entry": lambda: one("".join(f"<link>https://phare.example/{i}</link>" for i in range(50_000))),
    "deep": lambda: one("<a>" * 100_000),
    "open tags in a text": lambda: one("<description><![CDATA[" + '<a href="' * 300_000 + "]]></description>"),
    "escaped tags": lambda: one("<description>" + "&lt;b&gt;" * 500_000 + "</description>"),
    "bare ampersands": lambda: HEAD + items(1500, "mot & " * 600) + TAIL,
    "open comments": lambda: one("<!--" * 300_000),
    "open sections": lambda: one("<![CDATA[" * 300_000),
    "open instructions": lambda: one("<?a" * 300_000),
    "attributes": lambda: "<rss" + "".join(f" a{i}='1'" for i in range(100_000)) + ">" + TAIL,
    "namespaces": lambda: "<rss" + "".join(f" xmlns:n{i}='urn:{i}'" for i in range(50_000)) + ">" + TAIL,
    "entities": lambda: "<!DOCTYPE rss [" + "".join(f"<!ENTITY e{i} 'x'>" for i in range(100_000)) + "]>" + one(""),
    "entities in entities": lambda: LAUGHS + one("<description>&l9;</description>"),
    "broken, with tags": lambda: HEAD + items(2000, "<p>mot <a href='x'>y</a><br></p>" * 20) + TAIL,
    "huge": lambda: HEAD + items(30_000, "mot " * 100) + TAIL,
    "json depth": lambda: '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 200_000,
    "opml": lambda: "<opml version='2.0'><body>" + "<outline type='rss' xmlUrl='https://phare.example/f'/>" * 50_000 + "</body></opml>",
    "sitemap": lambda: "<urlset>" + "".join(f"<url><loc>https://phare.example/{i}</loc></url>" for i in range(60_000)) + "</urlset>",
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_feed_costs_a_moment(name: str) -> None:
    content = COSTLY[name]().encode()
    started = time.process_time()
    feed = None
    with contextlib.suppress(GatherError):
        feed = read_feed(content)
    assert feed is None or 0 < len(feed.entries) <= MOST_ENTRIES
    assert feed is None or "hahahahaha" not in feed.entries[0].summary
    assert time.process_time() - started < 5.0


def test_a_large_feed_is_read_from_its_beginning() -> None:
    feed = read_feed((HEAD + items(30_000) + TAIL).encode())
    assert [entry.title for entry in feed.entries] == [f"T{i}" for i in range(MOST_ENTRIES)]
    assert not feed.is_broken


def test_a_feed_that_was_cut_keeps_its_whole_entries() -> None:
    feed = read_feed((HEAD + items(30))[:-150].encode())
    assert len(feed.entries) >= 28
    assert feed.is_broken


def test_unclosed_elements_do_not_count_as_depth_for_ever() -> None:
    text = HEAD + items(300, "mot<br>mot<img src='x'>") + TAIL
    assert within_limits(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<!DOCTYPE rss><rss/>", "<!DOCTYPE rss><rss/>"),
        ("<!DOCTYPE rss [<!ENTITY eacute '&#233;'>]><rss/>", "<!DOCTYPE rss [<!ENTITY eacute '&#233;'>]><rss/>"),
        ("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss/>", "<rss/>"),
        ("<!DOCTYPE rss [<!ENTITY x PUBLIC 'a' 'http://10.0.0.1/'>]><rss/>", "<rss/>"),
        ("<!DOCTYPE rss [<!ENTITY % x 'a'>]><rss/>", "<rss/>"),
        ("<!DOCTYPE rss [<!ENTITY a '&b;&b;'>]><rss/>", "<rss/>"),
        ("<!DOCTYPE rss [<!ENTITY a 'x'", ""),
        ("<rss/>", "<rss/>"),
    ],
)
def test_entities_of_their_own_go_unless_they_are_plain(text: str, kept: str) -> None:
    assert without_subset(text) == kept


def test_long_names_go_and_the_rest_stays() -> None:
    long = f"<item><title>Un</title><author>{'a' * 200}</author></item>"
    fair = "<item><title>Deux</title><author>Anne Aubert</author></item>"
    feed = read_feed((HEAD + "<unknown/>" + long + fair + TAIL).encode())
    assert [(entry.title, entry.authors) for entry in feed.entries] == [("Un", ()), ("Deux", ("Anne Aubert",))]
