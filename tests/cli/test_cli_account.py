"""`sourcier account`: accounts made, listed, changed and removed; no password on a command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sourcier.accounts import Ticket
from sourcier.show.web.passwords import is_password
from sourcier.store import open_store

Run = Callable[..., Any]
NOW = datetime(2031, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("nine copper kettles\n", encoding="utf-8")
    return path


def test_accounts_are_made_listed_and_removed(run: Run, library: Path, secret: Path) -> None:
    assert run("account", "add", "Ada", "--role", "owner", "--password-file", secret, "-l", library).out == "ada: owner\n"
    made = json.loads(run("account", "add", "eve", "-l", library, "--json").out)
    with open_store(library) as kept:
        ada, eve = kept.accounts.all()
        assert is_password(ada.password, "nine copper kettles")
        assert is_password(eve.password, made["password"])
    assert made == {"account": "eve", "role": "reader", "password": made["password"]}
    ran = run("account", "list", "-l", library)
    assert [line.split()[:2] for line in ran.out.splitlines()] == [["ada", "owner"], ["eve", "reader"]]
    assert "argon2" not in ran.out + run("account", "list", "-l", library, "--json").out
    assert run("account", "role", "EVE", "moderator", "-l", library).out == "eve: moderator\n"
    assert run("account", "remove", "eve", "-l", library).code == 0
    assert [one["name"] for one in json.loads(run("account", "list", "-l", library, "--json").out)["accounts"]] == ["ada"]


def test_somebody_owns_the_library(run: Run, library: Path, secret: Path) -> None:
    for name, role in (("ada", "owner"), ("eve", "reader")):
        run("account", "add", name, "--role", role, "--password-file", secret, "-l", library)
    assert run("account", "remove", "ada", "-l", library).code == 2
    assert run("account", "role", "ada", "reader", "-l", library).code == 2
    run("account", "remove", "eve", "-l", library)
    assert run("account", "remove", "ada", "-l", library).code == 0
    assert "no account" in run("account", "list", "-l", library).out


def test_another_password_ends_every_session(run: Run, library: Path, secret: Path) -> None:
    run("account", "add", "ada", "-l", library)
    with open_store(library) as kept:
        account = kept.accounts.all()[0]
        kept.accounts.give(Ticket("d1", "session", account.account_id, NOW, NOW + timedelta(days=1)))
    assert run("account", "password", "ada", "--password-file", secret, "-l", library).code == 0
    with open_store(library) as kept:
        assert kept.accounts.holder("d1", "session", NOW) is None
        assert is_password(kept.accounts.all()[0].password, "nine copper kettles")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "a b"], 2),
        (["add", "../x"], 2),
        (["add", "ada", "--role", "king"], 2),
        (["add", "ada", "--password", "nine copper kettles"], 2),
        (["remove", "nobody"], 4),
        (["role", "nobody", "owner"], 4),
        (["password", "nobody"], 4),
    ],
)
def test_what_cannot_be_is_told_in_one_line(run: Run, library: Path, words: list[str], code: int) -> None:
    open_store(library).close()
    ran = run("account", *words, "-l", library)
    assert ran.code == code
    assert "Traceback" not in ran.err
    with open_store(library) as kept:
        assert kept.accounts.all() == ()


def test_a_password_too_plain_is_refused(run: Run, library: Path, secret: Path) -> None:
    for text in ("short", "aaaaaaaaaaaaaaaa", "motdepasse1234", "x" * 2_000):
        secret.write_text(text, encoding="utf-8")
        ran = run("account", "add", "ada", "--password-file", secret, "-l", library)
        assert ran.code == 2
        assert text not in ran.err
