"""What watches meet: names whatever their case, phrases side by side, whoever takes and credits; patterns in linear time only."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.errors import UsageError
from sourcier.followed import Watch, WatchKind, watch_id_of
from sourcier.model import Article, Credit, Link, Outlet, Span, Statement
from sourcier.watch import Met, Taking, meeting
from sourcier.watch.meeting import folded
from sourcier.watch.patterns import LONGEST_PATTERN, search_of

NOW = datetime(2031, 5, 2, tzinfo=UTC)
BODY = "La digue de Morvane a cédé.\n« Nous l'avions dit », affirme l'ingénieure Solène Kervadec. L'Œuvre du Phare aide les familles."
GUET = Outlet("Le Guet de Morvane", ("guet.example",))


def _article(**more: object) -> Article:
    values: dict[str, object] = {
        "body": BODY,
        "title": "La digue a cédé",
        "address": "https://relais.example/1",
        "outlet": Outlet("Le Relais"),
    }
    return Article(**{**values, **more})  # type: ignore[arg-type] # Article checks the names itself


def _met(kind: WatchKind, words: str, article: Article, *takings: Taking, statements: tuple[Statement, ...] = ()) -> Met | None:
    return meeting(Watch(watch_id_of(kind, words), kind, words, NOW))(article, statements, takings)


@pytest.mark.parametrize(
    ("words", "is_met"),
    [
        ("digue de Morvane", True),
        ("DIGUE DE MORVANE", True),
        ("œuvre du phare", True),
        ("oeuvre du phare", True),
        ("l'ingénieure solene", True),
        ("digue a cede", True),
        ("digue Morvane", False),
        ("igue de Morvan", False),
        ("cédé Nous", False),
    ],
)
def test_a_phrase_stands_side_by_side_within_a_paragraph(words: str, *, is_met: bool) -> None:
    met = _met("phrase", words, _article())
    assert (met is not None) is is_met
    assert met is None or met.reason == "the phrase is printed"


@pytest.mark.parametrize("words", ["OEUVRE DU PHARE", "l'ingenieure solene kervadec", "digue de morvane"])
def test_a_phrase_is_told_as_it_is_printed(words: str) -> None:
    met = _met("phrase", words, _article())
    assert met is not None
    assert met.words in BODY
    assert folded(words) in folded(met.words)


def test_a_speaker_is_met_by_any_whole_words_of_the_name() -> None:
    said = Statement("a1", "direct", (Span(29, 49),), name="Solène Kervadec")
    for words in ("Solène Kervadec", "kervadec", "SOLENE"):
        met = _met("speaker", words, _article(), statements=(said,))
        assert met is not None
        assert "Nous l'avions dit" in met.words
    assert _met("speaker", "Kerva", _article(), statements=(said,)) is None
    assert _met("speaker", "Kervadec", _article()) is None


def test_an_outlet_is_met_where_another_takes_from_it_or_credits_it() -> None:
    credit = Credit("republished", "Le Guet de Morvane", "https://www.guet.example/1", "Source : Le Guet de Morvane")
    for words in ("Le Guet de Morvane", "le guet de morvane", "guet.example", "https://www.guet.example/une"):
        met = _met("outlet", words, _article(credits=(credit,)))
        assert met == Met("credits the outlet", "Source : Le Guet de Morvane")
        taken = _met("outlet", words, _article(), Taking("Le Guet de Morvane", "https://guet.example/1", "62 % of the text"))
        assert taken == Met("takes text from the outlet", "62 % of the text")
        assert _met("outlet", words, _article()) is None
        assert _met("outlet", words, _article(outlet=GUET, address="https://guet.example/1", credits=(credit,))) is None


def test_an_address_is_met_however_it_is_written() -> None:
    words = "HTTPS://Guet.example:443/a/../1?utm_source=x#y"
    here = "https://guet.example/1"
    assert _met("address", words, _article(address=here)) == Met("a capture of the page", "La digue a cédé")
    assert _met("address", words, _article(links=(Link("https://guet.example/1#z", "lire"),))) == Met("links to the page", "lire")
    assert _met("address", words, _article(credits=(Credit("via", "Guet", here, "via Guet"),))) == Met("credits the page", "via Guet")
    assert _met("address", words, _article(), Taking("Guet", here)) == Met("takes text from the page", "Guet")
    assert _met("address", words, _article(address="https://guet.example/2")) is None


def test_a_pattern_is_met_with_the_words_around_it() -> None:
    met = _met("pattern", "(?i)DIGUE.{1,10}mor[a-z]+", _article())
    assert met is not None
    assert "digue de Morvane" in met.words
    assert _met("pattern", "^Morvane", _article()) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("phrase", ""),
        ("phrase", "… !"),
        ("speaker", " "),
        ("outlet", "—"),
        ("address", "guet"),
        ("address", "javascript:1"),
        ("pattern", ""),
    ],
)
def test_a_watch_for_nothing_is_refused(kind: WatchKind, words: str) -> None:
    with pytest.raises(UsageError):
        _met(kind, words, _article())


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1",
        "(?=a)",
        "(?<!a)b",
        "(?R)",
        "(",
        "a{2,1}",
        "[",
        "(?:(?:a{1000}){1000})",
        r"\p{Nope}",
        "a" * (LONGEST_PATTERN + 1),
        "\ud800[",
    ],
)
def test_what_cannot_be_matched_in_linear_time_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError) as caught:
        search_of(pattern)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "(?:a?){60}a{60}", r"\s+$", ".*.*.*=.*", "(?:(?:a{0,30}){0,30})$b"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    search = search_of(pattern)
    begun = time.process_time()
    search("a" * 50_000 + "! ")
    search(" " * 50_000 + "x")
    assert time.process_time() - begun < 1


@given(st.text(max_size=30), st.text(max_size=200))
def test_any_pattern_is_refused_or_finds_a_place(pattern: str, text: str) -> None:
    try:
        found = search_of(pattern)(text)
    except UsageError:
        return
    assert found is None or 0 <= found[0] <= found[1] <= len(text)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60), st.sampled_from(["outlet", "address", "speaker", "phrase", "pattern"]))
def test_any_words_are_a_watch_or_refused(words: str, kind: WatchKind) -> None:
    try:
        met = _met(kind, words, _article(), Taking(words, words))
    except UsageError:
        return
    assert met is None or met.reason
