"""What goes into a library comes out of it, once and unchanged, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from typing import Any

import pytest

from sourcier.errors import NothingFoundError, UsageError
from sourcier.model import Article, Outlet, Page, Reading, Searched, Span, Statement
from sourcier.store import Failure, OutletCount, Store

MakeReading = Callable[..., Reading]
OpenLibrary = Callable[..., Store]


def _content(store: Store) -> tuple[Any, ...]:
    """Everything a library holds."""
    held = list(store.articles())
    finds = [(store.dates(a.article_id), store.mentions(a.article_id), store.page(a.article_id)) for a in held]
    return held, finds, store.statements(), list(store.pages()), store.errors(), store.outlets(), store.searched()


def test_a_reading_comes_back_as_it_went_in(library: Store, make_reading: MakeReading) -> None:
    reading = make_reading()
    assert reading.article is not None
    key = reading.article.article_id
    assert library.add(reading)
    assert library.article(key) == reading.article
    assert library.page(key) == reading.page
    assert library.statements(article_id=key) == reading.statements
    assert library.dates(key) == reading.dates
    assert library.mentions(key) == reading.mentions
    assert library.check() == ()


def test_the_same_capture_twice_changes_nothing(library: Store, make_reading: MakeReading, make_failure: MakeReading) -> None:
    readings = [make_reading(n) for n in range(3)] + [make_failure()]
    assert library.add_all(readings) == 4
    before = _content(library)
    assert library.add_all([*readings, *readings]) == 0
    assert not library.add(readings[0])
    assert _content(library) == before


def test_twice_in_one_batch_is_once(library: Store, make_reading: MakeReading) -> None:
    assert library.add_all([make_reading(), make_reading(), make_reading()]) == 1
    assert len(list(library.articles())) == 1


def test_what_is_kept_is_there_when_opened_again(open_library: OpenLibrary, make_reading: MakeReading) -> None:
    with open_library() as store:
        store.add(make_reading())
        before = _content(store)
    with open_library(create=False) as store:
        assert _content(store) == before


def _captures_of_one_article(make_reading: MakeReading) -> list[Reading]:
    """Three captures that read as one article, each with something else in it; the last has no time."""
    readings = []
    for n, hours in enumerate((5, 1, None)):
        at = None if hours is None else datetime(2031, 4, 1, hours, tzinfo=UTC)
        reading = make_reading(captured_at=at, authors=(f"Autrice {n}",), content=b"capture %d" % n)
        readings.append(replace(reading, statements=reading.statements * (n + 1)))
    return readings


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_earliest_capture_tells_in_whatever_order_they_come(library: Store, make_reading: MakeReading, order: tuple[int, ...]) -> None:
    readings = _captures_of_one_article(make_reading)
    for n in order:
        assert library.add(readings[n])
    (held,) = library.articles()
    assert held == readings[1].article
    assert library.page(held.article_id) == readings[1].page
    assert library.statements() == readings[1].statements
    assert len(list(library.pages())) == 3
    assert len(library.search("phare")) == 1
    assert library.check() == ()


def test_order_of_adding_does_not_matter(open_library: OpenLibrary, make_reading: MakeReading) -> None:
    store = open_library()
    readings = [*_captures_of_one_article(make_reading), make_reading(1), make_reading(2, published=None)]
    store.add_all(reversed(readings))
    backwards = _content(store)
    assert [a.article_id for a in store.articles()] == [
        a.article_id for a in sorted((r.article for r in readings[2:] if r.article), key=lambda a: (a.published is None, str(a.published)))
    ]
    assert backwards[3] == sorted(
        (r.page for r in readings), key=lambda p: (p.address, p.captured_at is None, str(p.captured_at), p.digest)
    )


def test_the_same_bytes_again_are_kept_once(library: Store, make_reading: MakeReading, tmp_path: Any) -> None:
    content = bytes(range(256)) * 4000
    first = make_reading(content=content)
    later = make_reading(content=content, captured_at=datetime(2031, 9, 1, tzinfo=UTC))
    elsewhere = make_reading(7, content=content)
    assert library.add_all([first, later]) == 2
    assert library.add(elsewhere)
    assert list(library.pages()) == [first.page, later.page, elsewhere.page]
    assert library.check() == ()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.warc.gz")) < len(content)


def test_pages_without_an_article_are_kept_with_the_reason(library: Store, make_failure: MakeReading) -> None:
    failure = make_failure(3)
    assert library.add(failure)
    (held,) = library.errors()
    assert held == Failure(failure.page.address, failure.page.captured_at, "no article to read: empty", failure.page.digest)
    assert list(library.articles()) == []
    assert list(library.pages()) == [failure.page]


def test_finds_of_another_article_are_refused(library: Store, make_reading: MakeReading) -> None:
    stranger = Statement("a0000", "direct", (Span(0, 1),))
    with pytest.raises(UsageError, match="another article"):
        library.add(replace(make_reading(), statements=(stranger,)))
    with pytest.raises(UsageError, match="another article"):
        library.add(Reading(Page("https://x.example/", b""), error="empty", statements=(stranger,)))
    assert library.searched() == Searched(0, 0)


def test_an_iterable_that_fails_loses_only_what_was_not_given(library: Store, make_reading: MakeReading) -> None:
    def failing() -> Iterator[Reading]:
        yield from (make_reading(n) for n in range(300))
        raise RuntimeError("the feed broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        library.add_all(failing())
    assert len(list(library.articles())) == 256  # the batches before the fault
    assert library.check() == ()


def test_articles_are_filtered_and_ordered(library: Store, make_reading: MakeReading) -> None:
    library.add_all(
        [
            make_reading(5),
            make_reading(1, language="en", outlet=Outlet("The Beacon")),
            make_reading(3, published=datetime(2031, 2, 4, 23, 59, tzinfo=UTC), outlet=None, address="https://www.echo.example/a"),
            make_reading(4, published=None),
        ]
    )

    def numbers(**filters: Any) -> list[str]:
        return [article.title.rsplit(" ", 1)[1] for article in library.articles(**filters)]

    assert numbers() == ["1", "3", "5", "4"]
    assert numbers(outlet="LE PHARE") == ["5", "4"]
    assert numbers(outlet="echo.example") == ["3"]
    assert numbers(outlet="") == []
    assert numbers(language="en") == ["1"]
    assert numbers(since=date(2031, 2, 4)) == ["3", "5"]
    assert numbers(until=date(2031, 2, 4)) == ["1", "3"]
    assert numbers(since=date(2031, 2, 4), until=date(2031, 2, 4)) == ["3"]
    assert numbers(since=date(2032, 1, 1)) == []


def test_times_of_day_sort_by_the_clock_not_by_their_text(library: Store, make_reading: MakeReading) -> None:
    east = timezone(timedelta(hours=9))
    library.add_all(
        [
            make_reading(1, published=datetime(2031, 1, 2, 3, tzinfo=UTC)),
            make_reading(2, published=datetime(2031, 1, 2, 5, tzinfo=east)),
            make_reading(3, published=date(2031, 1, 2)),
        ]
    )
    assert [a.title[-1] for a in library.articles()] == ["2", "3", "1"]


def test_an_article_is_found_by_id_prefix_or_address(library: Store, make_reading: MakeReading) -> None:
    readings = [make_reading(n) for n in range(40)]
    library.add_all(readings)
    article = readings[7].article
    assert article is not None
    assert library.find_article(article.article_id) == article
    assert library.find_article(article.article_id[:12]) == article
    assert library.find_article("https://phare.example/7") == article
    assert library.find_article("HTTPS://Phare.example:443/7?utm_source=lettre#fin") == article
    for key, reason in (("a", "several"), ("", "no article"), ("https://phare.example/70", "no article"), ("a" + "f" * 20, "no article")):
        with pytest.raises(NothingFoundError, match=reason):
            library.find_article(key)


def test_the_latest_capture_answers_for_an_address(library: Store, make_reading: MakeReading) -> None:
    old, new = make_reading(body="Ancien texte."), make_reading(body="Nouveau texte.", captured_at=datetime(2031, 8, 1, tzinfo=UTC))
    library.add_all([new, old])
    assert library.find_article("https://phare.example/0") == new.article


def test_heads_tell_what_a_list_shows(library: Store, make_reading: MakeReading) -> None:
    readings = [make_reading(n) for n in range(3)]
    library.add_all(readings)
    articles = [reading.article for reading in readings if reading.article]
    heads = library.heads([articles[2].article_id, "unknown", articles[0].article_id, articles[0].article_id])
    assert set(heads) == {articles[0].article_id, articles[2].article_id}
    for article in (articles[0], articles[2]):
        head = heads[article.article_id]
        assert (head.title, head.address, head.language) == (article.title, article.address, article.language)
        assert head.outlet == (article.outlet.name if article.outlet else "")
        assert head.published == article.published
    assert library.heads([]) == {}
    assert len(library.heads(article.article_id for article in articles)) == 3


def test_what_is_not_there_is_said_so(library: Store) -> None:
    for ask in (library.article, library.page, library.find_article, library.story):
        with pytest.raises(NothingFoundError):
            ask("a123")
    assert library.statements(article_id="a123") == ()
    assert library.dates("a123") == ()
    assert library.mentions("a123") == ()
    assert library.story_of("a123") is None


def test_statements_are_found_by_words_of_the_name(library: Store, make_reading: MakeReading) -> None:
    library.add_all([make_reading(2), make_reading(1)])
    both = make_reading(1).statements + make_reading(2).statements
    assert library.statements() == both
    for name in ("ève marchalune", "MARCHALUNE", "Marchalune, Eve"):
        assert library.statements(speaker=name) == both
    for name in ("lune", "%", "", "Ève Marchande"):
        assert library.statements(speaker=name) == ()


def test_outlets_are_counted(library: Store, make_reading: MakeReading) -> None:
    library.add_all(
        [
            make_reading(0),
            make_reading(1, address="https://le-phare.example/1"),
            make_reading(2, outlet=None, address="https://info.echo.example/2", published=None),
            make_reading(3, outlet=None, address=""),
        ]
    )
    assert library.outlets() == (
        OutletCount("Le Phare", ("le-phare.example", "phare.example"), 2, date(2031, 2, 1), date(2031, 2, 2)),
        OutletCount("", (), 1, date(2031, 2, 4), date(2031, 2, 4)),
        OutletCount("echo.example", ("echo.example",), 1),
    )
    assert library.searched() == Searched(4, 3, date(2031, 2, 1), date(2031, 2, 4))


NASTY = [
    "'; DROP TABLE articles;--",
    "a\0b",
    "\ud800",
    "\ud83d\ude00",
    "\ufffd",
    "\u202e",
    "😀" * 500,
    "%",
    "\\u0000",
    "\r\n",
    "\U0010ffff",
]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_any_text_is_kept_exactly(library: Store, make_reading: MakeReading, text: str) -> None:
    reading = make_reading(title=text, body=f"{text} un {text}", authors=(text,), address=f"https://x.example/{text}", outlet=Outlet(text))
    article = reading.article
    assert isinstance(article, Article)
    finds = replace(
        reading,
        statements=(Statement(article.article_id, "direct", (Span(0, 1),), name=text),),
        mentions=tuple(replace(mention, name=text) for mention in reading.mentions),
        page=replace(reading.page, headers=(("X", text),), feed_fields=((text, text),), content_type=text),
    )
    assert library.add(finds)
    assert library.article(article.article_id) == article
    assert library.page(article.article_id) == finds.page
    assert library.statements() == finds.statements
    assert library.mentions(article.article_id) == finds.mentions
    assert library.find_article(article.address) == article
    assert list(library.articles(outlet=text)) == [article]
    assert library.check() == ()


def test_each_reading_is_told_whether_it_was_new(library: Store, make_reading: MakeReading, make_failure: MakeReading) -> None:
    library.add(make_reading(1))
    given = [make_reading(0), make_reading(1), make_failure(), make_reading(0), *(make_reading(n) for n in range(2, 14))]
    assert library.add_each(given) == (True, False, True, False, *[True] * 12)
    assert library.add_each(given) == (False,) * 16
    assert library.add_each([]) == ()
