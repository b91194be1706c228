"""An invented press with habits: who credits whom, how dates go wrong, when pages are met, dispatches that are held or not, translations.

  python benchmarks/habits.py FOLDER --habits careless --articles 2000 --seed 7

Writes docs.jsonl.gz and gold.json.gz in the schema of benchmarks/press.py, for benchmarks/direction.py. Beyond that schema a document may
have "canonical", "wire" (item ids), "images" and "links"; the truth has "roots" (for each article the numbers of what it goes back to:
articles, or dispatches that are not held, counted from -1 down) and "wires" (for each article the agency that it goes back to, or null).
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from press import COPIES, DAY, Press, Text, Word, pair_of, printed

CREDITS = {
    "fr": ("Source : {}", "Lire l'article complet sur {}", "Cet article est paru d'abord sur {}", "Publié initialement par {}", "Avec {}"),
    "en": ("Source: {}", "Read more at {}", "This article first appeared on {}", "Originally published by {}", "Via {}"),
}
SIGNATURES = {"fr": ("({})", "Avec {}", "Source : {}"), "en": ("({})", "Source: {}", "With {}")}
AGENCIES = {"AFP": "afp.com", "Reuters": "reuters.com", "dpa": "dpa.com", "ANSA": "ansa.it", "EFE": "efe.com"}
HOUR = 3_600


@dataclass(frozen=True)
class Habits:
    """Shares (0 to 1) of articles that do something, and how pages are met: "soon", "together", "mixed" or "astray"."""

    credits: float = 0.35
    carries_credit: float = 0.8
    wrong_credit: float = 0.0
    canonical: float = 0.0
    pictures: float = 0.0
    dispatches: float = 0.0
    held_dispatches: float = 0.0
    signs_agency: float = 0.6
    item_ids: float = 0.0
    undated: float = 0.05
    off_by_hours: float = 0.04
    off_by_days: float = 0.05
    redated: float = 0.0
    day_only: float = 0.0
    translations: float = 0.0
    names_itself: float = 0.0
    copies_of_copies: float = 0.3
    met: str = "soon"
    delay: float = 20_000.0


PRESSES = {
    "plain": Habits(),
    "careless": Habits(credits=0.1, undated=0.25, off_by_hours=0.08, off_by_days=0.1, redated=0.1, day_only=0.3, met="mixed", delay=60_000),
    "wire": Habits(credits=0.25, dispatches=0.5, held_dispatches=0.4, item_ids=0.15, pictures=0.2, met="astray", delay=8_000),
    "network": Habits(
        credits=0.6, wrong_credit=0.04, canonical=0.15, pictures=0.4, translations=0.25, names_itself=0.3, day_only=0.15, redated=0.05,
        copies_of_copies=0.6, met="together", delay=90_000,
    ),
}  # fmt: skip


@dataclass
class Marks:
    """What an article bears beside its text, in the making."""

    lines: list[str] = field(default_factory=list)
    canonical: int | None = None
    items: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    roots: set[int] = field(default_factory=set)
    wire: str | None = None
    date_of: int | None = None


class Newsroom:
    """A press at work: texts and their marks, in the order in which they were made."""

    def __init__(self, articles: int, seed: int, habits: Habits) -> None:
        self.press, self.habits = Press(articles, seed), habits
        self.random = self.press.random
        self.texts: list[Text] = []
        self.marks: list[Marks] = []
        self.open: list[int] = []
        self.also: dict[int, set[int]] = defaultdict(set)
        self.dispatches = 0
        self.wide = {lang: self.press.vocabulary[lang] for lang in CREDITS}

    def chance(self, share: float) -> bool:
        """Whether something that a share of articles do is done."""
        return self.random.random() < share

    def fill(self, articles: int) -> None:
        """Make articles until there are enough."""
        while len(self.texts) < articles:
            draw = self.random.random()
            if draw < 0.05 * self.habits.dispatches * 2:
                self.dispatch()
            elif len(self.open) > 40 and draw < 0.6:
                self.copy()
            else:
                self.own()
        del self.texts[articles:], self.marks[articles:]

    def keep(self, text: Text, marks: Marks) -> int:
        """The number of a new article."""
        number = len(self.texts)
        self.texts.append(text)
        self.marks.append(marks)
        if self.chance(self.habits.pictures) and not marks.images:
            marks.images.append(f"https://{text.site}/pictures/{number}.jpg")
        return number

    def own(self) -> None:
        """An article of an outlet's own."""
        number = len(self.texts)
        text = self.press.write(number, "single", 1_900_000_000 + self.random.randrange(40 * DAY))
        if self.chance(self.habits.names_itself):
            paragraph = self.random.choice(text.paragraphs)
            paragraph.insert(self.random.randrange(3, len(paragraph)), Word(text.site))
        self.keep(text, Marks(roots={number}))
        if self.chance(0.35):
            self.open.append(number)

    def dispatch(self) -> None:
        """An agency's text and the outlets that print it, whether or not the agency's page is held."""
        agency = self.random.choice(list(AGENCIES))
        number = len(self.texts)
        base = self.press.write(number, "single", 1_900_000_000 + self.random.randrange(40 * DAY))
        item = f"urn:{AGENCIES[agency]}:{number}"
        self.dispatches += 1
        is_held = self.chance(self.habits.held_dispatches)
        root = number if is_held else -self.dispatches
        base.footer = ""
        if is_held:
            base.site = AGENCIES[agency]
            self.keep(base, Marks(roots={root}, wire=agency, items=[item] if self.chance(0.8) else []))
            self.open.append(number)
        family = number
        for _ in range(self.random.randint(2, 7)):
            kind = self.random.choice(("verbatim", "verbatim", "typo", "edit", "trunc", "boiler"))
            text = self.press.copy(len(self.texts), kind, base, number, None)
            text.parents, text.family, text.time = [number] if is_held else [], family, base.time + self.random.randrange(600, 6 * HOUR)
            marks = Marks(roots={root}, wire=agency)
            if self.chance(self.habits.signs_agency):
                marks.lines.append(self.random.choice(SIGNATURES[text.lang]).format(agency))
            if self.chance(self.habits.item_ids):
                marks.items.append(item)
            text.lineage = base.lineage
            place = self.keep(text, marks)
            if self.chance(0.5):
                self.open.append(place)

    def copy(self) -> None:
        """A copy, perhaps of two articles, perhaps in the other language."""
        row = self.random.choice(self.open[-200:])
        parent, number = self.texts[row], len(self.texts)
        kind = self.random.choice(COPIES)
        other = self.random.choice(self.open[-200:]) if kind == "merge" else row
        if kind == "merge" and (other == row or self.texts[other].lang != parent.lang or self.texts[other].kind in {"merge", "excerpt"}):
            kind, other = "verbatim", row
        text = self.press.copy(number, kind, parent, row, None)
        text.time = parent.time + int(self.random.expovariate(1 / self.habits.delay)) + 120
        is_part = kind in {"excerpt", "agency"}
        marks = Marks(roots={number} if is_part else self.marks[row].roots, wire=None if is_part else self.marks[row].wire)
        if other != row:
            self._merge(text, marks, (row, other))
        elif kind in {"verbatim", "typo", "edit"} and self.chance(self.habits.translations):
            self._translate(text)
        self._mark(text, marks, row)
        self.keep(text, marks)
        if text.kind in {"verbatim", "typo", "boiler", "edit", "translated"} and self.chance(self.habits.copies_of_copies):
            self.open.append(number)

    def _merge(self, text: Text, marks: Marks, rows: tuple[int, int]) -> None:
        """Two texts one after the other, or woven together."""
        one, two = (self.texts[row].paragraphs for row in rows)
        woven = [p for k in range(max(len(one), len(two))) for p in (*one[k : k + 1], *two[k : k + 1])]
        text.paragraphs, text.parents = woven if self.chance(0.5) else [*one, *two], list(rows)
        text.time = max(self.texts[row].time for row in rows) + int(self.random.expovariate(1 / self.habits.delay)) + 120
        marks.roots = self.marks[rows[0]].roots | self.marks[rows[1]].roots
        self.also[len(self.texts)].add(self.texts[rows[1]].lineage)

    def _translate(self, text: Text) -> None:
        """The same words in the other language; names and what has no word there stay."""
        here, there = (text.lang, "en" if text.lang == "fr" else "fr")
        number_of = {word: k for k, word in enumerate(self.wide[here])}
        text.lang, text.kind, text.footer = there, "translated", ""
        text.paragraphs = [[self._word(word, number_of, there) for word in paragraph] for paragraph in text.paragraphs]

    def _word(self, word: Word, number_of: dict[str, int], lang: str) -> Word:
        bare = word.text.rstrip(".").lower()
        if bare not in number_of:
            return word
        found = self.wide[lang][number_of[bare]]
        found = found.capitalize() if word.text[:1].isupper() else found
        return Word(found + word.text[len(word.text.rstrip(".")) :], word.birth)

    def _mark(self, text: Text, marks: Marks, row: int) -> None:
        """Credits, canonical address, pictures and date of a copy."""
        parent = self.marks[row]
        if text.kind in {"verbatim", "typo", "boiler", "ocr", "edit"}:
            marks.lines += [line for line in parent.lines if self.chance(self.habits.carries_credit)]
            marks.items += [item for item in parent.items if self.chance(0.5)]
        if self.chance(self.habits.credits) or text.kind == "trunc":
            named = self.random.choice(self.press.sites) if self.chance(self.habits.wrong_credit) else self.texts[row].site
            marks.lines.append(self.random.choice(CREDITS[text.lang]).format(named))
        if text.kind in {"verbatim", "typo", "boiler"} and self.chance(self.habits.canonical):
            marks.canonical = row
        if self.chance(self.habits.pictures):
            marks.images += parent.images
        if self.chance(self.habits.redated):
            marks.date_of = row

    def date(self, number: int) -> int | None:
        """The moment that a page tells, or None."""
        habits, text, of = self.habits, self.texts[number], self.marks[number].date_of
        if self.chance(habits.undated):
            return None
        if of is not None:
            # taken over with the text, or set anew when the page was touched again
            return self.texts[of].time if self.chance(0.5) else text.time + self.random.randrange(60 * DAY)
        if self.chance(habits.off_by_hours):
            return text.time + self.random.choice((-2, -1, 1, 2)) * HOUR
        if self.chance(habits.off_by_days):
            return text.time + self.random.choice((-30, -7, -1, 1, 7, 30)) * DAY
        return text.time

    def seen(self, number: int) -> int:
        """The moment a page was first met."""
        time, met = int(self.texts[number].time), self.habits.met
        if met == "together" or (met == "mixed" and self.chance(0.4)):
            return 1_900_000_000 + 200 * DAY + self.random.randrange(2 * HOUR)
        return time + 60 + int(self.random.expovariate(1 / ((10 if met == "astray" else 1) * HOUR)))


def make(articles: int, seed: int, habits: Habits) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records and the truth of a press with habits."""
    room = Newsroom(articles, seed, habits)
    room.fill(articles)
    order = list(range(articles))
    room.random.shuffle(order)
    rank = {old: new for new, old in enumerate(order)}
    bodies = [_printed(room, old) for old in order]
    records = [_record(room, old, new, body, rank) for new, (old, (body, _)) in enumerate(zip(order, bodies, strict=True))]
    families = _families(room)
    gold = {
        "n": articles,
        "kind": [room.texts[old].kind for old in order],
        "family": [families[old] for old in order],
        "parents": [[rank[p] for p in room.texts[old].parents if p in rank] for old in order],
        "time": [room.texts[old].time for old in order],
        "roots": [sorted(root if root < 0 else rank.get(root, -(10**9) - root) for root in room.marks[old].roots) for old in order],
        "wires": [room.marks[old].wire for old in order],
        "pairs": _pairs(room, order, rank, [places for _, places in bodies]),
    }
    return records, gold


def _families(room: Newsroom) -> list[int | None]:
    """The family of each article: whole copies of one text; -1 where it holds parts of others."""
    return [-1 if text.kind in {"merge", "excerpt"} else text.lineage for text in room.texts]


def _printed(room: Newsroom, old: int) -> tuple[str, dict[tuple[int, int], tuple[int, int]]]:
    """The body with the lines that credit, above its footer, and where each word of it stands."""
    text = room.texts[old]
    footer, text.footer = text.footer, ""
    body, places = printed(text)
    return "\n\n".join((body, *room.marks[old].lines, *([footer] if footer else []))), places


def _record(room: Newsroom, old: int, new: int, body: str, rank: dict[int, int]) -> dict[str, Any]:
    text, marks = room.texts[old], room.marks[old]
    date = room.date(old)
    record = {"id": new, "site": text.site, "lang": text.lang, "title": body[:60], "text": body, "date": date, "seen": room.seen(old)}
    if date is not None and room.chance(room.habits.day_only):
        record |= {"date": date - date % DAY, "day_only": True}
    if marks.canonical is not None:
        record["canonical"] = f"https://{room.texts[marks.canonical].site}/{rank.get(marks.canonical, 0)}"
    return record | {key: value for key, value in (("wire", marks.items), ("images", marks.images)) if value}


def _pairs(
    room: Newsroom, order: list[int], rank: dict[int, int], places: list[dict[tuple[int, int], tuple[int, int]]]
) -> list[dict[str, Any]]:
    """Every true pair once."""
    lineages: defaultdict[int, set[int]] = defaultdict(set)
    for new, old in enumerate(order):
        for lineage in (room.texts[old].lineage, *room.also[old]):
            lineages[lineage].add(new)
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for members in lineages.values():
        for a, b in combinations(sorted(members), 2):
            if (a, b) not in found and (pair := pair_of(a, b, places, room.texts, order, rank)):
                found[a, b] = pair
    return [pair for _, pair in sorted(found.items())]


def main() -> None:
    """Write a press with habits into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--habits", choices=sorted(PRESSES), default="plain")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    records, gold = make(asked.articles, asked.seed, PRESSES[asked.habits])
    asked.folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(asked.folder / "docs.jsonl.gz", "wt", encoding="utf-8", compresslevel=4) as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    with gzip.open(asked.folder / "gold.json.gz", "wt", encoding="utf-8", compresslevel=4) as file:
        json.dump(gold, file)


if __name__ == "__main__":
    main()
