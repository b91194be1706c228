"""Folded text: what differs only in case, accents or typography becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.text.fold import _letter, fold, lowered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Réseau  Éclair", "reseau eclair"),
        ("L’écho d‘hier", "l'echo d'hier"),
        ("«\u00a0Oui\u202f»", '" oui "'),
        ("dix–neuf — vingt", "dix-neuf - vingt"),
        ("Łódź, Ørsted, Straße, œuvre", "lodz, orsted, strasse, oeuvre"),
        ("ﬁn", "fin"),
        ("co\u00adopé\u200bration", "cooperation"),
        ("ТАСС", "тасс"),
        ("𝕊𝒪𝒮 `ici`", "sos 'ici'"),
        ("", ""),
    ],
)
def test_typography_case_and_accents_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(
    st.text(max_size=60)
    | st.text(st.characters(min_codepoint=128), min_size=60)
    | st.text(alphabet="ΑΣς İıßẞéœ’`´«\u0345\u0301ﬃᏐꭰ①ab C", max_size=20)
)
def test_a_text_folds_letter_by_letter(text: str) -> None:
    assert fold(text) == " ".join("".join(map(_letter, text)).split())


@pytest.mark.parametrize("plane", range(17))
def test_what_a_letter_folds_to_folds_to_itself(plane: int) -> None:
    for code in range(plane << 16, (plane + 1) << 16):
        folded = _letter.__wrapped__(chr(code))
        assert all(_letter(letter) == letter for letter in folded)


def test_no_letter_grows_in_lower_case() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(lowered(everything)) == len(everything)
    assert [c for c in everything if lowered(c) != c.lower()] == ["İ"]
