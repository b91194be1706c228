"""Laws that hold for any texts: spans, symmetry, freedom of order, and that strangers change nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.compare import align, find_reuses, windows
from sourcier.model import Article, Outlet

# few different words, so that texts share windows often and awkwardly
WORDS = st.sampled_from(
    ["la", "Mer", "d'été", "quai", "œuf", "«", "»", "12", "bac", "nef", "ÎLE", "e\u0301cu", "𝔘x", "日本", "\n", ".", "vent", "aux"]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)
LONG = st.lists(WORDS, min_size=20, max_size=80).map(" ".join)


@st.composite
def presses(draw: st.DrawFn) -> list[Article]:
    """A few articles, some of them made of pieces of others."""
    bodies = draw(st.lists(LONG, min_size=1, max_size=4))
    for _ in range(draw(st.integers(0, 3))):
        piece = draw(st.sampled_from(bodies))
        start = draw(st.integers(0, len(piece)))
        bodies.append(draw(TEXTS) + "\n" + piece[start:] + "\n" + draw(TEXTS))
    return [Article(body=body, outlet=Outlet(f"outlet{number}")) for number, body in enumerate(bodies)]


@given(TEXTS, TEXTS)
def test_align_is_symmetric(one: str, other: str) -> None:
    there = {(found.first, found.second) for found in align(Article(body=one), Article(body=other))}
    back = {(found.second, found.first) for found in align(Article(body=other), Article(body=one))}
    assert there == back


@given(LONG)
def test_a_text_covers_itself(body: str) -> None:
    found = align(Article(body=body), Article(body=body))
    if len(windows(Article(body=body)).hashes):
        assert len(found) >= 1
        assert all(passage.first == passage.second for passage in found if passage.first.start == found[0].first.start)
    else:
        assert found == ()


@given(presses(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_articles_does_not_matter(articles: list[Article], random: object) -> None:
    turned = list(articles)
    random.shuffle(turned)  # type: ignore[attr-defined]  # hypothesis hands over a random.Random it controls
    assert list(find_reuses(articles)) == list(find_reuses(turned))


@given(presses())
@settings(max_examples=60)
def test_spans_index_the_bodies(articles: list[Article]) -> None:
    bodies = {article.article_id: article.body for article in articles}
    for reuse in find_reuses(articles):
        assert reuse.first < reuse.second
        assert reuse.alignments
        assert 0 < reuse.share_first <= 1
        assert 0 < reuse.share_second <= 1
        assert list(reuse.alignments) == sorted(reuse.alignments, key=lambda found: (found.first, found.second))
        for found in reuse.alignments:
            for span, body in ((found.first, bodies[reuse.first]), (found.second, bodies[reuse.second])):
                assert 0 <= span.start < span.end <= len(body)
                assert span.of(body) == span.of(body).strip()


@given(presses())
@settings(max_examples=40)
def test_strangers_change_nothing(articles: list[Article]) -> None:
    strangers = [Article(body=" ".join(f"etranger{number}x{n}" for n in range(40))) for number in range(3)]
    assert list(find_reuses([*articles, *strangers])) == list(find_reuses(articles))


@given(presses(), st.lists(st.integers(0, 6), max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_pair_is_judged_by_its_own_two_texts(articles: list[Article], again: list[int]) -> None:
    # few and undated, so that nothing is boilerplate; some bodies are printed several times
    doubles = [Article(body=articles[k % len(articles)].body, outlet=Outlet(f"again{n}"), address=f"{n}") for n, k in enumerate(again)]
    every = [*articles, *doubles]
    alone = {reuse for k, one in enumerate(every) for other in every[:k] for reuse in find_reuses([one, other])}
    assert list(find_reuses(every)) == sorted(alone, key=lambda reuse: (reuse.first, reuse.second))
