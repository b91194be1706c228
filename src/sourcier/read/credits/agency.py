"""Agencies as they sign: in bylines, datelines, lines of their own and at the end of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from sourcier.languages.parties import (
    Party,
    generic_agencies,
    is_agency,
    is_domain,
    is_library,
    known_party,
    looks_like_agency,
    name_key,
    parties,
    photo_agencies,
)
from sourcier.model import Credit, Span
from sourcier.read.credits.names import calendar, is_name_like, words_of
from sourcier.read.credits.traces import may_name
from sourcier.text.fold import fold, lowered

_LONGEST, _DATELINE = 180, 130
# How many words of more than a few letters in small letters make a line a sentence.
_SMALL, _PROSE_WORDS = 3, 6
# More stretches than this are a list of other things.
_MAX_PIECES = 10
# What closes a dateline after its agency: names beside it, then a bracket, a dash or a full stop.
_CLOSED = re.compile(r"(?:/[\w-]{1,20}){0,3}\s?(?:[)\]—–:|/]|-{1,2}\s|\.(?:[\s-]|$))")
_PLACE_AFTER = re.compile(r",\s(?P<place>[\w '’-]{2,30}?)\s?(?:[,.–—:]|\s-|$)")
_OPENS = ' «"“„'
_TOKEN = re.compile(r"\w+(?:-\w+)*")
_WORD = re.compile(r"[^\W_]+")
_MARKS = r"[,/|·•()\[\]–—;:&+@→»«“”\"：，、（）【】]|\s(?:-\s|-{2}\s?)|\.[\s-]"
_SIGNATURE = re.compile(
    r"[(\[](?P<names>[^()\[\]\n]{2,70})[)\]][\s.]{0,3}$|(?:[.!?…»”\"]\s?|\s[–—/-]{1,2}\s?)(?P<bare>[^()\n.!?]{2,30})[.]?$"
)


# The sign of copyright without a year stands under pictures.
_PICTURE_MARK = re.compile(r"©(?!.{0,60}(?:19|20)\d\d)")


# A label, and a person glued to the agency's name ("Quelle: dpa/Tom Albers"): so pictures are credited.
_GLUED = re.compile(r":\s?[^/:]{2,40}\w/(?P<person>\w+ \w+)$")


class _Piece(NamedTuple):
    """One stretch between separators: its words, where they begin."""

    text: str
    start: int


@cache
def _splitter() -> re.Pattern[str]:
    """What parts the names of a signature, in lower case: marks, and the small words of every language."""
    words = sorted({*words_of("by"), *words_of("with"), *words_of("and")} - {"&"}, key=lambda word: (-len(word), word))
    small = "|".join(re.escape(word).replace("'", "['’]") for word in words)
    # The look at the first letter spares the list of words at nearly every letter.
    return re.compile(rf"{_MARKS}|\b(?=[{''.join(sorted({word[0] for word in words}))}])(?:{small})(?=\s)")


def read_byline(text: str) -> tuple[Credit, ...]:
    """The agencies and other outlets named in a byline ("Ada Marsh and AFP", "Ada Marsh, CNN"); spans are into `text`."""
    if len(text) > 2 * _LONGEST:
        return ()
    pictured = may_name(text) and _is_pictures(text, _pieces(text, 0, len(text)))
    signed = () if pictured or not may_name(text) else _agencies(text, 0, len(text), "byline")
    return (*signed, *_outlets(text, has_agency=bool(signed)))


def _outlets(text: str, *, has_agency: bool) -> tuple[Credit, ...]:
    """Outlets that stand alone after a person's name, or that sign alone: the text is that outlet's."""
    if not may_hold_outlet(text):
        return ()
    found: list[Credit] = []
    pieces = _pieces(text, 0, len(text))
    if not any(piece.text in _spelled() for piece in pieces[:4]):
        return ()
    alone = not has_agency and all(_is_day(word) for piece in pieces[1:] for word in piece.text.split())
    for piece in pieces[0 if alone else 1 : 4]:
        party = known_party(piece.text) if piece.text in _spelled() else None
        if party and _prints(party) and piece.text in party.names and piece.text not in party.weak:
            span = Span(piece.start, piece.start + len(piece.text))
            found.append(Credit("republished", piece.text, None, piece.text, span, "byline", party.outlet.name, "byline"))
    return tuple(found)


@cache
def _spelled() -> frozenset[str]:
    """The names of all known parties as they are printed."""
    return frozenset(name for party in parties() for name in party.names)


def may_hold_outlet(text: str) -> bool:
    """Whether a text can hold the name of a known party: cheap, since most bylines name people only."""
    return not _spelled_words().isdisjoint(_WORD.findall(text))


@cache
def _spelled_words() -> frozenset[str]:
    """The longest word of each name of a known party: a text without any of them holds no such name."""
    return frozenset(max(_WORD.findall(name), key=len, default="") for name in _spelled())


def _prints(party: Party) -> bool:
    """Whether a party publishes texts of its own: no agency, no network on which anybody writes."""
    return not party.is_agency and not any(is_library(domain) for domain in party.outlet.domains)


def read_signed_line(text: str) -> tuple[Credit, ...]:
    """The agencies of a line that holds nothing but names, dates and initials ("mit dpa", "Le Phare avec AFP", "KNA, cd")."""
    return read_traced_line(text) if len(text) <= _LONGEST and may_name(text) else ()


@lru_cache(maxsize=4096)
def read_traced_line(text: str) -> tuple[Credit, ...]:
    """As `read_signed_line`, of a line in which the trace of an agency was found already; a page asks more than once."""
    if len(text) > _LONGEST or len([1 for word in text.split() if len(word) > _SMALL and word[0].islower()]) > _PROSE_WORDS:
        return ()  # a sentence
    is_desk = " " not in text.strip()  # "agences/olhor": who took it over signs beside the agency
    pieces: list[_Piece] = []
    for piece in _each_piece(text, 0, len(text)):
        if not (is_desk or _is_quiet(piece.text) or _agency(piece.text)):
            return ()
        pieces.append(piece)
    if len(pieces) > _MAX_PIECES:
        return ()
    if _is_pictures(text, pieces):
        spelled = text.strip(" ©.\ufe0f")  # agencies sign pictures with their marks, texts with their whole names too
        return _agencies(text, text.index(spelled), len(text), "line") if " " in spelled and is_agency(spelled) else ()
    if _is_chance(text, pieces):
        return ()
    return _agencies(text, 0, len(text), "line")


def _is_chance(text: str, pieces: list[_Piece]) -> bool:
    """Whether the only sign of an agency in a line is a mark that says nothing there: alone ("PC"), or beside no name ("PC, PS5").

    In brackets it signs ("Seestadt (ots)").
    """
    known = [(piece.text, party) for piece in pieces if (party := known_party(piece.text)) and party.is_agency]
    named = [piece for piece in pieces if " " in piece.text and all(map(is_name_like, piece.text.split()))]
    chance = (not party.stands_alone and name in party.weak and f"({name})" not in text for name, party in known)
    return bool(known) and not named and all(chance)


def _is_pictures(text: str, pieces: list[_Piece]) -> bool:
    """Whether a line of names credits a picture: "© AFP", "AFP/Archives"."""
    last = _TOKEN.findall(pieces[-1].text) if pieces else []
    glued = _GLUED.search(text)
    if _PICTURE_MARK.search(text) or (glued and known_party(glued["person"]) is None and all(map(is_name_like, glued["person"].split()))):
        return True
    return bool(last) and not _agency(pieces[-1].text) and all(len(word) > 2 and word.lower() in _not_text() for word in last)


def find_dateline(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the beginning of a text.

    What stands before is a place and a day, what follows closes the line: "PARIS, 4 août (AFP) -", "МОСКВА, 4 августа. /ТАСС/.",
    "Berlin - dpa -", "AFP, MANILA".
    """
    head = text[:_DATELINE]
    if not may_name(head):
        return ()
    for piece in islice(_each_piece(head, 0, len(head)), 6):
        if not _is_place(head[: piece.start]):
            return ()
        end = piece.start + len(piece.text)
        if _agency(piece.text) and (closed := _CLOSED.match(head, end) or _before_place(head, end)):
            return _agencies(text, piece.start, closed.end(), "dateline")
    return ()


def _before_place(head: str, end: int) -> re.Match[str] | None:
    """The comma after an agency that stands before its place or day ("AFP, MANILA", "ТАСС, 4 августа.")."""
    found = _PLACE_AFTER.match(head, end)
    return found if found and all(is_name_like(word) or _is_day(word) for word in found.group("place").split()) else None


def find_signature(text: str) -> tuple[Credit, ...]:
    """The agencies that sign at the end of a text ("... (dpa)", "... AFP")."""
    start = max(0, len(text) - 90)
    found = _SIGNATURE.search(text, start)
    if not found or not may_name(found.group(0)) or _PICTURE_MARK.search(text, start):
        return ()
    label = text.partition(":")[0] if len(text) < _LONGEST else ""
    if label.strip().lower() in _not_text():
        return ()  # "Photos: A. M. and AFP"
    group = "names" if found.group("names") else "bare"
    inside = found.group(group)
    if group == "bare" and not all(_agency(piece.text) or _is_quiet(piece.text) for piece in _pieces(inside, 0, len(inside))):
        return ()
    return _agencies(text, found.start(group), found.end(group), "signature")


def _agencies(text: str, start: int, end: int, place: str) -> tuple[Credit, ...]:
    """Every agency among the names of one stretch; what follows a word for pictures or data is not the text's."""
    pieces = _pieces(text, start, end)
    if any(fold(piece.text) in photo_agencies() for piece in pieces):
        return ()
    found: list[Credit] = []
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if after and fold(piece.text) in generic_agencies() and not text[piece.start + len(piece.text) : after.start].strip(_OPENS):
            continue  # "агентства «Интерфакс»": the word leads up to the name
        name = _agency(piece.text)
        if name != piece.text and any(word.lower() in _not_text() for word in _TOKEN.findall(piece.text)):
            break  # a name may be such a word as well: MAP signs for Rabat
        if name:
            offset = piece.start + piece.text.find(name)
            party = known_party(name)
            found.append(
                Credit("agency", name, None, name, Span(offset, offset + len(name)), place, party.outlet.name if party else None, place)
            )
    return tuple(found)


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    """The stretches between separators that hold words."""
    return list(_each_piece(text, start, end))


def _each_piece(text: str, start: int, end: int) -> Iterator[_Piece]:
    """As `_pieces`, one after another."""
    at = start
    for mark in chain(_splitter().finditer(lowered(text), start, end), (None,)):
        stop = mark.start() if mark else end
        bare = text[at:stop].strip(" .,*_-\t\n'’")
        if bare:
            yield _Piece(bare, text.index(bare, at))
        at = mark.end() if mark else end


@lru_cache(maxsize=1024)
def _agency(piece: str) -> str | None:
    """The words of a piece that are an agency's name, without the day printed after it; None when it is another's."""
    if not may_name(piece):
        return None
    words = piece.split()
    while len(words) > 1 and (_is_day(words[-1]) or _is_said_of_days(words[-1].lower())):
        words.pop()
    words = _at_office(_without_role(words))
    if looks_like_agency(" ".join(words)) and known_party(" ".join(words[1:])) is None:
        return piece[: piece.rfind(words[-1]) + len(words[-1])]
    while len(words) > 1 and words[0].lower() in _agency_words() and not is_agency(" ".join(words)):
        words.pop(0)
    words = _after_writer(words)
    name = piece[piece.find(words[0]) : piece.rfind(words[-1]) + len(words[-1])] if words else ""
    if fold(name) in generic_agencies():
        return name
    party = known_party(name)
    if party is None or not party.is_agency:
        return None
    # A mark that means other things too counts in its own case only ("the AP", not "the app").
    bare = name[-len(name_key(name)) :]
    return name if {name, bare} & set(party.names) or not any(fold(bare) == fold(weak) for weak in party.weak) else None


def _is_said_of_days(word: str) -> bool:
    """Whether a word stands before the day in a byline without a mark ("AFP Publié le 4 août")."""
    return word in _around() or word in words_of("articles")


def _at_office(words: list[str]) -> list[str]:
    """The agency's name without the town of its office ("AFP Paris", "Agence France-Presse à Morvane")."""
    for end in range(min(3, len(words) - 1), 0, -1):
        party = known_party(name := " ".join(words[:end]))
        town = words[end + 1 :] if words[end][0].islower() and len(words[end]) < len("dans") else words[end:]
        if party and party.is_agency and name in party.names and name not in party.weak:
            whole = is_agency(" ".join(words)) or fold(" ".join(words)) in photo_agencies()
            return words if whole or len(town) != 1 or not is_name_like(town[0]) or town[0].lower() in _not_text() else words[:end]
    return words


def _without_role(words: list[str]) -> list[str]:
    """The words of a piece without the office of those who wrote it ("AP Sports Writer", "Reuters Staff"): four words at most."""
    if len(words) < 2 or words[-1].lower() not in _roles():  # one word is the name itself
        return words
    return next((words[:end] for end in range(len(words) - 1, max(0, len(words) - 5), -1) if is_agency(" ".join(words[:end]))), words)


def _after_writer(words: list[str]) -> list[str]:
    """The whole name of an agency that follows its writer's without a mark ("ADA MARSH Associated Press"); all words else."""
    for count in range(2, min(4, len(words) - 1)):
        party = known_party(" ".join(words[count:]))
        if party and party.is_agency and len(words) - count > 1 and all(is_name_like(word) for word in words):
            return words[count:]
    return words


@cache
def _roles() -> frozenset[str]:
    """Words for those who write for an agency."""
    return frozenset(words_of("roles"))


@cache
def _agency_words() -> frozenset[str]:
    """Words for "agency" that stand before its name."""
    return frozenset(words_of("agency"))


@cache
def _not_text() -> frozenset[str]:
    """Words for pictures, charts and data."""
    return frozenset(words_of("not_text"))


@cache
def _around() -> frozenset[str]:
    """Words that stand beside a name in a byline and say nothing of the text ("published", "reading time")."""
    return frozenset(words_of("around"))


def _is_quiet(piece: str) -> bool:
    """Whether a piece beside an agency is a name, initials or a date, not a sentence."""
    words = piece.split()
    return len(words) <= 9 and all(
        len(word) <= 3 or is_name_like(word) or _is_day(word) or _is_beside(word.lower()) or is_domain(word) for word in words
    )


def _is_beside(word: str) -> bool:
    """Whether a word in lower case stands beside names in bylines: "published", "staff"."""
    return word in _around() or word in _roles()


def _is_place(words: str) -> bool:
    """Whether words before an agency are a place and a day: names, capitals, numbers, months; never a sentence."""
    parts = [part.strip(".,;:()[]|–—-") for part in words.replace("/", " ").split()]
    return len(parts) <= 9 and all(_is_day(part) or is_name_like(part) or len(part) <= 3 for part in parts)


def _is_day(word: str) -> bool:
    """Whether a word belongs to a date or a time of day."""
    bare = word.strip(".,;()").lower()
    return not bare or any(c.isdigit() for c in bare) or bare in calendar()
