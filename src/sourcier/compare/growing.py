"""What a library that grows must ask of whoever keeps its windows, and what comes of it: which reuses come and which go.

The answers are the same as those of `find_reuses` over all articles at once, in whatever order and portions they came: what is said of
two articles depends on them and on which of their windows are boilerplate, and that depends on who holds these windows alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sourcier.model import Article, Likeness, Reuse

Pair = tuple[str, str]


class Postings(Protocol):
    """Which articles hold which windows (or which marks of names), and which of these are shut out: too common to tell anything."""

    def add(self, rows: Iterable[tuple[int, int]]) -> None:
        """Nothing; each row, a hash and the number of an article, is kept once."""

    def holders(self, hashes: Sequence[int]) -> Sequence[tuple[int, int]]:
        """Every row with one of these hashes, in no order."""

    def shut(self, hashes: Sequence[int]) -> Mapping[int, str]:
        """Those of these hashes that are shut out, each with the note that was kept with it."""

    def shut_out(self, notes: Mapping[int, str]) -> None:
        """Nothing; these hashes are shut out from now on, or keep another note."""

    def take_in(self, hashes: Sequence[int]) -> None:
        """Nothing; these hashes are no longer shut out."""

    def forget(self, hashes: Sequence[int]) -> None:
        """Nothing; the rows with these hashes are gone."""


class Index(Protocol):
    """What is kept of a library to compare new articles with all of it. Articles go by numbers that whoever keeps them chose."""

    @property
    def windows(self) -> Postings:
        """Windows of words; shut out are those that are boilerplate, with the id of the last holder that they are judged by."""

    @property
    def marks(self) -> Postings:
        """Marks of names; shut out are those that many articles hold."""

    def articles(self, numbers: Iterable[int]) -> Mapping[int, Article]:
        """The articles with these numbers."""

    def ids(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The ids of the articles with these numbers."""

    def languages(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The languages of the articles with these numbers, "" where it is unknown; most candidates go by this, so it reads no article."""

    def numbers(self, article_ids: Iterable[str]) -> Mapping[str, int]:
        """The numbers of the articles with these ids."""

    def reuses(self, article_ids: Iterable[str]) -> Sequence[Reuse]:
        """The kept reuses that have one of these articles."""

    def likenesses(self, article_ids: Iterable[str]) -> Sequence[Likeness]:
        """The kept likenesses that have one of these articles."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What new articles change: pairs whose reuse goes, reuses that come (or come anew), and the same of likenesses between languages."""

    gone: frozenset[Pair] = frozenset()
    found: tuple[Reuse, ...] = ()
    unlike: frozenset[Pair] = frozenset()
    like: tuple[Likeness, ...] = ()
