"""Tags: reporting clauses that stand behind or inside the words they report, "according to" among them."""

from __future__ import annotations

from dataclasses import dataclass

from sourcier.model import Span
from sourcier.statements.clauses import behind_object, behind_phrase, find_opening
from sourcier.statements.cues import Cue
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.speakers import any_speaker, speaker_after, speaker_before
from sourcier.statements.unlisted import is_right_behind_words

_LONG = 8  # tokens of a subject that a name closes


@dataclass(frozen=True, slots=True)
class Tag:
    """A reporting clause behind or inside the words it reports: its cue, its tokens, its speaker."""

    cue: Cue
    first: int
    last: int
    speaker: Speaker


def awaits(frame: Frame, cue: Cue) -> bool:
    """Whether the colon that ends a sentence belongs to a cue ("Ruiz told the council:")."""
    near = len(frame.tokens) - cue.last <= 12 and not any(frame.is_quote(k) for k in range(cue.last, len(frame.tokens)))
    return near and frame.low(len(frame.tokens) - 1) == ":" and cue.kind in {"verb", "gerund", "infinitive"}


def read_tag(frame: Frame, cue: Cue) -> Tag | None:
    """The tag that a cue makes, None when its words come behind it."""
    if cue.kind == "inverted":
        pronoun = frame.tokens[cue.pronoun]
        word = frame.words.inverted[pronoun.low]
        span = Span(pronoun.end - len(word), pronoun.end)
        speaker = Speaker("pronoun", cue.pronoun, cue.pronoun + 1, span, head=word, gender=frame.words.pronouns.get(word, "x"))
        return Tag(cue, _before_marks(frame, cue.first), _behind_origin(frame, cue) if speaker.gender == "x" else cue.last, speaker)
    if cue.kind == "according":
        return _according_tag(frame, cue)
    if cue.kind != "verb" or awaits(frame, cue):
        return None
    before = frame.low(cue.first - 1)
    follows_mark = cue.first > 0 and (before in {",", "–", "—", "…", "!", "?", ")"} or frame.is_quote(cue.first - 1))
    # "told Reuters": what stands behind is who was told; not in "…," warns Ana Ruiz
    told = frame.words.tags_before and "object" in cue.takes and not is_right_behind_words(frame, cue.first)
    # "Ruiz, who teaches there, called the plan “rushed”": what stands behind is what was judged
    told = told or (frame.words.tags_before and "any" not in cue.takes and not _closes_words(frame, cue))
    if follows_mark and not told and (tag := _inverted_tag(frame, cue)) is not None:
        return tag
    return _straight_tag(frame, cue) if frame.words.tags_before else None


def _closes_words(frame: Frame, cue: Cue) -> bool:
    """Whether an English verb before its subject ends what was said: behind a quotation, or a clause and a comma (", noted Ana Ruiz.")."""
    if is_right_behind_words(frame, cue.first):
        return True
    named = frame.names.get(cue.last)
    clause = bool(cue.takes & {"clause", "bare", "loose"}) and frame.low(cue.first - 1) == "," and _has_finite(frame, cue.first - 1)
    return clause and named is not None and named.kind in {"person", None} and cue.last == cue.first + 1 and _runs_out(frame, named.last)


def _runs_out(frame: Frame, at: int) -> bool:
    """Whether nothing but phrases and appositions stands between a place and the end of the sentence: no verb, no quotation."""
    finite = (frame.words.finite_marks - frame.words.enclitics) | frame.words.complementisers
    return not frame.is_determiner(at) and not any(frame.low(k) in finite or frame.is_quote(k) for k in range(at, len(frame.tokens)))


def _behind_origin(frame: Frame, cue: Cue) -> int:
    """The place behind the phrase that tells where one hears it ("dit-on à la mairie", "a-t-on appris de source policière")."""
    last = cue.last
    while frame.low(last) in frame.words.prepositions:
        last = behind_phrase(frame, last + 1)
    return last if not frame.is_word(last) else cue.last


def _inverted_tag(frame: Frame, cue: Cue) -> Tag | None:
    """A tag whose subject stands behind the verb ("..., a dit le maire", "..., said Ana Ruiz")."""
    speaker = speaker_after(frame, cue.last) or _any_speaker(frame, cue)
    if speaker is None or speaker.kind == "relative":
        return None
    if speaker.kind == "pronoun" and frame.words.pronouns.get(speaker.head) == "x":
        return None
    between = range(cue.last, speaker.first)
    if any(frame.low(k) in frame.words.complementisers or frame.is_quote(k) for k in between):
        return None
    quoted = any(frame.is_quote(k) for k in range(cue.first))
    describes = frame.is_quote(speaker.last) and speaker.kind == "unnamed" and not quoted  # "Sa mère décrit une enfant « qui lisait tout »"
    if describes or (frame.words.tags_before and not _ends_tag(frame, speaker)) or (not quoted and _is_subject_aside(frame, cue)):
        return None
    if "quote" in cue.takes and speaker.kind == "unnamed" and not quoted:
        return None  # "..., lance une entreprise" reports nothing
    if frame.low(speaker.last) in frame.words.complementisers and "clause" in cue.takes and not frame.is_quote(cue.first - 1):
        return None
    opening = find_opening(frame, cue)
    if (
        opening is not None
        and opening.at <= speaker.first
        and opening.mode in {"clause", "quote", "infinitive", "bare"}
        and not frame.words.tags_before
    ):
        return None
    if not frame.is_quote(cue.first - 1) and not _has_clause_before(frame, cue.first - 1):
        return None
    return Tag(cue, _before_marks(frame, cue.first), speaker.last, speaker)


def _is_subject_aside(frame: Frame, cue: Cue) -> bool:
    """Whether the words before a verb are its subject and a phrase of place between commas ("La clinique Ardex, à Tours, a confirmé")."""
    stop = cue.first - 1
    comma = next((k for k in range(stop - 1, -1, -1) if frame.low(k) == ","), -1)
    if comma < 0 or frame.low(stop) != "," or frame.low(comma + 1) not in frame.words.prepositions:
        return False
    return comma < _LONG and any(name.last == comma for name in frame.names.values())


def _any_speaker(frame: Frame, cue: Cue) -> Speaker | None:
    """A noun of which nothing is known behind a cue that follows a quotation ("« … », a fait savoir l'édile")."""
    comma = frame.low(cue.first - 1) == ","
    quoted = frame.is_quote(cue.first - 1) or (comma and frame.is_quote(cue.first - 2))
    if quoted or frame.words.tags_before or not comma or "clause" not in cue.takes or "noun" in cue.takes:
        return any_speaker(frame, cue.last) if quoted else None
    # "…, a fait savoir le rectorat.": a verb that takes no noun, and a noun that closes the sentence
    speaker = any_speaker(frame, cue.last) if frame.low(cue.last) in frame.words.definite else None
    return speaker if speaker is not None and frame.low(speaker.last) in {".", ",", ""} else None


def _ends_tag(frame: Frame, speaker: Speaker) -> bool:
    """Whether a clause may end behind an inverted subject ("said Ana Ruiz, a nurse"; not "said the plan was ready")."""
    low = frame.low(speaker.last)
    if speaker.kind == "pronoun" and low not in {",", "."}:
        return False
    ends = not frame.is_word(speaker.last) or low in frame.words.prepositions or low in frame.words.relatives
    return ends or frame.is_time(speaker.last)


def _has_clause_before(frame: Frame, stop: int) -> bool:
    """Whether the words before a comma can be what was said: more than a subject or a phrase of place."""
    return stop >= 2 or any(frame.is_quote(k) for k in range(stop))


def _straight_tag(frame: Frame, cue: Cue) -> Tag | None:
    """A tag whose subject stands before the verb ("..., Ana Ruiz said Tuesday")."""
    opening = find_opening(frame, cue)
    ahead = _behind_told(frame, cue)
    while frame.is_time(ahead) or frame.is_adverb(ahead):
        ahead += 1
    low = frame.low(ahead)
    ends = ahead >= len(frame.tokens) or (low in {".", ",", ";", "!", "?", "…", "—", "–", ")"} and not frame.is_quote(ahead + 1))
    quote_ahead = low in {",", ".", ":"} and frame.is_quote(ahead + 1)
    phrase = low in frame.words.prepositions or low in frame.words.gerund_marks or low in frame.words.infinitive_marks
    speaker = speaker_before(frame, cue.first, subject_floor(frame, cue.first), plain=ends)
    if speaker is None or speaker.kind == "relative":
        return None
    mark = (_before_kin(frame, speaker.first) if speaker.kind == "name" else speaker.first) - 1
    while mark >= 0 and frame.is_word(mark) and not frame.is_quote(mark) and mark > speaker.first - 10:
        mark -= 1
    after_quote = frame.is_quote(mark) or (frame.low(mark) in {",", "—", "–"} and frame.is_quote(mark - 1))
    spoken = (
        (after_quote and "object" in cue.takes and is_right_behind_words(frame, mark + 1))
        or opening is None
        or opening.mode in {"bare", "noun", "words"}
    )  # "…," Ruiz told the Herald
    if after_quote and (ends or phrase or quote_ahead or spoken) and not (_names_title(frame, mark) and _quotes_behind(frame, cue)):
        return Tag(cue, mark + 1 if frame.is_quote(mark) else mark, ahead, speaker)
    if frame.low(mark) == "," and mark > 1 and low == "," and quote_ahead and _begins_small(frame, ahead + 1):
        return Tag(cue, mark, ahead, speaker)  # "Those who oppose it, she argues, “have always been wrong.”"
    if mark < 0 and (ends or phrase) and opening is None and not frame.is_quote(0):
        return Tag(cue, 0, ahead, speaker)
    if "quote" in cue.takes and not cue.takes & {"bare", "loose", "any"}:
        return None  # "Asked whether he would stay, Ruiz laughed."
    frank = bool(cue.takes & {"bare", "loose"})  # "..., Ruiz continued in the rain" reports nothing
    if (
        frame.low(mark) == ","
        and (ends or (frank and phrase and _phrase_runs_out(frame, ahead) and _has_finite(frame, mark)))
        and (mark >= 3 or _is_linking(frame, mark) or (ends and mark > 0 and (goes_on(frame, ahead) or _begins_clause(frame, ahead))))
    ):
        return Tag(cue, mark, ahead, speaker)
    return None


def _names_title(frame: Frame, mark: int) -> bool:
    """Whether the quotation before a tag closes a phrase of place ("In a note titled “No bottom,” Ruiz called it “rushed”")."""
    return mark > 0 and frame.low(0) in frame.words.prepositions and not any(frame.is_quote(k) for k in range(min(mark, 2)))


def _begins_small(frame: Frame, at: int) -> bool:
    """Whether the words of a quotation begin with a small letter: the sentence around it goes on with them."""
    token = frame.tokens[at]
    return frame.body[token.start : token.end].lstrip("«“\"'‘ \u00a0\u202f")[:1].islower()


def _quotes_behind(frame: Frame, cue: Cue) -> bool:
    return any(frame.is_quote(k) for k in range(cue.last, len(frame.tokens)))


def _begins_clause(frame: Frame, at: int) -> bool:
    """Whether the comma behind a tag leads to a clause with its own pronoun ("In 1989, he explains, she burned it")."""
    return frame.low(at) == "," and frame.low(at + 1) in frame.words.pronouns and frame.low(at + 1) not in frame.words.relatives


def goes_on(frame: Frame, at: int) -> bool:
    """Whether the comma behind an English tag leads to the verb of what it cuts ("Repairs, she added, could take years")."""
    words = frame.words
    low = frame.low(at + 1)
    return words.tags_before and frame.low(at) == "," and low in words.finite_marks and low not in words.pronouns


def _behind_told(frame: Frame, cue: Cue) -> int:
    """The place behind whoever was told, where the sentence ends there ("…, Ruiz told the Herald on Friday."), else behind the cue."""
    here = behind_object(frame, cue.last) if "object" in cue.takes else cue.last
    last = here
    while last < len(frame.tokens):
        if frame.is_time(last) or frame.is_adverb(last):
            last += 1
        elif frame.low(last) in frame.words.prepositions:
            last = behind_phrase(frame, last + 1)  # "told residents at a meeting Thursday night."
        else:
            break
    return last if here > cue.last and (frame.low(last) in {".", ""} or goes_on(frame, last)) else cue.last


def _before_kin(frame: Frame, first: int) -> int:
    """The first token of an apposition that leads to a name ("his mother, Ana Ruiz, said"), the name's own where none does."""
    if frame.low(first - 1) != ",":
        return first
    start = next((at for at in range(first - 2, max(-1, first - 9), -1) if not frame.is_word(at)), -1) + 1
    phrase = range(start, first - 1)
    leads = frame.is_determiner(start) and any(frame.is_speaking_noun(at) for at in phrase)
    finite = (frame.words.finite_marks - frame.words.enclitics) | frame.words.verbs.keys()
    leads = leads and not any(frame.low(at) in finite for at in phrase)
    return start if leads else first


def _has_finite(frame: Frame, stop: int) -> bool:
    """Whether the words before a place hold a finite verb, as far as small words tell."""
    words = frame.words
    verbs = (reading for at in range(stop) for reading in words.verbs.get(frame.low(at), ()))
    return any(frame.low(at) in words.finite_marks for at in range(stop)) or any(reading.form == "finite" for reading in verbs)


def _phrase_runs_out(frame: Frame, at: int) -> bool:
    """Whether nothing but a phrase stands between a place and the end of the sentence: no "that", no quotation."""
    return not any(frame.low(k) in frame.words.complementisers or frame.is_quote(k) for k in range(at, len(frame.tokens)))


def subject_floor(frame: Frame, verb: int) -> int:
    """The first token of the clause of a verb: behind the last quotation, stop or "that" before it."""
    for at in range(verb - 1, -1, -1):
        low = frame.low(at)
        if frame.is_quote(at) and frame.low(at - 1) == "," == frame.low(at + 1):
            continue  # an aside: "les syndicats, « amers », ont dit"
        if low == "(" and any(frame.low(k) == ")" for k in range(at, min(at + 12, verb))):
            continue  # "une majorité de riverains (72 %) affirme"
        if frame.is_quote(at) or low in {";", ":", "—", "–", "("}:
            return at + 1
        if low in frame.words.complementisers and low not in frame.words.demonstrative:
            if frame.low(at - 1) == "," == frame.low(verb - 1):
                continue  # "le document, que Le Phare a lu, précise"
            return at + 1
    return 0


def _before_marks(frame: Frame, at: int) -> int:
    """The first of the commas, dashes and adverbs right before a cue."""
    while at > 0 and (frame.low(at - 1) in {",", "–", "—", "("} or (frame.is_adverb(at - 1) and frame.low(at - 2) == ",")):
        at -= 1
    return at


def _according_tag(frame: Frame, cue: Cue) -> Tag | None:
    """The tag that "according to" makes with the phrase behind it; some uses ("pour") speak of persons only, before a comma."""
    if "self" in cue.takes:  # "à ses yeux": the possessive stands for whoever the text is about
        own = frame.words.possessive | frame.words.clitics
        holder = next((k for k in range(cue.first, cue.last) if frame.low(k) in own), cue.first)
        shared = Speaker("pronoun", holder, holder + 1, frame.span(holder, holder + 1), head=frame.low(holder), gender="?")
        return Tag(cue, _before_marks(frame, cue.first), cue.last, shared)
    speaker = speaker_after(frame, cue.last, direct=True) or _named_by_place(frame, cue)
    if speaker is None or (speaker.kind == "relative" and not _has_antecedent(frame, cue.first)):
        return None
    last = speaker.last
    if "person" in cue.takes and not _holds_view(frame, speaker):
        if speaker.kind == "relative":
            return Tag(cue, cue.first, last, speaker) if frame.low(cue.first - 1) == "," else None
        starts = cue.first == 0 or frame.is_quote(cue.first - 1) or frame.low(cue.first - 1) in {":", "–"} or _is_linking(frame, cue.first)
        is_person = speaker.kind == "pronoun" or (speaker.name is not None and speaker.name.kind == "person")
        is_person = is_person or (speaker.kind == "office" and speaker.head in frame.words.roles)
        is_person = is_person or (speaker.name is not None and speaker.name.kind == "organisation" and frame.low(last) == ",")
        if not starts or not is_person or frame.words.tags_before or not _comma_ahead(frame, last):
            return None
    return Tag(cue, _before_marks(frame, cue.first), last, speaker)


def _named_by_place(frame: Frame, cue: Cue) -> Speaker | None:
    """A noun of which nothing is known behind "according to", where it can be nothing but who says it ("selon l'ordonnance de renvoi,")."""
    words = frame.words
    if "any" not in cue.takes or frame.low(cue.last + 1) in words.manners or frame.low(cue.last) in words.manners:
        return None
    speaker = any_speaker(frame, cue.last)
    if speaker is None or speaker.kind == "name":
        return speaker
    last = speaker.last
    while (
        last < speaker.last + 8 and frame.is_word(last) and frame.low(last) not in words.verbs and frame.low(last) not in words.auxiliaries
    ):
        last += 1
    return speaker if frame.low(last) in {",", ".", ""} or frame.is_quote(last) else None


def _holds_view(frame: Frame, speaker: Speaker) -> bool:
    """Whether "pour les syndicats, …" gives their words: a body or people that speak, and something quoted behind."""
    quoted = any(frame.is_quote(at) for at in range(speaker.last, len(frame.tokens)))
    speaks = speaker.kind in {"office", "unnamed"} and frame.is_speaking_noun(
        next((k for k in range(speaker.first, speaker.last) if frame.low(k) == speaker.head), 0)
    )
    deems = speaker.head in frame.words.view_holders and speaker.kind == "unnamed"  # "Pour les partisans du projet, il s'agit de"
    return (quoted or deems) and speaks and speaker.first == 1 and frame.low(speaker.last) == ","


def _has_antecedent(frame: Frame, at: int) -> bool:
    """Whether somebody or something that can speak stands before a relative ("l'étude selon laquelle"; not "l'axe selon lequel")."""
    return any(k in frame.inside or frame.is_speaking_noun(k) for k in range(max(0, at - 30), at))


def _is_linking(frame: Frame, stop: int) -> bool:
    return any(len(phrase) == stop and frame.starts_phrase(0, phrase) for phrase in frame.words.linking)


def _comma_ahead(frame: Frame, at: int) -> bool:
    return any(frame.low(k) == "," for k in range(at, min(at + 14, len(frame.tokens))))
