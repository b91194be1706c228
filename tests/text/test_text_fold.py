"""Folded text: what differs only in case, accents or typography becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.text.fold import fold


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
