"""The library itself: every promise of `Store`, kept by one engine and one folder of captures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from sourcier.errors import DamagedError
from sourcier.model import Article, DateMention, Mention, Page, Reading, Reuse, Searched, Statement, Story
from sourcier.store import finding, settled
from sourcier.store.accounts import AccountShelf
from sourcier.store.adding import add_batch, batches
from sourcier.store.checking import faults
from sourcier.store.copying import copy_library
from sourcier.store.engine import patiently, read, said, write
from sourcier.store.feeds import FeedShelf
from sourcier.store.judgements import JudgementShelf
from sourcier.store.listing import ListShelf, searched_of
from sourcier.store.readers import ReaderShelf
from sourcier.store.related import related_to
from sourcier.store.rereading import CaptureShelf
from sourcier.store.settling import SqlIndex, SqlSettling, count_waiting
from sourcier.store.templates import TemplateShelf
from sourcier.store.values import Failure, Head, Hit, OutletCount, Related, StoryOrder
from sourcier.store.watches import WatchShelf


class Library:
    """A `Store` on a SQL engine; see there for what each method promises."""

    def __init__(self, engine: Engine, address: str, folder: Path) -> None:
        self._engine = engine
        self._address = address
        self._folder = folder

    @property
    def address(self) -> str:
        """The path or address that the library was opened by."""
        return self._address

    @property
    def feeds(self) -> FeedShelf:
        """What is followed."""
        return FeedShelf(self._engine, self._address, self._folder)

    @property
    def readers(self) -> ReaderShelf:
        """What readers wrote."""
        return ReaderShelf(self._engine, self._address)

    @property
    def lists(self) -> ListShelf:
        """What lists and tables show."""
        return ListShelf(self._engine, self._address)

    @property
    def templates(self) -> TemplateShelf:
        """What the pages of each site repeat."""
        return TemplateShelf(self._engine, self._address)

    @property
    def judgements(self) -> JudgementShelf:
        """What people said of derivations."""
        return JudgementShelf(self._engine, self._address)

    @property
    def accounts(self) -> AccountShelf:
        """Who may use it, when it is shared."""
        return AccountShelf(self._engine, self._address)

    @property
    def captures(self) -> CaptureShelf:
        """The captures by the rules that read them."""

        def page_of(connection: Connection, row: Any) -> Page:  # noqa: ANN401 - a row of captures
            return finding.captured_page(connection, self._folder, row)

        return CaptureShelf(self._engine, self._address, page_of)

    @property
    def watches(self) -> WatchShelf:
        """What is watched for."""
        return WatchShelf(self._engine, self._address)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection to ask, its errors told as ours."""
        with said(self._address), read(self._engine) as connection:
            yield connection

    def add(self, reading: Reading) -> bool:
        """Whether the capture was new."""
        return self.add_each([reading])[0]

    def add_each(self, readings: Sequence[Reading]) -> tuple[bool, ...]:
        """For each of some readings whether its capture was new."""
        with said(self._address):
            return tuple(patiently(self._engine, partial(add_batch, self._engine, self._folder, readings))) if readings else ()

    def add_all(self, readings: Iterable[Reading]) -> int:
        """How many of the captures were new."""
        return sum(sum(self.add_each(batch)) for batch in batches(readings))

    def article(self, article_id: str) -> Article:
        """The article of that id."""
        with self._reading() as connection:
            return finding.article_of(connection, article_id)

    def articles(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Article]:
        """Articles by time of publication (undated last), then by id."""
        condition = finding.filtered(outlet=outlet, language=language, since=since, until=until)
        with said(self._address):
            yield from finding.each_article(self._engine, condition)

    def heads(self, article_ids: Iterable[str]) -> dict[str, Head]:
        """The heads of these articles by id."""
        with self._reading() as connection:
            return finding.heads_of(connection, article_ids)

    def find_article(self, key: str) -> Article:
        """The article that a person means by an id, the beginning of one, or an address."""
        with self._reading() as connection:
            return finding.find_article(connection, key)

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Every text held of the page that the article was read off."""
        with self._reading() as connection:
            return finding.versions_of(connection, article_id)

    def page(self, article_id: str) -> Page:
        """The earliest capture that reads as the article."""
        with self._reading() as connection:
            return finding.page_of(connection, self._folder, article_id)

    def pages(self) -> Iterator[Page]:
        """Every capture, in order of address, time and digest."""
        with said(self._address):
            yield from finding.each_page(self._engine, self._folder)

    def statements(self, *, article_id: str | None = None, speaker: str | None = None) -> tuple[Statement, ...]:
        """Statements in the order of `articles`, then of the text."""
        with self._reading() as connection:
            return finding.statements_of(connection, article_id, speaker)

    def dates(self, article_id: str) -> tuple[DateMention, ...]:
        """The date expressions of an article."""
        with self._reading() as connection:
            return finding.dates_of(connection, article_id)

    def mentions(self, article_id: str) -> tuple[Mention, ...]:
        """Who and what an article names."""
        with self._reading() as connection:
            return finding.mentions_of(connection, article_id)

    def related(self, article_id: str, *, limit: int = 5) -> tuple[Related, ...]:
        """The articles that speak of the same."""
        with self._reading() as connection:
            return related_to(connection, article_id, limit)

    @contextmanager
    def settling(self) -> Iterator[SqlSettling]:
        """The index, to be written in one transaction."""
        with said(self._address), write(self._engine) as connection:
            yield SqlSettling(connection)

    @contextmanager
    def looking(self) -> Iterator[SqlIndex]:
        """The index, as it stands now."""
        with self._reading() as connection:
            yield SqlIndex(connection)

    def waiting(self) -> int:
        """How many articles wait to be settled."""
        with self._reading() as connection:
            return count_waiting(connection)

    def settle(self, reuses: Iterable[Reuse], stories: Iterable[Story]) -> None:
        """Nothing; the settled state is replaced."""
        kept, told = list(reuses), list(stories)

        def work() -> None:
            with write(self._engine) as connection:
                settled.settle(connection, kept, told)

        with said(self._address):
            patiently(self._engine, work)

    def reuses(self, article_id: str | None = None) -> tuple[Reuse, ...]:
        """The settled reuses, of one article when its id is given."""
        with self._reading() as connection:
            return settled.reuses_of(connection, article_id)

    def stories(self, *, limit: int | None = None, offset: int = 0, order: StoryOrder = "newest", least: int = 1) -> tuple[Story, ...]:
        """The settled stories of at least so many articles."""
        with self._reading() as connection:
            return settled.stories_of(connection, limit, offset, order, least)

    def count_stories(self) -> int:
        """How many stories are settled."""
        with self._reading() as connection:
            return settled.count_stories(connection)

    def story(self, story_id: str) -> Story:
        """The story of that id, or the only one whose id begins so."""
        with self._reading() as connection:
            return settled.story_of_id(connection, story_id)

    def story_of(self, article_id: str) -> Story | None:
        """The settled story that an article is part of."""
        with self._reading() as connection:
            return settled.story_with(connection, article_id)

    def outlets(self) -> tuple[OutletCount, ...]:
        """The outlets of the articles held, most articles first."""
        with self._reading() as connection:
            return finding.outlets_of(connection)

    def search(
        self,
        query: str,
        *,
        outlet: str | None = None,
        speaker: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int = 20,
    ) -> tuple[Hit, ...]:
        """The articles that hold every word of the query, most relevant first."""
        condition = finding.narrowed(outlet=outlet, speaker=speaker, since=since, until=until)
        with self._reading() as connection:
            return finding.hits_of(connection, query, condition, limit)

    def count_hits(
        self,
        query: str,
        *,
        outlet: str | None = None,
        speaker: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """How many articles hold every word of the query."""
        condition = finding.narrowed(outlet=outlet, speaker=speaker, since=since, until=until)
        with self._reading() as connection:
            return finding.count_hits(connection, query, condition)

    def searched(self) -> Searched:
        """What the library holds, in numbers."""
        with self._reading() as connection:
            return searched_of(connection)

    def errors(self) -> tuple[Failure, ...]:
        """The captures that gave no article."""
        with self._reading() as connection:
            return finding.failures_of(connection)

    def check(self) -> tuple[str, ...]:
        """Every fault found, one line each."""
        found: list[str] = []
        try:
            with said(self._address):
                found.extend(faults(self._engine, self._folder))
        except DamagedError as error:  # broken so far that the rest cannot be looked at
            found.append(f"database: {error.reason}")
        return tuple(found)

    def backup(self, path: str | Path) -> None:
        """Nothing; a whole copy of the library stands at `path`."""
        with said(str(path)):
            copy_library(self._engine, self._folder, Path(path))

    def close(self) -> None:
        """Nothing; connections are given back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
