"""Reports for people and data for programs: complete, on one line where promised, and safe for a terminal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import GatherError, Imprint, ReadError
from sourcier.model import (
    Article,
    AuthorBox,
    Credit,
    DateMention,
    Debris,
    Evidence,
    Hop,
    Origin,
    Outlet,
    Page,
    Reading,
    Searched,
    Span,
    Statement,
    Story,
    Verdict,
)
from sourcier.show.lines import count, day, printable, quoted, table, wrapped
from sourcier.show.plain import plain_error, plain_reading, to_plain
from sourcier.show.report import (
    article_lines,
    chain_lines,
    date_lines,
    marks_lines,
    origins_line,
    reading_lines,
    searched_line,
    statement_lines,
)

BODY = "Selon Le Phare, la digue cédera le 5 août.\nLe préfet, Jean Morvan, a dit : « Nous tiendrons »."


def hop(name: str, verdict: Verdict, *, held: bool = False) -> Hop:
    return Hop(name, None, verdict, (Evidence("credit", 2.0, f"source : {name}"),), 0.9, "a1" if held else None, "origin")


def span(words: str) -> Span:
    return Span(BODY.index(words), BODY.index(words) + len(words))


@given(st.text(max_size=120))
def test_no_page_can_steer_a_terminal(text: str) -> None:
    assert printable(text).isprintable()
    assert quoted(text).isprintable()
    assert all(line.isprintable() for line in wrapped(text, indent=2, width=60))


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_a_table_has_a_line_a_row(rows: list[tuple[str, str, str]]) -> None:
    assert len(table(rows)) == len(rows)


def test_the_chain_is_told_in_one_line_with_its_verdicts() -> None:
    both = list(chain_lines([hop("Le Relais", "claimed"), hop("Le Phare", "claimed")], "this page"))
    assert both[1] == "  this page <- Le Relais <- Le Phare  (two hops, both claimed)"
    mixed = "\n".join(chain_lines([hop("A", "confirmed", held=True), hop("B", "uncredited", held=True), hop("C", "undecided")], "Z"))
    assert "(three hops: confirmed, uncredited, undecided)" in mixed
    assert mixed.count("no page held") == 1
    assert "one hop, contradicted" in "\n".join(chain_lines([hop("A", "contradicted")], "Z"))


def test_a_page_of_its_own_is_said_to_be_one() -> None:
    lines = list(chain_lines([], "Le Phare"))
    assert "no credit of an origin found" in lines[1]


def test_evidence_against_is_told_from_evidence_for() -> None:
    against = Hop("A", None, "contradicted", (Evidence("date", -3.0, "later", "Anna"), Evidence("credit", 1.0, "via A")), 0.1)
    text = "\n".join(chain_lines([against], "Z"))
    assert "− date: later — Anna" in text
    assert "+ credit: via A" in text


def test_marks_are_listed_as_printed() -> None:
    article = Article(
        body=BODY,
        credits=(Credit("origin", "Le Phare", printed="source : Le Phare"),),
        debris=(Debris("ad_block", "Let's block ads!", tool="FiveFilters"),),
        author_box=AuthorBox("À propos du Relais", "Le Relais"),
    )
    text = "\n".join(marks_lines(article))
    for words in ("Credits (1)", "“source : Le Phare”", "Debris (1)", "FiveFilters", "Le Relais's: “À propos du Relais”"):
        assert words in text
    assert not list(marks_lines(Article(body=BODY)))


def test_statements_say_who_and_through_whom() -> None:
    article = Article(body=BODY)
    told = Statement(
        article.article_id, "direct", (span("Nous tiendrons"),), span("a dit"), span("Jean Morvan"), "Jean Morvan", "préfet", "Le Phare"
    )
    text = "\n".join(statement_lines([told], article))
    assert "1. Jean Morvan (préfet), through Le Phare, direct:" in text
    assert "Nous tiendrons" in text
    unnamed = Statement(article.article_id, "indirect", (span("la digue"),))
    assert "speaker not named" in "\n".join(statement_lines([unnamed], article))


def test_dates_come_in_the_order_of_time_with_whole_words_around() -> None:
    article = Article(body="word " * 30 + "le 5 août " + "mot " * 30 + "en 2020")
    later, earlier = article.body.index("5 août"), article.body.index("2020")
    mentions = [
        DateMention(article.article_id, Span(later, later + 6), "2022-08-05"),
        DateMention(article.article_id, Span(earlier, earlier + 4), "2020"),
        DateMention(article.article_id, Span(0, 4), None),
    ]
    lines = list(date_lines(mentions, article))
    assert [line.split()[0] for line in lines[1:]] == ["2020", "2022-08-05", "no"]
    assert all(word in {"word", "le", "5", "août", "mot"} for word in lines[2].split("“")[1].rstrip("”").split())


@given(st.text(alphabet="ab \n", max_size=60), st.integers(0, 59), st.integers(0, 8))
def test_any_date_mention_can_be_shown(body: str, start: int, length: int) -> None:
    inside = Span(min(start, len(body)), min(start + length, len(body)))
    article = Article(body=body)
    assert list(date_lines([DateMention(article.article_id, inside, "2020")], article))


def test_the_answer_says_what_was_searched() -> None:
    assert searched_line(Searched(3, 2, date(2031, 1, 1), date(2031, 2, 1))) == (
        "Searched: 3 articles of 2 outlets, published 2031-01-01 to 2031-02-01."
    )
    assert searched_line(Searched(1, 0)) == "Searched: 1 article, outlet not known, none dated."


def test_origins_tell_the_range_and_what_is_not_held() -> None:
    story = Story("s1", ("a1", "a2"), (), (Origin("Le Phare", None, "a1"), Origin("AFP")), (1, 2))
    line = origins_line(story, here="a1")
    assert "this page, AFP, no page held" in line
    assert "independent origins: 1 to 2" in line


def test_a_reading_is_shown_whole_and_an_error_in_one_line() -> None:
    page = Page("https://phare.example/1", b"x")
    article = Article(
        body=BODY, title="La digue", outlet=Outlet("Le Phare"), authors=("Ida Kerr",), published=date(2031, 1, 2), language="fr"
    )
    text = "\n".join(reading_lines(Reading(page, article), width=200))
    for words in ("La digue", "Le Phare · published 2031-01-02 · by Ida Kerr · fr", *BODY.split("\n")):
        assert words in text
    assert list(reading_lines(Reading(page, error="paywalled"))) == ["https://phare.example/1: paywalled"]


def test_an_article_without_a_title_says_so() -> None:
    assert next(iter(article_lines(Article(body=BODY)))) == "(no title)"


def test_plain_data_is_json_with_the_words_of_every_span() -> None:
    article = Article(body=BODY, published=datetime(2031, 1, 2, 3, 4, tzinfo=UTC), found={"title": "h1"})
    reading = Reading(
        Page("https://phare.example/1", b"x"),
        article,
        None,
        (Statement(article.article_id, "direct", (span("Nous tiendrons"),), span("a dit")),),
        (DateMention(article.article_id, span("le 5 août"), None),),
    )
    answer = json.loads(json.dumps(plain_reading(reading)))
    assert answer["article"]["published"] == "2031-01-02T03:04:00+00:00"
    assert answer["article"]["found"] == {"title": "h1"}
    assert answer["statements"][0]["words"] == "Nous tiendrons"
    assert answer["statements"][0]["cue_words"] == "a dit"
    assert answer["dates"][0]["words"] == "le 5 août"
    assert answer["page"]["sha256"] == reading.page.digest


def test_what_could_not_be_read_tells_programs_what_the_page_tells_of_itself() -> None:
    told = plain_error(ReadError("empty", "https://phare.example/1", imprint=Imprint("Le port", "Le Phare")))
    assert told["imprint"] == {"title": "Le port", "outlet": "Le Phare", "published": None, "published_in": None}
    assert plain_error(GatherError("no such file", "https://phare.example/1"))["imprint"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2031, 1, 2), "2031-01-02"),
        (timedelta(minutes=2), 120.0),
        ((Span(1, 2), None), [[1, 2], None]),
        ("x", "x"),
        (Outlet("A"), None),
    ],
)
def test_plain_values(value: object, expected: object) -> None:
    plain = to_plain(value)
    assert plain == (expected if expected is not None else {"name": "A", "domains": [], "aliases": [], "networks": []})


def test_numbers_and_days_read_as_people_write_them() -> None:
    assert [count(0, "page"), count(1, "page"), count(1200, "page")] == ["0 pages", "1 page", "1,200 pages"]
    assert day(None) == "undated"
    assert day(datetime(2031, 1, 2, 3, 4, tzinfo=UTC)) == "2031-01-02 03:04 UTC"
