"""The patterns that find dates in one language, made once from its pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sourcier.languages.dates import DateWords

_COUNT = "{n} {unit} "  # what a phrase that counts behind its unit begins with


@cache
def date_pattern(words: DateWords) -> re.Pattern[str]:
    """One pattern for every date expression of a language; the longest kinds come first.

    Groups: iso, numeric, day + day_month + day_year, month_day + day2 + month_day_year, month (+ month_prefix, month_year),
    weekday (+ week_before, week_after, week_day), relative, ago, hence, since, later, earlier, year.
    """
    month = _any(form for forms in words.months for form in forms)
    full_month = _any(forms[0] for forms in words.months)
    weekday = _any(form for forms in words.weekdays for form in forms)
    full_weekday = _any(forms[0] for forms in words.weekdays)
    suffix = f"(?:{_any(words.day_suffixes)})?" if words.day_suffixes else ""
    link = f"(?:\\s+{_any(words.day_links)})?" if words.day_links else ""
    this = f"(?:{_any(words.this_words)}\\s+)?" if words.this_words else ""
    article = f"(?:{_any(words.day_articles)}\\s+)?" if words.day_articles else ""
    lead = f"{this}(?:{weekday},?\\s+{article})?"
    parts = f"(?:\\s+{_any(words.day_parts)}\\b)?" if words.day_parts else ""
    beside = _any((*words.last_words, *words.next_words, *words.this_words, *words.following, *words.preceding))
    numeral = _any([*(words.numerals or {})])
    unit = _any([*(words.units or {})])
    counted = {name: _counted(phrases, numeral, unit) for name, phrases in (("ago", words.ago), ("hence", words.hence))}
    behind = "|".join(f"(?P<{name}>{'|'.join(tails) or '(?!)'})" for name, tails in _tails(words))
    kinds = [
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
        r"(?P<numeric>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))(?![\d/.])",
        f"{lead}(?P<day>\\d{{1,2}}){suffix}{link}\\s+(?P<day_month>{month})(?!\\w)(?:,?(?:{link})\\s+(?P<day_year>(?:1[6-9]|20)\\d{{2}})(?!\\d))?{parts}",
    ]
    if words.month_first:
        kinds.append(
            f"{lead}(?P<month_day>{month})\\s+(?P<day2>\\d{{1,2}}){suffix}(?![\\d%]|[.,]\\d)(?:,?\\s+(?P<month_day_year>(?:1[6-9]|20)\\d{{2}})(?!\\d))?{parts}"
        )
    else:
        kinds.append("(?P<month_day>(?!))(?P<day2>)(?P<month_day_year>)")
    kinds += [
        f"(?P<relative>{_any([*(words.relative or {})])})(?![\\w-])",
        f"(?P<ago>{counted['ago']})(?!\\w)",
        f"(?P<hence>{counted['hence']})(?!\\w)",
        f"(?:\\d{{1,3}}|{numeral}) {unit} (?:{behind})(?!\\w)",
        (
            f"(?P<month_prefix>{_any(words.month_prefixes)})?(?:(?P<month>{full_month})(?![\\w-])|(?P<short_month>{month})(?=,?\\s+(?:1[6-9]|20)\\d{{2}}))"
            f"(?:,?(?:{link})\\s+(?P<month_year>(?:1[6-9]|20)\\d{{2}})(?!\\d))?"
        ),
        (
            f"(?:(?P<week_before>{beside})\\s+)?(?P<weekday>{full_weekday})(?!\\w)(?:\\s+(?P<week_after>{beside})(?!\\w))?"
            f"(?:\\s+(?P<week_day>\\d{{1,2}})(?![\\w%]|[.,:]\\d))?{parts}"
        ),
        r"(?<!-)(?P<year>(?:1[5-9]|20)\d{2})(?![\w%]|[-–/]\d|[.,]\d)",
    ]
    return re.compile(r"(?<![\w$€£])(?<!\d-)(?:" + "|".join(_spaced(kind) for kind in kinds) + ")", re.IGNORECASE)


def _tails(words: DateWords) -> Iterator[tuple[str, list[str]]]:
    """What stands behind a number and its unit, by where one counts from and to."""
    for name, phrases in (("since", words.ago), ("later", words.later), ("earlier", words.earlier)):
        yield name, [phrase.removeprefix(_COUNT) for phrase in phrases if phrase.startswith(_COUNT)]


def _spaced(pattern: str) -> str:
    """A pattern whose plain spaces also match a line's other spaces, but no line feed."""
    return pattern.replace(" ", "[ \\t]").replace("\\s", "[ \\t]")


def _any(words: Iterable[str]) -> str:
    """A group that matches any of the words, the longest first; nothing where a language has none."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    found = "|".join(re.escape(word).replace("\\ ", " ").replace("\\-", "-") for word in ordered)
    return f"(?:{found})" if found else "(?!)"


def _counted(phrases: Iterable[str], numeral: str, unit: str) -> str:
    """The phrases that count units, with the numerals and units of the language put in."""
    made = [
        phrase.replace("{n}", f"(?:\\d{{1,3}}|{numeral})").replace("{unit}", unit) for phrase in phrases if not phrase.startswith(_COUNT)
    ]
    return "|".join(made) or "(?!)"


@cache
def tense_pattern(words: DateWords) -> re.Pattern[str]:
    """The words that tell a future or a past, as groups of these names."""
    return re.compile(
        f"(?<![\\w])(?:(?P<future>{'|'.join(words.future) or '(?!)'})|(?P<past>{'|'.join(words.past) or '(?!)'}))(?!\\w)", re.IGNORECASE
    )
