"""A small invented press from a random source: copies whole and in part, footers, moulds, stock paragraphs, tellings in two languages."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sourcier.model import Article, Outlet

START = datetime(2031, 3, 4, 8, tzinfo=UTC)
SOUNDS = {
    "fr": ["ba", "ché", "dou", "fla", "gri", "lon", "mé", "nui", "pra", "quoi", "ré", "sien", "tou", "vau"],
    "en": ["bran", "cress", "dow", "fen", "gly", "hatch", "kirk", "low", "mer", "nock"],
}
NAMES = [
    "Kerravec",
    "Valdoux",
    "Tamersk",
    "Ostrel",
    "Brumelin",
    "Corvanne",
    "Drosk",
    "Halmond",
    "Veldrave",
    "Sarnevent",
    "Morgwen",
    "Karsovia",
    "Pelleroc",
    "Thibaldan",
]


def invent(random: random.Random, count: int) -> list[Article]:
    """So many articles, each id once."""
    press = _Press(random)
    articles: dict[str, Article] = {}
    while len(articles) < count:
        article = press.write(list(articles.values()))
        articles[article.article_id] = article
    return list(articles.values())


class _Press:
    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.vocabulary = {
            lang: ["".join(source.choices(sounds, k=source.randint(2, 3))) for _ in range(300)] for lang, sounds in SOUNDS.items()
        }
        self.stock = {lang: [self._words(lang, 22) for _ in range(3)] for lang in SOUNDS}
        self.footers = [self._words("fr", 16) for _ in range(4)]
        self.mould = self._words("en", 60)

    def _words(self, lang: str, count: int) -> list[str]:
        return self.random.choices(self.vocabulary[lang], k=count)

    def write(self, before: list[Article]) -> Article:
        """One more article."""
        outlet = self.random.randrange(6)
        lang = self.random.choice(("fr", "en"))
        body = self._text(lang, before)
        if self.random.random() < 0.5:
            body += "\n" + " ".join(self.footers[outlet % 4])
        if self.random.random() < 0.4:
            body = " ".join(self.random.choice(self.stock[lang])) + "\n" + body
        days = self.random.choice((0, 0, 1, 3, 9, 20))
        published = None if self.random.random() < 0.1 else START + timedelta(days=days, hours=self.random.randrange(20))
        address = f"https://outlet{outlet}.example/{self.random.randrange(10**6)}"
        return Article(body, lang, published, address, Outlet(f"outlet{outlet}"))

    def _text(self, lang: str, before: list[Article]) -> str:
        """A text of its own, one in a mould, or one made of another."""
        draw = self.random.random()
        if draw < 0.15:
            return " ".join(word if self.random.random() < 0.8 else self._words("en", 1)[0] for word in self.mould)
        if before and draw < 0.65:
            body = self.random.choice(before).body
            words = body.split(" ")
            start = self.random.randrange(max(1, len(words) // 2))
            piece = words if self.random.random() < 0.5 else words[start : start + 30]
            rate = self.random.choice((0, 0.05, 0.2))
            kept = [word for word in piece if self.random.random() >= rate]
            return " ".join(kept) + ("" if self.random.random() < 0.5 else "\n" + " ".join(self._words(lang, 30)))
        if before and draw < 0.85:
            return self._tell(self.random.choice(before).body, lang)
        names = self.random.sample(NAMES, 8)
        return " ".join(self.random.choice(names) if self.random.random() < 0.3 else word for word in self._words(lang, 70))

    def _tell(self, body: str, lang: str) -> str:
        """The names of a text in their order, among other words."""
        return " ".join(word if word in NAMES else self._words(lang, 1)[0] for word in body.split())


def redated(article: Article, days: int) -> Article:
    """The article as an earlier capture tells it."""
    return replace(article, published=START - timedelta(days=days), outlet=Outlet("outlet0"), language="en")
