"""The shelf of watches: each sees an article once, from where it has looked, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcier.errors import NothingFoundError
from sourcier.followed import Sighting, Watch
from sourcier.model import Reading
from sourcier.store import Store

MakeReading = Callable[..., Reading]
NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)
WATCH = Watch("w1", "phrase", "la digue", NOW, webhook="https://crochet.example/", secret="un secret bien long")


def _seen(name: str, watch: str = "w1", **more: object) -> Sighting:
    return replace(Sighting(f"h{name}", watch, f"a{name}", NOW, "why", "words \0 \ud800"), **more)  # type: ignore[arg-type] # replace checks


def test_a_watch_comes_back_as_it_was_and_is_one(library: Store) -> None:
    assert library.watches.add(WATCH)
    assert not library.watches.add(replace(WATCH, webhook="", secret=""))
    assert library.watches.all() == (replace(WATCH, webhook="", secret=""),)


def test_a_watch_looks_from_now_on_or_at_everything(library: Store, make_reading: MakeReading) -> None:
    library.add_all(make_reading(n) for n in range(3))
    library.watches.add(WATCH)
    library.watches.add(replace(WATCH, watch_id="w2", added_at=NOW + timedelta(seconds=1)), from_now=False)
    first, second = library.watches.all()
    assert library.watches.unseen(first.seen) == []
    assert [one.number for one in library.watches.unseen(second.seen)] == [1, 2, 3]
    assert len(library.watches.unseen(second.seen, limit=2)) == 2
    late = make_reading(4)
    library.add(late)
    (one,) = library.watches.unseen(first.seen)
    assert (one.article, one.statements) == (late.article, late.statements)


def test_what_was_seen_is_kept_once_with_how_far(library: Store) -> None:
    library.watches.add(WATCH)
    assert library.watches.saw({"w1": 7}, [_seen("1"), _seen("2")]) == 2
    assert library.watches.saw({"w1": 5}, [_seen("2", reason="other"), _seen("3"), _seen("4", watch="gone")]) == 1
    assert library.watches.all()[0].seen == 7
    found = library.watches.sightings("w1")
    assert sorted((one.sighting_id, one.reason) for one in found) == [("h1", "why"), ("h2", "why"), ("h3", "why")]
    assert found[0].words == "words \ufffd \ufffd"
    assert library.watches.sightings("w9") == ()
    assert library.watches.count() == 3


def test_what_is_to_be_told_is_told_once(library: Store) -> None:
    library.watches.add(WATCH)
    library.watches.saw({}, [_seen("1", tell_at=NOW), _seen("2", tell_at=NOW + timedelta(hours=1)), _seen("3")])
    (one,) = library.watches.to_tell(NOW)
    library.watches.told([replace(one, told_at=NOW, tell_at=None, tries=1)])
    assert library.watches.to_tell(NOW) == ()
    assert [one.sighting_id for one in library.watches.to_tell(NOW + timedelta(hours=2))] == ["h2"]
    assert {one.sighting_id: one.told_at for one in library.watches.sightings()} == {"h1": NOW, "h2": None, "h3": None}


def test_a_watch_is_found_by_the_beginning_of_its_id_and_removed_with_what_it_saw(library: Store) -> None:
    for name in ("w1a", "w1b", "w2"):
        library.watches.add(replace(WATCH, watch_id=name))
    library.watches.saw({}, [_seen("1", watch="w2")])
    assert library.watches.find("w2").watch_id == "w2"
    for key in ("w1", "w3", ""):
        with pytest.raises(NothingFoundError):
            library.watches.find(key)
    library.watches.remove("w2")
    with pytest.raises(NothingFoundError):
        library.watches.remove("w2")
    assert library.watches.count() == 0
    assert library.check() == ()
