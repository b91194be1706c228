"""Whether an article is one that a watch waits for, and by which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sourcier.errors import UsageError
from sourcier.followed import Watch
from sourcier.model import Article, Statement
from sourcier.text.addresses import normalise_address, registrable_domain
from sourcier.text.fold import fold
from sourcier.watch.patterns import search_of

_WORD = re.compile(r"\w+")
# Characters of the text told on each side of what was met.
_AROUND = 60
_LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Taking:
    """A party that an article takes its text from, as its story tells: name, domain and address, and the words that say so."""

    name: str
    address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """Why an article is told of, and the words by which it was met."""

    reason: str
    words: str


Meeting = Callable[[Article, Sequence[Statement], Iterable[Taking]], Met | None]


def meeting(watch: Watch) -> Meeting:
    """A function from an article, its statements and those it takes from to what the watch meets in it, or None.

    - "outlet" (a name or domain): another outlet takes its text, or credits it;
    - "address": a page at the address is captured, or an article takes from it, credits it or links to it;
    - "speaker": somebody of that name says something;
    - "phrase": the words stand side by side in title or text, whatever their case and accents;
    - "pattern": the pattern is found in title or text.

    Raises:
        UsageError: no such kind, no words, or a pattern that cannot be matched in linear time.
    """
    if watch.kind == "pattern":
        return _pattern(watch.words)
    if watch.kind == "address":
        return _address(watch.words)
    if not folded(watch.words):
        raise UsageError("nothing to watch for", watch.kind)
    kinds = {"outlet": _outlet, "speaker": _speaker, "phrase": _phrase}
    if watch.kind not in kinds:
        raise UsageError("no such kind of watch", watch.kind)
    return kinds[watch.kind](watch.words)


def folded(text: str) -> str:
    """The words of a text without case and accents, a space on each side of each.

    >>> folded("L'Œuvre, à Évian")
    ' l oeuvre a evian '
    """
    words = _WORD.findall(fold.__wrapped__(text))  # whole texts are not worth remembering
    return f" {' '.join(words)} " if words else ""


def _outlet(words: str) -> Meeting:
    """Whoever takes from or credits an outlet known by this name or domain."""
    name, domain = folded(words), registrable_domain(words) if "." in words and " " not in words.strip() else ""

    def is_it(named: str | None, address: str | None) -> bool:
        return bool((named and folded(named) == name) or (domain and address and registrable_domain(address) == domain))

    def meet(article: Article, _: Sequence[Statement], takings: Iterable[Taking]) -> Met | None:
        if is_it(article.outlet.name if article.outlet else None, article.address):
            return None
        taken = next((t for t in takings if is_it(t.name, t.address)), None)
        if taken:
            return Met("takes text from the outlet", _cut(taken.words or taken.name))
        credit = next((c for c in article.credits if is_it(c.name, c.address) or is_it(c.outlet, None)), None)
        return Met("credits the outlet", _cut(credit.printed or credit.name)) if credit else None

    return meet


def _address(words: str) -> Meeting:
    """Whoever stands at, takes from, credits or links to an address."""
    key = normalise_address(words)
    if not key:
        raise UsageError("not an http(s) address", words[:200])

    def meet(article: Article, _: Sequence[Statement], takings: Iterable[Taking]) -> Met | None:
        if normalise_address(article.address) == key:
            return Met("a capture of the page", _cut(article.title))
        for taken in takings:
            if normalise_address(taken.address) == key:
                return Met("takes text from the page", _cut(taken.words or taken.name))
        for credit in article.credits:
            if credit.address and normalise_address(credit.address, article.address) == key:
                return Met("credits the page", _cut(credit.printed or credit.name))
        link = next((link for link in article.links if normalise_address(link.address, article.address) == key), None)
        return Met("links to the page", _cut(link.text)) if link else None

    return meet


def _speaker(words: str) -> Meeting:
    """Whoever reports what somebody said whose name holds these words."""
    name = folded(words)

    def meet(article: Article, statements: Sequence[Statement], _: Iterable[Taking]) -> Met | None:
        said = next((s for s in statements if s.name and name in folded(s.name)), None)
        return Met("the speaker is reported", _cut(" … ".join(span.of(article.body) for span in said.content))) if said else None

    return meet


def _phrase(words: str) -> Meeting:
    """Whoever prints these words side by side."""
    phrase = folded(words)

    def meet(article: Article, _: Sequence[Statement], __: Iterable[Taking]) -> Met | None:
        found = next((part for part in (article.title, *article.body.split("\n")) if phrase in folded(part)), None)
        return None if found is None else Met("the phrase is printed", _cut(_printed(found, phrase.split())))

    return meet


def _printed(text: str, phrase: Sequence[str]) -> str:
    """The words of a phrase as a text prints them, with some before and behind."""
    places = [(word, found.span()) for found in _WORD.finditer(text) for word in folded(found[0]).split()]
    words = [word for word, _ in places]
    starts = (n for n in range(len(words)) if words[n : n + len(phrase)] == list(phrase))
    at = next(starts, None)
    if at is None:  # letters that are taken apart in the text
        return text
    start, end = places[at][1][0], places[at + len(phrase) - 1][1][1]
    return text[max(0, start - _AROUND) : end + _AROUND]


def _pattern(words: str) -> Meeting:
    """Whoever prints what a pattern matches."""
    search = search_of(words)

    def meet(article: Article, _: Sequence[Statement], __: Iterable[Taking]) -> Met | None:
        text = f"{article.title}\n{article.body}"
        found = search(text)
        return None if found is None else Met("the pattern is matched", _cut(text[max(0, found[0] - _AROUND) : found[1] + _AROUND]))

    return meet


def _cut(words: str) -> str:
    """The words on one line, within reason."""
    return " ".join(words[:_LONGEST_WORDS].split())
