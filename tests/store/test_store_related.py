"""Articles on the same subject: found by what few others name, told with what they share."""

from __future__ import annotations

from datetime import date

from sourcier.model import Article, DateMention, Mention, Page, Reading, Span
from sourcier.store import Related, Store


def _reading(number: int, names: str, days: tuple[str, ...] = ()) -> Reading:
    article = Article(body=f"Text {number}", address=f"https://o{number}.example/")
    mentions = tuple(Mention(article.article_id, Span(0, 4), name, "person") for name in names.split(", ") if name)
    dates = tuple(DateMention(article.article_id, Span(0, 4), day) for day in days)
    return Reading(Page(article.address, article.body.encode()), article, None, (), dates, mentions)


def _id(reading: Reading) -> str:
    assert reading.article is not None
    return reading.article.article_id


def test_two_shared_names_are_a_subject_and_one_is_chance(library: Store) -> None:
    here, near, far = _reading(1, "Ada Brook, Émil Farn"), _reading(2, "ada brook, Emil Farn, Third"), _reading(3, "Ada Brook")
    library.add_all([here, near, far])
    assert library.related(_id(here)) == (Related(_id(near), ("Émil Farn", "Ada Brook"), ()),)


def test_a_shared_day_counts_like_a_name_but_a_month_does_not(library: Store) -> None:
    here = _reading(1, "Ada Brook", ("2031-05-02", "2031-05"))
    library.add_all(
        [here, _reading(2, "Ada Brook", ("2031-05-02",)), _reading(3, "", ("2031-05",)), _reading(4, "Ada Brook", ("2031-05",))]
    )
    assert [(found.names, found.days) for found in library.related(_id(here))] == [(("Ada Brook",), (date(2031, 5, 2),))]


def test_rare_names_outweigh_common_ones(library: Store) -> None:
    here, rare = _reading(0, "A One, B Two, C Three, D Four"), _reading(1, "A One, B Two")
    library.add_all([here, rare, *(_reading(number, "C Three, D Four") for number in range(2, 30))])
    assert library.related(_id(here), limit=1)[0].article_id == _id(rare)
    assert len(library.related(_id(here), limit=3)) == 3


def test_an_unknown_article_is_related_to_nothing(library: Store) -> None:
    library.add(_reading(1, "Ada Brook, Emil Farn"))
    assert library.related("a0") == ()
    assert library.related("a\0") == ()
