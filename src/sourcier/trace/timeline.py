"""The timeline of a story: dated happenings with their sentence, people and places, each once however many copies tell it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache

from sourcier.languages import languages
from sourcier.model import Article, DateMention, Happening, Mention, MentionKind, Span, make_id
from sourcier.text.fold import fold
from sourcier.text.sentences import split_sentences

_WORD = re.compile(r"[^\W_]+")
_MOST = 60  # sentences of one date that a new one is held against: more is a list of dates, no story
_ALIKE = 0.6  # share of words that two tellings of one happening have in common


@dataclass(frozen=True, slots=True)
class _Told:
    """One sentence of one article for one date."""

    article: Article
    value: str
    span: Span
    words: frozenset[str]
    date_words: str
    people: tuple[str, ...]
    places: tuple[str, ...]


def find_timeline(told: Iterable[tuple[Article, Sequence[DateMention], Sequence[Mention]]]) -> tuple[Happening, ...]:
    """The dated happenings that articles tell, in the order of time: day, week, month or year, each with its sentence.

    `told` are articles with the dates and mentions found in them. A date without a value tells nothing. Sentences of one date
    that are nearly the same are one happening: the earliest published telling gives the words, all are listed. The order given
    does not matter.
    """
    sentences = [sentence for article, dates, mentions in told for sentence in _sentences(article, dates, mentions)]
    sentences.sort(key=lambda one: (_when(one.article), one.article.article_id, one.span, one.value))
    groups: dict[str, list[list[_Told]]] = defaultdict(list)
    copied: dict[tuple[frozenset[str], str], list[_Told]] = {}
    for sentence in sentences:
        # "on Friday" in a copy of the week after is still the Friday of the first telling
        alike = copied.get((sentence.words, sentence.date_words))
        alike = alike or next((group for group in groups[sentence.value][-_MOST:] if _are_one(group[0], sentence)), None)
        if alike is None:
            alike = []
            groups[sentence.value].append(alike)
        alike.append(sentence)
        copied.setdefault((sentence.words, sentence.date_words), alike)
    found = [_happening(group) for value in groups for group in groups[value]]
    return tuple(sorted(found, key=lambda happening: (_first_day(happening.value), happening.value, happening.happening_id)))


def _sentences(article: Article, dates: Sequence[DateMention], mentions: Sequence[Mention]) -> Iterable[_Told]:
    """The sentences of an article that hold dates with a value, one for each value."""
    uncut = sorted({mention.span for mention in dates})  # "am 10. Dezember": a date is never cut
    spans = list(split_sentences(article.body, uncut, _abbreviations((article.language or "")[:2])))
    starts = [span.start for span in spans]
    named = sorted(mentions, key=lambda mention: mention.span)
    places = [mention.span.start for mention in named]
    seen: set[tuple[int, str]] = set()
    for mention in dates:
        at = bisect_right(starts, mention.span.start) - 1
        if mention.value is None or at < 0 or (at, mention.value) in seen:
            continue
        seen.add((at, mention.value))
        span = spans[at]
        here = named[bisect_right(places, span.start - 1) : bisect_right(places, span.end - 1)]
        words = frozenset(fold(word) for word in _WORD.findall(span.of(article.body)))
        date_words = fold(mention.span.of(article.body))
        yield _Told(article, mention.value, span, words, date_words, _names(here, "person"), _names(here, "place"))


@cache
def _abbreviations(language: str) -> frozenset[str]:
    """The abbreviations of a language; of all languages together where its own are not known."""
    known = {code: pack.speech.abbreviations for code, pack in languages().items() if pack.speech is not None}
    return known[language] if language in known else frozenset().union(*known.values())


def _names(mentions: Iterable[Mention], kind: MentionKind) -> tuple[str, ...]:
    """The names of one kind, each once, in order."""
    return tuple(dict.fromkeys(mention.name for mention in mentions if mention.kind == kind))


def _are_one(first: _Told, second: _Told) -> bool:
    """Whether two sentences of one date tell the same."""
    if (first.article.language or "")[:2] != (second.article.language or "")[:2]:
        return False
    return len(first.words & second.words) >= _ALIKE * len(first.words | second.words)


def _happening(group: Sequence[_Told]) -> Happening:
    """The happening that sentences tell, the earliest published first."""
    first = group[0]
    return Happening(
        happening_id=make_id("h", first.article.article_id, first.value, str(first.span.start)),
        value=first.value,
        article_id=first.article.article_id,
        span=first.span,
        words=" ".join(first.span.of(first.article.body).split()),
        people=tuple(dict.fromkeys(name for one in group for name in one.people)),
        places=tuple(dict.fromkeys(name for one in group for name in one.places)),
        told_by=tuple(dict.fromkeys(one.article.article_id for one in group)),
    )


def _when(article: Article) -> tuple[int, datetime]:
    """A time to order articles by: undated ones last."""
    published = article.published
    if published is None:
        return 1, datetime.max.replace(tzinfo=UTC)
    if isinstance(published, datetime):
        return 0, published if published.tzinfo else published.replace(tzinfo=UTC)
    return 0, datetime.combine(published, time.max, tzinfo=UTC)


def _first_day(value: str) -> date:
    """The first day of a value: of a year, a month, a week, or the day itself.

    >>> _first_day("2022-W31"), _first_day("2022-08"), _first_day("2022")
    (datetime.date(2022, 8, 1), datetime.date(2022, 8, 1), datetime.date(2022, 1, 1))
    """
    if "W" in value:
        year, _, week = value.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    return date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value)
