"""Addresses as anchors: texts in two languages that name little but point to the same pages are found; one link is not enough."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sourcier.compare import find_reuses
from sourcier.compare.addresses import address_marks, link_anchors
from sourcier.model import Article, Image, Link, Outlet, Reuse, Span
from sourcier.text.words import find_words

# A column that names hardly anybody: nothing but what it points to goes through a translation.
FRENCH = (
    "Depuis trois ans, ceux qui comptent les hirondelles le disent tous : [elles reviennent plus tard](https://oiseaux.example/bilan) "
    "et repartent plus tôt. Une [étude des observateurs bénévoles](https://revue.example/etude) le confirme, village après village.\n"
    "Les granges où elles nichaient sont devenues des [maisons de vacances](https://logement.example/granges), et les mares des parkings. "
    "La [carte des nids perdus](https://cartes.example/nids) montre une tache blanche qui grandit le long du fleuve.\n"
    "Il suffirait pourtant d'une [planche sous le toit](https://bricolage.example/planche), comme on le faisait autrefois. Le "
    "[guide gratuit](https://bricolage.example/guide) tient en deux pages."
)
ENGLISH = (
    "For three years now, those who count swallows have said one thing: [they come back later](https://oiseaux.example/bilan) and leave "
    "sooner. A [study by volunteer watchers](https://revue.example/etude) bears it out, village after village.\n"
    "The barns in which they nested have turned into [holiday homes](https://logement.example/granges), and the ponds into car parks. The "
    "[map of lost nests](https://cartes.example/nids) shows a white patch that grows along the river.\n"
    "And yet a [board under the roof](https://bricolage.example/planche) would do, as people used to put there. The "
    "[free guide](https://bricolage.example/guide) fits on two pages."
)
OTHER = (
    "Our readers ask what became of the campaign for nesting boxes. The town has bought two hundred of them, and schools will paint them "
    "in spring. Whoever wants to read more finds the numbers in a [report of last year](https://oiseaux.example/bilan), which the council "
    "has put on its pages.\n"
    "Meanwhile the market hall is being rebuilt, the tram will run again by summer, and the library looks for people who read aloud to "
    "children on rainy afternoons."
)


def article(marked: str, language: str, outlet: str, images: Sequence[str] = ()) -> Article:
    """The article of a text in which links stand as [words](address)."""
    body, links = "", []
    for part in marked.split("["):
        words, _, rest = part.partition("](")
        if rest:
            address, _, after = rest.partition(")")
            links.append(Link(address, words, Span(len(body), len(body) + len(words))))
            body += words + after
        else:
            body += part
    pictures = tuple(Image(address) for address in images)
    return Article(
        body=body, language=language, outlet=Outlet(outlet), address=f"https://{outlet}.example/1", links=tuple(links), images=pictures
    )


def find(*articles: Article) -> list[Reuse]:
    return list(find_reuses(articles))


def test_a_translation_that_names_nobody_is_found_by_what_it_points_to() -> None:
    [reuse] = find(article(FRENCH, "fr", "phare"), article(ENGLISH, "en", "ledger"))
    assert reuse.kind == "translation"
    assert min(reuse.share_first, reuse.share_second) > 0.9


def test_without_its_links_it_is_not() -> None:
    plain = [article(text, tag, outlet) for text, tag, outlet in ((FRENCH, "fr", "phare"), (ENGLISH, "en", "ledger"))]
    assert find(*(Article(body=a.body, language=a.language, outlet=a.outlet, address=a.address) for a in plain)) == []


def test_one_link_in_common_is_not_enough() -> None:
    assert find(article(FRENCH, "fr", "phare"), article(OTHER, "en", "ledger")) == []


def test_links_in_another_order_speak_against_it() -> None:
    one, *between, other = ENGLISH.replace("\n", " ").split(". ")
    shuffled = ". ".join([other, *reversed(between), one])
    assert find(article(FRENCH, "fr", "phare"), article(shuffled, "en", "ledger")) == []


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        ("https://revue.example/etude?utm_source=mail", True),
        ("http://revue.example/etude", True),
        ("https://revue.example/", False),
        ("https://revue.example", False),
        ("https://phare.example/archives/2", False),  # the outlet's own
        ("mailto:redaction@phare.example", False),
        ("javascript:void(0)", False),
    ],
)
def test_which_addresses_are_marks(address: str, counts: bool) -> None:
    marks = address_marks([article(f"Voir [ici]({address}) la suite.", "fr", "phare")])
    assert len(marks.hashes) == counts


def test_one_page_has_one_mark_however_it_is_spelled() -> None:
    spelled = ["https://revue.example/etude", "http://revue.example/etude#bas", "https://REVUE.example:443/a/../etude?utm_source=x"]
    marks = address_marks([article(f"Voir [ici]({address}) la suite.", "fr", "phare") for address in spelled])
    assert len(set(marks.hashes.tolist())) == 1
    assert marks.texts.tolist() == [0, 1, 2]


def test_a_picture_is_a_mark_wherever_it_lies() -> None:
    pictures = ["https://phare.example/photos/nid.jpg", "https://images.example/nid.jpg"]
    assert len(address_marks([article("Un nid.", "fr", "phare", pictures)]).hashes) == 2


def test_an_anchor_stands_at_the_first_word_under_its_link() -> None:
    held = article(
        "Une [étude des bénévoles](https://revue.example/etude) le confirme ; [voir](https://cartes.example/nids)", "fr", "phare"
    )
    anchors = link_anchors([Article(), held], find_words(["", held.body]))
    assert (anchors.texts.tolist(), anchors.places.tolist()) == ([1, 1], [1, 6])
    assert held.body.split()[1] == "étude"
