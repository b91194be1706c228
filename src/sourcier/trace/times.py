"""When a text was printed: what a claimed date and a first capture say together, and which of two texts came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from sourcier.model import Article
from sourcier.trace.lags import STEPS, Habits, read_habits

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_HOUR, _DAY = 3600.0, 86400.0
# How page dates go wrong: time zones (an hour or two), the day (copied from elsewhere), re-dating by about a month; (shift in
# seconds that is added to the truth, probability). A wide last row stands for every other error.
_ERRORS = (
    (0.0, 0.885),
    (_HOUR, 0.010),
    (-_HOUR, 0.010),
    (2 * _HOUR, 0.010),
    (-2 * _HOUR, 0.010),
    (_DAY, 0.014),
    (-_DAY, 0.014),
    (30 * _DAY, 0.012),
    (-30 * _DAY, 0.012),
    (0.0, 0.023),
)
_WIDE = 20 * _DAY
# Whatever a date says, it may be wrong in a way that no list foresees: no order of two dates is surer than this.
_TRUST = 0.99
_POINTS = len(STEPS)
_NEVER = 1e12
# Captures that came alike long after the dates, within this factor, were made together.
_ALIKE = 1.25
# Pairs weighed in one go: bounds memory.
_CHUNK = 20_000
# Two clocks closer than this tell nothing.
_SHARP = 30.0


def moment(when: datetime | date | None) -> float | None:
    """Seconds since 1970 in UTC; noon of the day for a date without a time; None for none."""
    if when is None:
        return None
    if isinstance(when, datetime):
        return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).timestamp()
    return datetime(when.year, when.month, when.day, 12, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Times:
    """Where the true moments of articles may lie.

    `points` has shape (articles, points, 4): centre, spread, weight by the date alone, weight by date and first capture together.
    `lags` are the seconds from the date to the first capture, NaN where either lacks or the two disagree.
    """

    points: Floats
    lags: Floats


def read_times(articles: Sequence[Article], group: Sequence[int] | None = None) -> Times:
    """The times of articles, in the order given; `group` tells which share text, by number, and is one for all when left out.

    A first capture reweighs what a date may mean by how long after their dates the others of the group were captured: a day late
    among pages met within the hour, a date is likely wrong; among pages met years late, a capture tells nothing.
    """
    claimed, captured = _moments([a.published for a in articles]), _moments([a.captured_at for a in articles])
    spread = np.array([_SHARP if isinstance(a.published, datetime) else _DAY / 3 for a in articles])
    lags = np.where(captured >= claimed - _DAY / 2, np.maximum(0.0, captured - claimed), np.nan)
    habits = read_habits(lags, np.array(group if group is not None else [0] * len(articles), dtype=np.int64))
    points = np.zeros((len(articles), _POINTS, 4))
    points[:, :, 1] = 1.0
    points[:, 0] = (0.0, _NEVER, 1.0, 1.0)
    is_dated, is_captured = ~np.isnan(claimed), ~np.isnan(captured)
    _place_dated(points, np.flatnonzero(is_dated), claimed, spread)
    _place_captured(points, np.flatnonzero(~is_dated & is_captured), captured, habits)
    _reweigh(points, np.flatnonzero(is_dated & is_captured), captured, habits)
    return Times(points, lags)


def _moments(told: Sequence[datetime | date | None]) -> Floats:
    """Moments in seconds, NaN for none."""
    return np.array([np.nan if (when := moment(value)) is None else when for value in told])


def _place_dated(points: Floats, rows: Rows, claimed: Floats, spread: Floats) -> None:
    """What dates alone tell."""
    shifts, weights = np.array(_ERRORS).T
    points[rows, : len(_ERRORS), 0] = claimed[rows, None] - shifts
    points[rows, : len(_ERRORS), 1] = spread[rows, None]
    points[rows, len(_ERRORS) - 1, 1] = _WIDE
    points[rows, : len(_ERRORS), 2:] = weights[:, None]


def _place_captured(points: Floats, rows: Rows, captured: Floats, habits: Habits) -> None:
    """What first captures alone tell."""
    points[rows, :, 0] = captured[rows, None] - STEPS
    points[rows, :, 1] = STEPS / 2
    points[rows, :, 2:] = habits.weights[rows, :, None]


def _reweigh(points: Floats, rows: Rows, captured: Floats, habits: Habits) -> None:
    """Dates and first captures together: nothing is captured before it is printed.

    Where the date is wrong in a way that nobody foresees, the capture alone tells.
    """
    lag = captured[rows, None] - points[rows, :, 0]
    width = points[rows, :, 1]
    likely = Habits(habits.weights[rows]).density(np.maximum(lag, 0.0) + width)
    likely[lag < -2 * width] = 1e-9
    wide = len(_ERRORS) - 1
    likely[:, wide] = 1.0 / (np.maximum(lag[:, wide], 0.0) + _WIDE + 600.0)
    both = points[rows, :, 2] * likely
    both[:, wide + 1], both[:, wide] = both[:, wide], 0.0
    points[rows, :, 3] = both / both.sum(axis=1, keepdims=True)
    middle = habits.middle[rows]
    points[rows, wide + 1, 0], points[rows, wide + 1, 1] = captured[rows] - middle, middle


def log_odds_earlier(times: Times, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Floats:
    """For each pair of rows the log-odds (nats) that the first text is the earlier one.

    Captures correct dates, but not where both texts were captured about as long after their dates: what is added to a library
    together is captured together, however old it is.
    """
    odds = np.empty(len(first))
    slack = times.lags + 600.0
    with_captures = ~(np.maximum(slack[first], slack[second]) <= _ALIKE * np.minimum(slack[first], slack[second]))
    for start in range(0, len(first), _CHUNK):
        rows = slice(start, start + _CHUNK)
        a, b = times.points[first[rows]], times.points[second[rows]]
        # Differences in full precision, what follows in half: dates lie decades apart, their order needs three digits.
        gap = (b[:, None, :, 0] - a[:, :, None, 0]).astype(np.float32)
        slope = gap / np.sqrt((a[:, :, None, 1] ** 2 + b[:, None, :, 1] ** 2).astype(np.float32))
        order = 1.0 / (1.0 + np.exp(np.clip(-1.7 * slope, -40, 40)))
        left, right = (np.where(with_captures[rows, None], end[:, :, 3], end[:, :, 2]).astype(np.float32) for end in (a, b))
        earlier = np.einsum("nij,ni,nj->n", order, left, right).astype(np.float64)
        sure = _TRUST * np.clip(earlier, 0.0, 1.0) + (1 - _TRUST) / 2
        odds[rows] = np.log(sure) - np.log1p(-sure)
    return odds


def is_surely_later(article: Article, other: Article) -> bool:
    """Whether the dates that two articles claim leave no doubt that the first was printed after the other, by more than an hour.

    >>> is_surely_later(Article(published=date(2031, 5, 3)), Article(published=date(2031, 5, 2)))
    True
    >>> is_surely_later(Article(published=date(2031, 5, 3)), Article(published=date(2031, 5, 3)))
    False
    """
    if article.published is None or other.published is None:
        return False
    earliest, latest = _bounds(article.published)[0], _bounds(other.published)[1]
    return earliest - latest >= (_HOUR if isinstance(article.published, datetime) and isinstance(other.published, datetime) else 0)


def _bounds(when: datetime | date) -> tuple[float, float]:
    """The first and the last moment that a date can mean."""
    middle = moment(when) or 0.0
    return (middle, middle) if isinstance(when, datetime) else (middle - _DAY / 2, middle + _DAY / 2)
