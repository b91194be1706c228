"""The quick reader of plain feeds and feedparser give the same answers; whatever is out of the common run is feedparser's."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds.markup import read_markup, read_plain
from sourcier.gather.feeds.plain import plain_rows

ADDRESS = "https://phare.example/feed"
SPACES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:a='http://www.w3.org/2005/Atom'"
    " xmlns:media='http://search.yahoo.com/mrss/' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
    " xmlns:slash='http://purl.org/rss/1.0/modules/slash/'"
)
RSS_PARTS = [
    "<link>https://phare.example/a?x=1&amp;y=2</link>",
    "<guid isPermaLink='false'>n1</guid>",
    "<guid>https://phare.example/g</guid>",
    "<pubDate>Fri, 05 Mar 2027 09:12:00 +0100</pubDate>",
    "<description>Résumé &amp; suite</description>",
    "<content:encoded><![CDATA[<p>Texte <b>entier</b></p>]]></content:encoded>",
    "<dc:creator>Anne Aubert</dc:creator>",
    "<dc:creator>Bruno</dc:creator>",
    "<category>Mer</category>",
    "<category><![CDATA[Ports & bateaux]]></category>",
    "<comments>https://phare.example/a#c</comments>",
    "<slash:comments>12</slash:comments>",
    "<enclosure url='https://phare.example/1.mp3' length='12' type='audio/mpeg'/>",
    "<source url='https://echo.example/rss'>L’Écho</source>",
    "<dc:source>https://echo.example/1</dc:source>",
    "<a:link rel='via' href='https://echo.example/2'/>",
    "<media:content url='https://phare.example/i.jpg'><media:credit>J. D.</media:credit></media:content>",
    "<media:thumbnail url='https://phare.example/t.jpg'/>",
]
ATOM_PARTS = [
    "<id>https://phare.example/id</id>",
    "<link href='https://phare.example/a'/>",
    "<link rel='self' href='https://phare.example/self'/>",
    "<link rel='via' href='https://echo.example/v'/>",
    "<updated>2027-03-05T10:00:00Z</updated>",
    "<published>2027-03-01T00:00:00+01:00</published>",
    "<summary>Résumé</summary>",
    "<content type='html'>&lt;p&gt;Texte&lt;/p&gt;</content>",
    # Without a mail address: feedparser gives that of the first author to the second.
    "<author><name>Anne</name><uri>https://phare.example/anne</uri></author>",
    "<author><name>Bruno</name></author>",
    "<contributor><name>Chloé</name></contributor>",
    "<category term='Mer'/>",
    "<rights>© Phare</rights>",
    "<source><id>https://echo.example/</id><title>L’Écho</title><link href='https://echo.example/'/><author><name>R</name></author></source>",
]


def rss(parts: list[str], channel: str = "") -> str:
    head = f"<rss version='2.0' {SPACES}><channel><title>Le Phare</title><link>https://phare.example/</link>{channel}"
    return f"{head}<item><title>Marée</title>{''.join(parts)}</item></channel></rss>"


def atom(parts: list[str], head: str = "") -> str:
    start = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Le Phare</title><id>https://phare.example/</id>{head}"
    return f"{start}<entry><title>Marée</title>{''.join(parts)}</entry></feed>"


def both(text: str) -> tuple[Feed | None, Feed]:
    """The two readings, raw pairs in one order: feedparser's depends on its inner workings."""

    def ordered(entry: Entry) -> Entry:
        return replace(entry, fields=tuple(sorted(entry.fields)))

    def comparable(feed: Feed) -> Feed:
        return replace(feed, fields=tuple(sorted(feed.fields)), entries=tuple(map(ordered, feed.entries)))

    plain = read_plain(text, ADDRESS)
    return plain and comparable(plain), comparable(read_markup(text, ADDRESS, {}))


@given(st.lists(st.sampled_from(RSS_PARTS), unique=True))
def test_items_of_rss_read_alike(parts: list[str]) -> None:
    plain, other = both(rss(parts))
    assert plain == other


@given(st.lists(st.sampled_from(ATOM_PARTS), unique=True))
def test_entries_of_atom_read_alike(parts: list[str]) -> None:
    plain, other = both(atom(parts))
    assert plain == other


CHANNEL = [
    "<description>Fil</description>",
    "<language>fr</language>",
    "<pubDate>Fri, 05 Mar 2027 09:12:00 GMT</pubDate>",
    "<lastBuildDate>Fri, 05 Mar 2027 10:00:00 GMT</lastBuildDate>",
    "<generator>Machine</generator>",
    "<copyright>© Phare</copyright>",
    "<ttl>30</ttl>",
    "<category>Presse</category>",
    "<a:link rel='self' href='https://phare.example/feed'/>",
    "<sy:updatePeriod>hourly</sy:updatePeriod>",
    "<image><url>https://phare.example/i.png</url><title>i</title><link>https://phare.example/</link></image>",
]


@given(st.lists(st.sampled_from(CHANNEL), unique=True))
def test_heads_of_rss_read_alike(parts: list[str]) -> None:
    plain, other = both(rss([], "".join(parts)))
    assert plain == other


@pytest.mark.parametrize(
    "text",
    [
        rss(["<link>/a</link>"]),
        rss(["<description>&lt;a href='/b'&gt;b&lt;/a&gt;</description>"]),
        rss(["<description><b>nu</b></description>"]),
        rss(["<description>un</description><description>deux</description>"]),
        rss(["<unknown>x</unknown>"]),
        rss(["<media:title>x</media:title>"]),
        rss(["<dc:date>2027-03-05</dc:date>"]),
        rss(["<description>don&#146;t</description>"]),
        rss(["<pubDate>someday</pubDate>"]),
        "<!DOCTYPE rss>" + rss([]),
        rss([]).replace("<rss ", "<rss xml:base='https://a.example/' "),
        rss([]).replace("version='2.0'", "version='0.91'"),
        rss([]) + "x",
        atom(["<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x</div></content>"]),
        atom(["<content type='text/plain' src='https://a.example/'/>"]),
        "<html/>",
        "",
    ],
)
def test_what_is_out_of_the_common_run_is_left(text: str) -> None:
    assert read_plain(text, ADDRESS) is None


@pytest.mark.parametrize(
    "part",
    [
        "<category>x</category>" * 60_000,
        "<dc:creator>" + "a" * 1_000_000 + "</dc:creator>",
        "<author>" + "a@" * 500_000 + "</author>",
        "<description>" + "&lt;a href= " * 100_000 + "</description>",
        "<description>" + "&lt;a href" + " " * 1_000_000 + "</description>",
        "<description>" * 100_000,
        "<x>" * 400_000,
    ],
    ids=["tags", "long name", "mail", "links", "spaces", "open", "deep"],
)
def test_no_feed_costs_it_more_than_a_moment(part: str) -> None:
    text = rss([part])
    started = time.process_time()
    plain_rows(text)
    assert time.process_time() - started < 2.0
