"""The entries of a live blog: where each begins, which lines are its words, and when it was written.

Every markup repeats the same place: a time, then words. So the times are sought first, those that stand at one path of elements are
taken for the list, and the widest element round a time that holds no other time is the entry; in a flat list an entry ends where
the next begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from sourcier.model import Label, Span
from sourcier.read.metadata.head import attributes_of
from sourcier.read.metadata.stamps import Clock, Stamp, find_clock, find_day, parse_stamp
from sourcier.read.page.blocks import Layout
from sourcier.read.page.compose import BODY_LABELS

MAX_ENTRIES = 500
# A shorter line with a time in it tells the time only; in a longer one the time must come first.
_MAX_TIME_LINE, _FEWEST, _MAX_PATH = 45, 2, 24
_OUT: frozenset[Label] = frozenset({"navigation", "related", "comments", "author_box", "title", "byline", "debris"})
_AFTER = re.compile(r"[\s\-–—:|.,;)\]»•·]*")
_OPENS = re.compile(r"[\W_]{0,3}")
_TITLED = frozenset(["h2", "h3", "h4", "h5", "h6"])


@dataclass(frozen=True, slots=True)
class Moment:
    """The time at the head of an entry: its line, how many characters of it are the time, and what it tells.

    `first` and `after` are the lines of the whole entry, half-open; `is_alone` says that nothing but the time stands on the line.
    """

    line: int
    width: int
    printed: str
    stamp: Stamp | None
    clock: Clock | None
    is_alone: bool
    first: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an entry: where they stand in the body and the headline among them."""

    span: Span
    title: str


def find_moments(layout: Layout, inside: Sequence[bool], labels: Sequence[Label]) -> tuple[Moment, ...]:
    """The times that head the entries of a live blog, in the order of the page; () where no place repeats."""
    by_path: dict[tuple[str, ...], list[Moment]] = {}
    stamped = _stamped(layout)
    for number, label in enumerate(labels[: len(layout.lines)]):
        if not inside[number] or label in _OUT:
            continue
        moment = _moment(layout, number, stamped)
        if moment is not None:
            by_path.setdefault(_path(layout, layout.lines[number].node), []).append(moment)
    # Of two places that repeat as often the first: an entry's own time stands above the times that its text tells.
    moments = max(by_path.values(), key=len, default=[])
    moments = _one_an_entry(moments, labels)[:MAX_ENTRIES]
    return _bounded(layout, moments, labels) if len(moments) >= _FEWEST else ()


def mark_moments(moments: Sequence[Moment], labels: list[Label]) -> None:
    """Lines that hold nothing but the time of an entry are dates, no body."""
    for moment in moments:
        if moment.is_alone:
            labels[moment.line] = "date"


def words_of(layout: Layout, labels: Sequence[Label], moments: Sequence[Moment]) -> tuple[Words | None, ...]:
    """The words of each entry as they stand in the composed body; None for an entry without any."""
    lengths = [len(line.text) + 1 if label in BODY_LABELS else 0 for line, label in zip(layout.lines, labels, strict=True)]
    offsets = [0, *accumulate(lengths)]
    return tuple(_words(layout, labels, offsets, moment) for moment in moments)


def _words(layout: Layout, labels: Sequence[Label], offsets: Sequence[int], moment: Moment) -> Words | None:
    """The words of one entry: the headline is its first heading, or what shares the line of the time above other words."""
    kept = [n for n in range(moment.first, moment.after) if labels[n] in BODY_LABELS and not (n == moment.line and moment.is_alone)]
    if not kept:
        return None
    shared = moment.line if not moment.is_alone and moment.line in kept else -1
    top = next((n for n in kept if _is_title(layout, n) or (n == shared and _is_bold(layout, n, moment) and len(kept) > 1)), -1)
    title = layout.lines[top].text[moment.width if top == shared else 0 :] if top >= 0 else ""
    rest = [n for n in kept if n > top] or [top]
    start = offsets[rest[0]] + (moment.width if rest[0] == shared else 0)
    return Words(Span(start, offsets[rest[-1] + 1] - 1), title)


def _is_title(layout: Layout, number: int) -> bool:
    """Whether a line stands in a heading."""
    node = layout.lines[number].node
    return layout.tags[node] in _TITLED or layout.tags[layout.parents[node]] in _TITLED


def _is_bold(layout: Layout, number: int, moment: Moment) -> bool:
    """Whether what follows the time on its line is in bold as a whole."""
    line = layout.lines[number]
    return line.strong >= len(line.text) - moment.width


def _stamped(layout: Layout) -> Mapping[int, str]:
    """What the first `<time datetime>` on a line tells machines, by the number of the line."""
    found: dict[int, str] = {}
    for named in layout.named:
        if named.tag == "time" and "datetime" in named.attributes:
            found.setdefault(named.line, attributes_of(named.attributes).get("datetime", ""))
    return found


def _moment(layout: Layout, number: int, stamped: Mapping[int, str]) -> Moment | None:
    """The time at the head of a line, or None where none is."""
    text = layout.lines[number].text
    is_short = len(text) <= _MAX_TIME_LINE
    clock = find_clock(text if is_short else text[:_MAX_TIME_LINE])
    stamp = parse_stamp(stamped[number]) if number in stamped else None
    if clock is None:
        return Moment(number, len(text), text, stamp, None, is_alone=True) if stamp and is_short else None
    leads = clock.start <= _end(_OPENS, text, 0)
    stamp = stamp or (find_day(text) if is_short else None)
    end = _end(_AFTER, text, clock.end)
    # A day, a zone or one word ("ET") beside a time belong to the time; more words are the entry's.
    if is_short and (not leads or stamp is not None or len(text[end:].split()) < 2):
        return Moment(number, len(text), text, stamp, clock, is_alone=True)
    return Moment(number, end, text[: clock.end].strip(" [("), stamp, clock, is_alone=False) if leads else None


def _end(expression: re.Pattern[str], text: str, start: int) -> int:
    """Where what an expression finds at a place ends."""
    match = expression.match(text, start)
    return match.end() if match else start


def _path(layout: Layout, node: int) -> tuple[str, ...]:
    """The elements above a line, innermost first."""
    path: list[str] = []
    while node > 0 and len(path) < _MAX_PATH:
        path.append(layout.tags[node])
        node = layout.parents[node]
    return tuple(path)


def _one_an_entry(moments: Sequence[Moment], labels: Sequence[Label]) -> list[Moment]:
    """Of several times with no words between them (published, updated) the first."""
    kept = list(moments[:1])
    for before, moment in pairwise(moments):
        if not before.is_alone or any(label in BODY_LABELS for label in labels[before.line + 1 : moment.line]):
            kept.append(moment)
    return kept


def _bounded(layout: Layout, moments: Sequence[Moment], labels: Sequence[Label]) -> tuple[Moment, ...]:
    """The moments with the lines of their entries."""
    ends = _ends(layout)
    nodes = sorted(layout.lines[moment.line].node for moment in moments)
    ranges = [_range(layout, ends, nodes, moment.line) for moment in moments]
    is_boxed = [_has_words(labels, moment, *found) for moment, found in zip(moments, ranges, strict=True)]
    heads = [found[0] if boxed else moment.line for moment, found, boxed in zip(moments, ranges, is_boxed, strict=True)]
    # In a flat list the headline of an entry may stand above its time: it does if it does so everywhere.
    flat = [number for number, boxed in enumerate(is_boxed) if not boxed]
    if all(heads[n] and _is_title(layout, heads[n] - 1) and labels[heads[n] - 1] in BODY_LABELS for n in flat):
        heads = [head if boxed else head - 1 for head, boxed in zip(heads, is_boxed, strict=True)]
    last = _last(layout, ends, moments[-1].line, len(labels))
    afters = [found[1] if boxed else after for found, boxed, after in zip(ranges, is_boxed, [*heads[1:], last], strict=True)]
    return tuple(replace(moment, first=first, after=max(after, first)) for moment, first, after in zip(moments, heads, afters, strict=True))


def _ends(layout: Layout) -> list[int]:
    """For each element the number after the last element below it."""
    ends = list(range(1, len(layout.parents) + 1))
    for element in range(len(ends) - 1, 0, -1):
        parent = layout.parents[element]
        ends[parent] = max(ends[parent], ends[element])
    return ends


def _range(layout: Layout, ends: Sequence[int], nodes: Sequence[int], number: int) -> tuple[int, int]:
    """The lines of the widest element round a time that holds no other time; the line alone where even its own element does."""
    box, node = -1, layout.lines[number].node
    while node > 0 and bisect_left(nodes, ends[node]) - bisect_left(nodes, node) == 1:
        box, node = node, layout.parents[node]
    return _lines_of(layout, ends, box, number) if box > 0 else (number, number + 1)


def _lines_of(layout: Layout, ends: Sequence[int], box: int, number: int) -> tuple[int, int]:
    """The lines round one that stand in an element, half-open."""
    lines, end = layout.lines, ends[box]
    first, after = number, number + 1
    while first and box <= lines[first - 1].node < end:
        first -= 1
    while after < len(lines) and box <= lines[after].node < end:
        after += 1
    return first, after


def _has_words(labels: Sequence[Label], moment: Moment, first: int, after: int) -> bool:
    """Whether lines hold words beside the time of an entry."""
    return any(labels[n] in BODY_LABELS and n != moment.line for n in range(first, after))


def _last(layout: Layout, ends: Sequence[int], number: int, most: int) -> int:
    """Where the last entry of a flat list ends: with the element that holds the list."""
    node = layout.lines[number].node
    # A time has an element of its own, or shares that of its words.
    box = layout.parents[node] if layout.parents[node] > 0 else node
    return min(_lines_of(layout, ends, box, number)[1], most)
