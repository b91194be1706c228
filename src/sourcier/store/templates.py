"""The shelf of templates: what the pages of each site repeat, as it was last learned."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, delete, insert, select

from sourcier.model import Template
from sourcier.store.encode import decode, encode, storable
from sourcier.store.engine import patiently, read, said, write
from sourcier.store.schema import settings

_NAME = "template of "


class TemplateShelf:
    """The templates of a library; every method raises StoreError as those of `Store` do."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    def all(self) -> dict[str, Template]:
        """Every template, by registrable domain."""
        query = select(settings.c.name, settings.c.value).where(settings.c.name.startswith(_NAME)).order_by(settings.c.name)
        with said(self._address), read(self._engine) as connection:
            return {name.removeprefix(_NAME): decode(Template, value) for name, value in connection.execute(query)}

    def keep(self, templates: Mapping[str, Template]) -> None:
        """Nothing; these are the templates from now on, in place of those that were."""
        rows = [{"name": _NAME + storable(domain), "value": encode(template)} for domain, template in templates.items()]

        def work() -> None:
            with write(self._engine) as connection:
                connection.execute(delete(settings).where(settings.c.name.startswith(_NAME)))
                if rows:
                    connection.execute(insert(settings), rows)

        with said(self._address):
            patiently(self._engine, work)
