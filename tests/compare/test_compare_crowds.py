"""Crowds: what very many articles hold ties each to the few that had it first, in one go and bit by bit alike."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.invented_press import START, invent, redated
from tests.compare.kept_index import KeptIndex

from sourcier.compare import crowds, find_reuses, meeting
from sourcier.compare import reuse as whole
from sourcier.model import Article, Outlet, Reuse

Pairs = dict[tuple[str, str], Reuse]


def at_once(articles: list[Article]) -> Pairs:
    return {(reuse.first, reuse.second): reuse for reuse in find_reuses(articles)}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Crowds begin early, so that small presses are full of them."""
    monkeypatch.setattr(crowds, "MOST_TIES", 3)
    return 3


def crowd(source: random.Random, count: int, *, alike: float = 0.5) -> list[Article]:
    """Prints of one text, some word for word, some with changed words, all on days of their own."""
    words = ["".join(source.choices("bcdfglmnprst", k=3)) + "e" for _ in range(60)]
    found = []
    for number in range(count):
        told = words if source.random() < alike else [word if source.random() > 0.06 else f"autre{number}" for word in words]
        when = None if source.random() < 0.1 else START + timedelta(minutes=source.randrange(10**4))
        outlet = Outlet(f"outlet{number}")
        found.append(Article(" ".join(told), "fr", when, f"https://outlet{number}.example/{source.randrange(10**6)}", outlet))
    return found


@given(st.randoms(use_true_random=True), st.integers(2, 40), st.sampled_from([(1,), (1, 2, 7), (30,)]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_crowds_grow_to_what_all_at_once_gives(source: random.Random, count: int, sizes: tuple[int, ...], one_text: bool) -> None:
    articles = crowd(source, count) if one_text else [*invent(source, count), *crowd(source, count // 3)]
    source.shuffle(articles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "MOST_TIES", 3)
        index, done = KeptIndex(), 0
        while done < len(articles):
            size = source.choice(sizes)
            index.take(articles[done : done + size])
            done += size
        assert index.found == at_once(articles)


@given(st.randoms(use_true_random=True), st.lists(st.integers(0, 19), min_size=1, max_size=4, unique=True))
@settings(max_examples=40, deadline=None)
def test_who_leads_a_crowd_is_settled_anew_when_days_change(source: random.Random, places: list[int]) -> None:
    articles = [*crowd(source, 20), *invent(source, 15)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "MOST_TIES", 3)
        index = KeptIndex()
        index.take(articles[:30])
        again = [redated(articles[place], source.randrange(-30, 30)) for place in places]
        for place, article in zip(places, again, strict=True):
            articles[place] = article
        index.take(articles[30:], again)
        assert index.found == at_once(articles)


@given(st.randoms(use_true_random=True), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_prints_of_one_body_are_told_as_if_each_had_been_compared(source: random.Random, most: int) -> None:
    articles = [*crowd(source, 14), *(replace(a, address=f"{a.address}/b", article_id="") for a in crowd(source, 3))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "MOST_TIES", most)
        told = at_once(articles)
    everything = at_once(articles)
    assert told.items() <= everything.items()
    led = sorted(articles, key=lambda a: (a.published is None, a.published or START, a.article_id))[:most]
    for one, other in combinations(articles, 2):
        if one.body == other.body and (one in led or other in led):
            pair = min(one.article_id, other.article_id), max(one.article_id, other.article_id)
            assert pair in told or pair not in everything


def test_a_crowd_is_held_against_its_first(few: int) -> None:
    body = "Le phare de Port-Neuf ferme au public dès lundi, dit la mairie, et le gardien quitte la tour après trente ans de veille."
    articles = [Article(body, "fr", START + timedelta(hours=hour), f"https://o{hour}.example/", Outlet(f"o{hour}")) for hour in range(12)]
    first = {article.article_id for article in articles[:few]}
    told = at_once(articles)
    assert len(told) == 3 + 3 * 9
    assert all(first & set(pair) for pair in told)


def test_blocks_that_a_crowd_fills_change_nothing(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(few)  # noqa: S311  # a seeded press is what is wanted
    articles = [*crowd(source, 30, alike=0.2), *invent(source, 30)]
    told = at_once(articles)
    monkeypatch.setattr(whole, "_BLOCK", 900)
    monkeypatch.setattr(meeting, "_AT_ONCE", 37)
    assert at_once(articles) == told


def test_families_of_ordinary_size_are_held_each_against_each() -> None:
    source = random.Random(2)  # noqa: S311  # idem
    articles = crowd(source, 40, alike=1.0)
    assert len(at_once(articles)) == 40 * 39 // 2
