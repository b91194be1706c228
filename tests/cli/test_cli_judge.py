"""`sourcier judge`: a person's word beside the machine's result, in every answer, and never instead of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.pipeline.test_pipeline_tracing import DIGEST, LEDGER

from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.store import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with open_store(str(path)) as library:
        library.add_all([read_page(one) for one in (LEDGER, DIGEST)])
        settle(library)
    return path


def outlet(path: Path) -> str:
    with open_store(str(path)) as library:
        (step,) = library.stories(least=2)[0].derivations
        return step.name


def test_it_is_shown_with_its_name_and_changes_no_verdict(run: Run, path: Path) -> None:
    before = json.loads(run("story", DIGEST.address, "-l", path, "--json").out)
    ran = run("judge", DIGEST.address, outlet(path).upper(), "reject", "both had it from the council", "--sign", "Ada Brenn", "-l", path)
    assert (ran.code, "as before; rejected: both had it from the council — Ada Brenn" in ran.out) == (0, True)
    assert "rejected: both had it from the council — Ada Brenn" in " ".join(run("story", DIGEST.address, "-l", path).out.split())
    after = json.loads(run("story", DIGEST.address, "-l", path, "--json").out)
    assert after != before
    assert "Ada Brenn" in json.dumps(after)
    assert "Ada Brenn" not in json.dumps(before)


def test_it_speaks_json(run: Run, path: Path) -> None:
    ran = run("judge", DIGEST.address, LEDGER.address, "confirm", "--sign", "Ada Brenn", "-l", path, "--json")
    assert json.loads(ran.out)["evidence"][-1]["signed_by"] == "Ada Brenn"


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((DIGEST.address, "Nobody's Gazette", "reject", "--sign", "Ada"), 4, "the article derives from"),
        ((LEDGER.address, "Nobody's Gazette", "reject", "--sign", "Ada"), 4, "derives from nobody"),
        (("https://nowhere.example/", "X", "reject", "--sign", "Ada"), 4, "nowhere.example"),
        ((DIGEST.address, LEDGER.address, "note", "--sign", "Ada"), 2, "a note needs words"),
        ((DIGEST.address, LEDGER.address, "reject", "--sign", "  "), 2, "needs the name"),
        ((DIGEST.address, LEDGER.address, "perhaps", "--sign", "Ada"), 2, "perhaps"),
    ],
)
def test_what_cannot_be_judged_is_told(run: Run, path: Path, args: tuple[str, ...], code: int, said: str) -> None:
    ran = run("judge", *args, "-l", path)
    assert (ran.code, said in ran.err) == (code, True)
    with open_store(str(path)) as library:
        assert library.judgements.all() == ()
