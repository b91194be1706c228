"""Boilerplate listed for people: the passages themselves, and in how many articles and outlets each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.boilerplate import Boilerplate, StockPassage
from sourcier.compare.join import Shared
from sourcier.compare.outlets import outlet_of
from sourcier.compare.reuse import in_order, join
from sourcier.compare.windows import WINDOW
from sourcier.model import Article, Span
from sourcier.text.words import find_words

# Windows of one passage stand at most this many words apart: every fourth window at least is kept.
_STRIDE = 4


def find_boilerplate(articles: Iterable[Article]) -> Boilerplate:
    """The passages that recur in unrelated articles, most widely spread first; to be handed to `find_reuses` and `align`.

    Unrelated: they share less than two fifths of the shorter one's windows, directly and through others. What recurs in four
    unrelated articles or more, dated further apart than news travels, is boilerplate; so is what recurs in twenty.
    """
    ordered = in_order(articles)
    shared, stock = join(ordered)
    return Boilerplate(shared.hashes[stock], tuple(_list(shared, stock, ordered)))


def _list(shared: Shared, stock: NDArray[np.bool_], articles: Sequence[Article]) -> Iterator[StockPassage]:
    """Each passage once, in its longest form; the most widely spread first."""
    rows = np.flatnonzero(np.repeat(stock, shared.sizes))
    groups = np.repeat(np.arange(len(stock)), shared.sizes)[rows]
    order = np.lexsort((shared.places[rows], shared.articles[rows]))
    rows, groups = rows[order], groups[order]
    breaks = (np.diff(shared.articles[rows], prepend=-1) != 0) | (np.diff(shared.places[rows], prepend=0) > _STRIDE)
    heads = np.flatnonzero(breaks)
    runs = np.split(np.arange(len(rows)), heads[1:]) if len(rows) else []
    listed: set[int] = set()
    found: list[StockPassage] = []
    for run in sorted(runs, key=len, reverse=True):
        own = groups[run].tolist()
        if 2 * sum(group in listed for group in own) < len(own):
            listed.update(own)
            found.append(_describe(shared, rows[run], own, articles))
    yield from sorted(found, key=lambda passage: (-passage.articles, passage.text))


def _describe(shared: Shared, rows: NDArray[np.int64], groups: Sequence[int], articles: Sequence[Article]) -> StockPassage:
    """The passage that one article's run of boilerplate windows covers; its spread is that of its middle window."""
    middle = groups[len(groups) // 2]
    holders = [articles[number] for number in shared.articles[shared.bounds[middle] : shared.bounds[middle + 1]].tolist()]
    body = articles[int(shared.articles[rows[0]])].body
    words = find_words([body])
    last = int(shared.places[rows[-1]]) + WINDOW - 1
    text = Span(int(words.starts[int(shared.places[rows[0]])]), int(words.ends[last])).of(body)
    return StockPassage(text, len(holders), tuple(sorted({outlet_of(article) for article in holders} - {""})))
