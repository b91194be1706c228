"""The log-weights of the steps of one family: marks, dates, wording, and the parties that its members credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.trace.claims import Claim
from sourcier.trace.evidence import PairEvidence, shared_pointers
from sourcier.trace.families import Family
from sourcier.trace.held import Held
from sourcier.trace.parties import SHARED_POINTER
from sourcier.trace.wording import Wording, shared_counts

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# What it costs, in nats for each e-fold, that the child has word pairs which the candidate lacks though another candidate has them:
# a change made on the way is found again in what was copied from there. Not more for many than for a few, since one hand changes many.
_CHANGE_COST = 1.5
# The most that it costs across languages, where no words are shared: one text in the child's language, word for word, is likelier.
_TRANSLATION_COST = 3.0
# A credit line comes along with the text below which it stands: who prints the same line is nearly as likely the parent as who is
# named; and whoever explains a second line of the child, in either way, is likelier still.
_INHERITED = 0.2
_EXPLAINS_MORE = 3.0
# The log-weight of a party that a text credits and that is not held; and of the agency that another text of the family credits:
# two outlets with one wire text are siblings until something says that one took it from the other.
_CREDITED = 4.0
_WIRE_SIBLING = 1.5
# What the id of the agency's item on both pages adds to that.
_SAME_ITEM = 3.0
# An agency credited by one copy is put behind another only when most of that other's text is shared.
_MOSTLY = 0.5


@dataclass(frozen=True)
class Known:
    """All that is known about articles before steps are weighed; no step is allowed between two articles (rows) in `barred`."""

    held: Held
    weights: PairEvidence
    wording: Wording
    claims: Sequence[tuple[Claim, ...]]
    barred: AbstractSet[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Scores:
    """The steps of a family as arrays: parent and child as places among the members, the reuse (-1 for a party), the log-weight.

    The log-weight is of marks and dates alone; `shared` counts the word pairs that the two texts share, none in a translation. The
    pairs come first in one direction, then in the other, then the parties, which follow the members as places of their own.
    """

    parent: Places
    child: Places
    reuse: Places
    score: Floats
    shared: Floats
    is_translated: npt.NDArray[np.bool_]
    parties: tuple[Claim, ...]


def score_family(known: Known, family: Family) -> Scores:
    """The log-weight of both steps of each pair of a family, and of each step to a party that is not held."""
    held = known.held
    place = {row: k for k, row in enumerate(family.members)}
    pairs = np.array(family.pairs, dtype=np.int64)
    a = np.array([place[row] for row in held.first[pairs].tolist()], dtype=np.int64)
    b = np.array([place[row] for row in held.second[pairs].tolist()], dtype=np.int64)
    parent, child, reuse = np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([pairs, pairs])
    named, forward = known.weights.named[pairs], known.weights.forward[pairs]
    shared = shared_counts(known.wording, family.members, a, b).astype(np.float64)
    score = -np.logaddexp(0, np.concatenate([-forward, forward]))
    score += _affinity(held, family, parent, child, np.concatenate([named[:, 0], named[:, 1]]))
    if held.pointers:
        two = list(zip(a.tolist(), b.tolist(), strict=True))
        pointed = np.array([len(shared_pointers(held, family.members[x], family.members[y])) for x, y in two])
        score += SHARED_POINTER * np.concatenate([pointed, pointed])
    if known.barred:
        score[[_is_barred(known, family, int(x), int(y)) for x, y in zip(parent, child, strict=True)]] = -np.inf
    translated = np.array([held.reuses[k].kind == "translation" for k in family.pairs], dtype=bool)
    parties = _parties_not_held(known, family)
    across = np.concatenate([translated, translated])
    scores = Scores(parent, child, reuse, score, np.concatenate([shared, shared]), across, ())
    return _with_parties(known, family, scores, parties) if parties else scores


def _is_barred(known: Known, family: Family, parent: int, child: int) -> bool:
    """Whether no step may lead from one member to the other, either way."""
    two = family.members[parent], family.members[child]
    return two in known.barred or two[::-1] in known.barred


def _affinity(held: Held, family: Family, parent: Places, child: Places, named: Floats) -> Floats:
    """How well each parent explains the marks of its child: it is named, or prints the very credit line itself."""
    fit = named.copy()
    strongest = np.zeros(len(family.members))
    np.maximum.at(strongest, child, named)
    for k in np.flatnonzero(strongest[child] > 0).tolist():
        x, y = family.members[int(parent[k])], family.members[int(child[k])]
        common = len(held.lines.get(x, frozenset()) & held.lines.get(y, frozenset()))
        if common:
            first = max(float(named[k]), float(strongest[child[k]]) - _INHERITED)
            fit[k] = first + _EXPLAINS_MORE * (common - 1 + bool(named[k]))
    return fit


def change_costs(scores: Scores, counts: npt.NDArray[np.bool_], size: int) -> tuple[Floats, Floats]:
    """What each step costs by the words of the child that another candidate has and the parent lacks; and what having none costs.

    Only steps that `counts` marks make candidates. A party that is not held lacks nothing that could be told.
    """
    most = np.zeros(size)
    np.maximum.at(most, scores.child[counts], scores.shared[counts])
    lacking = np.where(scores.reuse >= 0, np.maximum(0.0, most[scores.child] - scores.shared), 0.0)
    cost = _CHANGE_COST * np.log1p(lacking)
    return np.where(scores.is_translated, np.minimum(cost, _TRANSLATION_COST), cost), _CHANGE_COST * np.log1p(most)


def _parties_not_held(known: Known, family: Family) -> Mapping[str, tuple[Claim, list[int]]]:
    """The parties that members credit first of all and of which the family holds no text, by node id, each with who credits it."""
    found: dict[str, tuple[Claim, list[int]]] = {}
    claimants = [(k, known.claims[row][0]) for k, row in enumerate(family.members) if known.claims[row]]
    if claimants:
        owned = frozenset().union(*(known.held.own[row] for row in family.members))
        for k, claim in claimants:
            if not claim.keys & owned and not _is_held_elsewhere(known, family.members[k], claim):
                found.setdefault(claim.node_id, (claim, []))[1].append(k)
    return dict(sorted(found.items()))


def _is_held_elsewhere(known: Known, row: int, claim: Claim) -> bool:
    """Whether an article shares another passage with a text of the party that it credits: the credit is for that passage."""
    return any(claim.keys & known.held.own[other] for other in known.held.tied[row])


def _with_parties(known: Known, family: Family, scores: Scores, parties: Mapping[str, tuple[Claim, list[int]]]) -> Scores:
    """The scores with the steps from each party to those that credit it and, for an agency, to those that print the same text."""
    steps = []
    for place, (claim, claimants) in enumerate(parties.values(), start=len(family.members)):
        siblings = _mostly_shared(known, family, claimants) if claim.is_agency else []
        items = {item for k in claimants for item in known.held.articles[family.members[k]].wire_ids}
        steps += [(place, k, _CREDITED) for k in claimants]
        steps += [(place, k, _WIRE_SIBLING + _SAME_ITEM * _has_item(known, family.members[k], items)) for k in siblings]
    return Scores(
        parent=np.concatenate([scores.parent, np.array([step[0] for step in steps], dtype=np.int64)]),
        child=np.concatenate([scores.child, np.array([step[1] for step in steps], dtype=np.int64)]),
        reuse=np.concatenate([scores.reuse, np.full(len(steps), -1, dtype=np.int64)]),
        score=np.concatenate([scores.score, np.array([step[2] for step in steps])]),
        shared=np.concatenate([scores.shared, np.zeros(len(steps))]),
        is_translated=np.concatenate([scores.is_translated, np.zeros(len(steps), dtype=bool)]),
        parties=tuple(claim for claim, _ in parties.values()),
    )


def _has_item(known: Known, row: int, items: AbstractSet[str]) -> bool:
    """Whether an article bears one of these ids of an agency's items."""
    return not items.isdisjoint(known.held.articles[row].wire_ids)


def _mostly_shared(known: Known, family: Family, claimants: Sequence[int]) -> list[int]:
    """The members that credit nobody here and share most of their text with one that does."""
    held, crediting = known.held, {family.members[k] for k in claimants}
    found: set[int] = set()
    for k in family.pairs:
        a, b = held.rows[k]
        found.update(x for x, y in ((a, b), (b, a)) if y in crediting and x not in crediting and held.share_of(k, x) >= _MOSTLY)
    return [k for k, row in enumerate(family.members) if row in found]
