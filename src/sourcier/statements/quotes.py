"""Quotations with no cue of their own: joined to the statement before, credited to the tag behind, or left to the last speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sourcier.model import Span
from sourcier.statements.drafts import Draft
from sourcier.statements.frame import Frame
from sourcier.statements.passages import Passages

_SHORT = 3  # quoted words that may stand alone as a label rather than as something said


def place_bare_quotes(passages: Passages, frames: Sequence[Frame], drafts: Sequence[list[Draft]]) -> list[Draft]:
    """Every draft in order, with the sentences that are nothing but quotations given to a statement.

    A bare quotation carries on the direct statement before it in its paragraph; a tag with no words of its own ("Ruiz said.")
    takes the bare quotation before it; a paragraph that is only a quotation is a statement of the last speaker, without a cue.
    """
    found: list[Draft] = []
    waiting: list[tuple[Frame, tuple[Span, ...]]] = []
    for frame, here in zip(frames, drafts, strict=True):
        if (bare := _bare_quotes(passages, frame)) and not here:
            waiting.append((frame, bare))
            continue
        if waiting and (lead := _lone_tag(frame, here)) is not None:
            taken = [content for before, content in waiting if before.sentence.paragraph == frame.sentence.paragraph]
            if taken:
                here = [replace(lead, content=tuple(span for spans in taken for span in spans)), *here[1:]]
                waiting = [pair for pair in waiting if pair[0].sentence.paragraph != frame.sentence.paragraph]
        follows = found and waiting and found[-1].frame.sentence.paragraph == waiting[-1][0].sentence.paragraph
        if waiting and here and not follows and _leads_on(passages, waiting[-1][1], here[0]):
            lead_in = tuple(span for _, spans in waiting for span in spans)
            here = [replace(here[0], content=lead_in + here[0].content), *here[1:]]
            waiting = []
        found.extend(_settle(passages, waiting, found))
        waiting = []
        found.extend(draft for draft in here if draft.content)
    found.extend(_settle(passages, waiting, found))
    return [draft for draft in found if draft.content]


def _bare_quotes(passages: Passages, frame: Frame) -> tuple[Span, ...]:
    """The insides of the quotations of a sentence that holds nothing else."""
    if any(token.is_word for token in frame.tokens) or not frame.tokens:
        return ()
    return tuple(passages.quotes[token.quote].inner for token in frame.tokens if token.quote >= 0)


def _lone_tag(frame: Frame, drafts: Sequence[Draft]) -> Draft | None:
    """The tag at the head of a sentence that reports nothing in it."""
    return drafts[0] if drafts and drafts[0].tag and not drafts[0].content else None


def _settle(passages: Passages, waiting: Sequence[tuple[Frame, tuple[Span, ...]]], found: list[Draft]) -> Iterator[Draft]:
    """Give waiting quotations to the statement before them (in place), or make statements of them."""
    fresh: list[Draft] = []
    for frame, spans in waiting:
        before = (fresh or found)[-1] if fresh or found else None
        same = before is not None and before.frame.sentence.paragraph == frame.sentence.paragraph
        carried = before is not None and _carries_on(passages, before.content[-1])
        if before is not None and (carried or (same and _is_quoted(passages, before))):
            (fresh or found)[-1] = replace(before, content=before.content + spans)
        elif before is not None and sum(span.end - span.start for span in spans) > 12 * _SHORT:
            fresh.append(Draft(frame, spans, None, None, len(frame.tokens)))
    yield from fresh


def _carries_on(passages: Passages, span: Span) -> bool:
    """Whether a content is a quotation that its paragraph leaves open and the next one goes on with."""
    return any(quote.carries_on and quote.inner == span for quote in passages.quotes)


def _leads_on(passages: Passages, spans: Sequence[Span], draft: Draft) -> bool:
    """Whether quoted words that their paragraph leaves open go on at the head of a draft."""
    return bool(draft.content) and bool(spans) and _carries_on(passages, spans[-1]) and _is_quoted(passages, draft)


def _is_quoted(passages: Passages, draft: Draft) -> bool:
    """Whether all of a draft's content stands in quotation marks."""
    inner = {quote.inner for quote in passages.quotes}
    return all(span in inner for span in draft.content)
