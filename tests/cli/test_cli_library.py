"""A small library from the command line: pages added, traced, listed, searched, checked and copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from sourcier.store import Store, open_store

TEXT = (
    "Un incendie a détruit dans la nuit de mardi à mercredi la halle aux grains de Saint-Véran-le-Vieux, bâtie au bord de la Lérone.",
    "« Nous avons tout perdu, mais nous rebâtirons », a déclaré le maire, Aurélien Tavernost, venu sur place avec les pompiers.",
    "Selon la préfecture, soixante-deux pompiers ont lutté cinq heures contre les flammes, que le vent poussait vers les entrepôts.",
    "Une enquête a été ouverte par le parquet de Morvane. La halle accueillait chaque année le marché aux semences, désormais déplacé.",
)


def _page(outlet: str, domain: str, published: str, foot: str = "", title: str = "La halle aux grains détruite par le feu") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} - {outlet}</title>
<meta property="og:site_name" content="{outlet}"><link rel="canonical" href="https://{domain}/halle">
<meta property="article:published_time" content="{published}"></head>
<body><nav><a href="/">Accueil</a> <a href="/a">Actualités</a></nav><article><h1>{title}</h1>{paragraphs}{foot}</article></body></html>"""


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    first.write_text(_page("La Dépêche de Lérone", "depeche-lerone.example", "2031-03-05T08:00:00+01:00"), encoding="utf-8")
    foot = '<p>Source : <a href="https://depeche-lerone.example/halle">La Dépêche de Lérone</a></p>'
    second.write_text(_page("Le Guet du Sud", "guet-sud.example", "2031-03-05T11:30:00+01:00", foot), encoding="utf-8")
    return first, second


@pytest.fixture
def library(run: Run, tmp_path: Path, pages: tuple[Path, Path]) -> Path:
    path = tmp_path / "library.db"
    ran = run("add", *pages, "-l", path, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["added"] == 2
    assert ran.json["stories"] == 1
    return path


def test_adding_the_same_pages_twice_changes_nothing(run: Run, library: Path, pages: tuple[Path, Path]) -> None:
    before = run("stories", "-l", library, "--json").json
    ran = run("add", *pages, "-l", library, "--json")
    assert (ran.code, ran.json["added"], ran.json["known"]) == (0, 0, 2)
    assert run("stories", "-l", library, "--json").json == before


def test_stories_are_narrowed_by_outlet_days_and_verdict(run: Run, library: Path) -> None:
    every = run("stories", "-l", library, "--json").json["stories"]
    for asked, found in (
        (["--outlet", "guet-sud.example"], every),
        (["--outlet", "La Dépêche de Lérone", "--until", "2031-03-05", "--verdict", "confirmed"], every),
        (["--verdict", "uncredited"], []),
        (["--outlet", "Nobody"], []),
        (["--since", "2031-03-06"], []),
    ):
        told = run("stories", "-l", library, "--json", *asked).json
        assert (told["stories"], told["total"]) == (found, len(found))
    assert run("stories", "-l", library, "--verdict", "guilty").code == 2


def test_adding_opens_the_library_once(run: Run, library: Path, pages: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def counted(address: str, **given: Any) -> Store:
        opened.append(address)
        return open_store(address, **given)

    monkeypatch.setattr("sourcier.cli.library.open_store", counted)
    assert run("add", *pages, "-l", library).code == 0
    assert opened == [str(library)]


def test_a_search_is_narrowed_by_outlet_day_and_speaker(run: Run, library: Path) -> None:
    def found(*options: object) -> list[str]:
        return [hit["outlet"] for hit in run("search", "pompiers", *options, "-l", library, "--json").json["hits"]]

    both = ["La Dépêche de Lérone", "Le Guet du Sud"]
    assert sorted(found("--speaker", "tavernost")) == sorted(found()) == both
    assert found("--speaker", "Aurélien Tavernost", "--outlet", "guet-sud.example") == both[1:]
    assert sorted(found("--since", "2031-03-05", "--until", "2031-03-05")) == both
    for options in (("--speaker", "Maud Kerlan"), ("--since", "2031-03-06"), ("--outlet", "Le Phare")):
        assert run("search", "pompiers", *options, "-l", library).code == 4
    assert run("search", "pompiers", "--since", "demain", "-l", library).code == 2


def test_the_copy_with_a_credit_is_confirmed(run: Run, library: Path) -> None:
    story = run("stories", "-l", library, "--json").json["stories"][0]
    chains = {article["outlet"]: article["chain"] for article in story["articles"]}
    assert chains["La Dépêche de Lérone"] == []
    (hop,) = chains["Le Guet du Sud"]
    assert hop["verdict"] == "confirmed"
    assert hop["name"] == "La Dépêche de Lérone"
    assert {evidence["kind"] for evidence in hop["evidence"]} >= {"credit"}
    assert story["independent_origins"] == [1, 1]


def test_a_story_is_found_by_id_by_its_beginning_and_by_an_article(run: Run, library: Path) -> None:
    story = run("stories", "-l", library, "--json").json["stories"][0]
    for key in (story["story_id"], story["story_id"][:9], story["articles"][1]["article_id"], story["articles"][1]["address"]):
        assert run("story", key, "-l", library, "--json").json["story_id"] == story["story_id"]
    assert "Le Guet du Sud <- La Dépêche de Lérone" in run("story", story["story_id"], "-l", library).out


def test_a_page_is_traced_against_the_library(run: Run, library: Path, tmp_path: Path) -> None:
    third = tmp_path / "third.html"
    third.write_text(
        _page("Échos de l’Est", "echos-est.example", "2031-03-06T09:00:00+01:00", title="Le feu emporte la halle"), encoding="utf-8"
    )
    alone, held = run("trace", third, "--json").json, run("trace", third, "-l", library, "--json").json
    assert alone["chain"] == []
    assert held["chain"][0]["verdict"] in {"uncredited", "undecided"}
    assert held["searched"]["articles"] == 3
    assert len(held["others"]) == 2


def test_outlets_tell_who_takes_from_whom(run: Run, library: Path) -> None:
    flow = run("outlets", "-l", library, "--json").json["flows"][0]
    assert (flow["taker"], flow["giver"], flow["articles"], flow["credited"]) == ("Le Guet du Sud", "La Dépêche de Lérone", 1, 1)
    assert "median delay 3.5 h" in run("outlets", "-l", library).out


def test_statements_are_listed_by_speaker(run: Run, library: Path) -> None:
    found = run("statements", "--speaker", "Aurélien Tavernost", "-l", library, "--json").json["statements"]
    assert len(found) == 2
    assert all("Nous avons tout perdu" in statement["words"] for statement in found)


@pytest.mark.parametrize("query", ["halle incendie", '"halle aux grains"', "HALLE", "detruit", "Lérone"])
def test_search_minds_neither_case_nor_accents(run: Run, library: Path, query: str) -> None:
    ran = run("search", query, "-l", library, "--json")
    assert ran.code == 0
    assert len(ran.json["hits"]) == 2


def test_a_sound_library_checks_out_and_a_spoilt_capture_does_not(run: Run, library: Path) -> None:
    assert run("check", "-l", library).code == 0
    captures = sorted(path for path in library.parent.rglob("*.warc*") if path.is_file())
    content = bytearray(captures[0].read_bytes())
    content[len(content) // 2] ^= 0xFF
    captures[0].write_bytes(bytes(content))
    ran = run("check", "-l", library)
    assert ran.code == 5
    assert "Traceback" not in ran.err


def test_a_backup_is_a_library(run: Run, library: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "library.db"
    copy.parent.mkdir()
    assert run("backup", copy, "-l", library).code == 0
    assert run("check", "-l", copy).code == 0
    assert run("stories", "-l", copy, "--json").json == run("stories", "-l", library, "--json").json
