"""A library of any size to load a reader with: the invented press as pages, with names, quotations, dates and credits, settled at once.

  python benchmarks/load_press.py LIBRARY --articles 100000 [--seed 1] [--large 5000]

Pages are written, read and kept as any page is. Who says what is known beforehand and not looked for; copies are found among all
articles at once and the index of windows is written after, so that articles added later are compared with them. Translations are not
looked for. `--large` adds a story of so many articles that is settled as told: finding it takes as many comparisons as it has pairs.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from press import make

from sourcier.compare import find_reuses, windows
from sourcier.model import Article, DateMention, Derivation, Evidence, Mention, Origin, Page, Reading, Span, Statement, Story, make_id
from sourcier.read import read_article
from sourcier.store import open_store
from sourcier.trace import trace_stories

_FIRST = ("Ada", "Bruno", "Clara", "Denis", "Elsa", "Farid", "Greta", "Hugo", "Irène", "Jonas", "Klara", "Louis", "Maud", "Noor", "Oscar")
_LAST = [
    f"{head}{tail}" for head in ("Mar", "Del", "Bran", "Kor", "Val", "Tor", "Lin", "Roc") for tail in ("ven", "mont", "ski", "ault", "berg")
]
_NAMES = [f"{first} {last}" for first in _FIRST for last in _LAST]
_PLACES = [
    f"{head}-{tail}" for head in ("Port", "Mont", "Val", "Pont", "Cap") for tail in ("Aubin", "Serein", "Clair", "Neuf", "Roux", "Vieux")
]
_SAID = re.compile(r"“([^”]*)” (said) (\S+ \S+) in (\S+) on (\d{4}-\d\d-\d\d)\.")
_RULES = "invented"


@dataclass(frozen=True, slots=True)
class Printed:
    """A page of the press."""

    address: str
    outlet: str
    title: str
    language: str
    paragraphs: Sequence[str]
    published: datetime | None
    captured: datetime
    credit: str = ""

    def page(self) -> Page:
        """The page as a site would print it."""
        dated = f'<meta property="article:published_time" content="{self.published.isoformat()}">' if self.published else ""
        head = f'<title>{escape(self.title)}</title><meta property="og:site_name" content="{self.outlet}">{dated}'
        body = "".join(f"<p>{escape(words)}</p>" for words in self.paragraphs)
        credit = f'<p>Source : <a href="https://{self.credit}/">{self.credit}</a></p>' if self.credit else ""
        html = f"<article><h1>{escape(self.title)}</h1>{body}{credit}</article>"
        content = f'<html lang="{self.language}"><head>{head}</head><body>{html}</body></html>'.encode()
        return Page(self.address, content, "text/html; charset=utf-8", self.captured)


def press(articles: int, seed: int) -> Iterator[Printed]:
    """The pages of a press of so many articles; about half of those that copy another credit it."""
    records, gold = make(articles, seed)
    chance = random.Random(seed)  # noqa: S311 - invented texts
    for record, parents in zip(records, gold["parents"], strict=True):
        seen = datetime.fromtimestamp(record["seen"], UTC)
        yield Printed(
            f"https://{record['site']}/{record['id']}",
            record["site"],
            record["title"],
            record["lang"],
            _quoting(record["text"].split("\n\n"), seen, chance),
            datetime.fromtimestamp(record["date"], UTC) if record["date"] else None,
            seen,
            records[parents[0]]["site"] if parents and chance.random() < 0.5 else "",
        )


def _quoting(paragraphs: list[str], at: datetime, chance: random.Random) -> list[str]:
    """The paragraphs with two quotations among them."""
    for _ in range(2):
        words = " ".join(paragraphs[0].split()[chance.randrange(20) :][:14]).strip(".,")
        day = (at - timedelta(days=chance.randrange(1, 9))).date()
        paragraphs.insert(1, f"“{words}” said {chance.choice(_NAMES)} in {chance.choice(_PLACES)} on {day}.")
    return paragraphs


def reading_of(page: Page) -> Reading:
    """The reading of a page of the press: what is said in it stands where it was written."""
    article = read_article(page)
    key, told = article.article_id, list(_SAID.finditer(article.body))
    said = [Statement(key, "direct", (Span(*found.span(1)),), Span(*found.span(2)), Span(*found.span(3)), found[3]) for found in told]
    names = [
        mention
        for found in told
        for mention in (Mention(key, Span(*found.span(3)), found[3], "person"), Mention(key, Span(*found.span(4)), found[4], "place"))
    ]
    dates = [DateMention(key, Span(*found.span(5)), found[5]) for found in told]
    return Reading(page, article, None, tuple(said), tuple(dates), tuple(names), rules=_RULES)


def build(path: Path, articles: int, seed: int, large: int) -> None:
    """A library at the path; says how long each step took."""
    with open_store(path) as library:
        began = time.monotonic()
        pages = [*(printed.page() for printed in press(articles, seed)), *(printed.page() for printed in _large(large))]
        began = _tell("pages written", began, len(pages))
        kept = library.add_all(map(reading_of, pages))
        began = _tell("kept", began, kept)
        held = list(library.articles())
        alone = [article for article in held if "/large/" not in article.address]
        reuses = list(find_reuses(alone, translations=False))
        began = _tell("reuses found", began, len(reuses))
        stories = [*trace_stories(alone, reuses)]
        stories += [_told_story([article for article in held if "/large/" in article.address])] if large else []
        began = _tell("stories traced", began, len(stories))
        library.settle(reuses, stories)
        began = _tell("stories kept", began, len(stories))
    _tell("windows indexed", began, _index(path, held))


def _tell(what: str, began: float, number: int) -> float:
    """Now, after a line about a step was printed."""
    now = time.monotonic()
    print(f"{number:>9,} {what} in {now - began:,.0f} s", flush=True)
    return now


def _index(path: Path, held: Sequence[Article]) -> int:
    """How many rows of windows were written, in the order of the table; nothing waits to be settled afterwards."""
    with sqlite3.connect(path) as connection:
        numbers = dict(connection.execute("SELECT article_id, number FROM articles"))
        prints = [(windows(article).hashes.astype(np.int64), numbers[article.article_id]) for article in held]
        hashes = np.concatenate([found for found, _ in prints])
        owners = np.concatenate([np.full(len(found), number) for found, number in prints])
        order = np.lexsort((owners, hashes))
        rows = zip(hashes[order].tolist(), owners[order].tolist(), strict=True)
        while some := list(islice(rows, 100_000)):
            connection.executemany("INSERT OR IGNORE INTO windows VALUES (?, ?)", some)
        connection.execute("DELETE FROM waiting")
    return len(order)


def _large(size: int) -> Iterator[Printed]:
    """The pages of the large story, each of words that no other has."""
    chance = random.Random(size)  # noqa: S311 - invented texts
    first = datetime(2031, 1, 5, 6, tzinfo=UTC)
    outlets = [f"{head}-{tail}.example" for head in ("phare", "havre", "cap", "rade", "digue", "mole") for tail in range(60)]
    for number, at in enumerate(sorted(first + timedelta(seconds=chance.expovariate(1 / 200_000)) for _ in range(size))):
        words = [f"{chance.choice(_LAST).lower()}{number}x{place}" for place in range(60)]
        paragraphs = [" ".join(words[start : start + 20]).capitalize() + "." for start in range(0, 60, 20)]
        outlet = chance.choice(outlets)
        yield Printed(
            f"https://{outlet}/large/{number}",
            outlet,
            f"Storm over the harbour, {number}",
            "en",
            paragraphs,
            at,
            at + timedelta(minutes=40),
        )


def _told_story(articles: Sequence[Article]) -> Story:
    """The large story: each article but the first takes from one of the first few."""
    chance = random.Random(len(articles))  # noqa: S311 - an invented story
    derivations = []
    for number, article in enumerate(articles[1:], 1):
        giver = articles[min(number - 1, int(chance.expovariate(0.5)))]
        facts: dict[str, Any] = {
            "verdict": chance.choices(("confirmed", "uncredited", "undecided", "claimed"), weights=(4, 5, 2, 1))[0],
            "evidence": (Evidence("copy", 2.5, "91% of this text stands in the other; 88% of the other in this"),),
            "confidence": chance.uniform(0.5, 0.99),
            "kind": "copy",
        }
        derivations.append(Derivation(article.article_id, giver.article_id, _outlet(giver), giver.address, "whole", **facts))
    ids = tuple(article.article_id for article in articles)
    origin = Origin(_outlet(articles[0]), articles[0].address, articles[0].article_id)
    return Story(make_id("s", *ids), ids, tuple(derivations), (origin,), (1, 3))


def _outlet(article: Article) -> str:
    return article.outlet.name if article.outlet else ""


def main() -> None:
    """Build what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", type=int, default=0)
    asked = parser.parse_args()
    build(asked.library, asked.articles, asked.seed, asked.large)


if __name__ == "__main__":
    main()
