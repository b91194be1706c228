"""What holds for any text: spans inside the body, the same answer twice, time that grows with the text only."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.model import Article, Span
from sourcier.statements import find_dates, find_mentions, find_statements

_PIECES = st.sampled_from(
    [
        *("«", "»", "“", "”", '"', "'", "‘", "’", ".", ",", ":", " ", "\n", "…", "(", ")", "- ", "! ", "? "),
        *("Paul Brunel", "M. Brunel", "a déclaré", "a-t-il dit", "que", "selon", "lui", "Selon", "said", "Anna Verdell", "she", "that"),
        *(
            "le maire",
            "the mayor",
            "l'AFP",
            "à",
            "demain",
            "le 5 août",
            "May 5",
            "according to",
            "ajoutant",
            "adding",
            "pour",
            "qui",
            "who",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map(" ".join), st.sampled_from(["fr", "en"]))
def test_spans_stand_in_the_body(body: str, language: str) -> None:
    article = Article(body=body, language=language)
    for statement in find_statements(article):
        spans = [*statement.content, statement.cue, statement.speaker, statement.medium_span]
        assert statement.content
        assert all(0 <= span.start < span.end <= len(body) for span in spans if span is not None)
    for mention in find_mentions(article):
        assert mention.span.of(body).strip()
    assert find_dates(article) == find_dates(article)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(body: str) -> None:
    for language in ("fr", "en", None):
        article = Article(body=body, language=language)
        assert find_statements(article) == find_statements(article)


def test_paragraphs_do_not_change_with_what_follows() -> None:
    first = "Le port rouvrira, a promis le maire, Paul Brunel."
    alone = find_statements(Article(body=first, language="fr"))
    longer = find_statements(Article(body=f"{first}\nIl pleut.", language="fr"))
    assert [(s.content, s.name) for s in alone] == [(s.content, s.name) for s in longer]


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("«", 1_000_000),
        ('"', 1_000_000),
        ("“a ", 60_000),
        ("« a » ", 30_000),
        ("' a' ", 30_000),
        ("a-t-il dit, ", 8_000),
        ("Selon lui, ", 4_000),
        ("M. ", 30_000),
        ("Paul Brunel ", 8_000),
        ("a\n", 40_000),
        ("il a dit que ", 5_000),
        ("1 mai ", 20_000),
        ("« Oui », a dit Paul. ", 5_000),
        ("« Oui.\n", 20_000),
        ("Le pont tient. ", 70_000),
    ],
)
def test_hostile_text_takes_seconds(piece: str, count: int) -> None:
    article = Article(body=piece * count, language="fr")
    started = time.process_time()
    find_statements(article)
    find_dates(article)
    assert time.process_time() - started < 30


def test_time_grows_with_the_text_only() -> None:
    def seconds(count: int) -> float:
        article = Article(body="« Le pont tient », a dit Paul Brunel. Il a ajouté que tout irait bien.\n" * count, language="fr")
        started = time.process_time()
        find_statements(article)
        return time.process_time() - started

    seconds(5)
    gc.disable()  # what else the process holds is none of the text's doing
    try:
        assert min(seconds(1200) for _ in range(3)) < 9 * max(min(seconds(300) for _ in range(3)), 0.05)
    finally:
        gc.enable()


def test_span_of_a_quotation_left_open() -> None:
    body = "Il a dit : « Nous partirons"
    assert [s.content for s in find_statements(Article(body=body, language="fr"))] == [(Span(13, 27),)]
