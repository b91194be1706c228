"""Credits of whole pages, put together by hand: bylines, datelines, signatures, head, feed, text, and what is dropped."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages import languages
from sourcier.model import Block, Credit, Label, Link, Outlet, Span
from sourcier.read.credits.agency import find_dateline, find_signature, read_byline, read_signed_line
from sourcier.read.credits.find import find_credits
from sourcier.read.credits.head import find_feed_credits, find_head_credits
from sourcier.read.credits.relayed import find_relayed
from sourcier.read.metadata.head import Head

HERE = "https://vigie.example/mer/bac"
OWN = Outlet("La Vigie du Large", ("vigie.example",))
PROSE = "Le conseil du port a décidé que le bac ne prendrait plus la mer avant le printemps, et les habitants protestent."


def page(*lines: tuple[Label, str], head: Head | None = None, **options: Any) -> tuple[Credit, ...]:
    blocks, offset, parts = [], 0, []
    for label, text in lines:
        inside = label in {"body", "quote", "list", "heading"}
        blocks.append(Block(label, text, Span(offset, offset + len(text)) if inside else None, "article>div>p"))
        if inside:
            parts.append(text)
            offset += len(text) + 1
    return find_credits(tuple(blocks), "\n".join(parts), head or Head(address=HERE), outlet=OWN, **options)


def kinds(found: tuple[Credit, ...]) -> list[tuple[str, str]]:
    return [(credit.kind, credit.outlet or credit.name) for credit in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Par La rédaction avec AFP - 3 févr. 2031 à 14:12", ["AFP"]),
        ("Von dpa 30.04.2024, 18:58", ["dpa"]),
        ("Von: det/dpa", ["dpa"]),
        ("By Ada Marsh, Associated Press", ["AP"]),
        ("Par : Le Phare du Ponant avec AFP", ["AFP"]),
        ("le 03/02/2031 à 09h40 par Afp - Lecture en 4 min", ["AFP"]),
        ("Por Agencia EFE", ["EFE"]),
        ("FMW/Bloomberg", ["Bloomberg"]),
        ("By Ada Marsh, CNN", ["CNN"]),
        ("Di Redazione ANSA", ["ANSA"]),
        ("Avec Agence Boréale", [None]),
        ("By Ada Marsh, Harbour News Agency", [None]),
        ("Par une agence de voyages", []),
        ("By Ada Marsh", []),
        ("Photo: Ada Marsh/AFP", []),
        ("By Ada Marsh / Getty Images / AFP", []),
    ],
)
def test_agencies_of_a_byline(text: str, expected: list[str]) -> None:
    found = read_byline(text)
    assert [credit.outlet for credit in found] == expected
    assert all(credit.span and credit.span.of(text) == credit.printed for credit in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PARIS, 4 août (AFP) - Le bac", ["AFP"]),
        ("Paris, le 4 août 2022 (AFP) – Le bac", ["AFP"]),
        ("LONDON (Reuters) - The ferry", ["Reuters"]),
        ("BEIRUT/THE HAGUE, March 7 (Reuters) - The ferry", ["Reuters"]),
        ("(Reuters) — The ferry", ["Reuters"]),
        ("Wiesbaden (KNA/iz). Der Bund", ["KNA"]),
        ("Paris (awp/afp) - Le groupe", ["AFP"]),
        ("Frankfurt (dpa-AFX) - Der Dax", ["dpa-AFX"]),
        ("Berlin - dpa - Der Bund", ["dpa"]),
        ("AFP, MANILA", ["AFP"]),
        ("PTI, Washington,", ["PTI"]),
        ("МОСКВА, 4 августа. /ТАСС/. Паром", ["TASS"]),
        ("МОСКВА, 4 авг - РИА Новости. Паром", ["RIA Novosti"]),
        ("Москва. 4 августа. INTERFAX.RU - Паром", ["Interfax"]),
        ("Madrid, 4 ago (EFE).- El barco", ["EFE"]),
        ("(ANSA) - ROMA, 04 AGO - Il traghetto", ["ANSA"]),
        ("BEIJING, Aug. 4 (Xinhua) -- The ferry", ["Xinhua"]),
        ("Reuters, the news agency, said that the ferry was late.", []),
        ("Le maire (PS) a dit que le bac était en panne.", []),
        ("The Associated Press reported that the ferry was late.", []),
        ("El fondo de pensiones (AFP) subió sus comisiones.", []),
        ("", []),
    ],
)
def test_agencies_of_a_dateline(text: str, expected: list[str]) -> None:
    assert [credit.outlet for credit in find_dateline(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le bac reviendra au printemps. (AFP)", ["AFP"]),
        ("Die Fähre kommt im Frühjahr zurück. (dpa/ks)", ["dpa"]),
        ("Die Fähre kommt im Frühjahr zurück (mit dpa)", ["dpa"]),
        ("The ferry will be back. — AFP", ["AFP"]),
        ("Le bac reviendra au printemps. cpb/ob/mm", []),
        ("La radio locale en parle (voir page 3)", []),
        ("Le bac appartient à la région (propriétaire)", []),
    ],
)
def test_agencies_of_a_signature(text: str, expected: list[str]) -> None:
    found = find_signature(text)
    assert [credit.outlet for credit in found] == expected
    assert all(credit.span and credit.span.of(text) == credit.printed for credit in found)


@pytest.mark.parametrize(
    "text", ["mcc/edel", "Reuters plans to sell its tower in the harbour", "AP exams begin in May, schools say", "a" * 200]
)
def test_lines_that_are_not_signed(text: str) -> None:
    assert read_signed_line(text) == ()


def test_a_page_of_its_own_credits_nobody() -> None:
    assert page(("title", "Le bac en panne"), ("byline", "Par Aude Marin"), ("body", PROSE), ("credit", "Source : La Vigie du Large")) == ()


def test_spans_are_into_the_body() -> None:
    found = page(("title", "Le bac"), ("body", PROSE), ("body", "Cet article est paru à l'origine dans Gazette des Marées."))
    assert kinds(found) == [("republished", "Gazette des Marées")]
    assert found[0].span is not None
    assert found[0].span.start >= len(PROSE)


def test_the_names_of_a_label_may_stand_on_the_next_line() -> None:
    found = page(("title", "Le bac"), ("body", PROSE), ("other", "Source :"), ("other", "https://phare.example/une"))
    assert kinds(found) == [("origin", "phare.example")]


def test_a_list_of_references_is_no_origin() -> None:
    lines: list[tuple[Label, str]] = [
        ("other", f"Marin, A. : Histoire du bac de Morvanne, tome {number}, 1987, 200 p.") for number in range(3)
    ]
    assert page(("title", "Le bac"), ("body", PROSE), ("other", "Sources :"), *lines) == ()


@pytest.mark.parametrize("label", ["navigation", "comments", "related"])
def test_what_stands_far_below_speaks_of_other_pages(label: Label) -> None:
    frame: list[tuple[Label, str]] = [("navigation", f"Rubrique {number}") for number in range(60)]
    assert page(("title", "Le bac"), ("body", PROSE), *frame, (label, "Avec AFP")) == ()


def test_a_picture_keeps_its_own_credit() -> None:
    blocks = (
        Block("title", "Le bac"),
        Block("caption", "Le bac de Morvanne à quai, hier soir."),
        Block("credit", "Jan Dohl, Associated Press"),
        Block("credit", "AFP", None, "article>figure>figcaption"),
        Block("body", PROSE, Span(0, len(PROSE)), "article>p"),
    )
    assert find_credits(blocks, PROSE, Head(address=HERE), outlet=OWN) == ()


def test_a_text_that_notes_its_origins_passage_by_passage_credits_none_of_them() -> None:
    notes: list[tuple[Label, str]] = [
        ("body", PROSE),
        ("other", "Source : Institut des marées"),
        ("body", PROSE),
        ("other", "Source : Port de Morvanne"),
    ]
    assert page(("title", "Le bac"), *notes, ("body", PROSE)) == ()
    assert kinds(page(("title", "Le bac"), ("body", PROSE), ("other", "Source : Port de Morvanne"))) == [("origin", "Port de Morvanne")]
    foot: list[tuple[Label, str]] = [("credit", "Source : Institut des marées"), ("credit", "Source : Port de Morvanne"), ("body", PROSE)]
    assert len(page(("title", "Le bac"), ("body", PROSE), *foot)) == 2


def test_each_party_once_a_kind() -> None:
    found = page(("title", "Le bac"), ("byline", "Avec AFP"), ("body", f"MORVANNE (AFP) - {PROSE}"), ("credit", "© 2022 AFP"))
    assert kinds(found) == [("agency", "AFP")]


def head(**values: Any) -> Head:
    return Head(address=HERE, **values)


@pytest.mark.parametrize(
    ("given_head", "expected"),
    [
        (head(canonical="https://phare.example/une"), [("republished", "phare.example")]),
        (head(canonical="https://www.lemonde.fr/une"), [("republished", "Le Monde")]),
        (head(og_url="https://phare.example/une"), [("republished", "phare.example")]),
        (head(canonical=HERE, og_url="https://phare.example/une"), []),
        (head(canonical="https://www.vigie.example/mer/bac"), []),
        (head(canonical="https://vigie.test/mer/bac"), []),
        (head(canonical="https://vigie-example.cdn.ampproject.org/c/s/x"), []),
        (head(canonical="https://web.archive.org/web/2022/https://vigie.example/mer/bac"), []),
        (head(meta=(("author", "AFP"),)), [("agency", "AFP")]),
        (head(meta=(("author", "Aude Marin"),)), []),
        (head(meta=(("syndication-source", "https://phare.example/une"),)), [("republished", "phare.example")]),
        (head(meta=(("original-source", "https://phare.example/une"),)), [("origin", "phare.example")]),
        (head(meta=(("dc.source", "Gazette des Marées"),)), [("origin", "Gazette des Marées")]),
        (head(json_ld=({"@type": "NewsArticle", "author": [{"@type": "Organization", "name": "Reuters"}]},)), [("agency", "Reuters")]),
        (head(json_ld=({"@type": "NewsArticle", "isBasedOn": {"url": "https://phare.example/une"}},)), [("republished", "phare.example")]),
        (
            head(json_ld=({"@type": "Article", "translationOfWork": {"name": "x", "url": "https://phare.example"}},)),
            [("translation", "phare.example")],
        ),
        (head(json_ld=({"@type": "Article", "translator": {"@type": "Person", "name": "Tom Aldous"}},)), [("translation", "Tom Aldous")]),
        (head(json_ld=({"@type": "WebSite", "author": "AFP"},)), []),
        (head(json_ld=({"@type": "NewsArticle", "author": None, "isBasedOn": [[["x"]], 3, {"name": 5}]},)), []),
    ],
)
def test_credits_of_the_head(given_head: Head, expected: list[tuple[str, str]]) -> None:
    found = find_head_credits(given_head, HERE)
    assert kinds(found) == expected
    assert all(credit.span is None and credit.place.startswith("head:") for credit in found)


def test_a_site_that_changed_its_name_is_one_site() -> None:
    files = tuple(("stylesheet", f"https://nouveau.example/{number}.css") for number in range(4))
    assert find_head_credits(head(canonical="https://nouveau.example/bac", rels=files), HERE) == ()
    assert find_head_credits(Head(canonical="https://rifs-seestadt.example/x"), "https://iass-seestadt.example/x") == ()


def test_a_snapshot_is_the_page_itself() -> None:
    address = f"https://web.archive.org/web/2022/{HERE}"
    assert find_credits((), "", Head(address=address, canonical=HERE)) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((("source.title", "Le Phare"), ("source.href", "https://phare.example/feed")), [("republished", "Le Phare")]),
        ((("source.href", "https://phare.example/feed"),), [("republished", "phare.example")]),
        ((("dc:source", "AFP"),), [("agency", "AFP")]),
        ((("via", "https://phare.example/une"),), [("via", "phare.example")]),
        ((("canonical", "https://phare.example/une"),), [("republished", "phare.example")]),
        ((("title", "Le bac"), ("source.title", "")), []),
        ((("source.title", "x" * 500),), []),
    ],
)
def test_credits_of_a_feed_entry(fields: tuple[tuple[str, str], ...], expected: list[tuple[str, str]]) -> None:
    assert kinds(find_feed_credits(fields)) == expected


@pytest.mark.parametrize(
    ("text", "language", "printed"),
    [
        ("Il veut coopérer, rapporte CNN Türk.", "fr", ["rapporte CNN Türk"]),
        ("Selon Mediapart, la somme est plus haute.", "fr", ["Selon Mediapart"]),
        ("« Nous attendons », a-t-il indiqué mardi à l’AFP.", "fr", ["a-t-il indiqué mardi à l’AFP"]),
        ("L’AFP a également démenti ces propos.", "fr", ["AFP a également démenti"]),
        ("La région le savait, révèle La Vigie des Dunes.", "fr", ["révèle La Vigie des Dunes"]),
        ("Gazette des Marées révèle une autre somme.", "fr", ["Gazette des Marées révèle"]),
        ("Elle l'a dit dans un entretien au quotidien Le Parisien.", "fr", ["dit dans un entretien au quotidien Le Parisien"]),
        ("Deaths rose in May, reports Reuters.", "en", ["reports Reuters"]),
        ("“We waited,” she told CNN. The New York Times reported the sale.", "en", ["told CNN", "The New York Times reported"]),
        ("according to Sui Lin of the Washington Post", "en", ["according to Sui Lin of the Washington Post"]),
        ("Wie das Handelsblatt berichtete, steigt der Preis.", "de", ["Wie das Handelsblatt"]),
        ("Laut der Nachrichtenagentur Reuters brennt es.", "de", ["Laut der Nachrichtenagentur Reuters"]),
        ("Lo dijo el martes a EFE el alcalde.", "es", ["dijo el martes a EFE"]),
        ("Il traghetto è in ritardo, riferisce l'ANSA.", "it", ["riferisce l'ANSA"]),
        ("Паром опоздал, сообщает ТАСС.", "ru", ["сообщает ТАСС"]),
    ],
)
def test_what_outlets_reported(text: str, language: str, printed: list[str]) -> None:
    found = find_relayed(text, language)
    assert [credit.printed for credit in found] == printed
    assert all(credit.span and credit.span.of(text) == credit.printed for credit in found)
    assert {credit.printed for credit in find_relayed(text)} >= set()


@pytest.mark.parametrize(
    "text",
    [
        "Elle travaille à la rédaction depuis dix ans.",
        "CNN a son siège dans une grande ville.",
        "Il a ouvert le magasin 24 heures sur 24.",
        "La petite Marianne a six ans.",
        "Il se rend à Le Havre, puis dans Les Alpilles, et sur La Canebière.",
        "Die Zeit heilt alle Wunden.",
        "He moved to the Tidewater Post in 2019.",
        "The White House Press Secretary Ada Marsh said so.",
        "",
    ],
)
def test_outlets_that_reported_nothing(text: str) -> None:
    assert find_relayed(text, "fr") == ()
    assert find_relayed(text, "en") == ()


def test_the_own_outlet_relays_nothing() -> None:
    body = "Le maire l'a dit à La Vigie du Large. « Nous attendons », a-t-il indiqué à l'AFP."
    found = page(("title", "Le bac"), ("body", body), language="fr")
    assert kinds(found) == [("relayed", "AFP")]


@given(st.text(max_size=300), st.sampled_from([None, *languages()]))
def test_spans_of_what_is_relayed_hold_in_any_text(text: str, language: str | None) -> None:
    for credit in find_relayed(text, language):
        assert credit.span is not None
        assert credit.span.of(text) == credit.printed


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["title", "byline", "body", "credit", "other", "related", "caption", "navigation"]), st.text(max_size=90)
        ),
        max_size=12,
    )
)
def test_credits_of_any_blocks_have_true_spans(lines: list[tuple[Label, str]]) -> None:
    blocks, parts, offset = [], [], 0
    for label, text in lines:
        inside = label == "body"
        blocks.append(
            Block(label, text, Span(offset, offset + len(text)) if inside else None, "article>p", (Link("https://phare.example/1", text),))
        )
        parts += [text] if inside else []
        offset += len(text) + 1 if inside else 0
    body = "\n".join(parts)
    for credit in find_credits(tuple(blocks), body, Head(address=HERE), outlet=OWN):
        assert credit.span is None or credit.span.of(body).strip() == credit.printed.strip()


@pytest.mark.parametrize("label", ["credit", "debris"])
def test_a_mark_counts_wherever_it_stands_below_the_text(label: Label) -> None:
    blocks = (Block("body", PROSE, Span(0, len(PROSE)), "article>p"), Block(label, "a line\n" * 60 + "Translated by Ana Lund"))
    assert [credit.name for credit in find_credits(blocks, PROSE, Head())] == ["Ana Lund"]
