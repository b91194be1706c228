"""Who said what in a library: one story, what several articles tell, what was altered; the timeline of a story and of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Run

_OPENING = "Un incendie a détruit dans la nuit du 3 au 4 mars la halle aux grains de Saint-Véran-le-Vieux, bâtie au bord de la Lérone."
_QUOTE = "« Nous avons tout perdu, mais nous rebâtirons la halle pierre par pierre », a déclaré le maire, Aurélien Tavernost."
_CUT = "« Nous avons tout perdu, mais nous rebâtirons la halle », a déclaré le maire, Aurélien Tavernost."
_MORE = (
    "Selon la préfecture, soixante-deux pompiers ont lutté cinq heures contre les flammes, que le vent poussait vers les entrepôts.",
    "La halle accueillait chaque année le marché aux semences, désormais déplacé sur le parking de la gare par les services de la ville.",
)


def _page(outlet: str, domain: str, published: str, quote: str) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (_OPENING, quote, *_MORE))
    title = "La halle aux grains détruite par le feu"
    return f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} - {outlet}</title>
<meta property="og:site_name" content="{outlet}"><link rel="canonical" href="https://{domain}/halle">
<meta property="article:published_time" content="{published}"></head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"""


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    first.write_text(_page("La Dépêche de Lérone", "depeche-lerone.example", "2031-03-05T08:00:00+01:00", _QUOTE), encoding="utf-8")
    second.write_text(_page("Le Guet du Sud", "guet-sud.example", "2031-03-05T11:30:00+01:00", _CUT), encoding="utf-8")
    path = tmp_path / "library.db"
    assert run("add", first, second, "-l", path).code == 0
    return path


def _story(run: Run, library: Path) -> str:
    found: str = run("stories", "-l", library, "--json").json["stories"][0]["story_id"]
    return found


def test_altered_statements_show_what_was_cut(run: Run, library: Path) -> None:
    (saying,) = run("statements", "--altered", "-l", library, "--json").json["sayings"]
    assert saying["name"] == "Aurélien Tavernost"
    assert [statement["address"] for statement in saying["statements"]] == [
        "https://depeche-lerone.example/halle",
        "https://guet-sud.example/halle",
    ]
    assert [(a["change"], a["before"]) for a in saying["alterations"]] == [("cut", "pierre par pierre")]
    assert saying["independent_origins"] in {1, 2}
    told = run("statements", "--altered", "-l", library).out
    assert "cut “pierre par pierre”" in told
    assert "first here: La Dépêche de Lérone" in told


def test_a_story_tells_what_is_told_twice_once(run: Run, library: Path) -> None:
    answer = run("statements", "--story", _story(run, library), "-l", library, "--json").json
    together = {statement["words"] for saying in answer["sayings"] for statement in saying["statements"]}
    assert len(answer["sayings"]) == 2
    assert not together & {statement["words"] for statement in answer["statements"]}
    assert answer["total"] == len(answer["sayings"]) + len(answer["statements"])


def test_a_speaker_of_a_story(run: Run, library: Path) -> None:
    story = _story(run, library)
    answer = run("statements", "--story", story, "--speaker", "Tavernost", "-l", library, "--json").json
    assert [saying["name"] for saying in answer["sayings"]] == ["Aurélien Tavernost"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--story", "zzz"), "zzz: the library holds no article of that id or address"),
        (("--altered", "--speaker", "Nobody"), "Nobody: no altered statement is held"),
        (("--speaker", "Nobody"), "Nobody: no statement of this speaker is held"),
    ],
)
def test_what_is_not_there_is_one_line(run: Run, library: Path, options: tuple[str, ...], words: str) -> None:
    ran = run("statements", *options, "-l", library)
    assert ran.code == 4
    assert ran.err.strip().endswith(words)
    assert len(ran.err.strip().split("\n")) == 1


def test_a_story_and_a_page_have_a_timeline(run: Run, library: Path, tmp_path: Path) -> None:
    story = run("story", _story(run, library), "-l", library, "--json").json
    (happening,) = [one for one in story["timeline"] if one["value"] == "2031-03-04"]
    assert len(happening["told_by"]) == 2
    assert happening["words"] == _OPENING
    assert "Timeline" in run("story", _story(run, library), "-l", library).out
    traced = run("trace", tmp_path / "first.html", "--no-chase", "--json").json
    assert [one["value"] for one in traced["timeline"]] == ["2031-03-04"]
    assert "Timeline (1)" in run("trace", tmp_path / "first.html", "--no-chase").out
