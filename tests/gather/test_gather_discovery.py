"""From an address to the feeds behind it: pages that name feeds, lists in OPML and back, sitemap indexes, files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import FeedError
from sourcier.followed import Followed
from sourcier.gather.discovery import named_feeds
from sourcier.gather.outlines import write_outlines
from sourcier.gather.subscribing import FeedAddress, feeds_behind
from sourcier.model import Page

HERE = "https://phare.example/une/"
RSS = b'<rss version="2.0"><channel><title>Le Phare</title><link>https://phare.example/</link>%s</channel></rss>'
NOW = datetime(2031, 5, 2, tzinfo=UTC)


def _page(html: str) -> Page:
    return Page(HERE, html.encode(), "text/html")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed">', ("https://phare.example/feed",)),
        ("<LINK REL='Alternate home' TYPE='Application/Atom+XML; charset=utf-8' HREF=atom.xml>", ("https://phare.example/une/atom.xml",)),
        (
            '<base href="https://flux.example/a/"><link rel=alternate type=application/feed+json href="b.json">',
            ("https://flux.example/a/b.json",),
        ),
        (
            "".join(f"<link rel=alternate type=application/rss+xml href={h}>" for h in ("/feed", "/feed#x", "/une/comments/feed/")),
            ("https://phare.example/feed",),
        ),
        ('<link rel=alternate type=application/rss+xml href="javascript:alert(1)">', ()),
        ('<link rel=alternate type=text/html href="/en">', ()),
        ('<link rel=stylesheet type=application/rss+xml href="/feed">', ()),
        ('<link rel=alternate type=application/rss+xml href="/feed"><a href="/rss">RSS</a>', ("https://phare.example/feed",)),
        (
            '<p><a href="/rss">RSS</a> <a href="/feeds">?</a> <a href="b/index.rdf">?</a>',
            ("https://phare.example/rss", HERE + "b/index.rdf"),
        ),
        ("<p>Rien", ()),
    ],
)
def test_the_feeds_that_a_page_names(html: str, found: tuple[str, ...]) -> None:
    assert named_feeds(_page(html)) == found


@given(st.binary(max_size=400))
def test_any_bytes_name_feeds_or_none(content: bytes) -> None:
    for address in named_feeds(Page(HERE, b"<a href=" + content)):
        assert address.startswith(("http://", "https://"))


def test_a_feed_stands_for_itself() -> None:
    page = Page("https://phare.example/feed", RSS % b"")
    assert feeds_behind(page) == (FeedAddress("https://phare.example/feed", "Le Phare", "https://phare.example/"),)


def test_a_feed_in_a_file_is_where_it_says_it_is_or_nowhere() -> None:
    link = b'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://phare.example/feed"/>'
    assert feeds_behind(Page("file:///feed.xml", RSS % link))[0].address == "https://phare.example/feed"
    with pytest.raises(FeedError):
        feeds_behind(Page("file:///feed.xml", RSS % b""))


def test_an_index_of_sitemaps_stands_for_them_and_a_sitemap_for_itself() -> None:
    index = b"<sitemapindex><sitemap><loc>https://phare.example/news.xml</loc></sitemap></sitemapindex>"
    assert [feed.address for feed in feeds_behind(Page("https://phare.example/sitemap.xml", index))] == ["https://phare.example/news.xml"]
    sitemap = b"<urlset><url><loc>https://phare.example/1</loc></url></urlset>"
    assert feeds_behind(Page("https://phare.example/news.xml", sitemap))[0].address == "https://phare.example/news.xml"


def test_a_plain_list_stands_for_its_addresses() -> None:
    content = b"# flux\nhttps://phare.example/feed\nhttps://guet.example/rss\n"
    assert [feed.address for feed in feeds_behind(Page("file:///list.txt", content))] == [
        "https://phare.example/feed",
        "https://guet.example/rss",
    ]


@pytest.mark.parametrize("content", [b"", b"Bonjour", b"<html><p>Rien</html>", b"%PDF-1.4", b"<opml version='2.0'><body/></opml>"])
def test_what_is_no_feed_and_names_none_says_so(content: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        feeds_behind(Page("https://phare.example/x", content))
    assert "phare.example/x" in str(caught.value)


TITLES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.tuples(st.integers(0, 10**6), TITLES), max_size=8, unique_by=lambda row: row[0]))
def test_a_list_that_was_written_is_read_back(rows: list[tuple[int, str]]) -> None:
    feeds = [Followed(f"f{n}", f"https://phare.example/{n}?a=1&b=2", title, "https://phare.example/") for n, title in rows]
    text = write_outlines(feeds, made_at=NOW)
    if not feeds:
        assert "<outline" not in text
        return
    found = feeds_behind(Page("file:///feeds.opml", text.encode()))
    assert [feed.address for feed in found] == [feed.address for feed in feeds]
    for told, feed in zip(found, feeds, strict=True):
        if feed.title.isprintable() and "&" not in feed.title and feed.title.strip():
            assert told.title == feed.title.strip()


def test_titles_cannot_break_out_of_a_list() -> None:
    text = write_outlines([Followed("f1", "https://phare.example/1", '"/><script x="\x00\ud800')], made_at=NOW)
    assert "<script" not in text
    text.encode()
