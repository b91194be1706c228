"""The probability of each step: which text, or which party that is not held, each article took its shared text from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sourcier.trace.claims import Claim
from sourcier.trace.families import Family
from sourcier.trace.forest import step_probabilities
from sourcier.trace.scores import Known, Scores, score_family

Floats = npt.NDArray[np.float64]

# The log-weight of a text in a family having no parent.
_ROOT = -3.0
# How much likelier a text is copied for being where the family seems to begin: most copy the first text, or the one most copied.
_HUB = 3.0


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
    """The steps of one family, and for each member the probability that it has no parent in it."""

    family: Family
    steps: tuple[Step, ...]
    root: Mapping[int, float]


def weigh_steps(known: Known, family: Family) -> Descent:
    """Every step of a family that its pairs and its claims allow, with its probability."""
    scores = score_family(known, family)
    members = len(family.members)
    root = np.zeros(members + len(scores.parties))
    root[:members] = _ROOT
    _, alone = step_probabilities(scores.parent, scores.child, scores.score, root)
    hub = np.log1p(_HUB * alone)
    hub[members:] = 0.0
    chance, alone = step_probabilities(scores.parent, scores.child, scores.score + hub[scores.parent], root)
    return Descent(family, tuple(_steps(family, scores, chance.tolist())), dict(zip(family.members, alone.tolist(), strict=False)))


def _steps(family: Family, scores: Scores, chance: list[float]) -> Iterator[Step]:
    """The steps as values; those of the pairs come first in one direction, then in the other."""
    rows, number = family.members, len(family.pairs)
    for k, (parent, child, reuse) in enumerate(zip(scores.parent.tolist(), scores.child.tolist(), scores.reuse.tolist(), strict=True)):
        if reuse >= 0:
            back = chance[k + number] if k < number else chance[k - number]
            yield Step(rows[child], rows[parent], reuse, chance[k], back, family.pairs[0])
        else:
            yield Step(rows[child], -1, -1, chance[k], family=family.pairs[0], party=scores.parties[parent - len(rows)])
