"""The marks of copying tools over the blocks of a page."""

from __future__ import annotations

import pytest

from sourcier.model import Block, Label
from sourcier.read.credits.debris import find_debris


@pytest.mark.parametrize(
    ("text", "kind", "tool", "party"),
    [
        ("Adblock test (Why?)", "ad_block", "FiveFilters Full-Text RSS", None),
        ("Let's block ads! (Why?)", "ad_block", "FiveFilters Full-Text RSS", None),
        ("The post The ferry is back appeared first on Tidewater Post.", "feed_footer", "Yoast SEO", "Tidewater Post"),
        ("L’article Le bac revient est apparu en premier sur Gazette des Marées.", "feed_footer", "Yoast SEO", "Gazette des Marées"),
        ("Der Beitrag Die Fähre fährt wieder erschien zuerst auf Seestadt Kurier.", "feed_footer", "Yoast SEO", "Seestadt Kurier"),
        ("La entrada El barco vuelve apareció primero en Correo de las Dunas.", "feed_footer", "Yoast SEO", "Correo de las Dunas"),
        ("L'articolo Il traghetto torna proviene da Gazzetta del Faro.", "feed_footer", "Yoast SEO", "Gazzetta del Faro"),
        ("Сообщение Паром вернулся появились сначала на Вестник Приморья.", "feed_footer", "Yoast SEO", "Вестник Приморья"),
        ("Source : Lire l'article complet par Le Phare du Ponant", "importer", None, "Le Phare du Ponant"),
        ("Lire la suite…", "read_more", None, None),
        ("Plus d'infos : Gazette des Marées", "importer", None, None),
        ("J’aime chargement…", "share", None, None),
        ("WordPress:", "share", None, None),
        ("Abonnez-vous à notre newsletter", "newsletter", None, None),
        ("Laisser un commentaire", "comment_form", None, None),
        ("Votre adresse courriel ne sera pas publiée. Les champs obligatoires sont indiqués avec *", "comment_form", None, None),
        ("À propos de l'auteur Le Phare du Ponant", "author_box", None, "Le Phare du Ponant"),
        ("Recommended For You", "related", None, None),
        ("This story has not been edited by our staff and is auto-generated from a syndicated feed.", "importer", None, None),
    ],
)
def test_debris_of_a_line(text: str, kind: str, tool: str | None, party: str | None) -> None:
    found = find_debris((Block("debris", text),))
    assert [(debris.kind, debris.tool, debris.party) for debris in found] == [(kind, tool, party)]
    assert found[0].printed == text


@pytest.mark.parametrize("label", ["navigation", "comments", "related", "caption", "title", "author_box"])
def test_the_frame_of_the_page_is_its_own(label: Label) -> None:
    assert find_debris((Block(label, "Let's block ads! (Why?)"),)) == ()


def test_buttons_count_only_among_the_paragraphs() -> None:
    text = Block("body", "Le bac est en panne.", None, "article>div>p")
    assert find_debris((text, Block("other", "Partager :", None, "article>div>ul>li"))) == ()
    assert [debris.kind for debris in find_debris((text, Block("other", "Partager :", None, "article>div>p")))] == ["share"]
    assert [debris.kind for debris in find_debris((text, Block("other", "Adblock test (Why?)", None, "body>p")))] == ["ad_block"]


def test_each_mark_once_in_page_order() -> None:
    blocks = (Block("debris", "Lire la suite…"), Block("body", "Adblock test (Why?)"), Block("debris", "Lire la suite…"))
    assert [debris.kind for debris in find_debris(blocks)] == ["read_more", "ad_block"]


def test_prose_is_no_debris() -> None:
    text = "Le conseil du port a voté. Lire la suite des débats demandera de la patience, dit la capitaine. " * 6
    assert find_debris((Block("body", text),)) == ()


def test_a_page_of_marks_has_an_end() -> None:
    blocks = tuple(Block("debris", f"L'article {n} est apparu en premier sur Gazette des Marées.") for n in range(5_000))
    assert len(find_debris(blocks)) == 200
