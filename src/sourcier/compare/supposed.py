"""An index with articles that it does not hold, supposed to be in it: what would come of them is told, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sourcier.compare.growing import Growth, Index, Postings
from sourcier.model import Article, Likeness, Reuse


class SupposedPostings:
    """Rows of an index, and others beside them."""

    def __init__(self, kept: Postings) -> None:
        self._kept = kept
        self._added: dict[int, set[int]] = {}
        self._notes: dict[int, str] = {}
        self._taken_in: set[int] = set()
        self._forgotten: set[int] = set()

    def add(self, rows: Iterable[tuple[int, int]]) -> None:
        """Nothing; the rows are supposed."""
        for value, number in rows:
            self._added.setdefault(value, set()).add(number)

    def holders(self, hashes: Sequence[int]) -> Sequence[tuple[int, int]]:
        """The rows with these hashes, kept or supposed."""
        wanted = [value for value in hashes if value not in self._forgotten]
        added = {(value, number) for value in wanted for number in self._added.get(value, ())}
        return [*added.union(self._kept.holders(wanted))]

    def shut(self, hashes: Sequence[int]) -> Mapping[int, str]:
        """Those that are shut out."""
        kept = {value: note for value, note in self._kept.shut(hashes).items() if value not in self._taken_in}
        return kept | {value: self._notes[value] for value in hashes if value in self._notes}

    def shut_out(self, notes: Mapping[int, str]) -> None:
        """Nothing; these are supposed to be shut out."""
        self._notes.update(notes)
        self._taken_in.difference_update(notes)

    def take_in(self, hashes: Sequence[int]) -> None:
        """Nothing; these are supposed not to be."""
        self._taken_in.update(hashes)
        for value in hashes:
            self._notes.pop(value, None)

    def forget(self, hashes: Sequence[int]) -> None:
        """Nothing; the rows with these hashes are supposed to be gone."""
        self._forgotten.update(hashes)


class Supposed:
    """An index as it would be with some articles more; `take` tells it what came of them."""

    def __init__(self, kept: Index, articles: Iterable[Article]) -> None:
        self._kept = kept
        # numbers of kept articles are positive
        self._added = {-1 - step: article for step, article in enumerate(articles)}
        self._growth = Growth()
        self.windows: Postings = SupposedPostings(kept.windows)
        self.marks: Postings = SupposedPostings(kept.marks)

    @property
    def fresh(self) -> tuple[int, ...]:
        """The numbers of the articles supposed."""
        return tuple(self._added)

    def take(self, growth: Growth) -> None:
        """Nothing; what came of the articles is supposed, too."""
        self._growth = growth

    def articles(self, numbers: Iterable[int]) -> Mapping[int, Article]:
        """The articles with these numbers."""
        wanted = list(numbers)
        kept = self._kept.articles([number for number in wanted if number not in self._added])
        return {**kept, **{number: self._added[number] for number in wanted if number in self._added}}

    def ids(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The ids of these articles."""
        wanted = list(numbers)
        kept = self._kept.ids([number for number in wanted if number not in self._added])
        return {**kept, **{number: self._added[number].article_id for number in wanted if number in self._added}}

    def languages(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The languages of these articles."""
        wanted = list(numbers)
        kept = self._kept.languages([number for number in wanted if number not in self._added])
        return {**kept, **{number: self._added[number].language or "" for number in wanted if number in self._added}}

    def numbers(self, article_ids: Iterable[str]) -> Mapping[str, int]:
        """The numbers of these articles."""
        wanted = set(article_ids)
        added = {article.article_id: number for number, article in self._added.items() if article.article_id in wanted}
        return {**self._kept.numbers(wanted - added.keys()), **added}

    def reuses(self, article_ids: Iterable[str]) -> Sequence[Reuse]:
        """The reuses of some articles, kept or supposed."""
        wanted = set(article_ids)
        found = {(reuse.first, reuse.second): reuse for reuse in self._kept.reuses(wanted)}
        told = {(r.first, r.second): r for r in self._growth.found if r.first in wanted or r.second in wanted}
        return [reuse for pair, reuse in {**found, **told}.items() if pair not in self._growth.gone]

    def likenesses(self, article_ids: Iterable[str]) -> Sequence[Likeness]:
        """The likenesses kept of some articles."""
        return self._kept.likenesses(article_ids)
