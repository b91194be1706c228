"""First looks at texts that may hold names never rule out what the full rules find."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sourcier.languages.reading import reading_list
from sourcier.model import Outlet
from sourcier.read.metadata.people import _is_full, _is_known, _is_role, _roles, _tails, _without_place, find_people, may_hold_full_name

_ROLES = [*reading_list("role"), *reading_list("degree")]
_NAMES = ["Ada", "Quill", "Jean-Luc", "CLARA", "Morel", "brun", "Head", "J.", "van", "Le Phare", "AFP", "agences", "phare.com", "www.x.org"]
_MARKS = [
    " ",
    " ",
    " ",
    "\u00a0",
    "\u2009",
    "\n",
    "\t",
    "(",
    ")",
    "<b>",
    "[",
    "]",
    "@",
    "&amp;",
    "&nbsp;",
    ".",
    ", ",
    "/",
    "|",
    " und ",
    "\u00ad",
    "\u0308",
]
_TEXTS = st.lists(st.sampled_from([*_NAMES, *_MARKS]) | st.sampled_from(_ROLES) | st.text(max_size=3), max_size=8).map("".join)


@given(_TEXTS)
@example("Ada(P)Quill")
@example("Ada&nbsp;Quill")
def test_names_of_two_words_are_looked_for_wherever_they_may_stand(text: str) -> None:
    if any(" " in name for name in find_people(text, Outlet("Le Phare", ("phare.example",)))):
        assert may_hold_full_name(text)


@given(_TEXTS, st.sampled_from(_ROLES), _TEXTS, st.sampled_from([str, str.upper, str.title, str.swapcase]))
@example("", "phd", ".", str.upper)
def test_a_role_is_known_by_its_first_or_last_word(before: str, role: str, after: str, cased: type[str]) -> None:
    for name in (role, f"{role} {after}", f"{before} {role}", f"{role}{after}", f"{before}{role}", f"{role}."):
        found = _roles().fullmatch(cased(name))
        if found and not found["last"]:
            assert _is_role(cased(name))
        if not found:
            assert not _is_role(cased(name))


@given(_TEXTS, st.sampled_from([" in ", ", ", " "]), st.sampled_from([*_ROLES, "Paris", "Le Phare"]))
def test_a_place_or_office_behind_a_name_is_taken_off(before: str, joint: str, after: str) -> None:
    piece = f"{before}{joint}{after}"
    found = _tails().search(piece)
    is_named = found is not None and _is_full(piece[: found.start()].split())
    assert _without_place(piece) == (piece[: found.start()] if found and is_named else piece)


def test_words_for_agencies_in_general_are_known_like_agencies() -> None:
    assert all(map(_is_known, ("AFP", "agences", "Le Monde")))
    assert not _is_known("Ada Quill")
