"""A library that grows bit by bit, in any order, ends where comparing all at once does."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.invented_press import invent, redated
from tests.compare.kept_index import KeptIndex

from sourcier.compare import find_reuses
from sourcier.model import Article, Reuse


def at_once(articles: list[Article]) -> dict[tuple[str, str], Reuse]:
    return {(reuse.first, reuse.second): reuse for reuse in find_reuses(articles)}


@given(st.randoms(use_true_random=True), st.integers(2, 60), st.sampled_from([(1,), (1, 2, 7), (30,)]))
@settings(max_examples=40, deadline=None)
def test_any_order_and_any_portions_give_what_all_at_once_gives(source: random.Random, count: int, sizes: tuple[int, ...]) -> None:
    articles = invent(source, count)
    source.shuffle(articles)
    index, done = KeptIndex(), 0
    while done < count:
        size = source.choice(sizes)
        index.take(articles[done : done + size])
        done += size
    assert index.found == at_once(articles)


@given(st.randoms(use_true_random=True), st.integers(0, 39))
@settings(max_examples=20, deadline=None)
def test_an_article_told_anew_is_judged_anew(source: random.Random, place: int) -> None:
    articles = invent(source, 40)
    index = KeptIndex()
    index.take(articles)
    articles[place] = redated(articles[place], source.randrange(30))
    index.take([], [articles[place]])
    assert index.found == at_once(articles)


@pytest.mark.parametrize("seed", range(3))
def test_the_invented_press_has_something_of_everything(seed: int) -> None:
    """The properties above would hold of nothing, too."""
    index = KeptIndex()
    growths = [index.take([article]) for article in invent(random.Random(seed), 120)]  # noqa: S311  # a seeded press is what is wanted
    kinds = Counter(reuse.kind for reuse in index.found.values())
    assert kinds["copy"] > 30
    assert kinds["translation"] > 5
    assert index.windows.notes, "no boilerplate was learned"
    assert any(growth.gone for growth in growths), "nothing was ever judged otherwise"


def test_what_is_not_touched_is_not_read() -> None:
    index = KeptIndex()
    index.take(invent(random.Random(1), 60))  # noqa: S311  # a seeded press is what is wanted
    read: list[int] = []
    articles = index.articles

    def watch(numbers: object) -> dict[int, Article]:
        wanted = list(numbers)  # type: ignore[call-overload]  # any iterable of numbers
        read.extend(wanted)
        return articles(wanted)

    index.articles = watch  # type: ignore[method-assign]  # looks over the shoulder
    index.take([Article("Rien de tout cela : un phare neuf éclaire la baie depuis hier, et nul ne sait qui l'a bâti ni pourquoi.")])
    assert len(read) == 1


@pytest.mark.parametrize("seed", range(6))
def test_what_is_alike_by_names_grows_less_alike_as_others_print_them(seed: int) -> None:
    # the marks of these texts come to be held by few, by several and by many: what they weigh falls as the library grows
    source = random.Random(seed)  # noqa: S311  # a seeded press is what is wanted
    names = ["".join(source.choices(("Kra", "ro", "Mi", "ten", "Bal", "du", "gos", "pel", "nar"), k=3)).capitalize() for _ in range(40)]
    couples = [source.sample(names, 2) for _ in range(16)]
    articles = [_names_told(source, couples, step) for step in range(36)]
    index = KeptIndex()
    gone = 0
    for start in range(0, len(articles), 3):
        gone += len(index.take(articles[start : start + 3]).unlike)
    whole = KeptIndex()
    whole.take(articles)
    assert index.like == whole.like
    assert index.found == at_once(articles)
    assert gone, "no two articles grew apart: the test would see nothing"


def _names_told(source: random.Random, couples: list[list[str]], step: int) -> Article:
    """A short text in one of two languages that names some couples, each far from the next."""
    told = []
    for one, other in source.sample(couples, 4):
        told += [one, other, *(str(source.randrange(10_000, 10**9)) for _ in range(6))]
    return Article(body=" ".join(told), language=("fr", "en")[step % 2], address=f"https://press{step}.example/{step}")
