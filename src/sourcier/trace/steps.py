"""The probability of each step: which text, or which party that is not held, each article took its shared text from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.trace.claims import Claim
from sourcier.trace.families import Family
from sourcier.trace.forest import step_probabilities
from sourcier.trace.scores import Known, Scores, change_costs, score_family

Floats = npt.NDArray[np.float64]

# The log-weight of a text in a family having no parent.
_ROOT = 5.0
# How much likelier a text is copied for being where the family seems to begin: most copy the first text, or the one most copied.
_HUB = 3.0
# From this probability of having no parent on a second look is taken, without those that are copies of the member by these odds.
_SEEMS_ALONE = 0.8
_COPY = 0.15

# A step this near to the likeliest of a member is as good.
_NEARLY = 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """A possible step from a child back to a parent (rows), the reuse that shows it, its probability and that of its reverse.

    A step to a party that is not held has its claim in `party`; its `parent` and `reuse` are -1. `family` is the first pair of the
    family that it was weighed in.
    """

    child: int
    parent: int
    reuse: int
    probability: float
    reverse: float = 0.0
    family: int = -1
    party: Claim | None = None

    @property
    def direction(self) -> float:
        """The probability of this direction, given that one of the two texts came straight from the other."""
        return (self.probability + 1e-9) / (self.probability + self.reverse + 2e-9)


@dataclass(frozen=True, slots=True)
class Descent:
    """The steps of one family, and for each member the probability that it has no parent in it.

    `chance` and `back` are the probabilities of each step of `scores` and of its reverse.
    """

    family: Family
    scores: Scores
    chance: Floats
    back: Floats
    root: Mapping[int, float]

    @property
    def has_party(self) -> bool:
        """Whether a party that is not held may be where the family begins."""
        return bool(self.scores.parties)

    def steps(self, least: float) -> list[Step]:
        """The steps with at least that probability, in no order; of members for whom all are less likely, the likeliest.

        Where thousands share a text, one of the first may have come from any of them, and so hardly from any one.
        """
        best = np.zeros(len(self.root) + len(self.scores.parties))
        np.maximum.at(best, self.scores.child, self.chance)
        bar = np.where((best > 0) & (best < least), _NEARLY * best, least)
        return self._steps(self.chance >= bar[self.scores.child])

    def steps_back_from(self, row: int) -> list[Step]:
        """Every step from a member back to another that is held, in no order."""
        return self._steps((self.scores.child == self.family.members.index(row)) & (self.scores.reuse >= 0))

    def steps_of_pairs(self) -> list[Step]:
        """The step from the second article of each pair of the family back to the first."""
        wanted = np.zeros(len(self.chance), dtype=bool)
        wanted[: len(self.family.pairs)] = True
        return self._steps(wanted)

    def _steps(self, wanted: npt.NDArray[np.bool_]) -> list[Step]:
        """Some steps as values."""
        rows, scores, number = self.family.members, self.scores, self.family.pairs[0]
        columns = (scores.parent, scores.child, scores.reuse, self.chance, self.back)
        found = []
        for parent, child, reuse, chance, back in zip(*(column[wanted].tolist() for column in columns), strict=True):
            if reuse >= 0:
                found.append(Step(rows[child], rows[parent], reuse, chance, back, number))
            else:
                found.append(Step(rows[child], -1, -1, chance, family=number, party=scores.parties[parent - len(rows)]))
        return found


def weigh_steps(known: Known, family: Family) -> Descent:
    """Every step of a family that its pairs and its claims allow, with its probability.

    A first pass tells where the family begins, since that is what most copy. Members beside it that seem to have no parent are
    weighed once more without their own copies: what these took over from them hides what they took from others.
    """
    scores = score_family(known, family)
    members, nodes = len(family.members), len(family.members) + len(scores.parties)
    counts = np.ones(len(scores.score), dtype=bool)
    chance, alone = _weigh(scores, counts, np.zeros(nodes), members)
    hub = np.log1p(_HUB * alone)
    hub[members:] = 0.0
    chance, alone = _weigh(scores, counts, hub, members)
    again = alone > _SEEMS_ALONE
    again[[*range(members, nodes), int(alone[:members].argmax())]] = False
    reverse = _reverse(scores, len(family.pairs))
    if again.any():
        counts = ~again[scores.child] | (scores.reuse < 0) | (chance >= _COPY * chance[reverse])
        chance, alone = _weigh(scores, counts, hub, members)
    back = np.where(scores.reuse >= 0, chance[reverse], 0.0)
    return Descent(family, scores, chance, back, dict(zip(family.members, alone.tolist(), strict=False)))


def _weigh(scores: Scores, counts: npt.NDArray[np.bool_], hub: Floats, members: int) -> tuple[Floats, Floats]:
    """The probability of each step and of each node having no parent, when only steps that `counts` marks make candidates."""
    cost, alone = change_costs(scores, counts, len(hub))
    root = np.zeros(len(hub))
    root[:members] = _ROOT - alone[:members]
    return step_probabilities(scores.parent, scores.child, scores.score - cost + hub[scores.parent], root)


def _reverse(scores: Scores, pairs: int) -> npt.NDArray[np.int64]:
    """For each step the place of its reverse; of a step to a party its own."""
    places = np.arange(len(scores.score))
    return np.concatenate([places[pairs : 2 * pairs], places[:pairs], places[2 * pairs :]])
