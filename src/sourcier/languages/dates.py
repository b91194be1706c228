"""The words for dates in one language: months, weekdays and what else a pack says under [dates]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sourcier.errors import LanguageError


@dataclass(frozen=True, slots=True)
class DateWords:
    """Month and weekday names in lower case, full name first, then short forms; January and Monday come first."""

    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]


def parse_dates(table: Mapping[str, Any], where: str) -> DateWords:
    """The [dates] table of a pack as a value.

    Raises:
        LanguageError: a list has the wrong length.
    """
    months = tuple(tuple(names) for names in table["months"])
    weekdays = tuple(tuple(names) for names in table["weekdays"])
    if len(months) != 12 or len(weekdays) != 7:
        reason = f"[dates] needs 12 months and 7 weekdays, has {len(months)} and {len(weekdays)}"
        raise LanguageError(reason, where)
    return DateWords(months, weekdays)
