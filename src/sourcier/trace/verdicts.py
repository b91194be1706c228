"""The verdict on one step: what the captures that are held allow to say, and no more."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from sourcier.model import Article, Verdict
from sourcier.text.words import find_words
from sourcier.trace.evidence import marks_naming
from sourcier.trace.held import Held
from sourcier.trace.steps import Step
from sourcier.trace.times import moment

# Below this probability of its direction a step is shown as undecided.
DECIDED = 0.85
# Nobody is said to have taken a passage without credit unless it is surer than this that he took it from there.
_PART, _SURE_PART = 0.5, 0.55
# Marks that a reader of the page would call a credit, whatever they claim.
_CREDITS = frozenset({"credit", "canonical"})
# Below this share a decided step is one of many alike, and right about this often at the least.
_ALIKE, _LEAST_OF_ALIKE = 0.45, 0.38
# Fewer words than this are too few to say that two texts do not match.
_FEWEST_WORDS = 40


def verdict_of(held: Held, step: Step) -> Verdict:
    """The verdict on a step between two articles that are held."""
    if step.direction < DECIDED:
        return "undecided"
    if any(mark.kind in _CREDITS for mark in marks_naming(held, step.child, step.parent)):
        return "confirmed"
    is_part = held.share_of(step.reuse, step.child) < _PART
    return "undecided" if is_part and step.probability < _SURE_PART else "uncredited"


def confidence_of(step: Step) -> float:
    """The probability that a step is right.

    It is that of the step, but for the likeliest of many candidates alike: there it is right more often than its share says, since
    such families begin in one text that most copy (measured by benchmarks/direction.py: about 0.45 for shares below that).
    """
    if step.party is None and step.direction >= DECIDED and step.probability < _ALIKE:
        return _LEAST_OF_ALIKE + (_ALIKE - _LEAST_OF_ALIKE) * step.probability / _ALIKE
    return step.probability


def cannot_match(credited: Article, crediting: Article) -> bool:
    """Whether a text that shares nothing with the one that credits it shows that the credit is wrong.

    Not when it was or may have been changed since (modified or printed again later, a stub, a live page), is in another language
    (a translation shares no words), or is too short to tell.
    """
    if credited.flags or crediting.flags or (credited.language or "?") != (crediting.language or "!"):
        return False
    if _changed_after(credited.modified, crediting.published):
        return False
    return int(np.diff(find_words([credited.body, crediting.body]).bounds).min()) >= _FEWEST_WORDS


def _changed_after(modified: datetime | date | None, published: datetime | date | None) -> bool:
    """Whether a page was changed after the day another was printed, or may have been."""
    changed, printed = moment(modified), moment(published)
    return changed is not None and (printed is None or changed > printed)
