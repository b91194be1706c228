"""What becomes of a comment: each rule with what it must catch and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sourcier.commented import Comment, CommentState
from sourcier.comments import Draft, Known, faults_of, is_bot, may_edit, state_of

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)
DRAFT = Draft("Ada Brook", "ada@phare.example", "The harbour office printed it first.", NOON, NOON - timedelta(minutes=2))
NEW, TRUSTED = Known(was_published=False, last_hour=0), Known(was_published=True, last_hour=0)


def test_the_first_comment_of_a_person_is_held_and_later_ones_are_shown() -> None:
    assert faults_of(DRAFT, NEW) == ()
    assert state_of(DRAFT, NEW) == "pending"
    assert state_of(DRAFT, TRUSTED) == "published"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": " "}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@b.example\nBcc: all@b.example"}, "email"),
        ({"email": "<script>@b.example"}, "email"),
        ({"text": "\n\t "}, "text"),
        ({"text": "a" * 6001}, "long"),
        ({"kind": "earlier appearance"}, "address"),
        ({"kind": "earlier appearance", "address": "javascript:alert(1)"}, "address"),
        ({"site": "ftp://phare.example"}, "site"),
        ({"text": "https://a.example " * 9}, "links"),
    ],
)
def test_what_must_be_mended_is_said(change: dict[str, str], fault: str) -> None:
    assert faults_of(replace(DRAFT, **change), NEW) == (fault,)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Жанна д’Арк"},
        {"email": "ada.brook+press@mail.phare.example"},
        {"site": "https://ada.example/"},
        {"kind": "earlier appearance", "address": "https://phare.example/2031/quay"},
        {"text": "See https://a.example and https://b.example."},
    ],
)
def test_what_people_write_passes(change: dict[str, str]) -> None:
    assert faults_of(replace(DRAFT, **change), TRUSTED) == ()  # type: ignore[arg-type]


def test_an_earlier_appearance_is_always_looked_at_first() -> None:
    told = replace(DRAFT, kind="earlier appearance", address="https://phare.example/1")
    assert state_of(told, TRUSTED) == "pending"


def test_many_links_are_looked_at_first() -> None:
    assert state_of(replace(DRAFT, text="https://a.example www.b.example [c](https://c.example)"), TRUSTED) == "pending"


@pytest.mark.parametrize(
    "change",
    [
        {"trap": "x"},
        {"shown_at": None},
        {"shown_at": NOON - timedelta(seconds=1)},
        {"shown_at": NOON - timedelta(days=2)},
        {"shown_at": NOON + timedelta(hours=1)},
    ],
)
def test_machines_are_known_by_how_they_fill_in_forms(change: dict[str, object]) -> None:
    assert is_bot(replace(DRAFT, **change))  # type: ignore[arg-type]
    assert state_of(replace(DRAFT, **change), TRUSTED) == "spam"  # type: ignore[arg-type]
    assert not is_bot(DRAFT)


def test_one_writer_cannot_flood() -> None:
    assert faults_of(DRAFT, Known(was_published=True, last_hour=5)) == ()
    assert faults_of(DRAFT, Known(was_published=True, last_hour=6)) == ("often",)


@pytest.mark.parametrize(
    ("minutes", "state", "may"),
    [(0, "pending", True), (15, "published", True), (15.1, "published", False), (1, "deleted", False), (1, "spam", False)],
)
def test_a_comment_can_be_changed_for_a_quarter_of_an_hour(minutes: float, state: CommentState, may: bool) -> None:
    comment = Comment("k1", "s1", "Ada", "ada@phare.example", "x", NOON, state)
    assert may_edit(comment, NOON + timedelta(minutes=minutes)) is may
