"""A library settled bit by bit, stories included, ends where settling all at once does; killed in between, it is finished later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compare.invented_press import invent

from sourcier.compare import find_reuses
from sourcier.errors import GatherError
from sourcier.model import Article, Credit, Page, Reading, Reuse, Story
from sourcier.pipeline.reading import Item
from sourcier.pipeline.settling import keep_readings, settle, unsettled, without_versions
from sourcier.pipeline.tracing import trace_page
from sourcier.store import Store, open_store
from sourcier.trace import trace_stories


def credited(articles: list[Article], source: random.Random) -> list[Article]:
    """The articles, some of them crediting another's outlet or its very page, some of them versions of another's page."""
    told: list[Article] = []
    for article in articles:
        other, draw = source.choice(articles), source.random()
        named: tuple[Credit, ...] = ()
        if draw < 0.3 and other.outlet:
            named = (Credit("republished", other.outlet.name, other.address if draw < 0.2 else None, f"from {other.outlet.name}"),)
        address = source.choice(articles).address if source.random() < 0.1 else article.address
        told.append(Article(article.body, article.language, article.published, address, article.outlet, credits=named))
    return list({article.article_id: article for article in told}.values())


def reading(article: Article) -> Reading:
    return Reading(Page(article.address, article.body.encode(), "text/plain", None), article)


def at_once(articles: list[Article]) -> tuple[tuple[Reuse, ...], set[Story]]:
    reuses = tuple(without_versions(find_reuses(articles), articles))
    return tuple(sorted(reuses, key=lambda reuse: (reuse.first, reuse.second))), set(trace_stories(articles, reuses))


def settled(library: Store) -> tuple[tuple[Reuse, ...], set[Story]]:
    return library.reuses(), set(library.stories())


@given(st.randoms(use_true_random=True), st.integers(2, 40), st.sampled_from([(1,), (1, 2, 9), (40,)]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_any_portions_end_alike(
    tmp_path_factory: pytest.TempPathFactory, source: random.Random, count: int, sizes: tuple[int, ...]
) -> None:
    articles = credited(invent(source, count), source)
    source.shuffle(articles)
    with open_store(str(tmp_path_factory.mktemp("library") / "library.db")) as library:
        done = 0
        while done < len(articles):
            size = source.choice(sizes)
            library.add_all(map(reading, articles[done : done + size]))
            settle(library)
            done += size
        assert settled(library) == at_once(articles)
        assert (library.count_stories(), unsettled(library)) == (len(library.stories()), 0)


@given(st.randoms(use_true_random=True), st.integers(0, 29), st.integers(0, 10))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_that_is_not_held_is_traced_as_if_it_were(
    tmp_path_factory: pytest.TempPathFactory, source: random.Random, place: int, waiting: int
) -> None:
    articles = credited(invent(source, 30), source)
    page = articles.pop(min(place, len(articles) - 1))
    with open_store(str(tmp_path_factory.mktemp("library") / "library.db")) as library:
        library.add_all(map(reading, articles[waiting:]))
        settle(library)
        library.add_all(map(reading, articles[:waiting]))
        before = settled(library)
        trace = trace_page(reading(page), library=library)
        assert settled(library) == before, "tracing kept something"
    _, stories = at_once([page, *articles])
    assert trace.story == next(story for story in stories if page.article_id in story.held)
    assert trace.searched.articles == len(articles) + 1


def test_a_run_that_dies_in_mid_settle_leaves_what_was_and_is_finished_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = invent(random.Random(5), 12)  # noqa: S311  # a seeded press is what is wanted
    with open_store(str(tmp_path / "library.db")) as library:
        library.add_all(map(reading, articles[:6]))
        settle(library)
        before = settled(library)
        library.add_all(map(reading, articles[6:]))
        with monkeypatch.context() as patch:
            patch.setattr("sourcier.pipeline.settling.trace_stories", die)
            with pytest.raises(KeyboardInterrupt):
                settle(library)
        assert (settled(library), unsettled(library)) == (before, 6)
        settle(library)
        assert (settled(library), unsettled(library)) == (at_once(articles), 0)


def die(*_: object) -> None:
    raise KeyboardInterrupt


def test_readings_are_kept_some_at_a_time_and_given_on_only_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = invent(random.Random(5), 12)  # noqa: S311  # a seeded press is what is wanted
    failure = GatherError("no such file", "lost.html")
    items: list[Item] = [*map(reading, articles[:5]), failure, reading(articles[0]), *map(reading, articles[5:])]
    monkeypatch.setattr("sourcier.pipeline.settling._KEPT_AT_ONCE", 6)
    monkeypatch.setattr("sourcier.pipeline.settling._PATIENCE", 60.0)
    with open_store(str(tmp_path / "library.db")) as library:
        held = []
        for item, is_new in keep_readings(library, items):
            held.append((item, is_new, library.waiting()))
    assert [item for item, _, _ in held] == items
    assert [is_new for _, is_new, _ in held] == [*[True] * 5, False, False, *[True] * 7]
    assert [count for _, _, count in held] == [*[5] * 6, *[10] * 6, *[12] * 2], "one was given on before it was kept"


def test_readings_that_come_slowly_are_kept_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = invent(random.Random(5), 3)  # noqa: S311  # a seeded press is what is wanted
    monkeypatch.setattr("sourcier.pipeline.settling._PATIENCE", 0.0)
    with open_store(str(tmp_path / "library.db")) as library:
        assert [library.waiting() for _ in keep_readings(library, map(reading, articles))] == [1, 2, 3]


def test_what_was_read_before_somebody_stops_the_run_is_kept(tmp_path: Path) -> None:
    (article,) = credited(invent(random.Random(3), 1), random.Random(3))  # noqa: S311  # a seeded press is what is wanted

    def stopped() -> Iterator[Item]:
        yield reading(article)
        raise KeyboardInterrupt

    with open_store(tmp_path / "library.db") as library:
        kept = keep_readings(library, stopped())
        assert [is_new for _, is_new in islice(kept, 1)] == [True]
        with pytest.raises(KeyboardInterrupt):
            next(kept)
        assert library.searched().articles == 1
