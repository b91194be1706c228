"""The articles that are held and the pairs among them that share text, in one fixed order whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sourcier.model import Article, EvidenceKind, Reuse, Span
from sourcier.trace.crowds import Known, find_crowd, thin_crowds, touching
from sourcier.trace.parties import Mark, bare_name, house_mark, marks_by_key, own_keys, page_key, pointers_of
from sourcier.trace.times import moment

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """The articles by ascending id, each once, and the reuses between two of them, each pair once.

    `first` and `second` are the rows of the two articles of each reuse; `own` tells for each article under which keys its outlet is
    known; for articles that share text, `marks` tells which other parties they name, `lines` the folded credit lines, `house` that
    the text names the outlet that prints it, and `pointers` the pictures and the links in the text that lie on another site.
    """

    articles: tuple[Article, ...]
    reuses: tuple[Reuse, ...]
    first: Rows
    second: Rows
    own: tuple[frozenset[str], ...]
    marks: Mapping[int, Mapping[str, tuple[Mark, ...]]]
    lines: Mapping[int, frozenset[str]]
    house: Mapping[int, Mark]
    pointers: Mapping[int, frozenset[tuple[EvidenceKind, str]]]

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each article id."""
        return {article.article_id: row for row, article in enumerate(self.articles)}

    @cached_property
    def row_of_page(self) -> Mapping[str, int]:
        """The row of each exact page; of several captures of one page the first by id."""
        found: dict[str, int] = {}
        for row, article in enumerate(self.articles):
            found.setdefault(page_key(article.address), row)
        found.pop("", None)
        return found

    @cached_property
    def rank(self) -> Sequence[int]:
        """The place of each article in the order of `order_key`."""
        places = [0] * len(self.articles)
        for place, row in enumerate(sorted(range(len(self.articles)), key=self.order_key)):
            places[row] = place
        return places

    @cached_property
    def rows(self) -> Sequence[tuple[int, int]]:
        """The rows of the two articles of each reuse."""
        return list(zip(self.first.tolist(), self.second.tolist(), strict=True))

    @cached_property
    def tied(self) -> Mapping[int, Mapping[int, int]]:
        """For each article that shares text the articles (rows) it shares text with, each with the reuse that shows it."""
        found: dict[int, dict[int, int]] = {}
        for reuse, (a, b) in enumerate(self.rows):
            found.setdefault(a, {})[b] = reuse
            found.setdefault(b, {})[a] = reuse
        return found

    def share_of(self, reuse: int, row: int) -> float:
        """How much of the body of an article one reuse covers."""
        return self.reuses[reuse].share_first if self.rows[reuse][0] == row else self.reuses[reuse].share_second

    def spans_of(self, reuse: int, row: int) -> list[Span]:
        """The spans of an article that one reuse aligns."""
        is_first = self.rows[reuse][0] == row
        return [alignment.first if is_first else alignment.second for alignment in self.reuses[reuse].alignments]

    def passages(self) -> Mapping[int, Sequence[Span]]:
        """For each article that shares text the spans it shares, by row, ascending."""
        found: dict[int, list[Span]] = {}
        for reuse, (a, b) in zip(self.reuses, self.rows, strict=True):
            found.setdefault(a, []).extend(alignment.first for alignment in reuse.alignments)
            found.setdefault(b, []).extend(alignment.second for alignment in reuse.alignments)
        return dict(sorted(found.items()))

    @cached_property
    def _order_keys(self) -> Sequence[tuple[float, str]]:
        """What `order_key` gives for each article."""
        return [_order_key(article) for article in self.articles]

    def order_key(self, row: int) -> tuple[float, str]:
        """By time of publication as claimed, else of capture; what has no time comes last, and ids settle ties."""
        return self._order_keys[row]


def hold(articles: Iterable[Article], reuses: Iterable[Reuse]) -> Held:
    """What is given, put in order: doubles, self-reuse and reuses of articles that are not given fall away."""
    kept = tuple(article for _, article in sorted({a.article_id: a for a in articles}.items()))
    row = {article.article_id: k for k, article in enumerate(kept)}
    given = [r for r in reuses if r.first != r.second and r.first in row and r.second in row]
    if crowd := find_crowd(given):
        inside = touching(crowd, given)
        tied_to = {key for k in inside for key in (given[k].first, given[k].second)}
        given = thin_crowds(_known(kept[row[key]] for key in tied_to), inside, given)
    pairs: dict[tuple[str, str], Reuse] = {}
    for reuse in given:
        other = pairs.setdefault((reuse.first, reuse.second), reuse)
        if other is not reuse:
            pairs[reuse.first, reuse.second] = max(other, reuse, key=_reuse_key)
    ordered = tuple(reuse for _, reuse in sorted(pairs.items(), key=lambda item: item[0]))
    own = tuple(map(own_keys, kept))
    tied = sorted({row[key] for reuse in ordered for key in (reuse.first, reuse.second)})
    return Held(
        articles=kept,
        reuses=ordered,
        first=np.array([row[r.first] for r in ordered], dtype=np.int64),
        second=np.array([row[r.second] for r in ordered], dtype=np.int64),
        own=own,
        lines={k: frozenset(bare_name(c.printed or c.name) for c in kept[k].credits) for k in tied if kept[k].credits},
        house={k: mark for k in tied if (mark := house_mark(kept[k])) is not None},
        marks={k: found for k in tied if (found := marks_by_key(kept[k], own[k]))},
        pointers={k: pointed for k in tied if (pointed := pointers_of(kept[k]))},
    )


def _known(articles: Iterable[Article]) -> Mapping[str, Known]:
    """What is known of the articles of a crowd and of those tied to it, by id."""
    found = {}
    for rank, article in enumerate(sorted(articles, key=_order_key)):
        own = own_keys(article)
        named = frozenset(key.lstrip("~") for key in marks_by_key(article, own))
        found[article.article_id] = Known(rank, own, named)
    return found


def _order_key(article: Article) -> tuple[float, str]:
    """By time of publication as claimed, else of capture; what has no time comes last, and ids settle ties."""
    when = moment(article.published)
    when = moment(article.captured_at) if when is None else when
    return (float("inf") if when is None else when, article.article_id)


def _reuse_key(reuse: Reuse) -> tuple[str, str, float, float, str, list[tuple[Span, Span]]]:
    """An order of reuses that depends on nothing but them; of two for one pair the larger is kept."""
    spans = [(alignment.first, alignment.second) for alignment in reuse.alignments]
    return reuse.first, reuse.second, reuse.share_first, reuse.share_second, reuse.kind, spans
