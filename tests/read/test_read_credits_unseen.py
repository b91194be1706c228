"""What pages read for the first time taught: lists of what was asked, notes on facts, lines that break off, titles behind articles."""

from __future__ import annotations

import pytest

from sourcier.model import Block, Label, Link, Span
from sourcier.read.credits.agency import find_dateline, find_signature, read_byline, read_signed_line
from sourcier.read.credits.find import find_credits
from sourcier.read.credits.head import find_head_credits
from sourcier.read.credits.lines import mark_line
from sourcier.read.credits.names import is_titled
from sourcier.read.credits.relayed import find_relayed
from sourcier.read.metadata.head import Head

TEXT = "The ferry that links the island to the mainland will not sail again before spring, the harbour board decided on Monday evening."


def read(*lines: tuple[Label, str, str]) -> list[tuple[str, str]]:
    body = Block("body", TEXT, Span(0, len(TEXT)), "article>div>p")
    blocks = (body, *(Block(label, text, None, place) for label, text, place in lines))
    found = find_credits(blocks, TEXT, Head("https://breakwater.example/1", None, None, None, None, ""), language="en")
    return [(credit.kind, credit.name) for credit in found]


@pytest.mark.parametrize(
    "line",
    [
        "Sources: town hall of Morvanne, Fire Brigade, Harbour Board",
        "Sources: Harbour Clinic; Board of Health; Tide Service",
        "Source: Insee",
        "Source : Office of Statistics of Ardonia",
        "Source: Tidewater Post, author's calculations",
        "Source: Tidewater Post. Graphic: Ada Marsh",
        "Map: Ada Marsh. Source: Tidewater Post",
    ],
)
def test_what_was_asked_or_reckoned_is_no_origin(line: str) -> None:
    assert mark_line(line).credits == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Source: Harbour Board", ["Harbour Board"]),
        ("Sources: Tidewater Post, Harbour Board", ["Tidewater Post", "Harbour Board"]),
        ("Sources: Mediapart, Harbour Board", ["Mediapart", "Harbour Board"]),
    ],
)
def test_one_name_or_an_outlet_among_them_is_an_origin(line: str, names: list[str]) -> None:
    assert [credit.name for credit in mark_line(line).credits] == names


def test_links_make_a_list_of_bodies_a_credit() -> None:
    links = (Link("https://board.example/1", "Harbour Board"),)
    assert [credit.name for credit in mark_line("Sources: Harbour Board, Fire Brigade", links).credits][:1] == ["Harbour Board"]


def test_a_report_that_can_be_read_is_not_where_the_text_stood() -> None:
    assert mark_line("Read the full report here: https://board.example/report.pdf").credits == ()


def test_a_note_behind_a_fact_of_a_list_is_the_facts() -> None:
    line = "4,200 passengers a day (source: Tidewater Post)."
    assert read(("credit", line, "article>div>ul>li")) == []
    assert read(("credit", line, "article>div>p")) == [("origin", "Tidewater Post")]
    assert read(("credit", "Source: Tidewater Post", "article>div>ul>li")) == [("origin", "Tidewater Post")]


def test_a_line_that_breaks_off_asks_for_the_next() -> None:
    assert read(("other", "Originally published at", "article>div>p"), ("other", "Harbour Mirror", "article>div>p")) == [
        ("republished", "Harbour Mirror")
    ]
    assert read(("other", "Originally published at", "article>div>p"), ("other", "two in the morning", "article>div>p")) == []
    assert read(("other", "The ferry board met at", "article>div>p"), ("other", "Harbour Mirror", "article>div>p")) == []


def test_an_organisation_behind_the_text_is_read_from_structured_data_where_it_is_known() -> None:
    def credits_of(name: str) -> list[tuple[str, str]]:
        entry = {"@type": "NewsArticle", "sourceOrganization": {"@type": "Organization", "name": name}}
        head = Head("https://breakwater.example/1", None, None, None, None, "", json_ld=(entry,))
        return [(credit.kind, credit.name) for credit in find_head_credits(head, "https://breakwater.example/1")]

    assert credits_of("Mediapart") == [("republished", "Mediapart")]
    assert credits_of("Breakwater Holding") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("AFP Paris", "AFP"),
        ("Agence France-Presse à Morvane", "Agence France-Presse"),
        ("ADA MARSH Associated Press", "Associated Press"),
        ("AFP Publié le 12/03/2024", "AFP"),
    ],
)
def test_an_agency_with_its_writer_its_town_or_its_day(line: str, name: str) -> None:
    assert [credit.name for credit in read_byline(line)] == [name]


@pytest.mark.parametrize("line", ["AFP Photo", "Agencia Tributaria", "Agence immobilière"])
def test_what_only_looks_like_an_agency(line: str) -> None:
    assert read_byline(line) == ()
    assert read_signed_line(line) == ()


def test_a_mark_that_is_a_word_for_a_picture_too() -> None:
    assert [credit.name for credit in find_dateline("Rabat, 12 mars 2024 (MAP) - Le bac ne part plus.")] == ["MAP"]
    assert [credit.name for credit in find_signature("Le bac ne part plus. (MAP)")] == ["MAP"]
    assert find_signature("Le bac ne part plus. (Map)") == ()


@pytest.mark.parametrize("text", ["Photos : A. M. et AFP", "Illustration © Adobe Stock / AFP"])
def test_a_line_of_pictures_signs_no_text(text: str) -> None:
    assert find_signature(text) == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dune Weekly", True),
        ("Le Phare du Ponant", True),
        ("Luchs-Zeitung", True),
        ("Лужский вестник", True),
        ("Ada Marsh", False),
        ("Weekly", False),
        ("le Phare", False),
        ("Brévenne", False),
    ],
)
def test_names_made_as_outlets_names_are(name: str, expected: bool) -> None:
    assert is_titled(name) is expected


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("She told the Guardian that it was over.", "en", ["Guardian"]),
        ("« Nous attendons », a-t-il confié au Monde.", "fr", ["Monde"]),
        ("Selon les informations du Figaro, le bac est en panne.", "fr", ["Figaro"]),
        ("Die Fähre ist kaputt, berichtet die »Luchs-Zeitung«.", "de", ["Luchs-Zeitung"]),
        ("Dem „Seeblick“ zufolge ist die Fähre kaputt.", "de", ["Seeblick"]),
        ("Об этом пишет газета «Лужский вестник».", "ru", ["Лужский вестник"]),
        ("Er zeigt, wie sich die Welt verändert.", "de", []),
        ("Der so genannte „Superspreader“ bleibt selten.", "de", []),
        ("Das Portal zitiert Gerüchte aus dem Hafen.", "de", []),
        ("Il a fait le tour du Monde en bateau.", "fr", []),
    ],
)
def test_titles_behind_articles_and_in_quotation_marks(text: str, language: str, names: list[str]) -> None:
    assert [credit.name for credit in find_relayed(text, language)] == names
