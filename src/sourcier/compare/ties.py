"""Which articles of an index a window ties: all that hold it to each other, or, where very many do, each to those that lead it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from sourcier.compare import crowds
from sourcier.compare.desk import Desk

Tie = tuple[int, int]


def meet(desk: Desk, numbers: Sequence[int]) -> set[Tie]:
    """Each of the articles with every article that a window which is no boilerplate ties it to."""
    windows = desk.windows_of(numbers)
    holders = _open_holders(desk, (window for held in windows.values() for window in held))
    leaders = {window: frozenset(led) for window, led in desk.leaders(holders).items()}
    met: set[Tie] = set()
    for number in numbers:
        for window in windows[number]:
            led = leaders.get(window)
            others = holders.get(window, ()) if led is None or number in led else led
            met.update((number, other) for other in others if other != number)
    return met


def still_tied(desk: Desk, pairs: Sequence[Tie]) -> list[Tie]:
    """Those of the pairs, each once tied, that some window ties now."""
    windows = {number: frozenset(held) for number, held in desk.windows_of(sorted({n for pair in pairs for n in pair})).items()}
    both = [windows[one] & windows[other] for one, other in pairs]
    holders = _open_holders(desk, (window for shared in both for window in shared))
    leaders = desk.leaders(holders)
    return [
        (one, other)
        for (one, other), shared in zip(pairs, both, strict=True)
        if any(window in holders and (window not in leaders or one in leaders[window] or other in leaders[window]) for window in shared)
    ]


def _open_holders(desk: Desk, windows: Iterable[int]) -> Mapping[int, list[int]]:
    """The articles that hold each of the windows which is no boilerplate."""
    every = sorted(set(windows))
    is_stock = desk.are_stock(np.array(every, np.uint64))
    return desk.holders([window for window, shut in zip(every, is_stock.tolist(), strict=True) if not shut])


def displaced(desk: Desk, windows: Mapping[int, Sequence[int]], changed: Collection[int]) -> set[int]:
    """The articles that may have come to lead a window, or no longer lead it, now that others hold it or have another day.

    `windows` are those of the articles that are new and of those that have changed.
    """
    holders = _open_holders(desk, (window for held in windows.values() for window in held))
    found: set[int] = set()
    for window, leaders in desk.leaders(holders).items():
        settled = desk.in_time([number for number in holders[window] if number not in windows])[: crowds.MOST_TIES]
        # so many places among the leaders may have been taken, or left free, by those that changed
        doubtful = sum(number in changed for number in holders[window])
        found.update(settled[max(0, crowds.MOST_TIES - doubtful) :])
        found.update(set(settled).difference(leaders))
    return found
