"""A sentence with what is known of its tokens: names, determiners, heads of noun phrases; the small questions every pass asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sourcier.languages.speech import SpeechWords
from sourcier.model import Span
from sourcier.statements.names import Name
from sourcier.statements.passages import Sentence, Token

SpeakerKind = Literal["name", "office", "pronoun", "relative", "unnamed"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """The words of a sentence that name who speaks: tokens `first` to `last` (half-open), and how they do it.

    `name` is the proper name when there is one; `head` the head noun of an office ("minister"), `word` the pronoun.
    """

    kind: SpeakerKind
    first: int
    last: int
    span: Span
    name: Name | None = None
    head: str = ""
    gender: str = ""
    surely: bool = False  # it speaks by where it stands, whatever its noun


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence, ready to be asked."""

    body: str
    sentence: Sentence
    number: int
    words: SpeechWords
    names: Mapping[int, Name]  # by first token
    inside: frozenset[int]  # every token of a name
    lows: tuple[str, ...] = ()  # every token's word in lower case

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    def low(self, at: int) -> str:
        """The word at a place in lower case, "" outside the sentence and for quotations."""
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def is_quote(self, at: int) -> bool:
        """Whether the token at a place is a quotation."""
        return 0 <= at < len(self.sentence.tokens) and self.sentence.tokens[at].quote >= 0

    def is_word(self, at: int) -> bool:
        """Whether the token at a place is a word or number."""
        return 0 <= at < len(self.sentence.tokens) and self.sentence.tokens[at].is_word

    def is_adverb(self, at: int) -> bool:
        """Whether a word may stand between a verb and what belongs to it."""
        low = self.low(at)
        return low in self.words.adverbs or (len(low) > 5 and low.endswith(self.words.adverb_endings) and low not in self.words.verbs)

    def aside_end(self, at: int) -> int:
        """The place behind an aside ("pour sa part") or an adverb that stands at a place, the place itself when none does."""
        low = self.low(at)
        for phrase in self.words.asides:
            if phrase[0] == low and self.starts_phrase(at, phrase):
                return at + len(phrase)
        return at + 1 if self.is_adverb(at) else at

    def is_time(self, at: int) -> bool:
        """Whether a word is part of an expression of time."""
        low = self.low(at)
        return low in self.words.time_words or (low[:1].isdigit() and at > 0 and self._dates(at))

    def _dates(self, at: int) -> bool:
        """Whether a number tells a day, a year or an hour: beside a word of time, or written like one (2021, 18h30, 10:30)."""
        low = self.low(at)
        year = len(low) == 4 and low.isdigit() and low[:2] in {"17", "18", "19", "20"}
        hour = ":" in low or ("h" in low and not low.isdigit())
        return year or hour or self.low(at + 1) in self.words.time_words or self.low(at - 1) in self.words.time_words

    def is_determiner(self, at: int) -> bool:
        """Whether a word opens a noun phrase."""
        low, words = self.low(at), self.words
        return low in words.definite or low in words.indefinite or low in words.demonstrative or low in words.possessive

    def is_speaking_noun(self, at: int) -> bool:
        """Whether a noun can speak: a role, a witness, a document, a body."""
        low, words = self.low(at), self.words
        if words.is_role(low) or low in words.witnesses or low in words.documents or low in words.organisations:
            return True
        return "-" in low and (words.is_role(low.rpartition("-")[2]) or words.is_role(low.partition("-")[2]))

    def starts_phrase(self, at: int, phrase: tuple[str, ...]) -> bool:
        """Whether the words of a phrase stand at a place."""
        return self.low(at) == phrase[0] and all(self.low(at + k) == word for k, word in enumerate(phrase))

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `first` to `last` (half-open)."""
        return Span(self.sentence.tokens[first].start, self.sentence.tokens[last - 1].end)


def quoted_frame(frame: Frame, tokens: tuple[Token, ...], names: tuple[Name, ...]) -> Frame:
    """The frame of the words inside a quotation, as a sentence of the place where the quotation stands."""
    sentence = Sentence(tokens, frame.sentence.paragraph, tokens[0].start, tokens[-1].end)
    return make_frame(frame.body, sentence, frame.number, names, frame.words)


def make_frame(body: str, sentence: Sentence, number: int, names: tuple[Name, ...], words: SpeechWords) -> Frame:
    """The frame of one sentence."""
    inside = frozenset(at for name in names for at in range(name.first, name.last))
    lows = tuple(token.low for token in sentence.tokens)
    return Frame(body, sentence, number, words, {name.first: name for name in names}, inside, lows)
