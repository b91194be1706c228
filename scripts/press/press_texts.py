"""The texts of the invented press: one file a page, its facts and true answers in TOML between `+++` lines, then its prose.

Prose is blocks parted by an empty line: a paragraph, `## heading`, `> quotation`, `- item`, `% name words` (a piece of the site
that stands inside the text: a credit line, a teaser), `%html …` (as it stands), `@ outlet/name 1-3,5` (blocks of another text,
counted from 1 over its prose: this is how a copy is made). `changes` in the facts are made in all that was taken that way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"})
_GUILLEMETS = re.compile(r"«\s*|\s*»")


@dataclass(frozen=True)
class Block:
    """One block of prose: `kind` is p, h, quote, item, html, or the name of a piece of the site."""

    kind: str
    text: str

    @property
    def is_prose(self) -> bool:
        """Whether it counts as a block of the text itself."""
        return self.kind in {"p", "h", "quote", "item"}


@dataclass(frozen=True)
class Text:
    """One page as written: where it goes, its facts, its blocks with every copy made."""

    outlet: str
    name: str
    facts: dict[str, Any]
    blocks: tuple[Block, ...]

    @property
    def key(self) -> str:
        """The name by which other texts call it."""
        return f"{self.outlet}/{self.name}"

    @property
    def published(self) -> datetime | date | None:
        """When the page says it was published."""
        return self.facts.get("published")


def read_texts(folder: Path) -> tuple[Text, ...]:
    """Every text of the press in order of key, copies made in order of need."""
    raw = {f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/*.md"))}
    done: dict[str, Text] = {}
    for key in raw:
        _settle(key, raw, done, ())
    return tuple(done[key] for key in sorted(done))


def _settle(key: str, raw: dict[str, str], done: dict[str, Text], waiting: tuple[str, ...]) -> Text:
    if key in done:
        return done[key]
    if key in waiting or key not in raw:
        raise SystemExit(f"{' -> '.join((*waiting, key))}: a text that copies itself, or that is not there")
    _, head, prose = raw[key].split("+++\n", 2)
    facts = tomllib.loads(head)
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", prose.strip()):
        block = _parse(part.strip())
        if block.kind == "@":
            blocks += _take(block.text, facts, lambda other: _settle(other, raw, done, (*waiting, key)))
        elif block.text or block.kind != "p":
            blocks.append(block)
    _check_changes(key, facts)
    outlet, name = key.split("/")
    done[key] = Text(outlet, name, facts, tuple(blocks))
    return done[key]


def _parse(part: str) -> Block:
    if part.startswith("%html"):
        return Block("html", part[5:].strip())
    if part.startswith("%"):
        kind, _, words = part[1:].strip().partition(" ")
        return Block(kind, words.strip())
    for mark, kind in (("## ", "h"), ("> ", "quote"), ("- ", "item"), ("@ ", "@")):
        if part.startswith(mark):
            return Block(kind, " ".join(part[len(mark) :].split()))
    return Block("p", " ".join(part.split()))


def _take(words: str, facts: dict[str, Any], find: Callable[[str], Text]) -> list[Block]:
    """The named blocks of another text, with this text's changes made in them."""
    other, _, numbers = words.partition(" ")
    prose = [block for block in find(other).blocks if block.is_prose]
    return [Block(block.kind, _change(block.text, facts)) for block in (prose[n - 1] for n in _numbers(numbers or f"1-{len(prose)}"))]


def _numbers(words: str) -> list[int]:
    chosen: list[int] = []
    for part in words.split(","):
        first, _, last = part.partition("-")
        chosen += range(int(first), int(last or first) + 1)
    return chosen


def _change(text: str, facts: dict[str, Any]) -> str:
    for change in facts.get("changes", ()):
        if change[0] in text:
            text = text.replace(change[0], change[1])
            facts.setdefault("_made", set()).add(change[0])
    if facts.get("typography") == "plain":
        return _GUILLEMETS.sub('"', text.translate(_PLAIN))
    return text


def _check_changes(key: str, facts: dict[str, Any]) -> None:
    made = facts.pop("_made", set())
    for change in facts.get("changes", ()):
        if change[0] not in made:
            raise SystemExit(f"{key}: nothing taken holds {change[0]!r}")
