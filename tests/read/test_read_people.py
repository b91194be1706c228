"""Bylines give people: better none than a desk, an outlet, an agency or an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Outlet
from sourcier.read.metadata.people import find_people, find_signers


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Par Claire Vasseur", ("Claire Vasseur",)),
        ("By Ada Quill and Tom Birch, staff writers", ("Ada Quill", "Tom Birch")),
        ("CLAIRE VASSEUR", ("Claire Vasseur",)),
        ("Claire Vasseur (à Lannec) et Jean-Luc Le Goff", ("Claire Vasseur", "Jean-Luc Le Goff")),
        ("Von Jürgen von der Heide, Korrespondent", ("Jürgen von der Heide",)),
        ("Ada Quill | Harbour correspondent", ("Ada Quill",)),
        ("ada.quill@courier.example Ada Quill", ("Ada Quill",)),
        ("Publié par Claire Vasseur", ("Claire Vasseur",)),
        ("P. M.", ("P. M.",)),
        ("ByAda Quill", ("Ada Quill",)),
        ("Ada Quill, Chief Tide Officer and Head of Moorings", ("Ada Quill",)),
        ("Anthony Head", ("Anthony Head",)),
        ("JR Quillfeather", ("JR Quillfeather",)),
        ("Von Mat\u00adthi\u00adas Hafner", ("Matthias Hafner",)),
    ],
)
def test_people_are_named(text: str, people: tuple[str, ...]) -> None:
    assert find_people(text, Outlet("Saltmarsh Courier")) == people


@pytest.mark.parametrize(
    "text",
    ["AFP", "La rédaction", "Saltmarsh Courier", "https://courier.example/ada", "Newsroom staff", "admin", "Avec agences", "12 mars 2021",
     "", "Reuters", "Publié le", "Ministère de la Mer"],
)  # fmt: skip
def test_what_is_nobody_gives_nobody(text: str) -> None:
    assert find_people(text, Outlet("Saltmarsh Courier")) == ()


def test_a_pen_name_counts_only_where_the_page_marks_it() -> None:
    assert find_people("loutre42") == ()
    assert find_people("loutre42", is_marked=True) == ("loutre42",)
    assert find_people("admin", is_marked=True) == ()


@given(st.text(max_size=300))
def test_names_are_short_clean_and_once(text: str) -> None:
    found = find_people(text)
    assert len(found) == len(set(found)) <= 12
    assert all(0 < len(name) <= 60 and name == name.strip() for name in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Claire Vasseur avec AFP", ("Claire Vasseur", "AFP")),
        ("Le Monde et AFP", ("Le Monde", "AFP")),
        ("Par la rédaction", ("la rédaction",)),
        ("Courier Staff", ("Courier Staff",)),
        ("Saltmarsh Courier", ("Saltmarsh Courier",)),
        ("Felix Hafner und Jörg Deich, dpa", ("Felix Hafner", "Jörg Deich", "dpa")),
        ("Ada Quill, Saltmarsh Courier", ("Ada Quill",)),
        ("saltmarshcourier.example", ("saltmarshcourier.example",)),
        ("Share this story", ()),
        ("Harbour Works Ltd", ()),
    ],
)
def test_desks_agencies_and_outlets_sign_too(text: str, names: tuple[str, ...]) -> None:
    assert tuple(signer.name for signer in find_signers(text, Outlet("Saltmarsh Courier"))) == names


def test_a_house_signs_where_the_page_marks_it() -> None:
    assert [signer.name for signer in find_signers("Tidal Works Institute", is_marked=True)] == ["Tidal Works Institute"]
    assert find_signers("Staff and news service reports", is_marked=True) == ((("Staff and news service reports"), False),)
    assert find_signers("undefined", is_marked=True) == ()


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("All stories by Clara Quill", ("Clara Quill",)),
        ("Alle Artikel von Yvain Deich", ()),
        ("Ada Quill, Lannec, Ponant", ("Ada Quill",)),
        ("hosb;kesm", ("hosb", "kesm")),
        ("Ada Quill am 3.5.2021", ("Ada Quill",)),
        ("責任 ２", ()),
        ("作者：孔明", ("孔明",)),
        ("+55 more", ()),
        ("25.04.24", ()),
    ],
)
def test_what_stands_round_a_marked_name_is_no_name(text: str, people: tuple[str, ...]) -> None:
    assert find_people(text, is_marked=True) == people
