"""What readers write is kept, found by who moderates, and erased when asked, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sourcier.commented import Comment, Request
from sourcier.errors import NothingFoundError
from sourcier.store import Store

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)


def _comment(number: int, about: str = "s1", email: str = "ada@phare.example", **more: str) -> Comment:
    told = {"name": "Ada", "text": f"Remark {number}", **more}
    return Comment(f"k{number}", about, told.pop("name"), email, told.pop("text"), NOON + timedelta(minutes=number), **told)  # type: ignore[arg-type]


def test_a_comment_comes_back_as_it_went_in(library: Store) -> None:
    comment = _comment(1, text="half a pair is no text, but this is: é 🜁", site="https://ada.example/", in_reply_to="k0", writer="w")
    library.readers.say(comment)
    assert library.readers.comment("k1") == comment
    with pytest.raises(NothingFoundError):
        library.readers.comment("k2")


def test_only_what_was_published_is_shown_in_its_place(library: Store) -> None:
    shelf = library.readers
    for number, about in enumerate(["s1", "s1", "a1", "a1:2"]):
        shelf.say(_comment(number, about))
    assert shelf.comments_on(["s1"]) == ()
    for key in ("k0", "k2", "k3"):
        shelf.move(key, "published")
    assert [comment.comment_id for comment in shelf.comments_on(["s1"])] == ["k0"]
    assert [comment.comment_id for comment in shelf.comments_on(["a1", "a1:2"])] == ["k2", "k3"]
    assert [comment.comment_id for comment in shelf.comments_in("pending")] == ["k1"]
    assert shelf.counts() == {"pending": 1, "published": 3}
    shelf.move("k0", "deleted")
    assert shelf.comments_on(["s1"]) == ()


def test_a_person_is_known_by_any_spelling_of_the_address(library: Store) -> None:
    shelf = library.readers
    shelf.say(_comment(1, email="Ada@Phare.example "))
    assert not shelf.was_published("ada@phare.example")
    shelf.move("k1", "published")
    assert shelf.was_published(" ADA@phare.example")
    assert not shelf.was_published("eve@phare.example")


def test_what_a_person_wrote_can_be_exported_and_erased(library: Store) -> None:
    shelf = library.readers
    for number, email in enumerate(["ada@phare.example", "eve@phare.example", "ADA@phare.example"]):
        shelf.say(_comment(number, email=email))
    assert [comment.comment_id for comment in shelf.comments_by("ada@phare.example")] == ["k0", "k2"]
    assert shelf.erase("Ada@phare.example") == 2
    assert shelf.comments_by("ada@phare.example") == ()
    assert [comment.comment_id for comment in shelf.comments_in("pending")] == ["k1"]


def test_limits_count_by_where_a_comment_came_from(library: Store) -> None:
    shelf = library.readers
    for number in range(4):
        shelf.say(_comment(number, writer="w1" if number else "w2"))
    assert shelf.sent_since("w1", NOON) == 3
    assert shelf.sent_since("w1", NOON + timedelta(minutes=2, seconds=1)) == 1


def test_a_comment_is_reworded_in_place(library: Store) -> None:
    library.readers.say(_comment(1))
    library.readers.reword("k1", "Better words", NOON + timedelta(minutes=9))
    assert (library.readers.comment("k1").text, library.readers.comment("k1").edited_at) == ("Better words", NOON + timedelta(minutes=9))
    with pytest.raises(NothingFoundError):
        library.readers.reword("k9", "x", NOON)


def test_the_secret_is_made_once(library: Store) -> None:
    assert library.readers.secret() == library.readers.secret()
    assert len(library.readers.secret()) == 32


def test_requests_are_worked_on_one_after_another_and_again_after_a_kill(library: Store) -> None:
    shelf = library.readers
    for number in (1, 2):
        shelf.ask(Request(f"q{number}", f"https://phare.example/{number}", NOON + timedelta(minutes=number)))
    first = shelf.next_request()
    assert first is not None
    assert (first.request_id, shelf.request("q1").state) == ("q1", "working")
    assert shelf.next_request() == Request("q1", first.words, first.asked_at, "working")  # nobody finished it
    assert shelf.request("q1").state == "again"
    shelf.keep_request(Request("q1", first.words, first.asked_at, "done", 3, "3 added", "s1", NOON))
    second = shelf.next_request()
    assert second is not None
    assert second.request_id == "q2"
    assert [request.request_id for request in shelf.requests()] == ["q2", "q1"]
    assert shelf.request("q1").told == "3 added"


def test_a_request_that_stopped_two_workers_is_not_given_to_a_third(library: Store) -> None:
    shelf = library.readers
    for number in (1, 2):
        shelf.ask(Request(f"q{number}", f"https://phare.example/{number}", NOON + timedelta(minutes=number)))
    assert [getattr(shelf.next_request(), "request_id", None) for _ in range(3)] == ["q1", "q1", "q2"]
    assert (shelf.request("q1").state, shelf.request("q1").told) == ("failed", "the worker was stopped twice in the middle of it")


def test_a_comment_sent_twice_is_said_once(library: Store) -> None:
    assert library.readers.say(_comment(1))
    assert not library.readers.say(_comment(1, text="other words"))
    assert library.readers.comment("k1").text == "Remark 1"


def test_who_told_of_a_page_is_known_by_its_address_once_it_was_gathered(library: Store) -> None:
    shelf = library.readers
    shelf.say(_comment(1, name="Ève"))
    shelf.say(_comment(2, name="Late"))
    assert shelf.pointed_out(["https://phare.example/1", ""]) == {}
    shelf.gathered("k2", "https://phare.example/1?utm_source=x")
    shelf.gathered("k1", "https://phare.example/1#top")
    assert shelf.pointed_out(["https://phare.example/1"]) == {}
    shelf.move("k2", "published")
    assert shelf.pointed_out(["https://phare.example/1", "https://phare.example/2"]) == {"https://phare.example/1": "Late"}
    shelf.move("k1", "published")
    assert shelf.pointed_out(["https://phare.example/1"]) == {"https://phare.example/1": "Ève"}
    shelf.erase("ada@phare.example")
    assert shelf.pointed_out(["https://phare.example/1"]) == {}


def test_a_request_tells_its_kind_and_how_far_it_is(library: Store) -> None:
    library.readers.ask(Request("q1", "https://phare.example/feed", NOON, kind="feeds"))
    library.readers.progress("q1", 7)
    found = library.readers.request("q1")
    assert (found.kind, found.done, found.state) == ("feeds", 7, "waiting")
