"""What shared passages amount to: a text taken over, or a turn of phrase, a shared quotation, an outlet's own template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.join import Numbers, distinct
from sourcier.compare.outlets import outlets_of
from sourcier.compare.passages import Passages, count_letters
from sourcier.compare.quotations import find_quotations, quoted_share
from sourcier.model import Article, Span
from sourcier.text.words import Places, Words

# Fewer letters in like words than this, about eleven words, are a turn of phrase, not a passage taken over.
_LEAST_ALIKE = 55.0
# Passages that are all shorter than this, about nine words, are formulas of a kind of report (a forecast, a list of results) ...
_LEAST_PASSAGE = 48.0
# ... unless they make up this share of one of the texts, as the shreds of a text put into other words do.
_SHREDS = 0.25
# What a letter in a changed word inside a passage takes away.
_CHANGED = 0.3
# Past so many like letters no shared quotation explains what two texts share ...
_LONGEST_QUOTATION = 125.0
# ... and past so many it need not be looked for.
_QUOTATIONS_MATTER = _LEAST_ALIKE + _LONGEST_QUOTATION
# Below this share of like letters in what is aligned, the text was put into other words.
_REWORDED = 0.8
# An outlet's own articles share its templates, boxes and background: only a text told again counts as taken over.
_OWN_SHARE = 0.85
_OWN_FREE = 0.5
# A passage of which less is no boilerplate is itself one.
_FRESH = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """The pairs that are reuses: their two numbers, the shares of both bodies, whether reworded, their passages and where each begins."""

    pairs: Numbers
    shares: NDArray[np.float64]
    is_reworded: NDArray[np.bool_]
    passages: Passages
    heads: Places


def judge(passages: Passages, pairs: Numbers, articles: Sequence[Article], covered: NDArray[np.int64], words: Words) -> Verdict:
    """The pairs whose passages show that one text was taken over, wholly or in part.

    `covered` are the letters of each passage, in both texts, that are boilerplate. The more of them, the fewer reuses: a window that turns
    out to be boilerplate never makes a reuse of what was none.
    """
    letters = count_letters(words)
    weights = _weigh(passages, letters)
    fresh = weights * _free_share(passages, covered, letters)
    lengths = np.diff(letters[words.bounds])
    taken = np.bincount(passages.pairs, fresh, len(pairs)) >= _LEAST_ALIKE
    taken &= ~_only_formulas(passages, fresh, pairs, lengths)
    taken &= ~_own(passages, (weights, covered), pairs, articles, lengths)
    kept = taken[passages.pairs] & (fresh >= _FRESH * weights)
    passages, fresh = passages.take(kept), fresh[kept]
    taken[_only_quoted(passages, fresh, pairs, articles, words)] = False
    taken &= np.bincount(passages.pairs, minlength=len(pairs)) > 0
    passages = _only(passages, taken)
    numbers = np.flatnonzero(taken)
    heads = np.searchsorted(passages.pairs, numbers)
    sizes = np.array([max(1, len(article.body)) for article in articles], np.int64)
    shares = np.stack([covered / sizes[pairs[numbers, side]] for side, covered in enumerate(_spread(passages, words, heads))], axis=1)
    is_reworded = _sums(passages.alike, heads) < _REWORDED * _sums(letters[passages.first_end] - letters[passages.first], heads)
    return Verdict(pairs[numbers], shares, is_reworded, passages, heads)


def _only(passages: Passages, taken: NDArray[np.bool_]) -> Passages:
    """The passages of the pairs that are taken."""
    return passages.take(taken[passages.pairs])


def _weigh(passages: Passages, letters: Places) -> NDArray[np.float64]:
    """For each passage its like letters, less something for changed ones: a skeleton with other words in it is no copy."""
    lengths = np.maximum(letters[passages.first_end] - letters[passages.first], letters[passages.second_end] - letters[passages.second])
    weights: NDArray[np.float64] = np.maximum(0, passages.alike - _CHANGED * (lengths - passages.alike))
    return weights


def _free_share(passages: Passages, covered: NDArray[np.int64], letters: Places) -> NDArray[np.float64]:
    """For each passage the share of its letters that no boilerplate covers, in the article where that is less."""
    first = 1 - covered[:, 0] / np.maximum(1, letters[passages.first_end] - letters[passages.first])
    second = 1 - covered[:, 1] / np.maximum(1, letters[passages.second_end] - letters[passages.second])
    least: NDArray[np.float64] = np.minimum(first, second)
    return least


def _only_formulas(passages: Passages, fresh: NDArray[np.float64], pairs: Numbers, letters: Places) -> NDArray[np.bool_]:
    """For each pair whether no passage is long enough to have been taken over by itself, and all together are little of either text."""
    longest, totals = np.zeros(len(pairs)), np.bincount(passages.pairs, fresh, len(pairs))
    np.maximum.at(longest, passages.pairs, fresh)
    shorter = np.minimum(letters[pairs[:, 0]], letters[pairs[:, 1]])
    formulas: NDArray[np.bool_] = (longest < _LEAST_PASSAGE) & (totals < _SHREDS * shorter)
    return formulas


def _own(
    passages: Passages, counts: tuple[NDArray[np.float64], NDArray[np.int64]], pairs: Numbers, articles: Sequence[Article], lengths: Places
) -> NDArray[np.bool_]:
    """For each pair whether both articles are one outlet's and neither is the other told again.

    `counts` are the weights of the passages and the letters that are boilerplate: where most are, nothing is told again.
    """
    outlets = outlets_of(articles)
    firsts, seconds = outlets[pairs[:, 0]], outlets[pairs[:, 1]]
    weights, covered = counts
    whole = lengths[pairs]
    stock = np.stack([np.bincount(passages.pairs, covered[:, side], len(pairs)) for side in (0, 1)], axis=1)
    total = np.bincount(passages.pairs, weights, len(pairs))[:, None]
    told_again = ((total >= _OWN_SHARE * whole) & (whole - stock >= _OWN_FREE * whole)).any(axis=1)
    own: NDArray[np.bool_] = (firsts == seconds) & (firsts > 0) & ~told_again
    return own


def _only_quoted(
    passages: Passages, fresh: NDArray[np.float64], pairs: Numbers, articles: Sequence[Article], words: Words
) -> NDArray[np.int64]:
    """The pairs that share hardly more than words which both print between quotation marks."""
    totals = np.bincount(passages.pairs, fresh, len(pairs))
    rows = np.flatnonzero(totals[passages.pairs] < _QUOTATIONS_MATTER)
    spans_first = _spans(words, passages.first[rows], passages.first_end[rows])
    spans_second = _spans(words, passages.second[rows], passages.second_end[rows])
    quotations = lru_cache(maxsize=None)(lambda number: find_quotations(articles[number].body))
    for row, number, one, other in zip(rows.tolist(), passages.pairs[rows].tolist(), spans_first, spans_second, strict=True):
        first, second = pairs[number].tolist()
        quoted = min(quoted_share(one, quotations(first)), quoted_share(other, quotations(second)))
        totals[number] -= quoted * fresh[row]
    numbers = distinct(passages.pairs[rows])
    return numbers[totals[numbers] < _LEAST_ALIKE]


def _spans(words: Words, starts: Places, ends: Places) -> list[Span]:
    """The spans of characters that runs of words cover."""
    return [Span(start, end) for start, end in zip(words.starts[starts].tolist(), words.ends[ends - 1].tolist(), strict=True)]


def _spread(passages: Passages, words: Words, heads: Places) -> tuple[Places, Places]:
    """How many characters of the first and of the second article the passages of each pair cover, each once."""
    first = words.starts[passages.first], words.ends[passages.first_end - 1]
    second = words.starts[passages.second], words.ends[passages.second_end - 1]
    return _union(passages.pairs, *first, heads), _union(passages.pairs, *second, heads)


def _union(pairs: Places, starts: NDArray[np.int32], ends: NDArray[np.int32], heads: Places) -> Places:
    """The length of the union of the spans of each pair."""
    # each pair gets a stretch of its own on one long line, so that one running maximum serves them all
    stretch = pairs * (int(ends.max(initial=0)) + 1)
    order = np.argsort(stretch + starts, kind="stable")
    begins, stops = (stretch + starts)[order], (stretch + ends)[order]
    reached = np.maximum.accumulate(np.append(-1, stops))[:-1]
    return _sums(np.maximum(0, stops - np.maximum(begins, reached)), heads)


def _sums(values: Places, heads: Places) -> Places:
    """The sum of each run of values that begins at one of `heads`."""
    return np.add.reduceat(values, heads) if len(heads) else np.zeros(0, np.int64)
