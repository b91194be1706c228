"""Claims that a held text refutes: the very page credited is here, and it is later or shares nothing with the text that credits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sourcier.model import Evidence
from sourcier.trace.claims import Claim
from sourcier.trace.held import Held
from sourcier.trace.parties import page_key
from sourcier.trace.times import is_surely_later
from sourcier.trace.verdicts import cannot_match


@dataclass(frozen=True, slots=True)
class Refuted:
    """A claim of an article, the article that it names by its address (rows), and what refutes it."""

    row: int
    credited: int
    claim: Claim
    why: Evidence


def refuted_claims(held: Held, claims: Sequence[tuple[Claim, ...]]) -> Mapping[int, tuple[Refuted, ...]]:
    """The refuted claims by the article that makes them.

    Another article of the party credited refutes nothing, nor does a page that was changed since: such claims stay claims.
    """
    found: dict[int, list[Refuted]] = {}
    if not any(claim.hop.address for named in claims for claim in named):
        return {}
    tied = set(held.rows)
    for row, named in enumerate(claims):
        for claim in named:
            other = held.row_of_page.get(page_key(claim.hop.address)) if claim.hop.address else None
            if other is None or other == row:
                continue
            why = _why(held, row, other, is_tied=(row, other) in tied or (other, row) in tied)
            if why is not None:
                found.setdefault(row, []).append(Refuted(row, other, claim, why))
    return {row: tuple(refuted) for row, refuted in found.items()}


def _why(held: Held, row: int, other: int, *, is_tied: bool) -> Evidence | None:
    """What refutes that an article has its text from another, or None when nothing does."""
    crediting, credited = held.articles[row], held.articles[other]
    if is_surely_later(credited, crediting):
        return Evidence("date", -3.0, "the text credited is later than the text that credits it")
    if not is_tied and cannot_match(credited, crediting):
        return Evidence("copy", -3.0, "the text credited shares no passage with the text that credits it")
    return None
