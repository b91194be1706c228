"""The day of publication: where pages of many systems tell it, and the days on a page that are none."""

from __future__ import annotations

import json
from datetime import date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.published import _around_nothing, _from_address
from sourcier.read.metadata.scripted import find_scripted_day
from sourcier.read.metadata.stamps import find_day

_PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry company took up its crossings again on Monday, after nine weeks in which the ice had kept every boat in port.",
        "The first boat left the north quay at six in the morning, with forty lorries on board and the mayor of Lannec at the rail.",
        "The harbour master said that the channel would be kept open by two icebreakers until the end of March, whatever the weather.",
        "Fares will not change before the summer, the company said, although the price of fuel has risen by a third since the autumn.",
    )
)
_FILED = "filed under " + ", ".join(f"<a href=/c/{n}>Boats, ice and what becomes of number {n}</a>" for n in range(9))
_ADDRESS = "https://phare.example/a"


def _read(above: str = "", below: str = "", *, head: str = "", address: str = _ADDRESS, language: str = "en") -> Article:
    """A page with this between headline and text, this below the text, this in its head."""
    page = (
        f"<html lang={language}><head><title>The ferry leaves port</title>{head}</head>"
        f"<body><h1>The ferry leaves port</h1>{above}<div class=text>{_PROSE}</div>{below}</body></html>"
    )
    return read_article(Page(address, page.encode(), "text/html; charset=utf-8"))


def _told(article: Article) -> str:
    """The day of publication as text, "" for none."""
    return article.published.isoformat()[:10] if article.published else ""


def _ld(published: str) -> str:
    entry = json.dumps({"@type": "NewsArticle", "headline": "The ferry leaves port", "datePublished": published})
    return f'<script type="application/ld+json">{entry}</script>'


@pytest.mark.parametrize(
    ("above", "below", "day"),
    [
        # A label on the line above the day.
        ("<dl><dt>Published:</dt><dd>13.10.2031</dd></dl>", "", "2031-10-13"),
        ("<p>Erschienen am:</p><p>13.10.2031</p>", "<p>Zuletzt geändert am:</p><p>15.10.2031</p>", "2031-10-13"),
        # The foot of a post says when, in a sentence that goes on for long; some name the post first.
        ("", f"<p class=postmetadata>This entry was posted on Tuesday, October 14th, 2031 at 2:48 pm and {_FILED}</p>", "2031-10-14"),
        ("", f"<div class=footer>Dieser Artikel wurde am 14. Oktober 2031 um 14:48 von Heiner geschrieben. {_FILED}</div>", "2031-10-14"),
        ("", f"<div>The ferry leaves port was posted on 14 October 2031 at 23:03 and {_FILED}</div>", "2031-10-14"),
        # Systems write into the element when the page was built; readers see the day of publication.
        ('<time datetime="2031-10-18T10:18:46Z">Published 14 October 2031</time>', "", "2031-10-14"),
        # One day apart is a zone, the order of two numbers a custom: the element is right.
        ('<time datetime="2031-10-14T23:30:00-05:00">15 October 2031</time>', "", "2031-10-14"),
        ('<time datetime="2031-10-04">04/10/2031</time>', "", "2031-10-04"),
        ('<time datetime="2031-10-04">10/04/2031</time>', "", "2031-10-04"),
        # The element under the headline, wherever the template hangs it.
        ('<div class=footer><time itemprop=datePublished datetime="2031-10-14">14.10.2031</time></div>', "", "2031-10-14"),
        # A forum: the post's own moment, shown as an age, beside the day when its writer joined.
        (
            '<p><time datetime="2031-10-14T12:22:42-0400">1 minute ago</time></p><dl><dt>Joined</dt><dd>May 11, 2027</dd></dl>',
            "",
            "2031-10-14",
        ),
        # "As of" beside another day is a change, alone it is all that a page tells.
        ("<p>14.10.2031, 10:22 Uhr | Stand: 16.10.2031, 08:00 Uhr</p>", "", "2031-10-14"),
        ("<p>Stand: 14.10.2031, 08:00 Uhr</p>", "", "2031-10-14"),
        ("<i>Tue Oct 14 10:22:11 CET 2031</i>", "", "2031-10-14"),
        ("<i>Tue Oct  4 10:22:11 2031</i>", "", "2031-10-04"),
        ("<p>14.10.3112:44</p>", "", "2031-10-14"),
        ("<p>14.10.203112:44</p>", "", "2031-10-14"),
    ],
)  # fmt: skip
def test_the_day_that_a_page_shows(above: str, below: str, day: str) -> None:
    assert _told(_read(above, below)) == day


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", "<p>The first plan of the port was published on 3 May 2029 and showed two piers fewer than there are now.</p>"),
        ("", "<div class=comments><p>This comment was posted on 3 May 2029 at 10:02</p></div>"),
        ("", "<footer>© 3 May 2029 The Phare. First published 1911.</footer>"),
        ("<nav><p>3 May 2029</p></nav>", ""),
        ("", "<aside class=related><a href=/b>The ice comes</a> <time datetime=2029-05-03>3 May 2029</time></aside>"),
        ("", "<blockquote class=twitter-tweet>Ice! — Ada (@ada) <a href=https://chirp.example/1>3 May 2029</a></blockquote>"),
    ],
)
def test_the_days_of_other_things_are_not_the_articles(above: str, below: str) -> None:
    assert _told(_read(above, below)) == ""


def test_the_day_of_a_picture_is_not_the_articles() -> None:
    head = '<meta property="og:image" content="https://phare.example/media/2031/10/14/boat.jpg">'
    assert _told(_read(head=head)) == ""


@pytest.mark.parametrize(
    ("stamp", "above", "path", "told"),
    [
        # The day that readers see, to the east and to the west of UTC.
        ("2031-12-05T23:15:00Z", "<p class=date>06 December 2031</p>", "a", "2031-12-06T00:15:00+01:00"),
        ("2031-02-18T02:18:11Z", "<p class=date>17 February 2031</p>", "a", "2031-02-17T23:18:11-03:00"),
        # The permalink of a dated folder.
        ("2031-02-18T02:18:11+00:00", "", "2031/02/17/the-ferry/", "2031-02-17T23:18:11-03:00"),
        ("2031-12-31T23:11:59Z", "", "2032/01/01/the-ferry/", "2032-01-01T00:11:59+01:00"),
        # A time of day beside the day tells the zone itself.
        ("2031-02-18T02:18:11Z", "<p class=date>17 February 2031, 9:18 p.m.</p>", "2031/02/17/the-ferry/", "2031-02-17T21:18:11-05:00"),
        # No zone of people lies so far off; a number in an address is no folder; a zone that is told is right.
        ("2031-02-18T10:04:04Z", "", "2031/02/17/the-ferry/", "2031-02-18T10:04:04+00:00"),
        ("2031-02-18T16:34:54Z", "", "the-ferry-20310219-p60", "2031-02-18T16:34:54+00:00"),
        ("2031-02-18T02:18:11+01:00", "", "2031/02/17/the-ferry/", "2031-02-18T02:18:11+01:00"),
        # A change on the next day is no zone.
        ("2031-02-18T16:34:54Z", "<p class=date>Updated 19 February 2031</p>", "a", "2031-02-18T16:34:54+00:00"),
        ("2031-02-18T16:34:54Z", "<p class=date>27 February 2031</p>", "a", "2031-02-18T16:34:54+00:00"),
    ],
)
def test_a_moment_in_utc_falls_on_the_day_of_its_page(stamp: str, above: str, path: str, told: str) -> None:
    article = _read(above, head=_ld(stamp), address=f"https://phare.example/{path}")
    assert isinstance(article.published, datetime)
    assert article.published == datetime.fromisoformat(stamp)
    assert article.published.isoformat() == told


@pytest.mark.parametrize(
    ("language", "address", "day"),
    [
        ("en-US", "https://phare.example/a", "2031-03-04"),
        ("en", "https://phare.example/a", "2031-03-04"),
        ("en-GB", "https://phare.example/a", "2031-04-03"),
        ("en-US", "https://phare.co.uk/a", "2031-04-03"),
        ("en", "https://phare.com.au/a", "2031-04-03"),
        ("fr", "https://phare.example/a", "2031-04-03"),
    ],
)
def test_the_country_settles_which_number_is_the_day(language: str, address: str, day: str) -> None:
    assert _told(_read("<p class=date>03/04/2031</p>", language=language, address=address)) == day


@pytest.mark.parametrize(
    ("names", "day"),
    [
        ({"dc.date": "2031-10-15"}, "2031-10-13"),
        ({"dcterms.date": "2031-10-15"}, "2031-10-13"),
        ({"date": "2031-10-15"}, "2031-10-13"),
        ({"dc.date": "2031-10-15", "dc.date.issued": "2031-10-12"}, "2031-10-12"),
        ({"article:published_time": "2031-10-15"}, "2031-10-15"),
    ],
)
def test_a_name_of_many_uses_gives_way_to_the_day_that_readers_see(names: dict[str, str], day: str) -> None:
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in names.items())
    assert _told(_read("<p>Published: 13.10.2031</p>", head=head)) == day


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ('window.data = {"title": "The ferry leaves port", "publishedAt": "2031-10-14T08:00:00Z"}', date(2031, 10, 14)),
        (r'self.push("{\"headline\": \"The ferry leaves port\", \"publish_date\": \"2031-10-14\"}")', date(2031, 10, 14)),
        ('{"name": "The ferry leaves port", "firstPublished": 1949731200000, "first_published_at": 1949731200}', date(2031, 10, 14)),
        # Not of this page, of several, of no publication, no day at all.
        ('{"title": "The ice comes", "publishedAt": "2031-10-14"}', None),
        ('{"title": "The ferry leaves port", "publishedAt": "2031-10-14", "related": [{"publishedAt": "2031-10-12"}]}', None),
        ('{"title": "The ferry leaves port", "updatedAt": "2031-10-14"}', None),
        ('{"title": "The ferry leaves port", "publishedAt": "soon after"}', None),
    ],
)
def test_the_day_that_a_page_hands_to_its_scripts(script: str, day: date | None) -> None:
    content = f"<html><body><script>{script}</script></body></html>".encode()
    assert find_scripted_day(content, Head(title="The ferry leaves port - The Phare")) == day


def test_what_scripts_hand_on_comes_after_what_readers_see() -> None:
    script = '<script>{"title": "The ferry leaves port", "publishedAt": "2031-10-14"}</script>'
    assert _told(_read(below=script)) == "2031-10-14"
    assert _told(_read("<p class=date>12 October 2031</p>", below=script)) == "2031-10-12"


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)), st.times())
def test_a_day_glued_to_its_time_reads_back(day: date, clock: object) -> None:
    assert find_day(f"{day:%d.%m.%Y}{clock:%H:%M}") == day


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("LANNEC, October 14, 2031 (Tidewire) -- ", "2031-10-14"),
        ("PORT LANNEC, Oct. 14, 2031 /Tidewire/ -- ", "2031-10-14"),
        ("Lannec, le 14 octobre 2031 – ", "2031-10-14"),
        ("Lannec, October 14 – ", ""),
        ("The storm of October 14, 2031 broke the quay. It was rebuilt - slowly - ", ""),
        ("14.10.2031 – ", "2031-10-14"),
        ("(14/10/2031) ", "2031-10-14"),
        ("2031-10-14: ", "2031-10-14"),
        ("(14 October 2031) ", "2031-10-14"),
        ("[14. Oktober 2031] ", "2031-10-14"),
        ("14 October 2031. ", "2031-10-14"),
        ("14 boats in 2031. ", ""),
        ("(14 boats since 2031) ", ""),
        ("14.10.2031 was the day. ", ""),
        ("31.14.2031 – ", ""),
        ("Between May 3, 2029 and October 14, 2031 - two years - ", ""),
    ],
)
def test_the_dateline_of_a_text(opening: str, day: str) -> None:
    page = f"<html lang=en><body><h1>The ferry leaves port</h1><div>{_PROSE.replace('<p>', f'<p>{opening}', 1)}</div></body></html>"
    assert _told(read_article(Page(_ADDRESS, page.encode(), "text/html"))) == day


@pytest.mark.parametrize(
    ("stamp", "path", "day", "place"),
    [
        # Put out again: the permalink is of the first day. A day of weeks before is that of a plan, one of later another's.
        ("2033-05-06T08:00:00+01:00", "2031/10/14/the-ferry", "2031-10-14", "address"),
        ("2031-10-30T08:00:00+01:00", "2031/10/14/the-ferry", "2031-10-30", "json-ld"),
        ("2031-10-14T08:00:00+01:00", "2033/05/06/the-ferry", "2031-10-14", "json-ld"),
        ("2033-05-06T08:00:00+01:00", "the-ferry-2031-10-14", "2033-05-06", "json-ld"),
    ],
)
def test_a_permalink_keeps_the_first_day(stamp: str, path: str, day: str, place: str) -> None:
    article = _read(head=_ld(stamp), address=f"https://phare.example/{path}")
    assert (_told(article), article.found["published"]) == (day, place)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://phare.example/news/A2031101409140005196", "2031-10-14"),
        ("https://phare.example/port/the-ferry-20311014091427-nts.html", "2031-10-14"),
        ("https://phare.example/203110140914", "2031-10-14"),
        # No month, no hour, no minute; a snapshot's time in the address of an archive.
        ("https://phare.example/news/A2031131409140005196", ""),
        ("https://phare.example/news/A2031101429140005196", ""),
        ("https://phare.example/news/A2031101409740005196", ""),
        ("https://archive.example/web/20311014091427/https://phare.example/the-ferry", ""),
    ],
)
def test_the_number_of_an_article_may_begin_with_its_minute(address: str, day: str) -> None:
    assert _told(_read(address=address)) == day


def test_an_address_of_numbers_without_end_is_read_in_no_time() -> None:
    address = "https://phare.example/" + "203110140914a" * 20_000 + "/"
    began = process_time()
    assert next(_around_nothing(Head(canonical=address), b"")) == (None, "address")
    assert _from_address(address) is None
    assert process_time() - began < 2


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://phare.example/1995/06/07/ferry", "1995-06-07"),
        ("https://phare.example/1995/06/07/ferry?page=2#top", "1995-06-07"),
        # Another page's, and that of a list.
        ("https://phare.example/go?to=https://other.example/1995/06/07/x", "2031-06-07"),
        ("https://phare.example/go#/1995/06/07/x", "2031-06-07"),
        ("https://phare.example/1995/06/07/", "2031-06-07"),
        ("https://phare.example/1995/06/07/?page=2", "2031-06-07"),
    ],
)
def test_only_the_folders_that_a_page_stands_in_are_of_its_first_day(address: str, day: str) -> None:
    stamp = "<meta property=article:published_time content=2031-06-07T08:00:00Z>"
    assert _told(_read(head=stamp, address=address)) == day


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ('<p><script>showDate("2031/10/14 09:14:27")</script></p>', "2031-10-14"),
        ("<p><script>document.write(localTime('2031-10-14T09:14:27Z'));</script></p>", "2031-10-14"),
        # Several days, another task, more than one task.
        ('<p><script>showDate("2031/10/14")</script></p><p><script>showDate("2031/10/15")</script></p>', ""),
        ('<script>openShop("2031-10-14")</script>', ""),
        ('<script>openShop("2031-10-14 time")</script>', ""),
        ('<script>lastUpdate("2031-10-14")</script>', ""),
        ('<script>countdownTime("2031-10-14")</script>', ""),
        ('<script>$.setExpiryDate("2031-12-31")</script>', ""),
        (f'<script>document.{"write" * 9}(local{"Time" * 9}(lastUpdate("2031-10-14")))</script>', ""),
        ('<script>showDate("2031-10-14"); showBoats(9)</script>', ""),
    ],
)
def test_the_day_that_a_script_prints(below: str, day: str) -> None:
    assert _told(_read(below=below)) == day


def test_the_foot_of_a_post_is_no_part_of_its_text() -> None:
    article = _read(below=f"<p class=post-meta>This entry was posted on 14 October 2031 and {_FILED}</p>")
    assert "posted" not in article.body


@pytest.mark.parametrize(
    ("above", "language"),
    [
        ("<div class=date><span class=day>14</span><span class=month>Oct</span><span class=year>2031</span></div>", "en"),
        ("<div class=post-date><div class=d>14</div><div class=m>Oct</div><div class=y>2031</div></div>", "en"),
        ("<p class=date>14 Oct ’31</p>", "en"),
        ("<p class=date>14th of October 2031</p>", "en"),
        ('<span class=date data-date="2031-10-14T10:22:00Z">3 years ago</span>', "en"),
        ("<p>By Clara Quill | The Gazette of Lannec Harbour | 14 October 2031</p>", "en"),
        (
            "<p>Updated <time datetime=2031-10-16>16 October 2031</time></p><p>Published <time datetime=2031-10-14>14 October</time></p>",
            "en",
        ),
        ("<div class=agenda><p>19 May 2033: fair</p></div><p class=date>14 October 2031</p>", "en"),
        ("<p class=fecha>martes, octubre 14, 2031</p>", "es"),
        ("<p class=data>14 d’octubre de 2031</p>", "ca"),
        ("<p class=datum>2031. október 14. 10:22</p>", "hu"),
        ("<p class=data>2031 m. spalio 14 d. 10:22</p>", "lt"),
        ("<p class=date>14 באוקטובר 2031</p>", "he"),
        ("<p class=date>14 अक्टूबर 2031</p>", "hi"),
        ("<p class=date>Thứ ba, 14/10/2031, 10:22 (GMT+7)</p>", "vi"),
    ],
)
def test_a_day_in_the_ways_of_many_themes_and_languages(above: str, language: str) -> None:
    assert _told(_read(above, language=language)) == "2031-10-14"


@pytest.mark.parametrize(
    "above",
    [
        "<p class=date>October 2031</p>",
        "<div class=popular><ul><li><a href=/x>The ice on the channel</a><span class=date>9 May 2030</span></li></ul></div>",
        "<div class=related><a href=/x>The ice on the channel comes back</a><p class=date>9 May 2030</p></div>",
    ],
)
def test_what_tells_no_day_of_publication_above_a_text(above: str) -> None:
    assert _told(_read(above)) == ""
