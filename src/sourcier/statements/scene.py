"""What a resolution knows while it goes through an article: the cast by roles and words, and who spoke in each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sourcier.languages.speech import SpeechWords
from sourcier.statements.cast import Cast, Figure
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.names import Name
from sourcier.statements.roles import Role


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
                for word in name_words(figure):
                    self.words.setdefault(word, []).append(figure)

    def give_role(self, figure: Figure, role: Role) -> None:
        """Let a figure be found by a role."""
        self.roles.setdefault(head_key(role.head), []).append((figure, role))
        for word in role.words if figure.kind == "person" else ():
            held = self.words.setdefault(f"@{word}", [])
            if not held or held[-1] is not figure:
                held.append(figure)


def fits(figure: Figure, gender: str) -> bool:
    """Whether a pronoun of this gender may stand for a figure."""
    if gender == "n":
        return figure.kind != "person"
    return figure.kind == "person" and (gender in {"x", "?"} or figure.gender in {"", "x", gender})


def latest_of(holders: Sequence[Figure], speaker: Speaker) -> Figure:
    """The one mentioned last before a place, else the first one."""
    place = speaker.span.start
    before = [figure for figure in holders if figure.seen[0] < place]
    return max(before, key=lambda figure: figure.last_before(place)) if before else holders[0]


def content_words(frame: Frame, speaker: Speaker) -> frozenset[str]:
    """The words of a phrase that carry it."""
    return frozenset(t.low for t in frame.tokens[speaker.first : speaker.last] if t.is_word and t.low not in frame.words.function)


def name_words(figure: Figure) -> frozenset[str]:
    """The words of a name, double ones taken apart ("le prince d'Elbe" for Louis de Rohan-Elbe)."""
    return frozenset(word for part in figure.parts for word in (part, *part.split("-")))


def head_key(head: str) -> str:
    """What two role nouns that are one have in common."""
    return head[:6] if len(head) > 5 else head


def same_head(role: str, head: str) -> bool:
    """Whether two role nouns are one, gender aside (directeur, directrice)."""
    return role == head or (len(role) > 5 and len(head) > 5 and role[:6] == head[:6])


def learn_office(scene: Scene, speaker: Speaker, figure: Figure, words: SpeechWords, frame: Frame) -> None:
    """Remember who holds an office once a nameless office and a bare name speak one after the other."""
    content = frozenset(t.low for t in frame.tokens[speaker.first : speaker.last] if t.is_word and t.low not in words.function)
    scene.offices[speaker.head, content - {speaker.head}] = figure
