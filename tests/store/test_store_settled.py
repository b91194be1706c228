"""The settled state is replaced as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sourcier.errors import NothingFoundError, StoreError
from sourcier.model import Alignment, Article, Derivation, Evidence, Origin, Reading, Reuse, Span, Story
from sourcier.store import Store

MakeReading = Callable[..., Reading]


@pytest.fixture
def ids(library: Store, make_reading: MakeReading) -> list[str]:
    """Six articles, the third undated; their ids in ascending order of number."""
    readings = [make_reading(n, published=None if n == 2 else date(2031, 2, 1 + n)) for n in range(6)]
    library.add_all(readings)
    return [reading.article.article_id for reading in readings if isinstance(reading.article, Article)]


def _reuse(first: str, second: str) -> Reuse:
    first, second = sorted((first, second))
    return Reuse(first, second, (Alignment(Span(0, 9), Span(3, 12)),), 0.5, 1 / 3, "rewording")


def _story(key: str, *articles: str) -> Story:
    why = (Evidence("credit", 1.5, "« Repris du Phare »"), Evidence("judgement", -2.0, "non", signed_by="Ève"))
    step = Derivation(articles[0], "p123", "Le Phare\0", None, "part", "claimed", why, 0.75, "copy", "republished")
    return Story(key, articles, (step,), (Origin("Le Phare", "https://phare.example/"),), (1, 2))


def test_what_is_settled_comes_back(library: Store, ids: list[str]) -> None:
    reuses = [_reuse(ids[0], ids[1]), _reuse(ids[1], ids[4])]
    stories = [_story("s1aaa", ids[0], ids[1], ids[4]), _story("s1abb", ids[5])]
    library.settle(iter(reuses), iter(stories))
    assert set(library.reuses()) == set(reuses)
    assert library.reuses(ids[4]) == (reuses[1],)
    assert set(library.reuses(ids[1])) == set(reuses)
    assert library.reuses(ids[3]) == ()
    assert library.story("s1aaa") == library.story("s1aa") == library.story_of(ids[4]) == stories[0]
    assert library.story_of(ids[3]) is None
    assert library.check() == ()


def test_settling_again_replaces_everything(library: Store, ids: list[str]) -> None:
    library.settle([_reuse(ids[0], ids[1])], [_story("s1", ids[0], ids[1])])
    library.settle([_reuse(ids[2], ids[3])], [_story("s2", ids[2], ids[3])])
    assert library.reuses() == (_reuse(ids[2], ids[3]),)
    assert [story.story_id for story in library.stories()] == ["s2"]
    assert library.story_of(ids[0]) is None
    library.settle([], [])
    assert library.reuses() == ()
    assert library.stories() == ()


def test_settling_fails_as_a_whole(library: Store, ids: list[str]) -> None:
    library.settle([_reuse(ids[0], ids[1])], [_story("s1", ids[0], ids[1])])
    for reuses, stories in (([_reuse(ids[2], "afff")], []), ([], [_story("s2", ids[2], "afff")])):
        with pytest.raises(StoreError, match="does not hold"):
            library.settle(reuses, stories)
    assert library.reuses() == (_reuse(ids[0], ids[1]),)
    assert [story.story_id for story in library.stories()] == ["s1"]


def test_stories_are_ordered_and_cut(library: Store, ids: list[str]) -> None:
    library.settle([], [_story("sa", ids[0], ids[5]), _story("sb", ids[2]), _story("sc", ids[3], ids[1], ids[4])])

    def keys(**options: object) -> list[str]:
        return [story.story_id for story in library.stories(**options)]  # type: ignore[arg-type]  # options of every kind

    assert keys() == ["sa", "sc", "sb"]
    assert keys(order="copied") == ["sc", "sa", "sb"]
    assert keys(limit=2) == ["sa", "sc"]
    assert keys(limit=2, offset=1) == ["sc", "sb"]
    assert keys(offset=5) == keys(limit=0) == []


def test_a_story_is_found_by_the_beginning_of_its_id(library: Store, ids: list[str]) -> None:
    library.settle([], [_story("s1", ids[0]), _story("s1a", ids[1]), _story("s2b", ids[2])])
    assert library.story("s1").story_id == "s1"
    assert library.story("s2").story_id == "s2b"
    for key in ("s", "s3", "", "%", "\ud800"):
        with pytest.raises(NothingFoundError):
            library.story(key)
