"""The words that report: verbs of saying with their auxiliaries, inverted pronouns, gerunds, and "according to"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from sourcier.languages.speech import Reading, SpeechWords
from sourcier.statements.frame import Frame
from sourcier.statements.unlisted import find_unlisted_verb

CueKind = Literal["verb", "inverted", "gerund", "infinitive", "according", "passive"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression: tokens `first` to `last` (half-open), its kind, and what may follow it."""

    first: int
    last: int
    kind: CueKind
    takes: frozenset[str]
    pronoun: int = -1  # the token of an inverted pronoun


def find_cues(frame: Frame) -> list[Cue]:
    """The reporting expressions of a sentence, in order; quotations are not looked into."""
    found: list[Cue] = []
    at = 0
    while at < len(frame.tokens):
        cue = _according(frame, at) or _verb(frame, at) or _unlisted(frame, at)
        if cue is not None and found and cue.first <= found[-1].first and cue.last > found[-1].last:
            found.pop()  # "a voulu croire": the verb that was read first only leads to this one
        if cue is not None and (not found or cue.first >= found[-1].last):
            found.append(cue)
            at = max(at + 1, cue.last)
        else:
            at += 1
    return found


def _according(frame: Frame, at: int) -> Cue | None:
    """The expression at a place that credits what stands beside it ("according to")."""
    for phrase, use in _according_by_word(frame.words).get(frame.low(at), ()):
        if frame.starts_phrase(at, phrase):
            return Cue(at, at + len(phrase), "according", frozenset({use}))
    return None


@cache
def _according_by_word(words: SpeechWords) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The expressions that credit by their first word."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, use in words.according.items():
        found.setdefault(phrase[0], []).append((phrase, use))
    return found


def _unlisted(frame: Frame, at: int) -> Cue | None:
    """The cue that a verb nobody listed makes because of where it stands ("« … », maugrée Paul Brun")."""
    verb = find_unlisted_verb(frame, at)
    if verb is None:
        return None
    kind: CueKind = "inverted" if verb.pronoun >= 0 else "verb"
    return Cue(at, verb.last, kind, frozenset({"quote"}), pronoun=verb.pronoun)


def _verb(frame: Frame, at: int) -> Cue | None:
    """The reporting verb at a place with all that belongs to it."""
    token = frame.tokens[at]
    readings = frame.words.verbs.get(token.low)
    if not readings or at in frame.inside or (token.is_capital and at > 0 and frame.is_word(at - 1)):
        return None
    for reading in readings:
        tail = _tail(frame, at + 1, reading)
        if tail >= 0 and (cue := _read(frame, at, tail, reading)) is not None:
            return cue
    return None


def _tail(frame: Frame, at: int, reading: Reading) -> int:
    """The place behind the words that a verb needs after it, -1 when they are missing."""
    if not reading.tail:
        return at
    here = at
    while here < at + 4 and (frame.is_adverb(here) or frame.low(here) in frame.words.inverted):
        if frame.starts_phrase(here, reading.tail):
            break
        here += 1
    if frame.low(here) == "," and (stop := next((k for k in range(here + 1, here + 6) if frame.low(k) == ","), -1)) > 0:
        here = stop + 1  # "avaient alerté, en 2019, sur"
    if frame.starts_phrase(here, reading.tail):
        return here + len(reading.tail)
    return _parted_tail(frame, here, reading.tail)


def _parted_tail(frame: Frame, at: int, tail: tuple[str, ...]) -> int:
    """The place behind a tail whose preposition stands apart ("a fait état mardi, sur Telegram, d'une frappe"), -1 without it."""
    stem, last = tail[:-1], tail[-1]
    if not stem or last not in frame.words.prepositions or not frame.starts_phrase(at, stem):
        return -1
    first = at + len(stem)
    for here in range(first, min(first + 8, len(frame.tokens))):
        low = frame.low(here)
        if low == last and (here == first or frame.is_word(here - 1) or frame.low(here - 1) == ","):
            return here + 1
        beside = frame.is_time(here) or low in frame.words.prepositions or low == "," or here in frame.inside or frame.is_adverb(here)
        if not (beside or frame.low(here - 1) in frame.words.prepositions or frame.is_determiner(here - 1)) or frame.is_quote(here):
            return -1
    return -1


def _read(frame: Frame, at: int, last: int, reading: Reading) -> Cue | None:
    """The cue that one reading of a verb makes, None when the words around it speak against it."""
    if reading.form == "gerund":
        return _gerund(frame, at, last, reading)
    if reading.form == "infinitive":
        return _infinitive(frame, at, last, reading)
    auxiliary = _auxiliary(frame, at)
    if reading.form == "finite" and (start := _periphrase_start(frame, at)) >= 0:
        return Cue(_clitics_before(frame, start), last, "verb", reading.takes)
    if reading.form == "participle":
        return _participle(frame, auxiliary, (at, last), reading)
    if auxiliary >= 0 and auxiliary != at:
        return None
    if frame.low(at + 1) in frame.words.inverted and frame.tokens[at].end == frame.tokens[at + 1].start:
        return Cue(_clitics_before(frame, at), max(last, at + 2), "inverted", reading.takes, pronoun=at + 1)
    if _is_noun_here(frame, at) or (frame.words.tags_before and "any" not in reading.takes and _is_plain_noun(frame, at)):
        return None
    return Cue(_clitics_before(frame, at), last, "verb", reading.takes)


def _gerund(frame: Frame, at: int, last: int, reading: Reading) -> Cue | None:
    """A gerund; behind a form of "to be" it is a finite verb, behind an article a noun."""
    before = at - 1
    while frame.is_adverb(before) and before > at - 3:
        before -= 1
    if frame.low(before) in frame.words.passives and frame.words.tags_before:
        return Cue(before, last, "verb", reading.takes)
    plain = frame.is_word(before) and before not in frame.inside and frame.low(before) not in frame.words.function
    if frame.words.tags_before and plain and not frame.is_speaking_noun(before) and not frame.tokens[before].is_capital:
        return None  # "the thread explaining how"
    if (frame.is_determiner(before) and frame.low(before) not in frame.words.clitics) or frame.words.is_role(frame.low(at)):
        return None
    return Cue(_clitics_before(frame, at), last, "gerund", reading.takes)


def _infinitive(frame: Frame, at: int, last: int, reading: Reading) -> Cue | None:
    """An infinitive that reports what comes next ("avant d'ajouter que", "et d'ajouter : «"): the words said must follow at once."""
    words = frame.words
    before = frame.low(at - 1)
    if (start := _periphrase_start(frame, at)) >= 0:
        return Cue(_clitics_before(frame, start), last, "verb", reading.takes)
    if before not in words.infinitive_marks and before not in words.gerund_marks:
        return None
    ahead = last
    while frame.is_adverb(ahead) and ahead < last + 3:
        ahead += 1
    if any("infinitive" in reading.takes for reading in words.verbs.get(frame.low(at - 2), ())) and not words.tags_before:
        return None  # "menace de publier « … »": the threat is what is told
    says = frame.low(ahead) in words.complementisers or frame.is_quote(ahead) or (frame.low(ahead) in ":," and frame.is_quote(ahead + 1))
    if not says or (words.tags_before and before in words.infinitive_marks):
        return None
    return Cue(at, last, "infinitive", reading.takes)


def _periphrase_start(frame: Frame, at: int) -> int:
    """The place of what makes an infinitive report as a finite verb would ("a tenu à rappeler", "went on to say"), -1 without it."""
    words = frame.words
    last = at - 1
    while last >= 0 and (frame.low(last) in words.clitics | words.reflexives or frame.is_adverb(last)):
        last -= 1
    for phrase in _periphrases_by_end(words).get(frame.low(last), ()):
        here = last
        for wanted in reversed(phrase):
            while (
                here >= 0 and frame.low(here) != wanted and (frame.is_adverb(here) or frame.low(here) in words.clitics | words.reflexives)
            ):
                here -= 1
            low = frame.low(here)
            if low != wanted and not (wanted == "*" and low in words.auxiliaries):
                break
            here -= 1
        else:
            return here + 1 if not {frame.low(here), frame.low(here + 2)} & words.negations or phrase[0] in words.negations else -1
    return -1


@cache
def _periphrases_by_end(words: SpeechWords) -> dict[str, list[tuple[str, ...]]]:
    """What may stand before an infinitive that reports, by its last word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in words.periphrases:
        found.setdefault(phrase[-1], []).append(phrase)
    return found


def _participle(frame: Frame, auxiliary: int, verb: tuple[int, int], reading: Reading) -> Cue | None:
    """A participle with its auxiliary; without one it reports nothing by itself, behind "to be" it is a passive."""
    words, (at, last) = frame.words, verb
    says = bool(reading.takes & {"noun", "clause"})
    if auxiliary < 0 and not words.tags_before and frame.low(at - 1) in words.conjunctions and says:
        # "a dénoncé … et réclamé un procès": the auxiliary of the first participle serves both
        shared = any(frame.low(k) in words.auxiliaries for k in range(max(0, at - 25), at))
        told = frame.low(last) in words.complementisers or ("noun" in reading.takes and frame.is_determiner(last))
        return Cue(at, last, "verb", reading.takes) if shared and told else None
    if auxiliary < 0 or auxiliary == at:
        return None
    if frame.low(auxiliary) in words.infinitive_auxiliaries and frame.low(auxiliary - 1) not in words.gerund_marks:
        return None  # "dit avoir voulu « tout changer »": told by somebody else's verb
    between = range(auxiliary + 1, at)
    reflexive = frame.low(auxiliary - 1) in words.clitics and auxiliary > 0 and not words.tags_before
    thing = words.tags_before and frame.low(auxiliary) in words.enclitics and words.pronouns.get(frame.low(auxiliary - 1)) == "n"
    is_passive = thing or frame.low(auxiliary) in words.passives or any(frame.low(k) in words.passives for k in between)
    if is_passive and not reflexive:
        return Cue(auxiliary, last, "passive", reading.takes)
    pronoun = next((k for k in between if frame.low(k) in words.inverted), -1)
    if pronoun >= 0:
        return Cue(_clitics_before(frame, auxiliary), last, "inverted", reading.takes, pronoun=pronoun)
    if any(frame.low(k) in words.negations for k in between):
        return None
    return Cue(_clitics_before(frame, auxiliary), last, "verb", reading.takes)


def _auxiliary(frame: Frame, at: int) -> int:
    """The place of the auxiliary of a participle, `at` itself when something else stands there, -1 when there is none."""
    words = frame.words
    here = at - 1
    while here >= max(0, at - 7):
        low = frame.low(here)
        if low == "," and (opening := next((k for k in range(here - 1, max(-1, here - 8), -1) if frame.low(k) == ","), -1)) > 0:
            here = opening - 1  # an aside: "a, de son côté, rappelé"
            low = frame.low(here)
            if low not in words.auxiliaries:
                return -1
        if low in words.auxiliaries or low in words.passives:
            further = here - 1
            while further >= max(0, here - 2) and (frame.low(further) in words.auxiliaries or frame.low(further) in words.inverted):
                further -= 1
            inverted = any(frame.low(k) in words.inverted for k in range(further + 1, here))
            return further + 1 if further + 1 < here and (inverted or frame.low(further + 1) in words.auxiliaries) else here
        if not (frame.is_adverb(here) or low in words.clitics or low in words.inverted or low in words.negations):
            return -1
        here -= 1
    return -1


def _clitics_before(frame: Frame, at: int) -> int:
    """The first of the clitics right before a verb (s'est, lui a)."""
    words = frame.words
    if at == 1 and frame.low(0) in words.pronouns:
        return at  # "Lui plaide pour le port"
    while at > 0 and frame.low(at - 1) in words.clitics and frame.low(at - 1) not in words.indefinite and not frame.is_quote(at - 1):
        if frame.low(at - 1) in words.definite and frame.low(at - 2) not in words.pronouns and frame.low(at) not in words.auxiliaries:
            break  # before an auxiliary it is no article: "le groupe l'a annoncé"
        at -= 1
    return at


def _is_plain_noun(frame: Frame, at: int) -> bool:
    """Whether an English form without "-ed" goes with the noun before it instead of being its verb ("a phone call", "task orders")."""
    low, words = frame.low(at), frame.words
    if all(reading.form == "finite" for reading in words.verbs[low]) and not low.endswith(words.plural_endings):
        return False  # only a verb: said, told
    if low.endswith(words.past_endings) or any(reading.form == "participle" for reading in words.verbs[low]):
        return False  # a past
    before = at - 1
    while frame.is_adverb(before):
        before -= 1
    if before in frame.inside and not low.endswith(words.plural_endings):
        name = next((name for name in frame.names.values() if name.first <= before < name.last), None)
        return name is not None and frame.low(name.first - 1) not in words.conjunctions  # "the Ardley report" is one noun
    if (
        before == at - 1
        and before not in frame.inside
        and any(reading.form == "finite" for reading in words.verbs.get(frame.low(before), ()))
    ):
        return not frame.is_speaking_noun(before)  # "holds appeal to voters"
    noun = frame.is_word(before) and not frame.tokens[before].is_capital and frame.low(before) not in words.function
    of = next((k for k in range(before - 1, max(0, before - 4), -1) if frame.low(k) in words.genitives), -1)
    if of > 0 and frame.low(of - 1).endswith(words.plural_endings) and not low.endswith(words.plural_endings):
        return False  # "supporters of the deal argue"
    if low.endswith(words.plural_endings):
        return noun and not frame.is_speaking_noun(before)
    return noun and not frame.low(before).endswith(words.plural_endings)


def _is_noun_here(frame: Frame, at: int) -> bool:
    """Whether what looks like a finite verb is a noun, an infinitive or follows a modal verb."""
    words = frame.words
    before = frame.low(at - 1)
    beside = frame.low(at - 2) in words.pronouns or frame.low(at - 2) in words.relatives or frame.is_quote(at - 2)
    if before in words.clitics and (beside or (at - 2 in frame.inside and before not in words.definite)):
        return False
    if before in words.clitics and frame.low(at - 2) in {",", "–", "—"}:
        return False  # "..., en conclut le maire"
    if at > 1 and before in words.clitics and before not in words.definite | words.prepositions | words.pronouns.keys():
        return False  # "Ruiz y promet"
    if before in words.pronouns or before in words.relatives or (frame.is_speaking_noun(at - 1) and before not in words.prepositions):
        return False
    if frame.is_determiner(at - 1):
        return at - 1 not in frame.inside
    if before in words.prepositions and at - 1 not in frame.inside:
        return True
    if before in words.negations or frame.low(at - 2) in words.negations:
        return True
    if at - 1 in frame.inside or before in words.conjunctions:
        return False
    told = frame.is_adverb(at - 1) or frame.is_time(at - 1) or frame.is_determiner(at - 2)  # "l'autre soutient"
    return before in words.common and not told
