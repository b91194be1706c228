"""The chain that a page claims for itself: from its own outlet back to whom it credits last.

The rules, in order:
1. `relayed` is no hop: it tells whence a statement comes, not the text. A translator is a person, no hop, unless the mark names an outlet.
2. Marks that name the page's own outlet are dropped. Marks of one party are one hop with all their evidence.
3. Nearest first: who handed the text on ("distributed by X"), who this page has it from (`republished`, `translation`), then whose
   dispatch it is (`agency`), then whence the story comes (`origin`). Each republisher adds its mark below those it found, so of several
   republished marks the lowest is nearest, and what a copying tool wrote is nearer than what a person wrote.
4. Agencies named together, or origins named together, are one step: the first is the hop, the others are told in its evidence.
5. `via` is weaker (somebody pointed there): it is a hop only where no other mark claims one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sourcier.languages.parties import find_party, generic_agencies, is_domain, party_key, same_party
from sourcier.model import Article, Credit, CreditKind, Evidence, EvidenceKind, Hop, Outlet
from sourcier.text.addresses import registrable_domain
from sourcier.text.fold import fold

# Log-odds in nats that a mark of this kind is right about the text it stands under, from pages read for the first time: labels of an
# origin err most, since notes, charts and lists of references bear them too (docs/credits.md).
_WEIGHTS: dict[CreditKind, float] = {"republished": 3.2, "translation": 3.0, "agency": 3.2, "origin": 1.7, "via": 0.4}
_STEPS: dict[CreditKind, int] = {"republished": 0, "translation": 1, "agency": 2, "origin": 3, "via": 4}
# Who only hands on what others wrote stands next to the page, before whoever wrote it.
_HANDED_ON = "distributed-by-agency"
_CANONICAL, _DEBRIS, _LINK, _BOX, _AGAIN = 3.0, 1.5, 0.7, 1.0, 0.5
_MOST = 0.99


@dataclass(slots=True)
class _Claim:
    """One party with the marks that name it, while they are gathered."""

    marks: list[Credit]
    step: int
    near: tuple[int, int]
    others: list[str] = field(default_factory=list)


def claimed_chain(article: Article) -> tuple[Hop, ...]:
    """The hops that credits and debris claim, nearest first; () when the page is its own origin.

    The last hop is the claimed origin. `confidence` is the probability that the hop is right: the evidence's log-odds, summed.
    """
    claims = _gathered(article)
    steps = [claim for claim in claims if claim.step < _STEPS["via"]] or claims[:1]
    return tuple(_hop(claim, article) for claim in _one_a_step(steps))


def _gathered(article: Article) -> list[_Claim]:
    """One claim a party, nearest first."""
    tools = {debris.printed for debris in article.debris}
    claims: list[_Claim] = []
    for number, credit in enumerate(article.credits):
        if credit.kind not in _STEPS or not _is_party(credit) or _is_own(credit, article):
            continue
        step, near = _STEPS[credit.kind], (0 if any(credit.printed in printed for printed in tools) else 1, -number)
        if credit.rule.endswith(_HANDED_ON):
            step, near = 0, (-1, -number)
        claim = next((claim for claim in claims if _is_same(claim.marks[0], credit)), None)
        if claim is None:
            claims.append(_Claim([credit], step, near))
        else:
            claim.marks.append(credit)
            claim.step, claim.near = min((claim.step, claim.near), (step, near))
    return sorted(claims, key=lambda claim: (claim.step, claim.near if claim.step < _STEPS["agency"] else (0, -claim.near[1])))


def _one_a_step(claims: list[_Claim]) -> list[_Claim]:
    """The claims as a line: agencies and origins that stand side by side are one step."""
    line: list[_Claim] = []
    for claim in claims:
        if line and claim.step >= _STEPS["agency"] and line[-1].step == claim.step:
            is_named = _is_nameless(line[-1]) and not _is_nameless(claim)  # "agencies" beside one by its name
            first, other = (claim, line[-1]) if is_named else (line[-1], claim)
            first.others.append(other.marks[0].outlet or other.marks[0].name)
            line[-1] = first
        else:
            line.append(claim)
    return line


def _is_nameless(claim: _Claim) -> bool:
    """Whether a claim is of agencies without a name."""
    return fold(claim.marks[0].name) in generic_agencies()


def _is_party(credit: Credit) -> bool:
    """Whether a mark names an outlet or organisation: a translation's name is a person's unless it is known, a domain, or linked apart."""
    if credit.kind != "translation":
        return True
    return (
        "translation-of" in credit.rule
        or "translationOfWork" in credit.rule
        or find_party(credit.name) is not None
        or is_domain(credit.name)
    )


def _is_own(credit: Credit, article: Article) -> bool:
    """Whether a mark names the page's own outlet."""
    if article.outlet is not None and same_party(credit.name, credit.address, article.outlet):
        return True
    own = registrable_domain(article.address)
    return bool(own) and same_party(credit.name, None, Outlet("", (own,)))


def _is_same(first: Credit, second: Credit) -> bool:
    """Whether two marks name one party: by key, or the name of one is the domain of the other."""
    if party_key(first.name, first.address) == party_key(second.name, second.address):
        return True
    pairs = ((first, second), (second, first))
    return any(bool(b.address) and same_party(a.name, None, Outlet("", (registrable_domain(b.address or ""),))) for a, b in pairs)


def _hop(claim: _Claim, article: Article) -> Hop:
    """One hop with all that claims it."""
    best = next((mark for mark in claim.marks if not is_domain(mark.name)), claim.marks[0])
    evidence = _evidence(claim, article)
    odds = sum(reason.weight for reason in evidence)
    address = next((mark.address for mark in claim.marks if mark.address), None)
    confidence = min(_MOST, round(1 / (1 + math.exp(-odds)), 4))
    return Hop(best.outlet or best.name, address, "claimed", evidence, confidence, None, claim.marks[0].kind)


def _evidence(claim: _Claim, article: Article) -> tuple[Evidence, ...]:
    """The marks as evidence, the strongest with its own weight and every other with what it adds; then debris, link and author box."""
    found: list[Evidence] = []
    for mark in sorted(claim.marks, key=lambda mark: (-_weight(mark), mark.printed)):
        kind: EvidenceKind = "canonical" if mark.place in {"head:link[rel=canonical]", "head:og:url"} else "credit"
        words = f"{mark.printed or mark.name} ({mark.place})"
        if claim.others and not found:
            words += f"; beside it: {', '.join(claim.others)}"
        if all(reason.words != words for reason in found):
            found.append(Evidence(kind, _AGAIN if found else _weight(mark), words))
    party = claim.marks[0]
    for debris in article.debris:
        if debris.party and _is_same(party, Credit("republished", debris.party, debris.address)):
            tool = f" ({debris.tool})" if debris.tool else ""
            found.append(Evidence("debris", _DEBRIS, debris.printed + tool))
    if linked := next((mark.address for mark in claim.marks if mark.address and not mark.place.startswith("head:")), None):
        found.append(Evidence("link", _LINK, linked))
    if article.author_box and article.author_box.party and _is_same(party, Credit("republished", article.author_box.party)):
        found.append(Evidence("debris", _BOX, f"author box of {article.author_box.party}"))
    return tuple(found)


def _weight(mark: Credit) -> float:
    """What one mark weighs on its own."""
    return _CANONICAL if mark.place in {"head:link[rel=canonical]", "head:og:url"} else _WEIGHTS[mark.kind]
