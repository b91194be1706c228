"""What answers make of a feed: unchanged, changed, failing, moved, dead; and what of its entries is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sourcier.errors import GatherError
from sourcier.followed import Followed, KnownEntry, feed_id_of
from sourcier.gather.harvest import FIRST_ENTRIES, Gleaned, adds_words, gathered, missed
from sourcier.gather.heard import Heard, hear, news_of, validators_known
from sourcier.gather.http import Answer
from sourcier.gather.schedule import LONGEST, SHORTEST
from sourcier.gather.validators import Validators
from sourcier.model import Page

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
ADDRESS = "https://phare.example/feed"
FEED = Followed(feed_id_of(ADDRESS), ADDRESS, added_at=NOW, due_at=NOW)
LONG = " ".join(f"Le flot numéro {n} a couvert la jetée avant midi." for n in range(60))


def _item(n: int, text: str = "Un résumé de peu de mots sur la marée.", link: str | None = None, guid: str | None = None) -> str:
    where = f"<link>{link}</link>" if link is not None else f"<link>https://phare.example/{n}</link>"
    return f"<item><title>Marée {n}</title>{where}<guid>{guid or f'g{n}'}</guid><description>{text}</description></item>"


def _rss(*items: str, head: str = "") -> bytes:
    channel = f"<title>Le Phare</title><link>https://phare.example/</link><description>x</description>{head}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'.encode()


def _answer(content: bytes = b"", status: int = 200, headers: tuple[tuple[str, str], ...] = (), **more: object) -> Answer:
    page = Page(ADDRESS, content, "application/rss+xml", NOW, headers)
    return replace(Answer(ADDRESS, status, page), **more)  # type: ignore[arg-type] # replace checks the names itself


def _known(heard: Heard) -> dict[str, KnownEntry]:
    return {one.entry.entry_key: one.entry for one in heard.gleaned}


def _wait(heard: Heard, since: datetime = NOW) -> float:
    assert heard.followed.due_at is not None
    return (heard.followed.due_at - since).total_seconds()


def test_a_first_reading_gleans_every_entry_and_learns_the_feed() -> None:
    heard = hear(FEED, _answer(_rss(_item(1), _item(2)), validators=Validators('"v1"', "Fri")), {}, NOW)
    assert [one.entry.address_key for one in heard.gleaned] == ["https://phare.example/1", "https://phare.example/2"]
    assert all(one.entry.waiting_at == NOW and one.entry.feed_text == one.page for one in heard.gleaned)
    told = heard.followed
    assert (told.title, told.site, told.asked_at, told.changed_at) == ("Le Phare", "https://phare.example/", NOW, NOW)
    assert validators_known(told) == Validators('"v1"', "Fri")


def test_an_entry_with_its_whole_text_or_without_a_page_is_read_from_the_feed() -> None:
    heard = hear(FEED, _answer(_rss(_item(1, LONG), _item(2, link="", guid="urn:2"))), {}, NOW)
    assert [one.entry.waiting_at for one in heard.gleaned] == [None, None]
    assert all(one.page is not None and one.entry.gathered_at == NOW for one in heard.gleaned)


def test_much_markup_round_few_words_is_no_whole_text() -> None:
    text = f"<![CDATA[<img src='https://phare.example/{'a' * 2000}.png'>Peu de mots.]]>"
    (one,) = hear(FEED, _answer(_rss(_item(1, text))), {}, NOW).gleaned
    assert one.entry.waiting_at == NOW


def test_the_same_bytes_and_a_304_change_nothing_but_the_time() -> None:
    first = hear(FEED, _answer(_rss(_item(1))), {}, NOW)
    later = NOW + timedelta(hours=2)
    for answer in (_answer(_rss(_item(1))), _answer(status=304)):
        assert not news_of(first.followed, answer)
        again = hear(first.followed, answer, {}, later)
        assert (again.gleaned, again.error) == ((), None)
        assert (again.followed.asked_at, again.followed.changed_at) == (later, NOW)


def test_only_what_is_new_or_reworded_is_gleaned_again() -> None:
    first = hear(FEED, _answer(_rss(_item(1), _item(2))), {}, NOW)
    known = {key: gathered(entry, NOW) for key, entry in _known(first).items()}
    later = NOW + timedelta(hours=2)
    other = _answer(_rss(_item(3), _item(1), _item(2, "Le résumé a été corrigé depuis.")))
    assert news_of(first.followed, other)
    heard = hear(first.followed, other, known, later)
    assert [one.entry.address_key[-1] for one in heard.gleaned] == ["3", "2"]
    soon = hear(first.followed, other, known, NOW + timedelta(minutes=10))
    assert [one.entry.address_key[-1] for one in soon.gleaned] == ["3"]


def test_an_entry_told_twice_is_one_and_one_id_at_two_addresses_is_two() -> None:
    answer = _answer(_rss(_item(1, guid="same"), _item(1, guid="same"), _item(2, guid="same"), _item(3, guid="")))
    heard = hear(FEED, answer, {}, NOW)
    assert [one.entry.address_key[-1] for one in heard.gleaned] == ["1", "2", "3"]


def test_tracking_keys_make_no_other_entry() -> None:
    first = hear(FEED, _answer(_rss(_item(1, link="https://phare.example/1?utm_medium=rss"))), {}, NOW)
    again = hear(first.followed, _answer(_rss(_item(1, link="https://phare.example/1?utm_medium=feed"))), _known(first), NOW)
    assert again.gleaned == ()


def test_of_a_long_first_reading_the_newest_are_gathered_and_the_rest_noted() -> None:
    rows = "".join(
        f"<url><loc>https://phare.example/{n}</loc><lastmod>2031-04-{1 + n // 24:02}T{n % 24:02}:00:00Z</lastmod></url>" for n in range(300)
    )
    content = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
    heard = hear(FEED, _answer(content), {}, NOW)
    asked = [one.entry.address_key for one in heard.gleaned if one.entry.waiting_at]
    assert len(heard.gleaned) == 300
    assert sorted(asked) == sorted(f"https://phare.example/{n}" for n in range(300 - FIRST_ENTRIES, 300))
    assert all(one.page is None for one in heard.gleaned if not one.entry.waiting_at)


@pytest.mark.parametrize(
    "answer",
    [
        GatherError("no connection could be made", ADDRESS),
        _answer(status=404),
        _answer(status=500),
        _answer(status=206, content=b"part"),
        _answer(b"<html><p>Bonjour"),
        _answer(b"\0\0\0"),
    ],
)
def test_a_bad_answer_is_one_failure_and_forgets_nothing(answer: Answer | GatherError) -> None:
    first = hear(FEED, _answer(_rss(_item(1)), validators=Validators("v1")), {}, NOW).followed
    later = NOW + timedelta(hours=2)
    heard = hear(first, answer, {}, later)
    assert heard.error is not None
    assert "\n" not in str(heard.error)
    assert ADDRESS in str(heard.error)
    told = heard.followed
    assert (told.failures, told.failing_since, told.dead_since, told.etag, told.digest) == (1, later, None, "v1", first.digest)
    well = hear(told, _answer(status=304), {}, later + timedelta(hours=1)).followed
    assert (well.failures, well.failing_since, well.error) == (0, None, "")


def test_a_fault_of_ours_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("sourcier.gather.heard.read_feed", faulty)
    heard = hear(FEED, _answer(_rss(_item(1))), {}, NOW)
    assert "internal fault" in str(heard.error)
    assert heard.followed.failures == 1


def test_failures_are_asked_about_less_and_less() -> None:
    feed, now, waits = replace(FEED, observed=86_400.0, changes=1000.0), NOW, []
    for _ in range(12):
        heard = hear(feed, GatherError("no connection could be made", ADDRESS), {}, now)
        waits.append(_wait(heard, now))
        feed, now = heard.followed, heard.followed.due_at or now
    assert waits[0] < 400
    assert waits[-1] > 12 * 3600
    assert all(later > 1.5 * sooner for sooner, later in pairwise(waits[:7]))


def test_a_feed_that_is_gone_says_so_at_once_and_one_that_fails_for_a_month_then() -> None:
    gone = hear(FEED, _answer(status=410), {}, NOW)
    assert gone.followed.dead_since == NOW
    assert "died" in str(gone.error)
    feed, now = FEED, NOW
    while feed.dead_since is None:
        heard = hear(feed, _answer(status=404), {}, now)
        feed, now = heard.followed, now + timedelta(hours=20)
        assert now < NOW + timedelta(days=40)
    assert now > NOW + timedelta(days=29)
    assert "died" in str(heard.error)


def test_a_feed_that_moved_for_good_is_asked_for_where_it_is() -> None:
    heard = hear(FEED, _answer(_rss(_item(1)), moved_to="https://phare.example/new"), {}, NOW)
    assert (heard.followed.address, heard.followed.feed_id) == ("https://phare.example/new", FEED.feed_id)


@pytest.mark.parametrize(
    ("answer", "least"),
    [
        (_answer(_rss(_item(1), head="<ttl>600</ttl>")), 36_000),
        (_answer(_rss(_item(1)), headers=(("Cache-Control", "max-age=30000"),)), 30_000),
        (_answer(status=429, wait=50_000.0), 50_000),
        (_answer(status=304, headers=(("cache-control", "max-age=30000"),)), 30_000),
    ],
)
def test_what_feed_and_server_ask_for_is_honoured(answer: Answer, least: float) -> None:
    assert least <= _wait(hear(FEED, answer, {}, NOW)) <= LONGEST


def test_what_a_feed_asked_for_holds_while_it_is_unchanged() -> None:
    first = hear(FEED, _answer(_rss(_item(1), head="<ttl>600</ttl>")), {}, NOW)
    again = hear(first.followed, _answer(status=304), {}, NOW)
    assert _wait(again) >= 36_000


def test_a_lively_feed_is_asked_every_few_minutes() -> None:
    dates = [(NOW - timedelta(minutes=2 * n)).strftime("%a, %d %b %Y %H:%M:%S +0000") for n in range(20)]
    items = [_item(n).replace("</item>", f"<pubDate>{date}</pubDate></item>") for n, date in enumerate(dates)]
    assert SHORTEST <= _wait(hear(FEED, _answer(_rss(*items)), {}, NOW)) < 400


def test_a_page_that_could_not_be_had_is_waited_for_four_times() -> None:
    entry = KnownEntry("f1", "e1", "d", "https://phare.example/1", waiting_at=NOW, feed_text=Page("x", b"x"))
    waits = []
    while entry.waiting_at is not None:
        entry = missed(entry, NOW)
        waits.append(entry.waiting_at)
        assert len(waits) < 10
    assert [wait and (wait - NOW) for wait in waits] == [timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), None]
    assert (entry.gathered_at, entry.feed_text) == (NOW, None)
    asked = missed(replace(entry, tries=0), NOW, wait=7200.0)
    assert asked.waiting_at == NOW + timedelta(hours=2)


def _text(text: str) -> Page:
    (one,) = hear(FEED, _answer(_rss(_item(1, text))), {}, NOW).gleaned
    assert isinstance(one, Gleaned)
    assert one.page is not None
    return one.page


@pytest.mark.parametrize(
    ("text", "words", "adds"),
    [
        ("Marée 1", "", False),
        ("", "", False),
        ("La mer a pris le chemin de halage. Lire la suite", "Marée 1\nHier, la mer a pris le chemin de halage, à Morvane.", False),
        ("La mer a pris le chemin de halage.", "Marée 1\nUn autre texte que celui du flux, sur la pêche.", True),
        ("La mer a pris le chemin de halage.", "", True),
        ("LA MER A PRIS LE CHEMIN &lt;b&gt; DE HALAGE", "la mer a pris le chemin de halage", False),
    ],
)
def test_whether_the_feeds_own_words_say_more(text: str, words: str, *, adds: bool) -> None:
    assert adds_words(_text(text), words) is adds
