"""How like two articles in two languages are: the anchors both hold close together, in the same order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.addresses import link_anchors
from sourcier.compare.anchors import find_anchors, pair_anchors
from sourcier.compare.block import AskStock, cover
from sourcier.compare.join import Shared, hold, join_prints, share, spread_out
from sourcier.compare.windows import WINDOW, Fingerprints, fingerprints
from sourcier.model import Alignment, Article, Likeness, Reuse, Span
from sourcier.text.words import Places, Words, find_words

Flags = NDArray[np.bool_]
# Two anchors are looked at together when they stand within so many of each other.
_REACH = 7
# What is shared out of order speaks against a translation, half as loud.
_DISORDER = 0.5
# The longer the texts, the more they share by chance; found best on stories told in five languages.
_LENGTH_POWER = 0.85
CERTAIN = 0.023
# Enough when a third article is a translation of both.
SUPPORTED = 0.0056
# Anchors come together by chance: in fewer places than this a pair stays in doubt.
_LEAST_PLACES = 5
# Two words may change places within this reach.
_SWAP = 3
# Ordered anchors further apart than this, in words, belong to two passages.
_GAP = 60
# So many pairs are compared at one go.
_PAIRS = 1 << 14


@dataclass(frozen=True, slots=True)
class _Meetings:
    """Places where two articles of two languages hold the same anchors, sorted by pair and place; `starts` is where each pair begins."""

    pairs: Places
    starts: Places
    first_places: Places
    second_places: Places

    def only(self, pairs: Places) -> _Meetings:
        """Those of some of the pairs."""
        sizes = np.diff(self.starts)[pairs]
        rows = spread_out(self.starts[pairs], sizes)
        return _Meetings(self.pairs[pairs], np.append(0, np.cumsum(sizes)), self.first_places[rows], self.second_places[rows])


def likenesses(articles: Sequence[Article], pairs: Places, ask: AskStock, known: Words | None = None) -> Iterator[Likeness]:
    """How like the articles of each pair (two numbers, the first the less) are; those that are not are left out.

    It depends on nothing but the two and the boilerplate in them: the places where both hold two anchors close together, in the same
    order, are set against the length of the texts. `known` are the words of all the articles, where somebody has them already.
    """
    for start in range(0, len(pairs), _PAIRS):
        numbers, ranks = np.unique(pairs[start : start + _PAIRS], return_inverse=True)
        held = [articles[number] for number in numbers.tolist()]
        words = known.take(numbers) if known else find_words([article.body for article in held])
        yield from _compare(held, words, ranks.reshape(-1, 2), partial(_shut, ask, numbers))


def _shut(ask: AskStock, numbers: Places, words: Words, matters: Flags) -> Flags:
    """For each word, where it matters, whether it is boilerplate."""
    return cover(numbers, words, ask(numbers, words, matters))


def _compare(articles: Sequence[Article], words: Words, pairs: Places, shut: Callable[[Words, Flags], Flags]) -> Iterator[Likeness]:
    """As `likenesses`, for pairs few enough to be done at once; `shut` tells for each word, where it matters, whether it is boilerplate."""
    anchors = find_anchors(words, [article.body for article in articles])
    prints = pair_anchors(anchors, _REACH)
    totals = np.bincount(prints.texts, minlength=len(articles))  # of words alone: links that a copy lost do not make it less of one
    links = link_anchors(articles, words)
    if len(links.hashes):
        prints = pair_anchors(_beside(anchors, links), _REACH)
    meetings = _likely(_meet(share([prints]), words, pairs), totals)
    meetings = _likely(_open(meetings, words, shut), totals)
    for number, (first, second) in enumerate(meetings.pairs.tolist()):
        chain = _order(meetings, number)
        score = _score(meetings, number, chain) / float(_expected(meetings.pairs[number], totals))
        if chain and score >= SUPPORTED:
            yield Likeness(score, _to_reuse((articles[first], articles[second]), (first, second), meetings, chain, words))


def _beside(anchors: Fingerprints, links: Fingerprints) -> Fingerprints:
    """The anchors in words and in links, by text and place."""
    both = join_prints([anchors, links])
    return both.take(np.lexsort((both.places, both.texts)))


def _expected(pairs: Places, totals: Places) -> NDArray[np.float64]:
    """How much texts of their lengths are held to share: what is shared is set against it."""
    expected: NDArray[np.float64] = np.maximum(1.0, np.sqrt(totals[pairs[..., 0]] * totals[pairs[..., 1]])) ** _LENGTH_POWER
    return expected


def _likely(meetings: _Meetings, totals: Places) -> _Meetings:
    """The meetings of the pairs that may still be like enough."""
    return meetings.only(np.flatnonzero(np.diff(meetings.starts) >= SUPPORTED * _expected(meetings.pairs, totals)))


def _meet(shared: Shared, words: Words, pairs: Places) -> _Meetings:
    """Where the articles of each pair hold the same anchors close together."""
    met = list(hold(shared, np.arange(len(shared.sizes)), len(words.bounds) - 1).meet(pairs[:, 0], pairs[:, 1]))
    nothing = np.zeros(0, np.int64)
    numbers = np.concatenate([nothing, *(m.pairs for m in met)])
    left, right = np.concatenate([nothing, *(m.left for m in met)]), np.concatenate([nothing, *(m.right for m in met)])
    first, second = shared.places[left].astype(np.int64), shared.places[right].astype(np.int64)
    order = np.argsort((numbers << 40) | (first << 20) | second)
    return _Meetings(pairs, np.searchsorted(numbers, np.arange(len(pairs) + 1)), first[order], second[order])


def _open(meetings: _Meetings, words: Words, shut: Callable[[Words, Flags], Flags]) -> _Meetings:
    """The meetings in words that are no boilerplate, and that the two articles do not print alike word for word.

    A form or a name left in its own language is shared as it stands; it is no sign of a translation.
    """
    numbers = np.repeat(np.arange(len(meetings.pairs)), np.diff(meetings.starts))
    firsts = words.bounds[meetings.pairs[numbers, 0]] + meetings.first_places
    seconds = words.bounds[meetings.pairs[numbers, 1]] + meetings.second_places
    matters = np.zeros(len(words.codes), np.bool_)
    matters[firsts] = matters[seconds] = True
    is_shut = shut(words, matters)
    kept = ~(is_shut[firsts] | is_shut[seconds])
    shared = share([fingerprints(words)])
    alike = list(hold(shared, np.arange(len(shared.sizes)), len(words.bounds) - 1).meet(meetings.pairs[:, 0], meetings.pairs[:, 1]))
    for side, places in enumerate((firsts, seconds)):
        rows = [(met.pairs, shared.places[met.right if side else met.left]) for met in alike]
        starts = [pairs * len(words.codes) + words.bounds[meetings.pairs[pairs, side]] + begin for pairs, begin in rows]
        kept &= ~_reached(np.sort(np.concatenate([np.zeros(0, np.int64), *starts])), numbers * len(words.codes) + places)
    bounds = np.append(0, np.cumsum(kept))[meetings.starts]
    return _Meetings(meetings.pairs, bounds, meetings.first_places[kept], meetings.second_places[kept])


def _reached(starts: Places, places: Places) -> Flags:
    """For each place whether a window that begins at one of some starts, ascending, reaches it."""
    if not len(starts):
        return np.zeros(len(places), np.bool_)
    last = np.searchsorted(starts, places, "right") - 1
    reached: Flags = (last >= 0) & (places - starts[last] < WINDOW)
    return reached


def _order(meetings: _Meetings, number: int) -> list[int]:
    """The rows of one pair that make up the longest run in which both texts go forward, a swap of neighbours allowed."""
    start, stop = int(meetings.starts[number]), int(meetings.starts[number + 1])
    seconds = meetings.second_places[start:stop].tolist()
    # runs that may still be the best: by the place they have reached, longer the further
    reached: list[int] = []
    runs: list[tuple[int, int]] = []
    before = [-1] * len(seconds)
    for row, place in enumerate(seconds):
        behind = bisect_right(reached, place + _SWAP) - 1
        total = 1 + (runs[behind][0] if behind >= 0 else 0)
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


def _score(meetings: _Meetings, number: int, chain: Sequence[int]) -> float:
    """How many anchors are shared in order, less something for those out of order; in too few places the pair stays in doubt."""
    ordered, whole = len(chain), int(meetings.starts[number + 1] - meetings.starts[number])
    places = min(len(set(side[chain].tolist())) for side in (meetings.first_places, meetings.second_places))
    score = ordered - _DISORDER * (whole - ordered)
    return score * min(1.0, places / _LEAST_PLACES)


def _to_reuse(articles: tuple[Article, Article], texts: tuple[int, int], meetings: _Meetings, chain: Sequence[int], words: Words) -> Reuse:
    """The pair as a reuse, its anchors strung together into passages."""
    one, other = articles
    spans = _passages(meetings, chain, words, texts)
    alignments = tuple(Alignment(_widen(a, one.body), _widen(b, other.body)) for a, b in spans)
    return Reuse(one.article_id, other.article_id, alignments, _share(alignments, one, 0), _share(alignments, other, 1), "translation")


def _passages(meetings: _Meetings, chain: Sequence[int], words: Words, texts: tuple[int, int]) -> list[tuple[Span, Span]]:
    """The runs of anchors without a wide gap on either side, from the first word to the last in both texts."""
    rows = np.array(chain, np.int64)
    sides = meetings.first_places[rows], np.maximum.accumulate(meetings.second_places[rows])
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
