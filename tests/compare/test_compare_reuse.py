"""Reuses found and not found: each kind of copying, and what only looks like it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from sourcier.compare import align, find_boilerplate, find_reuses
from sourcier.model import Article, Outlet, Reuse

PORT = (
    "La capitainerie de Port-Brume a annoncé mardi la fermeture du vieux bassin, où mouillent encore une trentaine de chalutiers.\n"
    "Selon le maire, Odile Kerravec, les travaux de dragage coûteront quatre millions d'euros et dureront jusqu'au printemps.\n"
    "Les pêcheurs, eux, redoutent de devoir vendre leur prise à Sainte-Hune, de l'autre côté de l'estuaire, où la criée ferme à midi."
)
FAIR = (
    "Le marché aux laines de Valdoux rouvre samedi après deux ans de silence, avec une centaine d'éleveurs venus des plateaux.\n"
    "Une exposition de métiers à tisser occupera l'ancienne halle, et les écoles de la vallée y montreront leurs teintures."
)
STOCK = "Recevez chaque matin les nouvelles de la côte dans votre boîte en vous abonnant à la lettre du large, sans frais et sans attente."
START = datetime(2031, 3, 4, 8, tzinfo=UTC)


def make(body: str, outlet: str = "phare", hours: float = 0) -> Article:
    return Article(body=body, outlet=Outlet(outlet), published=START + timedelta(hours=hours), address=f"https://{outlet}.example/{hours}")


def find(*bodies: str) -> list[Reuse]:
    return list(find_reuses(make(body, f"outlet{number}", number) for number, body in enumerate(bodies)))


def test_a_whole_copy_is_found_whole() -> None:
    [reuse] = find(PORT, PORT.upper().replace("'", "’"))
    assert reuse.kind == "copy"
    assert reuse.share_first == pytest.approx(1, abs=0.01)
    assert reuse.first < reuse.second


def test_a_paragraph_inside_a_longer_piece_is_found_where_it_stands() -> None:
    one, other = make(PORT), make(FAIR + "\n" + PORT.split("\n")[1] + "\n" + FAIR.upper()[:40], "vallee")
    [reuse] = find_reuses([one, other])
    [spans] = reuse.alignments
    texts = {one.article_id: one.body, other.article_id: other.body}
    assert spans.first.of(texts[reuse.first]).startswith("Selon le maire, Odile Kerravec")
    assert spans.second.of(texts[reuse.second]).endswith("jusqu'au printemps")


def test_moved_paragraphs_are_two_alignments() -> None:
    first, second, third = PORT.split("\n")
    [reuse] = find(PORT, f"{third}\n{first}\n{second}")
    assert len(reuse.alignments) == 2
    assert reuse.share_second > 0.98


def test_an_edit_every_few_words_does_not_hide_a_copy() -> None:
    words = PORT.split(" ")
    edited = " ".join("remplacé" if number % 9 == 4 else word for number, word in enumerate(words))
    [reuse] = find(PORT, edited)
    assert reuse.share_first > 0.9


def test_a_heavy_rewording_is_said_to_be_one() -> None:
    words = (PORT + " " + FAIR).split(" ")
    edited = " ".join(f"autre{number}" if number % 10 in {3, 7, 8} else word for number, word in enumerate(words))
    reuses = find(PORT + " " + FAIR, edited)
    assert [reuse.kind for reuse in reuses] in ([], ["rewording"])


def test_unrelated_articles_share_nothing() -> None:
    assert find(PORT, FAIR) == []


def test_the_formulas_of_a_kind_of_report_are_no_reuse() -> None:
    opening, close = "Voici les prévisions pour la journée du mardi 12 mai.", "Lever du soleil à 6 h 14, coucher à 21 h 22."
    assert find(f"{opening}\n{PORT}\n{close}", f"{opening}\n{FAIR}\n{STOCK}\n{close}") == []


def test_the_shreds_of_a_text_are_a_reuse_however_short_each_is() -> None:
    words = (PORT + " " + FAIR).split(" ")
    shredded = [f"tout autre chose {number} dite ailleurs par nous" if number % 7 == 6 else word for number, word in enumerate(words)]
    assert find(PORT + " " + FAIR, " ".join(shredded))


def test_one_sentence_taken_into_a_long_piece_is_a_reuse() -> None:
    sentence = "Les pêcheurs redoutent de devoir vendre leur prise à Sainte-Hune, de l'autre côté de l'estuaire."
    assert find(PORT.rsplit("\n", 1)[0] + "\n" + sentence, FAIR + "\n" + sentence)


def test_a_shared_quotation_alone_is_no_reuse() -> None:
    words = "nous ne laisserons pas mourir ce port où nos mères ont attendu nos pères"
    assert (
        find(f"{FAIR}\nOdile Kerravec a déclaré : « {words} ».", f'Au conseil, le maire lance : "{words}", puis se tait.\n' + FAIR[::-1])
        == []
    )


def test_words_quoted_from_a_text_are_a_reuse_of_it() -> None:
    words = PORT.split("\n")[1]
    assert len(find(PORT, f"On lit dans la presse : « {words} »\n{FAIR}")) == 1


def test_a_passage_of_many_unrelated_articles_is_boilerplate() -> None:
    own = [
        "Les ruches du col ont perdu la moitié de leurs essaims, disent les apiculteurs, qui accusent un hiver trop doux et un frelon.",
        "La troupe du moulin jouera trois soirs une comédie en patois, et la recette ira à la réfection du clocher penché de Mirvel.",
        "Un câble sous-marin relie désormais l'îlot des Sternes au continent, après sept mois de pose contrariée par les courants.",
        "Au tribunal de Lesquer, un notaire répondait hier de dix-huit testaments raturés, dont trois au profit de son propre neveu.",
        "Le club d'aviron a repêché dans le canal une cloche de bronze que les archives donnaient pour fondue depuis la guerre.",
        "Faute de bras, les vergers du bas pays laisseront cette année un tiers des poires aux merles, calcule la coopérative.",
    ]
    articles = [make(f"{body}\n{STOCK}", f"outlet{n}", n * 24 * 5) for n, body in enumerate(own)]
    assert list(find_reuses(articles)) == []
    [passage] = find_boilerplate(articles).passages
    assert passage.text == STOCK.rstrip(".")
    assert (passage.articles, len(passage.outlets)) == (6, 6)
    # what was learned there serves where too few articles are at hand to learn it
    assert len(list(find_reuses(articles[:2]))) == 1
    assert list(find_reuses(articles[:2], boilerplate=find_boilerplate(articles))) == []
    assert align(articles[0], articles[1], boilerplate=find_boilerplate(articles)) == ()


def test_an_outlets_own_box_is_no_reuse() -> None:
    assert list(find_reuses([make(f"{PORT}\n{STOCK}"), make(f"{FAIR}\n{STOCK}", hours=2)])) == []


def test_an_outlet_that_tells_its_text_again_is_found() -> None:
    assert len(list(find_reuses([make(PORT), make(PORT + "\nFin.", hours=2)]))) == 1


@pytest.mark.parametrize("body", ["", " \n ", "!", "mot", "quatre mots et fin"])
def test_texts_too_short_to_tell_are_passed_over(body: str) -> None:
    assert find(body, body, PORT) == []


def test_no_articles_no_reuses() -> None:
    assert list(find_reuses([])) == []
    assert find_boilerplate([]).passages == ()


@pytest.mark.parametrize(
    "body",
    [
        "mot " * 100_000,
        " ".join(f"mot{number}" for number in range(80_000)),
        "« " * 50_000 + PORT,
        "\ud800\u0301" * 20_000 + PORT,
        "x" * 500_000,
    ],
)
def test_hostile_texts_end_soon(body: str) -> None:
    before = time.process_time()
    find(body, body, body)
    assert time.process_time() - before < 10
