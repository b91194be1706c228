"""Which pairs are about the same text: the passages of an article that are shared, and the families that share them.

An article that merges two texts, or quotes three sentences of another, has two shared passages. Each passage belongs to a family
of its own, so that families never run together through one article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sourcier.model import Reuse, Span

# Two extents within an article are one passage when they overlap by this share of the shorter.
_SAME_PASSAGE = 0.3


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
    extents: list[list[tuple[int, int, int]]] = [[] for _ in range(count)]
    for k, reuse in enumerate(reuses):
        extents[rows[k][0]].append((*_extent([a.first for a in reuse.alignments]), 2 * k))
        extents[rows[k][1]].append((*_extent([a.second for a in reuse.alignments]), 2 * k + 1))
    node = [0] * (2 * len(reuses))
    nodes = 0
    for here in extents:
        nodes = _number_passages(here, node, nodes)
    group = components(nodes, ((node[2 * k], node[2 * k + 1]) for k in range(len(reuses))))
    by_group: dict[int, list[int]] = {}
    for k in range(len(reuses)):
        by_group.setdefault(group[node[2 * k]], []).append(k)
    return [Family(tuple(sorted({row for k in ks for row in rows[k]})), tuple(ks)) for ks in by_group.values()]


def _extent(spans: Sequence[Span]) -> tuple[int, int]:
    """From the first to the last character that is shared."""
    if len(spans) == 1:
        return spans[0].start, spans[0].end
    return (min(s.start for s in spans), max(s.end for s in spans)) if spans else (0, 0)


def _number_passages(extents: list[tuple[int, int, int]], node: list[int], nodes: int) -> int:
    """Give extents of one article that overlap the same number, counting on from `nodes`; returns the next free number."""
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
