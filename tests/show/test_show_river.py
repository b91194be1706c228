"""The river: where lanes, marks, arrows and ticks come to stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Derivation, Origin, Story, Verdict
from sourcier.show.river import River, draw_river
from sourcier.show.spread import draw_spread
from sourcier.store import Head

START = datetime(2031, 5, 2, 6, 20, tzinfo=UTC)


def _head(number: int, outlet: str, published: datetime | date | None) -> Head:
    return Head(f"a{number}", f"Title {number}", f"https://o{number}.example/", outlet, "en", published)


def _derivation(taker: str, giver: str, verdict: Verdict = "confirmed", name: str = "") -> Derivation:
    return Derivation(taker, giver, name or giver, None, "whole", verdict, (), 0.9)


def _story(heads: list[Head], *derivations: Derivation, origin: str = "a0") -> tuple[Story, dict[str, Head]]:
    keys = tuple(head.article_id for head in heads)
    return Story("s1", keys, derivations, (Origin("Origin", None, origin),), (1, 1)), {head.article_id: head for head in heads}


def _xs(river: River) -> dict[str, float]:
    return {mark.node_id: mark.x for mark in river.marks}


def test_time_runs_across_and_outlets_down() -> None:
    heads = [
        _head(n, outlet, START + timedelta(hours=h)) for n, (outlet, h) in enumerate([("Ash", 0), ("Birch", 1), ("Ash", 9), ("Cedar", 200)])
    ]
    river = draw_river(*_story(heads, _derivation("a1", "a0"), _derivation("a3", "a1", "uncredited")))
    assert [lane.name for lane in river.lanes] == ["Ash", "Birch", "Cedar"]
    assert list(_xs(river)) == ["a0", "a1", "a2", "a3"]
    assert sorted(_xs(river).values()) == list(_xs(river).values())
    assert [mark.role for mark in river.marks] == ["origin", "copy", "part", "copy"]
    assert {(arrow.giver, arrow.taker, arrow.verdict) for arrow in river.arrows} == {
        ("Ash", "Birch", "confirmed"),
        ("Birch", "Cedar", "uncredited"),
    }
    assert river.undated is None


def test_a_party_not_held_has_a_lane_and_stands_before_time() -> None:
    heads = [_head(0, "Ash", START), _head(1, "Birch", START + timedelta(hours=2))]
    river = draw_river(*_story(heads, _derivation("a0", "p9", "claimed", "Wire"), _derivation("a1", "p9", "claimed", "Wire")))
    assert [(lane.name, lane.is_held) for lane in river.lanes] == [("Wire", False), ("Ash", True), ("Birch", True)]
    assert _xs(river)["p9"] < min(_xs(river)[key] for key in ("a0", "a1"))


def test_an_undated_article_stands_beyond_the_wall() -> None:
    river = draw_river(*_story([_head(0, "Ash", START), _head(1, "Birch", None)]))
    assert river.undated is not None
    assert _xs(river)["a1"] > river.undated > _xs(river)["a0"]


def test_a_day_is_drawn_as_a_day_and_after_what_it_derives_from() -> None:
    heads = [_head(0, "Ash", START), _head(1, "Birch", START.date()), _head(2, "Cedar", START + timedelta(days=3))]
    river = draw_river(*_story(heads, _derivation("a1", "a0")))
    mark = next(mark for mark in river.marks if mark.node_id == "a1")
    assert mark.x > _xs(river)["a0"]
    assert mark.until is not None
    assert mark.until >= mark.x


def test_marks_of_one_lane_never_cover_each_other() -> None:
    river = draw_river(*_story([_head(n, "Ash", START + timedelta(seconds=n)) for n in range(6)]))
    xs = sorted(_xs(river).values())
    assert all(after - before >= 14.9 for before, after in pairwise(xs))


def test_ticks_are_far_enough_apart_to_be_read() -> None:
    river = draw_river(*_story([_head(n, f"O{n}", START + timedelta(hours=n * n)) for n in range(30)]))
    xs = [tick.x for tick in river.ticks]
    assert len(xs) > 2
    assert all(after - before >= 70 for before, after in pairwise(xs))


def test_a_story_without_what_it_names_is_drawn_all_the_same() -> None:
    story, _ = _story([_head(0, "Ash", START)], _derivation("a0", "a7"))
    assert draw_river(story, {}).marks == ()
    assert draw_river(replace(story, articles=()), {}).lanes == ()


_TIMES = st.one_of(
    st.none(),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 40 * 365 * 24 * 3600).map(lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
)


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), _TIMES), min_size=1, max_size=40), st.data())
def test_everything_stands_within_the_picture(articles: list[tuple[str, datetime | date | None]], data: st.DataObject) -> None:
    heads = [_head(number, outlet, at) for number, (outlet, at) in enumerate(articles)]
    keys = [*(head.article_id for head in heads), "p1", "p2"]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=30, unique=True))
    river = draw_river(*_story(heads, *(_derivation(taker, giver) for taker, giver in pairs if taker != giver)))
    assert len({lane.y for lane in river.lanes}) == len(river.lanes)
    assert all(0 <= mark.y <= river.height and mark.x >= river.labels for mark in river.marks)
    assert {mark.node_id for mark in river.marks} >= {head.article_id for head in heads}
    assert all(arrow.path.startswith("M") and "nan" not in arrow.path for arrow in river.arrows)


@given(st.lists(_TIMES, max_size=30))
def test_the_spread_climbs_within_its_picture(times: list[datetime | date | None]) -> None:
    points = [tuple(map(float, point.split(","))) for point in draw_spread(times).split()]
    assert bool(points) == (sum(at is not None for at in times) > 1)
    assert all(0 <= x <= 120 and 0 <= y <= 28 for x, y in points)
    assert all(one[0] <= two[0] and one[1] >= two[1] for one, two in pairwise(points))
