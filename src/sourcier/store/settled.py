"""The settled state of a library, reuses and stories: replaced as a whole, asked for in pieces."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, ScalarSelect, delete, func, insert, or_, select, update

from sourcier.errors import NothingFoundError
from sourcier.model import Reuse, Story
from sourcier.store.encode import decode, encode, storable
from sourcier.store.schema import articles, reuses, stories, story_articles
from sourcier.store.tallies import summarise
from sourcier.store.values import StoryOrder

# A story of thousands of articles is a long text: whoever looks through one asks for it again and again.
_LONG, _REMEMBERED = 20_000, 12


def _story(value: str) -> Story:
    """The story that was kept as this text."""
    return _long_story(value) if len(value) > _LONG else decode(Story, value)


@lru_cache(maxsize=_REMEMBERED)
def _long_story(value: str) -> Story:
    """The same of a long text, remembered: a story is a value, and another text is another story."""
    return decode(Story, value)


def settle(connection: Connection, new_reuses: Iterable[Reuse], new_stories: Iterable[Story]) -> None:
    """Nothing; the tables hold these and no others."""
    for table in (story_articles, stories, reuses):
        connection.execute(delete(table))
    told = list(new_stories)
    reuse_rows = [reuse_row(reuse) for reuse in new_reuses]
    if reuse_rows:
        connection.execute(insert(reuses), reuse_rows)
    if told:
        connection.execute(insert(stories), [story_row(story) for story in told])
        members = [{"story_id": story.story_id, "article_id": key} for story in told for key in dict.fromkeys(story.held)]
        connection.execute(insert(story_articles), members)
        connection.execute(update(stories).values(newest=newest()))
        summarise(connection, told)


def reuse_row(reuse: Reuse) -> dict[str, Any]:
    """The row of a reuse."""
    share = max(reuse.share_first, reuse.share_second)
    return {"first": reuse.first, "second": reuse.second, "share": share, "value": encode(reuse)}


def story_row(story: Story) -> dict[str, Any]:
    """The row of a story; when its newest article was published is filled in from the articles."""
    return {"story_id": story.story_id, "newest": None, "copied": len(story.articles), "value": encode(story)}


def newest() -> ScalarSelect[str]:
    """When the newest article of a story was published."""
    times = select(func.max(articles.c.published_at)).join(story_articles, story_articles.c.article_id == articles.c.article_id)
    return times.where(story_articles.c.story_id == stories.c.story_id).scalar_subquery()


def reuses_of(connection: Connection, article_id: str | None) -> tuple[Reuse, ...]:
    """The reuses, of one article or all, in order of ids."""
    query = select(reuses.c.value).order_by(reuses.c.first, reuses.c.second)
    if article_id is not None:
        key = storable(article_id)
        query = query.where(or_(reuses.c.first == key, reuses.c.second == key))
    return tuple(decode(Reuse, value) for value in connection.scalars(query))


def stories_of(connection: Connection, limit: int | None, offset: int, order: StoryOrder, least: int) -> tuple[Story, ...]:
    """The stories of at least so many articles in the order asked for; ties fall by id."""
    ordered = (stories.c.newest.is_(None), stories.c.newest.desc(), stories.c.story_id)
    query = select(stories.c.value).order_by(*([stories.c.copied.desc()] if order == "copied" else []), *ordered)
    query = query.where(stories.c.copied >= least) if least > 1 else query
    query = query.limit(max(0, limit) if limit is not None else 2**62).offset(max(0, offset))
    return tuple(_story(value) for value in connection.scalars(query))


def count_stories(connection: Connection) -> int:
    """How many stories there are."""
    return connection.scalar(select(func.count()).select_from(stories)) or 0


def story_of_id(connection: Connection, story_id: str) -> Story:
    """The story of that id, or the only one whose id begins so."""
    key = storable(story_id)
    query = select(stories.c.story_id, stories.c.value).where(stories.c.story_id >= key, stories.c.story_id < key + "\U0010ffff")
    found = connection.execute(query.order_by(stories.c.story_id).limit(2)).all() if key else []
    if len(found) > 1 and found[0][0] != key:
        raise NothingFoundError("several stories begin so; give more of the id", story_id)
    if not found:
        raise NothingFoundError("the library holds no such story", story_id)
    return _story(found[0][1])


def story_with(connection: Connection, article_id: str) -> Story | None:
    """The story that an article is part of."""
    query = select(stories.c.value).join(story_articles, story_articles.c.story_id == stories.c.story_id)
    found = connection.scalars(
        query.where(story_articles.c.article_id == storable(article_id)).order_by(stories.c.story_id).limit(1)
    ).first()
    return None if found is None else _story(found)
