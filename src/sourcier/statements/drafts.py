"""Statements as they stand in one sentence: content, cue and the words that name the speaker, nobody resolved yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sourcier.model import Span
from sourcier.statements.clauses import Opening, find_opening, start_of_left
from sourcier.statements.cues import Cue, find_cues
from sourcier.statements.endings import find_end
from sourcier.statements.frame import Frame, Speaker, quoted_frame
from sourcier.statements.names import read_names
from sourcier.statements.passages import Passages
from sourcier.statements.speakers import name_speaker, speaker_after, speaker_before
from sourcier.statements.tags import Tag, awaits, goes_on, read_tag, subject_floor

_SHORTEST = 4  # letters of a participle
_TOLD = frozenset({"clause", "bare", "loose", "noun", "infinitive", "relay"})  # what a verb of saying takes, one of judging does not
_NEAR = 12  # tokens between a tag and the second part of the quotation it cuts


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement of one sentence; `content` are spans of the body, `frame` the sentence, `cue` None for bare quotations.

    `last` is the token behind everything that belongs to the statement; `relays` when the speaker passes on what another said.
    """

    frame: Frame
    content: tuple[Span, ...]
    cue: Cue | None
    speaker: Speaker | None
    last: int
    relays: bool = False
    tag: bool = False
    back: bool = False  # the words said are the sentence before ("c'est ce qu'a annoncé le maire")
    awaits: bool = False  # a colon ends the sentence: the words said come next
    paragraph: int = -1  # where the content ends, when not in the paragraph of the sentence


def draft_statements(frame: Frame, passages: Passages) -> list[Draft]:
    """The statements of one sentence, in the order of their cues."""
    cues = find_cues(frame)
    if not cues:
        return _colon_drafts(frame, passages) or _cut_quote_drafts(frame, passages) or _verbless_drafts(frame, passages)
    drafts: list[Draft] = []
    if (back := _draft_back(frame, cues[0])) is not None:
        if len(cues) == 1:
            return [back]
        drafts, cues = [back], cues[1:]
    tags = [tag for cue in cues if (tag := read_tag(frame, cue)) is not None]
    tagged = {tag.cue for tag in tags}
    regions = [(tag.first, tag.last) for tag in tags]
    floor = 0
    for cue in cues:
        if cue in tagged:
            tag = tags[[t.cue for t in tags].index(cue)]
            draft = _draft_tag(frame, passages, tag, floor, cues)
            if draft is not None and draft.content:
                floor = draft.last
        else:
            draft = _draft_complement(frame, passages, cue, (cues, regions), drafts)
        again = draft is not None and bool(drafts) and draft.content == drafts[-1].content  # "a dit en plaisantant que"
        if draft is not None and not again and (draft.content or (draft.tag and not drafts)):
            drafts.append(draft)
    if awaits(frame, cues[-1]) and (speaker := _complement_speaker(frame, cues[-1], drafts, plain=True)) is not None:
        drafts = [draft for draft in drafts if draft.cue is not cues[-1]]
        return [*drafts, Draft(frame, (), cues[-1], speaker, len(frame.tokens), awaits=True)]
    if not any(draft.content for draft in drafts):
        return drafts + _colon_drafts(frame, passages)
    return drafts


def _draft_back(frame: Frame, cue: Cue) -> Draft | None:
    """The statement of a sentence that points back at the one before it ("C'est ce qu'a annoncé le maire")."""
    if _holds_clitic(frame, cue) and (told := speaker_before(frame, cue.first)) is not None and _heads(frame, told):
        return Draft(frame, (), cue, told, len(frame.tokens), back=True)
    phrase = next((phrase for phrase in frame.words.points_back if frame.starts_phrase(0, phrase)), None)
    if phrase is None or cue.kind != "verb" or cue.first > len(phrase) + 1:
        return None
    speaker = speaker_after(frame, cue.last)
    return Draft(frame, (), cue, speaker, len(frame.tokens), back=True) if speaker is not None else None


def _heads(frame: Frame, speaker: Speaker) -> bool:
    """Whether a speaker is the subject of the whole sentence: no relative, no comma before it but that of a short lead."""
    return speaker.kind != "relative" and sum(frame.low(k) == "," for k in range(speaker.first)) <= 1


def _holds_clitic(frame: Frame, cue: Cue) -> bool:
    """Whether a verb of saying holds what was said as a clitic and opens nothing ("le groupe l'a annoncé mercredi")."""
    words = frame.words
    clitic = not words.tags_before and frame.low(cue.first) in words.points_back_clitics and "clause" in cue.takes
    if not clitic or cue.kind != "verb" or frame.number < 1 or cue.first > 12 or frame.low(cue.last - 1) in words.clitics:
        return False
    opening = find_opening(frame, cue)
    return (opening is None or opening.mode == "noun") and not any(frame.is_quote(at) for at in range(cue.first))


# --- tags: words, then who said them


def _draft_tag(frame: Frame, passages: Passages, tag: Tag, floor: int, cues: Sequence[Cue]) -> Draft | None:
    """The statement of a tag: the words before it, and those behind it that go on."""
    before = frame.low(tag.first - 1)
    inside = (
        tag.cue.kind == "according"
        and (before in frame.words.relatives or before in frame.words.complementisers)
        and tag.first < tag.cue.first
    )
    left = tag.first if tag.speaker.kind == "relative" or inside else start_of_left(frame, floor, tag.first)
    says = _says_something(frame, left, tag.first) and not _only_leads(frame, left, tag) and frame.low(tag.first - 1) != ":"
    content = _content(frame, passages, left, tag.first) if left < tag.first and says else ()
    behind = _behind_tag(frame, tag, bool(content), cues)
    last = tag.last
    if behind is not None:
        first, last = behind
        content += _content(frame, passages, first, last)
    relays = "relay" in tag.cue.takes or (
        tag.cue.kind == "according" and tag.speaker.name is not None and tag.speaker.name.kind == "outlet"
    )
    return Draft(frame, content, tag.cue, tag.speaker, max(last, tag.last), relays=relays, tag=True)


def _only_leads(frame: Frame, left: int, tag: Tag) -> bool:
    """Whether the words before an English tag only lead up to what comes behind it ("At one point, Ruiz said, it rained")."""
    leads = frame.low(tag.last) == "," and frame.is_word(tag.last + 1) and tag.cue.kind == "verb"
    words = frame.words
    if not words.tags_before or not leads or tag.first - left > 5 or frame.low(tag.last + 1) in words.verbs:
        return False
    if frame.low(tag.last + 1) in words.finite_marks - words.pronouns.keys():
        return False  # "The ad, Ruiz says, had been made without her"
    return not any(frame.is_quote(at) or frame.low(at) in words.finite_marks for at in range(left, tag.first))


def _says_something(frame: Frame, first: int, stop: int) -> bool:
    """Whether words before a tag can be something said: a quotation, or more than a time and small words ("Then, last week, ...")."""
    plain = [at for at in range(first, stop) if frame.is_word(at) and not frame.is_time(at) and not frame.is_adverb(at)]
    return any(frame.is_quote(at) for at in range(first, stop)) or any(frame.low(at) not in frame.words.function for at in plain)


def _behind_tag(frame: Frame, tag: Tag, has_left: bool, cues: Sequence[Cue]) -> tuple[int, int] | None:
    """The tokens behind a tag that belong to the same statement, None when there are none."""
    tokens = frame.tokens
    at = tag.last
    led = tag.cue.kind == "verb" and tag.first > 0 and frame.low(at) == "," and frame.is_word(at + 1)  # "But, Ruiz said, it rains"
    if not has_left and (tag.cue.kind == "according" or led):
        comma = _comma_behind_speaker(frame, at, tag)
        if comma is None:
            return None
        opening = (
            Opening(comma + 1, "clause")
            if not frame.is_quote(comma + 1)
            else Opening(comma + 1, "quote" if _only_quotes(frame, comma + 1) else "clause")
        )
        end = find_end(frame, opening, [cue for cue in cues if cue.first > comma], _later_tags(frame, cues, comma))
        return (start_of_left(frame, comma + 1, end), end) if end > comma + 1 else None
    if has_left and (more := _more_behind(frame, at)) > 0:
        return more, find_end(frame, Opening(more, "clause"), [cue for cue in cues if cue.first >= more], ())
    first = next((k for k in range(at, len(tokens)) if frame.is_quote(k) or any(cue.first == k for cue in cues)), -1)
    if first >= 0:
        near = first - at <= _NEAR or frame.low(first - 1) != ","  # farther behind a comma it belongs to something else
        marked = (frame.low(first - 1) in {",", ".", ":", ";"} and near) or frame.is_quote(first - 1) or first == at
        return (first, find_end(frame, Opening(first, "quote"), cues, ())) if marked and frame.is_quote(first) else None
    short = tag.first <= 9 and not any(frame.is_quote(k) for k in range(tag.first))
    # "…, a-t-elle annoncé, jeudi, dans un communiqué": when and where it was said, not what
    adjunct = frame.is_time(at + 1) or frame.low(at + 1) in frame.words.prepositions - frame.words.genitives
    plain = tag.speaker.kind in {"pronoun", "unnamed"} or (tag.speaker.kind == "name" and tag.cue.kind == "according")
    if (
        frame.low(at) == ","
        and frame.is_word(at + 1)
        and (short or plain)
        and not adjunct
        and not (tag.cue.kind == "according" and (_is_participle(frame, at + 1) or _is_apposition(frame, at + 1)))
        and not any(frame.starts_phrase(at + 1, s) for s in frame.words.stops)
    ):
        apposed = (frame.is_speaking_noun(at + 1) or frame.is_speaking_noun(at + 2)) and not _has_verb(frame, at + 1)
        if any(frame.is_quote(k) for k in range(tag.first)) or apposed:
            return None
        end = find_end(frame, Opening(at + 1, "clause"), [cue for cue in cues if cue.first > at], ())
        return (at + 1, end)
    if not short and tag.cue.kind == "according" and plain and frame.low(at) == "," and frame.is_word(at + 1):
        return None
    if (
        tag.cue.kind == "according"
        and frame.low(at) == ","
        and plain
        and not (_is_participle(frame, at + 1) or _is_apposition(frame, at + 1))
    ):
        return (at + 1, len(tokens))
    return None


def _more_behind(frame: Frame, at: int) -> int:
    """Where the second part of what a tag cuts begins: its verb behind a comma, or a clause behind a colon; -1 when neither does."""
    if goes_on(frame, at):
        return at + 1
    colon = next((k for k in range(at, min(at + 3, len(frame.tokens))) if not frame.is_adverb(k)), at)
    quoted = any(frame.is_quote(k) for k in range(len(frame.tokens)))
    return colon + 1 if frame.low(colon) == ":" and frame.is_word(colon + 1) and not quoted else -1


def _has_verb(frame: Frame, at: int) -> bool:
    """Whether an auxiliary tells that a clause and no apposition begins at a place, before any relative."""
    words = frame.words
    for here in range(at, len(frame.tokens)):
        if frame.low(here) in words.relatives or frame.is_quote(here) or frame.low(here) == ",":
            return False
        if frame.low(here) in words.auxiliaries | words.finite_marks:
            return not words.tags_before
    return False


def _is_apposition(frame: Frame, at: int) -> bool:
    """Whether a short noun phrase that tells who was named ends the sentence ("…, according to the Tide Fund, a nonprofit.")."""
    short = len(frame.tokens) - at <= 8 and frame.low(at) in frame.words.indefinite
    return short and not any(
        frame.low(k) in frame.words.finite_marks or frame.low(k) in frame.words.auxiliaries for k in range(at, len(frame.tokens))
    )


def _is_participle(frame: Frame, at: int) -> bool:
    """Whether a participle that belongs to the noun before it stands at a place ("selon les chiffres du ministère, arrêtés lundi")."""
    low, words = frame.low(at), frame.words
    base = low.rstrip("es") if low.endswith(words.plural_endings) else low
    return len(low) > _SHORTEST and bool(words.participle_endings) and base.endswith(words.participle_endings) and low not in words.function


def _later_tags(frame: Frame, cues: Sequence[Cue], at: int) -> list[tuple[int, int]]:
    """The tags behind a place."""
    return [
        (tag.first, tag.last) for cue in cues if cue.first > at and cue.kind != "according" and (tag := read_tag(frame, cue)) is not None
    ]


def _only_quotes(frame: Frame, at: int) -> bool:
    """Whether nothing but quotations and stops stands from a place to the end of the sentence."""
    return not any(frame.is_word(k) for k in range(at, len(frame.tokens)))


def _comma_behind_speaker(frame: Frame, at: int, tag: Tag) -> int | None:
    """The comma that ends "according to X, director of Y," at the head of a sentence; the relative clause "for whom" has none."""
    if tag.speaker.kind == "relative":
        return at - 1
    here = at
    while here < len(frame.tokens) and here < at + 40:
        if frame.low(here) in {",", ":"}:
            following = next((k for k in range(here + 1, min(here + 16, len(frame.tokens))) if frame.low(k) == ","), -1)
            plain = frame.is_word(here + 1) and not frame.tokens[here + 1].is_capital and frame.low(here + 1) not in frame.words.function
            verbal = any(frame.low(k) in frame.words.auxiliaries for k in range(here + 1, max(here + 1, following)))
            plain = plain and not verbal and tag.speaker.kind == "name"
            opens_role = (plain and not frame.words.tags_before and frame.low(here + 1) not in frame.words.verbs) or (
                (not frame.is_determiner(here + 1) or frame.low(here + 1) in frame.words.indefinite)
                and any(
                    frame.is_speaking_noun(at) for at in range(here + 1, here + 5) if all(frame.is_word(k) for k in range(here + 1, at))
                )
            )
            relative = frame.low(here + 1) in frame.words.relatives
            if following > 0 and ((opens_role and not verbal) or relative):
                here = following
                continue
            return here
        here += 1
    return None


# --- complements: who said, then the words


def _draft_complement(
    frame: Frame, passages: Passages, cue: Cue, marks: tuple[Sequence[Cue], Sequence[tuple[int, int]]], drafts: Sequence[Draft]
) -> Draft | None:
    """The statement of a cue whose words come behind it."""
    cues, regions = marks
    if cue.kind in {"according", "inverted"}:
        return None
    if cue.kind == "passive":
        return _draft_passive(frame, passages, cue)
    opening = find_opening(frame, cue)
    if opening is None or not _can_open(frame, cue, opening):
        return None
    end = find_end(frame, opening, cues, regions, carries=bool(cue.takes & {"words", "noun"}))
    if end <= opening.at or _is_hers(frame, opening, cues):
        return None
    reported = opening.mode == "clause" and not frame.words.tags_before and not cue.takes & {"noun", "study", "relay"}
    held = opening.mode in {"noun", "words"} and "words" in cue.takes and any(frame.is_quote(k) for k in range(opening.at, end))
    speaker = _complement_speaker(frame, cue, drafts, plain=opening.mode == "quote" or reported or held)
    if opening.mode == "noun" and frame.words.tags_before and speaker is not None and speaker.kind in {"unnamed", "relative"}:
        return None  # "the support highlights the gap" reports nothing
    if speaker is not None and speaker.kind == "relative" and frame.low(speaker.first - 1) == ",":
        # the relative clause ends with its comma: "Ruiz, who says it is late, left"
        end = next((k for k in range(opening.at, end) if frame.low(k) == ","), end)
    content = _content(frame, passages, opening.at, end)
    if cue.kind == "infinitive" and speaker is not None and _is_impersonal(frame, cue, speaker):
        return None
    unquoted = "quoted" in cue.takes and not any(frame.is_quote(k) for k in range(opening.at, end))
    if "study" in cue.takes and (speaker is None or not _finds_out(frame, speaker)):
        return None  # "the show showed that" reports nothing, "the study showed that" does
    if unquoted or (speaker is None and cue.kind not in {"gerund", "infinitive"}):
        return None  # a wish or a fear is a report only when its words are quoted
    return Draft(frame, content, cue, speaker, end)


def _is_hers(frame: Frame, opening: Opening, cues: Sequence[Cue]) -> bool:
    """Whether what is judged is only told by its own cue ("condemned what she called “a war on kitchens”": one statement, hers)."""
    asks = opening.mode in {"noun", "words"} and frame.low(opening.at) in frame.words.question_words
    return asks and any(opening.at < other.first <= opening.at + 4 for other in cues)


def _finds_out(frame: Frame, speaker: Speaker) -> bool:
    """Whether a phrase names a document, or people who look into things."""
    words = frame.words
    looks = speaker.head in words.generic_roles or speaker.head.removesuffix("s") in words.generic_roles
    known = speaker.kind == "relative" or (speaker.kind == "pronoun" and speaker.gender in {"p", "n"})
    return known or looks or any(frame.low(k) in words.documents for k in range(speaker.first, speaker.last))


def _can_open(frame: Frame, cue: Cue, opening: Opening) -> bool:
    """Whether what an opening opens can be words said at all."""
    if frame.low(opening.at) in frame.words.enclitics:
        return False  # "agrees to Ardley's plan"
    if opening.mode == "noun" and frame.tokens[opening.at :] and not _noun_says(frame, opening):
        return False
    return cue.kind != "gerund" or opening.mode not in {"bare", "noun"} or not _only_describes(frame, cue, opening)


def _is_impersonal(frame: Frame, cue: Cue, speaker: Speaker) -> bool:
    """Whether nobody in particular says it ("il est bon de noter que")."""
    words = frame.words
    marked = frame.low(cue.first - 1) in words.genitives and speaker.kind == "pronoun" and speaker.last <= cue.first
    return marked and any(frame.low(k) in words.passives for k in range(speaker.last, min(speaker.last + 3, cue.first)))


def _noun_says(frame: Frame, opening: Opening) -> bool:
    """Whether a plain noun phrase behind a verb can be what was said: not a person, not a pronoun, not a time ("this year")."""
    words, low = frame.words, frame.low(opening.at)
    return low not in words.pronouns and not (low in words.demonstrative and frame.is_time(opening.at + 1))


def _only_describes(frame: Frame, cue: Cue, opening: Opening) -> bool:
    """Whether an English gerund reports nothing: "the letter announcing the vote", "by adding a small clock" (no finite verb follows)."""
    words, before = frame.words, cue.first - 1
    if not words.tags_before or "any" in cue.takes:
        return False
    if frame.low(before) in words.documents:
        return True
    stop = next((k for k in range(opening.at, len(frame.tokens)) if frame.low(k) in {",", ";"}), len(frame.tokens))
    clause = range(opening.at, min(stop, opening.at + 25))
    return frame.low(before) in words.prepositions and not any(_may_be_finite(frame, k) for k in clause)


def _may_be_finite(frame: Frame, at: int) -> bool:
    """Whether an English word may be the verb of a clause, or a quotation holds one."""
    words, low = frame.words, frame.low(at)
    return frame.is_quote(at) or low in words.finite_marks or low in words.verbs or low.endswith(words.past_endings)


def _complement_speaker(frame: Frame, cue: Cue, drafts: Sequence[Draft], *, plain: bool = False) -> Speaker | None:
    """Who speaks: the subject of a verb; a gerund or infinitive shares the speaker of the statement before it."""
    if cue.kind in {"gerund", "infinitive"}:
        beside = next((first for first, name in frame.names.items() if name.last == cue.first), -1)
        if beside >= 0:
            return name_speaker(frame, beside)
        before = [draft for draft in drafts if draft.speaker is not None and draft.cue is not None and draft.cue.first < cue.first]
        if before:
            return before[-1].speaker
        return speaker_before(frame, cue.first, 0, first=True)
    found = speaker_before(frame, cue.first, subject_floor(frame, cue.first), plain=plain or "any" in cue.takes)
    if _coordinated(frame, cue) and not drafts:
        return speaker_before(frame, cue.first, 0, first=True) or found
    if found is None or (drafts and _coordinated(frame, cue)):
        return drafts[-1].speaker if drafts else found
    return found


def _coordinated(frame: Frame, cue: Cue) -> bool:
    """Whether a verb hangs on "and" or "but" with no subject of its own behind it ("said A and added B")."""
    at = cue.first - 1
    while frame.is_adverb(at):
        at -= 1
    return frame.low(at) in frame.words.conjunctions


def _draft_passive(frame: Frame, passages: Passages, cue: Cue) -> Draft | None:
    """A passive with the one who speaks behind it ("was announced by the mayor"): the subject is what was said."""
    by = next((k for k in range(cue.last, min(cue.last + 8, len(frame.tokens))) if frame.low(k) in frame.words.agents), -1)
    if by < 0:
        return None
    speaker = speaker_after(frame, by + 1, direct=True)
    left = start_of_left(frame, subject_floor(frame, cue.first), cue.first)
    pronoun = any(frame.low(at) in frame.words.pronouns for at in (left, cue.first - 1))
    if speaker is None or left >= cue.first or pronoun:
        return None
    if not cue.takes & _TOLD and not any(frame.is_quote(at) for at in range(left, cue.first)):
        return None  # "was criticised by some" reports nothing
    return Draft(frame, _content(frame, passages, left, cue.first), cue, speaker, speaker.last)


def _colon_drafts(frame: Frame, passages: Passages) -> list[Draft]:
    """A quotation behind a colon with no reporting verb: whoever the clause speaks of is taken to say it."""
    for at in range(1, len(frame.tokens)):
        if (
            frame.low(at - 1) == ":"
            and frame.is_quote(at)
            and at > 2
            and (_is_long(passages, frame.tokens[at].quote) or _is_sentence(frame, at))
        ):
            named = [first for first, name in frame.names.items() if first < at and name.kind == "person"]
            speaker = speaker_before(frame, at - 1) or (name_speaker(frame, named[-1]) if named else None)
            return [Draft(frame, _content(frame, passages, at, at + 1), None, speaker, at + 1)]
    return []


def _verbless_drafts(frame: Frame, passages: Passages) -> list[Draft]:
    """A quotation with nothing but a name behind it ("« … », Ana Ruiz, députée")."""
    at = 0
    while frame.is_quote(at) or (at and frame.low(at) == "," and frame.is_quote(at + 1)):
        at += 1
    marked = at and frame.low(at) in {",", "—", "–", "-", "("}
    if not marked or at + 1 not in frame.names or not _is_long(passages, frame.tokens[0].quote):
        return []
    name = frame.names[at + 1]
    if name.kind != "person" or frame.is_word(name.last):
        return []
    return [Draft(frame, _content(frame, passages, 0, at), None, name_speaker(frame, at + 1), len(frame.tokens))]


def _cut_quote_drafts(frame: Frame, passages: Passages) -> list[Draft]:
    """A tag inside the marks ("« La mer monte, explique Ana Ruiz, et nous reculons. »"): the words on both sides are what was said."""
    quotes = [token.quote for token in frame.tokens if token.quote >= 0]
    if len(quotes) != 1 or any(token.is_word for token in frame.tokens):
        return []
    tokens = passages.quoted[quotes[0]]
    if not tokens:
        return []
    inner = quoted_frame(frame, tokens, read_names(frame.body, tokens, frame.words, frame.number))
    for cue in find_cues(inner):
        tag = read_tag(inner, cue) if cue.kind in {"verb", "inverted"} and inner.low(cue.first - 1) == "," else None
        if tag is None or tag.speaker.kind not in {"name", "pronoun"} or tag.first < 2:
            continue
        # the tag runs to the next mark: "..., explique Ana Ruiz, et ...", "..., disait Ana Ruiz après le vote. ..."
        stop = next((k for k in range(tag.last, len(inner.tokens)) if inner.low(k) in {",", ".", "!", "?", "…"}), len(inner.tokens))
        if stop > tag.last + 14 or (stop > tag.last and inner.low(stop) == ","):
            continue
        content = _content(inner, passages, 0, tag.first) + _content(inner, passages, stop, len(inner.tokens))
        return [Draft(inner, content, cue, tag.speaker, len(frame.tokens), tag=True)]
    return []


def _is_sentence(frame: Frame, at: int) -> bool:
    """Whether a quotation is a sentence of its own: a capital first, a stop last, two words at least."""
    inner = frame.body[frame.tokens[at].start : frame.tokens[at].end].strip("«»“”„\"' \u00a0\u202f")
    return inner[:1].isupper() and inner.endswith((".", "!", "?", "…")) and " " in inner


def _is_long(passages: Passages, quote: int) -> bool:
    return len(passages.quoted[quote]) >= 5


# --- content


def _content(frame: Frame, passages: Passages, first: int, last: int) -> tuple[Span, ...]:
    """The spans of a run of tokens: quotations alone give what is inside them, with words around them the marks stay."""
    tokens = frame.tokens[first:last]
    while tokens and not tokens[-1].is_word and tokens[-1].quote < 0 and tokens[-1].low not in {")", "]", "%", "€", "$"}:
        tokens = tokens[:-1]
    while tokens and not tokens[0].is_word and tokens[0].quote < 0 and tokens[0].low not in {"(", "[", "$", "€", "£"}:
        tokens = tokens[1:]
    if not tokens:
        return ()
    quotes = [token.quote for token in tokens if token.quote >= 0]
    others = [token.low for token in tokens if token.is_word and token.low not in frame.words.conjunctions]
    if quotes and not others:
        return tuple(inner for number in quotes if (inner := passages.quotes[number].inner).start < inner.end)
    return (Span(tokens[0].start, tokens[-1].end),)
