"""The part of a library that an export is of: articles by story, outlet and date, and the stories that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sourcier.model import Article, Story
from sourcier.show.judged import all_with_judgements
from sourcier.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles to export in order of publication, by id, and the stories that hold any of them, in order of id.

    The texts stay in the library until they are asked for, as it was when they were chosen: what is added meanwhile is left out.
    `is_whole` tells that no filter was given.
    """

    library: Store
    outlet: str | None
    since: date | None
    until: date | None
    article_ids: tuple[str, ...]
    stories: tuple[Story, ...]
    is_whole: bool

    def articles(self) -> Iterator[Article]:
        """The articles, one after another."""
        chosen = frozenset(self.article_ids)
        found = self.library.articles(outlet=self.outlet, since=self.since, until=self.until)
        return (article for article in found if article.article_id in chosen)


def select(
    library: Store, *, story: Story | None = None, outlet: str | None = None, since: date | None = None, until: date | None = None
) -> Selection:
    """The articles of a library that meet every filter given, versions of pages among them."""
    is_whole = (story, outlet, since, until) == (None, None, None, None)
    wanted = None if story is None else frozenset(story.held)
    found = (article.article_id for article in library.articles(outlet=outlet, since=since, until=until))
    ids = tuple(article_id for article_id in found if wanted is None or article_id in wanted)
    chosen = frozenset(ids)
    stories = all_with_judgements(library, library.stories()) if story is None else (story,)
    held = (one for one in stories if not chosen.isdisjoint(one.held))
    return Selection(library, outlet, since, until, ids, tuple(sorted(held, key=lambda one: one.story_id)), is_whole)
