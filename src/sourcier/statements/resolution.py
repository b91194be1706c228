"""Who a speaker is: short names, pronouns and offices resolved to the fullest name the article gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sourcier.languages.speech import SpeechWords
from sourcier.model import Span
from sourcier.statements.cast import Cast, Figure
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.names import Name

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
    """The figure that a personal pronoun stands for: sentence by sentence backwards, speakers first, then subjects."""
    gender = speaker.gender
    if speaker.kind == "pronoun" and gender == "x":
        return None  # "on", "one": nobody in particular
    if gender == "p":
        return (
            scene.spoke[-1][1] if scene.spoke and scene.spoke[-1][0] >= frame.number - 2 and scene.spoke[-1][1].kind != "person" else None
        )
    for number in range(frame.number, max(-1, frame.number - _BACK), -1):
        spoke = [figure for where, figure in reversed(scene.spoke[-_BACK * 3 :]) if where == number and _fits(figure, gender)]
        if spoke:
            return spoke[0]
        if scene.nameless.get(number, "") in {gender, "x"} and number < frame.number:
            return None
        here = [name for name in scene.names[number] if number < frame.number or (name.last <= speaker.first and not _inside(name, told))]
        found = _subject(scene, scene.frames[number], here, gender)
        if found is not None:
            return found
    return next((figure for _, figure in reversed(scene.spoke[-_LATE:]) if _fits(figure, gender)), None)


def _inside(name: Name, told: Sequence[Span]) -> bool:
    return any(span.start <= name.span.start < span.end for span in told)


def subject_of(scene: Scene, frame: Frame) -> Figure | None:
    """The person that a sentence is about: who its pronoun stands for, else the first one named behind no preposition."""
    for at, token in enumerate(frame.tokens[:12]):
        if token.low in frame.words.pronouns and frame.words.pronouns[token.low] in {"m", "f"} and token.low not in frame.words.clitics:
            speaker = Speaker("pronoun", at, at + 1, frame.span(at, at + 1), head=token.low, gender=frame.words.pronouns[token.low])
            return _pronoun(scene, speaker, frame)
        if at in frame.names and frame.low(at - 1) not in frame.words.prepositions:
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
    """The figure that holds an office: named with it somewhere in the article, else the last speaker for a general word."""
    words = frame.words
    content = frozenset(t.low for t in frame.tokens[speaker.first : speaker.last] if t.is_word and t.low not in words.function)
    modifiers = content - {speaker.head}
    place = speaker.span.start
    holders = [
        figure
        for figure in scene.cast.figures
        for role in figure.roles
        if _same_head(role.head, speaker.head)
        and (modifiers <= role.words or (role.words - {role.head} <= modifiers and len(role.words) > 1))
    ]
    plain = not any(
        (t.is_capital or t.low[0].isdigit()) and t.low not in words.peoples
        for t in frame.tokens[_proper_from(frame, speaker) : speaker.last]
    )
    if not holders and modifiers and plain:
        holders = [f for f in scene.cast.figures for r in f.roles if _same_head(r.head, speaker.head) and r.words == {r.head}]
    if holders:
        before = [figure for figure in holders if figure.seen[0] < place]
        return max(before, key=lambda figure: max(s for s in figure.seen if s < place)) if before else holders[0]
    for (head, held), figure in scene.offices.items():
        if head == speaker.head and (modifiers <= held or held <= modifiers):
            return figure
    if modifiers and (bearers := [f for f in scene.cast.figures if f.kind == "person" and modifiers <= _name_words(f)]):
        return bearers[0]
    if speaker.head in words.generic_roles and (led := _leads_body(scene, speaker, modifiers)) is not None:
        return led
    if speaker.head in words.anaphoric_bodies:
        return _body(scene, speaker, frame)
    is_generic = speaker.head in words.generic_roles or (speaker.head not in words.roles and words.is_role(speaker.head))
    if words.tags_before and not words.is_role(speaker.head) and not is_generic and not speaker.surely:
        return None  # an English article tells no gender: "the brokerage" may be anything
    known_thing = words.is_role(speaker.head) or speaker.head in words.witnesses | words.documents | words.organisations
    is_generic = is_generic or not known_thing
    bare = plain and not any(t.low in words.genitives for t in frame.tokens[speaker.first + 1 : speaker.last])
    if is_generic and bare and scene.spoke:
        gender = speaker.gender if speaker.gender in {"m", "f"} else ""
        return _pronoun(scene, replace(speaker, gender=gender or "x"), frame)
    if is_generic and bare:
        gender = speaker.gender if speaker.gender in {"m", "f"} else "x"
        return _pronoun(scene, replace(speaker, gender=gender), frame)
    return None


def _leads_body(scene: Scene, speaker: Speaker, modifiers: frozenset[str]) -> Figure | None:
    """The one person whose role shares the body named in a general phrase ("la dirigeante de la CGT" for its secretary)."""
    fits = {"", "x", speaker.gender} if speaker.gender in {"m", "f"} else {"", "x", "m", "f"}
    led = [f for f in scene.cast.figures if f.kind == "person" and f.gender in fits and any(modifiers & role.words for role in f.roles)]
    return led[0] if len(led) == 1 else None


def _name_words(figure: Figure) -> frozenset[str]:
    """The words of a name, double ones taken apart ("le prince d'Elbe" for Louis de Rohan-Elbe)."""
    return frozenset(word for part in figure.parts for word in (part, *part.split("-")))


def _proper_from(frame: Frame, speaker: Speaker) -> int:
    """Where proper names inside a phrase make it somebody else's office: behind its head ("the Teen Mom star" is the star)."""
    head = next((k for k in range(speaker.first, speaker.last) if frame.low(k) == speaker.head), speaker.first)
    general = frame.words.tags_before and speaker.head in frame.words.generic_roles
    return head if general else speaker.first + 1


def _same_head(role: str, head: str) -> bool:
    """Whether two role nouns are one, gender aside (directeur, directrice)."""
    return role == head or (len(role) > 5 and len(head) > 5 and role[:6] == head[:6])


def _body(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The organisation that "the group" or "l'agence de notation" stands for: the last one named that fits."""
    place = speaker.span.start
    inside = [n for n in scene.names[frame.number] if speaker.first <= n.first < speaker.last]
    if inside:
        return None
    known = [f for f in scene.cast.figures if f.kind == "organisation" and f.seen[0] < place and _is_body(f, frame)]
    named = [f for f in known if any(part.startswith(speaker.head[:6]) for part in f.parts)]
    roled = [f for f in known if any(role.head == speaker.head for role in f.roles)]
    spoken = [f for _, f in scene.spoke if f.kind == "organisation"]
    chosen = roled or named or spoken[-1:] or known
    return max(chosen, key=lambda f: max(s for s in f.seen if s < place)) if chosen else None


def _is_body(figure: Figure, frame: Frame) -> bool:
    """Whether a figure is an organisation for sure: by its words, its acronym, or a role as one."""
    words = frame.words
    known = any(part in words.organisations for part in figure.parts) or bool(figure.aliases) or figure.name.isupper()
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
