"""What the pages of one outlet repeat round their texts: learned from several articles, handed to the reader as a value.

A stock paragraph (an appeal for donations, a box for a newsletter, a note on the author) looks like any paragraph on one page; on many
pages of one outlet it is the one that stands on all of them. A paragraph of background that several articles on one matter share
is told from it by its names: they stand in the rest of those articles too.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sourcier.model import Article, Block, Label, Template
from sourcier.read.page.blocks import Layout
from sourcier.read.page.compose import BODY_LABELS
from sourcier.text.fold import fold

VERSION = 1
_LEAST_ARTICLES = 3
# More articles teach nothing new; no page has more lines that matter, and no outlet more stock lines.
_MAX_ARTICLES, _MAX_LINES, _MAX_KNOWN = 500, 3_000, 2_000
# A shorter line may be a heading that an outlet likes; it goes with the stock paragraphs it touches only.
_LONG = 60
# So many lines of the text at its head and foot are where stock stands; elsewhere a line must recur in this share of the articles.
_HEAD, _FOOT, _MOST = 2, 5, 0.5
# Texts that share more than this are versions of one article; a line of whose words more than this stand in the rest tells of it.
_SHARED, _TOLD = 0.5, 0.5
_LEARNED: frozenset[Label] = BODY_LABELS | frozenset({"other", "related", "navigation", "author_box"})
_WORD = re.compile(r"\w{3,}")
_LONG_WORD = 8
_QUOTES = re.compile(r"[«»“”„]")
_OPENING = frozenset("«“„")
_OPENS_QUOTED = re.compile(r"\s*[-–—]?\s*[«“„\"‘']")


@dataclass(frozen=True, slots=True)
class _Seen:
    """One line of one article: its text, and whether it stands where the frame of a page does."""

    text: str
    is_framed: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One article as learning sees it: its lines by digest, and how long each line of its text is."""

    article: Article
    lines: Mapping[str, _Seen]
    lengths: Mapping[str, int]


def learn_template(articles: Iterable[Article]) -> Template:
    """What the pages of one outlet repeat round their texts; a value that knows nothing for fewer than three different articles.

    The same articles in any order give the same value. Articles of one address, one headline, or mostly one text count once.
    """
    chosen = sorted({a.article_id: a for a in articles if a.body}.items())[:_MAX_ARTICLES]
    sheets = _different([_sheet(article) for _, article in chosen])
    if len(sheets) < _LEAST_ARTICLES:
        return Template((), len(sheets), VERSION)
    holders = Counter(key for sheet in sheets for key in sheet.lines)
    recurring = {key for key, number in holders.items() if number >= _LEAST_ARTICLES}
    framed = {key for key in recurring if _is_framed(key, holders[key], sheets)}
    told = Counter(key for sheet in sheets for key in _told_by(sheet, framed, recurring))
    known = [key for key in framed if told[key] * 2 < holders[key]]
    kept = sorted(known, key=lambda key: (-holders[key], key))[:_MAX_KNOWN]
    return Template(tuple(sorted(kept)), len(sheets), VERSION)


def drop_known(template: Template, layout: Layout, labels: list[Label]) -> bool:
    """Whether lines of the text were known as frame: they leave it, but for quotations and for the last paragraph that is left."""
    if template.version != VERSION or not template.lines:
        return False
    known = frozenset(template.lines)
    prose = [number for number, label in enumerate(labels) if label in BODY_LABELS]
    stock = {n for n in prose if _digest(layout.lines[n].text) in known and labels[n] != "quote"} - _quoted(layout, prose)
    long = {n for n in stock if len(layout.lines[n].text) >= _LONG}
    gone = long | _touching(prose, stock - long, long)
    if not gone or len(gone) == len(prose):
        return False
    for number in gone:
        labels[number] = "other"
    return True


def _sheet(article: Article) -> _Sheet:
    """The lines of an article by digest: those of its text and those of the frame."""
    lines: dict[str, _Seen] = {}
    lengths: dict[str, int] = {}
    body = sum(block.span is not None for block in article.blocks)
    place = 0
    for block, text in _lines(article.blocks):
        is_inside = block.span is not None
        is_framed = not is_inside or place < _HEAD or place >= body - _FOOT
        place += is_inside
        if is_inside and (block.label == "quote" or _OPENS_QUOTED.match(text)):
            continue
        key = _digest(text)
        lines.setdefault(key, _Seen(text, is_framed))
        if is_inside:
            lengths[key] = len(text)
    return _Sheet(article, lines, lengths)


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """The lines of the blocks that may be stock; a block of the frame holds several."""
    for block in blocks[:_MAX_LINES]:
        if block.label in _LEARNED:
            for text in block.text.split("\n")[:_MAX_LINES] if block.span is None else [block.text]:
                yield block, text


def _different(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """The sheets but for those whose article is a version of one before: one address, one headline, or mostly one text."""
    kept: list[_Sheet] = []
    names: set[str] = set()
    holders: dict[str, list[int]] = {}
    for sheet in sheets:
        own = {name for name in (sheet.article.address, fold(sheet.article.title)) if name}
        shared: Counter[int] = Counter()
        for key, length in sheet.lengths.items():
            for number in holders.get(key, ()):
                shared[number] += length
        total = sum(sheet.lengths.values())
        if own & names or any(mass > _SHARED * min(total, sum(kept[n].lengths.values())) for n, mass in shared.items()):
            continue
        for key in sheet.lengths:
            holders.setdefault(key, []).append(len(kept))
        kept.append(sheet)
        names |= own
    return kept


def _is_framed(key: str, number: int, sheets: Sequence[_Sheet]) -> bool:
    """Whether a line stands where frames do on most pages that have it, or stands on most pages."""
    if number >= _MOST * len(sheets):
        return True
    return sum(sheet.lines[key].is_framed for sheet in sheets if key in sheet.lines) > number / 2


def _told_by(sheet: _Sheet, framed: set[str], recurring: set[str]) -> Iterator[str]:
    """The lines whose names, or rare words where they have none, mostly stand in what the article alone says."""
    rest = {
        word
        for block in sheet.article.blocks
        if block.span and _digest(block.text) not in recurring
        for word in _WORD.findall(fold(block.text))
    }
    for key in sheet.lines.keys() & framed:
        words = _telling(sheet.lines[key].text)
        if words and sum(word in rest for word in words) > _TOLD * len(words):
            yield key


@lru_cache(maxsize=4096)
def _telling(text: str) -> frozenset[str]:
    """The words of a line that tell what it is about: its names, or its long words where it has none."""
    words = _WORD.findall(text)
    names = frozenset(fold(word) for word in words[1:] if word[0].isupper())
    return names or frozenset(fold(word) for word in words if len(word) >= _LONG_WORD)


def _quoted(layout: Layout, prose: Sequence[int]) -> set[int]:
    """The lines of the text that open with a quotation mark or go on with a quotation that the line before left open."""
    found: set[int] = set()
    is_open = False
    for number in prose:
        text = layout.lines[number].text
        if is_open or _OPENS_QUOTED.match(text):
            found.add(number)
        marks = _QUOTES.findall(text)
        is_open = marks[-1] in _OPENING if marks else is_open
    return found


def _touching(prose: Sequence[int], short: set[int], gone: set[int]) -> set[int]:
    """The short lines that stand in one run with a stock paragraph, nothing else between."""
    found: set[int] = set()
    for order in (prose, prose[::-1]):
        is_run = False
        for number in order:
            is_run = number in gone or (is_run and number in short)
            if is_run and number in short:
                found.add(number)
    return found


def _digest(text: str) -> str:
    """A line as a template knows it: the same words in any letter case and typography."""
    return hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
