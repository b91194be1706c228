"""Feeds of every kind come out as one model, with the fields that tell where an entry came from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import FeedError, GatherError
from sourcier.gather.entries import Entry, Feed, Person
from sourcier.gather.feeds import entry_page, feed_fields, read_feed, safe_html
from sourcier.model import Page

SHARED = Path(__file__).resolve().parents[3] / "shared" / "feeds" / "cases"
SPACES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:a='http://www.w3.org/2005/Atom'"
    " xmlns:media='http://search.yahoo.com/mrss/' xmlns:dcterms='http://purl.org/dc/terms/'"
)
ADDRESS = "https://phare.example/feed"


def rss(item: str = "", channel: str = "") -> Feed:
    head = f"<rss version='2.0' {SPACES}><channel><title>Le Phare</title><link>https://phare.example/</link>{channel}"
    return read_feed(f"{head}<item>{item}</item></channel></rss>".encode(), address=ADDRESS)


def atom(entry: str = "", head: str = "") -> Feed:
    start = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Le Phare</title><id>urn:phare</id>{head}"
    return read_feed(f"{start}<entry><id>urn:1</id><title>Marée</title>{entry}</entry></feed>".encode(), address=ADDRESS)


def only(feed: Feed) -> Entry:
    (entry,) = feed.entries
    return entry


def test_an_item_of_rss() -> None:
    entry = only(
        rss(
            "<title>Marée</title><link>/2027/a.html</link><guid isPermaLink='false'>n1</guid>"
            "<pubDate>ven., 05 mars 2027 09:12:00 CET</pubDate>"
            "<description>Résumé</description><content:encoded><![CDATA[<p>Texte <b>entier</b></p>]]></content:encoded>"
            "<category>Mer</category>"
        )
    )
    assert (entry.title, entry.entry_id, entry.link) == ("Marée", "n1", "https://phare.example/2027/a.html")
    assert entry.published == datetime(2027, 3, 5, 8, 12, tzinfo=UTC)
    assert (entry.summary, entry.content) == ("Résumé", "<p>Texte <b>entier</b></p>")
    assert entry.values("tag") == ("Mer",)


def test_an_entry_of_atom() -> None:
    feed = atom(
        "<link rel='self' href='https://phare.example/self'/><link href='https://phare.example/a'/><updated>2027-03-05T10:00:00Z</updated>"
        "<published>2027-03-01T00:00:00+01:00</published><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml'><p>Un <em>deux</em></p></div></content>"
        "<author><name>Anne Aubert</name><email>a@phare.example</email><uri>https://phare.example/anne</uri></author>"
    )
    entry = only(feed)
    assert (feed.kind, feed.feed_id, feed.language) == ("atom", "urn:phare", "fr")
    assert (entry.link, entry.content) == ("https://phare.example/a", "<p>Un <em>deux</em></p>")
    assert (entry.published, entry.updated) == (datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 5, 10, tzinfo=UTC))
    assert entry.persons == (Person("Anne Aubert", "a@phare.example", "https://phare.example/anne"),)


@pytest.mark.parametrize(
    ("item", "pairs"),
    [
        (
            "<source url='https://echo.example/rss'>L’Écho</source>",
            [("source.title", "L’Écho"), ("source.url", "https://echo.example/rss")],
        ),
        ("<dc:source>https://echo.example/1</dc:source>", [("dc:source", "https://echo.example/1")]),
        ("<dcterms:source>L’Écho</dcterms:source>", [("dc:source", "L’Écho")]),
        ("<dc:publisher>Agence Rive</dc:publisher>", [("publisher", "Agence Rive")]),
        ("<a:link rel='via' href='https://echo.example/2'/>", [("via", "https://echo.example/2")]),
        ("<a:link rel='canonical' href='https://echo.example/3'/>", [("canonical", "https://echo.example/3")]),
        (
            "<media:content url='https://phare.example/i.jpg'><media:credit>J. D. / Agence Rive</media:credit></media:content>",
            [("media:credit", "J. D. / Agence Rive"), ("media", "https://phare.example/i.jpg")],
        ),
        (
            "<media:content url='1.jpg'><media:credit>A</media:credit></media:content><media:credit>B</media:credit>",
            [("media:credit", "A"), ("media:credit", "B")],
        ),
    ],
)
def test_the_fields_of_rss_that_tell_provenance(item: str, pairs: list[tuple[str, str]]) -> None:
    fields = only(rss(f"<title>Marée</title><link>https://phare.example/a</link>{item}")).fields
    assert [pair for pair in pairs if pair not in fields] == []


def test_the_feed_that_an_entry_of_atom_was_taken_from() -> None:
    entry = only(
        atom(
            "<source><id>urn:echo</id><title>L’Écho</title><link href='https://echo.example/'/><updated>2027-03-04T10:00:00Z</updated>"
            "<author><name>Rédaction de l’Écho</name></author></source><link rel='via' href='https://echo.example/v'/>",
            head="<author><name>Rédaction du Phare</name></author>",
        )
    )
    told = dict(entry.fields)
    assert (told["source.title"], told["source.id"], told["source.url"]) == ("L’Écho", "urn:echo", "https://echo.example/")
    assert (told["source.author"], told["source.updated"], told["via"]) == (
        "Rédaction de l’Écho",
        "2027-03-04T10:00:00+00:00",
        "https://echo.example/v",
    )
    assert entry.authors == ("Rédaction de l’Écho",)


def test_authors_are_inherited_in_atom_and_never_from_an_editor_of_rss() -> None:
    assert only(atom("", head="<author><name>Rédaction</name></author>")).authors == ("Rédaction",)
    assert only(rss("<title>Marée</title>", channel="<managingEditor>Anne Aubert</managingEditor>")).authors == ()
    assert rss(channel="<managingEditor>Anne Aubert</managingEditor>").persons == (Person("Anne Aubert"),)
    assert only(rss("<dc:creator>Anne</dc:creator><dc:creator>Bruno</dc:creator>")).authors == ("Anne", "Bruno")


@pytest.mark.parametrize(
    "printed", ["anne@phare.example (Anne Aubert)", "Anne Aubert &lt;anne@phare.example&gt;", "Anne Aubert (anne@phare.example)"]
)
def test_a_mail_address_under_a_long_domain_leaves_the_name_alone(printed: str) -> None:
    assert only(rss(f"<title>Marée</title><author>{printed}</author>")).persons == (Person("Anne Aubert", "anne@phare.example"),)


JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Le Phare", "home_page_url": "https://phare.example/", "language": "fr",'
    ' "authors": [{"name": "Rédaction"}], "items": [%s]}'
)


def test_an_item_of_json_feed() -> None:
    feed = read_feed(
        (
            JSON % '{"id": 7, "url": "/a", "external_url": "https://echo.example/a", "title": "Marée", "content_html": "<p>Texte</p>",'
            ' "date_published": "2027-03-05T09:12:00+02:00", "tags": ["Mer"], "author": {"name": "Anne", "url": "https://phare.example/anne"},'
            ' "attachments": [{"url": "https://phare.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}]}'
        ).encode(),
        address=ADDRESS,
    )
    entry = only(feed)
    assert (feed.kind, feed.title, feed.language) == ("json", "Le Phare", "fr")
    assert (entry.entry_id, entry.link, entry.title, entry.content) == ("7", "https://phare.example/a", "Marée", "<p>Texte</p>")
    assert entry.published == datetime(2027, 3, 5, 7, 12, tzinfo=UTC)
    assert entry.persons == (Person("Anne", "", "https://phare.example/anne"),)
    assert (entry.values("via"), entry.values("tag"), entry.values("enclosure.length")) == (("https://echo.example/a",), ("Mer",), ("12",))


@pytest.mark.parametrize(
    ("item", "content", "authors"),
    [
        ('{"id": "1", "content_text": "a < b\\n\\nc"}', "<p>a &lt; b</p><p>c</p>", ("Rédaction",)),
        ('{"id": "1", "authors": [{"name": "A"}, {"name": "B"}, 3, {}]}', "", ("A", "B")),
        ('{"id": "\\ud83d", "tags": "x", "attachments": {}, "authors": 5, "url": ["x"], "date_published": 5}', "", ("Rédaction",)),
    ],
)
def test_items_of_json_feed_that_lack_or_bend_things(item: str, content: str, authors: tuple[str, ...]) -> None:
    entry = only(read_feed((JSON % item).encode()))
    assert (entry.content, entry.authors) == (content, authors)
    entry.entry_id.encode()


def test_an_opml_names_feeds() -> None:
    feed = read_feed(
        b"<opml version='2.0'><head><title>Mes fils</title></head><body><outline text='Presse'><outline text='Le Phare' type='rss'"
        b" xmlUrl='https://phare.example/feed'/></outline><outline type='rss' xmlUrl='file:///etc/passwd'/></body></opml>"
    )
    assert (feed.kind, feed.title) == ("opml", "Mes fils")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("Le Phare", "https://phare.example/feed")]


def test_a_news_sitemap_names_pages() -> None:
    feed = read_feed(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
        "<loc>https://phare.example/1</loc><lastmod>2027-03-06</lastmod><news:news><news:publication><news:name>Le Phare</news:name>"
        "<news:language>fr</news:language></news:publication><news:publication_date>2027-03-05T08:00:00+01:00</news:publication_date>"
        "<news:title>Marée</news:title></news:news></url><url><loc>javascript:x()</loc></url></urlset>".encode()
    )
    entry = only(feed)
    assert (feed.kind, entry.link, entry.title, entry.language) == ("sitemap", "https://phare.example/1", "Marée", "fr")
    assert (entry.published, entry.updated) == (datetime(2027, 3, 5, 7, tzinfo=UTC), datetime(2027, 3, 6, tzinfo=UTC))
    assert entry.values("publisher") == ("Le Phare",)


def test_a_broken_sitemap_keeps_what_comes_before_the_fault() -> None:
    feed = read_feed(b"<urlset><url><loc>https://phare.example/1</loc></url><url><loc>https://phare.example/2</url></urlset>")
    assert ([entry.link for entry in feed.entries], feed.is_broken) == (["https://phare.example/1"], True)


def test_broken_feeds_are_read_all_the_same() -> None:
    for channel in (
        "<description>R&D</description>",
        "<description>&eacute;t&eacute;</description>",
        "<description>&#xD83D;</description>",
        "\x08",
    ):
        assert only(rss("<title>Marée</title>", channel=channel)).title == "Marée"
    feed = rss("<title>Été &eacute; R&D</title><br><link>https://phare.example/a</link>")
    assert (only(feed).link, feed.is_broken) == ("https://phare.example/a", True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"<html><p>Bonjour</p></html>",
        b"{}",
        b"[]",
        b'{"version": "https://jsonfeed.org/version/1"}',
        b"<opml/>",
        b"<urlset/>",
        b"\0\0",
    ],
)
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(content)


@pytest.mark.parametrize(
    "declaration",
    ["<!ENTITY e SYSTEM 'file:///etc/hostname'>", "<!ENTITY e SYSTEM 'http://127.0.0.1:9/x'>", "<!ENTITY % e SYSTEM '/etc/passwd'> %e;"],
)
def test_no_entity_reads_a_file_or_fetches(declaration: str) -> None:
    content = f"<!DOCTYPE rss [{declaration}]><rss version='2.0'><channel><item><title>t&e;</title></item></channel></rss>".encode()
    assert only(read_feed(content)).title in ("t", "t&e;", "t&amp;e;")


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", " java\nscript:x()", "https://phare.example/" + "a" * 9000]
)
def test_links_are_web_addresses_or_nothing(link: str) -> None:
    assert only(rss(f"<title>Marée</title><link>{link}</link>")).link == ""


def test_an_entry_as_a_page() -> None:
    feed = rss(
        "<title>Marée &lt;b&gt;haute&lt;/b&gt; &amp;amp; basse</title><link>https://phare.example/a</link><description>&lt;p&gt;Texte&lt;/p&gt;</description>"
        "<dc:creator>Anne \"A\" Aubert</dc:creator><pubDate>Fri, 05 Mar 2027 09:12:00 GMT</pubDate><source url='https://echo.example/rss'>L’Écho</source>"
    )
    page = entry_page(only(feed), feed)
    text = page.content.decode()
    assert (page.address, page.content_type, page.captured_at) == ("https://phare.example/a", "text/html; charset=utf-8", None)
    assert "<h1>Marée haute &amp; basse</h1><p>Texte</p>" in text
    assert '<meta property="article:published_time" content="2027-03-05T09:12:00+00:00">' in text
    assert '<meta name="author" content="Anne &quot;A&quot; Aubert">' in text
    assert {("source.title", "L’Écho"), ("dc:creator", 'Anne "A" Aubert'), ("feed.title", "Le Phare"), ("feed.url", ADDRESS)} <= set(
        page.feed_fields
    )
    assert page.feed_fields == feed_fields(only(feed), feed)


def test_the_same_bytes_give_the_same_page() -> None:
    feed = rss("<title>Marée</title><link>https://phare.example/a</link><description>Texte</description>")
    assert entry_page(only(feed), feed) == entry_page(only(feed), feed)
    assert entry_page(Entry(), Feed()) == Page("", entry_page(Entry(), Feed()).content, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("unsafe", "safe"),
    [
        ("<p onclick='x()'>a</p>", "<p>a</p>"),
        ("<script>x()</script>a", "a"),
        ("<img src=x onerror=x()>", '<img src="x">'),
        ("<a href='javascript:x()'>a</a>", '<a rel="noopener noreferrer nofollow ugc">a</a>'),
        ("<a href='mailto:a@b.example'>a</a>", '<a rel="noopener noreferrer nofollow ugc">a</a>'),
        ("<iframe src='https://a.example'></iframe>a", "a"),
        ("<svg onload=x()><p>a</p></svg>", "<p>a</p>"),
        ("<p style='color:red' class='x' id='y'>a</p>", "<p>a</p>"),
        ("<!-- a --!><script>x()</script> -->", ""),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_html_is_made_safe_to_show(unsafe: str, safe: str) -> None:
    assert safe_html(unsafe).strip() in (safe, safe + " --&gt;", "--&gt;")


@given(st.text(st.sampled_from(list("<>/=\"' abimgsrconerj:&;!-")), max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert safe_html(safe_html(text)) == safe_html(text)


@given(
    st.binary(max_size=400)
    | st.text(st.sampled_from(list("<>/?![]&;#x0 aitemrschnlCDAT:=\"'")), max_size=200).map(
        lambda text: b"<rss><channel><item>" + text.encode()
    )
)
def test_any_bytes_are_a_feed_or_an_error_of_ours(content: bytes) -> None:
    try:
        feed = read_feed(content)
    except GatherError:
        return
    assert all(entry.link == "" or entry.link.lower().startswith("http") for entry in feed.entries)


@pytest.mark.shared
def test_no_feed_of_the_shared_data_is_a_fault() -> None:
    kinds = {"refused": 0}
    for case in sorted(SHARED.rglob("*")):
        if case.is_file():
            try:
                kind = read_feed(case.read_bytes(), address=ADDRESS).kind
            except GatherError:
                kind = "refused"
            kinds[kind] = kinds.get(kind, 0) + 1
    assert sum(kinds.values()) > 1000
    assert kinds["refused"] < 40
