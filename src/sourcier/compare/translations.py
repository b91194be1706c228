"""Translated copies: articles in two languages that hold the same anchors close together and in the same order."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.anchors import find_anchors, pair_anchors
from sourcier.compare.join import Numbers, Shared, expand, join_prints, share
from sourcier.compare.windows import WINDOW, Fingerprints
from sourcier.model import Alignment, Article, Reuse, Span
from sourcier.text.words import Places, Words, find_words

# Anchors that stand together in more articles than this tell nothing.
_MOST_ARTICLES = 30
# A small library cannot know what is rare: rarity is reckoned as if so many articles more were held.
_UNSEEN = 500
_POWER = 1.5
# What is shared out of order speaks against a translation, half as loud.
_DISORDER = 0.5
# The longer the texts, the more they share by chance; found best on stories told in five languages.
_LENGTH_POWER = 0.65
_CERTAIN = 0.175
# Enough when a third article is a translation of both.
_SUPPORTED = 0.085
# Pairs that meet less often than this are not looked at.
_LEAST_MEETINGS = 3
# Names come together by chance: the more articles, the more places in order it takes.
_LEAST_PLACES = 4
_PLACES_GROWTH = 1.3
# Two words may change places within this reach.
_SWAP = 3
# Ordered anchors further apart than this, in words, belong to two passages.
_GAP = 60
_BATCH = 256
_UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Places where two articles of two languages hold the same anchors, sorted by pair and place; `starts` is where each pair begins."""

    pairs: Numbers
    starts: Places
    first_places: Numbers
    second_places: Numbers
    weights: NDArray[np.float64]


def find_translations(articles: Sequence[Article], shared: Shared, stock: NDArray[np.bool_]) -> Iterator[Reuse]:
    """The reuses of kind "translation" among articles given by ascending id; a pair needs two languages that are known and differ.

    The weight of shared anchors that stand in the same order is set against the length of the texts. A pair in doubt is believed
    when a third article is a translation of both. `shared` are the windows the articles share, `stock` says which are boilerplate.
    """
    languages = _languages(articles)
    if len(set(languages.tolist()) - {_UNKNOWN}) < 2:
        return
    prints = pair_anchors(join_prints(list(_read(articles, _shut(shared, stock, languages)))), len(articles))
    meetings, expected = _meet(share([prints]), np.bincount(prints.texts, minlength=len(articles)), languages)
    chains = {number: chain for number in _promising(meetings, expected) if (chain := _order(meetings, number))}
    least = max(_LEAST_PLACES, round(1 + _PLACES_GROWTH * log10(len(articles))))
    scores = {number: _score(meetings, number, chain, least) / expected[number] for number, chain in chains.items()}
    scores = {number: score for number, score in scores.items() if score >= _SUPPORTED}
    yield from _to_reuses(articles, meetings, {number: chains[number] for number in _believed(scores, meetings.pairs)})


def _languages(articles: Sequence[Article]) -> Numbers:
    """A number for the language of each article."""
    names = {"": _UNKNOWN}
    return np.array([names.setdefault((article.language or "")[:2].lower(), len(names)) for article in articles], np.int32)


def _shut(shared: Shared, stock: NDArray[np.bool_], languages: Numbers) -> tuple[Numbers, Numbers]:
    """The windows whose words are no anchors, as articles ascending and places: boilerplate, and what two languages print word for word.

    A form or a name left in its own language is shared as it stands; it is no sign of a translation.
    """
    spoken, heads = languages[shared.articles], shared.bounds[:-1]
    if not len(heads):
        return shared.articles, shared.places
    shut = stock | (np.maximum.reduceat(spoken, heads) != np.minimum.reduceat(spoken, heads))
    rows = np.flatnonzero(np.repeat(shut, shared.sizes))
    rows = rows[np.argsort(shared.articles[rows], kind="stable")]
    return shared.articles[rows], shared.places[rows]


def _read(articles: Sequence[Article], shut: tuple[Numbers, Numbers]) -> Iterator[Fingerprints]:
    """The anchors of all articles, in batches."""
    known: dict[int, int] = {}
    for start in range(0, len(articles), _BATCH):
        bodies = [article.body for article in articles[start : start + _BATCH]]
        words = find_words(bodies)
        is_open = np.ones(len(words.codes), np.bool_)
        low, high = np.searchsorted(shut[0], [start, start + len(bodies)])
        places = words.bounds[shut[0][low:high] - start] + shut[1][low:high]
        for step in range(WINDOW):
            is_open[places + step] = False
        prints = find_anchors(words, bodies, is_open, known)
        yield Fingerprints(prints.hashes, prints.texts + np.int32(start), prints.places)


def _meet(shared: Shared, counts: Places, languages: Numbers) -> tuple[_Meetings, NDArray[np.float64]]:
    """Where articles of two languages meet, and for each pair what its texts would share if one were the other's translation."""
    rarity = np.log((len(counts) + _UNSEEN) / (shared.sizes + 1)) ** _POWER
    groups = np.repeat(np.arange(len(shared.sizes)), shared.sizes)
    alone = np.log((len(counts) + _UNSEEN) / 2) ** _POWER
    totals = counts * alone - np.bincount(shared.articles, alone - rarity[groups], len(counts))
    spoken = languages[shared.articles]
    heads = shared.bounds[:-1]
    mixed = np.maximum.reduceat(spoken, heads) != np.minimum.reduceat(spoken, heads) if len(heads) else np.zeros(0, np.bool_)
    reaches = np.where(mixed & (shared.sizes <= _MOST_ARTICLES), shared.sizes, 0)
    left, right = expand(shared, np.arange(len(groups)), reaches)
    crosses = (spoken[left] != spoken[right]) & (spoken[left] != _UNKNOWN) & (spoken[right] != _UNKNOWN)
    left, right = _often(left[crosses], right[crosses], shared.articles)
    order = np.lexsort((shared.places[right], shared.places[left], shared.articles[right], shared.articles[left]))
    left, right = left[order], right[order]
    pairs = np.stack([shared.articles[left], shared.articles[right]], axis=1)
    fresh = np.ones(len(pairs), np.bool_)
    fresh[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    pairs = pairs[fresh]
    expected = np.sqrt(totals[pairs[:, 0]] * totals[pairs[:, 1]]) ** _LENGTH_POWER
    starts = np.append(np.flatnonzero(fresh), len(left))
    return _Meetings(pairs, starts, shared.places[left], shared.places[right], rarity[groups[left]]), expected


def _often(left: Places, right: Places, articles: Numbers) -> tuple[Places, Places]:
    """The rows of pairs that meet more than once or twice; most meet by chance, and are dropped before anything is sorted in full."""
    keys = (articles[left].astype(np.uint64) << np.uint64(32)) | articles[right].astype(np.uint64)
    order = np.argsort(keys)
    keys = keys[order]
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    counts = np.diff(np.append(np.flatnonzero(fresh), len(keys)))
    rows = order[np.repeat(counts >= _LEAST_MEETINGS, counts)]
    return left[rows], right[rows]


def _promising(meetings: _Meetings, expected: NDArray[np.float64]) -> list[int]:
    """The pairs that share enough, whatever its order, to be looked at."""
    if not len(meetings.pairs):
        return []
    weights = np.add.reduceat(meetings.weights, meetings.starts[:-1])
    return np.flatnonzero(weights >= _SUPPORTED * expected).tolist()


def _order(meetings: _Meetings, number: int) -> list[int]:
    """The rows of one pair that make up the heaviest run in which both texts go forward, a swap of neighbours allowed."""
    start, stop = int(meetings.starts[number]), int(meetings.starts[number + 1])
    seconds, weights = meetings.second_places[start:stop].tolist(), meetings.weights[start:stop].tolist()
    # runs that may still be the best: by the place they have reached, heavier the further
    reached: list[int] = []
    runs: list[tuple[float, int]] = []
    before = [-1] * len(seconds)
    for row, (place, weight) in enumerate(zip(seconds, weights, strict=True)):
        behind = bisect_right(reached, place + _SWAP) - 1
        total = weight + (runs[behind][0] if behind >= 0 else 0.0)
        before[row] = runs[behind][1] if behind >= 0 else -1
        here = bisect_right(reached, place)
        if here and runs[here - 1][0] >= total:
            continue
        worse = here
        while worse < len(runs) and runs[worse][0] <= total:
            worse += 1
        reached[here:worse], runs[here:worse] = [place], [(total, row)]
    chain = []
    row = runs[-1][1] if runs else -1
    while row >= 0:
        chain.append(start + row)
        row = before[row]
    return chain[::-1]


def _score(meetings: _Meetings, number: int, chain: Sequence[int], least: int) -> float:
    """The weight of what is shared in order, less something for what is shared out of order; in too few places it stays in doubt."""
    ordered = float(meetings.weights[chain].sum())
    whole = float(meetings.weights[meetings.starts[number] : meetings.starts[number + 1]].sum())
    places = min(len(set(side[chain].tolist())) for side in (meetings.first_places, meetings.second_places))
    score = ordered - _DISORDER * (whole - ordered)
    return score * min(1.0, places / least)


def _believed(scores: dict[int, float], pairs: Numbers) -> list[int]:
    """The pairs that are certain, and those in doubt that have a certain translation in common."""
    kin: defaultdict[int, set[int]] = defaultdict(set)
    for number, score in scores.items():
        if score >= _CERTAIN:
            first, second = pairs[number].tolist()
            kin[first].add(second)
            kin[second].add(first)
    return [number for number, score in scores.items() if score >= _CERTAIN or _meet_in(kin, pairs[number].tolist())]


def _meet_in(kin: dict[int, set[int]], pair: Iterable[int]) -> bool:
    """Whether the two have a translation in common."""
    first, second = (kin.get(number, set()) for number in pair)
    return not first.isdisjoint(second)


def _to_reuses(articles: Sequence[Article], meetings: _Meetings, chains: dict[int, list[int]]) -> Iterator[Reuse]:
    """The pairs as reuses, their anchors strung together into passages."""
    numbers = sorted(set(meetings.pairs[list(chains)].ravel().tolist()))
    words = find_words([articles[number].body for number in numbers])
    ranks = {number: rank for rank, number in enumerate(numbers)}
    for number, chain in chains.items():
        first, second = meetings.pairs[number].tolist()
        spans = _passages(meetings, chain, words, (ranks[first], ranks[second]))
        one, other = articles[first], articles[second]
        alignments = tuple(Alignment(_widen(a, one.body), _widen(b, other.body)) for a, b in spans)
        yield Reuse(one.article_id, other.article_id, alignments, _share(alignments, one, 0), _share(alignments, other, 1), "translation")


def _passages(meetings: _Meetings, chain: Sequence[int], words: Words, texts: tuple[int, int]) -> list[tuple[Span, Span]]:
    """The runs of anchors without a wide gap on either side, from the first word to the last in both texts."""
    rows = np.array(chain, np.int64)
    sides = meetings.first_places[rows].astype(np.int64), np.maximum.accumulate(meetings.second_places[rows].astype(np.int64))
    gaps = np.maximum(np.diff(sides[0]), np.diff(sides[1])) > _GAP
    heads = [0, *(np.flatnonzero(gaps) + 1).tolist(), len(rows)]
    spans: list[tuple[Span, Span]] = []
    for head, tail in pairwise(heads):
        one, other = (_span(words, text, side[head:tail]) for text, side in zip(texts, sides, strict=True))
        spans.append((one, other))
    return spans


def _span(words: Words, text: int, places: Places) -> Span:
    """The characters from the first to the last of some words of a text."""
    start = int(words.bounds[text])
    return Span(int(words.starts[start + int(places.min())]), int(words.ends[start + int(places.max())]))


def _widen(span: Span, body: str) -> Span:
    """The span out to the ends of its paragraphs: anchors stand inside sentences, and what was translated are whole ones."""
    end = body.find("\n", span.end)
    return Span(body.rfind("\n", 0, span.start) + 1, len(body) if end < 0 else end)


def _share(alignments: Iterable[Alignment], article: Article, side: int) -> float:
    """The share of the article's body that its side of the alignments covers."""
    total = last = 0
    for span in sorted((found.first, found.second)[side] for found in alignments):
        total += max(0, span.end - max(span.start, last))
        last = max(last, span.end)
    return total / max(1, len(article.body))
