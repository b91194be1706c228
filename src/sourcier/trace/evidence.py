"""The evidence of each pair that one text came from the other, in numbers, for all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.model import EvidenceKind
from sourcier.trace.families import components
from sourcier.trace.held import Held
from sourcier.trace.parties import Mark, page_key
from sourcier.trace.times import log_odds_earlier, read_times

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """What numbers say about each reuse, in nats of log-odds.

    `date`: that the first text is the earlier one; `named`, shape (pairs, 2): how strongly the second names the first, and the
    first the second; `forward`: that the second derives from the first, given that one does from the other.
    """

    date: Floats
    named: Floats
    forward: Floats


def weigh_pairs(held: Held) -> PairEvidence:
    """The evidence of every reuse."""
    rows, places = np.unique(np.concatenate([held.first, held.second]), return_inverse=True)
    group = components(len(held.articles), held.rows)
    times = read_times([held.articles[row] for row in rows.tolist()], [group[row] for row in rows.tolist()])
    date = log_odds_earlier(times, places[: len(held.first)], places[len(held.first) :])
    named = np.zeros((len(held.reuses), 2))
    for k, (a, b) in enumerate(held.rows):
        if a in held.marks or b in held.marks or a in held.house or b in held.house:
            named[k] = _total(marks_naming(held, b, a)), _total(marks_naming(held, a, b))
    return PairEvidence(date, named, date + named[:, 0] - named[:, 1])


def marks_naming(held: Held, row: int, other: int) -> tuple[Mark, ...]:
    """The marks of one article that name another or its outlet, strongest first, the strongest of each kind."""
    marks = held.marks.get(row, {})
    house = held.house.get(other)
    spoken = (house,) if house is not None and house.printed in held.articles[row].body else ()
    if not marks:
        return spoken
    keys = [key for own in held.own[other] for key in (own, f"~{own}") if key in marks]
    if any(key.startswith("=") for key in marks) and (page := page_key(held.articles[other].address)) in marks:
        keys.append(page)
    if not keys:
        return spoken
    best: dict[str, Mark] = {}
    for mark in sorted((*spoken, *(mark for key in keys for mark in marks[key])), key=lambda m: (-m.weight, m.kind, m.printed)):
        best.setdefault(mark.kind, mark)
    return tuple(best.values())


def _total(marks: tuple[Mark, ...]) -> float:
    """What marks of several kinds weigh together: the strongest in full, the rest by half, since one hand may have set them all."""
    return sum(mark.weight * (1.0 if rank == 0 else 0.5) for rank, mark in enumerate(marks))


def shared_pointers(held: Held, row: int, other: int) -> tuple[tuple[EvidenceKind, tuple[str, ...]], ...]:
    """The pictures and the links of the text that two articles have in common, ascending; () for kinds they share none of."""
    ours, theirs = held.pointers.get(row), held.pointers.get(other)
    if not ours or not theirs:
        return ()
    found: dict[EvidenceKind, list[str]] = {}
    for kind, address in sorted(ours & theirs):
        found.setdefault(kind, []).append(address)
    return tuple((kind, tuple(addresses)) for kind, addresses in found.items())
