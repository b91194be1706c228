"""Pairs of articles whose texts are worked on together: from the windows they share to the reuses among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.align import to_alignments
from sourcier.compare.crowds import Reach
from sourcier.compare.doubles import Doubles
from sourcier.compare.join import Hits, Numbers, distinct
from sourcier.compare.judge import judge
from sourcier.compare.passages import Passages, count_letters, find_passages
from sourcier.compare.telling import tell_all
from sourcier.compare.windows import WINDOW
from sourcier.model import Article, Reuse
from sourcier.text.words import Places, Words, find_words

# The windows of boilerplate in some articles: the numbers of these, and places in them.
Stock = tuple[Places, Numbers]
# Asked for them: the numbers of the articles, ascending, their words, and for each word whether it matters if one covers it.
AskStock = Callable[[Places, Words, NDArray[np.bool_]], Stock]


def find_in_block(
    hits: Hits, reach: Reach, doubles: Doubles, articles: Sequence[Article], ask: AskStock, *, known: Words | None = None
) -> Iterator[Reuse]:
    """The reuses among articles whose shared windows are given, for one pair of each two bodies; told of all within reach.

    `known` are the words of all the articles, where somebody has them already.
    """
    numbers = doubles.alike(distinct(np.concatenate([hits.firsts, hits.seconds])).astype(np.int64))
    held = [articles[number] for number in numbers.tolist()]
    firsts, seconds = (np.searchsorted(numbers, side).astype(np.int32) for side in (hits.firsts, hits.seconds))
    hits = Hits(firsts, seconds, hits.first_places, hits.second_places)
    words = known.take(numbers) if known else find_words([article.body for article in held])
    starts = hits.starts()
    passages = find_passages(hits, words)
    stock = ask(numbers, words, _inside(passages, words))
    covered = _letters_in(passages, cover(numbers, words, stock), words)
    met = numbers[np.stack([hits.firsts[starts], hits.seconds[starts]], axis=1)]
    told = tell_all(passages, met, (doubles, reach), numbers, words)
    verdict = judge(told.passages, told.pairs, held, covered[told.rows], words)
    alignments = to_alignments(verdict.passages, words, verdict.heads.tolist())
    facts = zip(verdict.pairs.tolist(), alignments, verdict.shares.tolist(), verdict.is_reworded.tolist(), strict=True)
    for (first, second), spans, (share_first, share_second), is_reworded in facts:
        ids = held[first].article_id, held[second].article_id
        yield Reuse(*ids, spans, share_first, share_second, "rewording" if is_reworded else "copy")


def _inside(passages: Passages, words: Words) -> NDArray[np.bool_]:
    """For each word whether it stands in a passage."""
    steps = np.zeros(len(words.codes) + 1, np.int64)
    for starts, ends in ((passages.first, passages.first_end), (passages.second, passages.second_end)):
        np.add.at(steps, starts, 1)
        np.add.at(steps, ends, -1)
    inside: NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
    return inside


def cover(numbers: Places, words: Words, stock: Stock) -> NDArray[np.bool_]:
    """For each word whether a window of boilerplate covers it."""
    is_covered = np.zeros(len(words.codes), np.bool_)
    articles, places = stock
    if len(numbers):
        ranks = np.minimum(np.searchsorted(numbers, articles), len(numbers) - 1)
        kept = numbers[ranks] == articles
        starts = words.bounds[ranks[kept]] + places[kept]
        for step in range(WINDOW):
            is_covered[starts + step] = True
    return is_covered


def _letters_in(passages: Passages, is_covered: NDArray[np.bool_], words: Words) -> NDArray[np.int64]:
    """For each passage how many of its letters are covered, in the first text and in the second."""
    letters = np.append(0, np.cumsum(np.where(is_covered, np.diff(count_letters(words)), 0)))
    first, second = letters[passages.first_end] - letters[passages.first], letters[passages.second_end] - letters[passages.second]
    return np.stack([first, second], axis=1)
