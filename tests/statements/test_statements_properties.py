"""What holds for any text: spans inside the body, the same answer twice, time that grows with the text only."""

from __future__ import annotations

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
    "body",
    [
        "«" * 1_000_000,
        '"' * 1_000_000,
        "“a " * 300_000,
        "« a » " * 150_000,
        "' a' " * 150_000,
        "a-t-il dit, " * 80_000,
        "Selon lui, " * 90_000,
        "M. " * 300_000,
        "le maire " * 100_000,
        "Paul Brunel " * 80_000,
        "a\n" * 400_000,
        "il a dit que " * 70_000,
        "1 mai " * 150_000,
        "« Oui », a dit Paul. " * 20_000,
        "« Oui.\n" * 100_000,
    ],
    ids=lambda body: body[:12],
)
def test_a_megabyte_takes_seconds_not_hours(body: str) -> None:
    started = time.process_time()
    article = Article(body=body, language="fr")
    find_statements(article)
    find_dates(article)
    assert time.process_time() - started < 60


def test_time_grows_with_the_text_only() -> None:
    def seconds(count: int) -> float:
        article = Article(body="« Le pont tient », a dit Paul Brunel. Il a ajouté que tout irait bien.\n" * count, language="fr")
        started = time.process_time()
        find_statements(article)
        return time.process_time() - started

    seconds(5)
    assert seconds(1600) < 8 * max(seconds(400), 0.05)


def test_span_of_a_quotation_left_open() -> None:
    body = "Il a dit : « Nous partirons"
    assert [s.content for s in find_statements(Article(body=body, language="fr"))] == [(Span(13, 27),)]
