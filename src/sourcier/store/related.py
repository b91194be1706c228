"""Articles that speak of the same people, places and days: found by the names few others hold, told with what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import log

from sqlalchemy import Connection, func, select

from sourcier.model import Mention
from sourcier.store.encode import decode, storable
from sourcier.store.schema import articles, dates, mentions
from sourcier.store.values import Related

# A name that more articles hold than this tells nothing about any two of them, and would make every look-up long.
_COMMON = 400
_NAMES = 40
_SHOWN = 5
_DAY = len("2031-05-02")


def related_to(connection: Connection, article_id: str, limit: int) -> tuple[Related, ...]:
    """The articles that share the rarest names and days with this one, most first; see `Store.related`."""
    key = storable(article_id)
    total = connection.scalar(select(func.count()).select_from(articles)) or 1
    weights: dict[str, float] = defaultdict(float)
    shared: dict[str, list[tuple[float, str | date]]] = defaultdict(list)
    found: list[tuple[str | date, Sequence[str]]] = [*_by_name(connection, key), *_by_day(connection, key)]
    for what, sharing in found:
        weight = log(total / (1 + len(sharing)) + 1)
        for other in sharing:
            weights[other] += weight
            shared[other].append((-weight, what))
    # One shared name is chance; two are a subject.
    best = sorted((other for other in weights if len(shared[other]) > 1), key=lambda other: (-weights[other], other))
    return tuple(_related(other, shared[other]) for other in best[: max(0, limit)])


def _related(article_id: str, shared: Iterable[tuple[float, str | date]]) -> Related:
    """One answer, the rarest of what is shared first."""
    rarest = [what for _, what in sorted(shared, key=lambda found: (found[0], str(found[1])))]
    names = tuple(what for what in rarest if isinstance(what, str))
    return Related(article_id, names[:_SHOWN], tuple(what for what in rarest if isinstance(what, date))[:_SHOWN])


def _by_name(connection: Connection, key: str) -> Iterable[tuple[str, Sequence[str]]]:
    """The names of the article as printed, each with the other articles that hold it; names that many hold are left out."""
    found = connection.execute(
        select(mentions.c.name_key, mentions.c.value).where(mentions.c.article_id == key).order_by(mentions.c.position)
    )
    names = {name_key: value for name_key, value in found if name_key}
    for name_key, value in list(names.items())[:_NAMES]:
        others = select(mentions.c.article_id).where(mentions.c.name_key == name_key, mentions.c.article_id != key).distinct()
        sharing = connection.scalars(others.limit(_COMMON + 1)).all()
        if 0 < len(sharing) <= _COMMON:
            yield decode(Mention, value).name, sharing


def _by_day(connection: Connection, key: str) -> Iterable[tuple[date, Sequence[str]]]:
    """The days that the article names, each with the other articles that name it."""
    days = dict.fromkeys(connection.scalars(select(dates.c.iso).where(dates.c.article_id == key).order_by(dates.c.position)))
    for iso in [iso for iso in days if iso and len(iso) == _DAY][:_NAMES]:
        others = select(dates.c.article_id).where(dates.c.iso == iso, dates.c.article_id != key).distinct()
        sharing = connection.scalars(others.limit(_COMMON + 1)).all()
        if 0 < len(sharing) <= _COMMON:
            yield date.fromisoformat(iso), sharing
