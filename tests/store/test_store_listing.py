"""What lists show is what the whole library would tell, whatever was added, told anew and settled since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from sourcier.model import Alignment, Article, Derivation, Origin, Outlet, Reading, Reuse, Span, Statement, Story, Verdict
from sourcier.store import Store, StoryFilter, Taking

MakeReading = Callable[..., Reading]
_MORNING = datetime(2031, 5, 2, 6, tzinfo=UTC)


def _article(reading: Reading) -> Article:
    assert reading.article is not None
    return reading.article


@pytest.fixture
def held(library: Store, make_reading: MakeReading) -> list[Article]:
    """Seven articles of three outlets, two hours apart; the last undated."""
    outlets = [Outlet(name, (f"{name.lower()}.example",)) for name in ("Phare", "Digue", "Cap")]
    made = [
        make_reading(
            n,
            outlet=outlets[n % 3],
            address=f"https://{outlets[n % 3].domains[0]}/{n}",
            published=None if n == 6 else _MORNING + timedelta(hours=2 * n),
        )
        for n in range(7)
    ]
    library.add_all(made)
    return [_article(reading) for reading in made]


def _step(taker: Article, giver: Article, verdict: Verdict = "confirmed") -> Derivation:
    name = giver.outlet.name if giver.outlet else ""
    return Derivation(taker.article_id, giver.article_id, name, giver.address, "whole", verdict, (), 0.9, "copy")


def _story(key: str, articles: list[Article], *steps: Derivation) -> Story:
    return Story(key, tuple(article.article_id for article in articles), steps, (Origin("Phare"),), (1, 2))


def test_what_was_searched_is_what_is_held(library: Store, held: list[Article], make_reading: MakeReading) -> None:
    found = library.searched()
    assert (found.articles, found.outlets, found.since, found.until) == (len(held), 3, date(2031, 5, 2), date(2031, 5, 2))
    library.add(make_reading(20, outlet=Outlet("Cap"), published=date(2031, 4, 1), address="https://cap.example/20"))
    library.add(make_reading(20, outlet=Outlet("Cap"), published=date(2031, 4, 1), address="https://cap.example/20"))
    found = library.searched()
    assert (found.articles, found.outlets, found.since, found.until) == (8, 3, date(2031, 4, 1), date(2031, 5, 2))
    assert library.lists.outlets(limit=2) == library.outlets()[:2]
    assert library.lists.outlets(limit=5, offset=1) == library.outlets()[1:]
    assert library.lists.count_outlets() == 3
    assert library.lists.outlet("Cap") == next(outlet for outlet in library.outlets() if outlet.name == "Cap")
    assert library.lists.outlet("cap") is None


def test_an_earlier_capture_moves_its_article_to_another_outlet(library: Store, make_reading: MakeReading) -> None:
    late, early = (
        make_reading(1, outlet=Outlet(name), captured_at=_MORNING + after, content=b"x")
        for name, after in (("Phare", timedelta(hours=1)), ("Digue", timedelta(0)))
    )
    library.add(late)
    assert library.lists.outlets(limit=9) == library.outlets()
    library.add(early)
    assert [outlet.name for outlet in library.lists.outlets(limit=9)] == ["Digue"]
    assert library.lists.outlets(limit=9) == library.outlets()


def test_an_empty_library_has_empty_lists(library: Store) -> None:
    assert library.searched().articles == 0
    assert not any(
        (library.lists.outlets(limit=9), library.lists.stories(limit=9), library.lists.takings(), library.lists.statements(limit=9))
    )
    assert library.lists.sizes() == {"articles": 0, "outlets": 0, "captures": 0}


def test_summaries_come_in_the_order_of_the_stories(library: Store, held: list[Article]) -> None:
    stories = [
        _story("s1", held[:2], _step(held[1], held[0])),
        _story("s2", held[2:5], _step(held[3], held[2], "uncredited"), _step(held[4], held[2], "uncredited")),
        _story("s3", held[5:6]),
        _story("s4", held[6:7]),
    ]
    library.settle([], stories)
    for order in ("newest", "copied"):
        for least in (1, 2):
            told = [story.story_id for story in library.stories(order=order, least=least)]
            assert [summary.story_id for summary in library.lists.stories(limit=9, order=order, least=least)] == told
            assert [summary.story_id for summary in library.lists.stories(limit=2, offset=1, order=order, least=least)] == told[1:3]
    [one] = library.lists.stories(limit=9, ids=["s2", "none"])
    assert (one.headline, one.articles, one.outlets, one.independent_origins) == (held[2].title, 3, 3, (1, 2))
    assert (one.first_outlet, one.first_published, one.verdicts) == ("Cap", held[2].published, (("uncredited", 2),))
    assert one.moments == tuple(article.published for article in held[2:5])
    [undated] = library.lists.stories(limit=9, ids=["s4"])
    assert (undated.first_published, undated.moments) == (None, ())


def test_of_many_moments_some_are_kept_with_the_first_and_the_last(library: Store, make_reading: MakeReading) -> None:
    many = [make_reading(n, published=_MORNING + timedelta(minutes=n)) for n in range(90)]
    library.add_all(many)
    library.settle([], [_story("s1", [_article(reading) for reading in many])])
    [one] = library.lists.stories(limit=9)
    assert 30 < len(one.moments) <= 60
    assert one.moments == tuple(sorted(one.moments))
    assert (one.moments[0], one.moments[-1]) == (_MORNING, _MORNING + timedelta(minutes=89))


def test_takings_count_each_article_once_for_each_outlet(library: Store, held: list[Article]) -> None:
    again = _step(held[4], held[0], "uncredited")
    stories = [
        _story("s1", held[:5], _step(held[1], held[0]), again, _step(held[4], held[3], "uncredited"), _step(held[2], held[1], "undecided")),
        _story("s2", held[5:6], _step(held[5], held[2], "claimed"), again),
        _story("s3", held[6:7], _step(held[6], held[0], "contradicted")),
    ]
    library.settle([], stories)
    hours = 3600.0
    digue = Taking("Digue", "Phare", 2, 1, (2 * hours, 8 * hours))
    assert library.lists.takings() == (digue,)  # an outlet takes nothing from itself
    assert library.lists.takings(taker="Digue") == library.lists.takings(giver="Phare") == (digue,)
    assert library.lists.takings(taker="Phare") == ()
    assert library.lists.takings(limit=1, offset=1) == ()
    assert library.lists.sums(["Phare", "Digue", "Cap"]) == {"Phare": (0, 2), "Digue": (2, 0), "Cap": (0, 0)}
    library.settle([], [])
    assert library.lists.takings() == ()
    assert library.lists.stories(limit=9) == ()
    assert library.check() == ()


def test_the_newest_of_an_outlet_come_first(library: Store, held: list[Article]) -> None:
    mine = [article for article in held if article.outlet and article.outlet.name == "Phare"]
    assert [head.article_id for head in library.lists.newest_of("Phare", limit=9)] == [
        mine[1].article_id,
        mine[0].article_id,
        mine[2].article_id,
    ]
    assert [head.article_id for head in library.lists.newest_of("Phare", limit=1)] == [mine[1].article_id]
    assert library.lists.newest_of("Nobody", limit=9) == ()


@pytest.mark.parametrize("speaker", [None, "marchalune", "Ève"])
def test_statements_are_read_a_page_at_a_time(library: Store, make_reading: MakeReading, speaker: str | None) -> None:
    """From the newest article to those without a date; every page begins where the one before it ended."""
    dates = [_MORNING, _MORNING, None, date(2031, 5, 1), None, _MORNING + timedelta(days=1)]
    made = []
    for n, published in enumerate(dates):
        reading = make_reading(n, published=published)
        said = reading.statements[0]
        made.append(Reading(reading.page, reading.article, None, (said, said), reading.dates, reading.mentions))
    library.add_all(made)
    newest = sorted(
        range(6), key=lambda n: (dates[n] is None, [5, 0, 1, 3, 2, 4].index(n) if n not in {0, 1} else 1, _article(made[n]).article_id)
    )
    every = library.lists.statements(limit=99, speaker=speaker)
    assert len(every) == 12
    assert [dates[[_article(one).article_id for one in made].index(said.article_id)] for said, _ in every][::2] == [
        dates[n] for n in newest
    ]
    pages: list[tuple[Statement, int]] = []
    before = None
    for _ in range(9):
        page = library.lists.statements(limit=3, before=before, speaker=speaker)
        pages += page
        if not page:
            break
        before = (page[-1][0].article_id, page[-1][1])
    assert tuple(pages) == every
    assert library.lists.count_statements("marchalune") == 12


def test_nobody_of_that_name_says_nothing(library: Store, held: list[Article]) -> None:
    assert held
    assert library.lists.statements(speaker="Nobody", limit=9) == library.lists.statements(speaker="!", limit=9) == ()
    assert library.lists.count_statements("Nobody") == 0
    assert len(list(islice(library.lists.statements(limit=9, before=("aunknown", 3)), 9))) == 7


def test_any_name_has_its_lists(library: Store, make_reading: MakeReading) -> None:
    odd = "Ph\0are % ’; \ud800"
    reading = make_reading(3, outlet=Outlet(odd))
    library.add(reading)
    library.settle(
        [],
        [_story("s1", [_article(reading)], Derivation(_article(reading).article_id, "p1", odd + "x", None, "whole", "claimed", (), 0.5))],
    )
    [taking] = library.lists.takings()
    assert library.lists.takings(taker=odd) == library.lists.takings(giver=odd + "x") == (taking,)
    assert [head.article_id for head in library.lists.newest_of(odd, limit=2)] == [_article(reading).article_id]
    assert isinstance(library.lists.statements(limit=1)[0][0], Statement)


def test_texts_and_captures_are_told_without_the_rest(library: Store, held: list[Article]) -> None:
    keys = [article.article_id for article in held[:2]]
    assert library.lists.bodies([*keys, keys[0], "anone"]) == {article.article_id: article.body for article in held[:2]}
    page = library.page(keys[0])
    facts = library.lists.capture(keys[0])
    assert facts is not None
    assert (facts.captured_at, facts.digest, facts.size) == (page.captured_at, page.digest, len(page.content))
    assert library.lists.capture("anone") is None
    assert [head.article_id for head in library.lists.versions(keys[0])] == keys[:1]
    assert library.lists.versions("anone") == ()
    assert library.lists.rules(keys) == dict.fromkeys(keys, "")


def test_what_two_articles_share_is_found_either_way_round(library: Store, held: list[Article]) -> None:
    first, second = sorted((held[0].article_id, held[1].article_id))
    reuse = Reuse(first, second, (Alignment(Span(0, 9), Span(0, 9)),), 0.5, 0.5, "copy")
    library.settle([reuse], [])
    assert library.lists.reuse(first, second) == library.lists.reuse(second, first) == reuse
    assert library.lists.reuse(first, held[2].article_id) is None


def test_stories_are_narrowed_to_an_outlet_a_time_and_a_verdict(library: Store, held: list[Article]) -> None:
    stories = [
        _story("s1", held[:2], _step(held[1], held[0])),
        _story("s2", held[2:5], _step(held[3], held[2], "uncredited"), _step(held[4], held[2], "uncredited")),
        _story("s3", held[5:6]),
    ]
    library.settle([], stories)
    day, after = date(2031, 5, 2), date(2031, 5, 3)
    cases = {
        StoryFilter(): {"s1", "s2", "s3"},
        StoryFilter(verdict="uncredited"): {"s2"},
        StoryFilter(verdict="contradicted"): set(),
        StoryFilter(outlet="Digue"): {"s1", "s2"},
        StoryFilter(outlet="https://www.cap.example/"): {"s2", "s3"},
        StoryFilter(outlet="nobody"): set(),
        StoryFilter(since=day, until=day): {"s1", "s2", "s3"},
        StoryFilter(since=after): set(),
        StoryFilter(outlet="Cap", verdict="uncredited", until=day): {"s2"},
        StoryFilter(outlet="Digue", verdict="confirmed", since=after): set(),
    }
    for among, keys in cases.items():
        assert {summary.story_id for summary in library.lists.stories(limit=9, among=among)} == keys
        assert library.lists.count_stories(among=among) == len(keys)
    assert library.lists.count_stories(least=2, among=StoryFilter()) == 2
    library.settle([], stories[:1])
    assert library.lists.stories(limit=9, among=StoryFilter(verdict="uncredited")) == ()
