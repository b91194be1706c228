"""What lists and tables show, read a page at a time from what is kept for them: no text, no whole story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Integer, Row, Select, and_, cast, func, or_, select, tuple_

from sourcier.model import Reuse, Searched, Statement
from sourcier.store.encode import decode, storable
from sourcier.store.engine import read, said
from sourcier.store.finding import filtered, heads_of
from sourcier.store.rows import read_instant
from sourcier.store.schema import (
    articles,
    captures,
    outlet_counts,
    reuses,
    statements,
    story_articles,
    story_summaries,
    story_verdicts,
    takings,
)
from sourcier.store.speakers import speakers_called
from sourcier.store.values import CaptureFacts, Head, OutletCount, StoryFilter, StoryOrder, StorySummary, Taking
from sourcier.text.addresses import normalise_address

# Whoever asks for a name that so many speakers bear is shown the first of them.
_MOST_SPEAKERS = 400
# So many pairs one question names.
_PAIRS = 200


class ListShelf:
    """The lists of a library."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection to ask, its errors told as ours."""
        with said(self._address), read(self._engine) as connection:
            yield connection

    def searched(self) -> Searched:
        """What the library holds, in numbers."""
        with self._reading() as connection:
            return searched_of(connection)

    def stories(
        self,
        *,
        limit: int,
        offset: int = 0,
        order: StoryOrder = "newest",
        least: int = 1,
        among: StoryFilter | None = None,
        ids: Iterable[str] | None = None,
    ) -> tuple[StorySummary, ...]:
        """Summaries of the settled stories of at least so many articles: the newest, or those of most articles, first.

        Of all, of those that a filter leaves, or of some by id.
        """
        kept = story_summaries.c
        newest = (kept.newest.desc(), kept.story_id)
        query = select(kept.value).where(kept.articles >= least, *_among(among))
        query = query.order_by(*((kept.articles.desc(), *newest) if order == "copied" else newest))
        if ids is not None:
            query = query.where(kept.story_id.in_([storable(key) for key in ids]))
        with self._reading() as connection:
            found = connection.scalars(query.limit(max(0, limit)).offset(max(0, offset)))
            return tuple(decode(StorySummary, value) for value in found)

    def count_stories(self, *, least: int = 1, among: StoryFilter | None = None) -> int:
        """How many stories `stories` would give without a limit."""
        query = select(func.count()).select_from(story_summaries).where(story_summaries.c.articles >= least, *_among(among))
        with self._reading() as connection:
            return connection.scalar(query) or 0

    def outlets(self, *, limit: int, offset: int = 0) -> tuple[OutletCount, ...]:
        """The outlets of the articles held, most articles first, a page of them."""
        kept = outlet_counts.c
        ordered = select(kept.outlet).group_by(kept.outlet).order_by(func.sum(kept.articles).desc(), kept.outlet)
        with self._reading() as connection:
            names = list(connection.scalars(ordered.limit(max(0, limit)).offset(max(0, offset))))
            found = {count.name: count for count in _counts(connection, names)}
        return tuple(found[name] for name in names)

    def count_outlets(self) -> int:
        """How many outlets there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.count(outlet_counts.c.outlet.distinct()))) or 0

    def outlet(self, name: str) -> OutletCount | None:
        """The outlet of that name, None when no article of it is held."""
        with self._reading() as connection:
            return next(iter(_counts(connection, [storable(name)])), None)

    def newest_of(self, outlet: str, *, limit: int) -> tuple[Head, ...]:
        """The heads of the newest articles of an outlet, the newest first, undated ones last."""
        a = articles.c
        dated = select(a.article_id).where(a.outlet == storable(outlet), a.published_at.is_not(None))
        dated = dated.order_by(a.published_at.desc(), a.article_id).limit(max(0, limit))
        undated = select(a.article_id).where(a.outlet == storable(outlet), a.published_at.is_(None)).order_by(a.article_id)
        with self._reading() as connection:
            keys = list(connection.scalars(dated))
            keys += connection.scalars(undated.limit(max(0, limit - len(keys))))
            heads = heads_of(connection, keys)
        return tuple(heads[key] for key in keys)

    def takings(
        self, *, taker: str | None = None, giver: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[Taking, ...]:
        """Who took from whom, the most frequent first; of one taker or from one giver when they are named.

        Each article counts once for each outlet it takes from.
        """
        chosen = [column == storable(name) for column, name in ((takings.c.taker, taker), (takings.c.giver, giver)) if name is not None]
        number = func.count(takings.c.node_id.distinct())
        query = select(takings.c.taker, takings.c.giver, number).where(*chosen).group_by(takings.c.taker, takings.c.giver)
        query = query.order_by(number.desc(), takings.c.taker, takings.c.giver)
        with self._reading() as connection:
            if limit is None:
                return _in_full(connection, chosen)
            query = query.limit(max(0, limit)).offset(max(0, offset))
            return tuple(_told(connection, [(row[0], row[1]) for row in connection.execute(query)]))

    def sums(self, outlets: Iterable[str]) -> dict[str, tuple[int, int]]:
        """For each outlet how many articles it took from others, and others from it; each counts for each outlet of the other side."""
        names = [storable(name) for name in outlets]
        sums: list[dict[str, int]] = []
        with self._reading() as connection:
            for own, other in ((takings.c.taker, takings.c.giver), (takings.c.giver, takings.c.taker)):
                pairs = select(own.label("own"), other, takings.c.node_id).where(own.in_(names)).distinct().subquery()
                found = connection.execute(select(pairs.c.own, func.count()).group_by(pairs.c.own))
                sums.append({row[0]: row[1] for row in found})
        return {name: (sums[0].get(name, 0), sums[1].get(name, 0)) for name in names}

    def statements(
        self, *, speaker: str | None = None, before: tuple[str, int] | None = None, limit: int
    ) -> tuple[tuple[Statement, int], ...]:
        """Statements with their places in their articles, those of the newest articles first.

        `before` is an article and a place: what comes after that one in this order. `speaker` is any words of the name.
        """
        with self._reading() as connection:
            query = _said(connection, speaker)
            if query is None:
                return ()
            rows = list(_after(connection, query, before, max(0, limit)))
        return tuple((decode(Statement, row.value), row.position) for row in rows)

    def bodies(self, article_ids: Iterable[str]) -> dict[str, str]:
        """The texts of some articles by id, without all else that an article holds."""
        keys = list(dict.fromkeys(map(storable, article_ids)))
        with self._reading() as connection:
            query = select(articles.c.article_id, articles.c.body).where(articles.c.article_id.in_(keys))
            return {row.article_id: row.body for row in connection.execute(query).all()}

    def count_statements(self, speaker: str) -> int:
        """How many statements are a speaker's, who is named by any words of the name."""
        with self._reading() as connection:
            keys = _speakers(connection, speaker)
            return connection.scalar(select(func.count()).select_from(statements).where(statements.c.speaker_key.in_(keys))) or 0

    def versions(self, article_id: str) -> tuple[Head, ...]:
        """The heads of every text held of the page that an article was read off, the earliest capture first."""
        a = articles.c
        with self._reading() as connection:
            key = connection.scalar(select(a.address_key).where(a.article_id == storable(article_id)))
            if not key or normalise_address(key) is None:
                found = [article_id]
            else:
                order = (a.captured_at.is_(None), a.captured_at, a.published_at, a.article_id)
                found = list(connection.scalars(select(a.article_id).where(a.address_key == key).order_by(*order)))
            heads = heads_of(connection, found)
        return tuple(heads[key] for key in found if key in heads)

    def capture(self, article_id: str) -> CaptureFacts | None:
        """What is known of the earliest capture that reads as an article, without its bytes; None when there is none."""
        kept = captures.c
        query = select(kept.captured_at, kept.digest, kept.size).where(kept.article_id == storable(article_id))
        with self._reading() as connection:
            found = connection.execute(query.order_by(kept.captured_at.is_(None), kept.captured_at, kept.digest).limit(1)).first()
        return None if found is None else CaptureFacts(read_instant(found.captured_at), found.digest, found.size)

    def rules(self, article_ids: Iterable[str]) -> dict[str, str]:
        """For each of some articles the version of the rules that read the capture which tells it, "" where it is not known."""
        told: dict[str, str] = {}
        keys = [storable(key) for key in article_ids]
        query = select(articles.c.article_id, captures.c.rules).join(
            captures, and_(captures.c.article_id == articles.c.article_id, captures.c.digest == articles.c.digest)
        )
        with self._reading() as connection:
            for start in range(0, len(keys), _PAIRS):
                some = query.where(articles.c.article_id.in_(keys[start : start + _PAIRS]))
                told.update({key: rules or "" for key, rules in connection.execute(some.order_by(captures.c.rules)).all()})
        return told

    def reuse(self, one: str, other: str) -> Reuse | None:
        """What two articles share, None when they share nothing."""
        first, second = sorted((storable(one), storable(other)))
        with self._reading() as connection:
            value = connection.scalar(select(reuses.c.value).where(reuses.c.first == first, reuses.c.second == second))
        return None if value is None else decode(Reuse, value)

    def sizes(self) -> dict[str, int]:
        """How many articles, outlets and captures there are, for whoever watches over a library."""
        with self._reading() as connection:
            found = searched_of(connection)
            kept = connection.scalar(select(func.count()).select_from(captures)) or 0
        return {"articles": found.articles, "outlets": found.outlets, "captures": kept}


def searched_of(connection: Connection) -> Searched:
    """What the library holds, in numbers, from the counts that are kept of its outlets."""
    kept = outlet_counts.c
    columns = (func.sum(kept.articles), func.count(kept.outlet.distinct()), func.min(kept.first), func.max(kept.last))
    count, outlets, since, until = connection.execute(select(*columns)).one()
    return Searched(int(count or 0), outlets, _day(since), _day(until))


def _among(which: StoryFilter | None) -> Iterator[ColumnElement[bool]]:
    """The conditions on summaries that a filter makes."""
    if which is None:
        return
    story_id = story_summaries.c.story_id
    if which.verdict is not None:
        yield story_id.in_(select(story_verdicts.c.story_id).where(story_verdicts.c.verdict == which.verdict))
    if which.outlet or which.since or which.until:
        held = select(story_articles.c.story_id).join(articles, articles.c.article_id == story_articles.c.article_id)
        yield story_id.in_(held.where(filtered(outlet=which.outlet, since=which.since, until=which.until)))


def _day(text: str | None) -> date | None:
    """The day that a column tells."""
    return None if text is None else date.fromisoformat(text)


def _counts(connection: Connection, names: Sequence[str]) -> Iterator[OutletCount]:
    """The counts of some outlets, over all their domains."""
    kept = outlet_counts.c
    rows: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(outlet_counts).where(kept.outlet.in_(names))):
        rows.setdefault(row.outlet, []).append(row)
    for name, found in rows.items():
        domains = tuple(sorted({row.domain for row in found if row.domain}))
        first = min((row.first for row in found if row.first), default=None)
        last = max((row.last for row in found if row.last), default=None)
        yield OutletCount(name, domains, sum(row.articles for row in found), _day(first), _day(last))


def _told(connection: Connection, pairs: Sequence[tuple[str, str]]) -> Iterator[Taking]:
    """What each of some pairs of taker and giver took, in their order."""
    t = takings.c
    told: dict[tuple[str, str], Taking] = {}
    for start in range(0, len(pairs), _PAIRS):
        some = pairs[start : start + _PAIRS]
        told |= _counted(connection, [or_(*(and_(t.taker == taker, t.giver == giver) for taker, giver in some))])
    return (told[pair] for pair in pairs)


def _in_full(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> tuple[Taking, ...]:
    """What every pair of taker and giver took that meets the conditions, the most frequent first."""
    found = _counted(connection, conditions).values()
    return tuple(sorted(found, key=lambda taking: (-taking.articles, taking.taker, taking.giver)))


def _counted(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> dict[tuple[str, str], Taking]:
    """What was taken by pair of taker and giver; an article that two stories tell of counts once."""
    t = takings.c
    told: dict[tuple[str, str], dict[str, tuple[int, float | None]]] = {}
    query = select(t.taker, t.giver, t.node_id, t.is_credited, t.delay).where(*conditions).order_by(t.story_id)
    for taker, giver, node, is_credited, delay in connection.execute(query).all():
        told.setdefault((taker, giver), {}).setdefault(node, (is_credited, delay))
    return {pair: _taking(*pair, list(found.values())) for pair, found in told.items()}


def _taking(taker: str, giver: str, found: Sequence[tuple[int, float | None]]) -> Taking:
    """What one took from the other: for each article whether it credits, and its delay."""
    delays = tuple(sorted(delay for _, delay in found if delay is not None))
    return Taking(taker, giver, len(found), sum(is_credited for is_credited, _ in found), delays)


def _speakers(connection: Connection, speaker: str) -> list[str]:
    """The keys of the speakers whose name has these words: read off the index of names alone."""
    found = speakers_called(speaker)
    return [] if found is None else list(connection.scalars(found.order_by("speaker_key").limit(_MOST_SPEAKERS)))


def _said(connection: Connection, speaker: str | None) -> Select[Any] | None:
    """The question for statements of a speaker, or of all; None when nobody is called so."""
    query = select(statements.c.value, statements.c.position, articles.c.article_id, articles.c.published_at)
    query = query.join(articles, articles.c.article_id == statements.c.article_id)
    if speaker is None:
        return query
    keys = _speakers(connection, speaker)
    return query.where(statements.c.speaker_key.in_(keys)) if keys else None


def _after(connection: Connection, query: Select[Any], before: tuple[str, int] | None, limit: int) -> Iterator[Row[Any]]:
    """So many rows after a place in the order, from the newest article to those without a date."""
    at, key, place = _place(connection, before)
    a, position = articles.c, statements.c.position
    left = limit
    if at is None or at:
        dated = query.where(a.published_at.is_not(None))
        if at:
            later = or_(a.published_at < at, and_(a.published_at == at, _beyond(key, place)))
            dated = dated.where(a.published_at <= at, later)
        rows = connection.execute(dated.order_by(a.published_at.desc(), a.article_id, position).limit(left)).all()
        left -= len(rows)
        yield from rows
    undated = query.where(a.published_at.is_(None))
    if at == "":
        undated = undated.where(_beyond(key, place))
    if left > 0:
        yield from connection.execute(undated.order_by(a.article_id, position).limit(left))


def _beyond(key: str, place: int) -> Any:  # noqa: ANN401 - a condition of SQLAlchemy
    """The condition that a statement stands after a place, in the order of articles, then of their texts."""
    return tuple_(articles.c.article_id, cast(statements.c.position, Integer)) > (key, place)


def _place(connection: Connection, before: tuple[str, int] | None) -> tuple[str | None, str, int]:
    """Where an article of that id stands in time ("" for an undated one, None for nowhere), with the rest of the place."""
    if before is None:
        return None, "", 0
    key = storable(before[0])
    found = connection.execute(select(articles.c.published_at).where(articles.c.article_id == key)).first()
    return (None, "", 0) if found is None else (found[0] or "", key, before[1])
