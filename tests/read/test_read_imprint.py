"""What pages that hold no article tell of themselves: title, outlet, and a day only where they tell one."""

from __future__ import annotations

import json
import pickle
from datetime import date

import pytest

from sourcier.errors import Imprint, ReadError
from sourcier.model import Page
from sourcier.read import read_article

_ADDRESS = "https://phare.example/a"
_ARTICLE = "<meta property=og:type content=article>"
_STAMP = "<meta property=article:published_time content=2031-03-04T08:00:00+01:00>"
_SITE = "<meta property=og:site_name content='The Lamp'>"
_TEASERS = "".join(
    f"<li><time datetime=2031-03-0{n}>{n} March 2031</time><a href=/{n}>Boat number {n} has left the port of Lannec</a></li>"
    for n in range(1, 7)
)

_BOATS = "".join(f"<p>Boat {n}</p>" for n in range(12))


def _refused(head: str, body: str, address: str = _ADDRESS) -> ReadError:
    """Why a page with this head and body is no article."""
    page = f"<html lang=en><head><title>Morning on the quay | The Lamp</title>{_SITE}{head}</head><body>{body}</body></html>"
    with pytest.raises(ReadError) as raised:
        read_article(Page(address, page.encode(), "text/html; charset=utf-8"))
    return raised.value


def _ld(*days: str) -> str:
    entries = [{"@type": "WebPage", "datePublished": day} for day in days]
    return f'<script type="application/ld+json">{json.dumps(entries)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "address", "told"),
    [
        # An empty shell whose head tells all; a front whose metadata do.
        (_STAMP, "<div id=app></div>", _ADDRESS, "meta:article:published_time"),
        (_ld("2031-03-04"), f"<h1>Morning on the quay</h1><ul>{_TEASERS}</ul>", _ADDRESS, "json-ld"),
        # A page of a sound or picture, which calls itself an article, with its day below its headline.
        (_ARTICLE, "<h1>Morning on the quay</h1><div class=date><time datetime=2031-03-04>today</time></div>Listen", _ADDRESS, "time"),
        # The first post of a thread, too short for an article, with a day of its own and no other.
        ("", "<h1>Morning on the quay</h1><div><time datetime=2031-03-04>today</time></div>Who?" + _BOATS, _ADDRESS, "time"),
        # A script that prints it; a permalink of dated folders; an article's number that begins with its minute.
        ("", "<h1>Morning on the quay</h1><script>showDate('2031-03-04 09:14')</script>", _ADDRESS, "script"),
        ("", "<div id=app></div><script src=/a.js></script>", "https://phare.example/A203103040914000", "address"),
        ("", "<div id=app></div><script src=/a.js></script>", "https://phare.example/2031/03/04/quay", "address"),
    ],
)  # fmt: skip
def test_a_page_without_an_article_tells_its_day(head: str, body: str, address: str, told: str) -> None:
    imprint = _refused(head, body, address).imprint
    assert (str(imprint.published)[:10], imprint.published_in) == ("2031-03-04", told)
    assert (imprint.title, imprint.outlet) == ("Morning on the quay", "The Lamp")


@pytest.mark.parametrize(
    ("head", "body", "address"),
    [
        # The days of what a list leads to, in its lines and for machines.
        ("", f"<h1>Morning on the quay</h1><ul>{_TEASERS}</ul>", _ADDRESS),
        (_ARTICLE, f"<h1>Morning on the quay</h1><ul>{_TEASERS}</ul>", _ADDRESS),
        (_ld("2031-03-04", "2031-03-05"), f"<h1>Morning on the quay</h1><ul>{_TEASERS}</ul>", _ADDRESS),
        # Several days below the headline; one of several on a page that does not call itself an article.
        (_ARTICLE, "<h1>Morning on the quay</h1>" + "".join(f"<p><time datetime=2031-03-0{n}>{n}</time></p>" for n in (4, 5)), _ADDRESS),
        (
            "",
            f"<h1>Morning on the quay</h1><p><time datetime=2031-03-04>4 March 2031</time></p>{_BOATS}<time>9 March 2031</time>",
            _ADDRESS,
        ),
        # All that was published on a day.
        ("", "<div id=app></div><script src=/a.js></script>", "https://phare.example/2031/03/04/"),
        ("", "<div id=app></div><script src=/a.js></script>", _ADDRESS),
    ],
)
def test_a_page_that_tells_no_day_or_several_is_given_none(head: str, body: str, address: str) -> None:
    imprint = _refused(head, body, address).imprint
    assert (imprint.published, imprint.published_in) == (None, None)
    assert imprint.title == "Morning on the quay"


def test_a_message_has_no_day() -> None:
    day = "<meta property=article:published_time content=2031-03-04>"
    error = _refused(day, "<h1>404 Page not found</h1><p>We could not find it.</p>")
    assert (error.reason, error.imprint.published, error.imprint.outlet) == ("error page", None, "The Lamp")


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" * 9, b"<div>" * 50_000, b"<html><body></body></html>"])
def test_what_is_not_laid_out_or_holds_nothing_tells_nothing(content: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        read_article(Page(_ADDRESS, content, "text/html"))
    assert raised.value.imprint == Imprint()
    assert str(raised.value) == f"no article to read: {_ADDRESS}: {raised.value.reason}"


def test_an_error_keeps_what_the_page_tells_between_processes() -> None:
    error = ReadError("empty", _ADDRESS, imprint=Imprint("Morning on the quay", "The Lamp", date(2031, 3, 4), "json-ld"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (again.imprint, str(again)) == (error.imprint, str(error))
