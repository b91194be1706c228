"""All evidence weighed: from articles and reuses to the probability of every step in every family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sourcier.trace.claims import all_claims
from sourcier.trace.evidence import weigh_pairs
from sourcier.trace.families import find_families
from sourcier.trace.held import Held
from sourcier.trace.refuted import Refuted, refuted_claims
from sourcier.trace.scores import Known
from sourcier.trace.steps import Descent, weigh_steps
from sourcier.trace.wording import read_wording


@dataclass(frozen=True)
class Weighed:
    """What is known of the articles, the claims that a held text refutes, and the steps of every family."""

    known: Known
    refuted: Mapping[int, tuple[Refuted, ...]]
    descents: tuple[Descent, ...]


def weigh(held: Held) -> Weighed:
    """Everything that is held, weighed."""
    claims = all_claims(held.articles, held.own)
    refuted = refuted_claims(held, claims)
    passages = held.passages()
    known = Known(
        held=held,
        weights=weigh_pairs(held),
        wording=read_wording({row: held.articles[row].body for row in passages}, passages),
        claims=tuple(tuple(c for c in named if all(c is not r.claim for r in refuted.get(row, ()))) for row, named in enumerate(claims)),
        barred=frozenset((r.credited, r.row) for every in refuted.values() for r in every),
    )
    families = find_families(len(held.articles), held.reuses, held.rows)
    return Weighed(known, refuted, tuple(weigh_steps(known, family) for family in families))
