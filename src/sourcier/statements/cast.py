"""The cast of an article: people, organisations, places and outlets, each with its fullest name and all its short forms."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sourcier.languages.given_names import given_names
from sourcier.model import MentionKind
from sourcier.statements.names import Name
from sourcier.statements.roles import Role
from sourcier.text.fold import fold

_MOST = 400  # figures of one word that a mention is held against: more is no prose


@dataclass(slots=True)
class Figure:
    """One member of the cast; `name` is the fullest form the article prints, `parts` its folded words."""

    name: str
    parts: tuple[str, ...]
    kind: MentionKind
    gender: str = ""
    roles: list[Role] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    seen: list[int] = field(default_factory=list)  # ascending

    def last_before(self, place: int) -> int:
        """Where it is mentioned last before a place, -1 when it is not."""
        at = bisect_left(self.seen, place)
        return self.seen[at - 1] if at else -1


@dataclass(frozen=True, slots=True)
class Cast:
    """Every figure, in order of first mention, and the figure that each name (by its place) belongs to."""

    figures: tuple[Figure, ...]
    by_place: Mapping[int, Figure]


def gather_cast(body: str, names: Iterable[Name]) -> Cast:
    """The cast that these names make; names are given in the order of the text.

    Long forms found figures; a short form joins the figure that ends (or begins) with it, the one mentioned last before it when
    several do, else the first one after it.
    """
    ordered = sorted(names, key=lambda name: name.span.start)
    figures: list[Figure] = []
    bearers: dict[str, list[Figure]] = {}  # by every word of a name, so that a mention meets only those it can be a form of
    families: dict[str, list[Figure]] = {}  # by the last word
    by_place: dict[int, Figure] = {}
    for name in sorted(ordered, key=lambda name: (-len(name.parts), name.span.start)):
        parts = _folded(name)
        if not parts:
            continue
        near = (*bearers.get(parts[-1], ())[-_MOST:], *families.get(parts[0], ())[-_MOST:])
        met = {id(figure): figure for figure in near}
        figure = _owner(name, parts, list(met.values()))
        if figure is None:
            figure = Figure(_printed(body, name), parts, name.kind or "organisation")
            figures.append(figure)
            families.setdefault(parts[-1], []).append(figure)
            for part in dict.fromkeys([*parts, parts[-1].rpartition("-")[2]]):
                bearers.setdefault(part, []).append(figure)
        if name.alias:
            bearers.setdefault(fold(name.alias), []).append(figure)
        _join(figure, name)
        by_place[name.span.start] = figure
    for figure in figures:
        figure.gender = figure.gender or _name_gender(figure)
    return Cast(tuple(sorted(figures, key=lambda figure: figure.seen[0])), by_place)


def _folded(name: Name) -> tuple[str, ...]:
    return tuple(part for word in name.parts if (part := fold(word).strip(".'")))


def _printed(body: str, name: Name) -> str:
    """The name as printed, with plain spaces."""
    return " ".join(name.span.of(body).split())


def _join(figure: Figure, name: Name) -> None:
    """Let a figure learn what one mention tells."""
    insort(figure.seen, name.span.start)
    figure.roles.extend(role for role in name.roles if all((role.head, role.words) != (told.head, told.words) for told in figure.roles))
    if name.alias:
        figure.aliases.add(fold(name.alias))
    if name.kind == "person" and name.gender in {"m", "f"} and not figure.gender:
        figure.gender = name.gender


def _owner(name: Name, parts: tuple[str, ...], figures: list[Figure]) -> Figure | None:
    """The figure that a mention is a form of."""
    found = [figure for figure in figures if _is_form(name, parts, figure)]
    if len(found) > 1:
        exact = [figure for figure in found if figure.parts == parts]
        gendered = [figure for figure in found if not name.gender or name.gender == "x" or figure.gender in {"", name.gender}]
        found = exact or gendered or found
        before = [figure for figure in found if figure.seen[0] < name.span.start]
        # the one mentioned last before this place
        return max(before, key=lambda figure: figure.last_before(name.span.start)) if before else found[0]
    return found[0] if found else None


def _is_form(name: Name, parts: tuple[str, ...], figure: Figure) -> bool:
    """Whether a mention may be a form of a figure's name."""
    if figure.parts == parts or (len(parts) == 1 and parts[0] in figure.aliases):
        return True
    if figure.kind == "organisation" and name.kind in {"organisation", None}:
        # "la Commission" for the Commission européenne, "the Agency" for the Rural Health Agency
        return len(parts) < len(figure.parts) and (
            figure.parts[: len(parts)] == parts or (len(parts) == 1 and figure.parts[-1] == parts[0])
        )
    if figure.kind != "person":
        return False
    if name.kind == "outlet" or (name.kind == "place" and len(parts) > 1) or len(parts) >= len(figure.parts):
        return False
    if name.kind == "organisation" and len(parts) > 1:
        return False
    if name.gender in {"m", "f"} and figure.gender not in {"", name.gender} and parts[0] not in figure.parts[:1]:
        return False
    if len(parts) == 1 and figure.parts[-1].endswith(f"-{parts[0]}") and len(figure.parts[-1]) <= len(parts[0]) + 3:
        return True  # "Moualem" for Walid al-Moualem
    return figure.parts[-len(parts) :] == parts or figure.parts[: len(parts)] == parts or parts[0] == figure.parts[-1]


def _name_gender(figure: Figure) -> str:
    """The gender that a given name tells."""
    given = given_names()
    first = figure.parts[0]
    return given.get(first, given.get(first.partition("-")[0], "")) if figure.kind == "person" else ""
