"""Verbs that no list holds and that report all the same: right behind a quotation, beside the one who said it."""

from __future__ import annotations

from typing import NamedTuple

from sourcier.statements.frame import Frame
from sourcier.statements.speakers import any_speaker, speaker_after

_SHORTEST = 4  # letters of a verb: shorter ones are small words or listed


class UnlistedVerb(NamedTuple):
    """Where a verb ends (half-open) and the token of its inverted pronoun, -1 without one."""

    last: int
    pronoun: int = -1


def find_unlisted_verb(frame: Frame, at: int) -> UnlistedVerb | None:
    """The verb that begins at a place and can only report: a quotation, then the verb, then a pronoun, a name or a noun phrase.

    In a language whose tags may put the subject first, a quotation, a name or pronoun, then the verb and a stop do as well.
    """
    if not is_right_behind_words(frame, at):
        return _behind_subject(frame, at) if frame.words.tags_before else None
    words, here, pronoun = frame.words, at, -1
    while frame.low(here) in words.clitics and frame.low(here) not in words.definite:
        here += 1  # "se gausse", "lui lance"
    endings = words.finite_endings
    if words.participle_endings and frame.low(here) in words.auxiliaries:
        here, endings = here + 1, words.participle_endings
        if frame.low(here) in words.inverted:
            here, pronoun = here + 1, here
        while frame.is_adverb(here):
            here += 1
    if not _has_form(frame, here, endings):
        return None
    if frame.low(here + 1) in words.inverted and frame.tokens[here].end == frame.tokens[here + 1].start:
        return UnlistedVerb(here + 2, here + 1)
    if pronoun >= 0:
        return UnlistedVerb(here + 1, pronoun)
    return UnlistedVerb(here + 1) if _subject_ends(frame, here + 1) else None


def is_right_behind_words(frame: Frame, at: int) -> bool:
    """Whether a sentence is nothing but quoted words up to a place, and these end as words said do: with a comma, "?", "!" or "…"."""
    last = at - 1
    comma = frame.low(last) in {",", "—", "–"}
    last -= comma
    if not frame.is_quote(last):
        return False
    token = frame.tokens[last]
    quoted = frame.body[token.start : token.end].rstrip("»”\"'’ \u00a0\u202f")
    ended = comma or quoted.endswith((",", "?", "!", "…"))
    if not ended or _is_heading(quoted):
        return False
    first = last
    while first > 0 and (frame.is_quote(first - 1) or frame.low(first - 1) == ","):
        first -= 1
    return first == 0 or frame.low(first - 1) in {":", "–", "—", "-"}


def _is_heading(quoted: str) -> bool:
    """Whether quoted words are printed as the title of a work: capitals throughout."""
    parts = quoted.strip("«“\"' \u00a0,").split()
    return len(parts) > 1 and sum(part[0].isupper() for part in parts) * 2 > len(parts)


def _has_form(frame: Frame, at: int, endings: tuple[str, ...]) -> bool:
    """Whether a word may be a verb by its ending and is nothing else that is known."""
    low, words = frame.low(at), frame.words
    if not frame.is_word(at) or frame.tokens[at].is_capital or len(low) < _SHORTEST or not low.endswith(endings):
        return False
    return not (low in words.function or frame.is_speaking_noun(at) or frame.is_time(at) or frame.is_adverb(at))


def _subject_ends(frame: Frame, at: int) -> bool:
    """Whether a subject stands right behind a verb and the clause ends with it."""
    speaker = speaker_after(frame, at, direct=True) or any_speaker(frame, at)
    if speaker is None or speaker.kind in {"relative", "pronoun"}:
        return False
    if speaker.name is not None and speaker.name.kind == "place":
        return False
    words, low = frame.words, frame.low(speaker.last)
    return not frame.is_word(speaker.last) or low in words.prepositions or low in words.relatives or frame.is_time(speaker.last)


def _behind_subject(frame: Frame, at: int) -> UnlistedVerb | None:
    """The verb of a tag that puts its subject first ("…," Ruiz croaked.): a name or a pronoun before it, a stop behind it."""
    words = frame.words
    first = at - 1
    if first in frame.inside:
        first = next((name.first for name in frame.names.values() if name.last == at and name.kind in {"person", None}), -1)
    elif words.pronouns.get(frame.low(first)) not in {"m", "f", "p"}:
        return None
    if first < 1 or not is_right_behind_words(frame, first) or not _has_form(frame, at, words.finite_endings):
        return None
    return UnlistedVerb(at + 1) if not frame.is_word(at + 1) and not frame.is_quote(at + 1) else None
