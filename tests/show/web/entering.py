"""People with accounts, let in to a reader under test."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from sourcier.accounts import Account, Role, Ticket, digest_of
from sourcier.show.web import make_app
from sourcier.show.web.who import Access
from sourcier.store import Store

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)
PASSWORD = "harbour lamp seven gulls"
# Hashing is slow on purpose: once, and weakly, is enough for all tests.
_HASHED = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD.encode())


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **more: float) -> None:
        self.now += timedelta(**more)


def make_account(library: Store, name: str, role: Role) -> Account:
    """An account whose password is PASSWORD, made unless there is one of that name."""
    library.accounts.add(Account(f"u-{name}", name, role, NOON, _HASHED))
    found = library.accounts.named(name)
    assert found is not None
    return found


def visit(library: Store, access: Access = "members", *, clock: Clock | None = None, **more: Any) -> TestClient:
    """A browser that comes to the library for the first time."""
    app = make_app(library, access=access, clock=clock or Clock(), hosts=more.pop("hosts", ("127.0.0.1",)))
    return TestClient(app, base_url=more.pop("base_url", "http://127.0.0.1"), follow_redirects=False, **more)


def let_in(client: TestClient, library: Store, role: Role, name: str = "") -> Account:
    """An account of that role, whose session the browser holds."""
    account, token = make_account(library, name or role, role), secrets.token_urlsafe(32)
    library.accounts.give(Ticket(digest_of(token), "session", account.account_id, NOON, NOON + timedelta(days=14)))
    client.cookies.set("session", token, domain="127.0.0.1")
    return account


def token_of(client: TestClient, path: str) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def send(client: TestClient, path: str, form: str = "", **fields: str) -> Any:
    """The answer to a form of a page (`form`, by default the path itself) sent to a path."""
    return client.post(path, data={"token": token_of(client, form or path), **fields})


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> Any:
    """The answer to somebody signing in."""
    return send(client, "/sign-in", name=name, password=password, **fields)
