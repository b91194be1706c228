"""The index of what articles share, on both engines: it answers alike, and it is written with the stories or not at all."""

from __future__ import annotations

import random

import pytest
from tests.compare.invented_press import invent
from tests.pipeline.test_pipeline_settling import at_once, credited, reading, settled

from sourcier.pipeline.settling import settle, unsettled
from sourcier.store import Store
from sourcier.store.postings import SqlPostings


def test_a_library_grown_bit_by_bit_is_as_if_made_at_once(library: Store) -> None:
    source = random.Random(11)  # noqa: S311  # a seeded press is what is wanted
    articles = credited(invent(source, 45), source)
    for start in range(0, len(articles), 7):
        library.add_all(map(reading, articles[start : start + 7]))
        settle(library)
    assert settled(library) == at_once(articles)
    assert (unsettled(library), library.check()) == (0, ())


def test_rows_of_the_index_are_kept_once_and_go_when_told(library: Store) -> None:
    with library.settling() as work:
        for postings in (work.windows, work.marks):
            assert isinstance(postings, SqlPostings)
            postings.add([(2**47, 1), (5, 2), (5, 1), (5, 1)])
            assert sorted(postings.holders([5, 9, 2**47])) == [(5, 1), (5, 2), (2**47, 1)]
            assert list(postings.holders([])) == []
            postings.shut_out({5: "a1", 6: ""})
            postings.shut_out({5: "a2"})
            assert postings.shut([4, 5, 6]) == {5: "a2", 6: ""}
            postings.take_in([5])
            assert postings.shut([4, 5, 6]) == {6: ""}
            postings.forget([5])
            assert list(postings.holders([5])) == []


def write_and_die(library: Store) -> None:
    with library.settling() as work:
        work.windows.add([(7, 1)])
        raise KeyboardInterrupt


def test_what_a_block_wrote_is_undone_when_it_raises(library: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_and_die(library)
    with library.looking() as index:
        assert list(index.windows.holders([7])) == []


def test_an_article_waits_until_it_is_settled_and_again_when_an_earlier_capture_tells_it_otherwise(library: Store) -> None:
    [article] = invent(random.Random(3), 1)  # noqa: S311  # a seeded press is what is wanted
    library.add(reading(article))
    library.add(reading(article))
    assert unsettled(library) == 1
    settle(library)
    with library.looking() as index:
        [number] = index.numbers([article.article_id]).values()
        assert index.waiting(9) == ((), ())
    assert library.count_stories() == 1
    with library.settling() as work:
        assert [*work.ids([number]).values()] == [article.article_id]
