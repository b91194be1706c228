"""The true answers of the invented press as values: of each page, of each story, who said what, and what must stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sourcier.model import CreditKind, DebrisKind, Degree, ReuseKind, Verdict


@dataclass(frozen=True, slots=True)
class TrueDerivation:
    """One step back that is true, or is claimed and stands as a claim.

    `address` is None when the party is not held. `verdicts` are the honest ones: more than one where the evidence may fairly be
    read either way. `kind` is None when no text is shared.
    """

    name: str
    address: str | None
    degree: Degree
    verdicts: tuple[Verdict, ...]
    kind: ReuseKind | None = None


@dataclass(frozen=True, slots=True)
class TruePage:
    """What is true of one page; a page that is no article has a `reason` and nothing else.

    `authors` are people only. `credits` are all that the page gives, as (kind, name); `debris` the kinds of mark that a copying
    tool left on it.
    """

    address: str
    outlet: str
    reason: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | date | None = None
    credits: tuple[tuple[CreditKind, str], ...] = ()
    debris: tuple[DebrisKind, ...] = ()
    derives: tuple[TrueDerivation, ...] = ()

    @property
    def is_article(self) -> bool:
        """Whether the page is an article that can be read whole."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class TrueStatement:
    """Somebody said something on a page: the speaker's full name, a phrase of what was said, the medium it is known through."""

    address: str
    name: str
    phrase: str
    medium: str | None = None


@dataclass(frozen=True, slots=True)
class TrueStory:
    """Pages that are one story, the names of the outlets where it began, and the fewest and most independent origins."""

    name: str
    pages: tuple[str, ...]
    origins: tuple[str, ...]
    independent_origins: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Apart:
    """Pages of which no two derive from each other, and what might make one think so."""

    why: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is known to be true of the press."""

    pages: tuple[TruePage, ...]
    statements: tuple[TrueStatement, ...]
    stories: tuple[TrueStory, ...]
    apart: tuple[Apart, ...]


def parse_answers(table: Mapping[str, Any]) -> Answers:
    """The answers that a table of `answers.toml` holds."""
    return Answers(
        tuple(map(_page, table["page"])),
        tuple(TrueStatement(row["address"], row["name"], row["phrase"], row.get("medium")) for row in table["statement"]),
        tuple(
            TrueStory(
                row["name"], tuple(row["pages"]), tuple(row["origins"]), (row["independent_origins"][0], row["independent_origins"][1])
            )
            for row in table["story"]
        ),
        tuple(Apart(row["why"], tuple(row["pages"])) for row in table["apart"]),
    )


def _page(row: Mapping[str, Any]) -> TruePage:
    if not row["is_article"]:
        return TruePage(row["address"], row["outlet"], row["reason"])
    return TruePage(
        row["address"],
        row["outlet"],
        None,
        row["title"],
        tuple(row["authors"]),
        row.get("published"),
        tuple((kind, name) for kind, name in row["credits"]),
        tuple(row["debris"]),
        tuple(map(_derivation, row["derives"])),
    )


def _derivation(row: Mapping[str, Any]) -> TrueDerivation:
    return TrueDerivation(row["name"], row.get("address"), row["degree"], tuple(row["verdicts"]), row.get("kind"))
