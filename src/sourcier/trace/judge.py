"""What people make of a derivation: signed evidence that stands beside the machine's result and never replaces it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from sourcier.commented import Judgement, Stance
from sourcier.errors import UsageError
from sourcier.model import Derivation, Evidence, Story

# The sign says on which side a person stands; it is not weighed against the machine's evidence, and moves neither verdict nor confidence.
_WEIGHTS: dict[Stance, float] = {"confirm": 1.0, "reject": -1.0, "note": 0.0}
_WORDS: dict[Stance, str] = {"confirm": "confirmed", "reject": "rejected", "note": ""}


def judged(derivation: Derivation, judgement: Judgement) -> Derivation:
    """The derivation with a person's judgement as its last evidence; verdict, confidence and all other evidence stay as they are.

    Somebody who judges anew is told again, below what he said before; the same words twice are told once.

    >>> step = Derivation("a1", "a2", "Le Phare", None, "whole", "uncredited", (), 0.9)
    >>> told = judged(step, Judgement("reject", "Ada Brenn", "both had it from the town hall"))
    >>> told.evidence[-1].words, told.evidence[-1].signed_by, told.verdict, told.confidence
    ('rejected: both had it from the town hall', 'Ada Brenn', 'uncredited', 0.9)

    Raises:
        UsageError: nobody signs, or a note says nothing.
    """
    name, words = " ".join(judgement.signed_by.split()), " ".join(judgement.words.split())
    if not name:
        raise UsageError("a judgement needs the name of who signs it", judgement.words)
    if judgement.stance == "note" and not words:
        raise UsageError("a note needs words", name)
    told = ": ".join(part for part in (_WORDS[judgement.stance], words) if part)
    evidence = Evidence("judgement", _WEIGHTS[judgement.stance], told, signed_by=name)
    return replace(derivation, evidence=(*(e for e in derivation.evidence if e != evidence), evidence))


def judged_story(story: Story, said: Iterable[Judgement]) -> Story:
    """The story with what people said of its derivations, in the order given, below the machine's evidence."""
    by_step: defaultdict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in said:
        by_step[judgement.node_id, judgement.derived_from].append(judgement)
    if not by_step:
        return story
    derivations = []
    for derivation in story.derivations:
        for judgement in by_step.get((derivation.node_id, derivation.derived_from), ()):
            derivation = judged(derivation, judgement)  # noqa: PLW2901 - one after the other
        derivations.append(derivation)
    return replace(story, derivations=tuple(derivations))


def judgements(derivation: Derivation) -> tuple[Evidence, ...]:
    """What people said of a derivation, in the order in which they said it."""
    return tuple(evidence for evidence in derivation.evidence if evidence.kind == "judgement" and evidence.signed_by)


def standing(derivation: Derivation) -> tuple[Evidence, ...]:
    """Each person's last word on a derivation, for or against it, in the order of their names; notes take no side."""
    last = {evidence.signed_by: evidence for evidence in judgements(derivation) if evidence.weight}
    return tuple(evidence for _, evidence in sorted(last.items(), key=lambda item: item[0] or ""))


def without_judgements(derivation: Derivation) -> Derivation:
    """The derivation as the machine made it."""
    return replace(derivation, evidence=tuple(e for e in derivation.evidence if e not in judgements(derivation)))
