"""How long after its date a page is first captured: by the other pages that share its text, and by what is usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_HOUR, _DAY = 3600.0, 86400.0
# Lags (seconds) far enough apart to be told from each other: ten minutes to three years.
STEPS = np.array([600, 2700, 2.5 * _HOUR, 8 * _HOUR, _DAY, 3 * _DAY, 10 * _DAY, 30 * _DAY, 100 * _DAY, 300 * _DAY, 1000 * _DAY])
# Nothing is captured sooner than this, to speak of: lags are compared as multiples of it and more.
_SHORTEST = 600.0
# What is usual, as so many pages' worth of evidence: feeds are met within minutes, archives within years.
_USUAL = np.array([0.16, 0.2, 0.17, 0.12, 0.08, 0.06, 0.05, 0.05, 0.04, 0.04, 0.03])
_WORTH = 2.0


@dataclass(frozen=True, slots=True)
class Habits:
    """For each page how likely each lag of `STEPS` is, by the pages of its group but itself; rows sum to 1."""

    weights: Floats

    def density(self, lag: Floats) -> Floats:
        """How likely each lag is for its page, for one second of it; shape of `lag` is (pages, any), in seconds, none below 0."""
        place, share = _place(lag)
        rows = np.arange(len(lag))[:, None]
        level = self.weights / _WIDTHS
        found: Floats = ((1 - share) * level[rows, place] + share * level[rows, place + 1]) / (lag + _SHORTEST)
        return found

    @property
    def middle(self) -> Floats:
        """The typical lag of each page, in seconds."""
        found: Floats = np.exp(self.weights @ _CENTRES) - _SHORTEST
        return found


_CENTRES = np.log(STEPS + _SHORTEST)
# The stretch of logarithms that each lag stands for; those at the ends stand for what lies beyond, too.
_WIDTHS = np.gradient(_CENTRES)


def _place(lag: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Between which two steps each lag lies: the place of the lower, and how far it is on the way to the upper."""
    logs = np.log(lag + _SHORTEST)
    place = np.clip(np.searchsorted(_CENTRES, logs, side="right") - 1, 0, len(STEPS) - 2)
    share = (logs - _CENTRES[place]) / (_CENTRES[place + 1] - _CENTRES[place])
    return place, np.clip(share, 0.0, 1.0)


def read_habits(lags: Floats, group: npt.NDArray[np.int64]) -> Habits:
    """The habits of each page: `lags` in seconds, NaN where none can be told, `group` the number of the group it belongs to."""
    own = np.zeros((len(lags), len(STEPS)))
    told = np.flatnonzero(~np.isnan(lags))
    place, share = _place(lags[told])
    own[told, place] += 1 - share
    own[told, place + 1] += share
    sums = np.zeros((int(group.max(initial=-1)) + 1, len(STEPS)))
    np.add.at(sums, group, own)
    weights = _WORTH * _USUAL + np.maximum(sums[group] - own, 0.0)
    return Habits(weights / weights.sum(axis=1, keepdims=True))
