"""Two texts side by side: what was kept, changed, added, cut and moved, and nothing lost of either."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Alignment, Reuse, Span
from sourcier.show.differences import Row, compare_words, side_by_side, titles_apart

EARLIER = "The mayor spoke on Monday. The bridge will close in May. A vote is due.\nNobody else came."
LATER = "A word from us. The bridge will be shut in May. The mayor spoke on Monday."


def _reuse(*pairs: tuple[str, str]) -> Reuse:
    alignments = (Alignment(_span(EARLIER, one), _span(LATER, two)) for one, two in pairs)
    return Reuse("a1", "a2", tuple(alignments), 0.5, 0.5)


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _told(rows: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    return [(row.kind, "".join(piece.text for piece in row.left), "".join(piece.text for piece in row.right)) for row in rows]


def test_each_passage_is_told_for_what_it_is() -> None:
    reuse = _reuse(
        ("The mayor spoke on Monday", "The mayor spoke on Monday"), ("The bridge will close in May", "The bridge will be shut in May")
    )
    assert _told(side_by_side(EARLIER, LATER, reuse, later_is_first=False)) == [
        ("added", "", "A word from us."),
        ("kept", "The bridge will close in May.", "The bridge will be shut in May."),
        ("cut", "A vote is due.\nNobody else came.", ""),
        ("moved", "The mayor spoke on Monday.", "The mayor spoke on Monday."),
    ]


def test_the_sides_are_told_apart_by_id_order() -> None:
    reuse = _reuse(("The mayor spoke on Monday", "The mayor spoke on Monday"))
    turned = Reuse("a1", "a2", tuple(Alignment(a.second, a.first) for a in reuse.alignments), 0.5, 0.5)
    assert side_by_side(EARLIER, LATER, reuse, later_is_first=False) == side_by_side(EARLIER, LATER, turned, later_is_first=True)


def test_nothing_aligned_is_all_cut_and_all_added() -> None:
    assert _told(side_by_side(EARLIER, LATER, _reuse(), later_is_first=False)) == [("cut", EARLIER, ""), ("added", "", LATER)]


def test_typography_is_no_change() -> None:
    left, right = compare_words("« L’eau monte », dit-il…", '"L\'eau monte", dit-il.')
    assert not any(piece.is_changed for piece in (*left, *right))


def test_changed_words_are_marked_on_both_sides() -> None:
    left, right = compare_words("nine people died", "ten people died")
    assert [(piece.text, piece.is_changed) for piece in left] == [("nine", True), (" people died", False)]
    assert [(piece.text, piece.is_changed) for piece in right] == [("ten", True), (" people died", False)]


def test_a_translation_compares_no_words() -> None:
    reuse = Reuse("a1", "a2", (Alignment(Span(0, 25), Span(48, 73)),), 0.5, 0.5, "translation")
    kept = next(row for row in side_by_side(EARLIER, LATER, reuse, later_is_first=False) if row.kind == "kept")
    assert not any(piece.is_changed for piece in (*kept.left, *kept.right))


def test_the_same_headline_is_no_row() -> None:
    assert titles_apart("Bridge shuts", "Bridge shuts") is None
    row = titles_apart("Bridge shuts", "Bridge to shut")
    assert row is not None
    assert _told((row,)) == [("kept", "Bridge shuts", "Bridge to shut")]


_TEXTS = st.text(alphabet="ab .,\n’'«»é", max_size=80)


@given(_TEXTS, _TEXTS)
def test_the_pieces_are_the_texts(left: str, right: str) -> None:
    shown = compare_words(left, right)
    assert ["".join(piece.text for piece in side) for side in shown] == [left, right]


@st.composite
def _aligned(draw: st.DrawFn) -> tuple[str, str, Reuse]:
    """Two texts and passages of both that do not overlap, in any order."""
    passages = draw(st.lists(st.text(alphabet="abc ", min_size=3, max_size=9).filter(str.strip), min_size=1, max_size=5))
    turned = draw(st.permutations(range(len(passages))))
    gaps = draw(st.lists(st.sampled_from(["", " x", ". y.", "\n"]), min_size=len(passages), max_size=len(passages)))
    earlier, later, at, to = "", "", {}, {}
    for number, passage in enumerate(passages):
        earlier += gaps[number]
        at[number] = Span(len(earlier), len(earlier) + len(passage))
        earlier += passage
    for number in turned:
        later += gaps[-number]
        to[number] = Span(len(later), len(later) + len(passages[number]))
        later += passages[number]
    return earlier, later, Reuse("a1", "a2", tuple(Alignment(at[n], to[n]) for n in sorted(at)), 1.0, 1.0)


@given(_aligned())
def test_every_word_of_both_texts_is_shown(made: tuple[str, str, Reuse]) -> None:
    earlier, later, reuse = made
    rows = side_by_side(earlier, later, reuse, later_is_first=False)
    right = "".join(piece.text for row in rows for piece in row.right)
    left = "".join(piece.text for row in rows for piece in row.left)
    assert re.findall(r"\w", right) == re.findall(r"\w", later)  # in the order of the later text
    assert sorted(re.findall(r"\w", left)) == sorted(re.findall(r"\w", earlier))
