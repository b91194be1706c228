"""The bylines that readers see, nearest the text first: marked elements, lines marked or opened as a byline, lines on who posted what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from sourcier.languages.reading import reading_list
from sourcier.model import Label
from sourcier.read.metadata.people import (
    find_people,
    find_signers,
    has_byline_opening,
    is_only_opening,
    is_sure,
    is_whole,
    may_hold_full_name,
)
from sourcier.read.metadata.shown import first_prose
from sourcier.read.metadata.stamps import find_day
from sourcier.read.metadata.wordlists import one_of
from sourcier.read.page.blocks import Layout, Named
from sourcier.read.page.marks import Mark, writer_pages

_MAX_BYLINE, _MAX_NAMED, _MAX_POSTED, _MAX_NAME, _MAX_LINKED, _MAX_FOOT = 160, 80, 140, 60, 25, 120
# The lines above and below the first paragraph in which a byline stands, the lines below the last one, and those between two names of one.
_ABOVE, _BELOW, _AFTER, _GAP = 25, 3, 8, 3
_MAX_DAY = 40
# hCard names, https://microformats.org/wiki/hcard, which blog engines write, and links to a writer's page.
_MARKED = re.compile(r'\brel="[^"]*\bauthor\b|\bclass="[^"]*\b(?:fn|vcard|p-author)\b')
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.CAPTION | Mark.HIDDEN | Mark.EMBED
_NEVER = Mark.COMMENTS | Mark.HIDDEN | Mark.CAPTION | Mark.EMBED
_OF_OTHERS = Mark.COMMENTS | Mark.RELATED | Mark.FOOTER | Mark.HIDDEN
_ELSEWHERE = Mark.COMMENTS | Mark.FOOTER
_MOST = 0.7
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./]\d{1,2}[./]\d\d|\d{1,2}:\d\d")
_NAME_END = re.compile(r"[|•·—–(»]|(?<=\s\w\w\w)\.\s|(?<=\s\w{4})\.\s|(?<=\s\w{5})\.\s|(?<=\s\w{6})\.\s|\s-\s|,\s|\s*@\s|\s\d|$")
# "A- A+" sets the size of letters.
_LOOSE_MARK = re.compile(r"[+-](?!\w)")
_NAMES_END = re.compile(r"[|•·—–(]|\s-\s|\s\d")
# WordPress's oldest themes sign the line of categories: "Filed under: Harbour — Ada @ 10:04".
_AT_TIME = re.compile(r"[—–]\s([^—–@|]{2,40}?)\s@\s\d{1,2}[:.]\d\d")
# "From: Ada Quill <ada@port.example>", as archives of mailing lists show it; the writer's line is the first of its kind.
_MAIL = re.compile(r"[^\W\d]{2,12}\s?:\s*\"?([^<>\"@:]{2,60}?)\"?\s*<\s*[^<>\s]{0,60}(?:@|\[)")
_PROSE = frozenset({"body", "quote", "list"})
_SIGNING = _PROSE | {"byline", "other"}
_LATE = frozenset({"author_box", "date"})


class Sheet(NamedTuple):
    """The lines of a page with their bits and labels, and where its text is.

    `first` is the number of the first line of the text, behind the last line where there is none, `last` that of the last one, else -1.
    """

    layout: Layout
    bits: list[int]
    labels: list[Label]
    first: int
    last: int


def sheet_of(layout: Layout, bits: list[int], labels: list[Label]) -> Sheet:
    """The lines of a page, and where its text is."""
    first, last = first_prose(labels), len(labels) - 1
    while last >= first and labels[last] not in _PROSE:
        last -= 1
    return Sheet(layout, bits, labels, first, last if last >= first else -1)


def is_marked(named: Named) -> bool:
    """Whether a small element is marked as the author's name, by property, by relation, by class or by where its link leads."""
    return bool(named.bits & Mark.ITEM_AUTHOR) or _is_marked(named.attributes)


@lru_cache(maxsize=4096)
def _is_marked(attributes: str) -> bool:
    """Whether a tag marks what it holds as the author's name."""
    return bool(_MARKED.search(attributes) or writer_pages().search(attributes))


def marked_groups(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """The words of small elements marked as the author's name, those that stand together in one group; nearest the text first."""
    found = [named for named in sheet.layout.named if _signs(named, sheet) and is_marked(named)]
    yield from (texts for _, texts in sorted(_together(found), key=lambda group: _distance(group[0], sheet.first)))


def _signs(named: Named, sheet: Sheet) -> bool:
    """Whether a small element stands where it may sign the text.

    What is marked in the midst of the text signs a part of it, an entry of a live blog or a quotation; what stands in a list below it
    signs other texts.
    """
    line = named.line
    if not named.text or sheet.first + _AFTER < line < sheet.last - _AFTER:
        return False
    here = _bits_of(sheet.bits, line)
    return not here & _NO_PLACE and not (line > sheet.last and here & Mark.LIST)


def _distance(number: int, first: int) -> tuple[int, int]:
    """How far a line is from the first of the text: those right above it first, then those below it, then those high above."""
    if first - _ABOVE <= number <= first + _BELOW:
        return 0, abs(first - number)
    return (1, number) if number > first else (2, first - number)


def _bits_of(bits: list[int], number: int) -> int:
    return bits[number] if number < len(bits) else bits[-1] if bits else 0


def _together(found: list[Named]) -> list[tuple[int, tuple[str, ...]]]:
    """Elements that stand together, as the line of the first and the words of all; of one inside another the inner one's words."""
    groups: list[list[Named]] = []
    for named in sorted(found, key=lambda one: (one.line, len(one.text))):
        if groups and named.line - groups[-1][-1].line <= _GAP:
            if not any(other.text in named.text and named.line <= other.line + 1 for other in groups[-1]):
                groups[-1].append(named)
        else:
            groups.append([named])
    return [(group[0].line, tuple(named.text for named in group)) for group in groups]


class Seen(NamedTuple):
    """The texts of one byline that readers see; whether its element marks it as one; whether only full names of people count in it."""

    texts: tuple[str, ...]
    is_marked: bool = False
    needs_sure: bool = False


def byline_groups(sheet: Sheet) -> Iterator[Seen]:
    """Lines marked as a byline by their element, nearest the text first, then small elements."""
    bits, first = sheet.bits, sheet.first
    labelled = [number for number, label in enumerate(sheet.labels) if label == "byline"] if "byline" in sheet.labels else ()
    numbers = [number for number in labelled if _is_byline(sheet, number)]
    near = [number for number in numbers if first - _ABOVE <= number < first + _BELOW]
    far = [number for number in numbers if not first - _ABOVE <= number < first + _BELOW and not bits[number] & Mark.LIST]
    for number in (*sorted(near, key=lambda n: (abs(n - first), n)), *far):
        yield _byline(sheet, number)
    for small in sheet.layout.named:
        if small.bits & Mark.AUTHOR and len(small.text) < _MAX_NAMED and _signs(small, sheet):
            yield Seen((small.text,))


def seen_groups(sheet: Sheet) -> Iterator[Seen]:
    """The bylines that elements mark, then links to writers, then lines that open as a byline does."""
    yield from byline_groups(sheet)
    lines, bits, first = sheet.layout.lines, sheet.bits, sheet.first
    near = sorted(range(max(0, first - _ABOVE), min(len(sheet.labels), first + _BELOW)), key=lambda n: (abs(n - first), n))
    for number in near:
        line = lines[number]
        if line.links and line.linked > 0.8 * len(line.text) and not bits[number] & _NO_PLACE and writer_pages().search(line.links[0][2]):
            yield Seen((line.text,))
    for number in near:
        text = lines[number].text
        if len(text) > _MAX_BYLINE or sheet.labels[number] == "title" or bits[number] & _NO_PLACE or not has_byline_opening(text):
            continue
        if len(text) <= _MAX_NAMED:
            yield Seen((text,))
        else:  # a long line is a byline where it is a list of names, else it may be prose
            yield from _listed(text, is_meta=bool(bits[number] & Mark.META))


def _listed(text: str, *, is_meta: bool) -> Iterator[Seen]:
    """What a long line that opens as a byline names, up to the first mark or the words that go on: names of people, or who posted."""
    head = _NAMES_END.split(text, maxsplit=1)[0]
    opening = _by().search(head)
    names = head[opening.end() :] if opening else ""
    stop = _then().search(names)
    if stop and is_meta and 1 < stop.start() <= _MAX_NAME:
        yield Seen((names[: stop.start()],), is_marked=True)
    elif _is_names(names):
        yield Seen((names,))


def foot_groups(sheet: Sheet) -> Iterator[Seen]:
    """The lines at the foot of the text that open as a byline does."""
    for number in range(max(0, sheet.last - _BELOW), min(len(sheet.labels), sheet.last + _BELOW + 1)):
        text = sheet.layout.lines[number].text
        if len(text) <= _MAX_FOOT and not sheet.bits[number] & _NO_PLACE and has_byline_opening(text):
            yield Seen((text,), needs_sure=True)


def opened_lines(sheet: Sheet) -> Iterator[str]:
    """The lines round the headline that open as a byline does, whatever their element."""
    layout, bits, labels, first, _ = sheet
    for number in range(max(0, first - _AFTER), min(first + _BELOW, len(labels))):
        text = layout.lines[number].text
        if len(text) <= _MAX_BYLINE and not bits[number] & _OF_OTHERS and labels[number] != "title" and has_byline_opening(text):
            yield text


def signing_lines(sheet: Sheet) -> Iterator[str]:
    """The lines at the head of the text that are the words of a byline and a name."""
    for number in range(max(0, sheet.first - 1), min(sheet.first + _BELOW, len(sheet.labels))):
        text = sheet.layout.lines[number].text
        if sheet.labels[number] in _SIGNING and len(text) <= _MAX_NAME and (_by().match(text) or has_byline_opening(text)):
            yield text


def _is_byline(sheet: Sheet, number: int) -> bool:
    """Whether a line that is labelled as a byline is short and stands where one may."""
    return not sheet.bits[number] & _NO_PLACE and len(sheet.layout.lines[number].text) <= _MAX_BYLINE


def _byline(sheet: Sheet, number: int) -> Seen:
    """A line labelled as a byline: the name of who posted where the line tells the day too; without a mark only sure names count."""
    lines = sheet.layout.lines
    text = lines[number].text
    told = tuple(_poster(text)) if _tells_year(text) else ()
    if told:
        return Seen(told, is_marked=True)
    if number and is_only_opening(lines[number - 1].text):
        return Seen((text,), is_marked=True)
    unmarked = not sheet.bits[number] & (Mark.AUTHOR | Mark.ITEM_AUTHOR) and not has_byline_opening(text)
    signature = unmarked and number > sheet.first
    return Seen(_with_next(sheet, number), needs_sure=signature or (unmarked and " " not in text.strip()))


def _with_next(sheet: Sheet, number: int) -> tuple[str, ...]:
    """A line of a byline with the lines after it that go on: the name after "By", and full names below a name."""
    lines = sheet.layout.lines
    text = lines[number].text
    found: list[str] = []
    if is_only_opening(text) and number + 1 < len(lines):
        number += 1
        text = f"{text} {lines[number].text}"
    found.append(text)
    for later in range(number + 1, min(number + 8, len(lines))):
        text = lines[later].text
        if sheet.labels[later] != "byline" or len(text) > _MAX_NAME:
            break
        if len(text) > 3 and not _is_sure(text):
            break
        found.append(text)
    return tuple(found)


def posted(sheet: Sheet) -> Iterator[str]:
    """The names in lines on who posted the text and when ("Posted on 3 May 2020 by loutre42 in Harbour"), wherever such lines stand."""
    lines, bits, labels, first = sheet.layout.lines, sheet.bits, sheet.labels, sheet.first
    title = next((number for number in range(first, -1, -1) if number < len(labels) and labels[number] == "title"), max(0, first - _BELOW))
    yield from list(filter(None, (_mailer(line.text) for line in lines[title : first + _BELOW] if "<" in line.text)))[:1]
    near = [*range(first - 1, max(0, title - _BELOW) - 1, -1), *range(first, min(len(labels), sheet.last + _AFTER))]
    for number in [number for number in near if not bits[number] & _NEVER]:
        line = lines[number]
        if "@" in line.text and (at_time := _AT_TIME.search(line.text)):
            yield at_time[1]
        is_short = len(line.text) <= _MAX_POSTED and line.linked <= 0.5 * len(line.text) + _MAX_LINKED
        if is_short and "©" not in line.text and _tells_year(line.text):
            yield from _poster(line.text)


def _tells_year(text: str) -> bool:
    """Whether a line tells a year, a day in numbers or a time."""
    return _DIGIT.search(text) is not None and _YEAR.search(text) is not None


def _mailer(text: str) -> str:
    """The name in the line of a mail's head that tells who sent it; "" for any other line (https://www.rfc-editor.org/rfc/rfc5322)."""
    found = _MAIL.match(text)
    return found[1].strip() if found else ""


def _poster(text: str) -> Iterator[str]:
    """What stands between the words of a byline and the next mark, number or word that goes on."""
    for opening in _by().finditer(text):
        rest = text[opening.end() :]
        stop = min(found.start() for found in (_NAME_END.search(rest), _then().search(rest)) if found)
        if 1 < len(rest[:stop].strip()) <= _MAX_NAME:
            yield rest[:stop].strip()


@cache
def _by() -> re.Pattern[str]:
    """The words of a byline that stand inside a line as well."""
    return re.compile(rf"(?<!\w)(?:{one_of(reading_list('inside'))})(?!\w)\s?:?\s*", re.IGNORECASE)


@cache
def _then() -> re.Pattern[str]:
    """The words that go on after the name of who posted."""
    words = (word for name in ("then", "published", "updated") for word in reading_list(name))
    return re.compile(rf"\s(?:{one_of(words)})(?!\w)", re.IGNORECASE)


def late_lines(sheet: Sheet) -> Iterator[str]:
    """Lines that may name the writer where nothing else does: what names hide beside the headline, feet of posts, the author box."""
    (layout, bits, labels), first, last = sheet[:3], sheet.first, sheet.last
    for named in layout.named:
        here = _bits_of(bits, named.line)
        is_above = named.line <= first + _BELOW and here & _NO_PLACE == Mark.CAPTION and len(named.text) <= _MAX_BYLINE
        is_foot = not here & (_NEVER | Mark.RELATED) and here & Mark.FOOTER
        if (is_above and (named.bits & Mark.AUTHOR or is_marked(named))) or (is_foot and is_marked(named)):
            yield named.text
    for number in range(max(0, first - _AFTER), min(first + _BELOW, len(labels))):
        text = layout.lines[number].text
        if len(text) <= _MAX_BYLINE and bits[number] & Mark.AUTHOR and not bits[number] & _ELSEWHERE and _is_names(text):
            yield text
    feet = range(last - _BELOW, last + 1) if last > first + _BELOW else ()
    for number in [n for n in range(max(0, first - _BELOW), len(labels)) if labels[n] in _LATE or n in feet]:
        label, text = labels[number], layout.lines[number].text
        if len(text) > _MAX_NAME or (label == "author_box" and number > last + 2 * _AFTER) or label not in _LATE | _PROSE:
            continue
        yield from (piece for piece in _pieces(text) if _is_sure(piece) or (label == "date" and _opens_whole(piece)))


def _is_sure(text: str) -> bool:
    """Whether all whom a text names are people whose names open with a known given name and go on."""
    return may_hold_full_name(text) and is_sure(find_signers(text))


def _opens_whole(text: str) -> bool:
    """Whether a text is the words of a byline and whole names of people."""
    signers = find_signers(text) if may_hold_full_name(text) and has_byline_opening(text) else ()
    return bool(signers) and all(map(is_whole, signers))


def _pieces(text: str) -> Iterator[str]:
    """What stands between the marks of a line, without the words for a date and what follows them."""
    for piece in _NAME_END.split(text):
        stop = _then().search(piece)
        yield piece[: stop.start()] if stop else piece


def _is_names(text: str) -> bool:
    """Whether names of people in two words or more make most of a line."""
    found = find_people(text) if may_hold_full_name(text) else ()
    return all(" " in name for name in found) and sum(len(name) + 2 for name in found) > _MOST * len(text)


def mark_bylines(layout: Layout, labels: list[Label], title_line: int | None) -> None:
    """A line that is nothing but names, next to the date under the headline, is the byline whatever its element."""
    if title_line is None:
        return
    for number in range(max(0, title_line - 5), min(title_line + 6, len(labels))):
        text = layout.lines[number].text
        if labels[number] not in {"body", "other"} or len(text) > _MAX_NAME or not may_hold_full_name(text):
            continue
        beside = [one for one in (number - 1, number + 1) if 0 <= one < len(labels)]
        dated = any(labels[one] == "date" for one in beside)
        # Above the headline, and by a day that may be of something else, any words may stand: only known names are names there.
        any_name = dated and number > title_line
        if (dated or _tells_day(layout, beside)) and _is_all_names(text) and (any_name or is_sure(find_signers(text))):
            labels[number] = "byline"


def _tells_day(layout: Layout, numbers: list[int]) -> bool:
    """Whether one of some lines is short and tells a day."""
    texts = (layout.lines[number].text for number in numbers)
    return any(len(text) <= _MAX_DAY and _DIGIT.search(text) and find_day(text) is not None for text in texts)


def _is_all_names(text: str) -> bool:
    """Whether a line holds the names of people in two words or more and nothing else."""
    people = find_people(text) if not _LOOSE_MARK.search(text) else ()
    return bool(people) and all(" " in name for name in people) and sum(map(len, people)) >= len(text) - 6 * len(people)
