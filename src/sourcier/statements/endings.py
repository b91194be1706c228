"""Where reported words end: with their sentence, before another report, before what tells where and when they were said."""

from __future__ import annotations

from collections.abc import Sequence

from sourcier.statements.clauses import Opening, find_opening, has_finite
from sourcier.statements.cues import Cue
from sourcier.statements.frame import Frame

_ENDS = frozenset({",", ";", ".", ":", "!", "?"})
_SHORTEST = 4  # letters of a participle


def find_end(frame: Frame, opening: Opening, cues: Sequence[Cue], tags: Sequence[tuple[int, int]], *, carries: bool = False) -> int:
    """The token behind the last one of the words that begin at an opening.

    They end with the sentence, before a tag that belongs to somebody else, before a second cue that a comma or "and" joins, and
    before the asides that a pack lists as stops.
    """
    if opening.mode == "quote":
        return _quote_end(frame, opening.at, carries=carries)
    end = min([len(frame.tokens), *(first for first, _ in tags if first > opening.at)])
    for cue in cues:
        if opening.at < cue.first < end and (rival := _rival_end(frame, opening.at, cue)) >= 0:
            end = min(end, rival)
    end = next((at for at in range(opening.at + 2, end) if _stops_at(frame, opening, at, end)), end)
    end = next((at + 1 for at in range(opening.at + 1, end) if _quote_closes(frame, at, cues)), end)
    quote = next((at for at in range(end - 1, opening.at - 1, -1) if frame.is_quote(at)), -1)
    if opening.mode == "words" and 0 <= quote < end - 1 and _is_setting(frame, quote + 1):
        return quote + 1
    if opening.mode == "words" and quote >= 0 and all(frame.is_time(at) or frame.is_adverb(at) for at in range(quote + 1, end - 1)):
        return quote + 1 if quote + 1 < end and frame.is_time(quote + 1) else _without_tail(frame, opening.at, end)
    return _without_tail(frame, opening.at, end)


def _quote_closes(frame: Frame, at: int, cues: Sequence[Cue]) -> bool:
    """Whether a quotation with its comma inside the marks closes what is said, another report behind it (“a plan,” he noted that)."""
    if not frame.words.tags_before or not frame.is_quote(at) or not any(at < cue.first <= at + 6 for cue in cues):
        return False
    return frame.body[frame.tokens[at].start : frame.tokens[at].end].rstrip("”\"'").endswith(",")


def _rival_end(frame: Frame, floor: int, cue: Cue) -> int:
    """Where a later cue ends the words before it, -1 when it stands inside them."""
    if _joins(frame, cue):
        return _join_start(frame, cue)
    if cue.kind != "verb":
        return -1
    half = _half_before(frame, floor, cue.first)
    return half if half > 0 else _rival_start(frame, floor, cue)


def _stops_at(frame: Frame, opening: Opening, at: int, end: int) -> bool:
    """Whether reported words end before the mark at a place: an aside of the writer's begins there."""
    low = frame.low(at)
    if low == ";" and opening.mode == "clause" and frame.low(at + 1) not in frame.words.complementisers:
        return True
    if low in {"—", "–", "-"} and frame.is_quote(at - 1) and not any(frame.low(k) == low for k in range(at + 1, end)):
        return True
    if low in {",", "—", "–", ";"} and any(frame.starts_phrase(at + 1, stop) for stop in frame.words.stops):
        return not _is_aside(frame, at, end)
    if opening.mode == "words" and low in frame.words.conjunctions and frame.is_quote(at - 1) and frame.low(at + 1) in frame.words.verbs:
        return True  # called the plan “rushed” and promised more
    if opening.mode in {"noun", "words"} and low in frame.words.conjunctions and _is_second_participle(frame, at + 1):
        return True  # "a annoncé l'ouverture d'une enquête et dépêché des experts"
    over = opening.mode == "words" and low in {",", ";"} and not any(frame.is_quote(k) for k in range(at, end))
    return over and not (low == "," and _lists(frame, opening.at, at, end))


def _is_second_participle(frame: Frame, at: int) -> bool:
    """Whether a participle that shares the auxiliary of a verb before it stands at a place, its object behind it."""
    words, low = frame.words, frame.low(at)
    formed = (
        bool(words.participle_endings) and low.endswith(words.participle_endings) and len(low) > _SHORTEST and low not in words.function
    )
    behind = frame.is_determiner(at + 1) or frame.low(at + 1) in words.complementisers
    return formed and not frame.is_speaking_noun(at) and behind


def _lists(frame: Frame, first: int, comma: int, end: int) -> bool:
    """Whether a comma goes on with a list that "and" closes ("blamed a “storm” of strikes, weak orders and rising costs")."""
    words = frame.words
    verbs = words.finite_marks | words.relatives | words.auxiliaries | words.complementisers
    rest = range(comma + 1, end)
    if frame.is_quote(comma - 1) or any(
        frame.low(k) in verbs or frame.is_time(k) or frame.low(k) in words.gerund_marks - words.conjunctions for k in rest
    ):
        return False
    last = next((k for k in range(end - 1, comma, -1) if frame.low(k) in words.conjunctions), -1)
    return comma < last <= comma + 8 and end - last <= 6 and any(frame.low(k) in words.prepositions for k in range(first, comma))


def _is_aside(frame: Frame, at: int, end: int) -> bool:
    """Whether the relative clause behind a comma ends at the next one, and the words before it go on ("the club, which is poor, sank")."""
    words = frame.words
    if frame.low(at + 1) not in words.relatives:
        return False
    stop = next((k for k in range(at + 2, end) if frame.low(k) == ","), -1)
    return stop > 0 and any(frame.low(k) in words.finite_marks for k in range(stop + 1, min(stop + 4, end)))


def _joins(frame: Frame, cue: Cue) -> bool:
    """Whether a later cue is joined to the first one instead of standing inside its words: a gerund behind a comma."""
    before = cue.first - 1
    words = frame.words
    if cue.kind in {"gerund", "infinitive"}:
        while before > 0 and (frame.low(before) in words.gerund_marks or frame.is_adverb(before)):
            before -= 1
        return frame.low(before) == "," or frame.is_quote(before) or frame.low(cue.first - 1) in words.conjunctions
    return False


def _half_before(frame: Frame, floor: int, verb: int) -> int:
    """The semicolon shortly before a verb of saying, which ends the report before it; -1 when there is none."""
    return next((at for at in range(verb - 1, max(floor, verb - 7), -1) if frame.low(at) == ";"), -1)


def _rival_start(frame: Frame, floor: int, cue: Cue) -> int:
    """Where a later verb of saying starts a report of its own ("... and added that", "..., Ana Ruiz replied that"), -1 when it does not."""
    words = frame.words
    opening = find_opening(frame, cue)
    before = cue.first - 1
    while frame.is_adverb(before):
        before -= 1
    if opening is None or opening.at > cue.last + 4:
        return -1
    if opening.mode == "bare":  # "said it would rise but admitted there was a risk"
        past = frame.low(cue.last - 1).endswith(words.past_endings) or "any" in cue.takes
        said = words.tags_before and past and "study" not in cue.takes
        if not said or frame.low(before) not in words.conjunctions or before <= floor or not has_finite(frame, floor):
            return -1
    if frame.low(before) in words.conjunctions and before > floor and opening.mode != "noun":
        return before - 1 if frame.low(before - 1) == "," else before
    named = next((first for first, name in frame.names.items() if name.last == before + 1 and first > floor), -1)
    if named < 0:
        return -1
    while frame.low(named - 1) in words.titles:
        named -= 1
    if frame.low(named - 1) in words.conjunctions and frame.low(named - 2) == ",":
        return named - 2  # "said talks could begin, but Ruiz ruled out a truce"
    if opening.mode not in {"clause", "quote"}:
        return -1
    return named - 1 if frame.low(named - 1) in {",", ";"} else -1


def _join_start(frame: Frame, cue: Cue) -> int:
    """The first token of a joined cue with the words that join it."""
    at = cue.first
    while at > 0 and (frame.low(at - 1) in frame.words.gerund_marks or frame.is_adverb(at - 1) or frame.low(at - 1) in {",", "—", "–"}):
        at -= 1
    return at


def _quote_end(frame: Frame, at: int, *, carries: bool = False) -> int:
    """The end of words that begin with a quotation: the quotations in a row, and with `carries` the phrase they belong to.

    Verbs of judging carry on: juge « inutile » un nouveau vote, met en cause « la chaîne » du commandement.
    """
    here = at + 1
    words = frame.words
    low = frame.low(here)
    joined = low in words.genitives or frame.is_determiner(here) or (low in words.prepositions and _is_fragment(frame, at))
    if carries and joined and not frame.is_time(here + 1) and not _is_setting(frame, here):
        # a day alone belongs to what happened as often as to what was said: it stays
        while here < len(frame.tokens) and frame.low(here) not in _ENDS and (frame.is_time(here) or not _is_setting(frame, here)):
            if frame.low(here) in words.conjunctions and frame.low(here + 1) in words.verbs:
                break
            here += 1
        return here
    while here < len(frame.tokens):
        low = frame.low(here)
        joined = low in words.conjunctions or low == ","
        if frame.is_quote(here) or (joined and frame.is_quote(here + 1)):
            here += 1
        else:
            break
    return here


def _is_fragment(frame: Frame, at: int) -> bool:
    """Whether a quotation is a piece of a sentence: some words, no capital first, no stop last."""
    inner = frame.body[frame.tokens[at].start : frame.tokens[at].end].strip("«»“”„\"' \u00a0\u202f")
    return inner[:1].islower() and " " in inner and not inner.endswith((".", ",", "!", "?", "…"))


def _is_setting(frame: Frame, at: int) -> bool:
    """Whether a phrase tells where or when something was said ("dans un entretien à l'AFP", "in a letter to staff", "mardi")."""
    words = frame.words
    if frame.is_time(at) or (frame.is_determiner(at) and frame.is_time(at + 1)):
        return True
    if frame.low(at) not in words.prepositions:
        return False
    for here in range(at + 1, min(at + 5, len(frame.tokens))):
        name = frame.names.get(here)
        if frame.low(here) in words.settings or (name is not None and name.kind == "outlet"):
            return True
        if frame.is_time(here):
            return frame.low(at) not in words.genitives  # "the upkeep of the quays on Saturday": the quays are no time
        if not frame.is_word(here) or here in frame.inside or frame.low(here) in words.verbs:
            return False
    return False


def _without_tail(frame: Frame, first: int, end: int) -> int:
    """The end without commas, conjunctions and stops that stand there."""
    while (
        end > first + 1
        and not frame.is_quote(end - 1)
        and frame.low(end - 1) in {",", ";", ".", ":", "…", "!", "?", "—", "–", *frame.words.conjunctions}
    ):
        end -= 1
    return end
