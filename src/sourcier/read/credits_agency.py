"""Agencies as they sign: in bylines, datelines, lines of their own and at the end of a text."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sourcier.languages.parties import generic_agencies, known_party, parties, photo_agencies
from sourcier.model import Credit, Span
from sourcier.read.names import calendar, is_name_like, words_of
from sourcier.text.fold import fold

_LONGEST = 180
_TOKEN = re.compile(r"\w+")
_MARKS = r"[,/|·•()\[\]–—;:&+@→»«“”\"]|\s-\s|\.\s|\s-{2}\s?|\.-"
_BRACKETED = re.compile(r"(?P<before>[^()\n/|]{0,70}?)[(/|]\s?(?P<names>[^()\n]{2,50}?)\s?[)/|]\s{0,2}(?:[-–—.:]|[A-ZÀ-Þ\"«„“]|\w)")
_LEADING = re.compile(r"(?P<names>[^\s,|–—:()-][^,|–—:()\n]{0,38}?)\s?(?:[|–—:]|\s-{1,2}|,)\s?(?P<after>[^\n]{0,60})")
_TRAILING = re.compile(
    r"(?P<before>[^()\n]{2,60}?)(?:[.,]?\s?[–—-]\s|\.\s|,\s|\s)(?P<names>[^\s()–—,][^()\n–—,]{1,30}?)\s?(?:\s-{1,2}\s|[–—|]|\.\s|:\s)"
)
_PLACE_THEN_MARK = re.compile(r"[\w .'’-]{2,30}?\s?(?:[,.–—]|\s-|$)")
_SIGNATURE = re.compile(
    r"[(\[](?P<names>[^()\[\]\n]{2,70})[)\]][\s.]{0,3}$|(?:[.!?…»”\"]\s?|\s[–—/-]{1,2}\s?)(?P<bare>[^()\n.!?]{2,30})[.]?$"
)


# The sign of copyright without a year stands under pictures.
_PICTURE_MARK = re.compile(r"©(?!.{0,60}(?:19|20)\d\d)")


class _Piece(NamedTuple):
    """One stretch between separators: its words, where they begin."""

    text: str
    start: int


@cache
def _splitter() -> re.Pattern[str]:
    """What parts the names of a signature: marks, and the small words of every language."""
    words = sorted({*words_of("by"), *words_of("with"), *words_of("and")}, key=lambda word: (-len(word), word))
    small = "|".join(re.escape(word).replace("'", "['’]") for word in words)
    return re.compile(rf"{_MARKS}|(?:(?<=\s)|^)(?:{small})(?=\s)", re.IGNORECASE)


@cache
def _tokens() -> frozenset[str]:
    """The first words of every agency's names, in lower case: a line with none of them names no agency."""
    names = [name for party in parties() if party.is_agency for name in party.names]
    return frozenset(found.group(0).lower() for name in (*names, *generic_agencies()) for found in [_TOKEN.search(name)] if found)


def read_byline(text: str) -> tuple[Credit, ...]:
    """The agencies and other outlets named in a byline ("Ada Marsh and AFP", "Ada Marsh, CNN"); spans are into `text`."""
    if len(text) > 2 * _LONGEST:
        return ()
    signed = _agencies(text, 0, len(text), "byline") if _may_name(text) else ()
    return signed or _outlets(text)


def _outlets(text: str) -> tuple[Credit, ...]:
    """Outlets that stand alone after a person's name: the text is that outlet's."""
    found = []
    for piece in _pieces(text, 0, len(text))[1:4]:
        party = known_party(piece.text)
        if party and not party.is_agency and piece.text in party.names and piece.text not in party.weak:
            span = Span(piece.start, piece.start + len(piece.text))
            found.append(Credit("republished", piece.text, None, piece.text, span, "byline", party.outlet.name, "byline"))
    return tuple(found)


def read_signed_line(text: str) -> tuple[Credit, ...]:
    """The agencies of a line that holds nothing but names, dates and initials ("mit dpa", "Le Phare avec AFP", "KNA, cd")."""
    if len(text) > _LONGEST or not _may_name(text) or _PICTURE_MARK.search(text):
        return ()
    pieces = _pieces(text, 0, len(text))
    if len(pieces) > 10 or not all(_agency(piece.text) or _is_quiet(piece.text) for piece in pieces):
        return ()
    return _agencies(text, 0, len(text), "line")


def find_dateline(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the beginning of a text.

    ("PARIS, 4 août (AFP) -", "МОСКВА, 4 августа. /ТАСС/.", "AFP, MANILA", "Berlin - dpa -"): what stands before is a place and a day.
    """
    head = text[:130]
    if not _may_name(head):
        return ()
    found = _BRACKETED.match(head)
    signed = _agencies(text, found.start("names"), found.end("names"), "dateline") if found and _is_place(found.group("before")) else ()
    if signed:
        return signed
    if (found := _LEADING.match(head)) and _agency(found.group("names").strip()) and _leads(found, head):
        return _agencies(text, found.start("names"), found.end("names"), "dateline")
    for found in _TRAILING.finditer(head, 0, 90):
        if found.start() == 0 and _agency(found.group("names").strip()) and _is_place(found.group("before")):
            return _agencies(text, found.start("names"), found.end("names"), "dateline")
    return ()


def _leads(found: re.Match[str], head: str) -> bool:
    """Whether an agency that opens a text signs it: a dash or bar follows, or a place after a comma."""
    mark = head[found.end("names") : found.start("after")].strip()
    if mark != ",":
        return True
    place = _PLACE_THEN_MARK.match(found.group("after"))
    return bool(place) and _is_place(place.group(0).strip(" ,.–—-")) if place else False


def find_signature(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the end of a text ("... (dpa)", "... AFP")."""
    start = max(0, len(text) - 90)
    found = _SIGNATURE.search(text, start)
    if not found or not _may_name(found.group(0)):
        return ()
    group = "names" if found.group("names") else "bare"
    inside = found.group(group)
    if group == "bare" and not all(_agency(piece.text) or _is_quiet(piece.text) for piece in _pieces(inside, 0, len(inside))):
        return ()
    return _agencies(text, found.start(group), found.end(group), "signature")


def _may_name(text: str) -> bool:
    """Whether a text holds the first word of any agency's name."""
    return not _tokens().isdisjoint(_TOKEN.findall(text.lower()))


def _agencies(text: str, start: int, end: int, place: str) -> tuple[Credit, ...]:
    """Every agency among the names of one stretch; what follows a word for pictures or data is not the text's."""
    pieces = _pieces(text, start, end)
    if any(fold(piece.text) in photo_agencies() for piece in pieces):
        return ()
    found: list[Credit] = []
    for piece in pieces:
        if any(word.lower() in _not_text() for word in _TOKEN.findall(piece.text)):
            break
        if name := _agency(piece.text):
            offset = piece.start + piece.text.find(name)
            party = known_party(name)
            found.append(
                Credit("agency", name, None, name, Span(offset, offset + len(name)), place, party.outlet.name if party else None, place)
            )
    return tuple(found)


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    """The stretches between separators that hold words."""
    found, at = [], start
    for mark in (*_splitter().finditer(text, start, end), None):
        stop = mark.start() if mark else end
        bare = text[at:stop].strip(" .,*_-\t\n'’")
        if bare:
            found.append(_Piece(bare, text.index(bare, at)))
        at = mark.end() if mark else end
    return found


def _agency(piece: str) -> str | None:
    """The words of a piece that are an agency's name, without the day printed after it; None when it is another's."""
    words = piece.split()
    while len(words) > 1 and _is_day(words[-1]):
        words.pop()
    while len(words) > 1 and words[0].lower() in _agency_words():
        words.pop(0)
    name = piece[piece.find(words[0]) : piece.rfind(words[-1]) + len(words[-1])] if words else ""
    if fold(name) in generic_agencies():
        return name
    party = known_party(name)
    if party is None or not party.is_agency:
        return None
    # A mark that means other things too counts in its own case only.
    return name if name in party.names or not any(fold(name) == fold(weak) for weak in party.weak) else None


@cache
def _agency_words() -> frozenset[str]:
    """Words for "agency" that stand before its name."""
    return frozenset(words_of("agency"))


@cache
def _not_text() -> frozenset[str]:
    """Words for pictures, charts and data."""
    return frozenset(words_of("not_text"))


def _is_quiet(piece: str) -> bool:
    """Whether a piece beside an agency is a name, initials or a date, not a sentence."""
    words = piece.split()
    return len(words) <= 6 and all(len(word) <= 3 or _is_day(word) or is_name_like(word) for word in words)


def _is_place(words: str) -> bool:
    """Whether words before an agency are a place and a day: names, capitals, numbers, months; never a sentence."""
    parts = words.replace("/", " ").split()
    return len(parts) <= 9 and all(_is_day(part) or is_name_like(part.strip(".,;")) or len(part.strip(".,")) <= 3 for part in parts)


def _is_day(word: str) -> bool:
    """Whether a word belongs to a date or a time of day."""
    bare = word.strip(".,;()").lower()
    return not bare or any(c.isdigit() for c in bare) or bare in calendar()
