"""What people of the library sign of a derivation: shown below its evidence with their name, kept from everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.pipeline.test_pipeline_tracing import DIGEST, LEDGER
from tests.show.web.entering import let_in, send, visit

from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.store import Store, open_store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        kept.add_all([read_page(one) for one in (LEDGER, DIGEST)])
        settle(kept)
        yield kept


def _path(library: Store) -> str:
    (story,) = library.stories(least=2)
    (step,) = story.derivations
    return f"/story/{story.story_id}/{step.node_id}/{step.derived_from}"


def test_a_moderator_signs_with_the_name_of_the_account(library: Store) -> None:
    path = _path(library)
    with visit(library, "public") as client:
        let_in(client, library, "moderator", "ève")
        answer = send(client, path, stance="reject", words="both had it <b>from</b> the council", name="somebody else")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#evidence")
        shown = client.get(path).text
        assert "rejected: both had it &lt;b&gt;from&lt;/b&gt; the council" in shown
        assert "— ève" in shown
        assert "somebody else" not in shown
    with visit(library, "public") as stranger:
        assert "— ève" in stranger.get(path).text
        assert 'name="stance"' not in stranger.get(path).text
    (said,) = library.judgements.all()
    assert (said.stance, said.signed_by) == ("reject", "ève")


def test_on_a_machine_of_one_s_own_the_name_is_given(library: Store) -> None:
    path = _path(library)
    with visit(library, "open") as client:
        assert send(client, path, stance="confirm", name="Ada Brenn").status_code == 303
        assert "— Ada Brenn" in client.get(path).text
        article = path.split("/")[3]
        assert "— Ada Brenn" in client.get(f"/article/{article}").text
        assert "Ada Brenn" in client.get(f"/api/story/{path.split('/')[2]}").text


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": "confirm"},  # nobody signs
        {"stance": "confirm", "name": "   "},
        {"stance": "note", "name": "Ada Brenn"},  # says nothing
        {"stance": "perhaps", "name": "Ada Brenn"},
        {"name": "Ada Brenn"},
    ],
)
def test_what_says_nothing_is_refused(library: Store, fields: dict[str, str]) -> None:
    with visit(library, "open") as client:
        assert send(client, _path(library), **fields).status_code == 422
    assert library.judgements.all() == ()


def test_a_step_that_is_not_there_cannot_be_judged(library: Store) -> None:
    path = _path(library)
    story, node, giver = path.split("/")[2:]
    with visit(library, "open") as client:
        for wrong in (f"/story/{story}/{giver}/{node}", f"/story/s0/{node}/{giver}"):
            assert send(client, wrong, path, stance="confirm", name="Ada Brenn").status_code == 404
    assert library.judgements.all() == ()


def test_a_form_from_elsewhere_is_refused(library: Store) -> None:
    path = _path(library)
    with visit(library, "open") as client:
        fields = {"stance": "confirm", "name": "Ada Brenn"}
        assert client.post(path, data={**fields, "token": "1.x"}).status_code == 403
        assert _from_elsewhere(client, path, fields) == 403
    assert library.judgements.all() == ()


def _from_elsewhere(client: TestClient, path: str, fields: dict[str, str]) -> int:
    client.headers["Sec-Fetch-Site"] = "cross-site"
    return int(send(client, path, **fields).status_code)
