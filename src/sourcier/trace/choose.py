"""From probabilities to a tree: for each article the step to show for each text it shares, without any circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sourcier.model import Span
from sourcier.trace.families import Groups
from sourcier.trace.held import Held
from sourcier.trace.steps import Descent, Step
from sourcier.trace.wording import merged

# A text that is this surely without a parent is shown without one.
_SURELY_ROOT = 0.9
# Steps less likely than this are not shown, whatever else falls away.
_LEAST_CHANCE = 0.005
# What the first parent leaves unexplained must be this share of the text, and this many characters, to ask for another parent.
_REST_SHARE = 0.1
_REST_LENGTH = 100
_MOST_PARENTS = 4
# A forest gives one parent, so that of a further one its probability says little: it is as sure as its direction, less this.
_FURTHER = 0.8


def choose_steps(held: Held, descents: Sequence[Descent]) -> Mapping[int, tuple[Step, ...]]:
    """For each article (row) its steps back, the one that covers most of its text first.

    One step for each passage that it shares, and more where the parents so far leave a good part of what it shares unexplained (an
    article merged from two). A step that would close a circle is left out.
    """
    chosen: dict[int, list[Step]] = {}
    placed: set[int] = set()
    ordered = sorted(descents, key=lambda d: (-len(d.family.members), d.family.members))
    for descent in ordered:
        # A circle that leaves a family and comes back needs two of its members in other families.
        may_circle = len(placed.intersection(descent.family.members)) > 1
        placed.update(descent.family.members)
        for step in _tree(held, descent):
            if step.parent < 0 or not may_circle or not _reaches(chosen, step.parent, step.child):
                chosen.setdefault(step.child, []).append(step)
    for descent in ordered:
        for step in _further_parents(held, descent, chosen):
            if not _reaches(chosen, step.parent, step.child):
                chosen[step.child].append(step)
    return {row: tuple(sorted(steps, key=lambda s: _rank(held, s))) for row, steps in sorted(chosen.items())}


def _rank(held: Held, step: Step) -> tuple[float, float, int]:
    """By share of the child's text, then by probability."""
    return (-(held.share_of(step.reuse, step.child) if step.reuse >= 0 else 1.0), -step.probability, step.parent)


def _further_parents(held: Held, descent: Descent, chosen: Mapping[int, Sequence[Step]]) -> Iterable[Step]:
    """Steps that explain what the chosen ones leave of the shared text of a child, the most telling first."""
    for child in descent.family.members:
        if not _is_open(held, chosen.get(child, ())):
            continue
        steps = sorted((s for s in descent.steps_back_from(child) if s.direction > 0.5), key=lambda s: (-s.direction, _order(held, s)))
        covered = [span for step in chosen[child] for span in held.spans_of(step.reuse, child)]
        for _ in range(_MOST_PARENTS - len(chosen[child]) if steps else 0):
            gains = [_length([*covered, *held.spans_of(step.reuse, child)]) for step in steps]
            best = gains.index(max(gains))
            if gains[best] - _length(covered) < max(_REST_LENGTH, _REST_SHARE * len(held.articles[child].body)):
                break
            covered += held.spans_of(steps[best].reuse, child)
            yield replace(steps[best], probability=max(steps[best].probability, _FURTHER * steps[best].direction))


def _is_open(held: Held, steps: Sequence[Step]) -> bool:
    """Whether an article has a parent that is held and that leaves a good part of it unexplained."""
    return bool(steps) and all(step.parent >= 0 for step in steps) and sum(held.share_of(s.reuse, s.child) for s in steps) < 1 - _REST_SHARE


def _length(spans: Iterable[Span]) -> int:
    """How many characters the spans cover together."""
    return sum(end - start for start, end in merged(spans))


def _tree(held: Held, descent: Descent) -> Iterable[Step]:
    """The likeliest steps of one family that make a forest: surest first, one for each member, none for what is surely an origin."""
    without = {row for row, chance in descent.root.items() if chance >= _SURELY_ROOT}
    if not descent.has_party:
        # Somebody printed the text first: the likeliest of all stays without a parent, whatever the rest say.
        without.add(min(descent.root, key=lambda row: (-round(descent.root[row], 9), held.rank[row])))
    place = {row: k for k, row in enumerate(descent.family.members)}
    trees = Groups(len(place))
    done = without
    for step in sorted(descent.steps(_LEAST_CHANCE), key=lambda s: _order(held, s)):
        if step.child in done or (step.parent >= 0 and not trees.hang(place[step.child], place[step.parent])):
            continue
        done.add(step.child)
        yield step


def _order(held: Held, step: Step) -> tuple[float, int, int, str]:
    """Surest first; ties fall to the party, then to the earlier parent, so that no order of input shows."""
    if step.party is not None:
        return -round(step.probability, 9), -1, step.child, step.party.node_id
    return -round(step.probability, 9), held.rank[step.parent], step.child, ""


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
