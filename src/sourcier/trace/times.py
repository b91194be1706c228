"""When a text was printed: what a claimed date and a first capture say together, and which of two texts came first."""

from __future__ import annotations

from collections.abc import Sequence
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


def _rows(article: Article) -> list[tuple[float, float, float]]:
    """Where the true moment may lie: (centre, spread, weight) rows whose weights sum to 1."""
    claimed, captured = moment(article.published), moment(article.captured_at)
    if claimed is None and captured is None:
        return [(0.0, 1e12, 1.0)]
    if claimed is None:
        return [(captured - lag, lag / 2, weight) for lag, weight in _LAGS] if captured is not None else []
    spread = _SHARP if isinstance(article.published, datetime) else _DAY / 3
    rows = [(claimed - shift, spread, weight) for shift, weight in _ERRORS[:-1]]
    rows.append((claimed, _WIDE, _ERRORS[-1][1]))
    if captured is None:
        return rows
    seen = [(centre, spread, weight * _lag_density(captured - centre, spread)) for centre, spread, weight in rows]
    total = sum(weight for _, _, weight in seen)
    return [(centre, spread, weight / total) for centre, spread, weight in seen]


def _lag_density(lag: float, spread: float) -> float:
    """How likely a first capture comes `lag` seconds after the text; nothing is captured before it is printed.

    Scale-free beyond ten minutes, since feeds are met within minutes and archives within years.
    """
    if lag < -2 * spread:
        return 1e-9
    return 1.0 / (max(lag, 0.0) + spread + 600.0)


def time_table(articles: Sequence[Article]) -> Floats:
    """For each article where its true moment may lie, shape (articles, points, 3): centre, spread, weight."""
    table = np.zeros((len(articles), _POINTS, 3))
    table[:, :, 1] = 1.0
    for row, article in zip(table, articles, strict=True):
        found = _rows(article)
        row[: len(found)] = found
    return table


def log_odds_earlier(table: Floats, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Floats:
    """For each pair of rows of a time table the log-odds (nats) that the first text is the earlier one."""
    odds = np.empty(len(first))
    for start in range(0, len(first), _CHUNK):
        a, b = table[first[start : start + _CHUNK]], table[second[start : start + _CHUNK]]
        # Differences in full precision, what follows in half: dates lie decades apart, their order needs three digits.
        gap = (b[:, None, :, 0] - a[:, :, None, 0]).astype(np.float32)
        slope = gap / np.sqrt((a[:, :, None, 1] ** 2 + b[:, None, :, 1] ** 2).astype(np.float32))
        order = 1.0 / (1.0 + np.exp(np.clip(-1.7 * slope, -40, 40)))
        earlier = np.einsum("nij,ni,nj->n", order, a[:, :, 2].astype(np.float32), b[:, :, 2].astype(np.float32)).astype(np.float64)
        sure = _TRUST * np.clip(earlier, 0.0, 1.0) + (1 - _TRUST) / 2
        odds[start : start + _CHUNK] = np.log(sure) - np.log1p(-sure)
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
