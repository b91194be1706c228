"""Words with offsets: what folds together, what parts words, and that every offset holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.text.fold import fold
from sourcier.text.words import find_words


def spell(text: str) -> list[str]:
    words = find_words([text])
    return [text[start:end] for start, end in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Été à Étretat", "l'ete a etretat"),
        ("un œuf", "un oeuf"),
        ("un œuf de Łódź", "UN OEUF DE LODZ"),
        ("caf\u00e9 noir", "cafe\u0301 noir"),
        ("Straße", "strasse"),
        ("co\u00adopérative", "coopérative"),
        ("« Oui », dit-elle", '"oui" dit elle'),
        ("10\u202f000 pages", "10 000 pages"),
        ("ﬁn", "fin"),
        ("ЁЛКА", "елка"),
    ],
)
def test_texts_that_read_alike_have_the_same_codes(one: str, other: str) -> None:
    assert find_words([one]).codes.tolist() == find_words([other]).codes.tolist()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("aujourd'hui, M. Dupont-Lys", ["aujourd", "hui", "M", "Dupont", "Lys"]),
        ("", []),
        ("…—!", []),
        ("東京都 est", ["東", "京", "都", "est"]),
        ("a_b", ["a", "b"]),
        ("𝔘x 12", ["𝔘x", "12"]),
        ("fin\ud800fin", ["fin", "fin"]),
    ],
)
def test_words_stand_where_they_are_printed(text: str, words: list[str]) -> None:
    assert spell(text) == words


def test_codes_are_stable() -> None:
    # stored fingerprints rest on these values: they may never change
    assert [hex(code) for code in find_words(["Été 12"]).codes.tolist()] == ["0x5936c36d54c99ed7", "0xe325451a6a974341"]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_batch_is_its_texts_one_by_one(texts: list[str]) -> None:
    batch = find_words(texts)
    assert len(batch.bounds) == len(texts) + 1
    for number, text in enumerate(texts):
        rows = slice(int(batch.bounds[number]), int(batch.bounds[number + 1]))
        alone = find_words([text])
        assert batch.codes[rows].tolist() == alone.codes.tolist()
        assert batch.starts[rows].tolist() == alone.starts.tolist()
        assert batch.ends[rows].tolist() == alone.ends.tolist()


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_words_fold_as_text_does(text: str) -> None:
    spelled = [re.sub(r"[\W_]", "", fold(word)) for word in spell(text)]
    assert all(spelled)


def test_long_batches_are_parted_without_a_seam() -> None:
    texts = ["mot " * 30_000, "été", "mot " * 70_000, "fin"]
    words = find_words(texts)
    assert words.bounds.tolist() == [0, 30_000, 30_001, 100_001, 100_002]
    assert len(set(words.codes.tolist())) == 3
