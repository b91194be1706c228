"""An invented press of any size with known copying: nonsense words, invented outlets, every kind of copying and of what only looks like it.

  python benchmarks/press.py FOLDER --articles 10000 --seed 1

Writes docs.jsonl.gz and gold.json.gz in the schema of ../shared/copies, so that the same scorers read both. Every word remembers where
it was born; two articles are a true pair when 80 characters or more of one stand in the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

FRENCH, ENGLISH = (
    "ba ché dou fla gri lon mé nui pra quoi ré sien tou vau ille ement oir ard euse",
    "bran cress dow fen gly hatch kirk low mer nock pell rud stam thorn wick ing ness ed er ly",
)
SYLLABLES = {"fr": tuple(FRENCH.split()), "en": tuple(ENGLISH.split())}
COPIES = ("verbatim", "typo", "boiler", "trunc", "ocr", "edit", "heavy", "agency", "merge", "excerpt")
DAY = 86_400


@dataclass(frozen=True)
class Word:
    """A word as printed and where it was born: the number of its article and its place there."""

    text: str
    birth: tuple[int, int] | None = None


Paragraph = list[Word]


@dataclass
class Text:
    """An article in the making."""

    site: str
    lang: str
    kind: str
    time: int
    paragraphs: list[Paragraph]
    family: int | None
    parents: list[int] = field(default_factory=list)
    lineage: int = 0
    footer: str = ""


class Press:
    """The outlets, the words of each language, and the stock paragraphs that everybody prints; all from one seed."""

    def __init__(self, articles: int, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a seeded press is what is wanted
        self.vocabulary = {lang: self._words(lang, 30_000) for lang in SYLLABLES}
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(30_000)))
        self.sites = [f"{self._name()}.example" for _ in range(max(20, articles // 25))]
        self.footers = {site: " ".join(self._plain(self.random.choice(("fr", "en")), 60)) for site in self.sites}
        self.stock = {lang: [self._sentences(lang, None, 45, []) for _ in range(20)] for lang in SYLLABLES}

    def _words(self, lang: str, count: int) -> list[str]:
        return ["".join(self.random.choices(SYLLABLES[lang], k=self.random.choice((1, 2, 2, 3, 3, 4)))) for _ in range(count)]

    def _name(self) -> str:
        return "".join(self.random.choices(SYLLABLES["en"][:16] + SYLLABLES["fr"][:12], k=3)).encode("ascii", "ignore").decode()

    def _plain(self, lang: str, count: int) -> list[str]:
        return self.random.choices(self.vocabulary[lang], cum_weights=self.weights, k=count)

    def _sentences(self, lang: str, article: int | None, count: int, names: Sequence[str]) -> Paragraph:
        """A paragraph of about `count` words; each word is born here, unless `article` is None."""
        words = self._plain(lang, count)
        for place in range(0, count, self.random.randint(9, 16)):
            words[place] = words[place].capitalize()
        for place in range(3, count, 7):
            if names and self.random.random() < 0.5:
                words[place] = self.random.choice(names)
        ends = set(range(11, count, self.random.randint(11, 17))) | {count - 1}
        return [
            Word(word + ("." if place in ends else ""), None if article is None else (article, place)) for place, word in enumerate(words)
        ]

    def write(self, number: int, kind: str, time: int, names: Sequence[str] = ()) -> Text:
        """A text of its own."""
        lang = self.random.choice(("fr", "en"))
        names = names or [self._name().capitalize() for _ in range(8)]
        paragraphs, born = [], 0
        for _ in range(self.random.randint(4, 9)):
            paragraph = self._sentences(lang, number, self.random.randint(25, 70), names)
            paragraphs.append([Word(word.text, (number, born + place)) for place, word in enumerate(paragraph)])
            born += len(paragraph)
        if self.random.random() < 0.06:
            paragraphs.insert(self.random.randint(1, len(paragraphs)), list(self.random.choice(self.stock[lang])))
        site = self.random.choice(self.sites)
        return Text(site, lang, kind, time, paragraphs, None, lineage=number, footer=self.footer(site))

    def footer(self, site: str) -> str:
        """What an outlet prints under some of its articles."""
        return f"{site}: {self.footers[site]}" if self.random.random() < 0.4 else ""

    def copy(self, number: int, kind: str, parent: Text, parent_number: int, other: Text | None) -> Text:
        """A text taken from another, wholly or in part."""
        source = parent.paragraphs
        time = parent.time + int(self.random.expovariate(1 / 20_000)) + 300
        if kind in {"agency", "excerpt", "merge"}:
            host = self.write(number, kind, time)
            part = self._part(kind, source)
            place = self.random.randint(0, len(host.paragraphs))
            mixed = host.paragraphs if other is None or kind != "merge" else [*other.paragraphs]
            paragraphs = [*mixed[:place], *part, *mixed[place:]]
        else:
            paragraphs = self._change(kind, source)
        family = -1 if kind in {"merge", "excerpt"} else parent.family if parent.family is not None else parent_number
        site = self.random.choice([site for site in self.random.sample(self.sites, 3) if site != parent.site])
        return Text(site, parent.lang, kind, time, paragraphs, family, [parent_number], parent.lineage, self.footer(site))

    def _part(self, kind: str, source: list[Paragraph]) -> list[Paragraph]:
        """What an agency paragraph, an excerpt or a merge takes."""
        if kind == "agency":
            return source[: self.random.randint(1, 2)]
        if kind == "merge":
            return source
        start = self.random.randrange(len(source))
        quoted = source[start][: self.random.randint(20, 60)]
        return [[Word("«"), *quoted, Word("»")]]

    def _change(self, kind: str, source: list[Paragraph]) -> list[Paragraph]:
        """A whole text as a copier leaves it."""
        if kind == "trunc":
            return [*source[: max(1, len(source) // 3)], [Word("[…]")]]
        if kind in {"edit", "heavy"}:
            kept = [paragraph for paragraph in source if self.random.random() < 0.9] or source
            if self.random.random() < 0.3:
                kept = kept[1:] + kept[:1]
            rate = self.random.uniform(0.01, 0.06) if kind == "edit" else self.random.uniform(0.15, 0.3)
            return [self._edit(paragraph, rate) for paragraph in kept]
        if kind in {"typo", "ocr"}:
            rate = 0.02 if kind == "typo" else 0.12
            return [[self._smudge(word) if self.random.random() < rate else word for word in paragraph] for paragraph in source]
        return [list(paragraph) for paragraph in source]

    def _edit(self, paragraph: Paragraph, rate: float) -> Paragraph:
        """Words put in, left out and put in place of others."""
        edited: Paragraph = []
        for word in paragraph:
            if self.random.random() >= rate:
                edited.append(word)
                continue
            change = self.random.randrange(3)
            if change != 0:
                edited.append(Word(self.random.choice(self.vocabulary["fr"])))
            if change == 1:
                edited.append(word)
        return edited

    def _smudge(self, word: Word) -> Word:
        place = self.random.randrange(len(word.text))
        return Word(word.text[:place] + self.random.choice("eocil1") + word.text[place + 1 :], word.birth)


def make(articles: int, seed: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records and the truth of a press."""
    press = Press(articles, seed)
    texts: list[Text] = []
    open_rows: list[int] = []
    templates: dict[str, Text] = {}
    while len(texts) < articles:
        number, draw = len(texts), press.random.random()
        if open_rows and draw < 0.5:
            row = press.random.choice(open_rows[-200:])
            kind = press.random.choice(COPIES)
            text = press.copy(number, kind, texts[row], row, None)
            # what was copied lightly is copied on, now and then
            if kind in {"verbatim", "typo", "boiler"} and press.random.random() < 0.3:
                open_rows.append(number)
        elif draw < 0.56:
            text = _report(press, number, templates)
        else:
            text = press.write(number, "single", 1_900_000_000 + press.random.randrange(40 * DAY))
            if press.random.random() < 0.35:
                open_rows.append(number)
        texts.append(text)
    return _publish(press, texts)


def _report(press: Press, number: int, templates: dict[str, Text]) -> Text:
    """A templated report: an outlet's own sentences with a fifth of the words put in anew."""
    text = press.write(number, "template", 1_900_000_000 + press.random.randrange(40 * DAY))
    text.site = press.random.choice(press.sites[:10])
    text.footer = press.footer(text.site)
    base = templates.setdefault(text.site, text)
    text.lang = base.lang
    own = press.vocabulary[text.lang]
    text.paragraphs = [
        [Word(press.random.choice(own)) if press.random.random() < 0.2 else Word(word.text) for word in paragraph]
        for paragraph in base.paragraphs
    ]
    return text


def _publish(press: Press, texts: list[Text]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The texts shuffled and printed, and what is true of them."""
    order = list(range(len(texts)))
    press.random.shuffle(order)
    rank = {old: new for new, old in enumerate(order)}
    records, places = [], []
    for new, old in enumerate(order):
        text = texts[old]
        body, born = printed(text)
        when = text.time if press.random.random() > 0.12 else text.time + press.random.randrange(30 * DAY)
        date = None if press.random.random() < 0.05 else when
        records.append(
            {"id": new, "site": text.site, "lang": text.lang, "title": body[:60], "text": body, "date": date, "seen": text.time + 3600}
        )
        places.append(born)
    lineages: defaultdict[int, list[int]] = defaultdict(list)
    for new, old in enumerate(order):
        lineages[texts[old].lineage].append(new)
    pairs = [
        pair
        for members in lineages.values()
        for a, b in combinations(sorted(members), 2)
        if (pair := pair_of(a, b, places, texts, order, rank))
    ]
    ordered = [texts[old] for old in order]
    families = [text.family if text.family in {None, -1} else rank[text.family or 0] for text in ordered]
    held = {family for family in families if family not in {None, -1}}
    families = [new if family is None and new in held else family for new, family in enumerate(families)]
    gold = {
        "n": len(texts),
        "kind": [text.kind for text in ordered],
        "family": families,
        "parents": [[rank[parent] for parent in text.parents] for text in ordered],
        "time": [text.time for text in ordered],
        "pairs": sorted(pairs, key=lambda pair: (pair["a"], pair["b"])),
    }
    return records, gold


def printed(text: Text) -> tuple[str, dict[tuple[int, int], tuple[int, int]]]:
    """The body, and for each word's birth the characters it stands at."""
    body, born = "", {}
    for paragraph in text.paragraphs:
        body += "\n\n" if body else ""
        for place, word in enumerate(paragraph):
            body += " " if place else ""
            if word.birth:
                born[word.birth] = (len(body), len(body) + len(word.text))
            body += word.text
    return body + (f"\n\n{text.footer}" if text.footer else ""), born


def pair_of(
    a: int, b: int, places: list[dict[tuple[int, int], tuple[int, int]]], texts: list[Text], order: list[int], rank: dict[int, int]
) -> dict[str, Any] | None:
    """The true pair of two articles of one lineage, or None where they share fewer than 80 characters."""
    shared = places[a].keys() & places[b].keys()
    spans = [_runs([places[number][birth] for birth in shared]) for number in (a, b)]
    if min(sum(end - start for start, end in side) for side in spans) < 80:
        return None
    one, other = texts[order[a]], texts[order[b]]
    edge = 1 if a in [rank[p] for p in other.parents] else -1 if b in [rank[p] for p in one.parents] else 0
    later = other if other.time >= one.time else one
    return {"a": a, "b": b, "kind": later.kind, "edge": edge, "sa": spans[0], "sb": spans[1]}


def _runs(spans: list[tuple[int, int]]) -> list[list[int]]:
    """The spans run together where only a changed word or two lie between them."""
    runs: list[list[int]] = []
    for start, end in sorted(spans):
        if runs and start - runs[-1][1] <= 30:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    return runs


def main() -> None:
    """Write a press into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    records, gold = make(asked.articles, asked.seed)
    asked.folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(asked.folder / "docs.jsonl.gz", "wt", encoding="utf-8", compresslevel=4) as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    with gzip.open(asked.folder / "gold.json.gz", "wt", encoding="utf-8", compresslevel=4) as file:
        json.dump(gold, file)


if __name__ == "__main__":
    main()
