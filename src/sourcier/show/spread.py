"""The small picture of a story's spread: how many articles there were at each moment, as a line of steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sourcier.show.moments import first_moment

WIDTH, HEIGHT = 120.0, 28.0


def draw_spread(times: Iterable[datetime | date | None]) -> str:
    """The points of a step line within WIDTH by HEIGHT, time across and articles upward; "" when fewer than two are dated.

    >>> draw_spread([date(2031, 5, 2), date(2031, 5, 4)])
    '0.0,28.0 0.0,14.0 120.0,14.0 120.0,0.0'
    """
    moments = sorted(first_moment(at) for at in times if at is not None)
    if len(moments) < 2:
        return ""
    first, lasts = moments[0], (moments[-1] - moments[0]).total_seconds() or 1.0
    points, height = [(0.0, HEIGHT)], HEIGHT
    for number, moment in enumerate(moments, 1):
        x = WIDTH * (moment - first).total_seconds() / lasts
        points.append((x, height))
        height = HEIGHT * (1 - number / len(moments))
        points.append((x, height))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in dict.fromkeys(points))
