"""Translated copies: found by names and numbers in order, told from reports of the same event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.compare import find_reuses
from sourcier.compare.anchors import _known, find_anchors, skeletons
from sourcier.model import Article, Outlet, Reuse
from sourcier.text.words import find_words

FRENCH = (
    "Le gouverneur Anselm Torvald a inauguré lundi à Karsholm le barrage de Vestrigen, long de 1450 mètres, que le royaume attendait "
    "depuis 1987. L'ingénieure Mirela Dankova, de la compagnie Hydronor, assure que la centrale fournira 320 mégawatts à la région de "
    "Solberg et à la capitale.\n"
    "Les villages de Tjernes, Obrestad et Linnevik ont été déplacés. Leur porte-parole, Henrik Aasmund, réclame 78 millions de couronnes "
    "devant le tribunal administratif de Grimstavn, où l'avocate Sofia Branković plaidera en octobre."
)
ENGLISH = (
    "Governor Anselm Torvald on Monday opened the Vestrigen dam in Karsholm, 1450 metres long, which the kingdom had awaited since 1987. "
    "Engineer Mirela Dankova of the Hydronor company says the power station will supply 320 megawatts to the Solberg "
    "region and to the capital.\n"
    "The villages of Tjernes, Obrestad and Linnevik were moved. Their spokesman, Henrik Aasmund, demands 78 million crowns before the "
    "administrative court of Grimstavn, where the lawyer Sofia Brankovic will plead in October."
)
RUSSIAN = (
    "Губернатор Ансельм Торвальд в понедельник открыл в Карсхольме плотину Вестриген длиной 1450 метров, которой королевство ждало "
    "с 1987 года. "
    "Инженер Мирела Данкова из компании «Гидронор» утверждает, что станция даст 320 мегаватт региону Сольберг и столице.\n"
    "Деревни Тьернес, Обрестад и Линневик были перенесены. Их представитель Хенрик Аасмунд требует 78 миллионов крон "
    "в административном суде "
    "Гримставна, где адвокат София Бранкович выступит в октябре."
)
SAME_EVENT = (
    "Protesters met the opening of a dam near Karsholm with whistles. Sofia Brankovic, who speaks for three flooded villages, said that "
    "nobody had been asked. The governor, Anselm Torvald, left after ten minutes. Shares of the builder rose by two per cent in the "
    "capital, "
    "while fishermen blocked the road to the valley with their boats until the police came in the evening and wrote down forty names."
)


def make(body: str, language: str | None, outlet: str) -> Article:
    return Article(body=body, language=language, outlet=Outlet(outlet), address=f"https://{outlet}.example/")


def find(*pairs: tuple[str, str | None]) -> list[Reuse]:
    return list(find_reuses(make(body, language, f"outlet{n}") for n, (body, language) in enumerate(pairs)))


@pytest.mark.parametrize("other", [(ENGLISH, "en"), (RUSSIAN, "ru")])
def test_a_translation_is_found(other: tuple[str, str]) -> None:
    [reuse] = find((FRENCH, "fr"), other)
    assert reuse.kind == "translation"
    assert reuse.share_first > 0.9
    assert reuse.share_second > 0.9


def test_a_translation_inside_a_longer_piece_is_found_where_it_stands() -> None:
    own = "Some paragraphs of our own come before it, about the weather and the harvest, and nobody translated them from anywhere.\n"
    host = make(own + ENGLISH, "en", "host")
    [reuse] = find_reuses([make(FRENCH, "fr", "origin"), host])
    side = [found.second if reuse.second == host.article_id else found.first for found in reuse.alignments]
    assert min(span.start for span in side) >= len(own)


def test_a_report_of_the_same_event_is_no_translation() -> None:
    assert find((FRENCH, "fr"), (SAME_EVENT, "en")) == []


def test_one_language_or_none_known_makes_no_translation() -> None:
    assert find((FRENCH, "fr"), (ENGLISH, "fr")) == []
    assert find((FRENCH, None), (ENGLISH, "en")) == []


def test_translations_can_be_left_out() -> None:
    articles = [make(FRENCH, "fr", "a"), make(ENGLISH, "en", "b")]
    assert list(find_reuses(articles, translations=False)) == []


def test_a_foreign_form_left_on_two_pages_is_no_translation() -> None:
    form = "\nLeave a Reply. Your address will not be published by Karsholm Media Group, Vestrigen Street 1450, Solberg. Required fields."
    own = "La foire aux fromages de Vaubrun attend samedi quarante exposants et une fanfare, sous les arcades de la grande rue." + form
    other = "Beekeepers of the high valley lost half their swarms to a mild winter and blame a hornet that came by sea." + form
    assert [reuse.kind for reuse in find((own, "fr"), (other, "en"))] in ([], ["copy"])


def test_a_pair_is_given_once() -> None:
    reuses = find((FRENCH + "\n" + FRENCH.upper(), "fr"), (FRENCH + "\n" + ENGLISH, "en"))
    assert len(reuses) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Macedonia", "Mazedonien"), ("Gerrard", "Gérard"), ("Philippe", "Filip"), ("Sanktionen", "sanctions"), ("Бранкович", "Branković")],
)
def test_names_look_alike_across_languages(one: str, other: str) -> None:
    first, second = skeletons([one, other])
    assert first[:3] == second[:3] != ""


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12), max_size=8))
def test_each_word_has_the_skeleton_it_has_alone(words: list[str]) -> None:
    assert skeletons(words) == [skeletons([word])[0] for word in words]


def test_a_word_has_one_skeleton_whichever_spelling_is_met_first() -> None:
    spellings = ["gouverneur", "gou\u00adver\u00adneur", "GOUVERNEUR", "gouverneur\u0301"]
    for first in spellings:
        _known.cache_clear()
        texts = [first, *spellings]
        assert len(set(find_anchors(find_words(texts), texts).hashes.tolist())) == 1
    _known.cache_clear()
    soft, plain = (find_anchors(find_words([text]), [text]).hashes.tolist() for text in ("Ober\u00adland", "Oberland"))
    assert soft == plain
