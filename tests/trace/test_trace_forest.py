"""The probabilities of steps against the sum over every forest, written out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcier.trace import forest
from sourcier.trace.families import Groups
from sourcier.trace.forest import step_probabilities


def _by_hand(score: dict[tuple[int, int], float], root: list[float]) -> tuple[dict[tuple[int, int], float], list[float]]:
    """The share of each step and root among all forests: every choice of a parent or none for each node, circles left out."""
    nodes = range(len(root))
    steps, roots, total = dict.fromkeys(score, 0.0), [0.0 for _ in nodes], 0.0
    for choice in product(*([None, *(p for p in nodes if (p, c) in score)] for c in nodes)):
        if any(_circles(choice, node) for node in nodes):
            continue
        weight = float(np.exp(sum(root[c] if p is None else score[p, c] for c, p in enumerate(choice))))
        total += weight
        for c, p in enumerate(choice):
            if p is None:
                roots[c] += weight
            else:
                steps[p, c] += weight
    return {step: weight / total for step, weight in steps.items()}, [weight / total for weight in roots]


def _circles(choice: tuple[int | None, ...], node: int) -> bool:
    """Whether the way back from a node never ends."""
    here: int | None = node
    for _ in range(len(choice) + 1):
        if here is None:
            return False
        here = choice[here]
    return True


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.floats(-4, 4), min_size=n * n, max_size=n * n), st.data())))
def test_every_forest_counts_by_its_weight(case: tuple[int, list[float], st.DataObject]) -> None:
    count, numbers, data = case
    kept = data.draw(st.lists(st.booleans(), min_size=count * count, max_size=count * count))
    score = {(p, c): numbers[p * count + c] for p in range(count) for c in range(count) if p != c and kept[p * count + c]}
    root = [numbers[k * count + k] for k in range(count)]
    steps, roots = _by_hand(score, root)
    parent, child = (np.array([step[end] for step in score], dtype=np.int64) for end in (0, 1))
    found, alone = step_probabilities(parent, child, np.array(list(score.values()), dtype=np.float64), np.array(root))
    assert found == pytest.approx(np.array(list(steps.values()), dtype=np.float64), abs=1e-9)
    assert alone == pytest.approx(np.array(roots), abs=1e-9)


def test_steps_that_cannot_be_have_no_chance() -> None:
    steps, roots = step_probabilities(np.array([0, 1]), np.array([1, 0]), np.array([-np.inf, -np.inf]), np.zeros(2))
    assert steps.tolist() == [0, 0]
    assert roots.tolist() == [1, 1]


def test_too_large_a_family_chooses_node_by_node(monkeypatch: pytest.MonkeyPatch) -> None:
    parent, child, score, root = np.array([0, 2]), np.array([1, 1]), np.array([1.0, 0.0]), np.zeros(3)
    monkeypatch.setattr(forest, "MOST_NODES", 2)
    steps, roots = step_probabilities(parent, child, score, root)
    assert steps.sum() + roots[1] == pytest.approx(1)
    assert steps[0] / steps[1] == pytest.approx(np.e)


def test_weights_far_apart_stay_probabilities() -> None:
    steps, roots = step_probabilities(np.array([0, 1]), np.array([1, 0]), np.array([500.0, -500.0]), np.array([0.0, 0.0]))
    assert np.isfinite(steps).all()
    assert steps.tolist() == pytest.approx([1, 0])
    assert roots.tolist() == pytest.approx([1, 0])


def test_groups_hang_without_a_circle() -> None:
    groups = Groups(4)
    assert groups.hang(1, 0)
    assert groups.hang(2, 1)
    assert not groups.hang(0, 2)
    assert groups.hang(0, 3)
    assert groups.find(2) == 3
