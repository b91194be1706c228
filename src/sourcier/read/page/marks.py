"""What the names on a tag say about the part of the page it opens: words of class, id, role and itemprop as a set of bits."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import ahocorasick


class Mark:
    """What a part of a page is, as far as its names tell: bits of a plain number, since an enum costs the pass a third of its time."""

    BODY = 1 << 0
    CONTENT = 1 << 1
    NAVIGATION = 1 << 2
    FOOTER = 1 << 3
    COMMENTS = 1 << 4
    RELATED = 1 << 5
    SHARE = 1 << 6
    ADVERT = 1 << 7
    NEWSLETTER = 1 << 8
    CONSENT = 1 << 9
    CAPTION = 1 << 10
    AUTHOR = 1 << 11
    BOX = 1 << 12
    DATE = 1 << 13
    META = 1 << 14
    TAGS = 1 << 15
    HIDDEN = 1 << 16
    LEAD = 1 << 17
    TITLE = 1 << 18
    EMBED = 1 << 19
    QUOTE = 1 << 20
    FOOTNOTE = 1 << 21
    PAYWALL = 1 << 22
    LIVE = 1 << 23
    LIST = 1 << 24
    AUTHOR_BOX = 1 << 25
    ITEM_AUTHOR = 1 << 26
    ITEM_DATE = 1 << 27
    ITEM_MODIFIED = 1 << 28


_NAMED = re.compile(r' (?:class|id|role|itemprop|rel|data-component|data-testid|data-module|aria-label|data-type)="([^"]*)"')
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_CHUNK = re.compile(r"[A-Za-z]{8,}(?:[-_]?[A-Za-z]+)*")
# Templates list states, categories and features of a whole post in its class: they say nothing about the part. Nor does it say
# anything of a field that its label is hidden, as Drupal notes on every one.
_STATE = re.compile(
    r"(?:category|tag|status|type|format|has|is|no|not|with|post_tag|author|pmpro|td|js|wp-image|page-template|single|entry-type"
    r"|field--?label)-."
)
# What a tab shows is no menu.
_PANE = re.compile(r"\btabs?(?=(?:[-_]+|panel[-_]+)?(?:content|pane|panel))", re.IGNORECASE)
# The id of a heading is often its own words: so many of them name no part of a page.
_FEWEST_OF_SLUG = 4
_UNSHOWN = re.compile(r'display:\s*none|visibility:\s*hidden|\shidden(?:=""|\s|$)|aria-hidden="true"')
_ITEM = re.compile(r'\bitemprop="([^"]*)"')
_STEM_LENGTH = 8


@cache
def _table() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    """The words and the stems of marks.toml with their bits."""
    raw = tomllib.loads((files(__package__) / "marks.toml").read_text(encoding="utf-8"))
    words: dict[str, int] = {}
    stems: list[tuple[str, int]] = []
    for name, entry in raw.items():
        bit = getattr(Mark, name.upper())
        for word in entry["words"]:
            words[word] = words.get(word, 0) | bit
        stems += [(stem, bit) for stem in entry["stems"]]
    return words, tuple(stems)


def _mark_of_long(word: str) -> int:
    """The bits of the stems in a word that is in no table."""
    bits = 0
    for _, bit in _stems().iter(word):
        bits |= bit
    return bits


@cache
def _stems() -> ahocorasick.Automaton:
    """The stems with their bits: most long words have none."""
    bits: dict[str, int] = {}
    for stem, bit in _table()[1]:
        bits[stem] = bits.get(stem, 0) | bit
    automaton = ahocorasick.Automaton()
    for stem, bit in bits.items():
        automaton.add_word(stem, bit)
    automaton.make_automaton()
    return automaton


@cache
def writer_pages() -> re.Pattern[str]:
    """The address of a writer's page, in the attributes of a link."""
    raw = tomllib.loads((files(__package__) / "marks.toml").read_text(encoding="utf-8"))
    return re.compile(f"/(?:{'|'.join(sorted(map(re.escape, raw['author']['addresses'])))})/")


@lru_cache(maxsize=16384)
def leads_to_writer(attributes: str) -> bool:
    """Whether the attributes of a link hold the address of a writer's page."""
    return writer_pages().search(attributes) is not None


@lru_cache(maxsize=32768)
def mark_of(tag: str) -> int:
    """As `marks_in`; pages write the same tags again and again."""
    return marks_in(tag)


def marks_in(tag: str) -> int:
    """The bits of a tag from its attributes as written in normal form.

    >>> bool(marks_in('div class="post-comments"') & Mark.COMMENTS)
    True
    """
    bits = 0
    for value in _NAMED.findall(tag):
        if tag[0] == "h" and tag[1].isdigit() and len(_WORD.findall(value)) >= _FEWEST_OF_SLUG and " " not in value:
            continue
        if " " in value:
            for name in value.split():
                bits |= _mark_in_list(name)
        else:
            bits |= _mark_of_name(value)
    element = tag.partition(" ")[0]
    if "-" in element:  # the page's own (https://html.spec.whatwg.org/multipage/custom-elements.html)
        bits |= _mark_of_name(element)
    if ("hidden" in tag or "none" in tag) and _UNSHOWN.search(tag):
        bits |= Mark.HIDDEN
    if bits & Mark.AUTHOR and bits & Mark.BOX:
        bits |= Mark.AUTHOR_BOX
    if "itemprop" in tag:
        bits |= _item_mark(tag)
    return bits


def mark_of_link(tag: str) -> int:
    """As `mark_of`, of a link: its address is cut out first, since few links share theirs while most share their names."""
    before, _, rest = tag.partition(' href="')
    after = rest.partition('"')[2]
    return mark_of(before + after) if after or before != "a" else 0


@lru_cache(maxsize=65536)
def _mark_in_list(name: str) -> int:
    """The bits of one name of several: those that only tell the state of a post do not count."""
    return 0 if "-" in name and _STATE.match(name) else _mark_of_name(name)


@lru_cache(maxsize=65536)
def _mark_of_name(name: str) -> int:
    """The bits of the words in one name: those of the table, else those of the stems in a long one."""
    words = _table()[0]
    if name in words and name.isalpha():  # as most are written
        return words[name]
    bits = 0
    if "tab" in name:
        name = _PANE.sub("", name)
    for word in _WORD.findall(name):
        if (known := words.get(word)) is not None or (known := words.get(word.lower())) is not None:
            bits |= known
        elif len(word) >= _STEM_LENGTH:
            bits |= _mark_of_long(word.lower())
    if len(name) >= _STEM_LENGTH:
        for chunk in _CHUNK.findall(name):
            low = chunk.replace("-", "").replace("_", "").lower()
            bits |= words[low] if low in words else _mark_of_long(low)
    return bits


def _item_mark(attributes: str) -> int:
    """The bits of the microdata property, https://schema.org/Article."""
    found = _ITEM.search(attributes)
    names = found[1].split() if found else []
    bits = 0
    for name in names:
        bits |= {
            "author": Mark.ITEM_AUTHOR,
            "datePublished": Mark.ITEM_DATE,
            "dateModified": Mark.ITEM_MODIFIED,
            "articleBody": Mark.BODY,
        }.get(name, 0)
    return bits
