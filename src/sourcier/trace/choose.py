"""From probabilities to a tree: for each article the step to show for each text it shares, without any circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sourcier.trace.families import Groups
from sourcier.trace.held import Held
from sourcier.trace.steps import Descent, Step

# A text that is this surely without a parent is shown without one.
_SURELY_ROOT = 0.9


def choose_steps(held: Held, descents: Sequence[Descent]) -> Mapping[int, tuple[Step, ...]]:
    """For each article (row) its steps back, the one that covers most of its text first.

    Families of whole texts come before families of passages; a step that would close a circle through several families is left out.
    """
    chosen: dict[int, list[Step]] = {}
    placed: set[int] = set()
    for descent in sorted(descents, key=lambda d: (not d.family.is_whole, -len(d.family.members), d.family.members)):
        # A circle that leaves a family and comes back needs two of its members in other families.
        may_circle = len(placed.intersection(descent.family.members)) > 1
        placed.update(descent.family.members)
        for step in _tree(held, descent):
            if step.parent < 0 or not may_circle or not _reaches(chosen, step.parent, step.child):
                chosen.setdefault(step.child, []).append(step)
    return {row: tuple(sorted(steps, key=lambda s: _rank(held, s))) for row, steps in sorted(chosen.items())}


def _rank(held: Held, step: Step) -> tuple[bool, float, float]:
    """Whole before passage, then by share of the child's text, then by probability."""
    share = held.share_of(step.reuse, step.child) if step.reuse >= 0 else 1.0
    return (not step.is_whole, -share, -step.probability)


def _tree(held: Held, descent: Descent) -> Iterable[Step]:
    """The likeliest steps of one family that make a forest: surest first, one for each member, none for what is surely an origin."""
    without = {row for row, chance in descent.root.items() if chance >= _SURELY_ROOT}
    if not any(step.party for step in descent.steps):
        # Somebody printed the text first: the likeliest of all stays without a parent, whatever the rest say.
        without.add(min(descent.root, key=lambda row: (-round(descent.root[row], 9), held.order_key(row))))
    place = {row: k for k, row in enumerate(descent.family.members)}
    trees = Groups(len(place))
    done: set[int] = set()
    for step in sorted(descent.steps, key=lambda s: _step_order(held, s)):
        if step.child in without or step.child in done:
            continue
        if step.parent >= 0 and not trees.hang(place[step.child], place[step.parent]):
            continue
        done.add(step.child)
        yield step


def _step_order(held: Held, step: Step) -> tuple[float, tuple[float, str], str, str]:
    """Surest first; ties fall to the earlier parent and the smaller ids, so that no order of input shows."""
    parent = held.order_key(step.parent) if step.parent >= 0 else (float("-inf"), step.party.node_id if step.party else "")
    return (-round(step.probability, 9), parent, held.articles[step.child].article_id, "")


def _reaches(chosen: Mapping[int, Sequence[Step]], start: int, goal: int) -> bool:
    """Whether the chosen steps lead back from one article to another."""
    if start == goal:
        return True
    if start not in chosen:
        return False
    waiting, seen = [start], {start}
    while waiting:
        for step in chosen.get(waiting.pop(), ()):
            if step.parent == goal:
                return True
            if step.parent >= 0 and step.parent not in seen:
                seen.add(step.parent)
                waiting.append(step.parent)
    return False
