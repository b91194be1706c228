"""Where sentences end: abbreviations, initials, lost spaces, quotations kept whole, any text cut without loss."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Span
from sourcier.text.sentences import split_sentences

_SHORT = frozenset({"m.", "dr.", "u.s."})


def _cut(text: str, *whole: tuple[int, int]) -> list[str]:
    return [span.of(text) for span in split_sentences(text, [Span(*pair) for pair in whole], _SHORT, frozenset({"the", "he"}))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il pleut. Il vente.", ["Il pleut.", "Il vente."]),
        ("Il pleut ! Vraiment ? Oui…", ["Il pleut !", "Vraiment ?", "Oui…"]),
        ("M. Brun est venu.", ["M. Brun est venu."]),
        ("J. K. Marchand signe.", ["J. K. Marchand signe."]),
        ("P.-Y. Le Bras signe.", ["P.-Y. Le Bras signe."]),
        ("Le prix est de 2.5 euros.", ["Le prix est de 2.5 euros."]),
        ("Voir phare.example ou guet.example.", ["Voir phare.example ou guet.example."]),
        ("Une fin.Une autre.", ["Une fin.", "Une autre."]),
        ("He lives in the U.S. The house is big.", ["He lives in the U.S.", "The house is big."]),
        ("He met U.S. Senator Abel.", ["He met U.S. Senator Abel."]),
        ("Un.\n\nDeux", ["Un.", "Deux"]),
        ("il dit etc. mais part.", ["il dit etc. mais part."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_cut(text: str, sentences: list[str]) -> None:
    assert _cut(text) == sentences


def test_quotation_is_kept_whole_and_may_end_a_sentence() -> None:
    text = "« Non. Jamais. » Il part. « Oui » dit-il. Fin."
    assert _cut(text, (0, 16), (26, 33)) == ["« Non. Jamais. »", "Il part.", "« Oui » dit-il.", "Fin."]


@given(st.text(alphabet="aB.!? \n«»\"'1-", max_size=80))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = list(split_sentences(text, (), _SHORT))
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all("\n" not in span.of(text) and span.of(text) == span.of(text).strip() for span in spans)
