"""New articles compared with a library that is kept in an index: only what they touch is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sourcier.compare.across import compare_languages
from sourcier.compare.block import find_in_block
from sourcier.compare.boilerplate import LEAST_HOLDERS, MOST_HOLDERS, Facts, Holders, are_stock, days_of, is_sampled
from sourcier.compare.crowds import reach_all
from sourcier.compare.desk import Desk
from sourcier.compare.doubles import each_alone
from sourcier.compare.growing import Growth, Index
from sourcier.compare.join import hold, share, sort_hits
from sourcier.compare.outlets import outlets_of
from sourcier.compare.ties import displaced, meet, still_tied
from sourcier.compare.windows import fingerprints
from sourcier.model import Article, Reuse
from sourcier.text.words import Places, find_words

# The note of a window whose holders are few: any article that comes to hold it may change what it is.
_ANYBODY = "\U0010ffff"


def grow(index: Index, fresh: Iterable[int], again: Iterable[int] = ()) -> Growth:
    """What comes of articles that the index does not know yet, and of those that it knows but that have changed (`again`).

    Afterwards the index holds their windows and marks; what is returned is for the caller to keep.
    """
    changed = set(again)
    numbers = sorted(changed.union(fresh))
    desk = Desk(index)
    windows = desk.windows_of(numbers)
    index.windows.add((window, number) for number in numbers for window in windows[number])
    became, ceased = _learn(desk, windows, changed)
    moved = displaced(desk, windows, changed)
    reopened = sorted({number for held in desk.holders(ceased).values() for number in held}.union(numbers, moved))
    narrowed = {number for held in desk.holders(became).values() for number in held}.difference(reopened)
    growth = _compare(desk, reopened, sorted(narrowed))
    return compare_languages(desk, numbers, sorted(narrowed.union(reopened)), growth)


def _learn(desk: Desk, windows: Mapping[int, list[int]], changed: set[int]) -> tuple[list[int], list[int]]:
    """The windows of some articles that turn out to be boilerplate, and those that no longer are."""
    held = dict.fromkeys(window for hashes in windows.values() for window in hashes)
    shut = desk.index.windows.shut(list(held))
    doubted = _doubted(desk, windows, changed, shut)
    samples = _samples(desk, [window for window in held if window not in shut or window in doubted])
    verdicts = _judge(desk, samples)
    became = [window for window, is_stock in verdicts.items() if is_stock and window not in shut]
    ceased = [window for window in doubted if not verdicts.get(window)]
    ids = desk.index.ids({numbers[-1] for numbers in samples.values()})
    notes = {
        window: ids[samples[window][-1]] if len(samples[window]) >= MOST_HOLDERS else _ANYBODY
        for window, is_stock in verdicts.items()
        if is_stock
    }
    desk.index.windows.shut_out({window: note for window, note in notes.items() if shut.get(window) != note})
    desk.index.windows.take_in(ceased)
    desk.note_stock(held, is_stock=False)
    desk.note_stock((*shut, *became), is_stock=True)
    desk.note_stock(ceased, is_stock=False)
    return became, ceased


def _doubted(desk: Desk, windows: Mapping[int, list[int]], changed: set[int], shut: Mapping[int, str]) -> dict[int, None]:
    """The windows of boilerplate about which the articles may have a say: they are among the first of its holders."""
    numbers = list(windows)
    ids = [article.article_id for article in desk.articles(numbers)]
    return {
        window: None
        for number, article_id in zip(numbers, ids, strict=True)
        for window in windows[number]
        if window in shut and (number in changed or article_id <= shut[window])
    }


def _samples(desk: Desk, windows: Sequence[int]) -> dict[int, list[int]]:
    """For each window that enough articles hold the first of these, by id."""
    holders = {window: held for window, held in desk.holders(windows).items() if len(held) >= LEAST_HOLDERS}
    ids = desk.index.ids({number for held in holders.values() for number in held})
    return {window: sorted(held, key=ids.__getitem__)[:MOST_HOLDERS] for window, held in holders.items()}


def _judge(desk: Desk, samples: Mapping[int, Sequence[int]]) -> dict[int, bool]:
    """For each window whether it is boilerplate, given the first of its holders."""
    if not samples:
        return {}
    numbers, articles = desk.in_order(number for held in samples.values() for number in held)
    ranks = {number: rank for rank, number in enumerate(numbers)}
    sizes = [len(held) for held in samples.values()]
    holders = Holders(np.array([ranks[n] for held in samples.values() for n in held], np.int64), np.append(0, np.cumsum(sizes)))
    words = find_words([article.body for article in articles])
    prints = fingerprints(words)
    sampled = np.bincount(prints.texts[is_sampled(prints.hashes)], minlength=len(articles))
    facts = Facts(days_of(articles), outlets_of(articles), np.diff(words.bounds), sampled)
    return dict(zip(samples, are_stock(holders, share([prints]), facts).tolist(), strict=True))


def _compare(desk: Desk, reopened: Sequence[int], narrowed: Sequence[int]) -> Growth:
    """The reuses that share wording and come or go: of articles that are reopened with all, of those narrowed with whom they had one.

    A window that turns out to be boilerplate makes no new reuse: only those that were kept are judged again.
    """
    ids = {number: article.article_id for number, article in zip(reopened, desk.articles(reopened), strict=True)}
    ids |= desk.index.ids(narrowed)
    kept = {(r.first, r.second): r for r in desk.index.reuses(ids.values()) if r.kind != "translation"}
    met = meet(desk, reopened)
    own = frozenset(ids[number] for number in reopened)
    left = [pair for pair in kept if own.isdisjoint(pair)]
    numbers = desk.index.numbers({article_id for pair in left for article_id in pair})
    met.update(still_tied(desk, [(numbers[first], numbers[second]) for first, second in left]))
    found = {(r.first, r.second): r for r in _judge_pairs(desk, met)}
    return Growth(gone=frozenset(kept.keys() - found.keys()), found=tuple(r for pair, r in found.items() if kept.get(pair) != r))


def _judge_pairs(desk: Desk, met: Iterable[tuple[int, int]]) -> Iterable[Reuse]:
    """The reuses among some pairs of articles."""
    pairs = {(min(pair), max(pair)) for pair in met}
    numbers, articles = desk.in_order(number for pair in pairs for number in pair)
    if not pairs:
        return ()
    ranks = {number: rank for rank, number in enumerate(numbers)}
    places = np.array(sorted(sorted((ranks[a], ranks[b])) for a, b in pairs), np.int64)
    return _judge_places(desk, articles, places)


def _judge_places(desk: Desk, articles: Sequence[Article], pairs: Places) -> Iterable[Reuse]:
    """As `_judge_pairs`, for articles in the order of their ids and pairs of places among them."""
    shared = share([fingerprints(find_words([article.body for article in articles]))])
    met = list(hold(shared, np.arange(len(shared.sizes)), len(articles)).meet(pairs[:, 0], pairs[:, 1]))
    nothing = np.zeros(0, np.int64)
    rows, left, right = (
        np.concatenate([nothing, *values]) for values in ([m.pairs for m in met], [m.left for m in met], [m.right for m in met])
    )
    windows = np.searchsorted(shared.bounds, left, "right") - 1
    held, like = np.unique(windows, return_inverse=True)
    is_open = ~desk.are_stock(shared.hashes[held])[like]
    tells = np.zeros(len(pairs), np.bool_)
    tells[rows[is_open]] = True
    kept = tells[rows]
    hits = sort_hits(shared, left[kept], right[kept])
    return find_in_block(hits, reach_all(len(hits.starts())), each_alone(len(articles)), articles, desk.ask)
