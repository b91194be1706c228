"""The shelf of what readers write: comments, requests for work, and the secrets that forms are signed with."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update

from sourcier.commented import Comment, CommentState, Request
from sourcier.errors import NothingFoundError
from sourcier.store.encode import storable
from sourcier.store.engine import insert_or, patiently, read, said, write
from sourcier.store.rows import Row, address_key, instant, row_values, value_row
from sourcier.store.schema import comments, requests, settings

# The states of a request that somebody works on, or worked on when killed: once, and once more.
_LEFT = ("working", "again")
_STOPPED_TWICE = "the worker was stopped twice in the middle of it"
_WITHOUT_CONTENT = tuple(column for column in requests.c if column.name != "content")


class ReaderShelf:
    """What readers of a library wrote; every method raises StoreError as those of `Store` do."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    def secret(self) -> bytes:
        """The secret that this library signs its forms with, made when first asked for."""

        def work() -> str:
            with write(self._engine) as connection:
                held = connection.scalar(select(settings.c.value).where(settings.c.name == "secret"))
                if held is None:
                    held = secrets.token_hex(32)
                    connection.execute(insert(settings), [{"name": "secret", "value": held}])
                return str(held)

        with said(self._address), read(self._engine) as connection:
            held = connection.scalar(select(settings.c.value).where(settings.c.name == "secret"))
        if held is None:
            with said(self._address):
                held = patiently(self._engine, work)
        return bytes.fromhex(held)

    def say(self, comment: Comment) -> bool:
        """Whether the comment is kept now and was not before: one of that id is said once, however often it is sent."""

        def work(connection: Connection) -> bool:
            order = insert_or(connection, comments).values(**_comment_row(comment)).on_conflict_do_nothing()
            return connection.scalar(order.returning(comments.c.comment_id)) is not None

        return bool(self._write(work))

    def comment(self, comment_id: str) -> Comment:
        """The comment of that id.

        Raises:
            NothingFoundError: there is none.
        """
        found = self._comments(select(comments).where(comments.c.comment_id == storable(comment_id)))
        if not found:
            raise NothingFoundError("there is no such comment", comment_id)
        return found[0]

    def comments_on(self, about: Iterable[str]) -> tuple[Comment, ...]:
        """The published comments on any of these, the oldest first."""
        keys = [storable(key) for key in about]
        query = select(comments).where(comments.c.about.in_(keys), comments.c.state == "published")
        return self._comments(query.order_by(comments.c.written_at, comments.c.comment_id))

    def comments_in(self, state: CommentState, *, limit: int = 100, offset: int = 0) -> tuple[Comment, ...]:
        """The comments in a state, the newest first."""
        query = select(comments).where(comments.c.state == state).order_by(comments.c.written_at.desc(), comments.c.comment_id)
        return self._comments(query.limit(limit).offset(offset))

    def comments_by(self, email: str) -> tuple[Comment, ...]:
        """Everything a person wrote, by the e-mail they gave, the oldest first."""
        return self._comments(select(comments).where(comments.c.email == _folded(email)).order_by(comments.c.written_at))

    def counts(self) -> dict[str, int]:
        """How many comments are in each state."""
        with said(self._address), read(self._engine) as connection:
            found = connection.execute(select(comments.c.state, func.count()).group_by(comments.c.state))
            return {row[0]: row[1] for row in found}

    def was_published(self, email: str) -> bool:
        """Whether a comment of this person was published."""
        query = select(comments.c.comment_id).where(comments.c.email == _folded(email), comments.c.state == "published")
        with said(self._address), read(self._engine) as connection:
            return connection.scalar(query.limit(1)) is not None

    def sent_since(self, writer: str, since: datetime) -> int:
        """How many comments came from there since then."""
        query = select(func.count()).select_from(comments).where(comments.c.writer == writer, comments.c.written_at >= instant(since))
        with said(self._address), read(self._engine) as connection:
            return connection.scalar(query) or 0

    def move(self, comment_id: str, state: CommentState) -> None:
        """Nothing; the comment is in that state now.

        Raises:
            NothingFoundError: there is none.
        """
        self._change(comment_id, {"state": state})

    def reword(self, comment_id: str, text: str, at: datetime) -> None:
        """Nothing; the comment says this now.

        Raises:
            NothingFoundError: there is none.
        """
        self._change(comment_id, {"text": storable(text), "edited_at": instant(at)})

    def gathered(self, comment_id: str, address: str) -> None:
        """Nothing; the page that a comment tells of was gathered from this address, one spelling of which is kept."""
        order = update(comments).where(comments.c.comment_id == storable(comment_id)).values(gathered=address_key(address))
        self._write(lambda connection: connection.execute(order))

    def pointed_out(self, addresses: Iterable[str]) -> dict[str, str]:
        """Which of these addresses were gathered because a comment, shown now, told of them as an earlier appearance; and who wrote it."""
        keys = {address_key(address): address for address in addresses if address}
        query = select(comments.c.gathered, comments.c.name).where(comments.c.gathered.in_(keys), comments.c.state == "published")
        with said(self._address), read(self._engine) as connection:
            # The first who told of it is named.
            rows = connection.execute(query.order_by(comments.c.written_at.desc(), comments.c.comment_id.desc()))
            return {keys[row[0]]: row[1] for row in rows}

    def erase(self, email: str) -> int:
        """How many comments of a person were erased, with all that was known of them; replies to them stay."""
        order = delete(comments).where(comments.c.email == _folded(email))
        return int(self._write(lambda connection: connection.execute(order).rowcount))

    def ask(self, request: Request) -> None:
        """Nothing; the request is kept for the worker, once however often it is sent."""
        self._write(
            lambda connection: connection.execute(insert_or(connection, requests).values(**value_row(request)).on_conflict_do_nothing())
        )

    def requests(self, *, limit: int = 20) -> tuple[Request, ...]:
        """The requests, the newest first, without the pages that came with them."""
        query = select(*_WITHOUT_CONTENT).order_by(requests.c.asked_at.desc(), requests.c.request_id).limit(limit)
        with said(self._address), read(self._engine) as connection:
            return tuple(Request(**row_values(row)) for row in connection.execute(query).mappings())

    def request(self, request_id: str) -> Request:
        """The request of that id, without the page that came with it.

        Raises:
            NothingFoundError: there is none.
        """
        query = select(*_WITHOUT_CONTENT).where(requests.c.request_id == storable(request_id))
        with said(self._address), read(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NothingFoundError("there is no such request", request_id)
        return Request(**row_values(row))

    def next_request(self) -> Request | None:
        """The oldest request that nobody finished, marked as being worked on; one that a killed worker left is given once more.

        One that stopped two workers is not given to a third: it failed.
        """

        def work(connection: Connection) -> Request | None:
            query = select(requests).where(requests.c.state.in_(("waiting", *_LEFT))).order_by(requests.c.asked_at, requests.c.request_id)
            connection.execute(update(requests).where(requests.c.state == _LEFT[-1]).values(state="failed", told=_STOPPED_TWICE))
            row = connection.execute(query.limit(1)).mappings().first()
            if row is None:
                return None
            state = _LEFT[0] if row["state"] == "waiting" else _LEFT[1]
            connection.execute(update(requests).where(requests.c.request_id == row["request_id"]).values(state=state))
            return Request(**row_values(row))

        found: Request | None = self._write(work)
        return found

    def progress(self, request_id: str, done: int) -> None:
        """Nothing; so much of a request is done by now."""
        order = update(requests).where(requests.c.request_id == request_id).values(done=done)
        self._write(lambda connection: connection.execute(order))

    def keep_request(self, request: Request) -> None:
        """Nothing; what became of the request is kept, and its page, which is a capture now, no longer."""
        done = {**value_row(request), "content": b""}
        order = update(requests).where(requests.c.request_id == request.request_id).values(**done)
        self._write(lambda connection: connection.execute(order))

    def _change(self, comment_id: str, values: Row) -> None:
        """Nothing; one comment has these values now."""
        order = update(comments).where(comments.c.comment_id == storable(comment_id)).values(**values)
        if not self._write(lambda connection: connection.execute(order).rowcount):
            raise NothingFoundError("there is no such comment", comment_id)

    def _comments(self, query: Select[Any]) -> tuple[Comment, ...]:
        """The comments that a query finds."""
        with said(self._address), read(self._engine) as connection:
            return tuple(Comment(**row_values(row)) for row in connection.execute(query).mappings())

    def _write(self, work: Any) -> Any:  # noqa: ANN401 - what the work gives is given back
        """What some work gives, done in one transaction."""

        def whole() -> Any:  # noqa: ANN401 - idem
            with write(self._engine) as connection:
                return work(connection)

        with said(self._address):
            return patiently(self._engine, whole)


def _folded(email: str) -> str:
    """One spelling of an e-mail address."""
    return storable(email.strip().lower())


def _comment_row(comment: Comment) -> Row:
    """The row of a comment; its writer is known by one spelling of the address."""
    return value_row(comment) | {"email": _folded(comment.email)}
