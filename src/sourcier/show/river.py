"""The river of a story as places on a plane: time across, one lane an outlet, a mark an article, an arrow a derivation.

Geometry only: what draws it (an SVG template) knows colours and words. Time runs on a scale that gives room to where articles are:
half of it is log(1 + t / unit), with the unit taken from the story's own gaps, so that the first hours have as much as the weeks
after them; half is the share of the articles that had appeared by then, so that a crowded hour is spread out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import hypot, log1p
from statistics import median
from typing import Literal

from sourcier.model import Degree, ReuseKind, Story, Verdict
from sourcier.show.heads import nodes_of
from sourcier.show.moments import LATEST, first_moment
from sourcier.store import Head

WIDTH = 1000.0
_LABELS = 190.0  # the names of the lanes stand left of it
_COLUMN = 64.0  # a party of which no page is held, and an article without a date, stand beside the axis
_MARGIN = 26.0
_TOP = 44.0
_MANY = 25  # more articles than this, and arrows run along trunks and lanes instead of straight across
_AT_LEAST = timedelta(minutes=30)  # an article of which only the day is known is drawn so long after what it derives from
_NEAR = 14.0  # arrows shorter than this across have no room to bend
_APART = 15.0  # two marks of one lane stay this far apart, so that each can be hit
_TICK_APART = 74.0
_FIRST_TICK = 60.0  # the first line is told as a date, which is long
_STEPS = (
    *(timedelta(minutes=m) for m in (10, 30)),
    *(timedelta(hours=h) for h in (1, 3, 6, 12)),
    *(timedelta(days=d) for d in (1, 2, 4, 7, 14, 30, 90, 180, 365, 730, 1825, 3650, 7300)),
)
Role = Literal["origin", "copy", "part", "party"]


@dataclass(frozen=True, slots=True)
class Lane:
    """The row of one outlet, at the height `y`; `is_held` tells whether a page of it is held."""

    name: str
    y: float
    is_held: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One article, or a party of which no page is held, at (x, y); `until` is where its day ends when only the day is known."""

    node_id: str
    x: float
    y: float
    role: Role
    outlet: str
    title: str = ""
    published: datetime | date | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """One derivation as a path from the mark it derives from to the mark that derives."""

    path: str
    node_id: str
    derived_from: str
    verdict: Verdict
    degree: Degree
    kind: ReuseKind | None
    giver: str
    taker: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the time axis: how long after the first appearance, and when that was."""

    x: float
    after: timedelta
    at: datetime


@dataclass(frozen=True, slots=True)
class River:
    """Everything to draw, in units of which the picture is `width` wide."""

    width: float
    height: float
    labels: float
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    arrows: tuple[Arrow, ...]
    ticks: tuple[Tick, ...]
    undated: float | None


@dataclass(frozen=True, slots=True)
class _Axis:
    """The time axis: where it starts and ends, the moments of the articles in order, and the unit of its scale in seconds."""

    left: float
    right: float
    moments: tuple[datetime, ...]
    unit: float

    @property
    def lasts(self) -> timedelta:
        """The time from the first moment to the last."""
        return self.moments[-1] - self.moments[0] if self.moments else timedelta(0)

    def place(self, at: datetime) -> float:
        """Where a moment stands."""
        whole = log1p(self.lasts.total_seconds() / self.unit) or 1.0
        part = log1p(max(0.0, (at - self.moments[0]).total_seconds()) / self.unit)
        return self.left + (self.right - self.left) * (min(1.0, part / whole) + self._share(at)) / 2

    def _share(self, at: datetime) -> float:
        """The share of the articles (but the first) that had appeared by then, growing evenly from one to the next."""
        last = len(self.moments) - 1
        after = bisect_right(self.moments, at)
        if after > last or last == 0:
            return 1.0 if after else 0.0
        before, following = self.moments[max(0, after - 1)], self.moments[after]
        gone = (at - before) / (following - before) if following > before else 0.0
        return max(0.0, after - 1 + gone) / last


def draw_river(story: Story, heads: Mapping[str, Head]) -> River:
    """The river of a story; `heads` gives its articles by id, and those it lacks are left out."""
    articles = [heads[key] for key in nodes_of(story) if key in heads]
    parties = _parties(story)
    undated = any(article.published is None for article in articles)
    times = _times(story, articles)
    lanes = _lanes(story, articles, parties, times)
    axis = _axis(times.values(), has_parties=bool(parties), has_undated=undated)
    marks = (*_article_marks(story, articles, lanes, axis, times), *_party_marks(parties, lanes))
    return River(
        width=WIDTH,
        height=_TOP + _lane_height(len(lanes)) * len(lanes) + 8,
        labels=_LABELS,
        lanes=tuple(lanes.values()),
        marks=marks,
        arrows=tuple(_arrows(story, {mark.node_id: mark for mark in marks}, has_many=len(articles) > _MANY)),
        ticks=tuple(_ticks(axis)),
        undated=WIDTH - _COLUMN if undated else None,
    )


def _parties(story: Story) -> dict[str, str]:
    """The parties of the story that no page is held of: name by node id, in the order of the derivations."""
    return {d.derived_from: d.name for d in story.derivations if not d.is_held}


def _lane_height(lanes: int) -> float:
    """How high a lane is: less when there are many."""
    return 38.0 if lanes <= 14 else 30.0 if lanes <= 40 else 22.0


def _lanes(story: Story, articles: Sequence[Head], parties: Mapping[str, str], times: Mapping[str, datetime]) -> dict[str, Lane]:
    """The lanes by name: parties not held first, then the outlets of origins, then the others by their first appearance."""
    origins = {origin.article_id for origin in story.origins}
    order = sorted(articles, key=lambda a: (a.article_id not in origins, times.get(a.article_id, LATEST), a.article_id))
    held = dict.fromkeys(article.outlet for article in order)
    names = [*(name for name in dict.fromkeys(parties.values()) if name not in held), *held]
    high = _lane_height(len(names))
    return {name: Lane(name, _TOP + high * (number + 0.5), name in held) for number, name in enumerate(names)}


def _times(story: Story, articles: Sequence[Head]) -> dict[str, datetime]:
    """When each dated article is drawn: where only its day is known, not before what it derives from if that fits the day."""
    times = {a.article_id: first_moment(a.published) for a in articles if a.published is not None}
    ends = {a.article_id: times[a.article_id] + timedelta(days=1) for a in articles if _has_day_only(a)}
    givers = {d.node_id: d.derived_from for d in sorted(story.derivations, key=lambda d: d.confidence)}
    for key in sorted(ends, key=lambda key: (times[key], key)):
        giver = times.get(givers.get(key, ""))
        if giver is not None and times[key] < giver < ends[key]:
            times[key] = min(giver + _AT_LEAST, ends[key])
    return times


def _has_day_only(article: Head) -> bool:
    """Whether the day of an article is known and the time of day is not."""
    return article.published is not None and not isinstance(article.published, datetime)


def _axis(times: Iterable[datetime], *, has_parties: bool, has_undated: bool) -> _Axis:
    """The time axis over the dated articles."""
    moments = tuple(sorted(times))
    delays = [(moment - moments[0]).total_seconds() for moment in moments if moment > moments[0]]
    left = _LABELS + _MARGIN + (_COLUMN if has_parties else 0)
    right = WIDTH - _MARGIN - (_COLUMN if has_undated else 0)
    return _Axis(left, right, moments, max(600.0, median(delays) / 3) if delays else 600.0)


def _ticks(axis: _Axis) -> Iterable[Tick]:
    """The lines of the axis, far enough apart to be read."""
    if not axis.moments:
        return
    first = axis.moments[0]
    yield Tick(axis.left, timedelta(0), first)
    last = axis.left + _FIRST_TICK
    for step in _STEPS:
        if step > axis.lasts:
            return
        x = axis.place(first + step)
        if x - last >= _TICK_APART:
            last = x
            yield Tick(x, step, first + step)


def _article_marks(
    story: Story, articles: Sequence[Head], lanes: Mapping[str, Lane], axis: _Axis, times: Mapping[str, datetime]
) -> Iterable[Mark]:
    """The marks of the articles; those of one lane that would touch are moved to the right."""
    origins = {origin.article_id for origin in story.origins}
    wholes = {d.node_id for d in story.derivations if d.degree == "whole"}
    ends: dict[str, float] = {}
    for article in sorted(articles, key=lambda a: (times.get(a.article_id, LATEST), a.article_id)):
        at = times.get(article.article_id)
        x = axis.place(at) if at else WIDTH - _COLUMN / 2
        x = max(x, ends.get(article.outlet, 0.0) + _APART)
        ends[article.outlet] = x
        role: Role = "origin" if article.article_id in origins else "copy" if article.article_id in wholes else "part"
        until = max(x, axis.place(first_moment(article.published) + timedelta(days=1))) if _has_day_only(article) else None
        yield Mark(article.article_id, x, lanes[article.outlet].y, role, article.outlet, article.title, article.published, until)


def _party_marks(parties: Mapping[str, str], lanes: Mapping[str, Lane]) -> Iterable[Mark]:
    """The marks of parties not held, before time begins."""
    for node_id, name in parties.items():
        yield Mark(node_id, _LABELS + _MARGIN, lanes[name].y, "party", name)


def _arrows(story: Story, marks: Mapping[str, Mark], *, has_many: bool) -> Iterable[Arrow]:
    """The arrows, the surest last so that they are drawn above the others."""
    for derivation in sorted(story.derivations, key=lambda d: (d.confidence, d.node_id, d.derived_from)):
        taker, giver = marks.get(derivation.node_id), marks.get(derivation.derived_from)
        if taker and giver:
            path = _along(taker, giver) if has_many else _across(taker, giver)
            d = derivation
            yield Arrow(path, d.node_id, d.derived_from, d.verdict, d.degree, d.kind, giver.outlet, taker.outlet, d.confidence)


def _across(taker: Mark, giver: Mark) -> str:
    """The path of an arrow that leaves to the right and comes in from the left, as water runs; within one lane it goes over the marks."""
    start, end = giver.x + 8, taker.x - 10
    bend = max(26.0, (end - start) / 2)
    if end - start < _NEAR and abs(giver.y - taker.y) >= 1:  # no room for a bend: straight from edge to edge
        across, down = taker.x - giver.x, taker.y - giver.y
        length = hypot(across, down)
        across, down = across / length, down / length
        ends = (giver.x + 8 * across, giver.y + 8 * down, taker.x - 10 * across, taker.y - 10 * down)
        return "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*ends)
    if abs(giver.y - taker.y) < 1:
        points = (giver.x, giver.y - 8, giver.x, giver.y - 26, taker.x, taker.y - 26, taker.x, taker.y - 10)
    else:
        points = (start, giver.y, start + bend, giver.y, end - bend, taker.y, end, taker.y)
    return "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}".format(*points)


def _along(taker: Mark, giver: Mark) -> str:
    """The path of an arrow that goes down one trunk with all that leave its giver, then along the lane of its taker."""
    trunk, turn = giver.x + 12, 5.0 if taker.y > giver.y else -5.0
    end = taker.x - 9
    if abs(giver.y - taker.y) < 11 or end < trunk + 6:
        return _across(taker, giver)
    down = f"M{giver.x:.1f} {giver.y:.1f}Q{trunk:.1f} {giver.y:.1f} {trunk:.1f} {giver.y + turn:.1f}V{taker.y - turn:.1f}"
    return f"{down}Q{trunk:.1f} {taker.y:.1f} {trunk + 5:.1f} {taker.y:.1f}H{end:.1f}"
