"""An index in memory, as plain as can be, to hold what a growing library gives against what all at once gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sourcier.compare import Growth, grow
from sourcier.model import Article, Likeness, Reuse


class KeptPostings:
    """Rows of a hash and a number."""

    def __init__(self) -> None:
        self.rows: dict[int, set[int]] = {}
        self.notes: dict[int, str] = {}

    def add(self, rows: Iterable[tuple[int, int]]) -> None:
        for value, number in rows:
            self.rows.setdefault(value, set()).add(number)

    def holders(self, hashes: Sequence[int]) -> list[tuple[int, int]]:
        return [(value, number) for value in set(hashes) for number in self.rows.get(value, ())]

    def shut(self, hashes: Sequence[int]) -> dict[int, str]:
        return {value: self.notes[value] for value in hashes if value in self.notes}

    def shut_out(self, notes: Mapping[int, str]) -> None:
        self.notes.update(notes)

    def take_in(self, hashes: Sequence[int]) -> None:
        for value in hashes:
            del self.notes[value]

    def forget(self, hashes: Sequence[int]) -> None:
        for value in hashes:
            self.rows.pop(value, None)


class KeptIndex:
    """A library of articles that was compared bit by bit; `found` are its reuses."""

    def __init__(self) -> None:
        self.windows, self.marks = KeptPostings(), KeptPostings()
        self.held: dict[int, Article] = {}
        self.found: dict[tuple[str, str], Reuse] = {}
        self.like: dict[tuple[str, str], Likeness] = {}

    def articles(self, numbers: Iterable[int]) -> dict[int, Article]:
        return {number: self.held[number] for number in numbers}

    def ids(self, numbers: Iterable[int]) -> dict[int, str]:
        return {number: self.held[number].article_id for number in numbers}

    def languages(self, numbers: Iterable[int]) -> dict[int, str]:
        return {number: self.held[number].language or "" for number in numbers}

    def numbers(self, article_ids: Iterable[str]) -> dict[str, int]:
        wanted = set(article_ids)
        return {article.article_id: number for number, article in self.held.items() if article.article_id in wanted}

    def reuses(self, article_ids: Iterable[str]) -> list[Reuse]:
        wanted = set(article_ids)
        return [reuse for pair, reuse in self.found.items() if not wanted.isdisjoint(pair)]

    def likenesses(self, article_ids: Iterable[str]) -> list[Likeness]:
        wanted = set(article_ids)
        return [like for pair, like in self.like.items() if not wanted.isdisjoint(pair)]

    def take(self, articles: Iterable[Article], again: Iterable[Article] = ()) -> Growth:
        """Compare articles with all that came before, and keep what comes of it; `again` are held, and told otherwise now."""
        known = self.numbers({article.article_id for article in again})
        self.held.update({known[article.article_id]: article for article in again})
        start = len(self.held)
        fresh = {start + step: article for step, article in enumerate(articles)}
        self.held.update(fresh)
        growth = grow(self, fresh, known.values())
        for pair in growth.gone:
            del self.found[pair]
        for pair in growth.unlike:
            del self.like[pair]
        self.found.update({(reuse.first, reuse.second): reuse for reuse in growth.found})
        self.like.update({(like.reuse.first, like.reuse.second): like for like in growth.like})
        return growth
