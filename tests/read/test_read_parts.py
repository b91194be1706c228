"""Articles cut into pages: which page an address is, and which link leads on."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Page
from sourcier.read import read_article
from sourcier.read.page.parts import split_page

_HOME = "https://phare.example"
_PROSE = "<p>La compagnie des barges a repris ses voyages lundi, après neuf semaines d'arrêt dues à la glace.</p>" * 2


def _next(address: str, link: str, attributes: str = "") -> tuple[str | None, tuple[str, ...]]:
    inner = f"<h1>Les barges</h1>{_PROSE}<a {attributes} href='{link}'>Suite</a>"
    markup = f"<html><title>Les barges</title><body><main>{inner}</main></body></html>"
    article = read_article(Page(_HOME + address, markup.encode(), "text/html"))
    return article.next_page, article.flags


@pytest.mark.parametrize(
    ("address", "stem", "number"),
    [
        ("/barges", "/barges", 1),
        ("/barges?page=2", "/barges", 2),
        ("/barges?id=7&page=2", "/barges?id=7", 2),
        ("/barges?page=2&id=7", "/barges?id=7", 2),
        ("/barges/page/12/", "/barges", 12),
        ("/barges-page-2.html", "/barges", 2),
        ("/barges,page3.html", "/barges", 3),
        ("/barges?page=2#haut", "/barges", 2),
        ("/homepage-2031", "/homepage-2031", 1),
        ("/barges?page=0", "/barges?page=0", 1),
        ("/barges?page=987", "/barges?page=987", 1),
    ],
)
def test_addresses(address: str, stem: str, number: int) -> None:
    assert split_page(_HOME + address) == (_HOME + stem, number)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/barges", "/barges?page=2"),
        ("/barges", "?page=2"),
        ("/barges", "/barges/2"),
        ("/barges.html", "/barges-2.html"),
        ("/barges/", "/barges/page/2"),
        ("/barges?page=3", "/barges?page=4"),
    ],
)
def test_the_next_page_is_found(address: str, link: str) -> None:
    found, flags = _next(address, link)
    assert found is not None
    assert found.endswith(link)
    assert "has next page" in flags


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/barges", "/barges?page=3"),
        ("/barges", "/barges"),
        ("/barges", "/phares?page=2"),
        ("/barges", "https://ailleurs.example/barges?page=2"),
        ("/barges", "/barges/2031"),
        ("/barges/2", "/barges/2"),
        ("/barges/2", "/barges/3"),
        ("/barges?page=3", "/barges?page=2"),
        ("/tour-de-france-1", "/tour-de-france-3"),
    ],
)
def test_no_other_link_is_the_next_page(address: str, link: str) -> None:
    assert _next(address, link, "rel=next") == _next(address, "/rien")


def test_many_links_cost_little() -> None:
    links = "".join(f'<a href="/barges-{n}">{n}</a> ' for n in range(100, 9_000))
    began = time.process_time()
    article = read_article(Page(f"{_HOME}/barges", f"<html><title>B</title><body><main>{_PROSE}</main>{links}</body></html>".encode()))
    assert article.next_page is None
    assert time.process_time() - began < 3


@given(st.text(max_size=60))
def test_any_address_splits(tail: str) -> None:
    stem, number = split_page(f"{_HOME}/{tail}")
    assert 1 <= number <= 200
    assert len(stem) <= len(f"{_HOME}/{tail}")


@pytest.mark.parametrize("key", ["page", "pg", "paged", "PAGE", "Pg", "Paged"])
@given(st.integers(1, 200), st.sampled_from(["", "&a=b", "#c"]))
def test_the_page_is_read_from_every_key(key: str, number: int, rest: str) -> None:
    assert split_page(f"{_HOME}/barges?{key}={number}{rest}")[1] == number
