"""What a PAGE argument may be is recognised by content, and no bad one ends the run."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pytest

from sourcier.errors import GatherError, RefusedError
from sourcier.gather import inputs
from sourcier.gather.inputs import open_input
from sourcier.gather.sniff import kind_of
from sourcier.model import Page

PAGE = "<!doctype html><html><body><p>La marée monte.</p></body></html>".encode()
TEXT = "La marée monte sur le port de Brévenne.\nLes bateaux rentrent.".encode()
FEED = (
    "<rss version='2.0'><channel><title>Le Phare</title><item><title>Marée</title><link>https://phare.example/1</link>"
    "<description>La marée monte.</description></item><item><title>Vent</title><link>https://phare.example/2</link></item></channel></rss>"
).encode()
OPML = b"<opml version='2.0'><body><outline type='rss' xmlUrl='https://phare.example/feed'/></body></opml>"


def fetched(address: str) -> Page:
    """A net of a feed and pages."""
    if address == "https://phare.example/feed":
        return Page(address, FEED, "application/rss+xml")
    if address.startswith("https://phare.example/"):
        return Page(address, PAGE + address.encode(), "text/html")
    raise RefusedError("no such page", address)


def opened(name: str | Path) -> list[Page | GatherError]:
    return list(open_input(str(name), fetch=fetched))


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PAGE, "html"),
        (b"\xef\xbb\xbf" + PAGE, "html"),
        (PAGE.decode().encode("utf-16"), "html"),
        (b"<p>Bonjour", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "html"),
        (b"<html><body>See <rss> and <feed></body></html>", "html"),
        (TEXT, "text"),
        (b"a < b and b > c", "text"),
        (b"url", "text"),
        (FEED, "feed"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b'{"a": 1}', "text"),
        (OPML, "feed"),
        (b"https://phare.example/1\n\n# une remarque\nhttps://phare.example/2\n", "list"),
        (b"id,url,title\n1,https://phare.example/1,Un\n", "table"),
        (b'{"url": "https://phare.example/1"}\n', "table"),
        (b'[{"id": 1, "text": "Un.", "date": "2031-05-02"}]', "table"),
        (b'{"title": "Un", "text": "' + b"x" * 9000, "table"),
        (b"PAR1", "table"),
        (b"Paris, text of a day\nIt rained.", "text"),
        (b'{"text": "Un."}', "text"),
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7", "binary"),
        (b"\x89PNG\r\n", "binary"),
        (b"abc\0def", "binary"),
        (b"WARC/1.0\r\n", "binary"),
    ],
)
def test_what_bytes_are(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_file_of_html_and_one_of_text(write: Path) -> None:
    (write / "a.dat").write_bytes(PAGE)
    (write / "b.html").write_bytes(TEXT)
    html, text = *opened(write / "a.dat"), *opened(write / "b.html")
    assert isinstance(html, Page)
    assert isinstance(text, Page)
    assert (html.content, html.content_type, html.captured_at) == (PAGE, "text/html", None)
    assert html.address == (write / "a.dat").as_uri()
    assert text.content_type == "text/plain"


def test_a_page_packed_with_gzip(write: Path) -> None:
    (write / "a.gz").write_bytes(gzip.compress(PAGE))
    (write / "cut.gz").write_bytes(gzip.compress(PAGE)[:-10])
    (page,) = opened(write / "a.gz")
    assert isinstance(page, Page)
    assert page.content == PAGE
    (error,) = opened(write / "cut.gz")
    assert isinstance(error, GatherError)
    assert "cut short" in error.reason


def test_a_packed_sitemap_on_the_web_is_unpacked() -> None:
    sitemap = gzip.compress(b"<urlset><url><loc>https://phare.example/9</loc></url></urlset>")
    site = {"https://phare.example/sitemap.xml.gz": Page("https://phare.example/sitemap.xml.gz", sitemap, "application/gzip")}
    (page,) = open_input("https://phare.example/sitemap.xml.gz", fetch=lambda address: site.get(address) or fetched(address))
    assert isinstance(page, Page)
    assert page.address == "https://phare.example/9"


def test_a_feed_file_gives_its_own_texts_and_asks_nobody(write: Path) -> None:
    (write / "feed").write_bytes(FEED)
    pages = opened(write / "feed")
    assert [page.address for page in pages if isinstance(page, Page)] == ["https://phare.example/1", "https://phare.example/2"]
    assert isinstance(pages[0], Page)
    assert "La marée monte." in pages[0].content.decode()
    assert ("feed.title", "Le Phare") in pages[0].feed_fields


def test_a_feed_on_the_web_gives_the_pages_with_the_fields_of_their_entries() -> None:
    pages = opened("https://phare.example/feed")
    assert [isinstance(page, Page) and page.content.endswith(page.address.encode()) for page in pages] == [True, True]
    assert all(isinstance(page, Page) and ("feed.title", "Le Phare") in page.feed_fields for page in pages)


def test_a_list_of_feeds_is_followed_to_their_pages(write: Path) -> None:
    (write / "subscriptions.xml").write_bytes(OPML)
    pages = opened(write / "subscriptions.xml")
    assert [page.address for page in pages if isinstance(page, Page)] == ["https://phare.example/1", "https://phare.example/2"]


def test_a_list_goes_on_after_what_cannot_be_had(write: Path) -> None:
    (write / "list").write_text("https://gone.example/\nhttps://phare.example/3\n")
    error, page = opened(write / "list")
    assert isinstance(error, RefusedError)
    assert isinstance(page, Page)


def test_a_list_of_itself_ends() -> None:
    def fetch(address: str) -> Page:
        return Page(address, f"{address}\n".encode(), "text/plain")

    pages = list(open_input("https://loop.example/", fetch=fetch))
    assert len(pages) == 1


def test_a_folder_gives_its_files_in_order_and_leaves_hidden_ones(write: Path) -> None:
    (write / "b").mkdir()
    (write / ".git").mkdir()
    for name in ("c.html", "a.html", "b/d.html", ".git/x.html", ".hidden"):
        (write / name).write_bytes(PAGE)
    (write / "b" / "empty.html").touch()
    names = [item.address.rsplit("/", 1)[1] if isinstance(item, Page) else item.reason for item in opened(write)]
    assert names == ["a.html", "c.html", "d.html", "the file is empty"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n", "not a text"), (b"\0\1\2" * 50, "not a text"), (b"%PDF-1.7 x", "not a text")],
)
def test_a_file_that_is_no_page(write: Path, content: bytes, reason: str) -> None:
    (write / "x").write_bytes(content)
    (error,) = opened(write / "x")
    assert isinstance(error, GatherError)
    assert reason in error.reason
    assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize("name", ["/nowhere/at/all.html", "a\0b", "ftp://phare.example/", "x" * 5000, ""])
def test_a_name_that_is_nothing(name: str) -> None:
    (error,) = opened(name)
    assert isinstance(error, GatherError)
    assert len(str(error).splitlines()) == 1


def test_an_empty_folder_and_a_closed_file(write: Path) -> None:
    (error,) = opened(write)
    assert isinstance(error, GatherError)
    assert "no files" in error.reason


def test_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE)))
    (page,) = opened("-")
    assert isinstance(page, Page)
    assert (page.content, page.address) == (PAGE, "")


def test_a_file_past_the_limit(write: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LARGEST_FILE", 1000)
    (write / "big").write_bytes(b"<p>" + b"a" * 9000)
    (write / "bomb.gz").write_bytes(gzip.compress(b"<p>" + b"a" * 9000))
    for name in ("big", "bomb.gz"):
        (error,) = opened(write / name)
        assert isinstance(error, GatherError)
        assert error.what == "gave up gathering"


def test_an_address_is_fetched_as_given() -> None:
    assert [type(item) for item in opened("https://gone.example/")] == [RefusedError]
    assert [type(item) for item in opened("https://phare.example/7")] == [Page]
