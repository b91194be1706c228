"""Live blogs: the entries are told with their times, on live blogs only, and hostile pages stay within the limits."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.model import Article, Entry, Page, Reading, Span
from sourcier.read import read_article
from sourcier.read.metadata.entries import resolve_times
from sourcier.read.metadata.stamps import find_clock
from sourcier.read.page.live import MAX_ENTRIES, Moment
from sourcier.show.report import reading_lines
from sourcier.store.encode import decode_article, encode_article

_SUMMER = timezone(timedelta(hours=2))
_LIVE = '<script type="application/ld+json">{"@type":"LiveBlogPosting","datePublished":"2031-05-02T08:00:00+02:00"%s}</script>'
_WORDS = "La barge numéro %d a passé l'écluse de Vestrand avec son chargement de sel, annonce le port."


def _page(inner: str, more: str = "") -> Page:
    return Page(
        "https://phare.example/direct",
        f"<html lang=fr><title>Direct</title>{_LIVE % more}<body><main>{inner}</main></body></html>".encode(),
    )


def _items(times: list[str]) -> str:
    return "".join(f"<div><b>{told}</b><p>{_WORDS % number}</p></div>" for number, told in enumerate(times))


def _moment(hour: int, minute: int, stamp: datetime | None = None) -> Moment:
    clock = find_clock(f"{hour}:{minute:02}")
    return Moment(0, 5, "", stamp, clock, is_alone=True)


def test_a_plain_article_has_no_entries() -> None:
    page = _page(_items(["9h05", "9h40", "10h20"]))
    plain = Page(page.address, page.content.replace(b"LiveBlogPosting", b"NewsArticle"))
    assert len(read_article(page).entries) == 3
    assert read_article(plain).entries == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("14h32", (14, 32)),
        ("14 h 32", (14, 32)),
        ("14:32", (14, 32)),
        ("2:45 p.m.", (14, 45)),
        ("12:14 a.m.", (0, 14)),
        ("2.45pm", (14, 45)),
        ("14.32 Uhr", (14, 32)),
        ("Publié à 8h05", (8, 5)),
        ("12.05.2031", None),
        ("25h10", None),
        ("14h75", None),
        ("le 3 mai", None),
    ],
)
def test_clocks(text: str, told: tuple[int, int] | None) -> None:
    found = find_clock(text)
    assert (found[:2] if found else None) == told


def test_a_zone_beside_a_clock_is_taken() -> None:
    found = find_clock("2:45 p.m. (GMT) and more")
    assert found is not None
    assert (found.zone, found.end) == (UTC, 15)
    assert (find_clock("14h32, Mme Z. parle") or found).zone is None


def test_times_go_forward_over_midnight_from_the_oldest() -> None:
    newest_first = [_moment(0, 20), _moment(23, 50), _moment(21, 0)]
    published = datetime(2031, 5, 2, 20, 30, tzinfo=_SUMMER)
    told = resolve_times(newest_first, published, None)
    assert [t.isoformat() if t else None for t in told] == [
        "2031-05-03T00:20:00+02:00",
        "2031-05-02T23:50:00+02:00",
        "2031-05-02T21:00:00+02:00",
    ]
    assert resolve_times(newest_first[::-1], published, None) == told[::-1]


def test_an_entry_pinned_above_the_newest_is_of_the_same_day() -> None:
    published = datetime(2031, 5, 2, 8, 0, tzinfo=_SUMMER)
    told = resolve_times([_moment(9, 0), _moment(14, 0), _moment(13, 0), _moment(12, 0)], published, published + timedelta(hours=7))
    assert {t.date() if isinstance(t, datetime) else t for t in told} == {date(2031, 5, 2)}


def test_a_time_without_day_or_zone_is_no_moment() -> None:
    both = [_moment(10, 0), _moment(11, 0)]
    assert resolve_times(both, None, None) == [None, None]
    assert resolve_times(both, datetime(2031, 5, 2, 8, tzinfo=UTC), None) == [date(2031, 5, 2)] * 2
    assert resolve_times(both, date(2031, 5, 2), None) == [date(2031, 5, 2)] * 2


def test_what_machines_alone_are_told_has_its_text() -> None:
    update = json.dumps({"headline": "Le pont", "articleBody": "Le pont rouvre.", "datePublished": "2031-05-02T10:00:00+02:00"})
    article = read_article(_page(_items(["9h05", "9h40"]), f',"liveBlogUpdate":[{update},7,null,{{"headline":3}}]'))
    assert [entry.title for entry in article.entries] == ["", "", "Le pont"]
    assert article.entries[2] == Entry(None, datetime(2031, 5, 2, 10, tzinfo=_SUMMER), "Le pont", "", "Le pont rouvre.")


def test_one_update_that_is_no_list_is_read() -> None:
    update = json.dumps({"articleBody": _WORDS % 1, "dateCreated": "2031-05-02T10:00:00+02:00"})
    article = read_article(_page(_items(["9h05", "9h40"]), f',"liveBlogUpdate":{update}'))
    assert [entry.at.isoformat() if entry.at else "" for entry in article.entries] == [
        "2031-05-02T09:05:00+02:00",
        "2031-05-02T10:00:00+02:00",
    ]


def test_published_and_updated_are_one_entry() -> None:
    times = "<div><i>9h05</i></div><div><i>9h30</i></div>"
    article = read_article(_page(f"<div>{times}<p>{_WORDS % 1}</p></div><div>{times}<p>{_WORDS % 2}</p></div>"))
    assert [entry.printed for entry in article.entries] == ["9h05", "9h05"]


def test_entries_are_kept_and_old_rows_still_read() -> None:
    article = read_article(_page(_items(["9h05", "9h40"])))
    row = encode_article(article)
    assert decode_article(row, article.title, article.body) == article
    version, fields = json.loads(row)
    old = json.dumps([version, fields[: [*Article.__dataclass_fields__].index("entries")]])
    assert decode_article(old, article.title, article.body).entries == ()
    plain = Article("Un corps.")
    assert len(json.loads(encode_article(plain))[1]) == [*Article.__dataclass_fields__].index("entries")


def test_people_are_shown_the_entries() -> None:
    page = _page(_items(["9h05", "9h40"]))
    text = "\n".join(reading_lines(Reading(page, read_article(page))))
    assert "Entries (2)" in text
    assert "2031-05-02 09:40" in text


def test_hostile_counts_are_bounded() -> None:
    began = time.process_time()
    nested = "<div>" * 150 + _items(["9h05"] * 3_000) + "</div>" * 150
    updates = json.dumps([{"articleBody": _WORDS % n, "datePublished": "2031-05-02T10:00:00+02:00"} for n in range(5_000)])
    assert len(read_article(_page(nested, f',"liveBlogUpdate":{updates}')).entries) == MAX_ENTRIES
    assert time.process_time() - began < 6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["9h05", "14:32", "2:45 p.m.", "hier", "", "Publié à 8h10"]), st.text(max_size=40)), max_size=12))
def test_spans_lie_in_the_body_and_never_overlap(items: list[tuple[str, str]]) -> None:
    inner = "".join(
        f"<section><p>{told}</p><h3>{words.replace('<', '')}</h3><p>{_WORDS % n}</p></section>" for n, (told, words) in enumerate(items)
    )
    article = read_article(_page(f"<p>{_WORDS % 99}</p><p>{_WORDS % 98}</p>{inner}"))
    spans = [entry.span for entry in article.entries if entry.span]
    assert all(0 <= span.start < span.end <= len(article.body) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(isinstance(entry.span, Span) for entry in article.entries)
