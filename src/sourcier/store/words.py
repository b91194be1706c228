"""The words that full-text search sees, the same on every engine: folded, so that case, accents and ligatures do not matter."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from sourcier.model import Span
from sourcier.text.fold import fold

# Letters and digits; marks that stand over a letter and invisible hyphens and joiners belong to the word they stand in.
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f\u00ad\u200b-\u200d\u2060]*(?:[\u0300-\u036f\u00ad\u200b-\u200d\u2060]+[^\W_]*)*")
_PLAIN = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]')
# Nobody asks for more; past this a query only costs time.
_MAX_QUERY = 2000
_MAX_PHRASES = 32
# What is found only further down is shown without marks.
_MAX_SNIPPED = 50_000
# An engine need not index a word that nobody could type.
_MAX_WORD = 100
_MOST_REMEMBERED = 40
# Most letters of the languages of Western Europe, a byte each.
_WESTERN = "cp1252"


def words_of(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Each word of the text, folded, with where it starts and ends; a character that folds to two words gives two with one place.

    >>> [word for word, _ in words_of("L’Œuvre de Łódź")]
    ['l', 'oeuvre', 'de', 'lodz']
    """
    places = [match.span() for match in _WORD.finditer(text)]
    found = list(zip(map(fold, _WORD.findall(text)), places, strict=True))
    if all(word.isalnum() and len(word) <= _MAX_WORD for word, _ in found):
        return found
    return [(part[:_MAX_WORD], place) for word, place in found for part in _PLAIN.findall(word)]


def folded_words(text: str) -> str:
    """The folded words of the text with a space between them.

    >>> folded_words("Aujourd'hui, à Évian")
    'aujourd hui a evian'
    """
    # Short texts are names, and the pieces of long ones words: most of them come again and again.
    if len(text) <= _MOST_REMEMBERED:
        return _remembered(text)
    told = _in_bytes(text)
    return " ".join(filter(None, map(_folded_piece, text.split()))) if told is None else told


def _in_bytes(text: str) -> str | None:
    """The folded words of a text in the letters of Western Europe, by a table of bytes; None for any other text."""
    table = _western()
    try:
        # The narrow space of French is the one character of everyday texts that the coding lacks.
        told = text.replace("\u202f", " ").encode(_WESTERN)
    except UnicodeEncodeError:
        return None
    for letter, folded in table.several:
        told = told.replace(letter, folded)
    if told.translate(None, table.others) != told:
        return None
    words = told.translate(table.folded, table.dropped).split()
    if max(map(len, words), default=0) > _MAX_WORD:
        words = [word[:_MAX_WORD] for word in words]
    return b" ".join(words).decode("ascii")


class _Western(NamedTuple):
    """What becomes of each byte: one folded letter or a space, several letters, nothing at all, or something not told here."""

    folded: bytes
    several: tuple[tuple[bytes, bytes], ...]
    dropped: bytes
    others: bytes


@cache
def _western() -> _Western:
    """The table, made of what `fold` makes of each letter; folding knows no neighbours, and no mark is among these characters."""
    folded, several, dropped, others = bytearray(b" " * 256), [], bytearray(), bytearray()
    for number in range(256):
        letter = bytes([number]).decode(_WESTERN, "ignore")
        words = " ".join(_PLAIN.findall(fold(letter))) if _PLAIN.match(letter) else ""
        if letter == "\u00ad":
            dropped.append(number)
        elif not words.isascii() or (_PLAIN.match(letter) and not words):
            others.append(number)
        elif len(words) > 1:
            several.append((bytes([number]), words.encode("ascii")))
        elif words:
            folded[number] = ord(words)
    return _Western(bytes(folded), tuple(several), bytes(dropped), bytes(others))


def _folded_piece(piece: str) -> str:
    """The folded words of a piece of text that may be long."""
    return _remembered(piece) if len(piece) <= _MOST_REMEMBERED else _remembered.__wrapped__(piece)


@lru_cache(maxsize=1 << 15)
def _remembered(piece: str) -> str:
    """The folded words of a piece of text."""
    found = list(map(fold, _WORD.findall(piece)))
    if not all(map(str.isalnum, found)):
        found = [part for word in found for part in _PLAIN.findall(word)]
    return " ".join(word[:_MAX_WORD] for word in found)


def phrases_of(query: str) -> tuple[tuple[str, ...], ...]:
    r"""What a query asks for: phrases of one word or more, each to be found; () when it holds no word.

    Words in quotation marks are one phrase, and so are words joined by a hyphen or an apostrophe.

    >>> phrases_of('"conseil municipal" d\'Évian')
    (('conseil', 'municipal'), ('d', 'evian'))
    """
    query = query[:_MAX_QUERY]
    quoted = [next(filter(None, groups), "") for groups in _QUOTED.findall(query)]
    loose = _QUOTED.sub(" ", query).split()
    phrases = (tuple(word for word, _ in words_of(part)) for part in [*quoted, *loose])
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))[:_MAX_PHRASES]


def snippet_of(title: str, body: str, phrases: tuple[tuple[str, ...], ...], *, width: int = 240) -> tuple[str, tuple[Span, ...]]:
    """A passage that shows most of the phrases, and where they stand in it; the beginning of the body when it shows none."""
    text, marks = body, _marks(body[:_MAX_SNIPPED], phrases)
    if not marks and (in_title := _marks(title, phrases)):
        text, marks = title, in_title
    window = _window(text, marks, width)
    shown = [mark for mark in marks if window.start <= mark.start and mark.end <= window.end]
    return window.of(text).replace("\n", " "), tuple(Span(mark.start - window.start, mark.end - window.start) for mark in shown)


def _marks(text: str, phrases: tuple[tuple[str, ...], ...]) -> list[Span]:
    """Where the phrases stand in the text, in order; none overlap."""
    found = words_of(text)
    words = [word for word, _ in found]
    wanted: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        wanted.setdefault(phrase[0], []).append(phrase)
    marks: list[Span] = []
    for index in [n for n, word in enumerate(words) if word in wanted]:
        start, _ = found[index][1]
        if marks and start < marks[-1].end:
            continue
        for phrase in wanted[words[index]]:
            if tuple(words[index : index + len(phrase)]) == phrase:
                marks.append(Span(start, found[index + len(phrase) - 1][1][1]))
                break
    return marks


def _window(text: str, marks: list[Span], width: int) -> Span:
    """The stretch of about `width` characters around the mark that most others follow closely, widened to whole words."""
    several = marks[:40]  # counting them all against each other would take long where a word stands everywhere

    def followers(mark: Span) -> int:
        return sum(mark.start <= other.start and other.end <= mark.start + width * 3 // 4 for other in several)

    best = max(several, key=followers, default=Span(0, 0))
    start = max(0, best.start - width // 4)
    end = min(len(text), max(best.end, start + width))
    start = text.rfind(" ", max(0, start - 40), start) + 1 or start
    space = text.find(" ", end, end + 40)
    return Span(start, len(text) if len(text) - end < 40 else space if space >= 0 else end)
