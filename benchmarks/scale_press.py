"""An invented press of a million articles: as benchmarks/press.py in kind, but made by the array, part by part, without a gold list.

Every part has the same words, names, outlets and stock paragraphs; families of copies do not reach from one part into another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray
from press import DAY, SYLLABLES

from sourcier.model import Article, Outlet

# Articles of one part.
PART = 20_000
_WORDS, _NAMES = 60_000, 200_000
_KINDS = ("verbatim", "typo", "boiler", "trunc", "edit", "heavy", "agency", "merge", "excerpt", "verbatim")
_OPEN = 300
_START = 1_900_000_000
Ids = NDArray[np.int32]
Paragraphs = list[Ids]


@dataclass(frozen=True)
class Text:
    """An article in the making: the outlet by number, words and names by number."""

    site: int
    lang: str
    time: int
    paragraphs: Paragraphs


@cache
def vocabulary(lang: str) -> NDArray[np.object_]:
    """The words of a language, then the names that all languages share, then the words with capitals that begin sentences."""
    random = np.random.default_rng(7 if lang == "fr" else 8)
    words = _make(random, SYLLABLES[lang], _WORDS)
    names = [name.capitalize() for name in _make(np.random.default_rng(9), SYLLABLES["en"] + SYLLABLES["fr"], _NAMES, least=2)]
    return np.array([*words, *names, *(word.capitalize() for word in words)], object)


def _make(random: np.random.Generator, syllables: tuple[str, ...], count: int, least: int = 1) -> list[str]:
    """So many words."""
    sizes = random.integers(least, 5, count)
    picks = random.integers(0, len(syllables), int(sizes.sum()))
    ends = np.cumsum(sizes)
    return ["".join(syllables[pick] for pick in picks[end - size : end]) for size, end in zip(sizes.tolist(), ends.tolist(), strict=True)]


@cache
def _ranks(count: int, head: int) -> NDArray[np.float64]:
    """The running sum of how often words are used, by rank."""
    weights = np.cumsum(1 / (np.arange(count) + head))
    return weights / weights[-1]


def _pick(random: np.random.Generator, count: int, size: int, head: int) -> Ids:
    """So many words by their rank."""
    return np.searchsorted(_ranks(count, head), random.random(size)).astype(np.int32)


class Part:
    """One part of a press of so many articles."""

    def __init__(self, articles: int, number: int) -> None:
        self.random = np.random.default_rng([number, 1])
        self.sites = max(20, articles // 25)
        stock = np.random.default_rng(5)
        self.stock = [_pick(stock, _WORDS, 45, 8) for _ in range(40)]

    def write(self, time: int, lang: str = "") -> Text:
        """A text of its own."""
        random = self.random
        lang = lang or ("fr", "en")[int(random.integers(2))]
        names = np.append(_pick(random, _NAMES, 5, 20), random.integers(0, _NAMES, 3)).astype(np.int32) + _WORDS
        paragraphs = [self._sentences(int(random.integers(25, 70)), names) for _ in range(int(random.integers(4, 10)))]
        if random.random() < 0.06:
            paragraphs.insert(1, self.stock[int(random.integers(40))])
        return Text(int(random.integers(self.sites)), lang, time, paragraphs)

    def _sentences(self, size: int, names: Ids) -> Ids:
        """A paragraph of so many words, with names among them."""
        words = _pick(self.random, _WORDS, size, 8)
        words[::12] += _WORDS + _NAMES
        places = np.arange(3, size, 7)
        places = places[self.random.random(len(places)) < 0.5]
        words[places] = names[self.random.integers(0, len(names), len(places))]
        return words

    def copy(self, parent: Text) -> Text:
        """A text taken from another, wholly or in part."""
        random = self.random
        kind = _KINDS[int(random.integers(len(_KINDS)))]
        text = replace(parent, site=int(random.integers(self.sites)), time=parent.time + 300 + int(random.exponential(20_000)))
        if kind in {"agency", "merge", "excerpt"}:
            host = self.write(text.time, parent.lang)
            some = parent.paragraphs if kind == "merge" else parent.paragraphs[: 1 + int(random.integers(2))]
            taken = [some[0][: int(random.integers(20, 60))]] if kind == "excerpt" else some
            return replace(text, paragraphs=[host.paragraphs[0], *taken, *host.paragraphs[1:]])
        if kind == "trunc":
            return replace(text, paragraphs=parent.paragraphs[: max(1, len(parent.paragraphs) // 3)])
        rate = {"typo": 0.02, "edit": 0.04, "heavy": 0.2}.get(kind, 0.0)
        return replace(text, paragraphs=[self._edit(paragraph, rate) for paragraph in parent.paragraphs]) if rate else text

    def _edit(self, paragraph: Ids, rate: float) -> Ids:
        """A paragraph with some words replaced and some left out."""
        changed = self.random.random(len(paragraph))
        words = np.where(changed < rate, _pick(self.random, _WORDS, len(paragraph), 8), paragraph)
        return words[(changed >= rate / 3) | (np.arange(len(words)) == 0)]

    def article(self, text: Text, number: int) -> Article:
        """The text as an outlet prints it."""
        random, words = self.random, vocabulary(text.lang)
        lines = [" ".join(words[paragraph].tolist()) + "." for paragraph in text.paragraphs]
        if random.random() < 0.4:
            lines.append(" ".join(words[_footer(text.site)].tolist()))
        late = random.random()
        when = text.time + (int(random.integers(30 * DAY)) if late < 0.12 else 0)
        site = f"site{text.site}.example"
        return Article(
            body="\n".join(lines),
            title=lines[0][:60],
            language=text.lang,
            outlet=Outlet(site, (site,)),
            address=f"https://{site}/{number}",
            published=None if late > 0.95 else datetime.fromtimestamp(when, UTC),
            captured_at=datetime.fromtimestamp(text.time + 3600, UTC),
        )


@cache
def _footer(site: int) -> Ids:
    """What an outlet prints under some of its articles."""
    return _pick(np.random.default_rng([site, 2]), _WORDS, 60, 8)


def invented(articles: int, number: int) -> Iterator[Article]:
    """The articles of one part of a press of so many."""
    part = Part(articles, number)
    waiting: list[Text] = []
    for place in range(min(PART, articles - number * PART)):
        if waiting and part.random.random() < 0.5:
            text = part.copy(waiting[-1 - int(part.random.integers(min(len(waiting), _OPEN)))])
            is_copied = part.random.random() < 0.3
        else:
            text = part.write(_START + int(part.random.integers(40 * DAY)))
            is_copied = part.random.random() < 0.35
        if is_copied:
            waiting = [*waiting[-_OPEN:], text]
        yield part.article(text, number * PART + place)
