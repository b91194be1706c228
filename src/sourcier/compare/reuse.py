"""Every pair of articles that share passages, from many articles at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.align import to_alignments
from sourcier.compare.boilerplate import NO_BOILERPLATE, Boilerplate, days_of, is_sampled, learn, relate
from sourcier.compare.doubles import Doubles, find_doubles, meet_once, tell_all, thin
from sourcier.compare.join import Hits, Numbers, Shared, pair, share
from sourcier.compare.judge import judge
from sourcier.compare.passages import find_passages
from sourcier.compare.translations import find_translations
from sourcier.compare.windows import WINDOW, Fingerprints, fingerprints
from sourcier.model import Article, Reuse
from sourcier.text.words import Places, Words, find_words

# How many characters of text are held as words at one time.
_BLOCK = 1 << 23
# How many articles are fingerprinted at one go.
_BATCH = 256
_NONE = np.zeros(0, np.int64)


def find_reuses(articles: Iterable[Article], *, boilerplate: Boilerplate = NO_BOILERPLATE, translations: bool = True) -> Iterator[Reuse]:
    """Every reuse among the articles, each pair once with its ids ascending; the result is free of the order of `articles`.

    Windows of words are joined, those that are boilerplate (known, or learned from these very articles) are laid aside, the rest is
    aligned, and what is aligned is judged: a turn of phrase, a shared quotation or an outlet's own template is no reuse.
    Then, unless `translations` is false, articles in two languages (`Article.language`) are held against each other by their names and
    numbers.
    """
    ordered = in_order(articles)
    shared, stock, related = join(ordered)
    stock |= boilerplate.covers(shared.hashes[shared.bounds[:-1]])
    languages = {article.article_id: article.language for article in ordered}
    copied: set[tuple[str, str]] = set()
    for reuse in _find_copies(ordered, shared, stock, related):
        if languages[reuse.first] != languages[reuse.second]:
            copied.add((reuse.first, reuse.second))
        yield reuse
    if translations:
        yield from (reuse for reuse in find_translations(ordered, shared, stock) if (reuse.first, reuse.second) not in copied)


def _find_copies(ordered: Sequence[Article], shared: Shared, stock: NDArray[np.bool_], related: Places) -> Iterator[Reuse]:
    """The reuses that share wording, a bounded block of articles at a time."""
    is_stock = np.repeat(stock, shared.sizes)
    stock_articles, stock_places = shared.articles[is_stock], shared.places[is_stock]
    blocks, doubles = _blocks(related, ordered), find_doubles(ordered)
    is_end = (doubles.firsts() == np.arange(len(ordered))) | (doubles.lasts() == np.arange(len(ordered)))
    told = thin(shared, ~is_stock & is_end[shared.articles])
    where = blocks[told.articles]
    for number in range(int(blocks.max(initial=-1)) + 1):
        block = _gather(meet_once(pair(told, np.flatnonzero(where == number), told.sizes), doubles), doubles, ordered)
        ranks, kept = _rank(stock_articles, block.numbers)
        yield from _find_in_block(block, ranks[kept], stock_places[kept])


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Each article once, by ascending id."""
    return sorted({article.article_id: article for article in articles}.values(), key=lambda article: article.article_id)


def join(articles: Sequence[Article]) -> tuple[Shared, NDArray[np.bool_], Places]:
    """The windows that articles share, which groups of them are boilerplate, and for each article the least one it is related to."""
    counts: list[Places] = []
    lengths: list[Places] = []
    shared = share(_read(articles, counts, lengths))
    related = relate(shared, np.concatenate([_NONE, *counts]), np.concatenate([_NONE, *lengths]))
    return shared, learn(shared, related, days_of(articles)), related


def _read(articles: Sequence[Article], counts: list[Places], lengths: list[Places]) -> Iterator[Fingerprints]:
    """The fingerprints of all articles, in batches; on the way, sampled windows and words of each are counted."""
    for start in range(0, len(articles), _BATCH):
        words = find_words([article.body for article in articles[start : start + _BATCH]])
        prints = fingerprints(words)
        sizes = np.diff(words.bounds)
        lengths.append(sizes)
        counts.append(np.bincount(prints.texts[is_sampled(prints.hashes)], minlength=len(sizes)))
        yield Fingerprints(prints.hashes, prints.texts + np.int32(start), prints.places)


@dataclass(frozen=True, slots=True)
class _Block:
    """Pairs whose texts are worked on together: hits numbered within the block, and the articles with their numbers outside it.

    The hits are of one pair for each two bodies; the articles are all that have one of these, as `doubles` tells.
    """

    hits: Hits
    doubles: Doubles
    articles: tuple[Article, ...]
    numbers: Places


def _blocks(related: Places, articles: Sequence[Article]) -> Places:
    """For each article the block it is compared in; related articles come together, so that few are read for more than one block."""
    order = np.argsort(related, kind="stable")
    sizes = np.array([len(articles[number].body) for number in order.tolist()], np.int64)
    blocks = np.empty(len(order), np.int64)
    blocks[order] = np.cumsum(sizes) // _BLOCK
    return blocks


def _gather(hits: Hits, doubles: Doubles, articles: Sequence[Article]) -> _Block:
    """The hits with the articles they stand in."""
    numbers = doubles.alike(np.unique(np.concatenate([hits.firsts, hits.seconds])).astype(np.int64))
    firsts, seconds = (np.searchsorted(numbers, side).astype(np.int32) for side in (hits.firsts, hits.seconds))
    placed = Hits(firsts, seconds, hits.first_places, hits.second_places)
    return _Block(placed, doubles, tuple(articles[n] for n in numbers.tolist()), numbers)


def _rank(values: Numbers, numbers: Places) -> tuple[Places, NDArray[np.bool_]]:
    """For each value its place among `numbers`, and whether it is there at all."""
    ranks = np.minimum(np.searchsorted(numbers, values), max(0, len(numbers) - 1))
    return ranks, numbers[ranks] == values if len(numbers) else np.zeros(len(values), np.bool_)


def _find_in_block(block: _Block, stock_articles: Places, stock_places: Numbers) -> Iterator[Reuse]:
    """The reuses among the pairs of one block."""
    words = find_words([article.body for article in block.articles])
    starts = block.hits.starts()
    met = block.numbers[np.stack([block.hits.firsts[starts], block.hits.seconds[starts]], axis=1)]
    passages, pairs = tell_all(find_passages(block.hits, words), met, block.doubles, block.numbers, words)
    verdict = judge(passages, pairs, block.articles, _free(words, stock_articles, stock_places), words)
    alignments = to_alignments(verdict.passages, words, verdict.heads.tolist())
    facts = zip(verdict.pairs.tolist(), alignments, verdict.shares.tolist(), verdict.is_reworded.tolist(), strict=True)
    for (first, second), spans, (share_first, share_second), is_reworded in facts:
        ids = block.articles[first].article_id, block.articles[second].article_id
        yield Reuse(*ids, spans, share_first, share_second, "rewording" if is_reworded else "copy")


def _free(words: Words, stock_articles: Places, stock_places: Numbers) -> Places:
    """The running count of letters that no window of boilerplate covers: at `[n]` those before word `n`."""
    covered = np.zeros(len(words.codes), np.bool_)
    places = words.bounds[stock_articles] + stock_places
    for step in range(WINDOW):
        covered[places + step] = True
    return np.append(0, np.cumsum(np.where(covered, 0, words.ends - words.starts), dtype=np.int64))
