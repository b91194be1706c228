"""The small values that only a library gives: what its lists show, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sourcier.model import Span, Verdict

StoryOrder = Literal["newest", "copied"]


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Which stories a list shows: with an article of that outlet (name or domain) published between these days, and a step of that verdict.

    Both days are included; what is None does not matter.
    """

    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class OutletCount:
    """One outlet of a library: its name, the domains it was met on, how many articles, and the first and last day published."""

    name: str
    domains: tuple[str, ...]
    articles: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of an article, read without its text; `published` and `captured_at` are in UTC, `outlet` may be a domain.

    `digest` is the sha-256 of the capture that tells what the article says.
    """

    article_id: str
    title: str
    address: str
    outlet: str
    language: str | None = None
    published: datetime | date | None = None
    captured_at: datetime | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class StorySummary:
    """What a list shows of a story, read without it: its first title, its first outlet, how it credits, and how it spread.

    `moments` are when its articles appeared; of many only some, evenly spaced among them. `language` is that of the title.
    """

    story_id: str
    headline: str
    articles: int
    outlets: int
    independent_origins: tuple[int, int]
    first_outlet: str = ""
    first_published: datetime | date | None = None
    language: str = ""
    verdicts: tuple[tuple[Verdict, int], ...] = ()
    moments: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """What one outlet took from another: so many articles, so many of them with credit, and the delays that could be told, in seconds."""

    taker: str
    giver: str
    articles: int
    credited: int
    delays: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """A capture without its bytes: when it was made, its sha-256, how many bytes there are."""

    captured_at: datetime | None
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers a search; `marks` are spans into `snippet`, a passage of the title or body."""

    article_id: str
    title: str
    address: str
    outlet: str
    published: datetime | date | None
    snippet: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """An article that speaks of the same: the names and the days that both have, those that fewest others have first."""

    article_id: str
    names: tuple[str, ...]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was captured and gave no article: where, when, why, and the digest of what was captured."""

    address: str
    captured_at: datetime | None
    reason: str
    digest: str
