"""Sentences: where they end, with abbreviations, initials and quoted words kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sourcier.model import Span

_FIRST_WORD = re.compile(r"\s+([^\W\d_]+)")
_STOP = re.compile(r"[.!?…]+[)\]]*")
_WORD_BEFORE = re.compile(r"[^\W_](?:[\w'’.\-]*\w)?$")
_INITIALS = re.compile(r"[^\W\d_](?:[.\-]+[^\W\d_])*")
_SPACES = " \t\u00a0\u202f\u2009"


def split_sentences(
    text: str, whole: Iterable[Span] = (), abbreviations: frozenset[str] = frozenset(), starters: frozenset[str] = frozenset()
) -> Iterator[Span]:
    """The sentences of each paragraph (line) of a text, in order, without the spaces around them.

    `whole` are spans that are never cut, in order: quotations. A sentence also ends behind one whose last character is a full
    stop when a capital or another quotation follows. `abbreviations` are in lower case with their full stop; `starters` are words
    that, with a capital, begin a sentence even behind initials ("in the U.S. The ...").

    >>> text = "M. Brun est venu. Il a dit : « Non. Jamais. » et il est parti."
    >>> [span.of(text) for span in split_sentences(text, [Span(29, 46)], frozenset({"m."}))]
    ['M. Brun est venu.', 'Il a dit : « Non. Jamais. » et il est parti.']
    """
    atoms = list(whole)
    at = 0
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        mine = at
        while at < len(atoms) and atoms[at].start < end:
            at += 1
        yield from _paragraph(text, Span(start, end), atoms[mine:at], (abbreviations, starters))
        start = end + 1


def _paragraph(text: str, paragraph: Span, atoms: list[Span], words: tuple[frozenset[str], frozenset[str]]) -> Iterator[Span]:
    """The sentences of one paragraph."""
    begin = paragraph.start
    for cut in sorted(_cuts(text, paragraph, atoms, words)):
        if (span := _bare(text, begin, cut)) is not None:
            yield span
        begin = cut
    if (span := _bare(text, begin, paragraph.end)) is not None:
        yield span


def _cuts(text: str, paragraph: Span, atoms: list[Span], words: tuple[frozenset[str], frozenset[str]]) -> Iterator[int]:
    """The offsets behind which a new sentence begins."""
    here = paragraph.start
    for atom in [*atoms, Span(paragraph.end, paragraph.end)]:
        for match in _STOP.finditer(text, here, atom.start):
            if _ends(text, match, (here, paragraph.end), words):
                yield match.end()
        if atom.end > atom.start and _quote_ends(text, atom, paragraph.end):
            yield atom.end
        here = max(here, atom.end)


def _ends(text: str, match: re.Match[str], bounds: tuple[int, int], words: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether a full stop ends its sentence."""
    (floor, end), (abbreviations, starters) = bounds, words
    after = match.end()
    if after >= end:
        return True
    following = text[after:end][:4].lstrip(_SPACES)[:1]
    spaced = text[after] in _SPACES
    if following and not (following.isupper() or following.isdigit() or following in "«“„\"‘'—–-([¿¡"):
        return False
    if match.group() != "." or not (word := _WORD_BEFORE.search(text, max(floor, match.start() - 30), match.start())):
        return spaced or following in "«“„"
    if word.group()[0].isupper() and _INITIALS.fullmatch(word.group()):
        ahead = _FIRST_WORD.match(text, after, min(end, after + 24))  # initials: J. Martin, the U.S. Senate; but "in the U.S. The"
        return "." in word.group() and "-" not in word.group() and ahead is not None and ahead.group(1).lower() in starters
    if spaced:
        return f"{word.group()}.".lower() not in abbreviations
    # no space: a lost one, if a lower-case letter stands before and a capital or a quotation behind (not 2.5, not a.b)
    return word.group()[-1].islower() and not following.isdigit() and following not in "-'\""


def _quote_ends(text: str, atom: Span, end: int) -> bool:
    """Whether a sentence ends with a quotation: its last words end one, and a new one follows."""
    inside = atom.end - 1
    while inside > atom.start and text[inside] in "«»“”„\"‹›'’‘ \u00a0\u202f":
        inside -= 1
    if text[inside] not in ".!?…":
        return False
    following = text[atom.end : min(end, atom.end + 4)].lstrip(_SPACES)[:1]
    return bool(following) and (following.isupper() or following in '«“„"‘')


def _bare(text: str, start: int, end: int) -> Span | None:
    """The span without the spaces around it, None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
