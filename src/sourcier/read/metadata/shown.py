"""The dates that readers see: which lines tell a day, which of them tells the day of publication, and the time of day beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from sourcier.languages.reading import reading_list
from sourcier.model import Label
from sourcier.read.metadata.head import attributes_of
from sourcier.read.metadata.stamps import Stamp, day_of, find_day, find_days, find_local, parse_stamp
from sourcier.read.metadata.wordlists import one_of
from sourcier.read.page.blocks import Layout, Named
from sourcier.read.page.marks import Mark
from sourcier.text.fold import lowered

_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.AUTHOR_BOX | Mark.HIDDEN | Mark.EMBED | Mark.CAPTION
_OF_OTHERS = Mark.COMMENTS | Mark.RELATED | Mark.FOOTER
_OF_FRAME = Mark.META | Mark.DATE | Mark.FOOTER | Mark.AUTHOR
_NOT_BELOW = Mark.COMMENTS | Mark.FOOTER | Mark.EMBED
_CLOCK = re.compile(r"\d\s?[:.hH]\s?[0-5]\d|\dh")
_DIGIT = re.compile(r"\d")
# hAtom asks for a class "updated" on the one date of an entry: it makes an element less sure, no change of it.
_MODIFIED_CLASS = re.compile(r'\bclass="[^"]*(?:updat|modif)')
_PUBLISHED_CLASS = re.compile(r'\bclass="[^"]*(?:publi|posted|entry-date|creat)')
# The place, the day and the mark of a wire before the first dash of a text.
_DATELINE = re.compile(r"([^.!?]{0,30}[^\W\d_]{2}[^!?]{0,80}?\d{4}[^!?]{0,30}?)\s?(?:--?|[–—])\s")
# Its year ends within so many characters.
_YEAR, _MOST_BEFORE = re.compile(r"\d{4}"), 30 + 2 + 80 + 4
# The day alone at the head of a text or of the paragraph below its lead: "04.03.2031 – ", "(4 March 2031) ", "4 March 2031. ".
_DAY_FIRST = re.compile(
    r"[(\[]((?:\d{1,4}[./-]\d{1,2}[./-]|\d{1,2}\.? [^\W\d_]{3,12}\.? )\d{2,4})[)\]][,:]?\s"
    r"|(\d{1,4}[./-]\d{1,2}[./-]\d{2,4})\s?[–—|:-]\s"
    r"|(\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4})\.\s"
)
_DATETIME = re.compile(r' datetime="([^"&]+)"')
_PARTED = re.compile(r"\s[|•·–—]\s")
_MOST_LINKED, _TEASER = 0.6, 20
# Where elements keep their moment; those after the second only where their names say that they hold one.
_STAMPED = ("datetime", "content", "title", "data-datetime", "data-date", "data-timestamp", "data-time")
_MAX_LINE, _MAX_BARE, _MAX_LABEL, _MAX_PART = 200, 45, 30, 10
# The words for publication are shorter.
_LONGEST_WORDS = 40
_ZONES = timedelta(days=1)
_MAX_ASKED, _ABOVE, _BELOW, _NEAR, _UNDER, _OPENING, _LEADING = 400, 14, 4, 25, 8, 4, 4
_APART: frozenset[Label] = frozenset({"comments", "related", "author_box"})
_PROSE: frozenset[Label] = frozenset({"body", "quote", "list"})


class Shown(NamedTuple):
    """A day that a line shows, the place to name ("time", "page"), how surely it is the article's (0 best), and whether of a change."""

    stamp: Stamp
    place: str
    rank: int
    is_change: bool


def first_prose(labels: list[Label]) -> int:
    """The number of the first line of the text; behind the last line when there is none."""
    for number, label in enumerate(labels):
        if label in _PROSE:
            return number
    return len(labels)


def shown_dates(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[Shown]:
    """The days that lines show: round headline and text the surest first, then the others by distance; changes after all of them."""
    first = first_prose(labels)
    times = _by_line(layout)
    changes: list[Shown] = []
    around = _around(labels, first)

    def show(numbers: Iterable[int]) -> Iterator[Shown]:
        for number in numbers:
            found = _shown(layout, bits, labels, number, (first, times.get(number), language))
            if found:
                yield found

    def may_tell(number: int) -> bool:
        text = layout.lines[number].text
        # Most lines are prose or hold no number, and can tell no day.
        return len(text) <= _MAX_LINE and (number in times or bool(bits[number] & Mark.DATE) or _DIGIT.search(text) is not None)

    near = show(sorted(filter(may_tell, around), key=lambda n: (abs(n - first) if n <= first else 2 * (n - first), n)))
    # Most pages tell their day near the headline: the other lines are asked only where nobody was content with it.
    rest = show(n for n in islice(_outward(first, len(labels)), _MAX_ASKED) if n not in around and may_tell(n))
    for shown in chain(sorted(near, key=lambda one: one.rank), rest):
        if shown.is_change:
            changes.append(shown)
        else:
            yield shown
    yield from changes


def _outward(first: int, count: int) -> Iterator[int]:
    """The numbers of so many lines by their distance from the first of the text; what stands below it counts as twice as far."""
    for distance in range(max(first + 1, 2 * (count - first))):
        if 0 <= first - distance < count:
            yield first - distance
        if distance and distance % 2 == 0 and first + distance // 2 < count:
            yield first + distance // 2


def _around(labels: list[Label], first: int) -> frozenset[int]:
    """The numbers of the lines right above the text, those right below its first, and those right below the headline."""
    return frozenset(range(max(0, first - _ABOVE), min(first + _BELOW, len(labels)))).union(_under_title(labels, first))


def under_title(labels: list[Label]) -> range:
    """The numbers of the lines right below the headline, above the text."""
    return _under_title(labels, first_prose(labels))


def _under_title(labels: list[Label], first: int) -> range:
    """As `under_title`, where the number of the first line of the text is known."""
    for number in range(first - 1, -1, -1):
        if labels[number] == "title":
            return range(number + 1, min(number + 1 + _UNDER, first))
    return range(0)


def headed_dates(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[Shown]:
    """The days of publication that elements right below the first headline tell, for a page that holds no text to count lines from."""
    title = labels.index("title") if "title" in labels else len(labels)
    end = min(title + 1 + _UNDER, len(labels))
    times = _by_line(layout)
    for number in range(title + 1, end):
        found = _shown(layout, bits, labels, number, (end, times.get(number), language)) if number in times else None
        if found and not found.is_change and found.rank <= 1:
            yield found


def element_days(layout: Layout, language: str | None) -> Iterator[Stamp]:
    """The days that all elements of a page tell that are made for days."""
    for named in layout.named:
        stamp = (_of_element(named, language) or find_day(named.text, language)) if named.tag == "time" else None
        if stamp is not None:
            yield stamp


def _by_line(layout: Layout) -> dict[int, Named]:
    """The element of each line that holds a date: the first, but rather one called published than one called updated."""
    found: dict[int, Named] = {}
    for named in layout.named:
        if named.tag == "time" or named.bits & Mark.DATE:
            known = found.get(named.line)
            if known is None or (_PUBLISHED_CLASS.search(named.attributes) and _is_of_change(known)):
                found[named.line] = named
    return found


def _is_of_change(named: Named) -> bool:
    """Whether the class of an element speaks of a change and not of publication."""
    return bool(_MODIFIED_CLASS.search(named.attributes)) and not _PUBLISHED_CLASS.search(named.attributes)


def _shown(layout: Layout, bits: list[int], labels: list[Label], number: int, about: tuple[int, Named | None, str | None]) -> Shown | None:
    """What day a line shows, if it is one that may be the article's; `about` is the first line of the text, its element, the language."""
    first, named, language = about
    text = _joined(layout, bits, number)
    # Right above the text names mislead: templates hang the date into the box of the author or the bar for sharing.
    is_time, bare = named is not None and named.tag == "time", len(text) <= _MAX_BARE
    told = bits[number] & Mark.DATE or (is_time and bare and find_day(text, language))
    within = first - _ABOVE <= number < first or (number < first + _BELOW and not bits[number] & _OF_OTHERS)
    above = within and told and not bits[number] & Mark.HIDDEN and not _is_of_teaser(layout, bits, number)
    if len(text) > _MAX_LINE or (not above and (bits[number] & _NO_PLACE or labels[number] in _APART)):
        return None
    marked = named is not None or bits[number] & (Mark.DATE | Mark.META)
    if "©" in text and not told:
        return None
    if not marked and (abs(number - first) >= _NEAR or not _may_be_bare(text, labels[number])):
        return None
    if labels[number] in {"heading", "title"} and named is None and not (text[0].isdigit() and bare):
        return None
    of_element = _of_element(named, language)
    stamp = of_element or _of_line(text, language)
    if stamp is None:
        return None
    said = f"{_label_above(layout, number)} {text}"
    sure = named or bits[number] & Mark.DATE or _says_published(said)
    rank = 0 if of_element and is_time else 1 if sure else 2 if bare or marked else 3
    rank += named is not None and _is_of_change(named)
    # What stands high over the headline may be the day of the visit.
    rank += number < first and not of_element and "title" in labels[number + 1 : first]
    return Shown(stamp, "time" if named else "page", rank, _is_change(said, stamp))


def _joined(layout: Layout, bits: list[int], number: int) -> str:
    """The words of a line; those of three where a theme sets day, month and year below each other."""
    text = layout.lines[number].text
    if len(text) > _MAX_PART or not bits[number] & Mark.DATE:
        return text
    parts = [line.text for line, bit in zip(layout.lines[number : number + 3], bits[number : number + 3], strict=True) if bit & Mark.DATE]
    return " ".join(parts) if all(len(part) <= _MAX_PART for part in parts) else text


def _may_be_bare(text: str, label: Label) -> bool:
    """Whether a line that nothing marks may tell the day of publication: it is short, opens with the day or is parted by marks."""
    return len(text) <= _MAX_BARE or (label not in _PROSE and (_opens(text, _MAX_LABEL) or _PARTED.search(text) is not None))


def _is_of_teaser(layout: Layout, bits: list[int], number: int) -> bool:
    """Whether a line of a part that leads elsewhere is a link or stands behind one: it tells the day of what the link leads to."""
    if not bits[number] & Mark.RELATED:
        return False
    here = [other for other in (number, number - 1) if other >= 0 and not bits[other] & Mark.AUTHOR]
    return any((line := layout.lines[other]).linked > max(_TEASER, _MOST_LINKED * len(line.text)) for other in here)


def _label_above(layout: Layout, number: int) -> str:
    """The words right above a line that may say what the line tells ("Published on:"); "" for none."""
    above = layout.lines[number - 1].text if number else ""
    return above if len(above) <= _MAX_LABEL and not _DIGIT.search(above) else ""


def _of_element(named: Named | None, language: str | None) -> Stamp | None:
    """The moment in the attributes of an element; hAtom may have it in the title (https://microformats.org/wiki/hatom).

    None where the element's own words tell another day: systems write there when a page was built or changed.
    """
    if named is None:
        return None
    found = attributes_of(named.attributes)
    names = _STAMPED if named.bits & Mark.DATE else _STAMPED[:2]
    stamp = next((stamp for name in names if name in found and (stamp := parse_stamp(found[name], language)) is not None), None)
    return None if stamp and _tells_another(named.text, stamp, language) else stamp


def _tells_another(text: str, stamp: Stamp, language: str | None) -> bool:
    """Whether a text tells days and all of them are more than a zone apart from a stamp, even read month first."""
    told = [] if len(text) > _MAX_LINE else find_days(text, language)
    day = day_of(stamp)
    near = (abs(other - day) <= _ZONES or (other.year, other.month, other.day) == (day.year, day.day, day.month) for other in told)
    return bool(told) and not any(near)


def _of_line(text: str, language: str | None) -> Stamp | None:
    """The day that a line tells: the one behind a word for publication where it tells another for a change."""
    said = _says_only_published(text)
    return (find_day(text[said.end() :], language) if said else None) or find_day(text, language)


def _is_change(text: str, stamp: Stamp) -> bool:
    """Whether what a line tells is the day of a change, by the words before it."""
    before = text.split(str(stamp.year), maxsplit=1)[0]
    return bool(_says_updated(before)) and not _says_published(text)


def shown_changes(layout: Layout, labels: list[Label], language: str | None) -> Iterator[Stamp]:
    """The days of a change that the lines round the headline tell behind the words for one, where they tell another day before it."""
    first = first_prose(labels)
    for number in range(max(0, first - _UNDER), min(first + 1, len(labels))):
        text = layout.lines[number].text
        said = _says_updated(text) if len(text) <= _MAX_LINE and labels[number] not in _APART and _DIGIT.search(text) else None
        stamp = find_day(text[said.end() :], language) if said else None
        if stamp is not None:
            yield stamp


def local_times(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[datetime]:
    """The days with a time of day, without a zone, that `<time>` elements and the lines round the headline show."""
    found = (find_local(text, language) for text in _timed(layout, bits, labels))
    yield from (moment for moment in found if moment is not None)


def datetime_of(named: Named) -> str:
    """The `datetime` of an element as written, "" for none."""
    found = _DATETIME.search(named.attributes) if " datetime=" in named.attributes else None
    return found[1] if found else ""


def _timed(layout: Layout, bits: list[int], labels: list[Label]) -> Iterator[str]:
    """The texts that may tell a time of day; a line that is followed by one goes with it."""
    for named in layout.named:
        if named.tag == "time" or named.bits & Mark.DATE:
            yield from (text for text in (datetime_of(named), named.text) if _CLOCK.search(text))
    first = first_prose(labels)
    for number in range(max(0, first - _ABOVE), min(first + _BELOW, len(labels))):
        text = layout.lines[number].text
        if len(text) > _MAX_LINE or not _DIGIT.search(text) or bits[number] & _OF_OTHERS:
            continue
        after = layout.lines[number + 1].text if number + 1 < len(labels) else ""
        if _CLOCK.search(text):
            yield text
        elif len(after) <= _MAX_BARE and _CLOCK.search(after):
            yield f"{text} {after}"


def misplaced_dates(layout: Layout, bits: list[int], labels: list[Label], language: str | None) -> Iterator[Stamp | None]:
    """Dates that names put into the wrong part: a bare day round the headline, or a line that says that something was published."""
    first = first_prose(labels)
    for number in sorted(range(max(0, first - _NEAR), min(first + _BELOW, len(labels))), key=lambda n: (abs(n - first), n)):
        text = layout.lines[number].text
        if len(text) > _MAX_BARE or not _may_tell(text) or (number > first and bits[number] & _NOT_BELOW):
            continue
        if not _is_of_teaser(layout, bits, number):
            yield find_day(text, language)
    title = next((line.text for line, label in zip(layout.lines, labels, strict=False) if label == "title"), "")
    for number, line in enumerate(layout.lines[: len(labels)]):
        # The foot of a post may go on for long behind its day; prose speaks of the days of other things.
        text = line.text.removeprefix(title)[:_MAX_LINE]
        after = layout.lines[min(number + 1, len(labels) - 1)].text
        digit = _DIGIT.search(text)
        if not digit and (len(after) > _MAX_LINE or not _DIGIT.search(after)):  # as most
            continue
        most = _MAX_LINE if bits[number] & _OF_FRAME else _OPENING if labels[number] in _PROSE else _MAX_LABEL
        is_early = digit is not None and digit.start() <= most
        if number > first and bits[number] & Mark.COMMENTS:
            continue
        # Where the number comes late the words have to open the line.
        said = _says_published(text) if is_early or _says_published(text[: most + _LONGEST_WORDS]) else None
        if said is None or not (is_early or said.start() <= most):
            continue
        text = text if digit else f"{text} {after}"
        if _may_tell(text) and len(text) <= _MAX_LINE:
            yield find_day(text, language)


def find_dateline(layout: Layout, labels: list[Label], language: str | None) -> Stamp | None:
    """The day in the dateline of a text ("LANNEC, March 4, 2031 (Wire) -- ", "04.03.2031 – "), where it tells one day with its year."""
    first = first_prose(labels)
    for number in range(first, min(first + _LEADING, len(labels))):
        text = layout.lines[number].text
        opening = _DAY_FIRST.match(text) or (_DATELINE.match(text) if number == first and _YEAR.search(text, 0, _MOST_BEFORE) else None)
        days = find_days(next(filter(None, opening.groups())), language) if opening else []
        if len(days) == 1:
            return days[0]
    return None


def mark_feet(layout: Layout, bits: list[int], labels: list[Label]) -> None:
    """Lines of the text that their element names call facts about it, and that open with when it was published, are lines of a date."""
    for number, label in enumerate(labels):
        if label not in _PROSE or not bits[number] & (Mark.META | Mark.FOOTER):
            continue
        text = layout.lines[number].text
        if _says_published(text[:_MAX_BARE]) and find_days(text[:_MAX_LINE]):
            labels[number] = "date"


def _opens(text: str, most: int) -> bool:
    """Whether the words for publication or the first number come within so many characters of a line."""
    said, digit = _says_published(text), _DIGIT.search(text)
    return any(found.start() <= most for found in (said, digit) if found)


def _may_tell(text: str) -> bool:
    """Whether a line may tell a day of publication: a sign of copyright stands before years that say nothing of it."""
    return bool(_DIGIT.search(text)) and "©" not in text


def _folded(text: str) -> str:
    """A text in lower case, character for character; letters that differ in their capitals only, or in none, are one.

    Looked for in such a text, words are found ten times as fast as by an expression that knows of capitals.
    """
    low = lowered(text)
    return low if low.isascii() else low.replace("ı", "i").replace("ſ", "s").replace("ς", "σ")


def _says_updated(text: str) -> re.Match[str] | None:
    """Where a text says that what follows is a change."""
    return _words_for_change().search(_folded(text))


def _says_published(text: str) -> re.Match[str] | None:
    """Where a text says that what follows is the day of publication, the short and common words for it left out."""
    return _words_for_publication().search(_folded(text))


def _says_only_published(text: str) -> re.Match[str] | None:
    """As `_says_published`, without the words that may speak of a change as well: beside another day they do."""
    return _words_for_nothing_else().search(_folded(text))


@cache
def _words_for_change() -> re.Pattern[str]:
    return re.compile(one_of(map(_folded, reading_list("updated"))))


@cache
def _words_for_publication() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{one_of(_folded(word) for word in reading_list('published') if len(word) > 4)})\b")


@cache
def _words_for_nothing_else() -> re.Pattern[str]:
    words = (_folded(word) for word in reading_list("published") if len(word) > 4 and word not in reading_list("updated"))
    return re.compile(rf"\b(?:{one_of(words)})\b")
