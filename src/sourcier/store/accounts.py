"""The shelf of accounts: who may use a shared library, and the tickets that let a browser or a program in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select, update

from sourcier.accounts import Account, Role, Ticket, TicketKind
from sourcier.errors import NothingFoundError
from sourcier.store.encode import storable
from sourcier.store.engine import insert_or, patiently, read, said, write
from sourcier.store.rows import instant, row_values, value_row
from sourcier.store.schema import accounts, tickets

_Result = TypeVar("_Result")


class AccountShelf:
    """What a library knows of its people; every method raises StoreError as those of `Store` do.

    A change that would leave accounts and no owner among them is not made.
    """

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    def add(self, account: Account) -> bool:
        """Whether the account was made; not when there is one of that name."""

        def work(connection: Connection) -> bool:
            order = insert_or(connection, accounts).values(**value_row(account)).on_conflict_do_nothing()
            return connection.scalar(order.returning(accounts.c.account_id)) is not None

        return self._write(work)

    def all(self) -> tuple[Account, ...]:
        """Every account, in order of name."""
        return self._accounts(select(accounts).order_by(accounts.c.name))

    def named(self, name: str) -> Account | None:
        """The account of that name, None when there is none."""
        return next(iter(self._accounts(select(accounts).where(accounts.c.name == storable(name)))), None)

    def find(self, account_id: str) -> Account:
        """The account of that id.

        Raises:
            NothingFoundError: there is none.
        """
        found = self._accounts(select(accounts).where(accounts.c.account_id == storable(account_id)))
        if not found:
            raise NothingFoundError("there is no such account", account_id)
        return found[0]

    def change_password(self, account_id: str, password: str, *, but: str = "") -> None:
        """Nothing; the account has this hash, and every ticket of it is void but the one of the digest `but`."""

        def work(connection: Connection) -> None:
            connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(password=password))
            connection.execute(delete(tickets).where(tickets.c.account_id == account_id, tickets.c.digest != but))

        self._write(work)

    def rehash(self, account: Account, password: str) -> None:
        """Nothing; the same password is kept under another hash, unless it was changed meanwhile."""
        same = (accounts.c.account_id == account.account_id, accounts.c.password == account.password)
        self._write(lambda connection: connection.execute(update(accounts).where(*same).values(password=password)))

    def change_role(self, account_id: str, role: Role) -> bool:
        """Whether the account has that role now."""
        change = update(accounts).where(accounts.c.account_id == account_id).values(role=role)
        return self._write(
            lambda connection: (role == "owner" or _has_other_owner(connection, account_id)) and bool(connection.execute(change).rowcount)
        )

    def remove(self, account_id: str) -> bool:
        """Whether the account is gone, and all its tickets with it. The only account may go, the only owner among several may not."""

        def work(connection: Connection) -> bool:
            others = connection.scalar(select(func.count()).select_from(accounts).where(accounts.c.account_id != account_id))
            if others and not _has_other_owner(connection, account_id):
                return False
            connection.execute(delete(tickets).where(tickets.c.account_id == account_id))
            return bool(connection.execute(delete(accounts).where(accounts.c.account_id == account_id)).rowcount)

        return self._write(work)

    def give(self, ticket: Ticket) -> None:
        """Nothing; the ticket is good. Those that have ended are forgotten; a new invitation or key voids the account's earlier one."""
        is_over: ColumnElement[bool] = tickets.c.ends_at <= instant(ticket.made_at)
        if ticket.kind != "session":
            is_over = is_over | ((tickets.c.account_id == ticket.account_id) & (tickets.c.kind == ticket.kind))

        def work(connection: Connection) -> None:
            connection.execute(delete(tickets).where(is_over))
            connection.execute(insert(tickets), [value_row(ticket)])

        self._write(work)

    def holder(self, digest: str, kind: TicketKind, now: datetime) -> Account | None:
        """The account that a ticket of this kind lets in now, None when it is void."""
        return next(iter(self._accounts(_holders(digest, kind, now))), None)

    def redeem(self, digest: str, password: str, now: datetime) -> Account | None:
        """The account of an invitation, which has this hash now and no ticket any more; None when the invitation is void."""

        def work(connection: Connection) -> Account | None:
            row = connection.execute(_holders(digest, "invitation", now)).mappings().first()
            if row is None:
                return None
            account = Account(**row_values(row))
            connection.execute(delete(tickets).where(tickets.c.account_id == account.account_id))
            connection.execute(update(accounts).where(accounts.c.account_id == account.account_id).values(password=password))
            return account

        return self._write(work)

    def void(self, digest: str) -> None:
        """Nothing; the ticket lets nobody in any more."""
        self._write(lambda connection: connection.execute(delete(tickets).where(tickets.c.digest == digest)))

    def void_keys(self, account_id: str) -> None:
        """Nothing; no key of the account lets a program in any more."""
        mine = (tickets.c.account_id == account_id, tickets.c.kind == "key")
        self._write(lambda connection: connection.execute(delete(tickets).where(*mine)))

    def void_all(self, account_id: str) -> None:
        """Nothing; no ticket of the account lets anybody in any more."""
        self._write(lambda connection: connection.execute(delete(tickets).where(tickets.c.account_id == account_id)))

    def _accounts(self, query: Select[Any]) -> tuple[Account, ...]:
        """The accounts that a query finds."""
        with said(self._address), read(self._engine) as connection:
            return tuple(Account(**row_values(row)) for row in connection.execute(query).mappings())

    def _write(self, work: Callable[[Connection], _Result]) -> _Result:
        """What some work gives, done in one transaction."""

        def whole() -> _Result:
            with write(self._engine) as connection:
                return work(connection)

        with said(self._address):
            return patiently(self._engine, whole)


def _has_other_owner(connection: Connection, account_id: str) -> bool:
    """Whether somebody else owns the library."""
    query = select(accounts.c.account_id).where(accounts.c.role == "owner", accounts.c.account_id != account_id)
    return connection.scalar(query.limit(1)) is not None


def _holders(digest: str, kind: TicketKind, now: datetime) -> Select[Any]:
    """The query for the account that a ticket lets in."""
    is_good = (tickets.c.digest == digest, tickets.c.kind == kind, tickets.c.ends_at > instant(now))
    return select(accounts).join(tickets, tickets.c.account_id == accounts.c.account_id).where(*is_good)
