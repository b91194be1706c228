"""What lists are read from, kept up as the library grows: articles by outlet, a summary of each story, who took from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sourcier.model import Derivation, Story
from sourcier.store.asking import put, put_rows
from sourcier.store.encode import decode, encode, storable
from sourcier.store.finding import heads_of
from sourcier.store.rows import instant
from sourcier.store.schema import articles, outlet_counts, stories, story_summaries, story_verdicts, takings
from sourcier.store.values import Head, StorySummary

_MORE = (
    "ON CONFLICT (outlet, domain) DO UPDATE SET articles = outlet_counts.articles + excluded.articles,"
    " first = CASE WHEN outlet_counts.first IS NULL OR excluded.first < outlet_counts.first"
    " THEN excluded.first ELSE outlet_counts.first END,"
    " last = CASE WHEN outlet_counts.last IS NULL OR excluded.last > outlet_counts.last"
    " THEN excluded.last ELSE outlet_counts.last END"
)
# So many moments draw the spread of a story as well as all do.
_MOMENTS = 60
_AT_ONCE = 500
_TAKEN = frozenset({"confirmed", "claimed", "uncredited"})
_CREDITED = frozenset({"confirmed", "claimed"})


def count_articles(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Nothing; the outlets of these rows of new articles have so many more."""
    new: dict[tuple[str, str], list[str | None]] = {}
    for row in rows:
        new.setdefault((row["outlet"], row["domain"]), []).append(row["published_on"])
    if not new:
        return
    put(
        connection,
        "outlet_counts",
        "outlet, domain, articles, first, last",
        [_count(*pair, days) for pair, days in sorted(new.items())],
        _MORE,
    )


def _count(outlet: str, domain: str, days: Sequence[str | None]) -> tuple[Any, ...]:
    """The row of so many articles of an outlet."""
    dated = [day for day in days if day]
    first, last = min(dated, default=None), max(dated, default=None)
    return outlet, domain, len(days), first, last


def count_all(connection: Connection, outlets: Iterable[str] | None = None) -> None:
    """Nothing; the articles of some outlets are counted anew, by default of all."""
    a = articles.c
    counted = select(a.outlet, a.domain, func.count(), func.min(a.published_on), func.max(a.published_on)).group_by(a.outlet, a.domain)
    if outlets is None:
        connection.execute(delete(outlet_counts))
        connection.execute(insert(outlet_counts).from_select(list(outlet_counts.c), counted))
        return
    for outlet in sorted(set(outlets)):
        connection.execute(delete(outlet_counts).where(outlet_counts.c.outlet == outlet))
        connection.execute(insert(outlet_counts).from_select(list(outlet_counts.c), counted.where(a.outlet == outlet)))


def summarise(connection: Connection, told: Sequence[Story]) -> None:
    """Nothing; lists can show these stories, whose rows are there and new."""
    keys = dict.fromkeys(key for story in told for key in _named(story))
    heads = heads_of(connection, keys)
    summaries = [_summary_row(story, heads) for story in told]
    put_rows(connection, "story_summaries", summaries)
    marks = {(story.story_id, step.verdict) for story in told for step in story.derivations}
    put(connection, "story_verdicts", "story_id, verdict", sorted(marks))
    rows = [row for story in told for row in _takings(story, heads)]
    put_rows(connection, "takings", rows)


def summarise_all(connection: Connection) -> None:
    """Nothing; lists can show every story that is settled."""
    for table in (story_summaries, story_verdicts, takings):
        connection.execute(delete(table))
    ids = list(connection.scalars(select(stories.c.story_id).order_by(stories.c.story_id)))
    for start in range(0, len(ids), _AT_ONCE):
        found = connection.scalars(select(stories.c.value).where(stories.c.story_id.in_(ids[start : start + _AT_ONCE])))
        summarise(connection, [decode(Story, value) for value in found])


def _named(story: Story) -> Iterator[str]:
    """The articles that a story is told by: its own, and those of other stories that it takes from or gives to."""
    yield from story.articles
    yield from (key for step in story.derivations for key in (step.node_id, step.derived_from) if key.startswith("a"))


def _summary_row(story: Story, heads: Mapping[str, Head]) -> dict[str, Any]:
    """The row of what a list shows of a story."""
    held = [heads[key] for key in story.articles if key in heads]
    times = sorted(filter(None, (instant(head.published) for head in held)))
    verdicts = Counter(step.verdict for step in story.derivations)
    summary = StorySummary(
        story.story_id,
        next((head.title for head in held if head.title), ""),
        len(story.articles),
        len({head.outlet for head in held}),
        story.independent_origins,
        held[0].outlet if held else "",
        held[0].published if held else None,
        next((head.language or "" for head in held if head.title), ""),
        tuple(sorted(verdicts.items())),
        _spaced([_moment(head.published) for head in held if head.published]),
    )
    newest = times[-1] if times else ""
    return {"story_id": story.story_id, "newest": newest, "articles": len(story.articles), "value": encode(summary)}


def _moment(published: datetime | date) -> datetime:
    """The first moment at which something dated so can have appeared."""
    return published if isinstance(published, datetime) else datetime.combine(published, time.min, UTC)


def _spaced(moments: Sequence[datetime]) -> tuple[datetime, ...]:
    """The moments in order; of many only some, evenly spaced among them, the first and the last included."""
    ordered = sorted(moments)
    if len(ordered) <= _MOMENTS:
        return tuple(ordered)
    last = len(ordered) - 1
    return tuple(ordered[round(number * last / (_MOMENTS - 1))] for number in range(_MOMENTS))


def _takings(story: Story, heads: Mapping[str, Head]) -> Iterator[dict[str, Any]]:
    """A row for each outlet that an article of the story took from; undecided and contradicted steps do not count."""
    seen: set[tuple[str, str]] = set()
    for step in story.derivations:
        taker = heads.get(step.node_id)
        if taker is None or not taker.outlet or step.verdict not in _TAKEN or taker.outlet == step.name:
            continue
        giver = storable(step.name)
        if (step.node_id, giver) not in seen:
            seen.add((step.node_id, giver))
            yield {
                "story_id": story.story_id,
                "node_id": step.node_id,
                "giver": giver,
                "taker": taker.outlet,
                "is_credited": int(step.verdict in _CREDITED),
                "delay": _delay(step, heads),
            }


def _delay(step: Derivation, heads: Mapping[str, Head]) -> float | None:
    """How many seconds after the article it takes from an article was printed, when both tell the time of day."""
    later, earlier = heads.get(step.node_id), heads.get(step.derived_from)
    if later is None or earlier is None or not isinstance(later.published, datetime) or not isinstance(earlier.published, datetime):
        return None
    delay = (later.published - earlier.published).total_seconds()
    return delay if delay >= 0 else None
