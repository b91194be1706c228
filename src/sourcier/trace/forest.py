"""Every way a set of texts can descend from one another, weighed at once: the probability of each step.

A forest gives each node one parent or none. Its weight is the product of the weights of its steps and roots. The sum over all
forests is a determinant (the matrix-tree theorem, Tutte 1948), and the share of those that hold one step falls out of the inverse
(Koo, Globerson, Carreras and Collins 2007, "Structured prediction models via the matrix-tree theorem").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Above this many nodes the cube of the inverse costs more than it tells: each node then chooses by itself.
MOST_NODES = 300
_FLOOR = -60.0


def step_probabilities(score: Floats, root: Floats) -> tuple[Floats, Floats]:
    """The probability of each step and of each node being a root.

    `score[p, c]` is the log-weight of the step from parent p to child c (-inf where there is none), `root[c]` that of c having no
    parent; both shapes and results are (n, n) and (n,). Columns with their root sum to 1.
    """
    top = np.maximum(score.max(axis=0, initial=-np.inf), root)
    weight = np.exp(np.clip(score - top, _FLOOR, 0.0)) * np.isfinite(score)
    alone = np.exp(np.clip(root - top, _FLOOR, 0.0))
    if len(root) > MOST_NODES:
        total = weight.sum(axis=0) + alone
        return weight / total, alone / total
    laplacian = np.diag(weight.sum(axis=0) + alone) - weight
    inverse = np.linalg.inv(laplacian)
    own = np.diag(inverse)
    steps = weight * (own[None, :] - inverse.T)
    return np.clip(steps, 0.0, 1.0), np.clip(alone * own, 0.0, 1.0)
