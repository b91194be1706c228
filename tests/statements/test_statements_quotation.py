"""Quotation marks: every family, nested, mismatched, unclosed, over paragraphs, and marks that quote nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.statements.quotation import find_quotes


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Il dit « oui ».", ["oui"]),
        ("He said “yes”.", ["yes"]),
        ('He said "yes".', ["yes"]),
        ("Er sagte „ja“.", ["ja"]),
        ("Er sagte »ja« und ging.", ["ja"]),
        ("He said ''yes'' twice.", ["yes"]),
        ("He said ‘yes, we can’ twice.", ["yes, we can"]),
        ("He said 'yes, we can' twice.", ["yes, we can"]),
        ("The players' union isn't here, it's gone.", []),
        ('« A "b" c » et « d »', ['A "b" c', "d"]),
        ("« A « b » c »", ["A « b » c"]),
        ('la situation est "intenable” à terme', ["intenable"]),
        ("“It was an attempt,’’ he said.", ["It was an attempt,"]),
        ('La clé est " la menace " de trop', ["la menace"]),
        ("Il dit : « on part", ["on part"]),
        ("« On part", ["On part"]),
        ("On part » dit-il", []),
        ('Un écran de 24" est vendu', []),
        ("« »", [""]),
        ("", []),
    ],
)
def test_inside(text: str, inside: list[str]) -> None:
    assert [quote.inner.of(text) for quote in find_quotes(text)] == inside


def test_quotation_left_open_is_carried_into_the_next_paragraph() -> None:
    text = "« Un.\n« Deux », dit-il."
    first, second = find_quotes(text)
    assert first.carries_on
    assert not second.carries_on
    assert [quote.inner.of(text) for quote in (first, second)] == ["Un.", "Deux"]


@given(st.text(alphabet="ab «»“”\"'‘’.\n„‹›`", max_size=60))
def test_quotations_are_in_order_inside_their_paragraph(text: str) -> None:
    quotes = find_quotes(text)
    assert all(before.span.end <= after.span.start for before, after in pairwise(quotes))
    for quote in quotes:
        assert quote.span.start <= quote.inner.start <= quote.inner.end <= quote.span.end
        assert "\n" not in quote.span.of(text)
