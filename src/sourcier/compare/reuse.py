"""Every pair of articles that share passages, from many articles at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.block import AskStock, Stock, find_in_block
from sourcier.compare.boilerplate import NO_BOILERPLATE, Boilerplate, Facts, components, days_of, is_sampled, learn
from sourcier.compare.crowds import Crowds, KnownCrowds, find_bars, in_time
from sourcier.compare.doubles import find_doubles
from sourcier.compare.join import Shared, by_article, expand, share, spread_out
from sourcier.compare.likeness import likenesses
from sourcier.compare.meeting import bring_together
from sourcier.compare.outlets import outlets_of
from sourcier.compare.translations import find_translations
from sourcier.compare.windows import Fingerprints, fingerprints, once
from sourcier.model import Article, Likeness, Reuse
from sourcier.text.words import Places, Words, find_words

# How many characters of text are held as words at one time.
_BLOCK = 1 << 23
# A window that is looked at for the sake of a crowd counts as so many characters.
_COST = 2
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
    ask = _printed(shared, stock, len(ordered))
    for reuse in find_copies(ordered, shared, stock, ask):
        if languages[reuse.first] != languages[reuse.second]:
            copied.add((reuse.first, reuse.second))
        yield reuse
    if translations:
        yield from (reuse for reuse in find_translations(ordered, ask) if (reuse.first, reuse.second) not in copied)


def _printed(shared: Shared, stock: NDArray[np.bool_], articles: int) -> AskStock:
    """Who prints which window of boilerplate where, by article: whoever asks for a few looks at these few alone."""
    windows = np.flatnonzero(stock)
    rows = spread_out(shared.bounds[windows], shared.sizes[windows])
    holders = shared.articles[rows]
    bounds = np.append(0, np.cumsum(np.bincount(holders, minlength=articles)))
    places = shared.places[rows[by_article(holders)]]
    sizes = np.diff(bounds)
    return lambda numbers, *_: (np.repeat(numbers, sizes[numbers]), places[spread_out(bounds[numbers], sizes[numbers])])


def find_copies(ordered: Sequence[Article], shared: Shared, stock: NDArray[np.bool_], ask: AskStock) -> Iterator[Reuse]:
    """The reuses that share wording, a bounded block of articles at a time.

    What is said of a pair depends on the two articles and on which of their windows are boilerplate; whether it is told of at all also
    on who else holds these windows, where very many do (`crowds`).
    """
    doubles, ranks = find_doubles(ordered), in_time(days_of(ordered))
    meeting = bring_together(shared, stock, doubles, Crowds(ranks, find_bars(shared, stock, ranks)))
    blocks = _blocks(_neighbours(meeting.told, len(ordered)), ordered, meeting.costs())
    for hits, reach in meeting.in_blocks(blocks):
        yield from find_in_block(hits, reach, doubles, ordered, ask)


def find_copies_from(
    ordered: Sequence[Article], firsts: NDArray[np.bool_], known: tuple[Boilerplate, KnownCrowds], words: Words
) -> Iterator[Reuse]:
    """The reuses that share wording of some articles (`firsts`) with others after them, told of all articles that print the same bodies.

    For whoever has found in parts what boilerplate and crowds are, all of them: `ordered` are those articles, all that share with one of
    them a window which is no boilerplate, and all that have the body of any, by ascending id; `words` are those of their bodies.
    """
    boilerplate, crowds = known
    prints = fingerprints(words)
    shared = share([prints])
    doubles = find_doubles(ordered)
    meeting = bring_together(shared, boilerplate.covers(shared.hashes), doubles, crowds.among(shared.hashes))
    printed = once(prints.take(boilerplate.covers(prints.hashes)))
    hits = meeting.hits(np.flatnonzero(firsts[meeting.told.articles]), np.flatnonzero(firsts[meeting.firsts]))
    yield from find_in_block(*hits, doubles, ordered, lambda *_: (printed.texts.astype(np.int64), printed.places), known=words)


def find_likenesses(ordered: Sequence[Article], pairs: Places, boilerplate: Boilerplate, words: Words) -> Iterator[Likeness]:
    """How like the articles of each pair (two rows of `ordered`, the first the less) are, for whoever has found the pairs in parts."""

    def ask(numbers: Places, words: Words, _: NDArray[np.bool_]) -> Stock:
        prints = fingerprints(words)
        printed = once(prints.take(boilerplate.covers(prints.hashes)))
        return numbers[printed.texts], printed.places

    yield from likenesses(ordered, pairs, ask, words)


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
    sampled = np.flatnonzero(shared.hashes & _ONE_IN == 0)
    rows = spread_out(shared.bounds[sampled], shared.sizes[sampled])
    left, right = expand(shared, rows, np.ones(len(shared.sizes), np.int64))
    keys, counts = np.unique(shared.articles[left].astype(np.int64) * articles + shared.articles[right], return_counts=True)
    keys = keys[counts >= _OFTEN]
    return components(keys // max(1, articles), keys % max(1, articles), articles)


def _blocks(kin: Places, articles: Sequence[Article], costs: Places) -> Places:
    """For each article the block it is compared in; kin come together, so that few are read for more than one block.

    `costs` are windows that are looked at for the article beside those of its own.
    """
    order = np.argsort(kin, kind="stable")
    sizes = np.array([len(articles[number].body) for number in order.tolist()], np.int64) + _COST * costs[order]
    blocks = np.empty(len(order), np.int64)
    # a block that one article leaps over holds nothing
    blocks[order] = np.unique(np.cumsum(sizes) // _BLOCK, return_inverse=True)[1]
    return blocks
