"""The probability of each step: which text, or which party that is not held, each article took its shared text from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.trace.claims import Claim
from sourcier.trace.evidence import PairEvidence
from sourcier.trace.families import Family
from sourcier.trace.forest import step_probabilities
from sourcier.trace.held import Held, Rows
from sourcier.trace.wording import Wording, shared_counts

Floats = npt.NDArray[np.float64]

# What it costs, in nats for each e-fold, that the child has word pairs which the candidate lacks though another candidate has them:
# a change made on the way is found again in what was copied from there. Not more for many than for a few, since one hand changes many.
_CHANGE_COST = 1.5
# The log-weight of a text in a family having no parent.
_ROOT = -3.0
# How much likelier a text is copied for being where the family seems to begin: most copy the first text, or the one most copied.
_HUB = 3.0
# A credit line comes along with the text below which it stands: who prints the same line is nearly as likely the parent as who is
# named; and whoever explains a second line of the child, in either way, is likelier still.
_INHERITED = 0.2
_EXPLAINS_MORE = 3.0
# The log-weight of a party that a text credits and that is not held; and of the agency that another text of the family credits:
# two outlets with one wire text are siblings until something says that one took it from the other.
_CREDITED = 4.0
_WIRE_SIBLING = 1.5


@dataclass(frozen=True, slots=True)
class Step:
    """A possible step from a child back to a parent (rows), the reuse that shows it, its probability and that of its reverse.

    A step to a party that is not held has its claim in `party`; its `parent` and `reuse` are -1.
    """

    child: int
    parent: int
    reuse: int
    probability: float
    reverse: float = 0.0
    party: Claim | None = None

    @property
    def direction(self) -> float:
        """The probability of this direction, given that one of the two texts came straight from the other."""
        return (self.probability + 1e-9) / (self.probability + self.reverse + 2e-9)


@dataclass(frozen=True, slots=True)
class Descent:
    """The steps of one family, and for each member the probability that it has no parent in it."""

    family: Family
    steps: tuple[Step, ...]
    root: Mapping[int, float]


def weigh_steps(held: Held, family: Family, weights: PairEvidence, wording: Wording, claims: Sequence[tuple[Claim, ...]]) -> Descent:
    """Every step of a family that its pairs and its claims allow, with its probability."""
    members = family.members
    place = {row: k for k, row in enumerate(members)}
    pairs = np.array(family.pairs, dtype=np.int64)
    a = np.array([place[row] for row in held.first[pairs].tolist()], dtype=np.int64)
    b = np.array([place[row] for row in held.second[pairs].tolist()], dtype=np.int64)
    parties = _parties_not_held(held, family, claims)
    size = len(members) + len(parties)
    score = np.full((size, size), -np.inf)
    score[: len(members), : len(members)] = _pair_scores(held, family, weights, a, b) - _change_costs(wording, members, a, b)
    root = np.full(size, _ROOT)
    root[len(members) :] = 0.0
    for k, (claim, claimants) in enumerate(parties, start=len(members)):
        score[k, : len(members)] = _WIRE_SIBLING if claim.is_agency else -np.inf
        score[k, [place[row] for row in claimants]] = _CREDITED
    _, alone = step_probabilities(score, root)
    hub = np.log1p(_HUB * alone)
    hub[len(members) :] = 0.0
    chance, alone = step_probabilities(score + hub[:, None], root)
    steps = [step for k, x, y in zip(family.pairs, a.tolist(), b.tolist(), strict=True) for step in _both(family, k, x, y, chance)]
    for k, (claim, _) in enumerate(parties, start=len(members)):
        steps += [Step(row, -1, -1, float(chance[k, place[row]]), party=claim) for row in members if chance[k, place[row]] > 0]
    return Descent(family, tuple(steps), {row: float(alone[k]) for row, k in place.items()})


def _both(family: Family, reuse: int, x: int, y: int, chance: Floats) -> tuple[Step, Step]:
    """The two steps that one pair allows; x and y are places in the family."""
    one, other = float(chance[x, y]), float(chance[y, x])
    first, second = family.members[x], family.members[y]
    return Step(second, first, reuse, one, other), Step(first, second, reuse, other, one)


def _parties_not_held(held: Held, family: Family, claims: Sequence[tuple[Claim, ...]]) -> list[tuple[Claim, list[int]]]:
    """The parties that members of a family credit first of all and of which the family holds no text, each with who credits it."""
    found: dict[str, tuple[Claim, list[int]]] = {}
    for row in family.members:
        for claim in claims[row][:1]:
            if not any(claim.keys & held.own[other] for other in family.members):
                found.setdefault(claim.node_id, (claim, []))[1].append(row)
    return [found[node] for node in sorted(found)]


def _pair_scores(held: Held, family: Family, weights: PairEvidence, a: Rows, b: Rows) -> Floats:
    """The log-weight of each step by marks and dates, shape (members, members); -inf where two members share nothing."""
    pairs, size = np.array(family.pairs, dtype=np.int64), len(family.members)
    forward, named = weights.forward[pairs], weights.named[pairs]
    score = np.full((size, size), -np.inf)
    score[a, b] = -np.logaddexp(0, -forward)
    score[b, a] = -np.logaddexp(0, forward)
    return score + _affinity(held, family, named, a, b)


def _affinity(held: Held, family: Family, named: Floats, a: Rows, b: Rows) -> Floats:
    """How well each parent (row) explains the marks of each child (column): it is named, or prints the very credit line itself."""
    size = len(family.members)
    names = np.zeros((size, size))
    names[a, b], names[b, a] = named[:, 0], named[:, 1]
    lines = [held.lines.get(row, frozenset()) for row in family.members]
    fit = names.copy()
    for child in np.flatnonzero(names.max(axis=0, initial=0.0)).tolist():
        strongest = float(names[:, child].max())
        for other in range(size):
            common = len(lines[other] & lines[child]) if other != child else 0
            if common:
                first = max(float(names[other, child]), strongest - _INHERITED)
                fit[other, child] = first + _EXPLAINS_MORE * (common - 1 + bool(names[other, child]))
    return fit


def _change_costs(wording: Wording, members: Sequence[int], a: Rows, b: Rows) -> Floats:
    """What each parent (row) would cost each child (column), by the words of the child that another candidate shares and it lacks."""
    tied = np.full((len(members), len(members)), -1.0)
    tied[a, b] = tied[b, a] = shared_counts(wording, members, a, b)
    lacking = np.maximum(tied.max(axis=0)[None, :], 0.0) - tied
    cost: Floats = _CHANGE_COST * np.log1p(lacking)
    return cost
