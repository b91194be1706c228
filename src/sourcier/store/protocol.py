"""What a library promises to whoever keeps articles in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from sourcier.model import Article, DateMention, Mention, Page, Reading, Reuse, Searched, Statement, Story
from sourcier.store.values import Failure, Head, Hit, OutletCount, Related, StoryOrder

if TYPE_CHECKING:
    from sourcier.store.accounts import AccountShelf
    from sourcier.store.feeds import FeedShelf
    from sourcier.store.judgements import JudgementShelf
    from sourcier.store.listing import ListShelf
    from sourcier.store.readers import ReaderShelf
    from sourcier.store.rereading import CaptureShelf
    from sourcier.store.settling import SqlIndex, SqlSettling
    from sourcier.store.templates import TemplateShelf
    from sourcier.store.watches import WatchShelf


class Store(Protocol):
    """A library of captures, articles and what was found in them.

    What every library keeps to, whichever engine is beneath:

    - Durable: when `add` or `add_all` returns, what it was given survives `kill -9` and loss of power.
    - Whole: a reading is there entirely or not at all, once, whatever was killed and however often it is added again.
    - As captured: `page` gives back the bytes that were captured; `check` verifies the digest of each.
    - Order does not matter: the same captures give the same library. Of the captures that read as one article (one id), the
      earliest tells what the article says; a capture without a time counts as the latest.
    - Text is kept exactly. What a database cannot hold as text (NUL, half of a surrogate pair) is kept too, escaped; searching and
      filtering see U+FFFD in its place.
    - Several processes may read and write at once; one waits for another, up to a minute.

    Every method raises StoreError when the library cannot be read or written, DamagedError when it is broken. Use it as a context
    manager, or close it.
    """

    @property
    def address(self) -> str:
        """The path or address that the library was opened by, without a password; for messages."""

    @property
    def feeds(self) -> FeedShelf:
        """What is followed: feeds and what is known of their entries. Called by followers."""

    @property
    def readers(self) -> ReaderShelf:
        """What readers wrote: comments, and requests for work. Called by the reader and its worker."""

    @property
    def lists(self) -> ListShelf:
        """What lists and tables show, a page at a time. Called by views, so that none reads more than it shows."""

    @property
    def templates(self) -> TemplateShelf:
        """What the pages of each site repeat, as it was last learned. Called by whoever reads pages for the library."""

    @property
    def judgements(self) -> JudgementShelf:
        """What people said of derivations. Called by the reader and the command line."""

    @property
    def accounts(self) -> AccountShelf:
        """Who may use a shared library, and the tickets that let them in. Called by the reader."""

    @property
    def captures(self) -> CaptureShelf:
        """The captures by the rules that read them. Called by re-reading."""

    @property
    def watches(self) -> WatchShelf:
        """What is watched for, and what was seen. Called after stories were settled."""

    def add(self, reading: Reading) -> bool:
        """Whether the capture was new; kept in one transaction with its article or error. Called by `add` and by followers.

        A capture is its address, its bytes and the time it was captured.
        """

    def add_each(self, readings: Sequence[Reading]) -> tuple[bool, ...]:
        """For each of some readings whether its capture was new; all are kept in one transaction, or none is. Called by `add`."""

    def add_all(self, readings: Iterable[Reading]) -> int:
        """How many of the captures were new; kept in batches, each a transaction. Called by the pipeline and the demo.

        What the iterable raises passes through; the batches before it are kept.
        """

    def article(self, article_id: str) -> Article:
        """The article of that id. Called by whoever shows one.

        Raises:
            NothingFoundError: there is none.
        """

    def articles(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Article]:
        """Articles by time of publication (undated last), then by id. Called before comparing and by exports.

        `outlet` is a name, whatever its case and accents, or a domain; `since` and `until` are days, both included.
        """

    def heads(self, article_ids: Iterable[str]) -> dict[str, Head]:
        """The heads of these articles by id; unknown ids are left out. Called by views that list many."""

    def find_article(self, key: str) -> Article:
        """The article that a person means by an id, the first characters of one, or an address (its latest capture).

        Raises:
            NothingFoundError: none answers to the key, or several begin with it.
        """

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """Every text held of the page that the article was read off, itself among them, the earliest capture first.

        Raises:
            NothingFoundError: there is no such article.
        """

    def page(self, article_id: str) -> Page:
        """The earliest capture that reads as the article, byte for byte. Called by whoever shows or re-reads a page.

        Raises:
            NothingFoundError: there is no such article.
            DamagedError: the archive no longer holds those bytes.
        """

    def pages(self) -> Iterator[Page]:
        """Every capture, in order of address, time and digest. Called by re-reading and by exports.

        Raises:
            DamagedError: the archive no longer holds the bytes of one.
        """

    def statements(self, *, article_id: str | None = None, speaker: str | None = None) -> tuple[Statement, ...]:
        """Statements in the order of `articles`, then of the text; `speaker` is any words of the name. Called by views."""

    def dates(self, article_id: str) -> tuple[DateMention, ...]:
        """The date expressions of an article in the order of the text; () for an unknown article."""

    def mentions(self, article_id: str) -> tuple[Mention, ...]:
        """Who and what an article names, in the order of the text; () for an unknown article."""

    def related(self, article_id: str, *, limit: int = 5) -> tuple[Related, ...]:
        """The articles that share two names or days at least with this one, those that share the rarest first. Called by views."""

    def settling(self) -> AbstractContextManager[SqlSettling]:
        """The index of what articles share, to be asked and written; kept when the block ends, undone when it raises. Called after adding.

        Nobody else writes meanwhile: a block takes some articles that wait, and ends.
        """

    def looking(self) -> AbstractContextManager[SqlIndex]:
        """The index as it stands now, to be asked. Called by tracing a page that may not be held."""

    def waiting(self) -> int:
        """How many articles were added, or changed, since they were last settled. Called by whoever adds, and by lists."""

    def settle(self, reuses: Iterable[Reuse], stories: Iterable[Story]) -> None:
        """Nothing; the reuses and stories of the library are replaced by these, all at once. Called after tracing.

        Raises:
            StoreError: one of them names an article that the library does not hold.
        """

    def reuses(self, article_id: str | None = None) -> tuple[Reuse, ...]:
        """The settled reuses, of one article when its id is given, in order of ids."""

    def stories(self, *, limit: int | None = None, offset: int = 0, order: StoryOrder = "newest", least: int = 1) -> tuple[Story, ...]:
        """The settled stories of at least `least` articles: those with the newest article first, or those of most articles first."""

    def count_stories(self) -> int:
        """How many stories are settled."""

    def story(self, story_id: str) -> Story:
        """The story of that id, or the only one whose id begins so.

        Raises:
            NothingFoundError: there is none, or there are several.
        """

    def story_of(self, article_id: str) -> Story | None:
        """The settled story that an article is part of, None when it shares nothing."""

    def outlets(self) -> tuple[OutletCount, ...]:
        """The outlets of the articles held, most articles first. An article without an outlet counts under its domain."""

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
        """The articles that hold every word of the query, most relevant first; () when the query holds no word.

        Case, accents and ligatures do not matter; words in quotation marks must stand side by side. Any text is a query.
        `outlet`, `since` and `until` are as for `articles`; `speaker` is any words of the name of somebody who says something there.
        """

    def count_hits(
        self,
        query: str,
        *,
        outlet: str | None = None,
        speaker: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> int:
        """How many articles `search` would give without a limit."""

    def searched(self) -> Searched:
        """How many articles and outlets are held, and the first and last day they were published."""

    def errors(self) -> tuple[Failure, ...]:
        """The captures that gave no article, in order of address and time."""

    def check(self) -> tuple[str, ...]:
        """Every fault found, one line each; () when the library is whole. Verifies each capture's digest: reads everything."""

    def backup(self, path: str | Path) -> None:
        """Nothing; a whole copy of the library, as it is now, stands at `path` afterwards. Others may go on writing.

        The copy is a SQLite library with its captures beside it, whichever engine it was made from.

        Raises:
            StoreError: something is at `path` already, or it cannot be written.
        """

    def close(self) -> None:
        """Nothing; connections are given back. Using the library afterwards is an error."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
