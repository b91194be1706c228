"""The medium of a statement: the outlet, agency or platform through which the words came."""

from __future__ import annotations

from collections.abc import Sequence

from sourcier.model import Span
from sourcier.statements.cast import Figure
from sourcier.statements.drafts import Draft
from sourcier.statements.names import Name


def find_medium(draft: Draft, speaker: Figure | None, told: Sequence[Span]) -> Span | None:
    """Where the statement names its medium ("à l'AFP", "told the Herald", "on his Telegram channel"), None when it names none.

    An outlet that speaks for itself is the speaker and no medium. What stands inside the words told
    (`told`: those of every statement of the sentence) does not count.
    """
    frame = draft.frame
    for name in frame.names.values():
        own = draft.speaker if speaker is not None else None
        if own is not None and own.kind == "name" and own.first <= name.first < own.last:
            continue
        if any(span.start <= name.span.start < span.end for span in told):
            continue
        if _is_medium(draft, name):
            return name.span
    return None


def _is_medium(draft: Draft, name: Name) -> bool:
    """Whether a name stands where media stand: behind "à", "sur", "told", beside "the newspaper", before "podcast"."""
    frame, words = draft.frame, draft.frame.words
    first, last, is_outlet = name.first, name.last, name.kind == "outlet"
    before = first - 1
    while frame.low(before) in words.definite or frame.low(before) in words.indefinite or frame.low(before) in words.possessive:
        if frame.low(before) in words.media_prepositions:
            break
        before -= 1
    noun = frame.low(before) in words.media_nouns
    if noun:
        before -= 1
        while frame.is_determiner(before) and frame.low(before) not in words.media_prepositions:
            before -= 1
    if not noun and frame.low(before) in words.genitives:
        # "propriétaire de Facebook" names no medium, "un portrait du Parisien" does
        return is_outlet and frame.low(before - 1) in words.media_nouns
    called = frame.low(last) in words.media_nouns
    told = draft.cue is not None and before == draft.cue.last - 1 and "object" in draft.cue.takes
    parts = [frame.low(at) for at in range(first, last)]
    if told and before < first - 1 and len(parts) > 1 and not any(part in words.organisations for part in parts):
        return True  # "told the Argus Leader": an unknown title behind an article
    named = noun and name.kind != "person"  # "au journaliste Paul Brun" names no medium
    return (is_outlet or named or called) and (frame.low(before) in words.media_prepositions or told)
