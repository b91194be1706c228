"""Parties by name and address: one party whatever spelling a page uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.languages.parties import (
    find_party,
    generic_agencies,
    is_agency,
    is_domain,
    is_mirror,
    name_key,
    own_address,
    parties,
    party_key,
    photo_agencies,
    same_party,
)
from sourcier.model import Outlet
from sourcier.text.addresses import registrable_domain


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("AFP", "AFP"),
        ("l'Agence France-Presse", "AFP"),
        ("THE ASSOCIATED PRESS", "AP"),
        ("Deutsche Presse-Agentur", "dpa"),
        ("ТАСС", "TASS"),
        ("新华社", "Xinhua"),
        ("Anadolu Ajansi", "Anadolu Ajansı"),
        ("pravda.ru", "Pravda.ru"),
        ("Reseau International", "Réseau International"),
        ("«\u00a0Le Monde\u00a0»", "Le Monde"),
        ("CNN Turk", "CNN Türk"),
        ("La Presse", "La Presse"),
        ("Die Presse", "Die Presse"),
        ("The Times", "The Times"),
    ],
)
def test_a_party_is_found_by_any_of_its_names(name: str, main: str) -> None:
    found = find_party(name)
    assert found is not None
    assert found.name == main


@pytest.mark.parametrize(
    ("address", "main"),
    [
        ("https://www.lemonde.fr/international/article/1", "Le Monde"),
        ("https://reseauinternational.net/x/", "Réseau International"),
        ("https://edition.cnn.com/2022/1", "CNN"),
        ("https://uk.reuters.com/article/1", "Reuters"),
        ("https://francais.rt.com/1", "RT"),
    ],
)
def test_a_party_is_found_by_its_address(address: str, main: str) -> None:
    found = find_party(None, address)
    assert found is not None
    assert found.name == main


@pytest.mark.parametrize("name", ["", "Le Phare du Ponant", "phare.example", "!!!", "la", "a" * 300])
def test_an_unknown_name_is_nobody(name: str) -> None:
    assert find_party(name) is None


def test_one_party_has_one_key() -> None:
    keys = {
        party_key("Réseau International"),
        party_key("reseauinternational.net"),
        party_key(None, "https://reseauinternational.net/a"),
        party_key("RÉSEAU INTERNATIONAL", "https://reseauinternational.net/b"),
    }
    assert keys == {"reseau international"}


def test_the_key_of_an_unknown_party() -> None:
    assert party_key("Le Phare du Ponant") == party_key("LE PHARE DU PONANT") == "phare du ponant"
    assert party_key("www.phare.example") == party_key(None, "https://m.phare.example/une") == "phare.example"
    assert party_key(None) == ""


@pytest.mark.parametrize("name", ["AFP", "dpa", "Agence France-Presse", "agences", "News agencies", "Agenturen", "агентства"])
def test_agencies_are_told_from_outlets(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize("name", ["Le Monde", "Le Phare du Ponant", None, ""])
def test_outlets_are_no_agencies(name: str | None) -> None:
    assert not is_agency(name)


OWN = Outlet("Phare Info", ("phareinfo.example",), ("PI",))


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Phare Info", None),
        ("Le Phare Info", None),
        ("PHARE-INFO", None),
        ("phareinfo.example", None),
        ("www.phareinfo.example", None),
        ("PI", None),
        ("Phare Info News", None),
        (None, "https://www.phareinfo.example/une"),
        ("L'article", "https://phareinfo.example/une"),
    ],
)
def test_what_names_the_page_itself(name: str | None, address: str | None) -> None:
    assert same_party(name, address, OWN)


@pytest.mark.parametrize(
    ("name", "address"), [("Gazette des Marées", None), ("Phare", None), (None, "https://gazette.example/1"), (None, None), ("AFP", None)]
)
def test_what_names_others(name: str | None, address: str | None) -> None:
    assert not same_party(name, address, OWN)


def test_two_editions_are_two_parties() -> None:
    edition = Outlet("Vogue France", ("vogue.fr",))
    assert not same_party("Vogue US", None, edition)
    assert same_party("Vogue Paris", None, edition)


def test_a_house_with_a_place_after_its_name_is_that_house() -> None:
    assert same_party("MDR THÜRINGEN", None, Outlet("MDR", ("mdr.de",)))
    assert not same_party("AP reports it", None, Outlet("Apple", ("apple.example",)))


@pytest.mark.parametrize(("name", "told"), [("pravda.ru", True), ("https://phare.example/x", True), ("Le Phare", False), ("3.5", False)])
def test_names_that_are_domains(name: str, told: bool) -> None:
    assert is_domain(name) is told


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://web.archive.org/web/2012/http://www.phare.example/une", "http://www.phare.example/une"),
        ("https://archive.ph/https://phare.example/une", "https://phare.example/une"),
        ("https://archive.ph/aBcD", "https://archive.ph/aBcD"),
        ("https://phare.example/?to=https://gazette.example", "https://phare.example/?to=https://gazette.example"),
        ("", ""),
    ],
)
def test_a_snapshot_stands_for_its_page(address: str, own: str) -> None:
    assert own_address(address) == own


def test_mirrors_publish_nothing() -> None:
    assert is_mirror("https://phare-example.cdn.ampproject.org/c/s/phare.example/une")
    assert not is_mirror("https://phare.example/une")


def test_the_data_are_whole() -> None:
    seen: dict[str, str] = {}
    for party in parties():
        assert party.outlet.name == party.outlet.name.strip()
        assert all(name and name == name.strip() for name in party.names)
        assert party.weak <= set(party.names)
        for domain in party.outlet.domains:
            assert registrable_domain(domain), domain
            assert seen.setdefault(domain, party.outlet.name) == party.outlet.name, domain
    assert len(parties()) > 500
    assert sum(party.is_agency for party in parties()) > 120
    assert generic_agencies()
    assert photo_agencies()


@given(st.text(max_size=60))
def test_keys_are_settled(name: str) -> None:
    key = name_key(name)
    assert party_key(name) == party_key(name)
    assert key == key.strip()


@given(st.text(max_size=40), st.text(max_size=60))
def test_no_name_or_address_breaks_it(name: str, address: str) -> None:
    assert isinstance(party_key(name, address), str)
    assert same_party(name, address, OWN) in {True, False}
