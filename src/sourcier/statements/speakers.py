"""The noun phrase that speaks: behind an inverted verb, before a verb, or behind "according to"."""

from __future__ import annotations

from collections.abc import Iterator

from sourcier.statements.frame import Frame, Speaker, SpeakerKind

_REACH = 45  # tokens that a subject may stand away from its verb


def speaker_after(frame: Frame, at: int, *, direct: bool = False) -> Speaker | None:
    """The speaker that stands behind a verb or "according to"; `direct` when nothing may stand between.

    Adverbs, expressions of time and prepositional phrases ("à l'AFP", "dans un entretien") are passed over.
    """
    words = frame.words
    here = at
    while here < len(frame.tokens) and here < at + 16:
        low = frame.low(here)
        if frame.is_quote(here) or low in {":", ";", "("} or low in words.complementisers:
            return None
        if (found := _phrase_at(frame, here)) is not None:
            return found
        if direct and here > at:
            return None
        if (ahead := frame.aside_end(here)) > here:
            here = ahead
        elif low == "," and here == at and (behind := _behind_comma_aside(frame, here)) > here:
            here = behind
        elif low == "," or frame.is_time(here) or low in words.clitics or frame.is_time(here + 1):
            here += 1
        elif low in words.prepositions:
            here = _behind_phrase(frame, here + 1, apart=True)
        else:
            return None
    return None


def _behind_comma_aside(frame: Frame, at: int) -> int:
    """The place behind a short aside between commas (", plus cash,"), the place itself where the subject follows at once."""
    stop = next((k for k in range(at + 1, min(at + 8, len(frame.tokens))) if frame.low(k) == ","), -1)
    plain = stop > 0 and all(frame.is_word(k) and k not in frame.inside and not frame.is_speaking_noun(k) for k in range(at + 1, stop))
    return stop + 1 if plain and not frame.words.tags_before else at


def any_speaker(frame: Frame, at: int) -> Speaker | None:
    """The noun phrase at a place, whatever its noun, where nothing but a speaker can stand: behind a quotation and its verb."""
    words = frame.words
    if not frame.is_determiner(at) or not frame.is_word(at + 1) or frame.is_time(at + 1):
        return None
    last = at + 2
    while frame.is_word(last) and last < at + 7 and _goes_on(frame, last):
        last += 1
        if not words.tags_before:
            break
    if (named := _apposed_name(frame, last)) is not None:
        return named
    head = frame.low(last - 1 if words.tags_before else at + 1)
    gender = words.determiner_gender.get(frame.low(at), "x")
    kind: SpeakerKind = "unnamed" if frame.low(at) in words.indefinite - words.definite or _is_plural(frame, head) else "office"
    return Speaker(kind, at, last, frame.span(at, last), head=head, gender=gender, surely=True)


def _goes_on(frame: Frame, at: int) -> bool:
    """Whether a word belongs to the noun phrase before it."""
    words, low = frame.words, frame.low(at)
    if frame.is_time(at) or (words.tags_before and frame.is_adverb(at)):
        return False
    return low not in words.function or (words.tags_before and low in words.enclitics)


def _behind_phrase(frame: Frame, at: int, *, apart: bool = False) -> int:
    """The place behind the noun phrase of a preposition: its determiner, its words or its name; `apart` when a subject is to come."""
    here = at
    while frame.is_determiner(here):
        here += 1
    first = here
    while (
        here not in frame.names
        and frame.is_word(here)
        and here < first + 5
        and (here == first or frame.low(here) not in frame.words.function)
    ):
        here += 1
    if here in frame.names and not (apart and here > first and _stands_apart(frame, here)):
        here = frame.names[here].last
    while frame.low(here) in frame.words.genitives:  # "lors d'une conférence de presse"
        here = _behind_phrase(frame, here + 1)
    return here


def _stands_apart(frame: Frame, at: int) -> bool:
    """Whether a person's name behind a noun is no part of its phrase ("a dit devant la presse Ana Ruiz")."""
    name = frame.names[at]
    before = frame.low(at - 1)
    return name.kind == "person" and len(name.parts) > 1 and not frame.words.is_role(before) and before not in frame.words.function


def _phrase_at(frame: Frame, at: int) -> Speaker | None:
    """The speaking phrase that begins exactly at a place, None when no speaking phrase does."""
    words, low = frame.words, frame.low(at)
    if at in frame.names:
        if frame.low(frame.names[at].last) in words.enclitics:
            return _noun_speaker(frame, at)  # "Ana Ruiz's sister"
        return name_speaker(frame, at)
    if low in words.titles and at + 1 in frame.names:
        return name_speaker(frame, at + 1, first=at)
    if low in words.relatives:
        return Speaker("relative", at, at + 1, frame.span(at, at + 1), head=low, gender="x")
    if low in words.possessive and frame.is_word(at + 1) and frame.low(at + 1) not in words.function:
        return _noun_speaker(frame, at)  # "her daughter"
    if (low in words.pronouns and low not in words.clitics) or (
        low in words.pronouns and low not in words.definite and not frame.is_word(at + 1)
    ):
        return Speaker("pronoun", at, at + 1, frame.span(at, at + 1), head=low, gender=words.pronouns[low])
    if frame.is_determiner(at) or frame.is_speaking_noun(at) or _is_plain_word(frame, at):
        return _noun_speaker(frame, at)
    if low[:1].isdigit():
        return _counted_people(frame, at)
    return None


def _counted_people(frame: Frame, at: int) -> Speaker | None:
    """A share or number of people ("72 % des Français", "six in ten voters"), None for any other number."""
    words, last = frame.words, at + 1
    last += frame.low(last) == "%"
    if last == at + 1 and not frame.is_speaking_noun(last):
        return None
    while (
        frame.is_word(last)
        and last < at + 9
        and (frame.low(last) in words.genitives | words.definite | words.peoples or _is_people(frame, last))
    ):
        last += 1
    return Speaker("unnamed", at, last, frame.span(at, last), head=frame.low(last - 1)) if last > at + 1 else None


def _is_people(frame: Frame, at: int) -> bool:
    return (
        frame.is_speaking_noun(at)
        or frame.low(at) in frame.words.demonstrative
        or frame.low(at).endswith(frame.words.past_endings or ("\0",))
    )


def _is_plain_word(frame: Frame, at: int) -> bool:
    """Whether an English word may open a noun phrase with no article ("city officials"): no verb, no small word."""
    words, low = frame.words, frame.low(at)
    return words.tags_before and frame.is_word(at) and low not in words.function and low not in words.verbs


def name_speaker(frame: Frame, at: int, first: int = -1) -> Speaker:
    """The name that begins at a place as a speaker, with the title before it."""
    name = frame.names[at]
    start = at if first < 0 else first
    if first < 0 and frame.low(at - 1) in frame.words.titles:
        start = at - 1
    return Speaker("name", start, name.last, frame.span(start, name.last), name, gender=name.gender)


def _noun_speaker(frame: Frame, at: int) -> Speaker | None:
    """The noun phrase at a place as a speaker: the name that it leads to, an office, or somebody unnamed."""
    here, head, head_at = at, "", -1
    while here < min(len(frame.tokens), at + 8):
        if here in frame.names:
            ahead = _beyond_name(frame, here, head)
            if ahead > here:
                here = ahead
                continue
            body = head in frame.words.media_nouns or head in frame.words.anaphoric_bodies
            called = body and frame.low(here - 1) not in frame.words.function  # "le site d'investigation Le Guetteur"
            reaches = not head or frame.names[here].kind in {"person", None} or head_at == here - 1 or called
            return _through_name(frame, at, here, head) if reaches else _office(frame, at, head, head_at)
        if _breaks_phrase(frame, at, here, head):
            break
        low = frame.low(here)
        if low in frame.words.enclitics and here == head_at + 1 and frame.is_word(here + 1):
            head = ""  # "the fund's chair"
        aged = low[:1].isdigit() and "-" in low  # "the 37-year-old"
        if not head and (aged or frame.is_speaking_noun(here) or (frame.words.tags_before and here - 1 in frame.inside)):
            head, head_at = low, here
        here += 1
    return _office(frame, at, head, head_at) if head else None


def _beyond_name(frame: Frame, here: int, head: str) -> int:
    """The place behind a name that only belongs to a longer phrase, the place of the name itself when it is what is meant."""
    name = frame.names[here]
    if frame.low(name.last) in frame.words.enclitics:
        return name.last + 1  # "Ana Ruiz's sister"
    belongs = frame.low(here - 1) in frame.words.genitives | frame.words.definite and name.kind != "person"
    if head and belongs and name.last in frame.names:
        return name.last  # "le ministre de l'Intérieur Paul Brun"
    if frame.words.tags_before and _is_compound(frame, name.last):
        return name.last  # "a Ferroval spokesman", "the Justice Department lawyer"
    return here


def _breaks_phrase(frame: Frame, at: int, here: int, head: str) -> bool:
    """Whether the phrase that begins at `at` ends before the word at `here`."""
    words, low = frame.words, frame.low(here)
    if here > at and not head and low in words.prepositions and low not in words.definite:
        return True
    if here > at + 1 and words.tags_before and frame.is_determiner(here):
        return True
    if not frame.is_word(here) or (here > at and low in words.verbs and not frame.is_speaking_noun(here)):
        return True
    ends = bool(head) and low not in words.genitives and (low in words.prepositions or low in words.relatives)
    return ends and not _leads_to_person(frame, here)


def _leads_to_person(frame: Frame, at: int) -> bool:
    """Whether a complement leads up to the person meant ("le ministre délégué aux Transports Paul Brun")."""
    words = frame.words
    if words.tags_before or frame.low(at) in words.relatives:
        return False
    for here in range(at + 1, min(at + 5, len(frame.tokens))):
        name = frame.names.get(here)
        if name is not None and name.kind == "person" and frame.low(here - 1) not in words.prepositions | words.definite:
            return True
        if not frame.is_word(here) or frame.low(here) in words.verbs or frame.low(here) in words.auxiliaries:
            return False
    return False


def _is_compound(frame: Frame, at: int) -> bool:
    """Whether a common noun goes on with the phrase that a name began ("the Ardley mayor")."""
    low, words = frame.low(at), frame.words
    plain = frame.is_word(at) and not frame.tokens[at].is_capital and low not in words.function and low not in words.enclitics
    return plain and low not in words.verbs and not frame.is_time(at) and not frame.is_adverb(at)


def _office(frame: Frame, at: int, head: str, head_at: int) -> Speaker | None:
    """The phrase with this head: the person named right behind it, an office, or somebody unnamed."""
    words = frame.words
    starts_definite = frame.low(at) in words.definite or frame.low(at) in words.demonstrative or frame.low(at) in words.possessive
    last = _phrase_end(frame, head_at)
    named = None if _is_plural(frame, head) else _apposed_name(frame, last)
    if named is not None and (starts_definite or not frame.is_word(named.last) or words.tags_before):
        return named
    kind: SpeakerKind = "office" if starts_definite and not _is_plural(frame, head) else "unnamed"
    return Speaker(kind, at, last, frame.span(at, last), head=head, gender=_noun_gender(frame, at, head))


def _through_name(frame: Frame, at: int, here: int, head: str) -> Speaker | None:
    """A phrase that leads to a name: the name speaks ("le président Paul Brun", "la Fed", "the Fed")."""
    name = frame.names[here]
    before = frame.low(here - 1)
    if (
        head
        and before in (*frame.words.genitives, *frame.words.definite)
        and (before in frame.words.genitives or frame.low(here - 2) in frame.words.genitives)
    ):
        definite = frame.low(at) in frame.words.definite
        if (apposed := _apposed_name(frame, name.last)) is not None and (definite or not frame.is_word(apposed.last)):
            return apposed
        kind: SpeakerKind = "office" if definite else "unnamed"
        return Speaker(kind, at, name.last, frame.span(at, name.last), head=head, gender=_noun_gender(frame, at, head))
    if name.kind == "organisation" and here == at + 1:
        return Speaker("name", at, name.last, frame.span(at, name.last), name)
    return name_speaker(frame, here)


def _phrase_end(frame: Frame, head: int) -> int:
    """The end of a noun phrase whose head is known: adjectives and complements belong to it."""
    words, here = frame.words, head + 1
    while here < len(frame.tokens) and here < head + 14:
        low = frame.low(here)
        if here in frame.names:
            here = frame.names[here].last
        elif (
            (
                frame.low(head) in words.documents
                and (low in words.agents or low in words.media_prepositions)
                and _leads_to_name(frame, here + 1)
            )
            or low in words.genitives
            or (low in words.definite and frame.low(here - 1) in words.genitives | words.agents)
        ):
            here += 1
        elif not frame.is_word(here) or low in words.function or low in words.verbs or frame.is_time(here) or frame.is_adverb(here):
            break
        else:
            here += 1
    while here > head + 1 and (frame.low(here - 1) in words.function):
        here -= 1
    return here


def _leads_to_name(frame: Frame, at: int) -> bool:
    """Whether a name stands at a place, its article aside."""
    return at in frame.names or (frame.is_determiner(at) and at + 1 in frame.names)


def _apposed_name(frame: Frame, last: int) -> Speaker | None:
    """The person named right behind an office ("le porte-parole du Palais, Paul Brun")."""
    here = last
    if frame.low(here) in frame.words.prepositions:  # "le commissaire au Numérique, Paul Brun"
        stop = next(
            (k for k in range(here, min(here + 10, len(frame.tokens))) if frame.low(k) == "," or frame.low(k) in frame.words.auxiliaries),
            -1,
        )
        here = stop if stop > 0 and frame.low(stop) == "," else here
    if frame.low(here) == "(":
        while here < len(frame.tokens) and frame.low(here) != ")" and here < last + 5:
            here += 1
        here += 1
    if here > last and (found := _behind_brackets(frame, here)) is not None:
        return found
    for _ in range(2):  # a second role may stand between: "le politologue, directeur de l'institut, Paul Brun"
        if frame.low(here) == "," and (here + 1) in frame.names and frame.names[here + 1].kind in {"person", None}:
            return name_speaker(frame, here + 1)
        if frame.low(here) != ",":
            break
        following = next((k for k in range(here + 1, min(here + 14, len(frame.tokens))) if k in frame.names or frame.low(k) == ","), -1)
        while following >= 0 and following in frame.names and frame.names[following].kind != "person":
            ahead = range(frame.names[following].last, min(here + 16, len(frame.tokens)))
            following = next((k for k in ahead if k in frame.names or frame.low(k) == ","), -1)
        if not frame.is_speaking_noun(here + 1) and not frame.is_speaking_noun(here + 2):
            break
        if following in frame.names:
            return name_speaker(frame, following)
        here = following
    return None


def _behind_brackets(frame: Frame, at: int) -> Speaker | None:
    """The person that an office leads to behind brackets ("le député (PS) du Lot Paul Brun", "Sen. (D) Ana Ruiz")."""
    words = frame.words
    for here in range(at, min(at + 8, len(frame.tokens))):
        name = frame.names.get(here)
        joined = here > at and frame.low(here - 1) in words.genitives | words.definite | words.prepositions
        if name is not None and not joined and name.kind in {"person", None}:
            return name_speaker(frame, here)
        if not frame.is_word(here) or frame.low(here) in words.verbs:
            return None
    return None


def _is_plural(frame: Frame, head: str) -> bool:
    """Whether a noun is a plural."""
    return head.endswith(frame.words.plural_endings) and head not in frame.words.roles


def _noun_gender(frame: Frame, at: int, head: str) -> str:
    """The gender of an office: its own, that of its article, or that of its ending ("l'accusé")."""
    words, gender = frame.words, frame.words.roles.get(head, "")
    if gender in {"m", "f"}:
        return gender
    gender = words.determiner_gender.get(frame.low(at), gender)
    built = (told for ending, told in words.gender_endings.items() if head.endswith(ending))
    return gender if gender in {"m", "f"} else next(built, gender)


def speaker_before(frame: Frame, verb: int, floor: int = 0, *, first: bool = False, plain: bool = False) -> Speaker | None:
    """The subject of a verb: the pronoun or relative right before it, else the best phrase of its clause.

    Phrases behind a preposition are no subjects; of the others a person comes before an office, and the last one before the verb
    (an apposition) before the first. With `first` the first phrase speaks whatever stands nearer; with
    `plain` any noun may.
    """
    words = frame.words
    last = verb
    while last > floor and (frame.is_adverb(last - 1) or frame.low(last - 1) in words.negations) and last - 1 not in frame.inside:
        if frame.low(last - 1) in words.prepositions and frame.is_determiner(last):
            break
        last -= 1
    low = frame.low(last - 1)
    if low in words.relatives and low not in words.complementisers:
        return Speaker("relative", last - 1, last, frame.span(last - 1, last), head=low, gender="x")
    if low in words.pronouns:
        return Speaker("pronoun", last - 1, last, frame.span(last - 1, last), head=low, gender=words.pronouns[low])
    found = list(_subjects(frame, max(floor, verb - _REACH), verb))
    if frame.is_speaking_noun(last - 1) and last - 1 >= floor and (words.tags_before or not found):
        start = _adjacent_start(frame, last, floor) if words.tags_before else last - 1
        behind = frame.low(start - 1) in words.prepositions - words.clause_prepositions and start != floor
        if not behind or not found:
            return _noun_speaker(frame, start) or Speaker("unnamed", last - 1, last, frame.span(last - 1, last), head=frame.low(last - 1))
    if not found:
        return _plain_subject(frame, max(floor, last - 8), last) if plain else None
    beside = [speaker for speaker in found if speaker.last == last and words.tags_before]
    if first or beside:
        return found[0] if first else beside[-1]
    return _best(frame, verb, [speaker for speaker in found if speaker.kind != "relative"] or found)


def _adjacent_start(frame: Frame, last: int, floor: int) -> int:
    """The first word of the noun phrase that ends right before an English verb."""
    words, start = frame.words, last - 1
    while start > max(floor, last - 7) and not frame.is_determiner(start):
        if not frame.is_word(start - 1) or frame.low(start - 1) in words.prepositions:
            break
        start -= 1
    return start


def _best(frame: Frame, verb: int, found: list[Speaker]) -> Speaker:
    """The likeliest subject: people first; the nearest name, the farthest office, the nearest of all before a comma."""
    if frame.low(verb - 1) == "," and (before := _before_aside(frame, verb - 1, found)):
        found = before
    best = max(
        range(len(found)), key=lambda k: (_rank(found[k]), k if frame.low(verb - 1) == "," else -k if found[k].kind != "name" else k)
    )
    return found[best]


def _before_aside(frame: Frame, comma: int, found: list[Speaker]) -> list[Speaker]:
    """The subjects before an aside that ends with the comma before a verb ("Ferroval, qui possède Ardex, a dit").

    None when the aside is the speaker's own name ("le maire, Paul Brun, a dit") or nothing stands before it.
    """
    opening = next((k for k in range(comma - 1, max(-1, comma - _REACH), -1) if frame.low(k) == ","), -1)
    if opening < 0 or any(speaker.kind == "name" and opening < speaker.first <= opening + 2 and speaker.last >= comma for speaker in found):
        return []
    return [speaker for speaker in found if speaker.last <= opening]


def _plain_subject(frame: Frame, floor: int, verb: int) -> Speaker | None:
    """A subject of which nothing is known but its article ("le livre affirme que")."""
    words = frame.words
    for at in range(floor, verb - 1):
        low, noun = frame.low(at), frame.low(at + 1)
        opens = frame.is_determiner(at) and frame.is_word(at + 1) and (low not in words.prepositions or at == floor)
        if opens and frame.low(at - 1) not in words.prepositions:
            kind: SpeakerKind = "office" if low in words.definite and not _is_plural(frame, noun) else "unnamed"
            return Speaker(kind, at, verb, frame.span(at, verb), head=noun, gender=_noun_gender(frame, at, noun))
    return None


def _rank(speaker: Speaker) -> int:
    """How readily a phrase is taken for the subject."""
    if speaker.kind == "name" and speaker.name is not None:
        return 3 if speaker.name.kind in {"person", None} else 2
    return 2


def _subjects(frame: Frame, floor: int, verb: int) -> Iterator[Speaker]:
    """The phrases of a stretch of tokens that may be its subject, in order."""
    here = floor
    while here < verb:
        low = frame.low(here)
        if frame.is_quote(here):
            here += 1
            continue
        leads = here == floor == 0 and low in frame.words.clause_prepositions and not any(frame.low(k) == "," for k in range(verb))
        article = here == floor and low in frame.words.definite - frame.words.place_prepositions  # "Des élus", not "Aux élus"
        if low in frame.words.prepositions and not article and not leads:
            here = max(here + 1, min(_behind_phrase(frame, here + 1), verb))
            continue
        phrase = _phrase_at(frame, here)
        if phrase is not None and phrase.last <= verb:
            if frame.low(phrase.last) not in frame.words.enclitics:
                yield phrase
            here = max(here + 1, phrase.last)
        else:
            here += 1
