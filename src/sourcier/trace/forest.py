"""Every way a set of texts can descend from one another, weighed at once: the probability of each step.

A forest gives each node one parent or none. Its weight is the product of the weights of its steps and roots. The sum over all
forests is a determinant (the matrix-tree theorem, Tutte 1948), and the share of those that hold one step falls out of the inverse
(Koo, Globerson, Carreras and Collins, "Structured prediction models via the matrix-tree theorem", EMNLP 2007).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

# Above this many nodes the cube of the inverse costs more than it tells: each node then chooses by itself.
MOST_NODES = 300
# Weights further below the best of a node than this (nats) count as nothing; it keeps the inverse well conditioned.
_LEAST = -40.0


def step_probabilities(parent: Places, child: Places, score: Floats, root: Floats) -> tuple[Floats, Floats]:
    """The probability of each step, and of each node having no parent.

    Step `k` leads from node `parent[k]` to node `child[k]` and has the log-weight `score[k]`, at most one step for two nodes;
    `root[n]` is the log-weight of node `n` having no parent. For each node its steps and its root sum to 1.

    >>> steps, roots = step_probabilities(np.array([0]), np.array([1]), np.array([0.0]), np.array([0.0, 0.0]))
    >>> steps.round(2).tolist(), roots.round(2).tolist()
    ([0.5], [1.0, 0.5])
    """
    top = root.copy()
    np.maximum.at(top, child, score)
    weight = np.where(score - top[child] > _LEAST, np.exp(np.maximum(score - top[child], _LEAST)), 0.0)
    alone = np.exp(np.maximum(root - top, _LEAST))
    total = alone + np.bincount(child, weights=weight, minlength=len(root))
    if len(root) > MOST_NODES:
        return weight / total[child], alone / total
    laplacian = np.diag(total)
    laplacian[parent, child] -= weight
    inverse = np.linalg.inv(laplacian)
    own = np.diag(inverse)
    steps = weight * (own[child] - inverse[child, parent])
    return np.clip(steps, 0.0, 1.0), np.clip(alone * own, 0.0, 1.0)
