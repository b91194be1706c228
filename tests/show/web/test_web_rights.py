"""Every address for everybody: the table of permissions is whole, and each door opens to those it names and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from tests.show.web.entering import let_in, visit

from sourcier.accounts import ROLES
from sourcier.show.web import make_app
from sourcier.show.web.doors import behind_doors
from sourcier.show.web.rights import PERMISSIONS, right_for
from sourcier.show.web.who import RIGHTS, Access, Right
from sourcier.store import Store, open_store

# Who comes: how the library is opened, as whom, and the right that this gives.
_COMERS: list[tuple[Access, str, Right]] = [
    ("members", "", "anybody"),
    ("public", "", "visitor"),
    *[("members", role, role) for role in ROLES],
    *[("public", role, role) for role in ROLES],
    ("open", "", "owner"),
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        yield kept


def _addresses(app: Any) -> list[tuple[str, str]]:
    """Every method and address of an application, as the table writes them."""
    assert isinstance(app, Starlette)
    found = []
    for route in app.routes:
        assert isinstance(route, Mount | Route)
        methods = sorted((route.methods or set()) - {"HEAD"}) if isinstance(route, Route) else ["GET"]
        found += [(method, route.path) for method in methods]
    return found


def test_the_table_names_every_address_and_no_other(library: Store) -> None:
    """A new page needs a line in rights.py: say there who may see it."""
    found = _addresses(make_app(library))
    assert sorted(found) == sorted(set(found)), "an address twice"
    assert set(found) - set(PERMISSIONS) == set(), "in no line of the table of permissions"
    assert set(PERMISSIONS) - set(found) == set(), "a line for an address that is not there"


def test_what_strangers_may_send_is_written_here_once_more() -> None:
    sent = {(right, path) for (method, path), right in PERMISSIONS.items() if method == "POST"}
    assert {path for right, path in sent if right == "anybody"} == {"/sign-in", "/invitation/{token}"}
    assert {path for right, path in sent if right == "visitor"} == {"/comments", "/comment/{comment_id}/edit"}
    assert all(right == "owner" for (_, path), right in PERMISSIONS.items() if path.startswith("/settings/accounts"))
    assert all(
        right in {"moderator", "owner"} for (_, path), right in PERMISSIONS.items() if path.startswith(("/moderation", "/settings/"))
    )
    assert {path for (method, path), right in PERMISSIONS.items() if method == "GET" and right == "anybody"} == {
        "/static",
        "/language/{language}",
        "/sign-in",
        "/invitation/{token}",
    }


def test_what_the_table_does_not_name_is_the_owner_s() -> None:
    assert right_for("GET", "/new") == right_for("DELETE", "/") == "owner"
    assert set(get_args(Right)) == set(RIGHTS)


def _is_shut(answer: Any) -> bool:
    """Whether a door was shut, and not a form, a page or a library refused behind it."""
    if answer.status_code == 303:
        return bool(answer.headers["location"].startswith("/sign-in"))
    return answer.status_code == 401 or (answer.status_code == 403 and "Your account may not do this" in answer.text)


@pytest.mark.parametrize(("access", "role", "right"), _COMERS, ids=lambda value: str(value) or "stranger")
def test_each_door_opens_to_whom_it_names(library: Store, access: Access, role: Any, right: Right) -> None:
    with visit(library, access) as client:
        if role:
            let_in(client, library, role)
        for (method, path), least in PERMISSIONS.items():
            asked = re.sub(r"\{[^}]+\}", "nothing", path) + ("/style.css" if path == "/static" else "")
            for sent in (method, "HEAD") if method == "GET" else (method,):
                answer = client.request(sent, asked)
                # Without a body only the status tells; nothing else that is asked for so answers 403.
                shut = _is_shut(answer) or (sent == "HEAD" and answer.status_code == 403)
                assert shut != (RIGHTS.index(right) >= RIGHTS.index(least)), (sent, asked, answer.status_code)


@pytest.mark.parametrize("role", ["", "reader", "moderator"])
def test_nothing_is_written_by_who_may_not(library: Store, role: Any) -> None:
    """Even with a good token of their own."""
    with visit(library) as owner, visit(library) as other:
        let_in(owner, library, "owner")
        if role:
            let_in(other, library, role)
        found = re.search(r'name="token" value="([^"]+)"', other.get("/account" if role else "/sign-in").text)
        assert found
        before = library.accounts.all()
        for path in [path for (method, path), right in PERMISSIONS.items() if method == "POST" and right == "owner"]:
            answer = other.post(path, data={"token": found[1], "name": "eve", "role": "owner", "account_id": f"u-{role}"})
            assert _is_shut(answer), path
        assert library.accounts.all() == before


def test_another_method_opens_no_door(library: Store) -> None:
    with visit(library) as client:
        for path in ("/", "/settings/accounts", "/moderation"):
            for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
                assert client.request(method, path).status_code == 405, (method, path)
        assert client.get("/settings/accounts", headers={"X-HTTP-Method-Override": "POST"}).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "//settings/accounts",
        "/settings//accounts",
        "/settings/accounts/",
        "/static/../settings/accounts",
        "/static/%2e%2e/settings/accounts",
        "/%73ettings/accounts",
        "/settings%2faccounts",
        "/settings/accounts%00",
        "/settings/accounts;x",
        "/SETTINGS/accounts",
        "/static/..;/settings/accounts",
        "/outlet/../settings/accounts",
    ],
)
def test_no_spelling_of_a_path_goes_round_a_door(library: Store, path: str) -> None:
    with visit(library) as client:
        let_in(visitor := visit(library), library, "owner", "ada")
        visitor.close()
        answer = client.get(path)
        assert answer.status_code in {303, 307, 400, 404}, path
        assert "u-ada" not in answer.text
        if answer.status_code in {303, 307}:
            assert answer.headers["location"].startswith(("/sign-in", "http://127.0.0.1/"))


def test_a_route_without_a_door_is_refused() -> None:
    def endpoint(request: Request) -> PlainTextResponse:  # noqa: ARG001 - the shape of one
        return PlainTextResponse("")

    with pytest.raises(TypeError, match="different rights"):
        behind_doors([Route("/sign-in", endpoint, methods=["GET", "DELETE"])])
    with pytest.raises(TypeError, match="no door fits"):
        behind_doors([object()])  # type: ignore[list-item] # what is tested


def test_a_role_counts_from_the_next_page_on(library: Store) -> None:
    with visit(library) as client:
        account = let_in(client, library, "moderator")
        let_in(other := TestClient(client.app), library, "owner")
        other.close()
        assert client.get("/moderation").status_code == 200
        library.accounts.change_role(account.account_id, "reader")
        assert client.get("/moderation").status_code == 403
        library.accounts.remove(account.account_id)
        assert client.get("/").status_code == 303
