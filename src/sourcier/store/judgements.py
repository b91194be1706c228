"""The shelf of judgements: what people said of derivations, beside what the machine found and never in its place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Select, select

from sourcier.commented import Judgement
from sourcier.model import Story, make_id
from sourcier.store.encode import storable
from sourcier.store.engine import insert_or, patiently, read, said, write
from sourcier.store.rows import row_values, value_row
from sourcier.store.schema import judgements

_AT_ONCE = 500
_QUERY = select(*(column for column in judgements.c if column.name != "judgement_id"))


class JudgementShelf:
    """What people said of derivations; every method raises StoreError as those of `Store` do. What was signed is never changed."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    def sign(self, judgement: Judgement) -> bool:
        """Whether it is kept now and was not before: the same words of the same person at the same time are one."""
        row = value_row(judgement)
        key = make_id("g", *(str(row[name]) for name in sorted(row)))

        def work() -> bool:
            with write(self._engine) as connection:
                order = insert_or(connection, judgements).values(judgement_id=key, **row).on_conflict_do_nothing()
                return connection.scalar(order.returning(judgements.c.judgement_id)) is not None

        with said(self._address):
            return patiently(self._engine, work)

    def of(self, node_ids: Iterable[str]) -> tuple[Judgement, ...]:
        """What was said of the steps by which these nodes derive from others, in the order in which it was said."""
        rest, found = iter(sorted({storable(key) for key in node_ids})), list[Judgement]()
        while keys := list(islice(rest, _AT_ONCE)):
            found += self._asked(_QUERY.where(judgements.c.node_id.in_(keys)))
        return _in_order(found)

    def all(self) -> tuple[Judgement, ...]:
        """Everything that was said, in order."""
        return _in_order(self._asked(_QUERY))

    def on(self, story: Story) -> tuple[Judgement, ...]:
        """What was said of the steps of a story, in the order in which it was said."""
        return self.of(derivation.node_id for derivation in story.derivations)

    def _asked(self, query: Select[Any]) -> list[Judgement]:
        with said(self._address), read(self._engine) as connection:
            return [Judgement(**row_values(row)) for row in connection.execute(query).mappings()]


def _in_order(found: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements as they were said one after another; what was said at one time by name and words."""
    return tuple(sorted(found, key=lambda one: (str(one.signed_at or ""), one.signed_by, one.words)))
