"""The words for dates in one language: months, weekdays and what else a pack says under [dates]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sourcier.errors import LanguageError


class Shift(NamedTuple):
    """How far a phrase points from a day: a number of units; from the last day named (`from_anchor`) or from publication."""

    steps: int
    unit: str
    from_anchor: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DateWords:
    """Month and weekday names in lower case, full name first, then short forms; January and Monday come first.

    The other lists are what the statements room needs to resolve dates in running text; a pack that only credits use may leave
    them out. `capitals`: months and weekdays are written with one. `last_is_last_week`: "last Monday" is that of the week before.
    `later` and `earlier` count from the last day or year named, `following` and `preceding` do so beside a weekday; behind `any_of`
    a weekday is no day ("every Monday"), behind `counts` units are no date ("twice in six months"),
    the weekday in a `proper_day` is a name ("Black Friday"), and behind `recurring` a day has no year ("every 5 May").
    """

    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]
    capitals: bool = False
    month_first: bool = False
    last_is_last_week: bool = False
    day_suffixes: tuple[str, ...] = ()
    day_articles: tuple[str, ...] = ()
    day_links: tuple[str, ...] = ()
    month_prefixes: tuple[str, ...] = ()
    ambiguous_months: tuple[str, ...] = ()
    before_month: tuple[str, ...] = ()
    before_year: tuple[str, ...] = ()
    not_after_year: tuple[str, ...] = ()
    before_old_year: tuple[str, ...] = ()
    relative_stops: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    ahead_alone: tuple[str, ...] = ()
    year_leads: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()
    this_words: tuple[str, ...] = ()
    last_words: tuple[str, ...] = ()
    next_words: tuple[str, ...] = ()
    future: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    ago: tuple[str, ...] = ()
    hence: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    preceding: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    proper_days: tuple[str, ...] = ()
    recurring: tuple[str, ...] = ()
    numerals: Mapping[str, int] | None = None
    units: Mapping[str, str] | None = None
    relative: Mapping[str, Shift] | None = None


def parse_dates(table: Mapping[str, Any], where: str) -> DateWords:
    """The [dates] table of a pack as a value.

    Raises:
        LanguageError: a list has the wrong length, a key is unknown, a phrase points nowhere.
    """
    values: dict[str, Any] = {key: tuple(words) if isinstance(words, list) else words for key, words in table.items()}
    values["months"] = tuple(tuple(names) for names in table["months"])
    values["weekdays"] = tuple(tuple(names) for names in table["weekdays"])
    if len(values["months"]) != 12 or len(values["weekdays"]) != 7:
        reason = f"[dates] needs 12 months and 7 weekdays, has {len(values['months'])} and {len(values['weekdays'])}"
        raise LanguageError(reason, where)
    try:
        values["relative"] = {phrase: _shift(shift) for phrase, shift in table.get("relative", {}).items()}
        return DateWords(**values)
    except (TypeError, ValueError) as error:
        reason = f"[dates] {error}"
        raise LanguageError(reason, where) from error


def _shift(text: str) -> Shift:
    """A shift as packs write it: "-1 day", "anchor 1 day"."""
    *anchor, count, unit = text.split()
    if unit not in {"day", "week", "month", "year"} or anchor not in ([], ["anchor"]):
        reason = f"points nowhere: {text}"
        raise ValueError(reason)
    return Shift(int(count), unit, bool(anchor))
