"""Search means the same on both engines, and any text is a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourcier.model import Outlet, Reading
from sourcier.store import Store, index
from sourcier.store.words import folded_words, phrases_of, snippet_of, words_of

MakeReading = Callable[..., Reading]

TEXTS = [
    ("Grève au phare", "Les gardiens du phare d'Évian-sur-Mer réclament un accord.\nL'œuvre du siècle attend."),
    ("Lighthouse strike", "Keepers of the lighthouse want an agreement; the mayor, Ms O'Hara-Vell, said it's ‘unfair’."),
    ("Le budget", "Le conseil municipal a voté. Le phare n'est pas dans le conseil : municipal ou non, il attend."),
    ("STRASSE und Łódź", "Die Straße nach Łódź ist gesperrt. Москва́ молчит. ﬁn"),
]


@pytest.fixture
def filled(library: Store, make_reading: MakeReading) -> Store:
    for n, (title, body) in enumerate(TEXTS):
        library.add(make_reading(n, title=title, body=body, outlet=Outlet(f"Journal {n}")))
    return library


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("phare", {0, 2}),
        ("PHARE", {0, 2}),
        ("evian", {0}),
        ("Évian", {0}),
        ("oeuvre siecle", {0}),
        ("ŒUVRE", {0}),
        ("œuvre budget", set()),
        ("lighthouse agreement", {1}),
        ('"conseil municipal"', {2}),
        ("« conseil municipal »", {2}),
        ("“municipal conseil”", set()),
        ('"municipal ou non" budget', {2}),
        ("municipal conseil", {2}),
        ("d'évian", {0}),
        ("mer-sur", set()),
        ("o'hara-vell", {1}),
        ("strasse", {3}),
        ("STRAẞE lodz", {3}),
        ("москва", {3}),
        ("fin", {3}),
        ("grève", {0}),
        ("the", {1}),
        ("les", {0}),
        ("phar", set()),
        ("budget phare", {2}),
        ("", set()),
        ("   ", set()),
        ("« »", set()),
    ],
)
def test_a_query_finds_the_articles_that_hold_its_words(filled: Store, query: str, found: set[int]) -> None:
    titles = [title for title, _ in TEXTS]
    assert {titles.index(hit.title) for hit in filled.search(query)} == found


def test_a_word_in_the_title_counts_more(library: Store, make_reading: MakeReading) -> None:
    library.add_all(make_reading(n, title=f"Titre {n}", body="Un phare, deux phares. " + "Rien de plus. " * 30) for n in range(5))
    library.add(make_reading(9, title="Phare", body="Un seul. " + "Rien de plus. " * 30))
    assert library.search("phare")[0].title == "Phare"


SPEAKERS = {
    "Anselme de Trévidic": {0, 1},
    "trevidic": {0, 1, 2},
    "Trévidic Anselme": {0, 1},
    "Maud Trévidic": {2},
    "TRÉVIDIC, Maud": {2},
    "de": {0, 1},
    "Anselme Maud": set(),
    "Trévi": set(),
    "%": set(),
    "_______e": set(),
    "": set(),
    "...": set(),
    "a" * 5000: set(),
    "mot " * 5000: set(),
    "trévidic " * 5000: {0, 1, 2},
}


def _saying(make_reading: MakeReading, n: int, *names: str | None) -> Reading:
    """The n-th invented reading, in which speakers of these names say something."""
    reading = make_reading(n)
    (said,) = reading.statements
    return replace(reading, statements=tuple(replace(said, name=name) for name in names))


@pytest.fixture
def spoken(library: Store, make_reading: MakeReading) -> Store:
    """Four articles about a lighthouse, and who speaks in each."""
    named = [("Anselme de Trévidic", "Maud Kerlan"), ("Anselme de Trévidic",) * 2, ("Maud Trévidic", None), (None, "…")]
    library.add_all(_saying(make_reading, n, *names) for n, names in enumerate(named))
    return library


@pytest.mark.parametrize(("speaker", "found"), SPEAKERS.items(), ids=lambda value: ascii(value)[:20])
def test_hits_are_those_in_which_somebody_of_that_name_speaks(spoken: Store, speaker: str, found: set[int]) -> None:
    hits = spoken.search("phare", speaker=speaker)
    assert {int(hit.address.rpartition("/")[2]) for hit in hits} == found
    assert spoken.count_hits("phare", speaker=speaker) == len(hits) == len(found)
    assert {s.article_id for s in spoken.statements(speaker=speaker)} == {hit.article_id for hit in hits}
    assert {s.article_id for s, _ in spoken.lists.statements(speaker=speaker, limit=9)} == {hit.article_id for hit in hits}


def test_a_speaker_is_one_filter_among_others(spoken: Store) -> None:
    def addresses(query: str, **given: Any) -> list[str]:
        return sorted(hit.address for hit in spoken.search(query, **given))

    assert addresses("phare", speaker="Trévidic", since=date(2031, 2, 2)) == ["https://phare.example/1", "https://phare.example/2"]
    assert addresses("phare", speaker="Trévidic", until=date(2031, 2, 1)) == ["https://phare.example/0"]
    assert addresses("phare", speaker="Trévidic", outlet="le phare") == [f"https://phare.example/{n}" for n in range(3)]
    assert addresses("phare", speaker="Trévidic", outlet="Guet") == []
    assert addresses("absent", speaker="Trévidic") == []
    assert len(spoken.search("phare", speaker="Trévidic", limit=2)) == 2


def test_a_speaker_that_new_rules_found_is_searched_for(spoken: Store, make_reading: MakeReading) -> None:
    spoken.captures.replace([replace(_saying(make_reading, 0, "Ourdia Bélanger"), rules="new")])
    assert len(spoken.search("phare", speaker="Bélanger")) == 1
    assert {hit.address for hit in spoken.search("phare", speaker="Anselme")} == {"https://phare.example/1"}
    assert spoken.check() == ()


def test_hits_are_filtered_and_limited(filled: Store) -> None:
    assert [hit.outlet for hit in filled.search("phare", outlet="journal 2")] == ["Journal 2"]
    assert [hit.outlet for hit in filled.search("phare", since=date(2031, 2, 2))] == ["Journal 2"]
    assert [hit.outlet for hit in filled.search("phare", until=date(2031, 2, 2))] == ["Journal 0"]
    assert len(filled.search("phare", limit=1)) == 1
    assert filled.search("phare", limit=0) == ()


def test_a_hit_tells_what_is_needed_to_show_it(filled: Store) -> None:
    (hit,) = filled.search('"œuvre du siècle"')
    (article,) = filled.articles(outlet="Journal 0")
    assert (hit.article_id, hit.title, hit.address, hit.outlet) == (article.article_id, article.title, article.address, "Journal 0")
    assert hit.published == article.published
    assert [mark.of(hit.snippet) for mark in hit.marks] == ["œuvre du siècle"]


HOSTILE = [
    *(
        '"',
        "'",
        "-a",
        "NEAR(",
        "NEAR(a b, 9999999999)",
        "OR",
        "AND",
        "NOT",
        "a AND",
        "((((((",
        '"a" "',
        "{a b}:c",
        "\0",
        "%",
        "_",
        "\\",
        ":*",
    ),
    *(
        "<->",
        "a <999999> b",
        "title:*",
        "+",
        "-",
        "a\nb",
        "/(a+)+$/",
        "^phare",
        "phare*",
        "a:b:c",
        "!a & b | c",
        "\ud800",
        "\ufffd",
        "＂",
        "‘’",
    ),
    *(
        "a" * 100_000,
        "a " * 50_000,
        '"' * 10_001,
        "«" * 5_000,
        "😀",
        "\u0301\u0301",
        "ﷺ",
        "½ ² ①",
        "a\u00adb",
        "١٢٣",
        "０",
        "rowid:1",
        "*",
        "..",
    ),
    *("''", '""""'),
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: ascii(q)[:20])
def test_any_text_is_a_query(filled: Store, query: str) -> None:
    assert isinstance(filled.search(query, outlet=query), tuple)
    assert isinstance(filled.search(query), tuple)


@given(query=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_makes_a_search_fail(filled: Store, query: str) -> None:
    for hit in filled.search(query):
        assert all(0 <= mark.start < mark.end <= len(hit.snippet) for mark in hit.marks)


@given(text=st.text(alphabet="aéœßŁ\u0301\u00ad ' \n.½Åı-9_", max_size=60))
def test_the_two_ways_to_fold_words_agree(text: str) -> None:
    assert [word for word, _ in words_of(text)] == folded_words(text).split()


@given(text=st.text(max_size=80))
def test_every_word_is_found_by_itself(text: str) -> None:
    for word, (start, end) in words_of(text):
        assert word.isalnum()
        assert word in folded_words(text[start:end]).split()


@given(title=st.text(max_size=30), body=st.text(alphabet="ab é.\n", max_size=900), query=st.text(alphabet='ab é"', max_size=12))
def test_marks_of_a_snippet_are_what_was_asked(title: str, body: str, query: str) -> None:
    phrases = phrases_of(query)
    snippet, marks = snippet_of(title, body, phrases, width=60)
    assert len(snippet) <= 60 + 2 * 40 + 12
    ends = [0, *(mark.end for mark in marks)]
    for mark, before in zip(marks, ends, strict=False):
        assert mark.start >= before
        assert tuple(word for word, _ in words_of(mark.of(snippet))) in phrases


def test_a_snippet_shows_where_most_of_the_words_stand() -> None:
    body = "phare. " + "Rien ici. " * 50 + "Le phare et la grève et le phare. " + "Rien non plus. " * 50
    snippet, marks = snippet_of("", body, phrases_of("phare grève"))
    assert [mark.of(snippet) for mark in marks] == ["phare", "grève", "phare"]
    assert snippet_of("", "Rien.", phrases_of("phare")) == ("Rien.", ())


@pytest.mark.parametrize("count", [20_000, 60_000])
def test_a_very_long_text_is_searched_from_its_beginning(library: Store, make_reading: MakeReading, count: int) -> None:
    words: Any = " ".join(f"mot{n % 5000}x{n}" for n in range(count))
    library.add(make_reading(body=f"Début du texte. {words}"))
    assert len(library.search('"début du texte"')) == 1
    assert len(library.search("mot7x7")) == 1


def test_of_very_many_answers_the_last_added_are_ranked(library: Store, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_MOST_RANKED", 3)
    library.add(make_reading(0, title="Phare phare phare", body="Phare."))
    library.add_all(make_reading(n, title=f"Titre {n}", body="Un phare. " + "Rien. " * (10 - n)) for n in range(1, 6))
    assert {hit.title for hit in library.search("phare", limit=2)} <= {"Titre 3", "Titre 4", "Titre 5"}
    assert len(library.search("phare", limit=10)) == 6
    assert library.search('"phare phare"')[0].title == "Phare phare phare"
