"""How an article was written, in one word: by what is held first, then by what it says, and by nothing where nothing carries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.trace.made_articles import TEXT, all_reuses, article, credit, reuse, story_of

from sourcier.model import Article, Reuse
from sourcier.trace import Writing, how_written, trace_stories

LONG = "The council of Tarn Water met on Friday to hear what the millers had to say about the weir, the sluices and the toll on flour. "


def written(held: Article, articles: list[Article], reuses: list[Reuse]) -> Writing:
    return how_written(held, story_of(trace_stories(articles, reuses), held), reuses)


def test_a_text_that_stands_nowhere_else_is_its_own() -> None:
    alone = article(0)
    told = written(alone, [alone, article(1, body=LONG)], [])
    assert (told.written_as, told.derives_from, told.is_credited, told.is_independent, told.share) == ("own", None, None, True, 0)
    assert how_written(alone, None).written_as == "own"


@pytest.mark.parametrize(("credits_of", "credited"), [((), False), ((credit("Alder Post"),), True)])
def test_the_later_of_two_equal_texts_is_copied_and_the_earlier_is_own(credits_of: tuple[()], credited: bool) -> None:
    first, copy = article(0), article(1, hours=30, credits_of=credits_of)
    reuses = all_reuses([first, copy])
    told = written(copy, [first, copy], reuses)
    assert (told.written_as, told.derives_from, told.is_credited, told.is_independent) == ("copied", "Alder Post", credited, False)
    assert (told.share, told.address) == (1.0, first.address)
    assert told.confidence > 0.5
    assert written(first, [first, copy], reuses).written_as == "own"


def test_a_text_translated_from_one_that_is_held() -> None:
    first, other = article(0), replace(article(1, hours=30), language="fr", article_id="")
    reuses = [replace(pair, kind="translation") for pair in all_reuses([first, other])]
    told = written(other, [first, other], reuses)
    assert (told.written_as, told.derives_from) == ("translated", "Alder Post")


def test_a_text_of_its_own_that_quotes_stays_its_own_and_says_so() -> None:
    first, other = article(0), article(1, hours=30, body=TEXT + LONG * 5)
    told = written(other, [first, other], [reuse(first, other, 0, len(TEXT))])
    assert told.written_as == "own"
    assert 0 < told.share < 0.5
    assert told.reasons[0].startswith("quotes: Alder Post")


def test_an_agency_that_signs_is_where_the_text_is_from_held_or_not() -> None:
    signed = article(1, hours=30, credits_of=(credit("Reuters", "agency"),))
    told = written(signed, [signed], [])
    assert (told.written_as, told.derives_from, told.is_credited, told.is_independent) == ("agency", "Reuters", True, False)
    sibling = article(0, credits_of=(credit("Reuters", "agency"),))
    both = [sibling, signed]
    assert [written(one, both, all_reuses(both)).written_as for one in both] == ["agency", "agency"]


def test_two_equal_texts_without_a_date_or_a_credit_are_undecided() -> None:
    one, other = article(0, hours=None), article(1, hours=None)
    told = [written(held, [one, other], all_reuses([one, other])) for held in (one, other)]
    assert [(writing.written_as, writing.is_independent, writing.share) for writing in told] == [("undecided", None, 1.0)] * 2


@pytest.mark.parametrize(
    ("kind", "word"), [("republished", "copied"), ("origin", "copied"), ("translation", "translated"), ("via", "own"), ("relayed", "own")]
)
def test_what_a_page_says_counts_where_no_text_is_held(kind: str, word: str) -> None:
    alone = article(0, credits_of=(credit("Le Guet du Sud", kind),))  # type: ignore[arg-type]  # a literal by another name
    told = written(alone, [alone], [])
    assert told.written_as == word
    assert told.derives_from == ("Le Guet du Sud" if word == "copied" else None)


def test_a_later_version_of_a_page_is_told_by_its_page() -> None:
    first, copy = article(0), article(1, hours=30)
    version = replace(copy, body=copy.body + LONG, captured_at=None, article_id="")
    articles = [first, copy, version]
    told = written(version, articles, all_reuses(articles))
    assert (told.written_as, told.derives_from) == ("copied", "Alder Post")
