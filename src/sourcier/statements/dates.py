"""Dates in the text: explicit, partial and relative expressions with the ISO value a reader would give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta

from sourcier.languages.dates import DateWords
from sourcier.model import Article, DateMention, Span
from sourcier.statements.calendar import iso_day, iso_month, nearest_day, nearest_month, shifted, weekday_near
from sourcier.statements.date_words import date_pattern, tense_pattern
from sourcier.statements.language import language_of

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
_ASIDE = re.compile(r"[^\s,.;:!?]\s*,(?: [^\s,.;:!?]+){1,6} $")  # a comma and some words before a year
_REACH = 300  # characters around a date that can tell its tense
_LEAD = 24  # characters before a day that can say that it comes every year


@dataclass(slots=True)
class _Context:
    """What the dates read so far tell those that follow: the year in force, the last day named."""

    published: date | None
    year: int | None = None
    year_at: int = -1
    anchor: date | None = None
    anchor_at: int = -1


def find_dates(article: Article) -> tuple[DateMention, ...]:
    """Every date expression of an article with its value: a day, a week ("2022-W31"), a month or a year.

    What an expression leaves open is taken from the publication date, the tense of its sentence, and a year named just before;
    `value` is None where that does not suffice. Without a language the pack is guessed as for statements.

    >>> from datetime import date
    >>> article = Article(body="Le port fermera le 5 août.", language="fr", published=date(2022, 7, 27))
    >>> [mention.value for mention in find_dates(article)]
    ['2022-08-05']
    """
    pack = language_of(article)
    if pack is None or pack.dates.relative is None:
        return ()
    published = article.published.date() if isinstance(article.published, datetime) else article.published
    context = _Context(published)
    found: list[DateMention] = []
    body = article.body
    plain = body.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ").replace("‑", "-")
    for match in date_pattern(pack.dates).finditer(plain):
        read = _read(match, plain, pack.dates, context)
        if read is not None:
            start, end, value = read
            found.append(DateMention(article.article_id, Span(start, end), value))
    return tuple(found)


def _read(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """The place and value of one match, None when it is no date after all."""
    groups = match.groupdict()
    if groups["iso"]:
        return _explicit(match, *(int(part) for part in re.split(r"\D", groups["iso"])), context=context)
    if groups["numeric"]:
        return _numeric(match, words, context)
    if groups["day"] or groups["day2"]:
        return _day(match, text, words, context)
    if groups["month"] or groups["short_month"]:
        return _month(match, text, words, context)
    if groups["weekday"]:
        return _weekday(match, text, words, context)
    if groups["relative"]:
        return _relative(match, words, context)
    if groups["ago"] or groups["since"] or groups["hence"]:
        return _counted(match, text, words, context)
    if groups["later"] or groups["earlier"]:
        return _counted_on(match, text, words, context)
    return _year(match, text, words, context)


def _explicit(match: re.Match[str], year: int, month: int, day: int, *, context: _Context) -> tuple[int, int, str | None] | None:
    """A day told in full; None when the calendar has no such day."""
    value = iso_day(year, month, day)
    if value is None:
        return None
    context.year, context.year_at = year, match.end()
    _anchor(context, date(year, month, day), match.end())
    return match.start(), match.end(), value


def _numeric(match: re.Match[str], words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A day in figures (05/08/2022): day first, or month first where the language writes so, whichever the calendar allows."""
    first, second, year = (int(part) for part in re.split(r"\D", match["numeric"]))
    year += 2000 if year < 100 else 0
    month, day = (first, second) if words.month_first and first <= 12 else (second, first)
    if month > 12:
        month, day = day, month
    return _explicit(match, year, month, day, context=context)


def _day(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A day and a month, with a year or without."""
    day = int(match["day"] or match["day2"])
    name = match["day_month"] or match["month_day"]
    if not 1 <= day <= 31 or (words.capitals and not name[0].isupper()):
        return None
    month = _index(words.months, name)
    year = match["day_year"] or match["month_day_year"]
    if year:
        return _explicit(match, int(year), month, day, context=context)
    if text[max(0, match.start() - _LEAD) : match.start()].lower().endswith(tuple(f"{word} " for word in words.recurring)):
        return match.start(), match.end(), None
    carried = _carried_year(match.start(), text, context)
    if carried is not None:
        return _explicit(match, carried, month, day, context=context)
    if context.published is None:
        return match.start(), match.end(), None
    resolved = nearest_day(context.published, month, day, _tense(match, text, words))
    if resolved is None:
        return None
    _anchor(context, resolved, match.end())
    return match.start(), match.end(), resolved.isoformat()


def _month(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A month, with a year or without."""
    name = match["month"] or match["short_month"]
    if words.capitals and not name[0].isupper():
        return None
    if (
        not words.capitals
        and name[0].isupper()
        and match["month_prefix"] is None
        and not match["month_year"]
        and match.start()
        and text[match.start() - 1] != "\n"
    ):
        return None  # a name: Avril Martin, Mars the planet
    before = _word_before(text, match.start())
    if match["month_year"]:
        context.year, context.year_at = int(match["month_year"]), match.end()
        return match.start(), match.end(), iso_month(int(match["month_year"]), _index(words.months, name))
    if name.lower() in words.ambiguous_months and match["month_prefix"] is None and before not in words.before_month:
        return None
    month = _index(words.months, name)
    side = -1 if before in words.last_words or _word_after(text, match.end()) in words.last_words else 0
    side = side or (1 if before in words.next_words or _word_after(text, match.end()) in words.next_words else 0)
    if side and context.published is not None and context.published.month == month:
        return match.start(), match.end(), iso_month(context.published.year + side, month)  # "last March", said in March
    if context.published is not None and (year := _year_behind(text, match.end(), words, context.published)) is not None:
        return match.start(), year[0], iso_month(year[1], month)
    carried = _carried_year(match.start(), text, context)
    if carried is not None and not side and not (_is_past(carried, context) and _tense(match, text, words) > 0):
        return match.start(), match.end(), iso_month(carried, month)
    if context.published is None:
        return match.start(), match.end(), None
    return match.start(), match.end(), nearest_month(context.published, month, side or _tense(match, text, words))


def _year_behind(text: str, at: int, words: DateWords, published: date) -> tuple[int, int] | None:
    """Where a year that is told from that of publication ends right behind a month, and the year ("February last year")."""
    rest = text[at : at + 24].lower()
    for phrase, shift in (words.relative or {}).items():
        for lead in (" ", *(f" {link} " for link in words.day_links), *words.year_leads):
            if shift.unit == "year" and not shift.from_anchor and rest.startswith(lead + phrase):
                return at + len(lead) + len(phrase), published.year + shift.steps
    return None


def _weekday(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A weekday, with last or next or without."""
    name = match["weekday"]
    if words.capitals and not name[0].isupper():
        return None
    if context.published is None:
        return match.start(), match.end(), None
    weekday = _index(words.weekdays, name)
    loose = not (match["week_before"] or match["week_after"] or match["week_day"])
    if loose and text[: match.start()].lower().endswith(tuple(f" {word} " for word in words.any_of)):
        return None  # "un samedi de pluie", "every Monday"
    if loose and _is_proper_day(match, text, words):
        return None
    beside = {(match["week_before"] or "").lower().strip(), (match["week_after"] or "").lower().strip()}
    numbered, end = _numbered(match, context.published, weekday)
    if numbered is not None:
        resolved = numbered
    elif context.anchor is not None and beside & {*words.following, *words.preceding}:
        resolved = weekday_near(context.anchor, weekday, 2 if beside & set(words.following) else -1)
    elif beside & set(words.last_words):
        resolved = weekday_near(context.published, weekday, -2 if words.last_is_last_week else -1)
    elif beside & set(words.next_words):
        resolved = weekday_near(context.published, weekday, 2)
    else:
        tense = _tense(match, text, words)
        resolved = weekday_near(context.published, weekday, 1 if tense > 0 else 0)
        if (
            tense > 0
            and context.anchor is not None
            and resolved < context.anchor
            and not _SENTENCE_END.search(text, context.anchor_at, match.start())
        ):
            resolved = weekday_near(context.anchor, weekday, 1)  # "sera débattu mercredi et voté jeudi"
    _anchor(context, resolved, end)
    return match.start(), end, resolved.isoformat()


def _is_proper_day(match: re.Match[str], text: str, words: DateWords) -> bool:
    """Whether a weekday is part of a name that is no day of the week near the publication ("Black Friday")."""
    name, at = match["weekday"].lower(), match.start("weekday")
    firsts = ((phrase, at - phrase.find(name)) for phrase in words.proper_days if name in phrase)
    return any(first >= 0 and text[first : first + len(phrase)].lower() == phrase for phrase, first in firsts)


def _numbered(match: re.Match[str], published: date, weekday: int) -> tuple[date | None, int]:
    """The day that a weekday with its number tells ("mardi 12"), None where no near month has it, and where the expression ends."""
    if not match["week_day"]:
        return None, match.end()
    near = (published + timedelta(days=step) for step in sorted(range(-31, 46), key=abs))
    found = next((day for day in near if day.day == int(match["week_day"]) and day.weekday() == weekday), None)
    return found, match.end() if found is not None else match.end("weekday")


def _relative(match: re.Match[str], words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A phrase that counts from the day of publication or from the last day named."""
    phrase = " ".join(match["relative"].lower().split())
    shift = (words.relative or {})[phrase]
    word, apostrophe, _ = _word_after(match.string, match.end()).partition("'")
    if f"{phrase.rpartition(' ')[2]} {word}{apostrophe}" in words.relative_stops:
        return None  # "la veille du scrutin", "ce jour où": no day that is told
    origin = context.anchor if shift.from_anchor else context.published
    if origin is None:
        return match.start(), match.end(), None
    value, day = shifted(origin, shift.steps, shift.unit)
    if shift.unit == "day":
        _anchor(context, day, match.end())
    return match.start(), match.end(), value


def _amount(said: str, words: DateWords) -> tuple[int, str]:
    """The number and unit that a counting phrase tells."""
    numerals, units = words.numerals or {}, words.units or {}
    parts = said.lower().split()
    unit = next(units[part.strip("'")] for part in reversed(parts) if part.strip("'") in units)
    number = next((int(part) if part.isdigit() else numerals[part] for part in reversed(parts) if part.isdigit() or part in numerals), 1)
    return number, unit


def _counted_on(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """So many days or years before or after the last day or year named ("two years later"); earlier than now where none is near."""
    number, unit = _amount(match.group(), words)
    step = number if match["later"] else -number
    if number > 200:
        return None
    if unit == "year" and (year := _near_year(match.start(), text, context)) is not None and 1 <= year + step <= MAXYEAR:
        context.year, context.year_at = year + step, match.end()
        return match.start(), match.end(), f"{year + step:04d}"
    near = context.anchor is not None and _is_near(context.anchor_at, match.start(), text)
    origin = context.anchor if near else (context.published if match["earlier"] else None)
    if origin is None:
        return None
    value, day = shifted(origin, step, unit)
    if near and unit == "day":
        _anchor(context, day, match.end())
    return match.start(), match.end(), value


def _counted(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """So many days, weeks, months or years ago, or from now."""
    number, unit = _amount(match.group(), words)
    if match["hence"] and (_word_before(text, match.start()) in words.counts or _tense(match, text, words) < 0):
        return None  # "sales doubled in six months"
    if context.published is None or number > 200:
        return match.start(), match.end(), None
    value, _ = shifted(context.published, number if match["hence"] else -number, unit)
    return match.start(), match.end(), value


def _year(match: re.Match[str], text: str, words: DateWords, context: _Context) -> tuple[int, int, str | None] | None:
    """A year on its own, when what stands beside it says that it is one."""
    before = _word_before(text, match.start())
    bracketed = text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] in {")", ",", ""}
    old = match["year"] < "1900" and text[match.end() : match.end() + 1] not in {",", ".", ")", "", "\n", ";"}
    if old and before not in words.before_old_year:
        return None  # "de 1800 mètres"
    if (before not in words.before_year and not bracketed) or _word_after(text, match.end()) in words.not_after_year:
        return None
    # "the mill, built in 1902, burned on May 3": what an aside tells holds for the aside
    carries = not (text[match.end() : match.end() + 1] == "," and _ASIDE.search(text[max(0, match.start() - 60) : match.start()]))
    context.year, context.year_at = int(match["year"]), match.end() if carries else -1
    return match.start(), match.end(), match["year"]


def _is_near(told: int, at: int, text: str) -> bool:
    """Whether what was told at a place still holds here: the same paragraph, one or two sentences on."""
    between = text[told:at]
    return told >= 0 and len(between) <= _REACH and "\n" not in between and len(_SENTENCE_END.findall(between)) <= 1


def _near_year(at: int, text: str, context: _Context) -> int | None:
    """The year named just before in the same paragraph, by itself or with a day."""
    return context.year if _is_near(context.year_at, at, text) else None


def _anchor(context: _Context, day: date, at: int) -> None:
    """Remember the last day named and where."""
    context.anchor, context.anchor_at = day, at


def _is_past(year: int, context: _Context) -> bool:
    return context.published is not None and year < context.published.year


def _carried_year(at: int, text: str, context: _Context) -> int | None:
    """The year named just before in the same paragraph, one or two sentences back, when it is not the current one."""
    if context.year is None or not _is_near(context.year_at, at, text):
        return None
    if context.published is not None and context.year > context.published.year and _SENTENCE_END.search(text, context.year_at, at):
        return None  # a year to come holds for its sentence
    return context.year if context.published is None or context.year != context.published.year else None


def _tense(match: re.Match[str], text: str, words: DateWords) -> int:
    """Minus one for a past, one for a future, none for neither: the nearest telling word before the date, else the first after.

    Two where a word right before the date says that it lies ahead ("d'ici à décembre").
    """
    left = text[max(0, match.start() - _REACH) : match.start()]
    cut = max((m.end() for m in _SENTENCE_END.finditer(left)), default=0)
    found = [m for m in tense_pattern(words).finditer(left, cut) if m.lastgroup == "future" or not left.endswith(" be ", 0, m.start())]
    told = [(m.lastgroup, m.group().lower()) for m in found]
    before = _word_before(text, match.start())
    ahead = [phrase for phrase in words.ahead if left.lower().rstrip(" (").endswith(f" {phrase}")]
    if any(" " in phrase for phrase in ahead):
        return 2
    if (ahead and (not told or told[-1][1] in words.reports)) or (before in words.ahead_alone and not told):
        return 1  # "a promis une réponse avant septembre"
    if told:
        return 1 if told[-1][0] == "future" else -1
    right = text[match.end() : match.end() + _REACH]
    stop = _SENTENCE_END.search(right)
    closing = _closing_mark(text, match.start(), right)
    ends = [len(right), *([stop.start()] if stop else []), *([closing] if closing >= 0 else [])]
    first = tense_pattern(words).search(right, 0, min(ends))
    if first is None:
        return 1 if closing >= 0 and match["weekday"] else 0  # what is said of a weekday looks ahead
    return 1 if first.lastgroup == "future" else -1


def _closing_mark(text: str, at: int, right: str) -> int:
    """Where, in what follows a date, the quotation ends that the date stands in; -1 when it stands in none."""
    line = text.rfind("\n", 0, at) + 1
    left = text[max(line, at - _REACH) : at]
    last = max(left.rfind(mark) for mark in "«“»”")
    if last >= 0:
        return min((place for mark in "»”" if (place := right.find(mark)) >= 0), default=-1) if left[last] in "«“" else -1
    return right.find('"') if line >= at - _REACH and left.count('"') % 2 else -1


def _index(names: tuple[tuple[str, ...], ...], name: str) -> int:
    """The number of a month (from 1) or weekday (from 0)."""
    low = name.lower()
    place = next(number for number, forms in enumerate(names) if low in forms or f"{low}." in forms)
    return place + 1 if len(names) == 12 else place


def _word_before(text: str, at: int) -> str:
    """The word right before a place, in lower case."""
    found = re.search(r"([^\W\d_][\w'-]*['-]?)[ (]*$", text[max(0, at - 24) : at])
    return found.group(1).lower() if found else ""


def _word_after(text: str, at: int) -> str:
    """The word right behind a place, in lower case."""
    found = re.match(r"\s*([^\W\d_][\w'-]*)", text[at : at + 24])
    return found.group(1).lower() if found else ""
