"""Which pairs are about the same text: the passages of an article that are shared, and the families that share them.

An article that merges two texts, or quotes three sentences of another, has two shared passages. Each passage belongs to a family
of its own, so that families never run together through one article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sourcier.model import Reuse, Span
from sourcier.trace.wording import merged

# Two shares of an article are one passage when they have this much of the shorter in common.
_SAME_PASSAGE = 0.3
# Passages that cover this much from their first character to their last leave no room for another between.
_DENSE = 0.8
# An article of more passages than this, with gaps, is told by extents alone.
_MOST_PASSAGES = 40

Runs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Family:
    """The articles that share one passage (rows of the article list, ascending) and the pairs that show it."""

    members: tuple[int, ...]
    pairs: tuple[int, ...]


class Groups:
    """Rows joined into groups; `hang` keeps each group a tree and knows its top."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def find(self, row: int) -> int:
        """The top of the group of a row."""
        up = self._up
        while up[row] != row:
            up[row] = up[up[row]]
            row = up[row]
        return row

    def join(self, a: int, b: int) -> None:
        """Make the groups of two rows one, under the smaller top."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._up[max(a, b)] = min(a, b)

    def hang(self, child: int, parent: int) -> bool:
        """Hang the group of which `child` is the top under `parent`; False, and nothing done, when that would close a circle."""
        top = self.find(parent)
        if top == child:
            return False
        self._up[child] = top
        return True


def components(count: int, ties: Iterable[tuple[int, int]]) -> list[int]:
    """For each of `count` rows the smallest row it is tied to, directly or through others."""
    groups = Groups(count)
    for a, b in ties:
        groups.join(a, b)
    return [groups.find(row) for row in range(count)]


def find_families(count: int, reuses: Sequence[Reuse], rows: Sequence[tuple[int, int]]) -> list[Family]:
    """Every family of the reuses; `rows` gives the rows of first and second article of each reuse, `count` is above them all.

    The passages of each article are nodes, the pairs tie them; each pair falls in one family.
    """
    sides: list[list[tuple[Runs, int]]] = [[] for _ in range(count)]
    for k, reuse in enumerate(reuses):
        sides[rows[k][0]].append((_runs([a.first for a in reuse.alignments]), 2 * k))
        sides[rows[k][1]].append((_runs([a.second for a in reuse.alignments]), 2 * k + 1))
    node = [0] * (2 * len(reuses))
    nodes = 0
    for here in sides:
        nodes = _number_passages(here, node, nodes)
    group = components(nodes, ((node[2 * k], node[2 * k + 1]) for k in range(len(reuses))))
    by_group: dict[int, list[int]] = {}
    for k in range(len(reuses)):
        by_group.setdefault(group[node[2 * k]], []).append(k)
    return [Family(tuple(sorted({row for k in ks for row in rows[k]})), tuple(ks)) for ks in by_group.values()]


def _runs(spans: Sequence[Span]) -> Runs:
    """The characters that are shared as disjoint runs, ascending; gaps too small to hold another passage are passed over."""
    if len(spans) == 1:
        return [(spans[0].start, spans[0].end)]
    runs = merged(spans) or [(0, 0)]
    is_dense = _length(runs) >= _DENSE * (runs[-1][1] - runs[0][0])
    return [(runs[0][0], runs[-1][1])] if is_dense else runs


def _length(runs: Runs) -> int:
    """How many characters the runs cover."""
    return sum(end - start for start, end in runs)


def _number_passages(sides: Sequence[tuple[Runs, int]], node: list[int], nodes: int) -> int:
    """Give sides of one article that share a passage the same number, counting on from `nodes`; returns the next free number."""
    if all(len(runs) == 1 for runs, _ in sides):
        return _number_extents([(*runs[0], at) for runs, at in sides], node, nodes)
    found: list[tuple[Runs, int]] = []
    for runs, at in sorted(sides, key=lambda side: (-_length(side[0]), side)):
        best = max(range(len(found)), key=lambda k: (_overlap(runs, found[k][0]), -k), default=-1)
        if best >= 0 and _overlap(runs, found[best][0]) >= _SAME_PASSAGE * max(1, _length(runs)):
            node[at] = found[best][1]
            found[best] = (merged(Span(*run) for run in (*runs, *found[best][0])), found[best][1])
        elif len(found) >= _MOST_PASSAGES:
            return _number_extents([(runs[0][0], runs[-1][1], at) for runs, at in sides], node, nodes)
        else:
            node[at] = nodes + len(found)
            found.append((runs, node[at]))
    return nodes + len(found)


def _overlap(runs: Runs, others: Runs) -> int:
    """How many characters two lists of runs have in common."""
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in runs for begin, stop in others)


def _number_extents(extents: list[tuple[int, int, int]], node: list[int], nodes: int) -> int:
    """The same for passages without gaps, told by their extents."""
    end, width = -1, 1
    for start, stop, at in sorted(extents):
        overlap = min(end, stop) - start
        if end < 0 or overlap < _SAME_PASSAGE * max(1, min(width, stop - start)):
            nodes += 1
            end, width = stop, stop - start
        elif stop > end:
            end, width = stop, max(width, stop - start)
        node[at] = nodes - 1
    return nodes
