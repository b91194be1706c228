"""Translated copies: articles in two languages that hold the same anchors close together and in the same order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sourcier.compare.addresses import address_marks
from sourcier.compare.anchors import find_anchors, only_named, pair_anchors
from sourcier.compare.block import AskStock
from sourcier.compare.join import Numbers, Shared, expand, join_prints, share
from sourcier.compare.likeness import CERTAIN, likenesses
from sourcier.compare.windows import Fingerprints
from sourcier.model import Article, Likeness, Reuse
from sourcier.text.words import Places, Words, find_words

# Two names within so many of each other are a mark that articles are looked up by ...
_NAMES_REACH = 5
# ... unless more articles than this hold it. The fewer hold it, the less two hold it by chance, and the more it weighs ...
MOST_HOLDERS = 14
_RARE_HOLDERS = 7
_RARE, _COMMON = 3, 2
# ... and articles of two languages whose marks alike weigh so much are compared: two rare ones, or three.
LEAST_WEIGHT = 2 * _RARE
_BATCH = 256
_UNKNOWN = 0


def find_translations(articles: Sequence[Article], ask: AskStock) -> Iterator[Reuse]:
    """The reuses of kind "translation" among articles given by ascending id; a pair needs two languages that are known and differ."""
    languages = _languages(articles)
    if len(set(languages.tolist()) - {_UNKNOWN}) < 2:
        return
    pairs = _candidates(share(_read(articles)), languages)
    yield from believed(likenesses(articles, pairs, ask))


def marks(articles: Sequence[Article], words: Words | None = None) -> Fingerprints:
    """What articles are looked up by across languages: two names or numbers close together, and addresses, each once an article.

    `words` are those of the bodies, where somebody has them already.
    """
    prints = _marks(articles, words)
    _, rows = np.unique((prints.texts.astype(np.uint64) << np.uint64(48)) | prints.hashes, return_index=True)
    return prints.take(rows)


def _marks(articles: Sequence[Article], words: Words | None = None) -> Fingerprints:
    """As `marks`, with repetitions."""
    bodies = [article.body for article in articles]
    words = words or find_words(bodies)
    names = only_named(find_anchors(words, bodies), words, bodies)
    return join_prints([pair_anchors(names, _NAMES_REACH), address_marks(articles)])


def weigh(holders: int) -> int:
    """The weight of a mark that so many articles hold; it falls as a library grows."""
    return _RARE if holders <= _RARE_HOLDERS else _COMMON if holders <= MOST_HOLDERS else 0


# The weight of a mark by how many articles hold it, for many marks at once.
_WEIGHTS = np.array([weigh(holders) for holders in range(MOST_HOLDERS + 1)], np.int64)


def language_of(tag: str | None) -> str:
    """The language that a tag names as two letters, "" when it is unknown."""
    return (tag or "")[:2].lower()


def _languages(articles: Sequence[Article]) -> Numbers:
    """A number for the language of each article."""
    names = {"": _UNKNOWN}
    return np.array([names.setdefault(language_of(article.language), len(names)) for article in articles], np.int32)


def _read(articles: Sequence[Article]) -> Iterator[Fingerprints]:
    """The marks of all articles, in batches."""
    for start in range(0, len(articles), _BATCH):
        prints = _marks(articles[start : start + _BATCH])
        yield Fingerprints(prints.hashes, prints.texts + np.int32(start), prints.places)


def _candidates(shared: Shared, languages: Numbers) -> Places:
    """The pairs of articles of two known languages that hold enough marks alike, ascending."""
    keys, weights = weigh_pairs(shared, languages)
    keys = keys[weights >= LEAST_WEIGHT]
    return np.stack([keys // max(1, len(languages)), keys % max(1, len(languages))], axis=1)


def weigh_pairs(shared: Shared, languages: Numbers) -> tuple[Places, Places]:
    """The pairs of articles of two known languages that share marks, ascending, and how much these weigh together.

    A pair is first times the number of articles plus second. `languages` gives the language of each article, 0 where it is unknown.
    """
    rows = np.flatnonzero(np.repeat(shared.sizes <= MOST_HOLDERS, shared.sizes))
    left, right = expand(shared, rows, shared.sizes)
    firsts, seconds = shared.articles[left], shared.articles[right]
    spoken, other = languages[firsts], languages[seconds]
    crosses = (spoken != other) & (spoken != _UNKNOWN) & (other != _UNKNOWN)
    sizes = shared.sizes[np.searchsorted(shared.bounds, left[crosses], "right") - 1]
    keys, ranks = np.unique(firsts[crosses].astype(np.int64) * len(languages) + seconds[crosses], return_inverse=True)
    weights = np.bincount(ranks, _WEIGHTS[sizes], len(keys))
    return keys, weights.astype(np.int64)


def believed(likenesses: Iterable[Likeness]) -> Iterator[Reuse]:
    """The reuses of the pairs that are certain, and of those in doubt that have a certain translation in common."""
    found = list(likenesses)
    kin: defaultdict[str, set[str]] = defaultdict(set)
    for likeness in found:
        if likeness.score >= CERTAIN:
            kin[likeness.reuse.first].add(likeness.reuse.second)
            kin[likeness.reuse.second].add(likeness.reuse.first)
    for likeness in found:
        if likeness.score >= CERTAIN or kin[likeness.reuse.first] & kin[likeness.reuse.second]:
            yield likeness.reuse
