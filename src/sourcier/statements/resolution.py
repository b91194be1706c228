"""Who a speaker is: short names, pronouns and offices resolved to the fullest name the article gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from sourcier.model import Span
from sourcier.statements.bodies import body_of, body_told, document_of
from sourcier.statements.cast import Figure
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.names import Name
from sourcier.statements.roles import Role
from sourcier.statements.scene import Scene, content_words, fits, head_key, latest_of, name_words, same_head

_MOST_LED = 3
_SUBJECT = 24  # tokens in which a sentence says whom it is about
_REWORDED = 6  # sentences back that a phrase can tell somebody in other words
_LATE = 12  # statements back that a pronoun far from any name may reach
_BACK = 7  # sentences that a pronoun looks back


def resolve_speaker(scene: Scene, speaker: Speaker, frame: Frame, told: Sequence[Span] = ()) -> Figure | None:
    """The figure that a speaker is, None when the article never names it; names inside the words told are no antecedents."""
    if speaker.kind == "name" and speaker.name is not None:
        return scene.cast.by_place.get(speaker.name.span.start)
    if speaker.kind == "relative":
        return _antecedent(scene, speaker, frame)
    if speaker.kind == "pronoun":
        return _pronoun(scene, speaker, frame, told)
    if speaker.kind == "office":
        return _office(scene, speaker, frame)
    return document_of(scene, speaker, frame)


def _antecedent(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The name nearest before a relative pronoun."""
    before = [name for name in scene.names[frame.number] if name.last <= speaker.first and speaker.first - name.last <= 12]
    people = [name for name in before if name.kind in {"person", None}]
    chosen = people or [name for name in before if speaker.first - name.last <= 2]
    if not chosen and (told := _told_before(scene, speaker, frame)) is not None:
        return told
    if chosen and chosen[-1].kind != "person" and (holder := _holder(scene, chosen[-1], frame)) is not None:
        return holder
    return scene.cast.by_place.get(chosen[-1].span.start) if chosen else None


def _told_before(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The holder of a bare office right before a relative pronoun ("l'architecte, pour qui")."""
    words, at = frame.words, speaker.first - 1
    while frame.low(at) in words.prepositions or frame.low(at) == ",":
        at -= 1
    if at < 1 or not words.is_role(frame.low(at)) or frame.low(at - 1) not in words.definite:
        return None
    office = Speaker("office", at - 1, at + 1, frame.span(at - 1, at + 1), head=frame.low(at), gender="x")
    return _office(scene, office, frame)


def _holder(scene: Scene, name: Name, frame: Frame) -> Figure | None:
    """Who holds the office that a body's name closes ("le président du CNL, qui"): the office is the antecedent, not the body."""
    words, at = frame.words, name.first
    while at > 0 and frame.low(at - 1) in words.definite | words.genitives and at > name.first - 3:
        at -= 1
    if at == name.first or not {frame.low(name.first - 1), frame.low(at)} & words.genitives:
        return None
    head = frame.low(at - 1)
    if not words.is_role(head) or frame.low(at - 2) not in words.definite:
        return None
    gender = words.determiner_gender.get(frame.low(at - 2), "")
    return _office(scene, Speaker("office", at - 2, name.last, frame.span(at - 2, name.last), head=head, gender=gender), frame)


def _pronoun(scene: Scene, speaker: Speaker, frame: Frame, told: Sequence[Span] = ()) -> Figure | None:
    """The figure that a personal pronoun stands for; one whose gender nobody tells gives way to a main person of that gender."""
    found = _nearest(scene, speaker, frame, told)
    return _surer(scene, speaker, frame, found) if found is not None else None


def _surer(scene: Scene, speaker: Speaker, frame: Frame, found: Figure) -> Figure:
    """The person found, or a main person of the right gender when nobody tells the gender of the one found, a paragraph back."""
    if speaker.gender not in {"m", "f"} or found.kind != "person" or found.gender:
        return found
    sure = next(
        (figure for _, figure in reversed(scene.spoke[-_LATE:]) if figure.kind == "person" and figure.gender == speaker.gender), None
    )
    place = speaker.span.start
    near = frame.body.find("\n", found.last_before(place), place) < 0  # the same paragraph
    if sure is None or near:
        return found
    return sure if _told_of(scene, sure, place) > 2 * _told_of(scene, found, place) else found


def _told_of(scene: Scene, figure: Figure, place: int) -> int:
    """How often an article names a figure or gives its words before a place."""
    return bisect_left(figure.seen, place) + sum(other is figure for _, other in scene.spoke)


def _nearest(scene: Scene, speaker: Speaker, frame: Frame, told: Sequence[Span] = ()) -> Figure | None:
    """The figure that a personal pronoun stands for: sentence by sentence backwards, speakers first, then subjects."""
    gender = speaker.gender
    if speaker.kind == "pronoun" and gender == "x":
        return None  # "on", "one": nobody in particular
    if gender == "p":
        return (
            scene.spoke[-1][1] if scene.spoke and scene.spoke[-1][0] >= frame.number - 2 and scene.spoke[-1][1].kind != "person" else None
        )
    if (body := body_told(scene, speaker, frame)) is not None:
        return body
    for number in range(frame.number, max(-1, frame.number - _BACK), -1):
        spoke = [figure for where, figure in reversed(scene.spoke[-_BACK * 3 :]) if where == number and fits(figure, gender)]
        if spoke:
            return spoke[0]
        if scene.nameless.get(number, "") in {gender, "x"} and number < frame.number:
            return None
        if number < frame.number:
            opens, figure = _opening_person(scene, scene.frames[number], gender)
            if opens:
                return figure
            if _pronoun_leads(scene, scene.frames[number], gender):
                continue  # whoever it stands for is named farther back
        here = [name for name in scene.names[number] if number < frame.number or (name.last <= speaker.first and not _inside(name, told))]
        found = _subject(scene, scene.frames[number], here, gender)
        if found is not None:
            return found
    late = next((figure for _, figure in reversed(scene.spoke[-_LATE:]) if fits(figure, gender)), None)
    return late or (_named_next(scene, frame, gender) if not scene.spoke and speaker.kind == "pronoun" else None)


def _named_next(scene: Scene, frame: Frame, gender: str) -> Figure | None:
    """The person an article that opens with a pronoun is about: the first one named in the sentences that follow."""
    ahead = range(frame.number + 1, min(frame.number + 4, len(scene.frames)))
    found = (_subject(scene, scene.frames[number], scene.names[number], gender) for number in ahead)
    return next((figure for figure in found if figure is not None), None) if frame.number < 2 and gender in {"m", "f"} else None


def _opening_person(scene: Scene, frame: Frame, gender: str) -> tuple[bool, Figure | None]:
    """Whether a sentence begins with somebody told by office or trade, and the figure, None when the article names nobody by it."""
    words = frame.words
    at = 1 if frame.low(1) and frame.low(0) in words.conjunctions else 0
    if frame.low(at) in words.prepositions - words.definite:  # "Sur le banc, une vieille dame attend"
        at = next((k + 1 for k in range(at, min(at + 10, len(frame.tokens))) if frame.low(k) == ","), at)
    head = next(
        (k for k in range(at + 1, min(at + 4, len(frame.tokens))) if words.is_role(frame.low(k)) or frame.low(k) in words.witnesses), -1
    )
    if head < 0 or not frame.is_determiner(at) or any(k in frame.inside for k in range(at, min(head + 7, len(frame.tokens)))):
        return False, None
    low = frame.low(head)
    if low.endswith(words.plural_endings) and low not in words.roles:
        return False, None
    told = words.roles.get(low, "")
    told = told if told in {"m", "f"} else words.determiner_gender.get(frame.low(at), "")
    if words.tags_before and told not in {"m", "f"} and frame.low(at) in words.definite:
        return _english_opening(scene, frame, (at, head), gender)
    if gender not in {told, "x"} or not told:
        return False, None
    speaker = Speaker("office", at, head + 1, frame.span(at, head + 1), head=low, gender=told)
    whole = replace(speaker, last=min(head + 7, len(frame.tokens)))  # "le chef de l'État"
    holders = _holders(scene, speaker, frame) or _alike_holders(scene, whole, frame)
    if frame.low(at) in words.indefinite or low in words.outside_roles:
        return True, holders[0] if holders and frame.low(at) not in words.indefinite else None
    return (True, latest_of(holders, speaker)) if holders and fits(holders[0], gender) else (False, None)


def _english_opening(scene: Scene, frame: Frame, place: tuple[int, int], gender: str) -> tuple[bool, Figure | None]:
    """The holder of the office that an English sentence begins with, whose word tells no gender ("The mayor has listened. He …")."""
    at, head = place
    speaker = Speaker("office", at, head + 1, frame.span(at, head + 1), head=frame.low(head), gender="x")
    fitting = [holder for holder in _holders(scene, speaker, frame) if fits(holder, gender)]
    return (True, latest_of(fitting, speaker)) if fitting else (False, None)


def _pronoun_leads(scene: Scene, frame: Frame, gender: str) -> bool:
    """Whether a pronoun of a gender stands before every name it could be ("The Clarion hailed her Lady Macbeth")."""
    words = frame.words
    for at, token in enumerate(frame.tokens):
        if at in frame.names:
            figure = scene.cast.by_place.get(frame.names[at].span.start)
            if figure is not None and fits(figure, gender):
                return False
        elif words.pronouns.get(token.low) == gender and token.low not in words.clitics and gender in {"m", "f"}:
            return True
    return False


def _inside(name: Name, told: Sequence[Span]) -> bool:
    return any(span.start <= name.span.start < span.end for span in told)


def subject_of(scene: Scene, frame: Frame, limit: int | None = None) -> Figure | None:
    """The person that a sentence is about: who its pronoun stands for, else the first one named behind no preposition.

    Nothing at or behind the character `limit` is looked at.
    """
    for at, token in enumerate(frame.tokens[:_SUBJECT]):
        if limit is not None and token.start >= limit:
            return None
        if frame.low(at - 1) in frame.words.prepositions:
            continue
        if at < 2 and (spoken := _told_by_trade(scene, frame, at)) is not None:
            return spoken
        if token.low in frame.words.pronouns and frame.words.pronouns[token.low] in {"m", "f"} and token.low not in frame.words.clitics:
            speaker = Speaker("pronoun", at, at + 1, frame.span(at, at + 1), head=token.low, gender=frame.words.pronouns[token.low])
            return _pronoun(scene, speaker, frame)
        if at in frame.names:
            figure = scene.cast.by_place.get(frame.names[at].span.start)
            if figure is not None and figure.kind == "person":
                return figure
    return None


def _subject(scene: Scene, frame: Frame, names: Sequence[Name], gender: str) -> Figure | None:
    """The figure that a sentence is most likely about: the first one that stands behind no preposition, else the first."""
    fitting = [
        (name, figure) for name in names if (figure := scene.cast.by_place.get(name.span.start)) is not None and fits(figure, gender)
    ]
    free = [figure for name, figure in fitting if frame.low(name.first - 1) not in frame.words.prepositions]
    if free:
        return free[0]
    return fitting[0][1] if fitting else None


def _office(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that holds an office: named with it somewhere in the article, else the person just spoken of, for a general word."""
    words = frame.words
    if (known := _known_holder(scene, speaker, frame)) is not None:
        return known
    if speaker.head in words.collectives and speaker.head not in words.anaphoric_bodies:
        return None
    if speaker.head in words.anaphoric_bodies:
        return body_of(scene, speaker, frame)
    if speaker.head in words.media_nouns and _is_plain(frame, speaker):
        at = bisect_left(scene.media, speaker.span.start, key=lambda figure: figure.seen[0])
        return scene.media[at - 1] if at else None
    return _reworded(scene, speaker, frame) or _general(scene, speaker, frame)


def _known_holder(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that the article names with an office, or with the body or place that closes it."""
    words = frame.words
    modifiers = content_words(frame, speaker) - {speaker.head}
    if holders := _holders(scene, speaker, frame):
        return latest_of(holders, speaker)
    for (head, held), figure in scene.offices.items():
        if head == speaker.head and (modifiers <= held or held <= modifiers):
            return figure
    named = scene.words.get(next(iter(sorted(modifiers))), ()) if modifiers else ()
    if bearers := [f for f in named if modifiers <= name_words(f)]:
        return bearers[0]
    return _leads_body(scene, speaker, modifiers) if speaker.head in words.generic_roles else None


def _general(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that a general word ("l'expert", "the star") stands for, as a pronoun would."""
    words, head = frame.words, speaker.head
    is_generic = head in words.generic_roles or (head not in words.roles and words.is_role(head))
    if words.tags_before and not words.is_role(head) and not is_generic and not speaker.surely:
        return None  # an English article tells no gender: "the brokerage" may be anything
    known_thing = words.is_role(head) or head in words.witnesses | words.documents | words.organisations
    bare = _is_plain(frame, speaker) and not any(frame.low(k) in words.genitives for k in range(speaker.first + 1, speaker.last + 1))
    if not bare or not (is_generic or not known_thing) or frame.low(speaker.first) in words.possessive:
        return None
    found = _pronoun(scene, replace(speaker, gender=speaker.gender if speaker.gender in {"m", "f"} else "x"), frame)
    person = words.is_role(head) or head in words.witnesses
    if found is not None and found.kind == "person" and speaker.gender in {"m", "f"} and person:
        role = Role(head, content_words(frame, speaker), speaker.span, reworded=True)  # told so again, it is the same person
        found.roles.append(role)
        scene.give_role(found, role)
    return found


def _is_plain(frame: Frame, speaker: Speaker) -> bool:
    """Whether no proper name and no number stands inside a phrase."""
    return not any(
        (t.is_capital or t.low[0].isdigit()) and t.low not in frame.words.peoples
        for t in frame.tokens[_proper_from(frame, speaker) : speaker.last]
    )


def _holders(scene: Scene, speaker: Speaker, frame: Frame) -> list[Figure]:
    """Everybody whom the article names with this office."""
    words, phrase = frame.words, frame.tokens[speaker.first : speaker.last]
    modifiers = content_words(frame, speaker) - {speaker.head}
    holders = [
        figure
        for figure, role in scene.roles.get(head_key(speaker.head), ())
        if (role.head == speaker.head if speaker.head in words.organisations else same_head(role.head, speaker.head))
        and (not role.past or not modifiers.isdisjoint(words.former) or any(t.low in words.former for t in phrase))
        and (modifiers <= role.words or (role.words - {role.head} <= modifiers and len(role.words) > 1))
    ]
    if not holders:
        holders = _alike_holders(scene, speaker, frame)
    if not holders and modifiers and _is_plain(frame, speaker):
        alike = scene.roles.get(head_key(speaker.head), ())
        holders = [f for f, r in alike if same_head(r.head, speaker.head) and r.words == {r.head}]
    return [f for f in holders if speaker.gender not in {"m", "f"} or f.kind != "person" or f.gender in {"", "x", speaker.gender}]


def _alike_holders(scene: Scene, speaker: Speaker, frame: Frame) -> list[Figure]:
    """Everybody named with an office that the phrase tells by another word ("le chef de l'État" for the président)."""
    words = frame.words
    for phrase, heads in words.same_offices.items():
        first = next((at for at in range(speaker.first, speaker.last) if frame.starts_phrase(at, phrase)), -1)
        if first < 0:
            continue
        behind = takewhile(frame.is_word, range(first + len(phrase), speaker.last))
        more = {frame.low(at) for at in behind} - words.function
        known = [held for head in heads for held in scene.roles.get(head_key(head), ()) if not held[1].past and held[1].head == head]
        if len(heads) > 1 and len({id(figure) for figure, _ in known}) > 1:
            continue  # "la dirigeante" tells nobody among several
        return [figure for figure, role in known if more <= role.words] or [figure for figure, _ in known]
    return []


def _reworded(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The person just spoken of whom a phrase tells in other words ("la députée de l'Aude", "the 10-year-old", "the prime minister").

    Some offices always bring in somebody else (a prosecutor, a spokesman); those of a state go to nobody whose office is known.
    """
    words, head = frame.words, speaker.head
    person = words.is_role(head) or head in words.witnesses or (head[:1].isdigit() and "-" in head) or speaker.surely
    opens = frame.low(speaker.first)
    if (
        not person
        or head in words.outside_roles
        or head in words.organisations
        or not (opens in words.definite or opens in words.demonstrative)
    ):
        return None
    gender = speaker.gender if speaker.gender in {"m", "f"} else "x"
    for number in range(frame.number, max(-1, frame.number - _REWORDED), -1):
        limit = speaker.span.start
        said = next((figure for where, figure in reversed(scene.spoke[-_BACK * 3 :]) if where == number), None)
        subject = said or subject_of(scene, scene.frames[number], limit)
        subject = _surer(scene, speaker, frame, subject) if subject is not None else None
        if said is not None and head in words.state_offices and _others(scene, said, limit):
            return None  # after somebody's words such an office brings in the next speaker
        if subject is None:
            continue
        if subject.kind != "person" or not fits(subject, gender) or subject.seen[0] > limit:
            return None
        alike = speaker.last - speaker.first == 2 and all(role.head in words.state_offices for role in subject.roles)  # "the minister"
        free = not subject.roles or head not in words.state_offices or alike
        if free:
            role = Role(head, content_words(frame, speaker), speaker.span, reworded=True)
            subject.roles.append(role)
            scene.give_role(subject, role)
        return subject if free else None
    return None


def _others(scene: Scene, figure: Figure, limit: int) -> bool:
    """Whether anybody else is named before a place."""
    before = takewhile(lambda other: other.seen[0] < limit, scene.cast.figures)
    return any(other.kind == "person" and other is not figure for other in before)


def _told_by_trade(scene: Scene, frame: Frame, at: int) -> Figure | None:
    """The person whom a sentence begins with by a general word ("L'intéressée hausse les épaules")."""
    words, head = frame.words, frame.low(at + 1)
    if frame.low(at) not in words.definite or head not in words.generic_roles or at + 1 in frame.inside or at + 2 in frame.names:
        return None
    told = words.roles.get(head, "")
    gender = told if told in {"m", "f"} else words.determiner_gender.get(frame.low(at), "x")
    speaker = Speaker("office", at, at + 2, frame.span(at, at + 2), head=head, gender=gender)
    holders = _holders(scene, speaker, frame)
    return latest_of(holders, speaker) if holders else _pronoun(scene, replace(speaker, gender=gender), frame)


def _leads_body(scene: Scene, speaker: Speaker, modifiers: frozenset[str]) -> Figure | None:
    """The one person whose role shares the body named in a general phrase ("la dirigeante de la CGT" for its secretary)."""
    fits = {"", "x", speaker.gender} if speaker.gender in {"m", "f"} else {"", "x", "m", "f"}
    told = (figure for word in sorted(modifiers) for figure in scene.words.get(f"@{word}", ())[:_MOST_LED])
    led = list({id(figure): figure for figure in told if figure.gender in fits}.values())
    return led[0] if len(led) == 1 else None


def _proper_from(frame: Frame, speaker: Speaker) -> int:
    """Where proper names inside a phrase make it somebody else's office: behind its head ("the Teen Mom star" is the star)."""
    head = next((k for k in range(speaker.first, speaker.last) if frame.low(k) == speaker.head), speaker.first)
    general = frame.words.tags_before and speaker.head in frame.words.generic_roles
    return head if general else speaker.first + 1
