"""What a library tells when asked: a story by its key, the flows between outlets, a timeline, and the sayings of many articles."""

from __future__ import annotations

from collections.abc import Iterable

from sourcier.errors import NothingFoundError
from sourcier.model import Article, Happening, Reading, Saying, Statement, Story
from sourcier.pipeline.reading import article_of
from sourcier.show.judged import with_judgements
from sourcier.statements import find_dates, find_mentions
from sourcier.store import Store
from sourcier.trace import Flow, count_witnesses, find_flows, find_sayings, find_timeline


def find_story(library: Store, key: str) -> Story:
    """The story with this id or beginning of an id, or the story of the article with this id or address; and what people say of it.

    Raises:
        NothingFoundError: no story and no article is known by it.
    """
    try:
        story = library.story(key)
    except NothingFoundError:
        found = library.story_of(library.find_article(key).article_id)
        if found is None:
            raise
        story = found
    return with_judgements(library, story)


def flows_of(library: Store) -> tuple[Flow, ...]:
    """Who takes from whom among the outlets of a library, the most frequent first."""
    return find_flows(library.stories(), {a.article_id: a for a in library.articles()})


def timeline_of(library: Store, story: Story) -> tuple[Happening, ...]:
    """The dated happenings that the articles of a story tell, in the order of time."""
    articles = (library.article(article_id) for article_id in story.articles)
    return find_timeline((a, library.dates(a.article_id), library.mentions(a.article_id)) for a in articles)


def timeline_of_page(reading: Reading, others: Iterable[Article] = ()) -> tuple[Happening, ...]:
    """The dated happenings that a page tells, with the articles of its story that tell them too."""
    article = article_of(reading)
    told = [(article, reading.dates, reading.mentions), *((other, find_dates(other), find_mentions(other)) for other in others)]
    return tuple(happening for happening in find_timeline(told) if article.article_id in happening.told_by)


def sayings_of(library: Store, story: Story | None = None, *, speaker: str | None = None) -> tuple[tuple[Saying, int], ...]:
    """The statements that several articles tell, of one story or of all, each with how many independent origins tell it.

    With `speaker` only those that some article gives to a person or body of that name.
    """
    articles = [library.article(article_id) for article_id in story.articles] if story is not None else list(library.articles())
    held: dict[str, list[Statement]] = {article.article_id: [] for article in articles}
    for statement in library.statements():
        if statement.article_id in held:
            held[statement.article_id].append(statement)
    named = set(library.statements(speaker=speaker)) if speaker else None
    stories = [story] if story is not None else library.stories()
    found = find_sayings((article, tuple(held[article.article_id])) for article in articles)
    return tuple((saying, count_witnesses(saying, stories)) for saying in found if named is None or not named.isdisjoint(saying.statements))
