"""What is ruled out at first sight in a text that relays: never what the whole expressions would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages import languages
from sourcier.read.credits.names import words_of
from sourcier.read.credits.relayed import (
    _NAMED_IN_QUOTES,
    _OPENED,
    PARTING,
    _candidates,
    cues_of,
    find_quoted,
    find_relayed,
    find_titles,
    is_inside,
    may_hold_cue,
    title_articles,
    title_expression,
)

RELAYED = sorted({(pack, e.line) for pack in languages() for r in languages()[pack].marks.credits if r.shape == "relay" for e in r.match})


@pytest.mark.parametrize("language", [*languages(), None])
def test_every_language_has_traces_of_its_cues(language: str | None) -> None:
    assert cues_of(language).traces is not None
    assert not may_hold_cue(" ", cues_of(language).traces)


@given(st.sampled_from(RELAYED), st.sampled_from([str, str.upper, lambda t: t.replace(" ", "\u00a0"), lambda t: t.replace(" ", "\n")]))
def test_no_cue_is_without_its_traces(relayed: tuple[str, str], change: object) -> None:
    assert callable(change)
    language, line = relayed
    text = change(line)
    for known in (language, None):
        cues = cues_of(known)
        ends = [end for end in range(len(text)) if cues.before.whole.search(text[:end])]
        assert all(may_hold_cue(text[:end], cues.traces) and cues.before.search(text[:end]) for end in ends)


@given(st.lists(st.sampled_from([*title_articles(), "Phare", "Quay Lantern", " ", ", ", ". ", "; ", "»\u00a0", "in", "du", "(", "\n"])))
def test_titles_are_found_at_their_articles(pieces: list[str]) -> None:
    text = "".join(pieces)
    articles = [start for start in range(len(text)) if any(text.startswith(article, start) for article in title_articles())]
    begins = [found.start() for found in title_expression().finditer(text)]
    assert set(begins) <= set(articles)
    expected, at = [], 0
    while found := title_expression().search(text, at):
        inside = found.start() > 1 and re.match(r"[\w,;»]\s", text[found.start() - 2 :])
        at = found.end() if inside else found.start() + 1
        expected += [found.span()] if inside else []
    assert [title.span() for title in find_titles(text, articles)] == expected


@given(st.text("aé1_ ,;».\n\u00a0(", min_size=2, max_size=4))
def test_what_stands_in_the_middle_of_a_sentence(text: str) -> None:
    assert is_inside(text, 2) == bool(re.match(r"[\w,;»]\s", text))


@given(st.lists(st.sampled_from([*"„“»«‚‘ ", "Phare", "Quay Lantern", "in"])))
def test_names_between_quotation_marks_are_found_at_the_marks(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert {found.span(1) for found in find_quoted(text)} == {found.span(1) for found in _NAMED_IN_QUOTES.finditer(text)}


def test_a_title_may_begin_with_any_white_space_or_apostrophe() -> None:
    assert {article.strip("'’ ") for article in title_articles() if article.endswith((" ", "'"))} == {
        word.strip("'") for word in words_of("title_articles") if word[0].isalpha()
    }
    assert [credit.name for credit in find_relayed("Le bac coule, écrit L’Phare du Ponant hier.", "fr")] == ["L’Phare du Ponant"]
    assert [credit.name for credit in find_relayed("Le bac coule, écrit Le\u00a0Phare du Ponant hier.", "fr")] == [
        "Le\u00a0Phare du Ponant"
    ]


@pytest.mark.parametrize("sign", sorted({*PARTING, *_OPENED, *"‹•·…&+]"}))
def test_a_word_for_a_medium_is_found_behind_what_parts_words(sign: str) -> None:
    text = f"Un bac{sign}quotidien Phare du Ponant, écrit-il."
    assert "Phare du Ponant" in [text[c.start : c.end] for c in _candidates(text)]


def test_a_word_for_a_medium_is_found_where_a_text_begins() -> None:
    assert [(c.start, c.end) for c in _candidates("quotidien Phare")] == [(10, 15)]


def test_half_a_character_in_a_text_is_no_obstacle() -> None:
    assert find_relayed("\ud800 comme l'a écrit l'AFP", "fr")


def test_a_name_in_single_low_quotes_is_found_whole() -> None:
    assert [credit.name for credit in find_relayed("Wie die ‚dpa-AFX‘ berichtete, steigt der Kurs.", "de")] == ["dpa-AFX"]
