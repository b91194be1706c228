"""Every pair of articles that share passages, from many articles at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.block import AskStock, find_in_block
from sourcier.compare.boilerplate import NO_BOILERPLATE, Boilerplate, Facts, components, days_of, is_sampled, learn
from sourcier.compare.doubles import find_doubles, meet_once, thin
from sourcier.compare.join import Hits, Holdings, Shared, expand, hold, merge_hits, pair, share, sort_hits
from sourcier.compare.likeness import likenesses
from sourcier.compare.outlets import outlets_of
from sourcier.compare.translations import find_translations
from sourcier.compare.windows import Fingerprints, fingerprints, once
from sourcier.model import Article, Likeness, Reuse
from sourcier.text.words import Places, find_words

# How many characters of text are held as words at one time.
_BLOCK = 1 << 23
# How many articles are fingerprinted at one go.
_BATCH = 256
# Which articles are read together is told by one window in eight, of which two articles share three at least.
_ONE_IN, _OFTEN = np.uint64(7), 3
_NONE = np.zeros(0, np.int64)


def find_reuses(articles: Iterable[Article], *, boilerplate: Boilerplate = NO_BOILERPLATE, translations: bool = True) -> Iterator[Reuse]:
    """Every reuse among the articles, each pair once with its ids ascending; the result is free of the order of `articles`.

    Windows of words are joined; articles that share some which are no boilerplate (known, or learned from these very articles) are
    aligned, and what is aligned is judged: a turn of phrase, a shared quotation or an outlet's own template is no reuse.
    Then, unless `translations` is false, articles in two languages (`Article.language`) are held against each other by their names and
    numbers.
    """
    ordered = in_order(articles)
    shared, stock = join(ordered)
    stock |= boilerplate.covers(shared.hashes)
    languages = {article.article_id: article.language for article in ordered}
    copied: set[tuple[str, str]] = set()
    is_stock = np.repeat(stock, shared.sizes)
    printed = shared.articles[is_stock].astype(np.int64), shared.places[is_stock]
    for reuse in find_copies(ordered, shared, stock, lambda *_: printed):
        if languages[reuse.first] != languages[reuse.second]:
            copied.add((reuse.first, reuse.second))
        yield reuse
    if translations:
        yield from (reuse for reuse in find_translations(ordered, lambda *_: printed) if (reuse.first, reuse.second) not in copied)


def find_copies(ordered: Sequence[Article], shared: Shared, stock: NDArray[np.bool_], ask: AskStock) -> Iterator[Reuse]:
    """The reuses that share wording, a bounded block of articles at a time.

    What is said of a pair depends on the two articles and on which of their windows are boilerplate, on nothing else.
    """
    is_stock = np.repeat(stock, shared.sizes)
    doubles = find_doubles(ordered)
    told = thin(shared, ~is_stock & doubles.ends()[shared.articles])
    blocks = _blocks(_neighbours(told, len(ordered)), ordered)
    where = blocks[told.articles]
    held = hold(shared, np.flatnonzero(stock), len(ordered))
    for number in range(int(blocks.max(initial=-1)) + 1):
        hits = meet_once(pair(told, np.flatnonzero(where == number), told.sizes), doubles)
        hits = merge_hits(hits, stock_hits(shared, held, hits))
        yield from find_in_block(hits, doubles, ordered, ask)


def find_copies_from(ordered: Sequence[Article], firsts: NDArray[np.bool_], boilerplate: Boilerplate) -> Iterator[Reuse]:
    """The reuses that share wording of some articles (`firsts`) with others after them, told of all articles that print the same bodies.

    For whoever has found in parts what boilerplate is, all of it: `ordered` are those articles, all that share with one of them a window
    which is no boilerplate, and all that have the body of any, by ascending id.
    """
    words = find_words([article.body for article in ordered])
    prints = fingerprints(words)
    shared = share([prints])
    stock = boilerplate.covers(shared.hashes)
    doubles = find_doubles(ordered)
    told = thin(shared, ~np.repeat(stock, shared.sizes) & doubles.ends()[shared.articles])
    hits = meet_once(pair(told, np.flatnonzero(firsts[told.articles]), told.sizes), doubles)
    hits = merge_hits(hits, stock_hits(shared, hold(shared, np.flatnonzero(stock), len(ordered)), hits))
    printed = once(prints.take(boilerplate.covers(prints.hashes)))
    yield from find_in_block(hits, doubles, ordered, lambda *_: (printed.texts.astype(np.int64), printed.places))


def find_likenesses(ordered: Sequence[Article], pairs: Places, boilerplate: Boilerplate) -> Iterator[Likeness]:
    """How like the articles of each pair (two rows of `ordered`, the first the less) are, for whoever has found the pairs in parts."""
    prints = fingerprints(find_words([article.body for article in ordered]))
    printed = once(prints.take(boilerplate.covers(prints.hashes)))
    yield from likenesses(ordered, pairs, lambda *_: (printed.texts.astype(np.int64), printed.places))


def stock_hits(shared: Shared, held: Holdings, hits: Hits) -> Hits:
    """The windows of boilerplate that both articles of a pair hold, for each pair that shares something else."""
    starts = hits.starts()
    met = list(held.meet(hits.firsts[starts], hits.seconds[starts]))
    left, right = (np.concatenate([_NONE, *sides]) for sides in ([m.left for m in met], [m.right for m in met]))
    return sort_hits(shared, left, right)


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Each article once, by ascending id."""
    return sorted({article.article_id: article for article in articles}.values(), key=lambda article: article.article_id)


def join(articles: Sequence[Article]) -> tuple[Shared, NDArray[np.bool_]]:
    """The windows that articles share, and which of them are boilerplate."""
    counts: list[Places] = []
    lengths: list[Places] = []
    shared = share(_read(articles, counts, lengths))
    return shared, learn(
        shared, Facts(days_of(articles), outlets_of(articles), np.concatenate([_NONE, *lengths]), np.concatenate([_NONE, *counts]))
    )


def _read(articles: Sequence[Article], counts: list[Places], lengths: list[Places]) -> Iterator[Fingerprints]:
    """The fingerprints of all articles, in batches; on the way, sampled windows and words of each are counted."""
    for start in range(0, len(articles), _BATCH):
        words = find_words([article.body for article in articles[start : start + _BATCH]])
        prints = fingerprints(words)
        sizes = np.diff(words.bounds)
        lengths.append(sizes)
        counts.append(np.bincount(prints.texts[is_sampled(prints.hashes)], minlength=len(sizes)))
        yield Fingerprints(prints.hashes, prints.texts + np.int32(start), prints.places)


def _neighbours(shared: Shared, articles: int) -> Places:
    """For each article one it shares much with, directly or through others: they are best read together."""
    rows = np.flatnonzero(shared.hashes[np.repeat(np.arange(len(shared.sizes)), shared.sizes)] & _ONE_IN == 0)
    left, right = expand(shared, rows, np.ones(len(shared.sizes), np.int64))
    keys, counts = np.unique(shared.articles[left].astype(np.int64) * articles + shared.articles[right], return_counts=True)
    keys = keys[counts >= _OFTEN]
    return components(keys // max(1, articles), keys % max(1, articles), articles)


def _blocks(kin: Places, articles: Sequence[Article]) -> Places:
    """For each article the block it is compared in; kin come together, so that few are read for more than one block."""
    order = np.argsort(kin, kind="stable")
    sizes = np.array([len(articles[number].body) for number in order.tolist()], np.int64)
    blocks = np.empty(len(order), np.int64)
    blocks[order] = np.cumsum(sizes) // _BLOCK
    return blocks
