"""New articles compared with a library across languages: which translations come and which go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sourcier.compare.desk import Desk
from sourcier.compare.growing import Growth, Pair
from sourcier.compare.likeness import likenesses
from sourcier.compare.translations import LEAST_WEIGHT, MOST_HOLDERS, believed, language_of, marks, weigh
from sourcier.model import Likeness, Reuse


def compare_languages(desk: Desk, fresh: Sequence[int], touched: Sequence[int], growth: Growth) -> Growth:
    """The growth with translations.

    The marks of `fresh` articles are kept; those `touched`, these and others whose boilerplate changed, are compared.
    """
    held = _marks_of(desk, touched)
    holders, lighter = _enter(desk, fresh, held)
    known = {mark for number in fresh for mark in held[number]}
    holders |= _holders(desk, {mark for number in touched for mark in held[number]} - known)
    new = {pair_of(like.reuse): like for like in _likenesses(desk, _candidates(desk, touched, held, holders))}
    ids = frozenset(article.article_id for article in desk.articles(touched))
    old = {pair_of(like.reuse): like for like in desk.index.likenesses(ids)}
    gone = (old.keys() - new.keys()) | _estranged(desk, lighter, ids)
    like = tuple(like for pair, like in new.items() if old.get(pair) != like)
    changed = replace(growth, unlike=frozenset(gone), like=like)
    return _believe(desk, changed)


def pair_of(reuse: Reuse) -> Pair:
    """The two articles of a reuse."""
    return reuse.first, reuse.second


def _marks_of(desk: Desk, numbers: Sequence[int]) -> dict[int, list[int]]:
    """The marks of each article."""
    prints = marks(desk.articles(numbers))
    bounds = np.searchsorted(prints.texts, np.arange(len(numbers) + 1)).tolist()
    hashes = prints.hashes.tolist()
    return {number: hashes[bounds[k] : bounds[k + 1]] for k, number in enumerate(numbers)}


def _enter(desk: Desk, fresh: Sequence[int], held: Mapping[int, list[int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The holders of each mark of fresh articles that not too many hold, and all holders of each mark that weighs less now.

    The index holds the marks of fresh articles afterwards, but none that too many hold.
    """
    postings = desk.index.marks
    shut = postings.shut(list({mark for number in fresh for mark in held[number]}))
    postings.add((mark, number) for number in fresh for mark in held[number] if mark not in shut)
    holders = _holders(desk, {mark for number in fresh for mark in held[number] if mark not in shut})
    crowded = {mark: numbers for mark, numbers in holders.items() if len(numbers) > MOST_HOLDERS}
    postings.shut_out(dict.fromkeys(crowded, ""))
    postings.forget(list(crowded))
    new = frozenset(fresh)
    lighter = {mark: numbers for mark, numbers in holders.items() if weigh(len(numbers)) < weigh(len(set(numbers) - new))}
    return {mark: numbers for mark, numbers in holders.items() if mark not in crowded}, lighter


def _holders(desk: Desk, wanted: Iterable[int]) -> dict[int, list[int]]:
    """The articles that hold each mark which not too many hold."""
    holders: dict[int, list[int]] = {}
    for mark, number in desk.index.marks.holders(list(wanted)):
        holders.setdefault(mark, []).append(number)
    return holders


def _candidates(
    desk: Desk, touched: Sequence[int], held: Mapping[int, list[int]], holders: Mapping[int, list[int]]
) -> set[tuple[int, int]]:
    """The pairs of articles in two known languages that hold marks enough alike, with one of those touched."""
    found: set[tuple[int, int]] = set()
    nobody: list[int] = []
    for number in touched:
        met: Counter[int] = Counter()
        for here in (holders.get(mark, nobody) for mark in held[number]):
            weight = weigh(len(here))
            for other in here:
                met[other] += weight
        found.update((min(number, other), max(number, other)) for other, total in met.items() if total >= LEAST_WEIGHT and other != number)
    # most candidates are of one language; none of these is read
    tags = desk.index.languages({number for pair in found for number in pair})
    spoken = {number: language_of(tag) for number, tag in tags.items()}
    return {(a, b) for a, b in found if spoken[a] and spoken[b] and spoken[a] != spoken[b]}


def _likenesses(desk: Desk, met: Iterable[tuple[int, int]]) -> Iterable[Likeness]:
    """How like the pairs are."""
    pairs = list(met)
    numbers, articles = desk.in_order(number for pair in pairs for number in pair)
    ranks = {number: rank for rank, number in enumerate(numbers)}
    places = sorted(sorted((ranks[a], ranks[b])) for a, b in pairs)
    return likenesses(articles, np.array(places, np.int64).reshape(-1, 2), desk.ask)


def _estranged(desk: Desk, lighter: Mapping[int, list[int]], compared: frozenset[str]) -> set[Pair]:
    """The pairs that were like, and whose marks alike weigh too little now that some weigh less."""
    if not lighter:
        return set()
    ids = desk.index.ids({number for numbers in lighter.values() for number in numbers})
    groups = [{ids[number] for number in numbers} for numbers in lighter.values()]
    kept = (pair_of(like.reuse) for like in desk.index.likenesses(set(ids.values())))
    doubted = [pair for pair in kept if compared.isdisjoint(pair) and any(group.issuperset(pair) for group in groups)]
    numbers = desk.index.numbers({key for pair in doubted for key in pair})
    held = _marks_of(desk, sorted(numbers.values()))
    weights = {mark: weigh(len(here)) for mark, here in _holders(desk, {mark for hashes in held.values() for mark in hashes}).items()}
    alike = {pair: weights.keys() & set(held[numbers[pair[0]]]) & set(held[numbers[pair[1]]]) for pair in doubted}
    return {pair for pair, shared in alike.items() if sum(weights[mark] for mark in shared) < LEAST_WEIGHT}


def _believe(desk: Desk, growth: Growth) -> Growth:
    """The growth with the translations that are believed now and were not, and those that no longer are.

    Whether a pair in doubt is believed depends on the certain pairs of its two articles.
    """
    moved = {key for pair in (*growth.unlike, *_crossing(desk, growth)) for key in pair}
    moved.update(key for like in growth.like for key in pair_of(like.reuse))
    if not moved:
        return growth
    near = {key for pair in _likes(desk, growth, moved) for key in pair}
    likes = _likes(desk, growth, near.union(moved))
    copies = {pair_of(r) for r in desk.index.reuses(moved) if r.kind != "translation"} - growth.gone
    copies.update(map(pair_of, growth.found))
    told = {pair_of(r): r for r in believed(likes.values())}
    now = {pair: r for pair, r in told.items() if not moved.isdisjoint(pair) and pair not in copies}
    before = {pair_of(r): r for r in desk.index.reuses(moved) if r.kind == "translation"}
    gone = before.keys() - now.keys() - copies
    found = (r for pair, r in now.items() if before.get(pair) != r)
    return replace(growth, gone=(growth.gone - now.keys()) | gone, found=(*growth.found, *found))


def _crossing(desk: Desk, growth: Growth) -> list[Pair]:
    """The pairs of two languages whose copy comes or goes."""
    pairs = [*map(pair_of, growth.found), *growth.gone]
    numbers = desk.index.numbers({key for pair in pairs for key in pair})
    tags = desk.index.languages(numbers.values())
    spoken = {key: language_of(tags[number]) for key, number in numbers.items()}
    return [pair for pair in pairs if spoken[pair[0]] != spoken[pair[1]]]


def _likes(desk: Desk, growth: Growth, article_ids: Iterable[str]) -> dict[Pair, Likeness]:
    """The likenesses of some articles as they are after the growth."""
    wanted = frozenset(article_ids)
    kept = {pair_of(like.reuse): like for like in desk.index.likenesses(wanted) if pair_of(like.reuse) not in growth.unlike}
    return kept | {pair_of(like.reuse): like for like in growth.like if not wanted.isdisjoint(pair_of(like.reuse))}
