"""Keys: programs read feeds and JSON with them, nothing else, and no longer than their account wants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.show.web.entering import PASSWORD, Clock, let_in, send, visit

from sourcier.accounts import Role
from sourcier.show.web.rights import PERMISSIONS
from sourcier.store import Store, open_store

_FEED = "/feed/stories.atom"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        yield kept


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def person(library: Store, clock: Clock) -> Iterator[TestClient]:
    """The browser of somebody who is signed in."""
    with visit(library, clock=clock) as client:
        let_in(client, library, "owner", "ada")
        yield client


@pytest.fixture
def program(library: Store, clock: Clock) -> Iterator[TestClient]:
    """A program without a session."""
    with visit(library, clock=clock) as client:
        yield client


def _make_key(person: TestClient) -> str:
    """A new key of whoever is signed in, as the page shows it."""
    answer = send(person, "/account/key", "/account")
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r"stories\.atom\?key=([\w-]{43})<", answer.text)
    assert found
    return found[1]


def _bearer(key: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {key}"}


def test_a_key_opens_feeds_and_json(person: TestClient, program: TestClient) -> None:
    assert program.get(_FEED).status_code == 401
    assert program.get(_FEED).headers["www-authenticate"].startswith("Bearer")
    key = _make_key(person)
    for answer in (
        program.get(f"{_FEED}?key={key}"),
        program.get(f"/api/stories?order=copied&key={key}"),
        program.get("/api/stories", headers=_bearer(key)),
        program.get("/api/openapi.json", headers=_bearer(key, "bearer")),
        program.head("/feed/search.json?q=phare", headers=_bearer(key)),
    ):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
    assert key not in person.get("/account").text


def test_a_feed_does_not_tell_its_key(person: TestClient, program: TestClient) -> None:
    key = _make_key(person)
    for form in ("atom", "json"):
        text = program.get(f"/feed/search.{form}?q=phare&key={key}").text
        assert key not in text
        assert f"/feed/search.{form}?q=phare" in text


def test_a_key_opens_nothing_that_is_made_for_people_and_changes_nothing(person: TestClient, program: TestClient) -> None:
    key = _make_key(person)
    for method, path in PERMISSIONS:
        if path in {"/static", "/sign-in", "/language/{language}", "/invitation/{token}"}:
            continue
        place = re.sub(r"\{\w+(:path)?\}", "x", path)
        is_open = method == "GET" and path.startswith(("/feed/", "/api/"))
        for answer in (program.request(method, f"{place}?key={key}"), program.request(method, place, headers=_bearer(key))):
            assert (answer.status_code in {200, 404}) == is_open, (method, path, answer.status_code)


@pytest.mark.parametrize("role", ["reader", "moderator", "owner"])
def test_whoever_has_an_account_may_make_a_key(library: Store, role: Role, program: TestClient) -> None:
    with visit(library) as client:
        let_in(client, library, role)
        assert program.get(_FEED, headers=_bearer(_make_key(client))).status_code == 200


def test_a_new_key_makes_the_earlier_one_void_and_leaves_sessions_alone(person: TestClient, program: TestClient, clock: Clock) -> None:
    first = _make_key(person)
    clock.turn(days=1)
    second = _make_key(person)
    assert program.get(_FEED, headers=_bearer(first)).status_code == 401
    clock.turn(days=3_000)
    assert program.get(_FEED, headers=_bearer(second)).status_code == 200


def _take_back(person: TestClient) -> Any:
    return send(person, "/account/key/take-back", "/account")


def _change_password(person: TestClient) -> Any:
    return send(person, "/account/password", "/account", old=PASSWORD, new="another lamp by the quay")


def _sign_out_everywhere(person: TestClient) -> Any:
    return send(person, "/account/sign-out-everywhere", "/account")


@pytest.mark.parametrize("end", [_take_back, _change_password, _sign_out_everywhere])
def test_a_key_that_was_ended_opens_nothing(person: TestClient, program: TestClient, end: Any) -> None:
    key = _make_key(person)
    assert end(person).status_code == 303
    assert program.get(f"{_FEED}?key={key}").status_code == 401


def test_a_key_goes_with_its_account(program: TestClient, library: Store) -> None:
    with visit(library) as client:
        let_in(client, library, "owner", "ada")
        account = let_in(client, library, "reader", "bea")
        key = _make_key(client)
    assert library.accounts.remove(account.account_id)
    assert program.get(_FEED, headers=_bearer(key)).status_code == 401


@pytest.mark.parametrize("key", ["", "x", "x" * 43, "x" * 5_000, "\udcff", "%00", "é"])
def test_what_is_no_key_opens_nothing(person: TestClient, program: TestClient, key: str) -> None:
    _make_key(person)
    assert program.get(_FEED, params={"key": key.encode("utf-8", "replace").decode()}).status_code == 401


def test_a_session_is_no_key_and_a_key_no_session(person: TestClient, program: TestClient) -> None:
    session = person.cookies.get("session")
    assert session
    assert program.get(_FEED, headers=_bearer(session)).status_code == 401
    program.cookies.set("session", _make_key(person), domain="127.0.0.1")
    assert program.get("/outlets").status_code == 303


def test_an_open_library_has_no_keys(library: Store) -> None:
    with visit(library, "open") as client:
        assert "/account/key" not in client.get("/account").text
        assert send(client, "/account/key", "/watches").status_code == 400
