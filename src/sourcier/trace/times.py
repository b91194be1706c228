"""When a text was printed: what a claimed date and a first capture say together, and which of two texts came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from sourcier.model import Article

Floats = npt.NDArray[np.float64]

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
# How long after publication a first capture comes, when the page tells no date: (lag in seconds, probability).
_LAGS = ((600.0, 0.2), (2700.0, 0.3), (2.5 * _HOUR, 0.25), (8 * _HOUR, 0.1), (2 * _DAY, 0.05), (20 * _DAY, 0.05), (300 * _DAY, 0.05))
_POINTS = len(_ERRORS)
# Whatever a date says, it may be wrong in a way that no list foresees: no order of two dates is surer than this.
_TRUST = 0.99
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


def read_times(articles: Sequence[Article]) -> Times:
    """The times of articles, in the order given."""
    points = np.zeros((len(articles), _POINTS, 4))
    points[:, :, 1] = 1.0
    lags = np.full(len(articles), np.nan)
    for row, article in enumerate(articles):
        claimed, captured = moment(article.published), moment(article.captured_at)
        found = _points(claimed, captured, _SHARP if isinstance(article.published, datetime) else _DAY / 3)
        points[row, : len(found)] = found
        if claimed is not None and captured is not None and captured >= claimed - _DAY / 2:
            lags[row] = max(0.0, captured - claimed)
    return Times(points, lags)


def _points(claimed: float | None, captured: float | None, spread: float) -> list[tuple[float, float, float, float]]:
    """Where the true moment of one article may lie; both columns of weights sum to 1."""
    if claimed is None:
        if captured is None:
            return [(0.0, 1e12, 1.0, 1.0)]
        return [(captured - lag, lag / 2, weight, weight) for lag, weight in _LAGS]
    rows = [(claimed - shift, spread, weight) for shift, weight in _ERRORS[:-1]]
    rows.append((claimed, _WIDE, _ERRORS[-1][1]))
    if captured is None:
        return [(centre, width, weight, weight) for centre, width, weight in rows]
    seen = [weight * _lag_density(captured - centre, width) for centre, width, weight in rows]
    total = sum(seen)
    return [(centre, width, weight, by_both / total) for (centre, width, weight), by_both in zip(rows, seen, strict=True)]


def _lag_density(lag: float, spread: float) -> float:
    """How likely a first capture comes `lag` seconds after the text; nothing is captured before it is printed.

    Scale-free beyond ten minutes, since feeds are met within minutes and archives within years.
    """
    if lag < -2 * spread:
        return 1e-9
    return 1.0 / (max(lag, 0.0) + spread + 600.0)


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
