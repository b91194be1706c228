"""Who takes from whom, and what was searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.trace.made_articles import MORNING, TEXT, article, credit, reuse

from sourcier.model import Article
from sourcier.trace import Flow, find_directions, find_flows, searched, trace_stories


def _library() -> tuple[list[Article], tuple[Flow, ...]]:
    """Three texts of one outlet taken by another, one of them with credit, and one text taken by nobody."""
    articles, reuses = [], []
    for k, (delay, credits_of) in enumerate([(2, ()), (4, (credit("Alder Post"),)), (12, ())]):
        body = f"Story number {k} of the valley. " + TEXT.replace("mill", f"mill {k}") * 3
        first = article(2 * k, outlet="Alder Post", hours=100 * k, body=body)
        copy = article(2 * k + 1, outlet="Birch Herald", hours=100 * k + delay, body=body, credits_of=credits_of)
        articles += [first, copy]
        reuses.append(reuse(first, copy))
    articles.append(article(9, outlet="Cedar Times", hours=None))
    return articles, find_flows(trace_stories(articles, reuses), {a.article_id: a for a in articles})


def test_flows_count_articles_credits_and_delays() -> None:
    _, (flow,) = _library()
    assert (flow.taker, flow.giver, flow.articles, flow.credited) == ("Birch Herald", "Alder Post", 3, 1)
    assert (flow.delay_low, flow.delay_median, flow.delay_high) == (timedelta(hours=3), timedelta(hours=4), timedelta(hours=8))
    assert flow.share_credited == pytest.approx(1 / 3)


def test_parties_that_are_not_held_give_too() -> None:
    page = article(1, credits_of=(credit("AFP", "agency"),))
    (flow,) = find_flows(trace_stories([page], []), {page.article_id: page})
    assert (flow.taker, flow.giver, flow.credited, flow.delay_median) == ("Birch Herald", "AFP", 1, None)


def test_undecided_steps_and_an_outlet_s_own_text_do_not_flow() -> None:
    same = [article(0, outlet="Alder Post"), article(1, outlet="Birch Herald")]
    own = [article(2, outlet="Cedar Times"), article(3, outlet="Cedar Times", hours=9)]
    stories = trace_stories([*same, *own], [reuse(same[0], same[1]), reuse(own[0], own[1])])
    assert find_flows(stories, {a.article_id: a for a in (*same, *own)}) == ()


def test_one_delay_has_a_median_and_no_quartiles() -> None:
    first, copy = article(0, outlet="Alder Post"), article(1, outlet="Birch Herald", hours=7)
    (flow,) = find_flows(trace_stories([first, copy], [reuse(first, copy)]), {a.article_id: a for a in (first, copy)})
    assert (flow.delay_low, flow.delay_median, flow.delay_high) == (None, timedelta(hours=7), None)


def test_searched_tells_articles_outlets_and_days() -> None:
    articles, _ = _library()
    found = searched([*articles, articles[0]])
    assert (found.articles, found.outlets) == (7, 3)
    assert (found.since, found.until) == (date(2031, 3, 4), (MORNING + timedelta(hours=212)).date())
    assert searched([]) == searched([article(0, hours=None)]).__class__(0, 0)


def test_searched_takes_days_and_outlets_without_a_name() -> None:
    nameless = replace(article(0), outlet=None, published=date(2031, 1, 2), article_id="")
    found = searched([nameless, replace(nameless, address="https://other.example/1", article_id="")])
    assert (found.outlets, found.since, found.until) == (2, date(2031, 1, 2), date(2031, 1, 2))


def test_directions_are_told_pair_by_pair() -> None:
    first, copy = article(0, outlet="Alder Post"), article(1, outlet="Birch Herald", hours=7)
    (direction,) = find_directions([copy, first], [reuse(first, copy)])
    assert direction.derived == copy.article_id
    assert direction.is_decided
    (open_one,) = find_directions([first, article(2)], [reuse(first, article(2))])
    assert open_one.derived is None
    assert open_one.forward == pytest.approx(0.5, abs=0.01)
