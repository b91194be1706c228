"""`sourcier account`: who may use a shared library; and the owner that its first start makes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from sourcier.accounts import ROLES, Account, Role, account_name
from sourcier.cli.edge import json_option, library_option, print_json, print_lines
from sourcier.errors import NothingFoundError, UsageError
from sourcier.model import make_id
from sourcier.show.lines import table
from sourcier.store import Store, open_store

OWNER_PASSWORD = "SOURCIER_OWNER_PASSWORD"  # noqa: S105 - the name of a variable, not a secret
_WRONG: Mapping[str, str] = {
    "short": "a password has at least 12 characters",
    "long": "a password has at most 1,000 characters",
    "plain": "that password is too easy to guess",
}
password_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file that holds the password; else it is asked for, or made and printed once where nobody can be asked.",
)


@click.group()
def account() -> None:
    """Say who may use a shared library: accounts with a role (reader, moderator, owner) and a password."""


@account.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True, help="What the account may do.")
@password_option
@library_option
@json_option
def add_account(name: str, *, role: Role, password_file: Path | None, library: str, as_json: bool) -> None:
    """Make an account.

    Readers read every text in full, comment, and ask for pages to be added; moderators also moderate comments and say what is followed
    and watched for; owners also make accounts and name webhooks.
    """
    with open_store(library) as kept:
        known = account_name(name)
        if kept.accounts.named(known):
            raise UsageError("there is an account of that name", known)
        password, made = _password(known, password_file)
        _add(kept, known, role, password)
    _tell({"account": known, "role": role}, f"{known}: {role}", made, as_json=as_json)


@account.command("list")
@library_option
@json_option
def list_accounts(library: str, *, as_json: bool) -> None:
    """List the accounts with their roles."""
    with open_store(library, create=False) as kept:
        found = kept.accounts.all()
    if as_json:
        told = [
            {"name": one.name, "role": one.role, "made_at": one.made_at.isoformat(), "has_password": bool(one.password)} for one in found
        ]
        print_json({"accounts": told})
    else:
        rows = [(one.name, one.role, f"since {one.made_at:%Y-%m-%d}", "" if one.password else "invited") for one in found]
        print_lines(table(rows) if rows else [f"{library}: no account; on loopback none is needed"])


@account.command("remove")
@click.argument("name")
@library_option
@json_option
def remove_account(name: str, library: str, *, as_json: bool) -> None:
    """Remove an account, and end its sessions."""
    with open_store(library, create=False) as kept:
        found = _found(kept, name)
        if not kept.accounts.remove(found.account_id):
            raise UsageError("somebody must own the library: make another owner first", found.name)
    _tell({"removed": found.name}, f"{found.name}: removed", None, as_json=as_json)


@account.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@library_option
@json_option
def change_role(name: str, role: Role, library: str, *, as_json: bool) -> None:
    """Give an account another role, at once."""
    with open_store(library, create=False) as kept:
        found = _found(kept, name)
        if not kept.accounts.change_role(found.account_id, role):
            raise UsageError("somebody must own the library: make another owner first", found.name)
    _tell({"account": found.name, "role": role}, f"{found.name}: {role}", None, as_json=as_json)


@account.command("password")
@click.argument("name")
@password_option
@library_option
@json_option
def change_password(name: str, *, password_file: Path | None, library: str, as_json: bool) -> None:
    """Give an account another password, and end its sessions."""
    with open_store(library, create=False) as kept:
        found = _found(kept, name)
        password, made = _password(found.name, password_file)
        kept.accounts.change_password(found.account_id, _passwords().hash_password(password))
    _tell({"account": found.name}, f"{found.name}: another password", made, as_json=as_json)


def settle_owner(library: Store, password_file: Path | None) -> None:
    """Nothing; a library without accounts has an owner now, whose password was given, asked for, or is printed this once."""
    if library.accounts.all():
        return
    given = os.environ.get(OWNER_PASSWORD)
    password, made = (_vetted(given, "owner"), None) if given and password_file is None else _password("owner", password_file)
    _add(library, "owner", "owner", password)
    click.echo("sourcier: an account was made: owner" + (f", password (shown only now): {made}" if made else ""), err=True)


def _add(library: Store, name: str, role: Role, password: str) -> None:
    """Nothing; there is an account of that name."""
    now = datetime.now(UTC)
    new = Account(make_id("u", name, now.isoformat()), name, role, now, _passwords().hash_password(password))
    if not library.accounts.add(new):
        raise UsageError("there is an account of that name", name)


def _found(library: Store, name: str) -> Account:
    """The account of a name."""
    found = library.accounts.named(account_name(name))
    if found is None:
        raise NothingFoundError("there is no such account", name)
    return found


def _password(name: str, file: Path | None) -> tuple[str, str | None]:
    """A password, and once more where it was made here and must be told: what stands on a command line, every process can read."""
    if file is not None:
        return _vetted(file.read_text(encoding="utf-8").strip("\r\n"), name), None
    if sys.stdin.isatty() and sys.stderr.isatty():
        return _vetted(click.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True), name), None
    made: str = _passwords().make_password()
    return made, made


def _vetted(password: str, name: str) -> str:
    """A password that may be one.

    Raises:
        UsageError: it is too short, too long or too plain.
    """
    for fault in _passwords().password_faults(password, name):
        raise UsageError(_WRONG[fault], name)
    return password


def _passwords() -> ModuleType:
    """The room of passwords, which needs what the reader needs.

    Raises:
        UsageError: it is not installed.
    """
    try:
        from sourcier.show.web import passwords  # noqa: PLC0415 - only who makes accounts needs it
    except ImportError as error:
        raise UsageError("accounts need more: pip install 'sourcier[web]'", str(error.name)) from error
    return passwords


def _tell(told: Mapping[str, Any], line: str, made: str | None, *, as_json: bool) -> None:
    """Nothing; says what was done, and a password that was made here."""
    if as_json:
        print_json({**told, **({"password": made} if made else {})})
    else:
        print_lines([line, *([f"  password (shown only now): {made}"] if made else [])])
