"""An article as the engine reads it: sentences of tokens, in which each quotation is one token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sourcier.languages.speech import SpeechWords
from sourcier.model import Span
from sourcier.statements.quotation import Quote, find_quotes
from sourcier.text.sentences import split_sentences

_TOKEN = re.compile(
    r"[A-Z]\.(?:-?[A-Z]\.)+|[^\W\d_]+(?:['’‘.&\-‑][^\W_]+)*|\d+(?:[.,:]\d+)*[^\W\d_]*(?:-\w+)*|\+[^\s+][^+\n]*\+|…|\.{2,}|[^\w\s]"
)
_PLAIN = str.maketrans("’‘‑", "''-")
LONGEST_SENTENCE = 300  # tokens; what is longer is no prose, and is read in pieces of this length so that time stays linear


class Token(NamedTuple):
    """One word, number, mark or quotation of a sentence; `quote` is the number of the quotation, -1 for all else."""

    start: int
    end: int
    low: str
    is_word: bool
    is_capital: bool
    quote: int = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence and the number of its paragraph."""

    tokens: tuple[Token, ...]
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passages:
    """A body taken apart: its quotations, its sentences in order, and the tokens inside each quotation."""

    body: str
    quotes: tuple[Quote, ...]
    sentences: tuple[Sentence, ...]
    quoted: tuple[tuple[Token, ...], ...]


def read_passages(body: str, words: SpeechWords) -> Passages:
    """The sentences and quotations of a body."""
    quotes = find_quotes(body)
    spans = split_sentences(body, [quote.span for quote in quotes], words.abbreviations, _starters(words))
    return Passages(
        body,
        quotes,
        tuple(_sentences(body, quotes, spans, words)),
        tuple(tuple(tokenise(body, quote.inner.start, quote.inner.end, words)) for quote in quotes),
    )


def _starters(words: SpeechWords) -> frozenset[str]:
    """The words that begin a sentence behind initials: determiners and pronouns."""
    return words.definite | words.possessive | words.demonstrative | frozenset(words.pronouns)


def _sentences(body: str, quotes: tuple[Quote, ...], spans: Iterator[Span], words: SpeechWords) -> Iterator[Sentence]:
    """Each sentence with its tokens; one that is too long comes in pieces."""
    paragraph, counted, at = 0, 0, 0
    for span in spans:
        paragraph += body.count("\n", counted, span.start)
        counted = span.start
        tokens: list[Token] = []
        here = span.start
        while at < len(quotes) and quotes[at].span.start < span.end:
            mark = quotes[at].span
            tokens.extend(tokenise(body, here, mark.start, words))
            tokens.append(Token(mark.start, mark.end, "", is_word=False, is_capital=False, quote=at))
            here, at = mark.end, at + 1
        tokens.extend(tokenise(body, here, span.end, words))
        for first in range(0, len(tokens), LONGEST_SENTENCE):
            piece = tuple(tokens[first : first + LONGEST_SENTENCE])
            yield Sentence(piece, paragraph, piece[0].start, piece[-1].end)


def tokenise(body: str, start: int, end: int, words: SpeechWords) -> Iterator[Token]:
    """The tokens of a run of text: elided words, enclitics and inverted pronouns stand alone, abbreviations keep their stop."""
    read = start
    for match in _TOKEN.finditer(body, start, end):
        place, text = match.start(), match.group()
        if place < read:  # the full stop of an abbreviation
            continue
        if not text[0].isalpha():
            yield Token(place, match.end(), text, is_word=text[0].isdigit(), is_capital=False)
            continue
        low = text.lower().translate(_PLAIN)
        stop = match.end()
        if (f"{low}." in words.abbreviations or (len(text) == 1 and text.isupper())) and body.startswith(".", stop) and stop < end:
            low, stop = f"{low}.", stop + 1
        if stop < end and body[stop] in "'’‘" and f"{low}'" in words.elisions:
            low, stop = f"{low}'", stop + 1  # elided before a quotation: qu'« on verra »
        read = stop
        yield from _split(body, place, stop, low, words)


def _split(body: str, start: int, end: int, low: str, words: SpeechWords) -> Iterator[Token]:
    """One token as the words it is made of."""
    while (cut := low.find("'") + 1) and cut < len(low) and low[:cut] in words.elisions:
        yield _word(body, (start, start + cut), low[:cut], words)
        start, low = start + cut, low[cut:]
    tail = ""
    if "-" in low or "'" in low:
        tail = next((ending for ending in words.tails if low.endswith(ending) and len(low) > len(ending)), "")
    if tail:
        yield _word(body, (start, end - len(tail)), low[: -len(tail)], words)
        yield _word(body, (end - len(tail), end), tail, words)
    else:
        yield _word(body, (start, end), low, words)


def _word(body: str, span: tuple[int, int], low: str, words: SpeechWords) -> Token:
    """A word token."""
    start, end = span
    hyphen = low.find("-") + 1
    bound = 0 < hyphen < end - start and low[: hyphen - 1] in words.particles and body[start + hyphen].isupper()  # al-Rashid
    return Token(start, end, low, is_word=True, is_capital=bound or body[start].isupper())
