"""One line at a time: what is a credit, what is debris, what is neither, and where it stands."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Link, Span
from sourcier.read.credits.lines import mark_debris, mark_line
from sourcier.read.credits.rules import may_mark

PHARE = "https://phare.example/une"


def kinds(text: str, *links: Link) -> list[tuple[str, str]]:
    return [(credit.kind, credit.name) for credit in mark_line(text, links).credits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source : Le Phare du Ponant", [("origin", "Le Phare du Ponant")]),
        ("SOURCE: Tidewater Post", [("origin", "Tidewater Post")]),
        ("Sources : AFP, Le Phare du Ponant", [("agency", "AFP"), ("origin", "Le Phare du Ponant")]),
        ("Quelle: sid/dpa", [("agency", "sid"), ("agency", "dpa")]),
        ("Quelle: Universität Seestadt, Institut für Ebbe", [("origin", "Universität Seestadt"), ("origin", "Institut für Ebbe")]),
        ("Fuente: EFE", [("agency", "EFE")]),
        ("Fonte: ANSA", [("agency", "ANSA")]),
        ("Источник: РИА Новости", [("agency", "РИА Новости")]),
        ("Zdroj: ČTK", [("agency", "ČTK")]),
        ("Bron: ANP", [("agency", "ANP")]),
        ("1.12.2022 | Quelle: Werft Seestadt | deichblatt.example © Deich Verlag", [("origin", "Werft Seestadt")]),
        ("mit dpa", [("agency", "dpa")]),
        ("La rédaction avec AFP", [("agency", "AFP")]),
        ("Le Phare du Ponant avec agences", [("agency", "agences")]),
        ("(KNA, cd)", [("agency", "KNA")]),
        ("News agencies", [("agency", "News agencies")]),
        ("Ada Marsh and Ewan Dover, Associated Press", [("agency", "Associated Press")]),
        ("— with files from Reuters", [("agency", "Reuters")]),
        ("Aude Marin — Traduit par Tom Aldous — 5 juillet 2018", [("translation", "Tom Aldous")]),
        ("Crosspost: https://phare.example/919", [("republished", "phare.example")]),
        ("Reprinted by permission of Kestrel Books, New York, NY.", [("republished", "Kestrel Books")]),
        ("This post originally appeared on The Harbour Lantern.", [("republished", "The Harbour Lantern")]),
        ("(via Tidewater Curios)", [("via", "Tidewater Curios")]),
        ("Via Mediapart", [("via", "Mediapart")]),
        ("First published in the Harbour Lantern.", [("republished", "Harbour Lantern")]),
        ("This article appeared in the Harbour Lantern on May 3.", [("republished", "Harbour Lantern")]),
        ("Cet article est paru dans Gazette des Marées du 3 mai.", [("republished", "Gazette des Marées")]),
        ("Copyright 2022 NPR. To see more, visit https://www.npr.org.", [("republished", "NPR")]),
        ("En partenariat avec Mediapart", [("origin", "Mediapart")]),
        ("Quelle: Pressemitteilung der Universität Seestadt", [("origin", "Universität Seestadt")]),
    ],
)
def test_credits_of_a_line(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Le bac est en panne.",
        "Photo : AFP",
        "Crédits : Reuters",
        "Foto: Jana Dohl/dpa",
        "© Jana Dohl / DPA",
        "© AFP",
        "AFP via Getty Images",
        "Source des données : Institut des marées",
        "Source : DR",
        "Source: bitte auswählen",
        "Quelle: Unsplash",
        "Graphique : Le Phare du Ponant. Source : données de la mairie",
        "Selon une source proche du dossier, le bac est en panne.",
        "The source: a spring below the mill",
        "Repéré par Aude Marin",
        "First published 11:02 PM, 3 May 2022",
        "This article was first published here.",
        "This article was reprinted in the Harbour Lantern.",
        "A version of this article appears in print on May 3, Section A.",
        "Cet article a été repris par Le Phare du Ponant.",
        "Das Wort kommt aus dem Englischen und bedeutet Miete.",
        "Ce roman, traduit par Tom Aldous, paraît demain.",
        "Une hausse qui se traduit par des fermetures",
        "Les AFP du Chili gèrent les retraites de millions de salariés, dit un rapport.",
        "Via Roma 12, 00184 Roma",
        "Copyright de l'image AFP",
        "Publié le 4 août 2022",
        "Twitter",
        "PA initials: Peter Alder",
        "PC",
        "Beta",
        "mit Therme, Hotel und Spa",
        "In collaboration with Kestrel Boots",
        "Veröffentlicht in: Aktuelles",
        "via GIPHY",
        "This article appeared in the June issue.",
        "The leak was first reported by Tidewater Post.",
    ],
)
def test_lines_that_credit_nobody(text: str) -> None:
    assert kinds(text) == []


def test_the_words_of_a_link_are_a_name_and_its_address() -> None:
    credit = mark_line("Source : Le Phare du Ponant", (Link(PHARE, "Le Phare du Ponant"),)).credits[0]
    assert (credit.name, credit.address) == ("Le Phare du Ponant", PHARE)


def test_a_link_under_here_names_its_site() -> None:
    assert kinds("Lest den Originalartikel auf Englisch hier.", Link(PHARE, "hier")) == [("republished", "phare.example")]


def test_a_line_that_is_only_a_link_to_the_original() -> None:
    assert kinds("Article original", Link(PHARE, "Article original")) == [("republished", "phare.example")]
    assert kinds("Article original") == []


def test_a_line_that_links_to_two_sites_names_neither() -> None:
    assert kinds("Source", Link(PHARE, "Sou"), Link("https://gazette.example/1", "rce")) == []


def test_a_line_may_be_credit_and_debris() -> None:
    marks = mark_line("Source : Lire l'article complet par Le Phare du Ponant")
    assert [(credit.kind, credit.name) for credit in marks.credits] == [("republished", "Le Phare du Ponant")]
    assert [(debris.kind, debris.party) for debris in marks.debris] == [("importer", "Le Phare du Ponant")]


def test_a_feed_footer_names_the_feed_and_the_tool() -> None:
    marks = mark_line("L’article Le bac revient est apparu en premier sur Gazette des Marées.")
    assert [(credit.kind, credit.name) for credit in marks.credits] == [("republished", "Gazette des Marées")]
    assert marks.debris[0].tool == "Yoast SEO"


def test_the_mark_at_the_end_of_a_long_paragraph_is_read() -> None:
    text = "Le bac est en panne depuis hier soir. " * 60 + "Cet article a été initialement publié sur Gazette des Marées."
    credit = mark_line(text).credits[0]
    assert credit.name == "Gazette des Marées"
    assert credit.span is not None
    assert credit.span.of(text) == credit.printed


def test_the_language_of_the_page_goes_first() -> None:
    assert mark_line("Source : Le Phare du Ponant", language="fr").credits[0].rule == "fr:source-label"
    assert mark_line("Source : Le Phare du Ponant", language="en").credits[0].rule == "en:source-label"


def test_most_lines_are_never_asked() -> None:
    assert not may_mark("Le bac est en panne depuis hier soir.")
    assert may_mark("source : Le Phare du Ponant")


def test_marks_debris_without_credits() -> None:
    assert mark_debris("Source : Le Phare du Ponant") is None
    found = mark_debris("Let's block ads! (Why?)")
    assert found is not None
    assert (found.kind, found.tool) == ("ad_block", "FiveFilters Full-Text RSS")


@pytest.mark.parametrize(
    "text",
    [
        "Source : " * 20_000,
        "This article was originally " * 8_000,
        "traduit par " * 15_000,
        "(" * 50_000,
        "AFP " * 40_000,
        "https://" * 20_000,
        "Quelle: " + "a, " * 40_000,
        "Der Beitrag " + "x " * 60_000,
        "\u00a0" * 50_000,
    ],
)
def test_long_lines_cost_no_more_than_their_ends(text: str) -> None:
    begin = time.process_time()
    mark_line(text)
    assert time.process_time() - begin < 1.5


@given(st.text(max_size=400), st.sampled_from([None, "fr", "en", "de", "es", "it", "ru", "zz"]))
def test_spans_hold_whatever_is_printed(text: str, language: str | None) -> None:
    for credit in mark_line(text, (), language).credits:
        assert credit.span is not None
        assert credit.span.of(text).strip() == credit.printed
        assert credit.name


@given(
    st.sampled_from(["Source : {}", "Originally published on {}.", "Quelle: {}", "(via {})", "Traduit par {}", "Fonte: {}"]),
    st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80),
)
def test_any_name_may_stand_in_a_credit(line: str, name: str) -> None:
    text = line.format(name)
    for credit in mark_line(text).credits:
        assert credit.span is not None
        assert credit.span.of(text).strip() == credit.printed


def test_a_tool_s_line_credits_the_text_and_not_the_front_page_of_its_site() -> None:
    text = "The post The Sarn ferry makes its last crossing appeared first on River Digest."
    links = (
        Link("https://river-digest.example/ferry", "The Sarn ferry makes its last crossing", Span(9, 47)),
        Link("https://river-digest.example/", "River Digest", Span(66, 78)),
    )
    (credit,) = mark_line(text, links).credits
    assert (credit.kind, credit.name, credit.address) == ("republished", "River Digest", "https://river-digest.example/ferry")
