"""A page saved as a file takes the address that it was saved from, and says where it read it; a copy keeps its own name."""

from __future__ import annotations

import pytest

from sourcier.model import Page
from sourcier.read import read_article

TEXT = "".join(
    f"<p>{line}</p>"
    for line in (
        "La criée de Brévenne a vendu samedi quatre tonnes de lieu noir, deux fois plus que l'an dernier à la même date.",
        "Les patrons pêcheurs attendent du port qu'il répare enfin la grue du quai nord, en panne depuis le mois de mars.",
    )
)
FILE = "file:///home/ida/lieu.html"
CANONICAL = '<link rel="canonical" href="https://phare.example/lieu">'
OG = '<meta property="og:url" content="https://phare.example/lieu?id=3">'
OTHER_OG = '<meta property="og:url" content="https://copie.example/lieu">'
MARK = "<!-- saved from url=(0026)https://guet.example/lieu -->\n"
SINGLE = "<!--\n Page saved with SingleFile \n url: https://guet.example/lieu \n saved date: Fri May 02 2031\n-->"


def page(head: str, *, site: str = "", before: str = "", address: str = FILE) -> Page:
    name = f'<meta property="og:site_name" content="{site}">' if site else ""
    html = f"<!doctype html>{before}<html><head>{name}{head}</head><body><article><h1>Le lieu noir</h1>{TEXT}</article></body></html>"
    return Page(address, html.encode(), "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("given", "address", "place"),
    [
        (page(CANONICAL), "https://phare.example/lieu", "head:link[rel=canonical]"),
        (page(CANONICAL, site="Le Phare"), "https://phare.example/lieu", "head:link[rel=canonical]"),
        (page(CANONICAL + OG), "https://phare.example/lieu", "head:link[rel=canonical]"),
        (page(OG), "https://phare.example/lieu?id=3", "head:og:url"),
        (page(CANONICAL + OTHER_OG), "https://copie.example/lieu", "head:og:url"),
        (page(CANONICAL, before=MARK), "https://guet.example/lieu", "saved from"),
        (page(CANONICAL, before=SINGLE), "https://guet.example/lieu", "saved from"),
        (page(CANONICAL, site="Tout sur la mer"), FILE, None),
        (page(""), FILE, None),
        (page('<link rel="canonical" href="javascript:alert(1)">'), FILE, None),
        (page(CANONICAL, address=""), "https://phare.example/lieu", "head:link[rel=canonical]"),
        (page(CANONICAL, address="https://copie.example/lieu"), "https://copie.example/lieu", None),
    ],
)
def test_the_address_of_a_saved_page(given: Page, address: str, place: str | None) -> None:
    article = read_article(given)
    assert (article.address, article.found.get("address")) == (address, place)


def test_a_saved_page_has_the_outlet_of_its_address_and_credits_nobody_for_it() -> None:
    article = read_article(page(CANONICAL + OG))
    assert article.outlet is not None
    assert article.outlet.domains == ("phare.example",)
    assert article.credits == ()


def test_a_saved_copy_credits_the_page_that_its_canonical_address_names() -> None:
    article = read_article(page(CANONICAL + OTHER_OG))
    assert [credit.address for credit in article.credits] == ["https://phare.example/lieu"]
