"""Libraries made to mislead or to exhaust: loops of credits, clocks that agree, dates that lack, families of thousands."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from tests.trace.made_articles import TEXT, all_reuses, article, credit, reuse, story_of

from sourcier.model import Alignment, Article, AuthorBox, Debris, Link, Outlet, Reuse, Span
from sourcier.trace import trace_stories
from sourcier.trace.crowds import Known, find_crowd, thin_crowds, touching


def test_a_page_that_credits_itself_is_its_own_origin() -> None:
    alone = article(outlet="Alder Post", credits_of=(credit("Alder Post"), credit("alder-post.example"), credit("THE ALDER POST")))
    (story,) = trace_stories([alone], [])
    assert story.derivations == ()
    assert [origin.article_id for origin in story.origins] == [alone.article_id]
    assert story.chain(alone.article_id) == ()


def test_a_ring_of_credits_is_cut() -> None:
    names = ["Alder Post", "Birch Herald", "Cedar Times"]
    ring = [article(k, outlet=name, hours=k, credits_of=(credit(names[k - 1]),)) for k, name in enumerate(names)]
    (story,) = trace_stories(ring, all_reuses(ring))
    steps = {(d.node_id, d.derived_from) for d in story.derivations if d.is_held}
    assert (ring[1].article_id, ring[0].article_id) in steps
    assert all(story.chain(a.article_id) for a in ring[1:])


def test_one_moment_for_all_leaves_the_direction_open() -> None:
    same = [article(k) for k in range(4)]
    (story,) = trace_stories(same, all_reuses(same))
    assert {d.verdict for d in story.derivations} == {"undecided"}
    assert story.independent_origins == (1, 4)


def test_a_credit_decides_where_no_date_is_known() -> None:
    first, second = article(0, hours=None), article(1, hours=None, credits_of=(credit("Alder Post"),))
    (story,) = trace_stories([first, second], [reuse(first, second)])
    (step,) = story.derivations
    assert (step.node_id, step.derived_from, step.verdict) == (second.article_id, first.article_id, "confirmed")
    assert step.confidence > 0.9


def test_no_date_and_no_credit_is_undecided() -> None:
    first, second = article(0, hours=None), article(1, hours=None)
    (story,) = trace_stories([first, second], [reuse(first, second)])
    assert [d.verdict for d in story.derivations] == ["undecided"]
    assert story.independent_origins == (1, 2)
    assert len(story.origins) == 2


def test_a_date_that_the_capture_belies_is_set_aside() -> None:
    # The second says it was printed a day before the first, and was first captured a month after.
    first = article(0, hours=0, captured=0.2)
    later = article(1, hours=30, captured=0.1)  # captured before the moment it claims: its date is wrong
    (story,) = trace_stories([first, later], [reuse(first, later)])
    assert [d.verdict for d in story.derivations] == ["undecided"]


def test_days_and_moments_are_compared_by_their_grain() -> None:
    noon = article(0, hours=4)
    same_day = replace(article(1), published=date(2031, 3, 4), article_id="")
    next_week = replace(article(2), published=date(2031, 3, 11), article_id="")
    (story,) = trace_stories([noon, same_day], [reuse(noon, same_day)])
    assert [d.verdict for d in story.derivations] == ["undecided"]
    (story,) = trace_stories([noon, next_week], [reuse(noon, next_week)])
    assert [(d.node_id, d.verdict) for d in story.derivations] == [(next_week.article_id, "uncredited")]


def test_moments_without_a_zone_do_not_stop_anything() -> None:
    naive = replace(article(0), published=datetime(2031, 3, 4, 8, 0), article_id="")  # noqa: DTZ001 - that is the case
    aware = replace(article(1), published=datetime(2031, 3, 9, 8, 0, tzinfo=UTC), article_id="")
    assert len(trace_stories([naive, aware], [reuse(naive, aware)])) == 1


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), date.min, date.max])
def test_the_ends_of_time_are_moments_too(moment: datetime | date) -> None:
    odd, other = replace(article(0), published=moment, captured_at=None, article_id=""), article(1)
    assert len(trace_stories([odd, other], [reuse(odd, other)])) == 1


def test_reuses_of_what_is_not_held_or_of_itself_are_left_out() -> None:
    one, other = article(0), article(1)
    stray = Reuse(one.article_id, "a0000", (Alignment(Span(0, 5), Span(0, 5)),), 1.0, 1.0)
    itself = Reuse(one.article_id, one.article_id, (Alignment(Span(0, 5), Span(0, 5)),), 1.0, 1.0)
    assert [len(story.articles) for story in trace_stories([one, other], [stray, itself])] == [1, 1]


def test_reuses_without_spans_or_with_wild_ones_are_survived() -> None:
    one, other, third = article(0), article(1, hours=2), article(2, hours=3)
    empty = reuse(one, other)
    empty = replace(empty, alignments=())
    wild = replace(reuse(one, third), alignments=(Alignment(Span(-7, 10**9), Span(90, 3)),), share_first=7.0, share_second=-1.0)
    stories = trace_stories([one, other, third], [empty, wild])
    assert sum(len(story.articles) for story in stories) == 3


def test_names_that_mean_nothing_are_no_parties() -> None:
    odd = article(0, credits_of=(credit(""), credit("…"), credit("http://"), credit("  "), credit("x" * 5000, address="https://[bad")))
    (story,) = trace_stories([odd], [])
    assert all(d.name.strip() for d in story.derivations)


def test_articles_without_outlet_address_or_text_are_survived() -> None:
    bare = [Article(body=TEXT * 3, title=f"t{k}") for k in range(3)]
    (story,) = trace_stories(bare, all_reuses(bare))
    assert len(story.articles) == 3
    assert all(d.name for d in story.derivations)


def _chain(length: int) -> tuple[list[Article], list[Reuse]]:
    """Copies of copies."""
    articles = [article(k, outlet=f"Outlet {k}", hours=k, body=TEXT * 2) for k in range(length)]
    return articles, [reuse(a, b) for a, b in pairwise(articles)]


def _star(length: int) -> tuple[list[Article], list[Reuse]]:
    """Copies of one."""
    articles = [article(k, outlet=f"Outlet {k}", hours=k, body=TEXT * 2) for k in range(length)]
    return articles, [reuse(articles[0], b) for b in articles[1:]]


def _credited(length: int) -> tuple[list[Article], list[Reuse]]:
    """Copies of one that credit one another two by two, and many parties besides."""
    articles = [
        article(
            k,
            outlet=f"Outlet {k}",
            hours=k,
            body=TEXT * 2,
            credits_of=(credit(f"Outlet {k ^ 1}"), credit(f"Party {k % 50}", "origin"), credit("AFP", "agency")),
        )
        for k in range(length)
    ]
    return articles, [reuse(articles[0], b) for b in articles[1:]] + [
        reuse(a, b) for a, b in zip(articles[::2], articles[1::2], strict=False)
    ]


@pytest.mark.parametrize("make", [_chain, _star, _credited])
def test_a_family_of_thousands_takes_seconds(make: type) -> None:
    articles, reuses = make(5000)
    started = time.process_time()
    stories = trace_stories(articles, reuses)
    assert time.process_time() - started < 12
    assert sum(len(story.articles) for story in stories) == 5000


def _alike(length: int, *credited: int) -> tuple[list[Article], list[Reuse]]:
    """One text at many outlets, each pair of them told; the later credit those `credited` places further round, in circles."""
    articles = [
        article(k, outlet=f"Outlet {k}", hours=k, body=TEXT, credits_of=tuple(credit(f"Outlet {(k + n) % length}") for n in credited))
        for k in range(length)
    ]
    ids = [a.article_id for a in articles]
    alignments = (Alignment(Span(0, len(TEXT)), Span(0, len(TEXT))),)
    pairs = [(a, b) if a < b else (b, a) for k, a in enumerate(ids) for b in ids[k + 1 :]]
    return articles, [Reuse(a, b, alignments, 1.0, 1.0) for a, b in pairs]


@pytest.mark.parametrize("credited", [(), (1, 7, 300)])
def test_a_crowd_is_traced_in_seconds_and_to_its_first_text(credited: tuple[int, ...]) -> None:
    articles, reuses = _alike(700, *credited)
    started = time.process_time()
    (story,) = trace_stories(articles, reuses)
    assert time.process_time() - started < 20
    assert len(story.articles) == 700
    if not credited:
        assert story.chain(articles[-1].article_id)[-1].article_id == articles[0].article_id
        assert story.independent_origins[1] < 5


def test_the_first_of_thousands_begin_nowhere_of_their_own() -> None:
    """Each of the first may have come from any of the others, and so is hardly likely to have come from any one."""
    count, leaders = 4000, 40
    whole = Span(0, len(TEXT))
    articles = [article(k, outlet=f"Outlet {k}", hours=k / 60, body=TEXT) for k in range(count)]
    ids = [held.article_id for held in articles]
    pairs = [sorted((ids[k], ids[other])) for k in range(leaders) for other in range(k + 1, count)]
    (story,) = trace_stories(articles, [Reuse(one, other, (Alignment(whole, whole),), 1.0, 1.0) for one, other in pairs])
    assert story.independent_origins[0] < 5
    assert len({step.node_id for step in story.derivations}) > count - 5


def test_a_credit_in_a_crowd_is_kept_whoever_is_credited() -> None:
    articles, _ = _alike(450)
    late = replace(articles[-1], credits=(credit("Outlet 430"),), article_id="")
    articles[-1] = late
    (story,) = trace_stories(articles, all_reuses(articles))
    hop = story.chain(late.article_id)[0]
    assert (hop.name, hop.verdict) == ("Outlet 430", "confirmed")


def test_thinning_a_crowd_leaves_no_article_alone_and_no_order_shows() -> None:
    articles, reuses = _alike(420)
    crowd = find_crowd(reuses)
    assert crowd == {a.article_id for a in articles}
    known = {a.article_id: Known(k, frozenset({str(k)}), frozenset()) for k, a in enumerate(articles)}
    kept = thin_crowds(known, touching(crowd, reuses), reuses)
    assert len(kept) < 100 * len(articles)
    assert {key for r in kept for key in (r.first, r.second)} == crowd
    turned = thin_crowds(known, touching(crowd, reuses[::-1]), reuses[::-1])
    assert sorted((r.first, r.second) for r in turned) == sorted((r.first, r.second) for r in kept)
    assert find_crowd(reuses[:400]) == frozenset()


def test_a_dense_family_of_hundreds_takes_seconds() -> None:
    articles = [article(k, outlet=f"Outlet {k}", hours=k, body=TEXT * 2) for k in range(400)]
    started = time.process_time()
    stories = trace_stories(articles, all_reuses(articles))
    assert time.process_time() - started < 15
    assert [len(story.articles) for story in stories] == [400]
    assert stories[0].origins[0].article_id == articles[0].article_id


def test_marks_of_every_sort_tell_the_direction() -> None:
    first = article(0, outlet="Alder Post", hours=0.0)
    plain = article(1, outlet="Birch Herald", hours=0.0)
    debris = (Debris("importer", "The post Mill burns appeared first on Alder Post.", "feed", "Alder Post"),)
    marked = [
        replace(plain, debris=debris, article_id=""),
        replace(plain, author_box=AuthorBox("Alder Post is a weekly.", "Alder Post"), links=(Link(first.address, "more"),), article_id=""),
        replace(plain, credits=(replace(credit("Alder Post", address=first.address), place="head:link[rel=canonical]"),), article_id=""),
    ]
    for copy in marked:
        (story,) = trace_stories([first, copy], [reuse(first, copy)])
        assert [(d.node_id, d.derived_from) for d in story.derivations] == [(copy.article_id, first.article_id)]
        assert story.derivations[0].verdict in {"confirmed", "uncredited"}


def test_outlets_are_told_apart_by_name_and_domain() -> None:
    first = replace(article(0), outlet=Outlet("Alder Post", ("alder.example",), aliases=("The Post of Alder",)), article_id="")
    later = article(1, hours=5, credits_of=(credit("the post of alder"),))
    story = story_of(trace_stories([first, later], [reuse(first, later)]), later)
    assert [d.verdict for d in story.derivations] == ["confirmed"]


def test_a_wrong_clock_loses_against_a_credit() -> None:
    first = article(0, hours=40, captured=41)
    copy = article(1, hours=0, captured=60, credits_of=(credit("Alder Post"),))
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    assert (story.derivations[0].node_id, story.derivations[0].derived_from) == (copy.article_id, first.article_id)


def test_old_news_does_not_become_the_origin_by_its_author_box() -> None:
    # A page dated 2001 by mistake credits the page it was taken from.
    first = article(0, hours=0, captured=1)
    copy = replace(article(1, credits_of=(credit("Alder Post"),)), published=datetime(2001, 9, 11, tzinfo=UTC), article_id="")
    copy = replace(copy, captured_at=datetime(2031, 3, 4, 8, 0, tzinfo=UTC) + timedelta(hours=30))
    (story,) = trace_stories([first, copy], [reuse(first, copy)])
    assert story.origins[0].article_id == first.article_id
