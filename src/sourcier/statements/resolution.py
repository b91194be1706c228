"""Who a speaker is: short names, pronouns and offices resolved to the fullest name the article gives."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from sourcier.languages.speech import SpeechWords
from sourcier.model import Span
from sourcier.statements.cast import Cast, Figure
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.names import Name
from sourcier.statements.roles import Role

_MOST_BODIES = 200  # bodies and speakers back that "the group" may stand for
_MOST_LED = 3
_SUBJECT = 24  # tokens in which a sentence says whom it is about
_REWORDED = 6  # sentences back that a phrase can tell somebody in other words
_LATE = 12  # statements back that a pronoun far from any name may reach
_BACK = 7  # sentences that a pronoun looks back


@dataclass(slots=True)
class Scene:
    """What a resolution knows while it goes through the article: the cast and who spoke in each sentence so far."""

    cast: Cast
    names: Sequence[Sequence[Name]]
    frames: Sequence[Frame]
    spoke: list[tuple[int, Figure]] = field(default_factory=list)
    nameless: dict[int, str] = field(default_factory=dict)  # sentences in which somebody without a name spoke, with the gender
    offices: dict[tuple[str, frozenset[str]], Figure] = field(default_factory=dict)
    roles: dict[str, list[tuple[Figure, Role]]] = field(default_factory=dict)  # by head, as `_same_head` tells them alike
    words: dict[str, list[Figure]] = field(default_factory=dict)  # people by the words of their names and roles
    bodies: list[Figure] = field(default_factory=list)
    media: list[Figure] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the cast in order, so that nobody is looked for among all."""
        for figure in self.cast.figures:
            if figure.kind == "organisation":
                self.bodies.append(figure)
            elif figure.kind == "outlet":
                self.media.append(figure)
            for role in figure.roles:
                self.give_role(figure, role)
            if figure.kind == "person":
                for word in _name_words(figure):
                    self.words.setdefault(word, []).append(figure)

    def give_role(self, figure: Figure, role: Role) -> None:
        """Let a figure be found by a role."""
        self.roles.setdefault(_head_key(role.head), []).append((figure, role))
        for word in role.words if figure.kind == "person" else ():
            held = self.words.setdefault(f"@{word}", [])
            if not held or held[-1] is not figure:
                held.append(figure)


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
    return _document(scene, speaker, frame)


def _antecedent(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The name nearest before a relative pronoun."""
    before = [name for name in scene.names[frame.number] if name.last <= speaker.first and speaker.first - name.last <= 12]
    people = [name for name in before if name.kind in {"person", None}]
    chosen = people or [name for name in before if speaker.first - name.last <= 2]
    if chosen and chosen[-1].kind != "person" and (holder := _holder(scene, chosen[-1], frame)) is not None:
        return holder
    return scene.cast.by_place.get(chosen[-1].span.start) if chosen else None


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
    if found is None or speaker.gender not in {"m", "f"} or found.kind != "person" or found.gender in {"m", "f"}:
        return found
    sure = next(
        (figure for _, figure in reversed(scene.spoke[-_LATE:]) if figure.kind == "person" and figure.gender == speaker.gender), None
    )
    place = speaker.span.start
    near = frame.body.find("\n", found.last_before(place), place) < 0  # the same paragraph
    often = 2 * bisect_left(found.seen, place)
    return sure if sure is not None and not near and bisect_left(sure.seen, place) > often else found


def _nearest(scene: Scene, speaker: Speaker, frame: Frame, told: Sequence[Span] = ()) -> Figure | None:
    """The figure that a personal pronoun stands for: sentence by sentence backwards, speakers first, then subjects."""
    gender = speaker.gender
    if speaker.kind == "pronoun" and gender == "x":
        return None  # "on", "one": nobody in particular
    if gender == "p":
        return (
            scene.spoke[-1][1] if scene.spoke and scene.spoke[-1][0] >= frame.number - 2 and scene.spoke[-1][1].kind != "person" else None
        )
    if (body := _body_told(scene, speaker, frame)) is not None:
        return body
    for number in range(frame.number, max(-1, frame.number - _BACK), -1):
        spoke = [figure for where, figure in reversed(scene.spoke[-_BACK * 3 :]) if where == number and _fits(figure, gender)]
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
    late = next((figure for _, figure in reversed(scene.spoke[-_LATE:]) if _fits(figure, gender)), None)
    return late or (_named_next(scene, frame, gender) if not scene.spoke and speaker.kind == "pronoun" else None)


def _body_told(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The body that a French "elle" or "il" stands for: the one whose words the sentence before gave, its article of that gender.

    Nobody who fits may stand between, and the sentence must begin with the pronoun.
    """
    words = frame.words
    if words.tags_before or speaker.gender not in {"m", "f"} or speaker.kind != "pronoun" or speaker.first > 1 or not scene.spoke:
        return None
    where, figure = scene.spoke[-1]
    same = where == frame.number - 1 and scene.frames[where].sentence.paragraph == frame.sentence.paragraph
    if not same or figure.kind != "organisation":
        return None
    people = (scene.cast.by_place.get(name.span.start) for name in scene.names[where])
    if any(person is not None and _fits(person, speaker.gender) for person in people):
        return None
    place = next((name.first for name in scene.names[where] if scene.cast.by_place.get(name.span.start) is figure), -1)
    article = scene.frames[where].low(place - 1) if place > 0 else ""
    return figure if words.determiner_gender.get(article) == speaker.gender else None


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
    return (True, _latest(holders, speaker)) if holders and _fits(holders[0], gender) else (False, None)


def _english_opening(scene: Scene, frame: Frame, place: tuple[int, int], gender: str) -> tuple[bool, Figure | None]:
    """The holder of the office that an English sentence begins with, whose word tells no gender ("The mayor has listened. He …")."""
    at, head = place
    speaker = Speaker("office", at, head + 1, frame.span(at, head + 1), head=frame.low(head), gender="x")
    fitting = [holder for holder in _holders(scene, speaker, frame) if _fits(holder, gender)]
    return (True, _latest(fitting, speaker)) if fitting else (False, None)


def _pronoun_leads(scene: Scene, frame: Frame, gender: str) -> bool:
    """Whether a pronoun of a gender stands before every name it could be ("The Clarion hailed her Lady Macbeth")."""
    words = frame.words
    for at, token in enumerate(frame.tokens):
        if at in frame.names:
            figure = scene.cast.by_place.get(frame.names[at].span.start)
            if figure is not None and _fits(figure, gender):
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
        (name, figure) for name in names if (figure := scene.cast.by_place.get(name.span.start)) is not None and _fits(figure, gender)
    ]
    free = [figure for name, figure in fitting if frame.low(name.first - 1) not in frame.words.prepositions]
    if free:
        return free[0]
    return fitting[0][1] if fitting else None


def _fits(figure: Figure, gender: str) -> bool:
    """Whether a pronoun of this gender may stand for a figure."""
    if gender == "n":
        return figure.kind != "person"
    return figure.kind == "person" and (gender in {"x", "?"} or figure.gender in {"", "x", gender})


def _office(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that holds an office: named with it somewhere in the article, else the person just spoken of, for a general word."""
    words = frame.words
    if (known := _known_holder(scene, speaker, frame)) is not None:
        return known
    if speaker.head in words.collectives and speaker.head not in words.anaphoric_bodies:
        return None
    if speaker.head in words.anaphoric_bodies:
        return _body(scene, speaker, frame)
    if speaker.head in words.media_nouns and _is_plain(frame, speaker):
        at = bisect_left(scene.media, speaker.span.start, key=lambda figure: figure.seen[0])
        return scene.media[at - 1] if at else None
    return _reworded(scene, speaker, frame) or _general(scene, speaker, frame)


def _known_holder(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that the article names with an office, or with the body or place that closes it."""
    words = frame.words
    modifiers = _content_words(frame, speaker) - {speaker.head}
    if holders := _holders(scene, speaker, frame):
        return _latest(holders, speaker)
    for (head, held), figure in scene.offices.items():
        if head == speaker.head and (modifiers <= held or held <= modifiers):
            return figure
    named = scene.words.get(next(iter(sorted(modifiers))), ()) if modifiers else ()
    if bearers := [f for f in named if modifiers <= _name_words(f)]:
        return bearers[0]
    return _leads_body(scene, speaker, modifiers) if speaker.head in words.generic_roles else None


def _general(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The figure that a general word ("l'expert", "the star") stands for, as a pronoun would."""
    words, head = frame.words, speaker.head
    is_generic = head in words.generic_roles or (head not in words.roles and words.is_role(head))
    if words.tags_before and not words.is_role(head) and not is_generic and not speaker.surely:
        return None  # an English article tells no gender: "the brokerage" may be anything
    known_thing = words.is_role(head) or head in words.witnesses | words.documents | words.organisations
    bare = _is_plain(frame, speaker) and not any(t.low in words.genitives for t in frame.tokens[speaker.first + 1 : speaker.last])
    if not bare or not (is_generic or not known_thing):
        return None
    found = _pronoun(scene, replace(speaker, gender=speaker.gender if speaker.gender in {"m", "f"} else "x"), frame)
    if found is not None and found.kind == "person" and speaker.gender in {"m", "f"} and words.is_role(head):
        role = Role(head, _content_words(frame, speaker), speaker.span, reworded=True)  # told so again, it is the same person
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
    modifiers = _content_words(frame, speaker) - {speaker.head}
    holders = [
        figure
        for figure, role in scene.roles.get(_head_key(speaker.head), ())
        if (role.head == speaker.head if speaker.head in words.organisations else _same_head(role.head, speaker.head))
        and (not role.past or not modifiers.isdisjoint(words.former) or any(t.low in words.former for t in phrase))
        and (modifiers <= role.words or (role.words - {role.head} <= modifiers and len(role.words) > 1))
    ]
    if not holders:
        holders = _alike_holders(scene, speaker, frame)
    if not holders and modifiers and _is_plain(frame, speaker):
        alike = scene.roles.get(_head_key(speaker.head), ())
        holders = [f for f, r in alike if _same_head(r.head, speaker.head) and r.words == {r.head}]
    return [f for f in holders if speaker.gender not in {"m", "f"} or f.kind != "person" or f.gender in {"", "x", speaker.gender}]


def _alike_holders(scene: Scene, speaker: Speaker, frame: Frame) -> list[Figure]:
    """Everybody named with an office that the phrase tells by another word ("le chef de l'État" for the président)."""
    words = frame.words
    for phrase, head in words.same_offices.items():
        first = next((at for at in range(speaker.first, speaker.last) if frame.starts_phrase(at, phrase)), -1)
        if first < 0:
            continue
        behind = takewhile(frame.is_word, range(first + len(phrase), speaker.last))
        more = {frame.low(at) for at in behind} - words.function
        known = [(figure, role) for figure, role in scene.roles.get(_head_key(head), ()) if not role.past]
        return [figure for figure, role in known if more <= role.words] or [figure for figure, _ in known]
    return []


def _latest(holders: Sequence[Figure], speaker: Speaker) -> Figure:
    """The one mentioned last before a place, else the first one."""
    place = speaker.span.start
    before = [figure for figure in holders if figure.seen[0] < place]
    return max(before, key=lambda figure: figure.last_before(place)) if before else holders[0]


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
        if said is not None and head in words.state_offices and _others(scene, said, limit):
            return None  # after somebody's words such an office brings in the next speaker
        if subject is None:
            continue
        if subject.kind != "person" or not _fits(subject, gender) or subject.seen[0] > limit:
            return None
        alike = speaker.last - speaker.first == 2 and all(role.head in words.state_offices for role in subject.roles)  # "the minister"
        free = not subject.roles or head not in words.state_offices or alike
        if free:
            role = Role(head, _content_words(frame, speaker), speaker.span, reworded=True)
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
    return _latest(holders, speaker) if holders else _pronoun(scene, replace(speaker, gender=gender), frame)


def _content_words(frame: Frame, speaker: Speaker) -> frozenset[str]:
    """The words of a phrase that carry it."""
    return frozenset(t.low for t in frame.tokens[speaker.first : speaker.last] if t.is_word and t.low not in frame.words.function)


def _leads_body(scene: Scene, speaker: Speaker, modifiers: frozenset[str]) -> Figure | None:
    """The one person whose role shares the body named in a general phrase ("la dirigeante de la CGT" for its secretary)."""
    fits = {"", "x", speaker.gender} if speaker.gender in {"m", "f"} else {"", "x", "m", "f"}
    told = (figure for word in sorted(modifiers) for figure in scene.words.get(f"@{word}", ())[:_MOST_LED])
    led = list({id(figure): figure for figure in told if figure.gender in fits}.values())
    return led[0] if len(led) == 1 else None


def _name_words(figure: Figure) -> frozenset[str]:
    """The words of a name, double ones taken apart ("le prince d'Elbe" for Louis de Rohan-Elbe)."""
    return frozenset(word for part in figure.parts for word in (part, *part.split("-")))


def _proper_from(frame: Frame, speaker: Speaker) -> int:
    """Where proper names inside a phrase make it somebody else's office: behind its head ("the Teen Mom star" is the star)."""
    head = next((k for k in range(speaker.first, speaker.last) if frame.low(k) == speaker.head), speaker.first)
    general = frame.words.tags_before and speaker.head in frame.words.generic_roles
    return head if general else speaker.first + 1


def _head_key(head: str) -> str:
    """What two role nouns that are one have in common."""
    return head[:6] if len(head) > 5 else head


def _same_head(role: str, head: str) -> bool:
    """Whether two role nouns are one, gender aside (directeur, directrice)."""
    return role == head or (len(role) > 5 and len(head) > 5 and role[:6] == head[:6])


def _body(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The organisation that "the group" or "l'agence de notation" stands for: the last one named that fits."""
    place = speaker.span.start
    inside = [n for n in scene.names[frame.number] if speaker.first <= n.first < speaker.last and not _is_seat(n, frame)]
    if inside:
        return None
    at = bisect_left(scene.bodies, place, key=lambda figure: figure.seen[0])
    known = [f for f in scene.bodies[max(0, at - _MOST_BODIES) : at] if _is_body(f, frame)]
    named = [f for f in known if any(part.startswith(speaker.head[:6]) for part in f.parts)]
    roled = [f for f in known if any(role.head == speaker.head for role in f.roles)]
    spoken = next(([f] for _, f in reversed(scene.spoke[-_MOST_BODIES:]) if f.kind == "organisation"), [])
    chosen = roled or named or spoken or known
    return max(chosen, key=lambda f: f.last_before(place)) if chosen else None


def _is_seat(name: Name, frame: Frame) -> bool:
    """Whether a name only tells where a body sits ("the Ardley-based group")."""
    tail = name.span.of(frame.body).rpartition("-")[2]
    return frame.words.tags_before and name.span.end - name.span.start > len(tail) and tail.islower()


def _is_body(figure: Figure, frame: Frame) -> bool:
    """Whether a figure is an organisation for sure: by its words, its acronym, or a role as one."""
    words = frame.words
    known = any(part in words.organisations for part in figure.name.lower().split()) or bool(figure.aliases) or figure.name.isupper()
    return known or any(role.head in words.anaphoric_bodies for role in figure.roles)


def _document(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The body whose document speaks, when its own phrase names it ("un rapport de la Commission du littoral")."""
    if speaker.head not in frame.words.documents:
        return None
    head = next((k for k in range(speaker.first, speaker.last) if frame.low(k) == speaker.head), speaker.first)
    joined = frame.words.prepositions | frame.words.definite
    inside = [
        n
        for n in scene.names[frame.number]
        if head < n.first < speaker.last
        and n.kind in {"organisation", "outlet"}
        and all(frame.low(k) in joined for k in range(head + 1, n.first))
    ] or [n for n in scene.names[frame.number] if speaker.first <= n.first and n.last <= head and n.kind in {"organisation", "outlet"}]
    return scene.cast.by_place.get(inside[-1].span.start) if inside else None


def learn_office(scene: Scene, speaker: Speaker, figure: Figure, words: SpeechWords, frame: Frame) -> None:
    """Remember who holds an office once a nameless office and a bare name speak one after the other."""
    content = frozenset(t.low for t in frame.tokens[speaker.first : speaker.last] if t.is_word and t.low not in words.function)
    scene.offices[speaker.head, content - {speaker.head}] = figure
