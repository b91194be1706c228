"""Where reported words begin: behind a cue, or before a tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sourcier.statements.cues import Cue
from sourcier.statements.frame import Frame

Mode = Literal["quote", "clause", "infinitive", "bare", "noun", "words"]
_REACH = 26  # tokens between a cue and the clause it opens


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the words behind a cue begin (a token) and how they are joined to it."""

    at: int
    mode: Mode


def find_opening(frame: Frame, cue: Cue) -> Opening | None:
    """Where the reported words behind a cue begin; None when none are opened there."""
    if (told := _opening_beside_clitic(frame, cue)) is not None:
        return told
    if "accuse" in cue.takes:
        accused = cue.last
        while frame.is_time(accused) or frame.aside_end(accused) > accused:
            accused = max(accused + 1, frame.aside_end(accused))
        if _accuses(frame, accused):
            return Opening(accused, "clause")
    here = cue.last
    skipped_object = False
    while here < len(frame.tokens) and here < cue.last + _REACH:
        opening = _opening_at(frame, cue, here)
        if opening is not None:
            return opening
        ahead = _skip(frame, here)
        if ahead == here and not skipped_object and "object" in cue.takes:
            ahead, skipped_object = behind_object(frame, here), True
            if _describes(frame, cue, here, ahead):
                return Opening(here, "noun")
            if (
                frame.words.tags_before
                and ahead > here
                and cue.takes & {"bare", "loose"}
                and _opening_at(frame, cue, ahead) is None
                and _skip(frame, ahead) == ahead
            ):
                return Opening(ahead, "bare") if frame.is_word(ahead) else None
        if ahead == here:
            found = _open_without_mark(frame, cue, here)
            return found or (_open_without_mark(frame, cue, cue.last) if skipped_object else None) or _closing_quote(frame, cue, here)
        here = ahead
    return None


def _describes(frame: Frame, cue: Cue, at: int, quote: int) -> bool:
    """Whether what looks like the person told is a thing that a quoted piece describes ("promet une équipe « dure au mal »")."""
    if frame.words.tags_before or quote < at + 2 or not frame.is_quote(quote) or not frame.is_determiner(at) or "words" not in cue.takes:
        return False
    inner = frame.body[frame.tokens[quote].start : frame.tokens[quote].end].lstrip('«“" \u00a0\u202f')
    return inner[:1].islower() and not any(frame.is_speaking_noun(k) or k in frame.inside for k in range(at, quote))


def _closing_quote(frame: Frame, cue: Cue, at: int) -> Opening | None:
    """The quotation behind a colon that ends the sentence of a verb with an object ("oppose une fin de non-recevoir : « … »")."""
    colon = next((k for k in range(at, len(frame.tokens) - 1) if frame.low(k) == ":"), -1)
    if colon < 0 or "quote" not in cue.takes or not frame.is_quote(colon + 1) or any(frame.low(k) == "," for k in range(at, colon)):
        return None
    return Opening(colon + 1, "quote") if not any(frame.is_word(k) for k in range(colon + 1, len(frame.tokens))) else None


def _opening_beside_clitic(frame: Frame, cue: Cue) -> Opening | None:
    """What a clitic of the verb leads to: a state ("se dit, lui, prêt à partir"), or words behind a colon ("l'a répété deux fois : …")."""
    words = frame.words
    clitics = {frame.low(at) for at in range(cue.first, cue.last)} & words.clitics
    if "state" in cue.takes and cue.kind == "verb" and clitics & words.self_clitics:
        here = cue.last
        if frame.low(here) == "," and frame.low(here + 2) == ",":
            here += 3
        while frame.is_adverb(here):
            here += 1
        long = frame.is_quote(here) or frame.is_quote(here + 1) or all(frame.is_word(k) for k in range(here, here + 3))
        plain = long and frame.is_word(here) and frame.low(here) not in words.complementisers | words.relatives and not frame.is_time(here)
        return Opening(here, "bare") if plain and here not in frame.inside and not frame.is_determiner(here) else None
    if not words.tags_before and cue.kind == "verb" and clitics & words.definite and not clitics & words.self_clitics:
        colon = next((at for at in range(cue.last, min(cue.last + 12, len(frame.tokens))) if frame.low(at) == ":"), -1)
        if colon > 0 and not any(frame.is_quote(at) for at in range(cue.last, colon)) and colon + 1 < len(frame.tokens):
            return Opening(colon + 1, "quote" if frame.is_quote(colon + 1) else "clause")
    return None


def _accuses(frame: Frame, at: int) -> bool:
    """Whether somebody stands accused of doing something ("accused the club of lying", "accuse le club d'avoir menti")."""
    words = frame.words
    for here in range(at + 1, min(at + 10, len(frame.tokens) - 1)):
        if frame.low(here) in {",", ";", ":"} or frame.is_quote(here):
            return False
        doing = words.gerund_endings and frame.low(here + 1).endswith(words.gerund_endings)
        if frame.low(here) in words.genitives and (doing or (words.infinitive_endings and _is_infinitive(frame, here + 1))):
            return True
    return False


def _opening_at(frame: Frame, cue: Cue, at: int) -> Opening | None:
    """The opening of reported words that begins exactly at a place: a quotation, a colon, "that", "to", "whether"."""
    words, low, takes = frame.words, frame.low(at), cue.takes
    if frame.is_quote(at):
        return Opening(at, "quote")
    if low in {":", ","} and (frame.is_quote(at + 1) or (low == ":" and _opens_behind_colon(frame, cue, at))):
        return Opening(at + 1, "quote" if frame.is_quote(at + 1) else "clause")
    if low in words.complementisers and ("clause" in takes or "words" in takes):
        return _that_opening(frame, at)
    if low in words.question_words and ("clause" in takes or "infinitive" in takes) and _is_question(frame, cue, at):
        return Opening(at if words.tags_before or len(low) > 3 else at + 1, "clause")
    if "request" in takes and low in words.request_marks and at > cue.last:
        return Opening(at + 1, "noun")  # "asked Washington for $30 million"
    if low in words.infinitive_marks and frame.low(at + 1) in words.demonstrative and frame.low(at + 2) in words.complementisers:
        return Opening(at + 3, "clause")  # "s'est engagée à ce que"
    if low in words.infinitive_marks and "infinitive" in takes:
        opens = _is_infinitive(frame, at + 1) or (frame.is_quote(at + 1) and at <= cue.last + 6)
        return Opening(at + 1, "infinitive") if opens else None
    if "doing" in takes and at == cue.last and low.endswith(words.gerund_endings or ("\0",)) and at not in frame.inside:
        return Opening(at, "bare")  # "recalls skiing there"
    near = (
        at == cue.last or (low in words.negations and at <= cue.last + 4) or (at <= cue.last + 7 and low in words.auxiliaries)
    )  # "a raconté à l'agence avoir vu"
    bare = "bare" in takes and words.infinitive_endings and near and _is_infinitive(frame, at)
    return Opening(at, "bare") if bare else None


def _opens_behind_colon(frame: Frame, cue: Cue, at: int) -> bool:
    """Whether the colon right behind a verb leads to unquoted words ("s'interroge aussi : où iront-ils ?")."""
    return "clause" in cue.takes and frame.is_word(at + 1) and all(frame.is_adverb(k) for k in range(cue.last, at))


def _that_opening(frame: Frame, at: int) -> Opening | None:
    """The clause that "that" opens; none when it points ("maintained that position at the summit"), with itself in "that's so"."""
    words = frame.words
    points = frame.low(at) in words.demonstrative and frame.low(at + 2) in words.prepositions - words.clause_prepositions
    if points and frame.low(at + 1) not in words.function:
        return None
    return Opening(at if frame.low(at + 1) in words.enclitics else at + 1, "clause")


def _is_question(frame: Frame, cue: Cue, at: int) -> bool:
    """Whether a question word opens what was asked: "ce" only before a relative, "s'" only before a pronoun."""
    low, ahead = frame.low(at), frame.low(at + 1)
    if at > cue.last + (3 if frame.words.tags_before else 0):
        return False
    if "infinitive" not in cue.takes and "quote" not in cue.takes and low not in frame.words.open_questions:
        return False
    if low.endswith("'"):
        return ahead in frame.words.pronouns
    if low in frame.words.demonstrative:
        return ahead in frame.words.relatives or ahead in frame.words.complementisers
    return True


def _is_infinitive(frame: Frame, at: int) -> bool:
    """Whether an infinitive stands at a place, pronouns and negations before it aside."""
    words = frame.words
    here = at
    while frame.low(here) in words.clitics or frame.low(here) in words.negations:
        # "le maire" is no infinitive; behind an article only "l'avoir", "les être" are, and "de le faire" (never an article there)
        uncontracted = here == at and frame.low(at - 1) in words.infinitive_marks and f"{frame.low(here)}" in words.uncontracted
        if frame.low(here) in words.definite and frame.low(here + 1) not in words.auxiliaries and not uncontracted:
            return False
        here += 1
    low = frame.low(here)
    if not words.infinitive_endings:
        return bool(low) and low not in words.definite and low not in words.possessive
    return (
        low.endswith(words.infinitive_endings)
        and not frame.is_time(here)
        and not frame.is_determiner(at - 1)
        and here not in frame.inside
        and len(low) > 3
    )


def _skip(frame: Frame, at: int) -> int:
    """The place behind what may stand between a cue and its clause: adverbs, times, phrases of place, an aside in commas."""
    words, low = frame.words, frame.low(at)
    if low == ",":
        return _behind_comma(frame, at)
    if (end := frame.aside_end(at)) > at:
        return end
    if frame.is_time(at):
        return at + 1
    if frame.is_quote(at + 1):
        return at  # "warned of “headwinds”"
    if low in words.definite and (frame.is_time(at + 1) or frame.is_time(at + 2)):
        return at + 1
    if low in words.demonstrative and frame.is_time(at + 1):
        return at + 2  # "said this month that"
    if low == "(":  # "a déclaré jeudi (12 octobre) que"
        return next((k + 1 for k in range(at, min(at + 8, len(frame.tokens))) if frame.low(k) == ")"), at)
    passes = low in words.prepositions and low not in words.indefinite and (words.tags_before or low not in words.genitives)
    if passes and not _opens_amount(frame, at):
        return behind_phrase(frame, at + 1)
    return at


def _opens_amount(frame: Frame, at: int) -> bool:
    """Whether a number begins here and no phrase of place ("said at least 30 people were there", "about 900 jobs")."""
    phrase = next((phrase for phrase in frame.words.amounts if frame.starts_phrase(at, phrase)), ())
    number = frame.low(at + len(phrase))
    return len(phrase) > 1 or (bool(phrase) and (number[:1].isdigit() or number in frame.words.indefinite))


def _behind_comma(frame: Frame, at: int) -> int:
    """The place behind a comma that opens nothing of its own, and behind a pronoun between commas ("assurent, eux, n'avoir rien vu")."""
    words, ahead = frame.words, frame.low(at + 1)
    if frame.low(at + 2) == "," and ahead in words.pronouns:
        return at + 3
    stop = next((k for k in range(at + 1, min(at + 16, len(frame.tokens))) if frame.low(k) == "," or frame.is_quote(k)), -1)
    if stop > 0 and ahead in words.gerund_marks and frame.low(stop) == "," and frame.low(stop + 1) in words.complementisers:
        return stop + 1  # "affirme, en citant deux élus, que"
    passes = ahead in words.prepositions or ahead in words.complementisers or frame.is_time(at + 1) or frame.is_adverb(at + 1)
    return at + 1 if passes else at


def behind_phrase(frame: Frame, at: int) -> int:
    """The place behind the noun phrase of a preposition."""
    words, here = frame.words, at
    while frame.is_determiner(here) or frame.is_adverb(here):
        here += 1
    if here in frame.names:
        here = frame.names[here].last
    else:
        here += 1
    while frame.is_word(here) and here < at + 12:
        low = frame.low(here)
        if low in words.infinitive_marks and words.infinitive_endings and (_is_infinitive(frame, here + 1) or frame.is_quote(here + 1)):
            break
        if (
            low in words.complementisers
            or low in words.pronouns
            or low in words.infinitive_marks - words.prepositions
            or low in words.question_words
        ):
            break
        if low in words.prepositions:
            return behind_phrase(frame, here + 1) if here < at + 10 else here
        if here in frame.names:
            here = frame.names[here].last
        elif (words.tags_before and (frame.is_determiner(here) or low in words.function)) or (
            not words.tags_before and (frame.is_determiner(here) or low in words.auxiliaries)
        ):
            break
        else:
            here += 1
    return here


def behind_object(frame: Frame, at: int) -> int:
    """The place behind the person told or asked ("told the council that", "demande au maire de")."""
    words, here = frame.words, at
    if frame.low(here) in words.pronouns:
        return here + 1
    if here in frame.names:
        return frame.names[here].last
    if frame.low(here) in words.titles and here + 1 in frame.names:
        return frame.names[here + 1].last
    while frame.is_determiner(here):
        here += 1
    stop = min(len(frame.tokens), at + 6)
    if words.tags_before:
        joint = next((k for k in range(here, stop) if frame.low(k) in words.infinitive_marks or frame.low(k) in words.complementisers), -1)
        if joint > 0 and not any(frame.low(k) in words.pronouns or frame.is_quote(k) for k in range(here, joint)):
            return joint
    while here < stop and frame.is_word(here):
        low = frame.low(here)
        if here in frame.names:
            return frame.names[here].last
        if frame.is_speaking_noun(here) and low not in words.complementisers:
            return here + 1
        if low in words.function:
            return at
        here += 1
        if here > at + 1 and not words.tags_before:
            return here
    return at if here == stop else here


def _open_without_mark(frame: Frame, cue: Cue, at: int) -> Opening | None:
    """Words that follow a cue with no mark: a clause without "that", a noun phrase, quoted words inside one."""
    words, low = frame.words, frame.low(at)
    if not frame.is_word(at) and low not in {"(", "[", "$", "€", "£"}:
        return None
    if words.tags_before and ("bare" in cue.takes or ("loose" in cue.takes and has_finite(frame, at))):
        return Opening(at, "bare") if cue.first > 0 and low not in words.reflexives else None
    if "noun" in cue.takes and (frame.is_determiner(at) or at in frame.names or words.tags_before):
        alone = frame.is_determiner(at) and frame.is_quote(at + 1)  # "promet une « transparence totale »"
        return Opening(at + 1, "words") if alone else Opening(at, "noun")
    if "words" in cue.takes and _claims(frame, at):
        return Opening(at, "noun")
    quote = next((k for k in range(at, min(len(frame.tokens), at + 10)) if frame.is_quote(k)), -1)
    if quote >= 0 and ("words" in cue.takes or "noun" in cue.takes) and not any(_is_break(frame, k) for k in range(at, quote)):
        light = all(
            frame.is_determiner(k) or frame.is_adverb(k) or frame.low(k) in words.pronouns or frame.low(k) in words.prepositions
            for k in range(at, quote)
        )
        return Opening(quote if light else at, "words")
    return None


def _claims(frame: Frame, at: int) -> bool:
    """Whether a noun phrase tells a claim with its clause ("rejected accusations that it armed them")."""
    words = frame.words
    noun = next((k for k in range(at, at + 4) if frame.low(k) in words.claims), -1)
    return noun >= 0 and (frame.low(noun + 1) in words.complementisers or frame.low(noun + 1) in words.genitives)


def has_finite(frame: Frame, at: int) -> bool:
    """Whether a finite verb (an auxiliary, a pronoun with its verb) stands near enough to make a clause of what begins here."""
    return any(frame.low(k) in frame.words.finite_marks for k in range(at, min(at + 14, len(frame.tokens))))


def _is_break(frame: Frame, at: int) -> bool:
    """Whether a token ends a noun phrase: a stop, a relative, a new finite clause."""
    low = frame.low(at)
    if frame.words.tags_before and (low in frame.words.infinitive_marks or frame.is_time(at)):
        return True
    if low in frame.words.conjunctions and frame.low(at + 1) in frame.words.verbs:
        return True
    return low in {",", ";", ":", "("} or low in frame.words.relatives or low in frame.words.complementisers


def _behind_dateline(frame: Frame, stop: int) -> int:
    """The place behind a dateline ("BEIRUT (Reuters) - "): capitals and brackets up to a dash or bar, 0 when there is none."""
    for at in range(min(stop, 9)):
        low = frame.low(at)
        if at and low in {"-", "–", "—", "|", ":"}:
            return at + 1 if frame.tokens[0].is_capital and frame.body[frame.tokens[0].start : frame.tokens[0].end].isupper() else 0
        if frame.is_quote(at) or (frame.is_word(at) and not frame.tokens[at].is_capital and not frame.is_time(at)):
            return 0
    return 0


def start_of_left(frame: Frame, floor: int, stop: int) -> int:
    """The first token of the words before a tag: linking words at the head of the sentence are left out."""
    at = _behind_dateline(frame, stop) if floor == 0 else floor
    while at < stop and not frame.is_word(at) and not frame.is_quote(at) and frame.low(at) not in {"(", "[", "$", "€", "£"}:
        at += 1
    half = next((k for k in range(stop - 4, at, -1) if frame.low(k) == ";" or frame.is_quote(k)), at)
    if frame.low(half) == ";":  # "Douze ont été prises ; les autres courent, indique le parquet"
        at = half + 1
    for phrase in frame.words.linking:
        if frame.starts_phrase(at, phrase) and at + len(phrase) < stop:
            at += len(phrase)
            break
    while at < stop and frame.low(at) == ",":
        at += 1
    # "C'est l'inverse : « … », note la maire": what leads up to the quotation is the writer's
    colon = next((k for k in range(stop - 1, at, -1) if frame.is_word(k) or frame.low(k) == ":"), at)
    return colon + 1 if frame.low(colon) == ":" and frame.is_quote(colon + 1) else at
