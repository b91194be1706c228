"""Every line of a page gets its label: what its element's names say, what its words say, and what its neighbours are."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count

from sourcier.model import Label
from sourcier.read.metadata.people import has_byline_opening
from sourcier.read.metadata.stamps import find_day
from sourcier.read.page.blocks import Layout, Line
from sourcier.read.page.frame import frame_label
from sourcier.read.page.marks import Mark
from sourcier.read.page.weigh import AGAINST, HEADINGS, Weighed, is_address
from sourcier.text.fold import fold

# From this weight on a line stands for itself; below it its neighbours decide.
_SURE, _FAINT = 0.25, 0.05
_MANY_LINKS, _TEASER_LINK = 0.6, 25
# A teaser has so few lines, and its heading stands no more levels deep in it.
_TEASER_LINES, _TEASER_LEVELS, _MOST_TEASED = 6, 3, 450
_LEAST_LEAD, _LIKENESS, _STANDFIRST = 40, 70, 90
# So many lines above and below the text may still speak of it: credits, bylines, notes.
_NEAR = 30
_LEAST_SIGNED, _MAX_NAME = 4, 40
_NO_NAME = re.compile(r"[\d!?:;,…]|\.$")
_DATE_LINES, _MAX_DATE = 3, 90
_LONG_WORD, _SENTENCE_WORDS = re.compile(r"[^\W\d_]{3,}"), 7
# It opens with a digit, and so passes quickly over all else.
_MAYBE_DATE = re.compile(r"\d(?::\d\d|[./]\d{1,2}[./]\d|(?:(?<=(?<!\d)1)9|(?<=(?<!\d)2)0)\d\d(?!\d))")
_NEVER_LEAD = Mark.COMMENTS | Mark.HIDDEN | Mark.CONSENT | Mark.NAVIGATION | Mark.FOOTER | Mark.CAPTION | Mark.AUTHOR_BOX
_TEXT_TAGS = frozenset(["p", "li", "blockquote", "pre", "dd", "dt"])
_GAP_TAGS = frozenset(["p", "li", "blockquote", "pre", "dd", "dt", "td", "th", "div", "span"])
_TO_PART = re.compile(r'\bhref="[^"]*#')
_LISTS = frozenset(["ul", "ol", "blockquote"])
_BOX_LINES, _MAX_MARK = 4, 2
_MARKS = frozenset(".,:;|/·•–—-*+\u200b\u200c\u2060\u2063")
_DATELESS: frozenset[Label] = frozenset({"body", "quote", "list", "other", "date"})
_OPEN: frozenset[Label] = frozenset({"other", "date", "byline"})
_NAMES: tuple[tuple[int, Label], ...] = (
    (Mark.HIDDEN, "other"),
    (Mark.COMMENTS, "comments"),
    (Mark.AUTHOR_BOX, "author_box"),
    (Mark.NAVIGATION, "navigation"),
    (Mark.FOOTER, "navigation"),
    (Mark.RELATED, "related"),
    (Mark.CAPTION, "caption"),
    (Mark.AUTHOR, "byline"),
    (Mark.DATE, "date"),
    (Mark.SHARE | Mark.ADVERT | Mark.NEWSLETTER | Mark.CONSENT | Mark.TAGS | Mark.EMBED, "other"),
)
_PROSE: frozenset[Label] = frozenset({"body", "quote", "list"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of all lines, and whether one of them said that the rest is behind a paywall."""

    labels: list[Label]
    is_walled: bool = False


def label_lines(layout: Layout, weighed: Weighed, host: str = "") -> Labelled:
    """The label of every line of a page in markup."""
    lines = layout.lines
    labels = list(map(_label_outside, weighed.bits))
    # Lines outside the article's element can be no body: what their words say changes nothing.
    inside = list(compress(count(), weighed.inside))
    frames = {number: frame for number in inside if (frame := frame_label(lines[number].text))}
    for number in inside:
        labels[number] = _label_inside(layout, weighed, number, frames.get(number))
    framed = set(frames)
    if not any(labels[number] in _PROSE for number in inside):
        _take_faint(layout, weighed, labels, [number for number in inside if number not in framed])
    _drop_teasers(layout, weighed, labels, inside, host)
    _drop_teaser_lists(layout, labels, inside)
    _extend_author_box(labels, framed)
    framed |= _mark_dates(layout, weighed, labels, inside)
    _close_gaps(layout, weighed, labels, inside, framed)
    _mark_signature(layout, labels, inside)
    _keep_headings(layout, labels, inside)
    return Labelled(labels, "paywall" in frames.values())


def mark_frame(labels: list[Label]) -> None:
    """Lines far above or below the text are the frame of the page, whatever they are."""
    prose = [number for number, label in enumerate(labels) if label in _PROSE]
    if not prose:
        return
    for far in (slice(0, max(0, prose[0] - _NEAR)), slice(prose[-1] + _NEAR + 1, None)):
        labels[far] = ["navigation" if label == "other" else label for label in labels[far]]


def _label_inside(layout: Layout, weighed: Weighed, number: int, frame: str | None) -> Label:
    """The label of a line of the article's element by itself."""
    if frame:
        return "other" if frame == "paywall" else frame  # type: ignore[return-value]  # the packs are checked when loaded
    weight = weighed.weights[number]
    if weight >= _SURE:
        return _prose_label(layout, number)
    if named := _named_label(weighed.bits[number]):
        return named
    tag = layout.tags[layout.lines[number].node]
    return "heading" if tag in HEADINGS and weight >= 0 and tag != "h1" else "other"


@lru_cache(maxsize=4096)
def _label_outside(bits: int) -> Label:
    """The label of a line outside the article's element: only its names speak."""
    return _named_label(bits) or "other"


@lru_cache(maxsize=4096)
def _named_label(bits: int) -> Label | None:
    """What the names of the elements round a line make it: the surest of them."""
    return next((label for mark, label in _NAMES if bits & mark), None)


def _prose_label(layout: Layout, number: int) -> Label:
    """Whether a line of the article is a paragraph, an item of a list or a quotation."""
    node = layout.lines[number].node
    for _ in range(4):
        tag = layout.tags[node]
        if tag == "li":
            return "list"
        if tag == "blockquote":
            return "quote"
        node = layout.parents[node]
        if node < 0:
            break
    return "body"


def _take_faint(layout: Layout, weighed: Weighed, labels: list[Label], asked: list[int]) -> None:
    """On a page without one long paragraph, short paragraphs of the article's element are the text."""
    for number in asked:
        if weighed.weights[number] >= _FAINT and layout.tags[layout.lines[number].node] in _TEXT_TAGS:
            labels[number] = _prose_label(layout, number)


def _extend_author_box(labels: list[Label], framed: set[int]) -> None:
    """What follows "About the author" at the end of a text belongs to the box, up to the next line of the frame."""
    for number in [n for n in sorted(framed) if labels[n] == "author_box"]:
        after = [n for n in range(number + 1, len(labels)) if labels[n] in _PROSE]
        if len(after) <= _BOX_LINES:
            for later in after:
                if any(number < other < later for other in framed):
                    break
                labels[later] = "author_box"


def _mark_dates(layout: Layout, weighed: Weighed, labels: list[Label], inside: list[int]) -> set[int]:
    """The short lines that tell a day in the first lines of the text or before it: they become date lines."""
    found: set[int] = set()
    seen = 0
    for number in inside:
        seen += labels[number] in _PROSE
        if seen > _DATE_LINES:
            break
        text = layout.lines[number].text
        if len(text) > _MAX_DATE or labels[number] not in _DATELESS:
            continue
        if weighed.bits[number] & Mark.EMBED:  # the day of a post that somebody else wrote
            continue
        if _tells_day(text) and not _is_sentence(layout, weighed, number):
            labels[number] = "date"
            found.add(number)
    return found


def _is_sentence(layout: Layout, weighed: Weighed, number: int) -> bool:
    """Whether a line that tells a day is text for all that: an item of a numbered list, or sentences with more words than a date has."""
    line = layout.lines[number]
    if weighed.bits[number] & (Mark.DATE | Mark.META):
        return False
    if layout.tags[line.node] == "li" and layout.tags[layout.parents[line.node]] == "ol":
        return True
    return line.text[-1] in ".!?" and weighed.weights[number] >= _SURE and len(_LONG_WORD.findall(line.text)) >= _SENTENCE_WORDS


def _tells_day(text: str) -> bool:
    """Whether a line is so short that the day it tells may be the article's."""
    return len(text) <= _MAX_DATE and _MAYBE_DATE.search(text) is not None and find_day(text) is not None


def _mark_signature(layout: Layout, labels: list[Label], inside: list[int]) -> None:
    """A name alone on the first or last line of the text is the byline."""
    prose = [number for number in inside if labels[number] in _PROSE]
    if len(prose) < _LEAST_SIGNED:
        return
    for number in (prose[0], prose[-1]):
        text = layout.lines[number].text
        if len(text) > _MAX_NAME or _NO_NAME.search(text):
            continue
        words = text.split()
        if 2 <= len(words) <= 4 and all(word[0].isupper() for word in words):
            labels[number] = "byline"


def _drop_teasers(layout: Layout, weighed: Weighed, labels: list[Label], inside: list[int], host: str) -> None:
    """Text under a heading that is one link is a teaser for another page, where a page has two or more of them."""
    lines, tags = layout.lines, layout.tags
    headed = [number for number in inside if tags[lines[number].node] in HEADINGS]
    linked = [number for number in headed if _is_linked(lines[number]) and not _leads_away(lines[number], host)]
    if len(linked) < 2:
        return
    heads = sorted({lines[number].node for number in linked})
    # Below a text that has begun, long parts under linked headings are its own; a page that begins with such a heading is a list of pages.
    is_list = not any(labels[number] in _PROSE for number in range(linked[0]))
    for number in linked:
        found = _teaser(layout, number, heads)
        told = sum(len(lines[one].text) for one in found if weighed.weights[one] >= _SURE)
        if is_list or (told <= _MOST_TEASED and (" " in lines[number].text or lines[number].linked > _TEASER_LINK)):
            for one in (number, *found):
                labels[one] = "related"


def _teaser(layout: Layout, number: int, heads: list[int]) -> list[int]:
    """The lines below the heading of one teaser: those of the widest element round it that holds no other teaser and few lines.

    `heads` are the headings of all, in their order.
    """
    lines, node, within = layout.lines, layout.lines[number].node, layout.is_within
    home, at = layout.parents[node], bisect_left(heads, node)
    beside = (*heads[max(0, at - 1) : at], *heads[at + 1 : at + 2])
    before, after = number - _TEASER_LINES, number + _TEASER_LINES
    for _ in range(_TEASER_LEVELS):
        wider = layout.parents[home]
        reaches = after < len(lines) and (lines[after].node < wider or within(lines[after].node, wider))
        if reaches or (before >= 0 and lines[before].node >= wider) or any(within(head, wider) for head in beside):
            break
        home = wider
    found: list[int] = []
    for later in range(number + 1, min(number + _TEASER_LINES, len(lines))):
        if layout.tags[lines[later].node] in HEADINGS or not within(lines[later].node, home):
            break
        found.append(later)
    return found


def _is_linked(line: Line) -> bool:
    """Whether nearly all of a line is a link."""
    return line.linked > 0.8 * len(line.text)


def _leads_away(line: Line, host: str) -> bool:
    """Whether the link of a heading leads into the page itself or to another site: a teaser leads to another page of this one."""
    if not line.links:
        return True
    attributes = line.links[0][2]
    return _TO_PART.search(attributes) is not None or ('href="http' in attributes and host not in attributes)


def _drop_teaser_lists(layout: Layout, labels: list[Label], inside: list[int]) -> None:
    """Items of a list that all open with a long link are teasers for other pages."""
    lines, tags, parents = layout.lines, layout.tags, layout.parents
    lists: dict[int, list[int]] = {}
    for number in inside:
        node = lines[number].node
        if tags[node] == "li":
            lists.setdefault(parents[node], []).append(number)
    for numbers in lists.values():
        opened = [n for n in numbers if lines[n].links and lines[n].links[0][0] == 0 and lines[n].linked > _TEASER_LINK]
        if len(opened) >= 3 and len(opened) > 0.7 * len(numbers):
            for number in numbers:
                labels[number] = "related"


def add_lead(layout: Layout, weighed: Weighed, labels: list[Label], title_line: int | None, description: str) -> None:
    """The paragraph between headline and text joins the text: marked as lead, or the page's own description, or plain prose."""
    prose = [number for number, label in enumerate(labels) if label in _PROSE]
    if not prose or title_line is None:
        return
    first, told = prose[0], fold(description)[:_LIKENESS]
    taken = {layout.lines[number].text for number in prose}
    for number in range(max(0, title_line - 4), first):
        line = layout.lines[number]
        if labels[number] == "title" or len(line.text) < _LEAST_LEAD or line.linked > 0.3 * len(line.text) or line.text in taken:
            continue
        bits, weight = weighed.bits[number], weighed.weights[number]
        same = len(told) > _LEAST_LEAD and (fold(line.text).startswith(told) or told.startswith(fold(line.text)))
        marked = bits & Mark.LEAD and not bits & (_NEVER_LEAD | Mark.RELATED) and number > title_line
        # A long heading right below the headline is the standfirst.
        stands = number == title_line + 1 and layout.tags[line.node] in HEADINGS and len(line.text) > _STANDFIRST
        plain = (weight >= _SURE or stands) and number > title_line and not bits & AGAINST and labels[number] not in {"date", "byline"}
        if not ((same and not bits & _NEVER_LEAD) or ((marked or plain) and not _tells_day(line.text))):
            continue
        if frame_label(line.text) is None:
            labels[number] = "body"
            taken.add(line.text)


def _close_gaps(layout: Layout, weighed: Weighed, labels: list[Label], inside: list[int], framed: set[int]) -> None:
    """Short lines of the article's element go with the prose round them, where nothing speaks against them."""
    lines, parents = layout.lines, layout.parents
    prose = [number for number in inside if labels[number] in _PROSE]
    open_ = [number for number in inside if labels[number] in _OPEN and number not in framed and _may_join(weighed, number, lines[number])]
    if not prose or not open_:
        return
    first, last = prose[0], prose[-1]
    homes = {parents[lines[number].node] for number in prose}
    homes |= {parents[home] for home in homes if layout.tags[home] in _LISTS}
    groups = {lines[number].group for number in prose}
    for number in open_:
        line = lines[number]
        if _is_mark(line.text) or (number > last and _is_listed(lines, number)):
            continue
        if labels[number] == "byline" and has_byline_opening(line.text):
            continue
        tag = layout.tags[line.node]
        beside = line.group in groups or (parents[line.node] in homes and tag in _TEXT_TAGS)
        if (first < number < last and (beside or tag in _GAP_TAGS)) or beside:
            labels[number] = _prose_label(layout, number)


def _may_join(weighed: Weighed, number: int, line: Line) -> bool:
    """Whether a short line of the article's element has nothing against it and is no run of links."""
    if weighed.weights[number] < 0 or weighed.bits[number] & AGAINST:
        return False
    return line.linked < _MANY_LINKS * len(line.text) or is_address(line.text)


def _is_listed(lines: list[Line], number: int) -> bool:
    """Whether a line is a written address next to another one: below a text they are its references."""
    beside = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return is_address(lines[number].text) and any(is_address(line.text) for line in beside)


def _is_mark(text: str) -> bool:
    """Whether a line is nothing but a mark that parts others, or one that nobody sees."""
    return len(text) <= _MAX_MARK and _MARKS.issuperset(text)


def _keep_headings(layout: Layout, labels: list[Label], inside: list[int]) -> None:
    """A heading stays only where prose follows before the next heading of its rank or higher."""
    prose_ahead = False
    rank_ahead = 9
    for number in reversed(inside):
        if labels[number] in _PROSE:
            prose_ahead, rank_ahead = True, 9
        elif labels[number] == "heading":
            rank = int(layout.tags[layout.lines[number].node][1])
            if not prose_ahead or rank >= rank_ahead:
                labels[number] = "other"
            else:
                rank_ahead = rank
