"""Following from end to end without a network: what is due is asked for, what is new kept once, and nothing lost when a run is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sourcier.errors import GatherError, RefusedError, TooLargeError
from sourcier.gather.crowd import Ask, Got
from sourcier.gather.http import Answer
from sourcier.gather.validators import Validators
from sourcier.model import Article, Page
from sourcier.pipeline.following import LONGEST_REST, Step, find_feeds, follow_once, seconds_to_rest, subscribe
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import unsettled
from sourcier.store import Store, open_store

NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
FEED = "https://phare.example/feed"
PARAGRAPHS = (
    "La digue de Morvane a cédé dans la nuit de jeudi à vendredi, et l'eau est entrée dans les rues basses de la ville.",
    "Une quarantaine de familles ont été conduites au gymnase, où la mairie a fait dresser des lits et servir des repas chauds.",
    "Les pompiers de trois cantons ont pompé jusqu'au matin ; le préfet attend les experts avant de dire si les murs tiendront.",
    "Le pont de la gare restera fermé toute la semaine, et les trains de la vallée s'arrêtent désormais à la halte de Courzon.",
)


@dataclass
class Web:
    """An asker that answers from a table, at once and in order; what was asked for is noted."""

    pages: dict[str, bytes | int | GatherError] = field(default_factory=dict)
    asked: list[Ask] = field(default_factory=list)
    came: list[Got] = field(default_factory=list)
    now: datetime = NOW
    wait: float | None = None
    fail_after: int | None = None

    @property
    def pending(self) -> int:
        return len(self.came)

    def clock(self) -> datetime:
        return self.now

    def put(self, asks: Iterable[Ask]) -> None:
        for ask in asks:
            self.asked.append(ask)
            self.came.append(Got(ask, self._answer(ask)))

    def take(self, most: int, patience: float) -> list[Got]:  # noqa: ARG002 - the shape of Asker
        if self.fail_after is not None and len(self.asked) > self.fail_after:
            raise KeyboardInterrupt
        came, self.came = self.came[:most], self.came[most:]
        return came

    def addresses(self) -> list[str]:
        return [ask.address for ask in self.asked]

    def _answer(self, ask: Ask) -> Answer | GatherError:
        found = self.pages.get(ask.address, 404)
        if isinstance(found, GatherError):
            return found
        status, content = (found, b"") if isinstance(found, int) else (200, found)
        tag = f'"{len(content)}-{hash(content)}"' if content else ""
        if content and ask.known.etag == tag:
            status, content = 304, b""
        page = Page(ask.address, content, "text/html; charset=utf-8", self.now)
        return Answer(ask.address, status, page, Validators(tag), self.wait)


def _item(n: int, text: str = "Un résumé de peu de mots sur la crue.", where: str = "https://phare.example") -> str:
    return f"<item><title>Crue {n}</title><link>{where}/{n}</link><guid>g{n}</guid><description>{text}</description></item>"


def _rss(*items: str, title: str = "Le Phare") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def _html(n: int, more: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    head = f"<!doctype html><html lang=fr><head><title>Crue {n}</title></head>"
    return f"{head}<body><article><h1>Crue {n}</h1>{text}{more}</article></body></html>".encode()


WHOLE = " ".join(f"<p>Le flot numéro {n} : {PARAGRAPHS[n % 4]}</p>" for n in range(16)).replace("<", "&lt;")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as store:
        yield store


Follow = Callable[..., list[Step]]


@pytest.fixture
def follow(library: Store, web: Web) -> Follow:
    def run(*names: str) -> list[Step]:
        _subscribe(library, web, *names)
        return list(follow_once(library, web, web.clock))

    return run


def _subscribe(library: Store, web: Web, *names: str) -> None:
    for found in find_feeds(names, web):
        assert isinstance(found, tuple)
        subscribe(library, found, web.now)
    web.asked.clear()


def _articles(library: Store) -> list[Article]:
    return sorted(library.articles(), key=lambda article: article.address)


def test_a_feed_with_summaries_leads_to_its_pages(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1), _item(2)), "https://phare.example/1": _html(1), "https://phare.example/2": _html(2)}
    steps = follow(FEED)
    assert [(step.kind, step.new) for step in steps] == [("feed", 2), ("page", 2), ("page", 2)]
    assert [article.address for article in _articles(library)] == ["https://phare.example/1", "https://phare.example/2"]
    assert ("feed.title", "Le Phare") in library.page(_articles(library)[0].article_id).feed_fields
    assert [failure.reason for failure in library.errors()] == ["feed text beside its page"] * 2
    assert unsettled(library) == 0
    assert library.check() == ()


def test_the_feeds_own_words_are_kept_only_when_the_page_does_not_say_them(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1, PARAGRAPHS[0] + " Lire la suite")), "https://phare.example/1": _html(1)}
    follow(FEED)
    assert library.errors() == ()
    assert len(list(library.pages())) == 1


def test_a_feed_with_whole_texts_asks_for_no_page(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1, WHOLE))}
    follow(FEED)
    assert web.addresses() == [FEED]
    (article,) = _articles(library)
    assert article.address == "https://phare.example/1"
    assert "le préfet attend les experts" in article.body


def test_what_a_feed_says_of_where_it_has_a_text_from_becomes_a_credit(library: Store, web: Web, follow: Follow) -> None:
    item = _item(1).replace("</item>", '<source url="https://guet.example/feed">Le Guet de Morvane</source></item>')
    web.pages = {FEED: _rss(item), "https://phare.example/1": _html(1)}
    follow(FEED)
    assert "Le Guet de Morvane" in {credit.name for credit in _articles(library)[0].credits}


def test_an_unchanged_feed_costs_one_conditional_request(web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1)), "https://phare.example/1": _html(1)}
    follow(FEED)
    web.now += timedelta(days=1)
    steps = follow()
    assert [(ask.address, bool(ask.known.etag)) for ask in web.asked] == [(FEED, True)]
    assert [(step.kind, step.new, step.error) for step in steps] == [("feed", 0, None)]


def test_nothing_is_asked_before_it_is_due(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1, WHOLE))}
    follow(FEED)
    web.now += timedelta(minutes=4)
    assert follow() == []
    assert 1 <= seconds_to_rest(library, web.now) <= LONGEST_REST
    assert seconds_to_rest(library, web.now + timedelta(days=2)) == 1.0


def test_a_new_wording_is_another_version_of_the_page(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1)), "https://phare.example/1": _html(1)}
    follow(FEED)
    web.now += timedelta(days=1)
    web.pages = {
        FEED: _rss(_item(1, "Le résumé a été corrigé.")),
        "https://phare.example/1": _html(1, "<p>Corrigé à midi par la rédaction.</p>"),
    }
    follow()
    assert [article.address for article in _articles(library)] == ["https://phare.example/1"] * 2
    assert len({article.body for article in _articles(library)}) == 2


def test_two_feeds_that_lead_to_one_page_ask_for_it_once(library: Store, web: Web, follow: Follow) -> None:
    other = "https://guet.example/feed"
    web.pages = {FEED: _rss(_item(1), _item(1)), other: _rss(_item(1), title="Le Guet"), "https://phare.example/1": _html(1)}
    follow(FEED, other)
    assert web.addresses().count("https://phare.example/1") == 1
    web.now += timedelta(days=1)
    web.pages[other] = _rss(_item(1), _item(2), title="Le Guet")
    follow()
    assert web.addresses().count("https://phare.example/1") == 0
    assert len(_articles(library)) == 1


def test_one_bad_feed_or_page_never_ends_a_pass(library: Store, web: Web, follow: Follow) -> None:
    answers: list[bytes | int | GatherError] = [404, 500, b"\0\1", b"<html>", RefusedError("no", "x"), b""]
    bad = {f"https://bad{n}.example/feed": one for n, one in enumerate(answers)}
    web.pages = {address: _rss(_item(9, WHOLE, where=address)) for address in bad}
    web.pages |= {FEED: _rss(_item(1), _item(2)), "https://phare.example/1": 500, "https://phare.example/2": _html(2)}
    _subscribe(library, web, *bad, FEED)
    web.pages |= bad
    steps = follow()
    assert len([step for step in steps if step.error]) == len(bad) + 1
    assert all(str(step.error).count("\n") == 0 for step in steps)
    assert [article.address for article in _articles(library)] == ["https://phare.example/2"]
    standing = library.feeds.standing(web.now, web.now)
    assert (standing.followed, standing.failing, standing.waiting) == (len(bad) + 1, len(bad), 1)


def test_a_page_that_does_not_come_is_asked_for_again_then_the_feeds_words_must_do(library: Store, web: Web, follow: Follow) -> None:
    text = " ".join(PARAGRAPHS)
    web.pages = {FEED: _rss(_item(1, text)), "https://phare.example/1": TooLargeError("no whole answer within 30 s", "x")}
    follow(FEED)
    for _ in range(3):
        assert _articles(library) == []
        web.now += timedelta(hours=7)
        follow()
    (article,) = _articles(library)
    assert "quarantaine de familles" in article.body
    web.now += timedelta(days=3)
    follow()
    assert web.addresses() == [FEED]


@pytest.mark.parametrize("refusal", [404, 410, RefusedError("robots.txt forbids it", "x")])
def test_a_page_that_will_not_come_is_not_asked_for_again(library: Store, web: Web, follow: Follow, refusal: int | GatherError) -> None:
    web.pages = {FEED: _rss(_item(1, " ".join(PARAGRAPHS))), "https://phare.example/1": refusal}
    follow(FEED)
    assert len(_articles(library)) == 1
    assert library.feeds.waiting(NOW + timedelta(days=9)) == ()


def test_a_title_alone_is_no_text_to_fall_back_on(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(_item(1, "Crue 1")), "https://phare.example/1": 404}
    follow(FEED)
    assert list(library.pages()) == []


def test_a_run_cut_between_two_batches_goes_on_where_it_was(library: Store, web: Web, follow: Follow) -> None:
    web.pages = {FEED: _rss(*(_item(n) for n in range(5)))}
    web.pages |= {f"https://phare.example/{n}": _html(n) for n in range(5)}
    _subscribe(library, web, FEED)
    web.fail_after = 1
    with pytest.raises(KeyboardInterrupt):
        list(follow_once(library, web, web.clock))
    assert library.feeds.standing(web.now, web.now).waiting == 5
    web.fail_after, web.came = None, []
    follow()
    assert sorted(web.addresses()) == [f"https://phare.example/{n}" for n in range(5)]
    assert len(_articles(library)) == 5
    assert len(list(library.pages())) == 10


def test_a_run_cut_before_anything_was_kept_asks_again(library: Store, web: Web, follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages = {FEED: _rss(_item(1, WHOLE))}
    _subscribe(library, web, FEED)

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sourcier.store.adding._add_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            list(follow_once(library, web, web.clock))
    assert library.feeds.all()[0].etag == ""
    follow()
    assert len(_articles(library)) == 1
    assert library.check() == ()


def test_a_run_cut_between_keeping_and_tracing_traces_at_the_next(library: Store, follow: Follow) -> None:
    for n in (1, 2):
        library.add(read_page(Page(f"https://site{n}.example/1", _html(n), "text/html", NOW)))
    assert library.stories() == ()
    follow()
    assert len(library.stories()) == 1


def test_copies_are_found_as_they_come(library: Store, web: Web, follow: Follow) -> None:
    other = "https://guet.example/feed"
    web.pages = {FEED: _rss(_item(1)), "https://phare.example/1": _html(1)}
    follow(FEED)
    web.now += timedelta(days=1)
    web.pages |= {other: _rss(_item(1, where="https://guet.example"), title="Le Guet"), "https://guet.example/1": _html(1)}
    follow(other)
    (story,) = library.stories()
    assert len(story.articles) == 2


def test_lists_and_pages_lead_to_feeds(library: Store, web: Web, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text('<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>', encoding="utf-8")
    web.pages["https://b.example/"] = b"<link rel=alternate type=application/rss+xml href=/rss><p>x"
    names = [str(opml), "https://b.example/", str(tmp_path / "none"), "https://c.example/"]
    found = list(find_feeds(names, web))
    errors = [one for one in found if isinstance(one, GatherError)]
    feeds = [feed for one in found if not isinstance(one, GatherError) for feed in one]
    assert {error.subject for error in errors} == {"https://c.example/", str(tmp_path / "none")}
    assert subscribe(library, feeds, NOW) == 2
    assert [feed.address for feed in library.feeds.all()] == ["https://a.example/feed", "https://b.example/rss"]
    assert subscribe(library, feeds, NOW) == 0
