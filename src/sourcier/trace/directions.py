"""The direction of each reuse by itself: which of the two texts came from the other, if one did, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sourcier.model import Article, Reuse
from sourcier.trace.held import hold
from sourcier.trace.verdicts import DECIDED
from sourcier.trace.weigh import weigh


@dataclass(frozen=True, slots=True)
class Direction:
    """What the evidence says of one reuse: `forward` is the probability that the second text came from the first.

    It holds given that one of the two came straight from the other: of two siblings it tells which looks older, not that either
    was copied. `first` and `second` are article ids as in the reuse.
    """

    first: str
    second: str
    forward: float

    @property
    def is_decided(self) -> bool:
        """Whether the evidence carries a direction."""
        return max(self.forward, 1 - self.forward) >= DECIDED

    @property
    def derived(self) -> str | None:
        """The id of the article that came from the other, None when the evidence does not carry."""
        if not self.is_decided:
            return None
        return self.second if self.forward >= 0.5 else self.first


def find_directions(articles: Iterable[Article], reuses: Iterable[Reuse]) -> tuple[Direction, ...]:
    """The direction of every reuse between two articles given, ascending by their ids.

    It is weighed in the family of the two, so that a third text that shares the changes of one of them counts as well.
    """
    held = hold(articles, reuses)
    found = {}
    for descent in weigh(held).descents:
        for k, step in enumerate(descent.steps_of_pairs()):
            found[descent.family.pairs[k]] = Direction(held.reuses[step.reuse].first, held.reuses[step.reuse].second, step.direction)
    return tuple(found[k] for k in sorted(found))
