"""Captures read again: what a new reading says replaces the old one, whole, on both engines; what nothing reads as is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcier.errors import DamagedError, NothingFoundError
from sourcier.model import Article, Reading, Reuse, Story
from sourcier.store import Store
from sourcier.store.rereading import Capture

MakeReading = Callable[..., Reading]


def again(reading: Reading, rules: str = "new", **changed: object) -> Reading:
    """The same capture as newer rules read it; what is found in it goes."""
    article = reading.article
    assert article is not None
    return Reading(reading.page, replace(article, article_id="", **changed), rules=rules)  # type: ignore[arg-type]  # any field


def id_of(reading: Reading) -> str:
    assert reading.article is not None
    return reading.article.article_id


def stale(library: Store, rules: str = "new") -> list[str]:
    return [one.page.address for one in library.captures.stale(rules) if isinstance(one, Capture)]


def test_captures_of_other_rules_are_stale_until_they_are_read_again(
    library: Store, make_reading: MakeReading, make_failure: MakeReading
) -> None:
    old, new, failed = make_reading(0), replace(make_reading(1), rules="new"), make_failure(2)
    library.add_all([old, new, failed])
    assert sorted(stale(library)) == sorted([old.page.address, failed.page.address])
    assert library.captures.count_stale("new") == 2
    assert library.captures.count_stale("newer") == 3
    library.captures.replace([replace(old, rules="new"), replace(failed, rules="new")])
    assert stale(library) == []
    assert library.article(id_of(old)) == old.article
    assert library.statements(article_id=id_of(old)) == old.statements
    assert library.check() == ()


def test_a_field_that_reads_otherwise_is_replaced_with_what_was_found(library: Store, make_reading: MakeReading) -> None:
    old = make_reading(0)
    library.add(old)
    new = again(old, authors=("Ida Kermoal",), language="br")
    library.captures.replace([new])
    assert library.article(id_of(old)) == new.article
    assert library.statements(article_id=id_of(old)) == ()
    assert library.mentions(id_of(old)) == ()
    assert [article.language for article in library.articles(language="br")] == ["br"]
    assert library.check() == ()


def test_another_text_makes_another_article_and_the_old_one_is_gone_with_its_story(library: Store, make_reading: MakeReading) -> None:
    one, other = make_reading(0), make_reading(1)
    library.add_all([one, other])
    first, second = sorted((id_of(one), id_of(other)))
    library.settle([Reuse(first, second, (), 0.5, 0.5)], [Story("s1", (first, second), (), (), (1, 1))])
    new = again(one, body="Le phare est devenu un musée.", title="Un musée")
    library.captures.replace([new])
    with pytest.raises(NothingFoundError):
        library.article(id_of(one))
    assert library.article(id_of(new)) == new.article
    assert library.page(id_of(new)) == one.page
    assert library.search("musée")[0].article_id == id_of(new)
    assert [hit.article_id for hit in library.search("phare brûle")] == [id_of(other)]
    assert (library.stories(), library.reuses(), library.story_of(id_of(other))) == ((), (), None)
    assert library.check() == ()


def test_a_page_may_become_an_article_or_cease_to_be_one(library: Store, make_reading: MakeReading, make_failure: MakeReading) -> None:
    read, failed = make_reading(0), make_failure(1)
    library.add_all([read, failed])
    gained = Article("Le phare.", address=failed.page.address, title="Phare", captured_at=failed.page.captured_at)
    library.captures.replace([Reading(read.page, error="section page", rules="new"), Reading(failed.page, gained, rules="new")])
    assert [article.article_id for article in library.articles()] == [gained.article_id]
    assert [(failure.address, failure.reason) for failure in library.errors()] == [(read.page.address, "section page")]
    assert library.check() == ()


def test_when_the_earliest_capture_reads_otherwise_the_next_is_asked_to_tell_the_article(library: Store, make_reading: MakeReading) -> None:
    first = replace(make_reading(0), rules="new")
    later_at = datetime(2031, 3, 9, tzinfo=UTC)
    later = replace(make_reading(0, captured_at=later_at, language="de", content=b"<p>other bytes"), rules="new")
    library.add_all([first, later])
    assert (id_of(first), library.article(id_of(first)).language) == (id_of(later), "fr")
    library.captures.replace([again(first, body="Un autre texte.")])
    assert stale(library) == [later.page.address]
    library.captures.replace([later])
    assert library.article(id_of(later)).language == "de"
    assert stale(library) == []


def test_of_two_captures_of_one_article_the_earliest_goes_on_telling_it(library: Store, make_reading: MakeReading) -> None:
    readings = [make_reading(0, captured_at=datetime(2031, 3, 1, tzinfo=UTC) + timedelta(days=n), content=b"x%d" % n) for n in range(3)]
    library.add_all(readings)
    new = [again(reading, authors=(f"Capture {n}",)) for n, reading in enumerate(readings)]
    for order in ((2, 0, 1), (1, 2, 0)):
        for n in order:
            library.captures.replace([new[n]])
        assert library.article(id_of(new[0])).authors == ("Capture 0",)
        assert stale(library) == []


def test_a_reading_of_a_capture_that_is_not_held_changes_nothing(library: Store, make_reading: MakeReading) -> None:
    library.add(make_reading(0))
    library.captures.replace([again(make_reading(7))])
    assert len(list(library.articles())) == 1
    assert library.check() == ()


def test_a_batch_that_fails_leaves_everything_as_it_was(library: Store, make_reading: MakeReading) -> None:
    good, bad = make_reading(0), make_reading(1)
    library.add_all([good, bad])
    strangers = replace(again(bad), statements=good.statements)
    with pytest.raises(ValueError, match="another article"):
        library.captures.replace([again(good, authors=("Ida",)), strangers])
    assert library.article(id_of(good)) == good.article
    assert library.captures.count_stale("new") == 2


def test_a_capture_whose_bytes_are_gone_is_told_and_the_next_is_given(
    open_library: Callable[..., Store], make_reading: MakeReading
) -> None:
    with open_library() as store:
        store.add_all([make_reading(0), make_reading(1)])
        folder = next(iter(store._folder.glob("*.warc.gz")))  # type: ignore[attr-defined]  # the folder is no promise
        content = bytearray(folder.read_bytes())
        content[-20] ^= 0xFF
        folder.write_bytes(bytes(content))
        found = list(store.captures.stale("new"))
        assert sorted(isinstance(one, DamagedError) for one in found) == [False, True]
