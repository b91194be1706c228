"""What the pages of one outlet repeat: stock paragraphs leave the body, and nothing that an article says ever does."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.errors import ReadError
from sourcier.model import Article, Page, Template
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.templates import Templates
from sourcier.read import learn_template, read_article
from sourcier.read.template import VERSION

_PAGES = Path(__file__).parent.parent / "pages"
_APPEAL = (
    "Le Fanal est un journal sans publicité et sans actionnaire : chaque don, même modeste, nous permet d'enquêter un jour de plus. "
    "Merci à toutes celles et ceux qui nous aident."
)
_LETTER = "Every Friday our editors pick the five stories that mattered most and send them to forty thousand kitchens, free of charge."
_STORIES = {
    "La criée change de quai": [
        "La criée de Port-Sablon quittera le quai aux Brumes au printemps, a décidé le syndicat des pêcheurs lundi soir.",
        "Le nouveau bâtiment coûtera neuf millions et sera chauffé par l'eau de mer, précise l'architecte Lise Garrec.",
        "Les mareyeurs demandent encore un parking, que la commune promet pour l'automne de cette année.",
    ],
    "Un ours dans la vallée": [
        "Un ours a été aperçu trois fois cette semaine au-dessus des granges de Haute-Combe, racontent deux bergers.",
        "Les brebis ont été descendues d'un étage, et les chiens de protection ne dorment plus, sourit Paul Ordax.",
        "Des agents du parc poseront vendredi des appareils photographiques le long du torrent.",
    ],
    "Grève à la verrerie": [
        "Les verriers de Saint-Cyriac ont arrêté les fours jeudi pour la première fois depuis quarante ans.",
        "La direction propose une prime, le délégué Marc Tavel réclame une augmentation des salaires de nuit.",
        "Une rencontre est prévue mardi à la sous-préfecture, sous l'œil des clients étrangers.",
    ],
    "Le musée rouvre": [
        "Le musée du Sel rouvre samedi après deux ans de travaux, avec une salle consacrée aux paludières.",
        "La conservatrice Inès Morvan a retrouvé des carnets dont personne ne connaissait l'existence.",
        "L'entrée sera libre tout le premier week-end, et les visites guidées seront données en deux langues.",
    ],
}


def _page(title: str, lines: list[str], number: int) -> Page:
    inner = "".join(f"<p>{line}</p>" for line in lines)
    return Page(
        f"https://fanal.example/{number}", f"<html lang=fr><title>{title}</title><body><main><h1>{title}</h1>{inner}</main></body>".encode()
    )


def _pages(*, head: list[str] | None = None, foot: list[str] | None = None, middle: list[str] | None = None) -> list[Page]:
    return [
        _page(title, [*(head or []), lines[0], *(middle or []), *lines[1:], *(foot or [])], number)
        for number, (title, lines) in enumerate(_STORIES.items())
    ]


def _body(page: Page, others: list[Page]) -> list[str]:
    return read_article(page, template=learn_template([read_article(other) for other in others])).body.split("\n")


def _prose(title: str) -> list[str]:
    return _STORIES[title]


@pytest.mark.parametrize("place", ["head", "foot", "middle"])
@pytest.mark.parametrize("stock", [_APPEAL, _LETTER])
def test_a_stock_paragraph_leaves_the_body(place: str, stock: str) -> None:
    pages = _pages(**{place: [stock]})
    assert stock in read_article(pages[0]).body
    for page, lines in zip(pages, _STORIES.values(), strict=True):
        assert _body(page, [other for other in pages if other is not page]) == lines


def test_a_short_line_goes_with_the_stock_it_touches_and_stays_elsewhere() -> None:
    pages = _pages(foot=["Un mot pour finir.", _APPEAL], middle=["Les faits."])
    for page, lines in zip(pages, _STORIES.values(), strict=True):
        assert _body(page, pages) == [lines[0], "Les faits.", *lines[1:]]


def test_fewer_than_three_articles_teach_nothing() -> None:
    articles = [read_article(page) for page in _pages(foot=[_APPEAL])]
    assert learn_template([]) == Template()
    assert learn_template(articles[:2]).lines == ()
    assert learn_template(articles[:3]).lines != ()


def test_versions_of_one_article_teach_nothing() -> None:
    lines = next(iter(_STORIES.values()))
    versions = [
        _page(f"La criée, version {n}", [*lines, f"Mis à jour pour la {n}e fois ce soir, avec un détail sur le quai."], n) for n in range(6)
    ]
    assert learn_template([read_article(page) for page in versions]).lines == ()
    captures = [_page(title, [*lines, _APPEAL], 1) for title, lines in _STORIES.items()]
    assert learn_template([read_article(page) for page in captures]).lines == ()


def test_background_that_articles_on_one_matter_share_stays() -> None:
    background = "La verrerie de Saint-Cyriac, fondée par la famille Tavel, emploie trois cents ouvriers et vend ses bouteilles au Nord."
    pages = [
        _page(
            f"Verrerie, jour {n}",
            [
                f"À Saint-Cyriac, le {n}e jour de la grève a commencé devant les grilles de l'usine, dans le {place}.",
                f"La famille Tavel a reçu {who} et promis une réponse avant la fin de la semaine, sans autre détail pour {who}.",
                background,
            ],
            n,
        )
        for n, (place, who) in enumerate(
            [("froid", "les maires"), ("bruit", "la presse"), ("calme", "un médiateur"), ("vent", "deux élus")], 2
        )
    ]
    assert background in _body(pages[0], pages)


def test_words_that_are_quoted_are_safe() -> None:
    quoted = f"« {_APPEAL} »"
    pages = _pages(foot=[_APPEAL])
    template = learn_template([read_article(page) for page in pages])
    title, lines = (
        "Les dons vus par un lecteur",
        [*_prose("Un ours dans la vallée"), "Il lit à haute voix : « Voici la page.", _APPEAL, "Il repose le journal. »"],
    )
    assert _APPEAL in read_article(_page(title, lines, 9), template=template).body
    markup = _page(title, _prose("Le musée rouvre"), 9).content.replace(
        b"</main>", f"<blockquote><p>{_APPEAL}</p></blockquote></main>".encode()
    )
    assert _APPEAL in read_article(Page("https://fanal.example/9", markup), template=template).body
    again = _pages(foot=[quoted])
    assert quoted in _body(again[0], again)


def test_a_page_of_nothing_but_stock_keeps_it() -> None:
    template = learn_template([read_article(page) for page in _pages(foot=[_APPEAL])])
    assert read_article(_page("Aidez-nous", [_APPEAL], 9), template=template).body == _APPEAL


def test_a_value_of_another_rule_changes_nothing() -> None:
    pages = _pages(foot=[_APPEAL])
    template = learn_template([read_article(page) for page in pages])
    other = Template(template.lines, template.articles, VERSION + 1)
    assert read_article(pages[0], template=other) == read_article(pages[0])


def test_the_article_tells_which_value_it_was_read_with() -> None:
    pages = _pages(foot=[_APPEAL])
    template = learn_template([read_article(page) for page in pages])
    read = read_page(pages[0], templates=Templates({"fanal.example": template})).article
    assert read is not None
    assert read.found["template"] == template.template_id
    assert _APPEAL in [block.text for block in read.blocks if block.label == "other"]
    assert "template" not in read_article(_page("Brève", _prose("Le musée rouvre"), 7), template=template).found


def test_the_order_of_articles_does_not_matter() -> None:
    articles = [read_article(page) for page in _pages(foot=[_APPEAL], head=[_LETTER])]
    assert len({learn_template(order) for order in permutations(articles)}) == 1
    assert learn_template([*articles, *articles]) == learn_template(articles)


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in _PAGES.glob("*/page.html")))
def test_without_a_template_nothing_changes(folder: str) -> None:
    page = Page("https://phare.example/a", (_PAGES / folder / "page.html").read_bytes(), "text/html")
    try:
        plain = read_article(page)
    except ReadError:
        return
    assert read_article(page, template=None) == plain
    assert read_article(page, template=Template()) == plain


_LINE = st.sampled_from([line for lines in _STORIES.values() for line in lines] + [_APPEAL, _LETTER, "Les faits.", "« Oui. »"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(_LINE, min_size=1, max_size=6), min_size=1, max_size=6))
def test_only_lines_that_three_pages_share_can_go(texts: list[list[str]]) -> None:
    articles = []
    for number, lines in enumerate(texts):
        try:
            articles.append(read_article(_page(f"Titre {number} de la page", lines, number)))
        except ReadError:
            continue
    template = learn_template(articles)
    for number, lines in enumerate(texts):
        try:
            plain, taught = (read_article(_page(f"Titre {number} de la page", lines, number), template=t) for t in (None, template))
        except ReadError:
            continue
        gone = set(plain.body.split("\n")) - set(taught.body.split("\n"))
        assert all(sum(line in article.body.split("\n") for article in articles) >= 3 for line in gone)
        assert all(block.span.of(taught.body) == block.text for block in taught.blocks if block.span)


def test_hostile_counts_are_bounded() -> None:
    lines = "\n".join(f"La ligne numéro {n} de ce long registre ne dit rien de plus que la précédente." for n in range(4_000))
    article = read_article(Page("https://fanal.example/1", lines.encode(), "text/plain"))
    many = [Article(article.body, blocks=article.blocks, title=f"Registre {n}", address=f"https://fanal.example/{n}") for n in range(12)]
    assert learn_template(many).lines == ()
