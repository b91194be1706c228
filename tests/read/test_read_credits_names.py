"""Names read after a credit, offices of those who write for agencies, lines of pictures, links that are labels."""

from __future__ import annotations

import pytest

from sourcier.model import Link
from sourcier.read.credits.agency import find_dateline, read_byline, read_signed_line
from sourcier.read.credits.lines import mark_line

ELSEWHERE = "https://lantern.example/a/1"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("AP Sports Writer", "AP"),
        ("Reuters Staff", "Reuters"),
        ("PA Political Correspondent", "PA"),
        ("AFP agence", "AFP"),
        ("agences/olhor", "agences"),
        ("© Agence France-Presse", "Agence France-Presse"),
        ("2022-08-04 来源：新华网", "新华网"),
        ("La rédaction avec AFP", "AFP"),
    ],
)
def test_a_line_signs_for_an_agency(line: str, name: str) -> None:
    assert [credit.name for credit in read_signed_line(line)] == [name]


@pytest.mark.parametrize(
    "line", ["© AFP", "AFP/Archives", "dpa/Archivbild", "Staff Writer", "Boat Staff", "AP teachers", "Harbour Correspondent"]
)
def test_a_line_signs_for_none(line: str) -> None:
    assert read_signed_line(line) == ()
    assert read_byline(line) == ()


def test_a_word_for_an_agency_leads_up_to_its_name() -> None:
    assert [credit.name for credit in read_signed_line("агентства «Интерфакс»")] == ["Интерфакс"]
    assert [credit.name for credit in read_signed_line("AFP, agences")] == ["AFP", "agences"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Jane Dover | Los Angeles Times (TNS)", [("agency", "TNS"), ("republished", "Los Angeles Times")]),
        ("Ada Marsh, ProPublica", [("republished", "ProPublica")]),
        ("BBC News Mundo", [("republished", "BBC News Mundo")]),
        ("Reddit", []),
        ("Monde", []),
        ("Le Monde avec AFP", [("agency", "AFP")]),
    ],
)
def test_a_byline_names_outlets(line: str, found: list[tuple[str, str]]) -> None:
    assert [(credit.kind, credit.name) for credit in read_byline(line)] == found


def test_a_day_may_follow_an_agency_at_the_head() -> None:
    assert [credit.name for credit in find_dateline("ТАСС, 4 августа. Рынок откроется весной.")] == ["ТАСС"]
    assert find_dateline("AFP, disent les pêcheurs. Le marché ouvrira.") == ()


@pytest.mark.parametrize(
    ("line", "words", "name"),
    [
        ("Source: Ferries return to the strait at last", "Ferries return to the strait at last", "lantern.example"),
        ("Voir en ligne : La halle rouvre", "La halle rouvre", "lantern.example"),
        ("Source: Lantern of the quiet harbour", "Lantern of the quiet harbour", "Lantern of the quiet harbour"),
        ("Source : l'Institut des estuaires", "Institut des estuaires", "Institut des estuaires"),
        ("Source: The Harbour Gazette: Ferries return", "The Harbour Gazette", "The Harbour Gazette"),
    ],
)
def test_a_link_bears_a_name_or_a_title(line: str, words: str, name: str) -> None:
    assert [credit.name for credit in mark_line(line, (Link(ELSEWHERE, words),)).credits] == [name]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Source : université de Brévenne", "université de Brévenne"),
        ("Source: harbour360", None),
        ("Source: Harbour360", "Harbour360"),
        ("Source: 360harbour", "360harbour"),
        ("Source: 12h30", None),
        ("Source : juin 2022", None),
        ('Source: Telegram "ecume_rouge"', "ecume_rouge"),
        ("Source : association de quartier", None),
        ("Verified and authored by ANI staff, ANI is an agency.", "ANI"),
        ("Source: Hereford Gazette", "Hereford Gazette"),
        ("Source: Quiet Harbour Post, here", "Quiet Harbour Post"),
    ],
)
def test_words_that_can_be_a_name(line: str, name: str | None) -> None:
    assert next((credit.name for credit in mark_line(line).credits), None) == name


def test_links_that_are_labels_name_their_sites() -> None:
    links = (Link("https://lantern.example/1", "Source"), Link("https://curios.example/2", "Via"))
    assert [(credit.kind, credit.name) for credit in mark_line("Source | Via", links).credits] == [
        ("origin", "lantern.example"),
        ("via", "curios.example"),
    ]
    assert mark_line("Source, via and " + "a long line of other words " * 3, links).credits == ()


@pytest.mark.parametrize("text", ["Quelle: Foto: İhlas Haber Ajansı", "Quelle: Grafik İlker Yılmaz", "Source: Photo: İstanbul Post"])
def test_a_letter_that_grows_in_lower_case_hides_no_picture(text: str) -> None:
    assert mark_line(text).credits == ()
