"""Quotations with no cue of their own: joined to the statement before, credited to the tag behind, or left to the last speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sourcier.model import Span
from sourcier.statements.drafts import Draft
from sourcier.statements.frame import Frame
from sourcier.statements.passages import Passages

_MOST_PARTS = 300  # quotations of one statement: more is no prose, and joining them would take time squared
_LEAST = 5  # quoted words; fewer may be a label or a heading rather than something said


@dataclass(slots=True)
class _Placing:
    """The drafts placed so far, the bare quotations that wait for a speaker, the sentence the last draft runs through."""

    inner: frozenset[Span]
    open_ends: frozenset[Span]
    found: list[Draft] = field(default_factory=list)
    waiting: list[tuple[Frame, tuple[Span, ...]]] = field(default_factory=list)
    through: int = -1
    opened: Draft | None = None


def place_bare_quotes(passages: Passages, frames: Sequence[Frame], drafts: Sequence[list[Draft]]) -> list[Draft]:
    """Every draft in order, with the sentences that are nothing but quotations given to a statement.

    A bare quotation carries on the direct statement right before it in its paragraph, and one that its paragraph leaves open; a
    tag with no words of its own ("Ruiz said.") takes the bare quotations before it; any other is a statement without a cue.
    """
    placing = _Placing(
        frozenset(quote.inner for quote in passages.quotes), frozenset(quote.inner for quote in passages.quotes if quote.carries_on)
    )
    for frame, here in zip(frames, drafts, strict=True):
        bare = () if here else _bare_quotes(passages, frame)
        if bare and placing.opened is not None:
            placing.found.append(replace(placing.opened, content=bare, paragraph=frame.sentence.paragraph))
            placing.opened, placing.through = None, frame.number
            continue
        placing.opened = None
        if bare:
            if not _carries_on(placing, frame, bare):
                placing.waiting.append((frame, bare))
            continue
        told = _with_waiting(placing, frame, _pointed_back(frames, frame, here))
        _settle(placing, passages, frames)
        placing.found.extend(told)
        placing.opened = here[-1] if here and here[-1].awaits else None
        if told:
            placing.through = frame.number if _is_quoted(placing, told[-1]) and not _runs_on(told[-1]) else -1
    _settle(placing, passages, frames)
    return placing.found


def _pointed_back(frames: Sequence[Frame], frame: Frame, here: list[Draft]) -> list[Draft]:
    """The drafts of a sentence; one that points back takes the sentence before as its words."""
    if not here or not here[0].back or not frame.number:
        return here
    return [replace(here[0], content=(_whole(frames[frame.number - 1]),))]


def _whole(frame: Frame) -> Span:
    """A sentence without its last stop."""
    tokens = frame.tokens
    last = max((at for at, token in enumerate(tokens) if token.is_word or token.quote >= 0), default=len(tokens) - 1)
    return Span(tokens[0].start, tokens[last].end)


def _runs_on(draft: Draft) -> bool:
    """Whether words of the sentence follow the statement (the next sentence is no continuation then)."""
    return any(token.is_word and token.is_capital for token in draft.frame.tokens[draft.last + 12 :])


def _bare_quotes(passages: Passages, frame: Frame) -> tuple[Span, ...]:
    """The insides of the quotations of a sentence that holds nothing else."""
    if any(token.is_word for token in frame.tokens):
        return ()
    return tuple(passages.quotes[token.quote].inner for token in frame.tokens if token.quote >= 0)


def _carries_on(placing: _Placing, frame: Frame, spans: tuple[Span, ...]) -> bool:
    """Whether bare quotations go on with the last statement; they are given to it then."""
    if not placing.found or placing.waiting or placing.through != frame.number - 1:
        return False
    last = placing.found[-1]
    if len(last.content) > _MOST_PARTS:
        return False
    same = last.frame.sentence.paragraph == frame.sentence.paragraph or len(last.content) > 1
    if last.content[-1] not in placing.open_ends and not (same and _paragraph_of(placing, frame)):
        return False
    placing.found[-1] = replace(last, content=last.content + spans, paragraph=frame.sentence.paragraph)
    placing.through = frame.number
    return True


def _paragraph_of(placing: _Placing, frame: Frame) -> bool:
    """Whether the last statement ends in the paragraph of a sentence."""
    last = placing.found[-1]
    return frame.sentence.paragraph == (last.frame.sentence.paragraph if last.paragraph < 0 else last.paragraph)


def _with_waiting(placing: _Placing, frame: Frame, here: Sequence[Draft]) -> list[Draft]:
    """The drafts of a sentence with the waiting quotations that belong to its first one."""
    if placing.waiting and here:
        first = here[0]
        taken: Iterable[tuple[Frame, tuple[Span, ...]]] = ()
        if first.tag and not first.content:  # a tag with no words of its own
            taken = [pair for pair in placing.waiting if pair[0].sentence.paragraph == frame.sentence.paragraph]
        elif first.content and placing.waiting[-1][1][-1] in placing.open_ends and first.content[0] in placing.inner:
            taken = list(placing.waiting)
        if taken:
            placing.waiting = [pair for pair in placing.waiting if pair not in taken]
            here = [replace(first, content=tuple(span for _, spans in taken for span in spans) + first.content), *here[1:]]
    return [draft for draft in here if draft.content]


def _settle(placing: _Placing, passages: Passages, frames: Sequence[Frame]) -> None:
    """Make statements of the quotations that still wait: those of one paragraph that stand side by side are one."""
    fresh: list[Draft] = []
    for frame, spans in placing.waiting:
        if (
            fresh
            and len(fresh[-1].content) <= _MOST_PARTS
            and (fresh[-1].frame.sentence.paragraph == frame.sentence.paragraph or fresh[-1].content[-1] in placing.open_ends)
        ):
            fresh[-1] = replace(fresh[-1], content=fresh[-1].content + spans)
        elif _is_said(passages, frames, frame, spans):
            fresh.append(Draft(frame, spans, None, None, len(frame.tokens)))
        placing.through = frame.number
    placing.found.extend(fresh)
    placing.waiting.clear()


def _is_said(passages: Passages, frames: Sequence[Frame], frame: Frame, spans: tuple[Span, ...]) -> bool:
    """Whether bare quotations are something said: long enough, and no heading (which alone in its paragraph ends with no stop)."""
    text = passages.body[spans[0].start : spans[-1].end]
    if len(text.split()) < _LEAST and not (text[:1].isupper() and text.rstrip().endswith((".", "!", "?", "…")) and text.count(" ") > 1):
        return False
    number, paragraph = frame.number, frame.sentence.paragraph
    before = number > 0 and frames[number - 1].sentence.paragraph == paragraph
    after = number + 1 < len(frames) and frames[number + 1].sentence.paragraph == paragraph
    stopped = text.rstrip(" \u00a0»”\"'").endswith((".", "!", "?", "…")) or frame.tokens[-1].low in {".", "!", "?", "…"}
    return before or after or stopped


def _is_quoted(placing: _Placing, draft: Draft) -> bool:
    """Whether all of a draft's content stands in quotation marks."""
    return all(span in placing.inner for span in draft.content)
