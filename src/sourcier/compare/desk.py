"""The desk: articles of an index that are looked at together, each read once, and what was asked about their windows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from sourcier.compare import crowds
from sourcier.compare.block import Stock
from sourcier.compare.boilerplate import days_of
from sourcier.compare.growing import Index
from sourcier.compare.windows import WINDOW, fingerprints, once
from sourcier.model import Article
from sourcier.text.words import Codes, Places, Words, find_words


class Desk:
    """What was read from an index, kept while some articles are compared; it asks for nothing twice."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._articles: dict[int, Article] = {}
        self._windows: dict[int, list[int]] = {}
        self._holders: dict[int, list[int]] = {}
        self._is_stock: dict[int, bool] = {}
        self._times: dict[int, tuple[float, str]] = {}

    def articles(self, numbers: Sequence[int]) -> list[Article]:
        """The articles with these numbers, in the order given."""
        missing = [number for number in numbers if number not in self._articles]
        if missing:
            self._articles.update(self.index.articles(missing))
        return [self._articles[number] for number in numbers]

    def in_order(self, numbers: Iterable[int]) -> tuple[list[int], list[Article]]:
        """The numbers, each once, by the ids of their articles, and these articles."""
        wanted = list(set(numbers))
        pairs = sorted(zip(wanted, self.articles(wanted), strict=True), key=lambda pair: pair[1].article_id)
        return [number for number, _ in pairs], [article for _, article in pairs]

    def windows_of(self, numbers: Sequence[int]) -> Mapping[int, list[int]]:
        """The windows of each article, each once."""
        missing = [number for number in numbers if number not in self._windows]
        if missing:
            prints = once(fingerprints(find_words([article.body for article in self.articles(missing)])))
            bounds = np.searchsorted(prints.texts, np.arange(len(missing) + 1)).tolist()
            hashes = prints.hashes.tolist()
            self._windows.update({number: hashes[bounds[k] : bounds[k + 1]] for k, number in enumerate(missing)})
        return {number: self._windows[number] for number in numbers}

    def holders(self, windows: Iterable[int]) -> Mapping[int, list[int]]:
        """The articles that hold each window."""
        wanted = list(dict.fromkeys(windows))
        missing = [window for window in wanted if window not in self._holders]
        if missing:
            self._holders.update({window: [] for window in missing})
            for window, number in self.index.windows.holders(missing):
                self._holders[window].append(number)
        return {window: self._holders[window] for window in wanted}

    def in_time(self, numbers: Collection[int]) -> list[int]:
        """The numbers in the order of time: by the day of their articles, those without a day last, and by id."""
        return sorted(numbers, key=self._moments(numbers).__getitem__)

    def _moments(self, numbers: Collection[int]) -> Mapping[int, tuple[float, str]]:
        """What the order of time goes by, of these articles and perhaps others."""
        missing = [number for number in set(numbers) if number not in self._times]
        articles = self.articles(missing)
        days = np.nan_to_num(days_of(articles), nan=np.inf).tolist()
        ids = (article.article_id for article in articles)
        self._times.update(zip(missing, zip(days, ids, strict=True), strict=True))
        return self._times

    def leaders(self, holders: Mapping[int, Sequence[int]]) -> Mapping[int, list[int]]:
        """Of the windows that very many articles hold the few that lead each, earliest first; see `crowds`."""
        crowded = {window: held for window, held in holders.items() if len(held) > crowds.MOST_TIES}
        times = self._moments({number for held in crowded.values() for number in held}) if crowded else self._times
        return {window: nsmallest(crowds.MOST_TIES, held, key=times.__getitem__) for window, held in crowded.items()}

    def note_stock(self, windows: Iterable[int], *, is_stock: bool) -> None:
        """Nothing; it is known of these windows whether they are boilerplate."""
        self._is_stock.update(dict.fromkeys(windows, is_stock))

    def are_stock(self, windows: Codes) -> NDArray[np.bool_]:
        """For each window whether it is boilerplate."""
        asked: list[int] = windows.tolist()
        missing = [window for window in asked if window not in self._is_stock]
        if missing:
            shut = self.index.windows.shut(missing)
            self._is_stock.update({window: window in shut for window in missing})
        return np.array([self._is_stock[window] for window in asked], np.bool_)

    def ask(self, numbers: Places, words: Words, matters: NDArray[np.bool_]) -> Stock:
        """The windows of boilerplate that touch words that matter; see `block.AskStock`."""
        prints = once(fingerprints(words))
        before = np.append(0, np.cumsum(matters))
        starts = words.bounds[prints.texts] + prints.places
        prints = prints.take(before[starts + WINDOW] > before[starts])
        prints = prints.take(self.are_stock(prints.hashes))
        return numbers[prints.texts], prints.places
