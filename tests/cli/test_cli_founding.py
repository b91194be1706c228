"""The page that founded the project, traced from the command line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.cli.conftest import Run

FOUNDING = sorted((Path(__file__).resolve().parents[3] / "shared" / "founding").glob("*.txt"))
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOUNDING, reason="the shared data are not beside the project")]


def test_the_chain_has_two_claimed_hops(run: Run) -> None:
    ran = run("trace", FOUNDING[0], "--json")
    assert ran.code == 0, ran.err
    hops = [(hop["name"], hop["verdict"]) for hop in ran.json["chain"]]
    assert hops == [("Réseau International", "claimed"), ("Pravda.ru", "claimed")]
    assert "this page <- Réseau International <- Pravda.ru" in run("trace", FOUNDING[0]).out
    assert "two hops, both claimed" in run("trace", FOUNDING[0]).out


def test_marks_are_kept_and_stay_out_of_the_body(run: Run) -> None:
    article = run("trace", FOUNDING[0], "--json").json["article"]
    printed = " | ".join(mark["printed"] for mark in article["debris"])
    for line in ("Adblock test (Why?)", "complet par", "complet de"):
        assert line in printed
        assert line not in article["body"]
    assert {(c["kind"], c["name"]) for c in article["credits"]} >= {("origin", "Pravda.ru"), ("republished", "Réseau International")}
    assert article["author_box"]["party"] == "Réseau International"
    for words in ("Laisser un commentaire", "champs obligatoires", "Recommended For You", "émancipation", "Pravda.ru"):
        assert words not in article["body"]


def test_statements_have_full_names_and_the_medium(run: Run) -> None:
    statements = run("trace", FOUNDING[0], "--json").json["statements"]
    assert len(statements) == 9
    assert statements[0]["medium"] == "CNN Türk"
    assert statements[0]["name"] == "Tayyip Erdogan"
    names = Counter(s["name"] for s in statements)
    assert (names["Tayyip Erdogan"], names["Alexei Martynov"], names["Dmitry Peskov"]) == (2, 2, 3)


def test_dates_have_a_value_only_with_a_date_of_publication(run: Run) -> None:
    without = run("trace", FOUNDING[0], "--json").json["dates"]
    assert [d["value"] for d in without] == [None, None]
    dated = run("trace", FOUNDING[0], "--published", "2022-07-27", "--json").json["dates"]
    assert {d["words"]: d["value"] for d in dated} == {"5 août": "2022-08-05", "19 juillet": "2022-07-19"}
