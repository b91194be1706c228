"""The credits of a page: every mark that names another party, from its lines, its head, its feed entry and its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from sourcier.languages.parties import is_domain, own_address, party_key, same_party
from sourcier.model import Block, Credit, Label, Outlet, Span
from sourcier.read.credits.agency import find_dateline, find_signature, read_byline, read_signed_line
from sourcier.read.credits.head import find_feed_credits, find_head_credits
from sourcier.read.credits.lines import MARKED, Line, mark_line, one_a_line
from sourcier.read.credits.names import words_of
from sourcier.read.credits.relayed import find_relayed
from sourcier.read.credits.rules import IDLE, Look, looked, may_mark
from sourcier.read.metadata.head import Head
from sourcier.text.addresses import registrable_domain

_PROSE = frozenset({"body", "quote", "list"})
_NEAR = frozenset({"body", "quote", "list", "heading", "byline", "date", "credit", "debris", "other"})
_ABOVE = _NEAR | {"related", "navigation", "caption", "author_box"}
_BELOW = _NEAR | {"navigation", "caption", "author_box"}
# How many lines above the first and below the last paragraph still speak about the article; more inside the article's own element.
_REACH_ABOVE, _REACH_BELOW, _REACH_OWN = 40, 16, 30
_FARTHEST = 42  # more than any of these, and what is looked at beside a line
_PICTURE_PLACES = ("figure", "figcaption", "picture")
# What a picture's line could say as well: whose it is.
_PICTURE_KINDS = frozenset({"agency", "origin", "republished"})
_MAX_CREDITS, _MAX_FAR = 200, 100
# A label whose names stand on the next lines.
_MAX_LABEL, _MAX_JOINED, _MAX_BYLINE, _ABOVE_TITLE = 40, 4, 90, 4
# How long a word is that leads up to a name ("at", "chez").
_SMALL = 4
# How many letters of a line are a fact with its own note behind it.
_FACT = 20
# How long a line is a paragraph of the text.
_PARAGRAPH = 120
# How long a paragraph is that says nothing of the whole text unless it is among the first or the last.
_SENTENCES, _OPENING, _CLOSING = 200, 5, 6


def find_credits(
    blocks: tuple[Block, ...],
    body: str,
    head: Head,
    *,
    feed_fields: tuple[tuple[str, str], ...] = (),
    outlet: Outlet | None = None,
    language: str | None = None,
    looks: Mapping[str, Look] | None = None,
) -> tuple[Credit, ...]:
    """Every credit of a page: lines, bylines, datelines and signatures in page order, then head, feed and what the text relays.

    Marks that name the page's own outlet are dropped; of several marks of one kind for one party the first is kept. Spans are into
    `body`, None for marks that stand outside it. `looks` is what `first_looks` showed of lines before.
    """
    address = own_address(head.address)
    visible = _of_lines(_one_a_line_near(blocks), language, looks) if blocks else ()
    told = (credit for credit in find_relayed(body, language) if not any(_meet(credit, other) for other in visible))
    found = [*visible, *find_head_credits(head, address), *find_feed_credits(feed_fields), *told]
    return tuple(_once(credit for credit in found if not _is_own(credit, outlet, address)))[:_MAX_CREDITS]


def _one_a_line_near(blocks: tuple[Block, ...]) -> list[Line]:
    """The blocks with those of several lines parted, as far from the text as a line can speak of it."""
    prose = [number for number, block in enumerate(blocks) if block.label in _PROSE]
    if not prose:
        return one_a_line(blocks)
    low = max(prose[0] - _reached(blocks[prose[0] :: -1]), _top(blocks, prose[0]) - 2)
    below = prose[-1] + 1
    high = prose[-1] + _reached(blocks[prose[-1] :])
    return [*blocks[: low + 1], *one_a_line(blocks[low + 1 : below]), *one_a_line(blocks[below:high], _FARTHEST), *blocks[high:]]


def _reached(blocks: tuple[Block, ...]) -> int:
    """How many blocks from the first on hold the lines that are near enough to speak of it."""
    lines = 0
    for number, block in enumerate(blocks):
        lines += block.text.count("\n") + 1 if block.span is None else 1
        if lines > _FARTHEST:
            return number + 1
    return len(blocks)


def _meet(first: Credit, second: Credit) -> bool:
    """Whether two marks of the body share words: what says whence the text comes does not relay a statement as well."""
    return bool(first.span and second.span and first.span.start < second.span.end and second.span.start < first.span.end)


@dataclass(frozen=True, slots=True)
class _Reach:
    """Which lines speak about the article: `top` to `first` above its paragraphs, `last` to `end` below them."""

    top: int
    first: int
    last: int
    end: int

    def holds(self, number: int, line: Line, label: Label) -> bool:
        """Whether a line is near enough, by its place and its label."""
        if number < self.first:
            return number >= self.top and label in _ABOVE
        if number <= self.last:
            return label in _NEAR or (line.text[:1] == "(" and len(line.text) < 40 and label != "caption")
        if number > self.end and (number > self.last + _REACH_OWN or "article" not in line.place):
            return False
        return label in _BELOW or (label == "related" and number <= self.last + 2)


def _of_lines(lines: Sequence[Line], language: str | None, looks: Mapping[str, Look] | None) -> tuple[Credit, ...]:
    """The credits of the visible page in page order.

    A text that names its origins passage by passage credits none of them for the whole: each of these labels is a figure's or a
    section's own. So is one label well inside the text: whose the whole is stands at its head or foot.
    """
    prose = [number for number, line in enumerate(lines) if line.label in _PROSE]
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines) - 1)
    found = list(islice(_marks(lines, prose, language, looks), _MAX_CREDITS))
    notes = {number for number, credit in found if first < number < last and credit.kind == "origin"}
    parted = bool(notes) and any(min(notes) < number < max(notes) for number in prose)
    long = [number for number in prose if len(lines[number].text) > _PARAGRAPH]
    parted = parted or any(sum(n < note for n in long) > 1 and sum(n > note for n in long) > 1 for note in notes)
    return tuple(_placed(credit, lines[number]) for number, credit in found if not parted or number not in notes)


def _marks(lines: Sequence[Line], prose: list[int], language: str | None, looks: Mapping[str, Look] | None) -> Iterator[tuple[int, Credit]]:
    """Every mark that may speak of the article, with the number of its line; spans are into the line."""
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines) - 1)
    reach = _Reach(max(_top(lines, first), first - _REACH_ABOVE), first, last, last + _REACH_BELOW)
    opening, closing, middle = set(prose[:3]), set(prose[-4:]), set(prose[_OPENING:-_CLOSING])
    spoken_of = _spoken_of(lines, reach, middle)
    shown = looked(looks, [lines[number].text for number in spoken_of])
    for number, near in spoken_of.items():
        line = lines[number]
        look = shown[line.text]
        length = len(line.text)
        # Between headline and text a short line may be a byline, whatever its element is called.
        is_above = reach.top + _ABOVE_TITLE < number < first and line.label == "other" and length <= _MAX_BYLINE
        is_byline = is_above or line.label == "byline"
        if look is IDLE and length > _MAX_LABEL and not is_byline:
            continue
        found = _of_line(lines, number, language, look)
        if is_byline:
            found += read_byline(line.text)
        if near and number in opening and look.names_agency:
            found += find_dateline(line.text)
        if near and number in closing and look.names_agency:
            found += find_signature(line.text)
        if found:
            picture = _is_picture(lines, number)
            spoken = (credit for credit in found if not (line.place.endswith("li") and _is_aside(credit)))
            yield from ((number, credit) for credit in spoken if _speaks(credit, near=near, picture=picture, late=number >= last - 1))


def _spoken_of(lines: Sequence[Line], reach: _Reach, middle: set[int]) -> dict[int, bool]:
    """The lines that may speak of the article, each with whether it is near; those marked already may stand anywhere.

    Long paragraphs in the middle of the text do not.
    """
    found: dict[int, bool] = {}
    far = 0
    top, farthest = reach.top, reach.last + _REACH_OWN
    for number, line in enumerate(lines):
        label = line.label
        near = top <= number <= farthest and reach.holds(number, line, label)
        if not near:
            if label not in MARKED:
                continue
            far += 1
        if (near or far <= _MAX_FAR) and (number not in middle or len(line.text) <= _SENTENCES):
            found[number] = near
    return found


def _speaks(credit: Credit, *, near: bool, picture: bool, late: bool) -> bool:
    """Whether a mark speaks of the text: not of a picture beside it, not of another article, not of a link in passing."""
    if credit.rule.endswith("linked-source") and not late:
        return False
    return not (picture and credit.kind in _PICTURE_KINDS) and (near or credit.kind not in {"agency", "origin"})


def _is_aside(credit: Credit) -> bool:
    """Whether a mark stands behind a fact in its line, and tells whence the fact is: "12 ferries a day (source: harbour board)"."""
    return credit.kind == "origin" and credit.span is not None and credit.span.start > _FACT


def _of_line(lines: Sequence[Line], number: int, language: str | None, look: Look) -> list[Credit]:
    """The marks of one line, and of a label with the names on the lines after it."""
    line = lines[number]
    found: list[Credit] = []
    if look is not IDLE:
        found += mark_line(line.text, line.links if look.credits or look.debris else (), language, look=look).credits
    if len(line.text) <= _MAX_LABEL and _leads_on(lines, number, is_read=bool(found)) and (after := _joined(lines, number)):
        text = f"{line.text} {after}"
        links = tuple(link for other in lines[number : number + _MAX_JOINED + 2] for link in other.links)
        joined = (*mark_line(text, links, language).credits, *read_signed_line(text))
        found += [replace(credit, span=None) for credit in joined]
    return found


def _leads_on(lines: Sequence[Line], number: int, *, is_read: bool) -> bool:
    """Whether a line is a label or ends in a word that asks for a name ("Originally published by"), or breaks off at a small one.

    It breaks off where nothing is read in it and the next line is short enough to be the name ("Originally published at").
    """
    text = lines[number].text
    last = text[text.rfind(" ") + 1 :]
    if last[-1:] == ":" or (last.lower() in _asking() and (last.lower() in _by_words() or text.lower() in _labels())):
        return True
    if is_read or len(last) > _SMALL or not (last.islower() and last.isalpha()):
        return False
    after = lines[number + 1].text if number + 1 < len(lines) else ""
    return after[:1].isupper() and len(after) <= _MAX_LABEL and may_mark(text)


def _joined(lines: Sequence[Line], number: int) -> str:
    """The names on the lines after a label: the next line, and the lines after it while each is an address."""
    names: list[str] = []
    for line in lines[number + 1 : number + 2 + _MAX_JOINED]:
        name = line.text.strip(" :•-–")
        if not name:
            continue
        if not is_domain(name) and (names or len(name.split()) > 6):
            break
        names.append(name)
    return " , ".join(names)


def _top(lines: Sequence[Line], first: int) -> int:
    """The line of the headline, or the first of the page: what stands higher is the site's."""
    return next((number for number in range(first, -1, -1) if lines[number].label == "title"), 0) - _ABOVE_TITLE


@cache
def _asking() -> frozenset[str]:
    """The last words of those that open a byline or are a label."""
    return frozenset(words.rsplit(" ", 1)[-1] for words in (*_by_words(), *_labels()))


@cache
def _by_words() -> frozenset[str]:
    """Words that open a byline, in every language."""
    return frozenset(word.lower() for word in words_of("by"))


@cache
def _labels() -> frozenset[str]:
    """Words that are a label without a colon too where they stand alone on a line ("Source", "Via")."""
    return frozenset(words_of("labels"))


def _is_picture(lines: Sequence[Line], number: int) -> bool:
    """Whether a line belongs to a picture: it stands in a figure, or is short and follows a caption or a sign of copyright."""
    line = lines[number]
    before = lines[number - 1] if number else None
    described = before is not None and before.label == "caption" and len(before.text.split()) > 3
    if any(part in line.place for part in _PICTURE_PLACES):
        return True
    if line.label == "caption":  # two or three words are a name, as bylines have, whatever the element is called
        return described or len(line.text.split()) > 3
    if before is None or len(line.text) >= 80 or line.label in {"byline", "body"}:
        return False
    return described or before.text.startswith("©")


def _placed(credit: Credit, line: Line) -> Credit:
    """The credit with its span moved into the body, and where it stands."""
    span = Span(line.span.start + credit.span.start, line.span.start + credit.span.end) if line.span and credit.span else None
    place = credit.place if credit.place != "line" else {"byline": "byline"}.get(line.label, "body" if line.span else "line")
    return replace(credit, span=span, place=place)


def _is_own(credit: Credit, outlet: Outlet | None, address: str) -> bool:
    """Whether a credit names the page's own outlet."""
    if credit.kind == "relayed":
        return outlet is not None and same_party(credit.name, None, outlet)
    # the page of a translator lies on the page's own site
    address_told = None if credit.kind == "translation" else credit.address
    if outlet is not None and same_party(credit.name, address_told, outlet):
        return True
    own = registrable_domain(address)
    return bool(own) and same_party(credit.name, None, Outlet("", (own,)))


def _once(credits_found: Iterable[Credit]) -> Iterator[Credit]:
    """The first credit of each kind and party; a relayed statement counts by where it stands."""
    seen: set[tuple[object, ...]] = set()
    for credit in credits_found:
        key = (credit.kind, party_key(credit.name, credit.address), credit.span if credit.kind == "relayed" else None)
        if key not in seen:
            seen.add(key)
            yield credit
