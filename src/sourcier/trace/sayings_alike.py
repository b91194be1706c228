"""When two statements are one: by words, by words that hold each other, across languages by speaker, names and numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from sourcier.model import Article, Statement
from sourcier.text.fold import fold

_WORD = re.compile(r"[^\W_]+(?:['’.,\-][^\W_]+)*")
_RUN = 3  # words that two tellings must share in a row to be compared
_LONG = 5  # letters from which a word tells something by itself
_DAYS_APART = 10  # a figure that changes later than this is news, not an alteration
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Telling:
    """What a statement is compared by: its words as printed and folded, its speaker, its anchors."""

    article_id: str
    language: str
    kind: str
    name: str | None
    speaker: tuple[str, ...]
    printed: tuple[str, ...]
    words: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    day: date | None
    keys: frozenset[tuple[str, ...]]


def read_telling(article: Article, statement: Statement) -> Telling:
    """What a statement is compared by."""
    text = " ".join(span.of(article.body) for span in statement.content)
    printed = tuple(_WORD.findall(text))
    words = tuple(fold(word).strip(".,") for word in printed)
    speaker = tuple(part for part in re.split(r"[\s\-]+", fold(statement.name or "")) if part)
    numbers = frozenset(re.sub(r"\D", "", word) for word in words if word[0].isdigit())
    names = frozenset(fold(word).strip(".,") for word in printed[1:] if word[0].isupper() and len(word) > 2)
    day = article.published.date() if isinstance(article.published, datetime) else article.published
    runs = {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}
    anchors = {(speaker[-1], "anchor", anchor) for anchor in numbers | names} if speaker else set()
    tokens = {(speaker[-1], "word", word[:5]) for word in words if len(word) >= _LONG} if speaker else set()
    language = (article.language or "")[:2]
    keys = frozenset(runs | anchors | tokens)
    return Telling(article.article_id, language, statement.kind, statement.name, speaker, printed, words, numbers, names, day, keys)


def are_one(first: Telling, second: Telling) -> bool:
    """Whether two tellings are one statement."""
    if first.language and second.language and first.language != second.language:
        return same_speaker(first, second) and _translated(first, second)
    if not first.words or not second.words:
        return False
    common = _common(first.words, second.words)
    if same_speaker(first, second):
        return _same_words(first, second, common)
    if first.speaker and second.speaker and _verbatim(first, second, common):
        return "direct" in {first.kind, second.kind}
    return not (first.speaker and second.speaker) and _verbatim(first, second, common)


def same_speaker(first: Telling, second: Telling) -> bool:
    """Whether two names may be one person's: one ends with the other, given names do not clash."""
    a, b = first.speaker, second.speaker
    if not a or not b:
        return False
    if len(a) > len(b):
        a, b = b, a
    return set(a) <= set(b) or (len(a) > 1 and a[-1] == b[-1] and a[0][0] == b[0][0])


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """How many words two tellings share in order."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def _same_words(first: Telling, second: Telling, common: int) -> bool:
    """Whether one speaker's words are the same in both tellings, or the shorter telling is a part of the longer."""
    short, long = sorted((len(first.words), len(second.words)))
    if _figures_moved(first, second):
        return False
    if short < _LEAST_WORDS:
        return first.words == second.words or (short >= 2 and common == short and _is_run(first.words, second.words))
    if common / short >= 0.7 or (common >= 6 and common / short >= 0.55):
        return True
    telling = _telling_words(first) & _telling_words(second)
    least = min(len(_telling_words(first)), len(_telling_words(second)))
    return least >= 3 and len(telling) / least >= 0.6 and common / long >= 0.3


def _telling_words(telling: Telling) -> frozenset[str]:
    """The words that carry a statement: long ones and numbers, cut to their stems so that endings may differ."""
    return frozenset(word[:6] for word in telling.words if len(word) >= _LONG or word[0].isdigit())


def _is_run(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether one telling stands in the other as it is."""
    short, long = sorted((first, second), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _figures_moved(first: Telling, second: Telling) -> bool:
    """Whether the tellings are a phrase said again with other figures, on another occasion."""
    if not first.numbers or not second.numbers or first.numbers & second.numbers:
        return False
    if first.day is None or second.day is None:
        return False
    return abs((first.day - second.day).days) > _DAYS_APART


def _verbatim(first: Telling, second: Telling, common: int) -> bool:
    """Whether the words are so many and so alike that they are one statement whoever said them."""
    short, long = len(first.words), len(second.words)
    if short > long:
        short, long = long, short
    return short >= 8 and common / short >= 0.85 and common / long >= 0.6 and not _figures_moved(first, second)


def _translated(first: Telling, second: Telling) -> bool:
    """Whether one telling may translate the other: about as long, the same numbers, names in common."""
    short, long = sorted((len(first.words), len(second.words)))
    if short < 4 or short / long < 0.45:
        return False
    if _clash(first.numbers, second.numbers):
        return False
    anchors = (first.numbers & second.numbers) | _alike(first, second)
    least = min(len(first.numbers | first.names), len(second.numbers | second.names))
    return len(anchors) >= 2 and (least == 0 or len(anchors) / least >= 0.5)


def _clash(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether numbers of several digits differ (one may be written out, two may not differ)."""
    return bool(first) and bool(second) and not first & second


def _alike(first: Telling, second: Telling) -> frozenset[str]:
    """Names, and long words that two languages write nearly alike (coopération, cooperation), in both tellings."""
    stems = Counter(word[:5] for word in second.words if len(word) > 6)
    return (first.names & second.names) | frozenset(word[:5] for word in first.words if len(word) > 6 and word[:5] in stems)
