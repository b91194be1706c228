"""Which organisation speaks: "the group", a pronoun for a body just heard, the body whose document is cited."""

from __future__ import annotations

from bisect import bisect_left

from sourcier.statements.cast import Figure
from sourcier.statements.frame import Frame, Speaker
from sourcier.statements.names import Name
from sourcier.statements.scene import Scene, fits

_MOST_BODIES = 200  # bodies and speakers back that "the group" may stand for


def body_of(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
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


def _is_body(figure: Figure, frame: Frame) -> bool:
    """Whether a figure is an organisation for sure: by its words, its acronym, or a role as one."""
    words = frame.words
    known = any(part in words.organisations for part in figure.name.lower().split()) or bool(figure.aliases) or figure.name.isupper()
    return known or any(role.head in words.anaphoric_bodies for role in figure.roles)


def _is_seat(name: Name, frame: Frame) -> bool:
    """Whether a name only tells where a body sits ("the Ardley-based group")."""
    tail = name.span.of(frame.body).rpartition("-")[2]
    return frame.words.tags_before and name.span.end - name.span.start > len(tail) and tail.islower()


def document_of(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
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


def body_told(scene: Scene, speaker: Speaker, frame: Frame) -> Figure | None:
    """The body that a French "elle" or "il" stands for: the one whose words the sentence before gave, its article of that gender.

    Nobody who fits may stand between, and the sentence must begin with the pronoun.
    """
    words = frame.words
    if words.tags_before or speaker.gender not in {"m", "f"} or speaker.kind != "pronoun" or not scene.spoke:
        return None
    where, figure = scene.spoke[-1]
    same = where == frame.number or (where == frame.number - 1 and speaker.first < 2)
    if not same or figure.kind != "organisation" or scene.frames[where].sentence.paragraph != frame.sentence.paragraph:
        return None
    people = (scene.cast.by_place.get(name.span.start) for name in scene.names[where])
    if any(person is not None and fits(person, speaker.gender) for person in people):
        return None
    before = (frame.body[max(0, place - 4) : place].lower().split() for place in figure.seen)
    told = next((words.determiner_gender[article[-1]] for article in before if article and article[-1] in words.determiner_gender), "")
    return figure if told == speaker.gender else None
