"""Derivations: the chosen steps with verdict and evidence, and beside them what the pages claim about parties that are not held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sourcier.model import Degree, Derivation, Evidence, Verdict
from sourcier.trace.claims import Claim
from sourcier.trace.evidence import PairEvidence
from sourcier.trace.held import Held
from sourcier.trace.reasons import explain, no_credit
from sourcier.trace.refuted import Refuted
from sourcier.trace.steps import Step
from sourcier.trace.times import is_surely_later
from sourcier.trace.verdicts import confidence_of, verdict_of

# From this share of the child's text on, a derivation is of the whole.
_WHOLE_TEXT = 0.6
# How sure we may be of a hop that the text of a party in between, which is not held, came from one that is.
_THROUGH_PARTY = 0.8
# What is left of a claim that a held text refutes: dates may be wrong, and pages may change without saying so.
_REFUTED = 0.1


@dataclass(frozen=True, slots=True)
class Findings:
    """All that derivations are made of, by row: the evidence of pairs, the chosen steps, the claims, who shares text, what is refuted."""

    held: Held
    weights: PairEvidence
    chosen: Mapping[int, tuple[Step, ...]]
    claims: Sequence[tuple[Claim, ...]]
    tied: Mapping[int, Mapping[int, int]]
    refuted: Mapping[int, tuple[Refuted, ...]]


def party_name(held: Held, row: int) -> str:
    """The name to print for the outlet of an article: its name, else its host, else its title."""
    article = held.articles[row]
    if article.outlet is not None and article.outlet.name:
        return article.outlet.name
    return next((key[1:] for key in sorted(held.own[row]) if key.startswith("@")), article.title or article.article_id)


def observed(found: Findings, row: int) -> Iterator[Derivation]:
    """The derivations of an article from articles that are held."""
    for step in found.chosen.get(row, ()):
        if step.parent >= 0:
            yield _from_step(found, step)


def _from_step(found: Findings, step: Step) -> Derivation:
    """The derivation that one step shows."""
    held, reuse = found.held, found.held.reuses[step.reuse]
    parent = held.articles[step.parent]
    degree: Degree = "whole" if held.share_of(step.reuse, step.child) >= _WHOLE_TEXT else "part"
    claim = next((c for c in found.claims[step.child] if c.keys & held.own[step.parent]), None)
    verdict = verdict_of(held, step)
    reasons = explain(held, found.weights, step.reuse, step.child)
    return Derivation(
        node_id=held.articles[step.child].article_id,
        derived_from=parent.article_id,
        name=party_name(held, step.parent),
        address=parent.address or None,
        degree=degree,
        verdict=verdict,
        evidence=(*reasons, no_credit()) if verdict == "uncredited" else reasons,
        confidence=round(confidence_of(step), 4),
        kind=reuse.kind,
        credit=claim.hop.credit if claim else None,
    )


def claimed(found: Findings, row: int) -> Iterator[Derivation]:
    """The derivations that the claims of an article add: hop by hop, along articles that are held as far as they bear them out."""
    here: int | None = row
    node = found.held.articles[row].article_id
    for claim in found.claims[row]:
        match = _upstream(found, here, claim) if here is not None else _earlier_text(found, row, claim)
        if match is None and here not in {None, row} and _is_beside(found, row, claim):
            # Two credits in the wrong order, or a credit that came along: the texts themselves show where that party stands.
            continue
        if match is not None and here is None:
            yield _into_held(found, node, match, claim)
        elif match is None:
            yield _to_party(found, node, here, claim)
        here = match
        node = claim.node_id if match is None else found.held.articles[match].article_id
    yield from _siblings(found, row)


def _upstream(found: Findings, row: int, claim: Claim) -> int | None:
    """The article of the claimed party on the way back from an article, or None when the way does not pass there."""
    waiting, seen = [row], {row}
    for here in waiting:
        for step in found.chosen.get(here, ()):
            if step.parent >= 0 and step.parent not in seen:
                if claim.keys & found.held.own[step.parent]:
                    return step.parent
                seen.add(step.parent)
                waiting.append(step.parent)
    return None


def _is_beside(found: Findings, row: int, claim: Claim) -> bool:
    """Whether a text of the party claimed is held and shares passages with an article."""
    return any(claim.keys & found.held.own[other] for other in found.tied.get(row, ()))


def _earlier_text(found: Findings, row: int, claim: Claim) -> int | None:
    """An article of the claimed party that shares text with this one and is not later, the earliest."""
    held = found.held
    fits = [other for other in found.tied.get(row, ()) if claim.keys & held.own[other]]
    fits = [other for other in fits if not is_surely_later(held.articles[other], held.articles[row])]
    return min(fits, key=held.order_key, default=None)


def _into_held(found: Findings, node: str, row: int, claim: Claim) -> Derivation:
    """A party that is not held took its text from an article that is: so says a page, and the page's own text bears it out."""
    article = found.held.articles[row]
    shown = (*claim.hop.evidence, Evidence("copy", 1.0, "the text that came through this party matches"))
    return Derivation(
        node, article.article_id, party_name(found.held, row), article.address or None, "whole", "confirmed", shown, _THROUGH_PARTY,
        credit=claim.hop.credit,
    )  # fmt: skip


def contradicted(found: Findings, row: int) -> Iterator[Derivation]:
    """The derivations that an article claims and a held text refutes."""
    held = found.held
    for refuted in found.refuted.get(row, ()):
        credited, hop = held.articles[refuted.credited], refuted.claim.hop
        tie = found.tied.get(row, {}).get(refuted.credited)
        yield Derivation(
            node_id=held.articles[row].article_id,
            derived_from=credited.article_id,
            name=party_name(held, refuted.credited),
            address=credited.address or None,
            degree="whole",
            verdict="contradicted",
            evidence=(*hop.evidence, refuted.why),
            confidence=_REFUTED,
            kind=None if tie is None else held.reuses[tie].kind,
            credit=hop.credit,
        )


def _to_party(found: Findings, node: str, row: int | None, claim: Claim) -> Derivation:
    """The derivation from a party that is not held, as claimed."""
    hop, confidence = claim.hop, claim.hop.confidence
    steps = found.chosen.get(row, ()) if row is not None else ()
    if steps:
        # The text matches one that is held: the claim is weighed against that.
        chance = next((s.probability for s in steps if s.party and s.party.node_id == claim.node_id), 1 - max(s.probability for s in steps))
        confidence = min(confidence, chance)
    shown = hop.evidence
    return Derivation(node, claim.node_id, hop.name, hop.address, "whole", "claimed", shown, round(confidence, 4), credit=hop.credit)


def _siblings(found: Findings, row: int) -> Iterator[Derivation]:
    """The derivation from an agency that this article does not credit, though another text of its family does."""
    own_claims = {claim.node_id for claim in found.claims[row]}
    for step in found.chosen.get(row, ()):
        if step.party is not None and step.party.node_id not in own_claims:
            party = step.party
            shown = (*party.hop.evidence, Evidence("wire", 1.5, f"another outlet prints this text and credits {party.hop.name}"))
            derivation = _to_party(found, found.held.articles[row].article_id, None, party)
            verdict: Verdict = "uncredited" if step.probability >= 0.5 else "undecided"
            shown = (*shown, no_credit()) if verdict == "uncredited" else shown
            yield replace(derivation, verdict=verdict, evidence=shown, confidence=round(step.probability, 4), credit=None)
