"""The claimed chain: which marks are hops, in which order, and how sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcier.model import Article, AuthorBox, Credit, CreditKind, Debris, Outlet, Page
from sourcier.read import read_article
from sourcier.trace.claimed import claimed_chain

OWN = Outlet("La Vigie du Large", ("vigie.example",))
FOUNDING = Path(__file__).resolve().parents[3] / "shared" / "founding"


def article(*credits_: Credit, debris: tuple[Debris, ...] = (), box: str | None = None) -> Article:
    author_box = AuthorBox(box, box) if box else None
    return Article("corps", address="https://vigie.example/bac", outlet=OWN, credits=credits_, debris=debris, author_box=author_box)


def credit(kind: CreditKind, name: str, **values: str) -> Credit:
    return Credit(kind, name, printed=values.pop("printed", name), **values)  # type: ignore[arg-type]  # strings all


def names(page: Article) -> list[str]:
    return [hop.name for hop in claimed_chain(page)]


def test_a_page_without_credits_is_its_own_origin() -> None:
    assert claimed_chain(article()) == ()


def test_the_republisher_is_nearer_than_the_agency_and_the_origin() -> None:
    page = article(credit("origin", "Pravda.ru"), credit("agency", "AFP"), credit("republished", "Gazette des Marées"))
    assert names(page) == ["Gazette des Marées", "AFP", "Pravda.ru"]


def test_each_republisher_adds_its_mark_below() -> None:
    assert names(article(credit("republished", "Le Phare"), credit("republished", "Gazette"))) == ["Gazette", "Le Phare"]


def test_what_a_tool_wrote_is_nearest() -> None:
    tool = Debris("importer", "Lire l'article complet par Le Phare", party="Le Phare")
    page = article(
        credit("republished", "Le Phare", printed="Lire l'article complet par Le Phare"), credit("republished", "Gazette"), debris=(tool,)
    )
    assert names(page) == ["Le Phare", "Gazette"]
    assert [reason.kind for reason in claimed_chain(page)[0].evidence] == ["credit", "debris"]


def test_marks_of_one_party_are_one_hop() -> None:
    page = article(
        credit("origin", "reseauinternational.net", address="https://reseauinternational.net/a"),
        credit("republished", "Réseau International"),
    )
    hops = claimed_chain(page)
    assert [hop.name for hop in hops] == ["Réseau International"]
    assert len(hops[0].evidence) == 3
    assert hops[0].address == "https://reseauinternational.net/a"


def test_a_name_and_its_own_domain_are_one_hop() -> None:
    canonical = Credit("republished", "gazettedesmarees.example", "https://gazettedesmarees.example/1", place="head:link[rel=canonical]")
    assert names(article(credit("republished", "Gazette des Marées"), canonical)) == ["Gazette des Marées"]


def test_agencies_named_together_are_one_step() -> None:
    hops = claimed_chain(article(credit("agency", "APA"), credit("agency", "SDA"), credit("agency", "dpa")))
    assert [hop.name for hop in hops] == ["APA"]
    assert "SDA, dpa" in hops[0].evidence[0].words


def test_the_own_outlet_is_no_hop() -> None:
    assert claimed_chain(article(credit("origin", "Vigie du Large"), credit("republished", "vigie.example"))) == ()


def test_relayed_is_no_hop() -> None:
    assert claimed_chain(article(credit("relayed", "CNN Türk"))) == ()


def test_a_translator_is_a_person() -> None:
    assert claimed_chain(article(credit("translation", "Aude Marin", rule="fr:translated-by"))) == ()


def test_a_translated_outlet_is_a_hop() -> None:
    assert names(article(credit("translation", "Lantern Review", rule="fr:translation-of"))) == ["Lantern Review"]
    assert names(article(credit("translation", "Le Monde", rule="en:translated"))) == ["Le Monde"]


def test_via_is_a_hop_only_where_nothing_else_is() -> None:
    assert names(article(credit("via", "Tidewater Curios"))) == ["Tidewater Curios"]
    assert names(article(credit("via", "Tidewater Curios"), credit("origin", "Le Phare"))) == ["Le Phare"]


def test_confidence_is_a_probability_that_grows_with_the_evidence() -> None:
    weak = claimed_chain(article(credit("via", "Le Phare")))[0].confidence
    plain = claimed_chain(article(credit("origin", "Le Phare")))[0].confidence
    linked = claimed_chain(article(credit("origin", "Le Phare", address="https://phare.example/1")))[0].confidence
    boxed = claimed_chain(article(credit("republished", "Le Phare"), box="Le Phare"))[0].confidence
    assert 0.5 < weak < plain < linked < boxed < 1


def test_every_hop_is_claimed_and_says_why() -> None:
    hop = claimed_chain(article(credit("origin", "Le Phare", printed="Source : Le Phare")))[0]
    assert (hop.verdict, hop.credit, hop.article_id) == ("claimed", "origin", None)
    assert hop.evidence[0].words == "Source : Le Phare (line)"


@pytest.mark.shared
@pytest.mark.skipif(not FOUNDING.exists(), reason="the shared data are not beside the project")
def test_the_founding_page() -> None:
    page = Page("", next(FOUNDING.glob("*.txt")).read_bytes(), "text/plain; charset=utf-8")
    read = read_article(page)
    assert names(read) == ["Réseau International", "Pravda.ru"]
    assert [debris.kind for debris in read.debris][:3] == ["ad_block", "importer", "importer"]
    assert [(found.kind, found.outlet) for found in read.credits] == [
        ("origin", "Pravda.ru"),
        ("republished", "Réseau International"),
        ("relayed", "CNN Türk"),
    ]


KINDS = st.sampled_from(["origin", "republished", "agency", "translation", "via", "relayed"])
NAMES = st.sampled_from(["AFP", "Le Phare", "Gazette des Marées", "phare.example", "Vigie du Large", "Aude Marin", "Réseau International"])


@given(st.lists(st.builds(credit, KINDS, NAMES), max_size=8))
def test_chains_of_any_credits_are_sound(marks: list[Credit]) -> None:
    hops = claimed_chain(article(*marks))
    assert len({hop.name for hop in hops}) == len(hops)
    assert all(0.5 < hop.confidence < 1 and hop.evidence and hop.credit != "relayed" for hop in hops)
    assert claimed_chain(article(*marks)) == hops
