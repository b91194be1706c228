"""The text that a page hands to its own scripts, for pages that declare an article and leave it to scripts to show."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any, NamedTuple

import nh3

from sourcier.read.page.scripts import scripts_of

_JSON_LD = b"ld+json"
# A string in double quotes, or what of one stands on its line: each is passed over once.
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|$)')
# Frameworks hand on the state of a page in pieces, each pushed as a string; joined they are rows of values, and of texts as they stand
# after their number and their length in bytes, https://react.dev/reference/rsc/server-components.
_PUSHED = re.compile(r'\.push\(\s{0,9}\[\s{0,9}\d{1,3}\s{0,9},\s{0,9}("(?:[^"\\\n]|\\.)*+")')
_ROW = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{1,6}:T([0-9a-f]{2,6}),")
# Where a value may begin: after what names it.
_VALUE = re.compile(r"(?:^|[=(:])\s{0,99}(?=[\[{])")
_MARKUP = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,1000}>")
_BREAK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|figure|figcaption|section|table|tr|td)\b[^<>]{0,1000}>|\n", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_OPENINGS = ("{", "[")
_ENDED = re.compile(r"[.!?…。！？]")
_CLOSING = tuple('.!?…。！？»”"')
_SLOTS = ("{{", "<%", "${")
# What code, styles and addresses are written with: more of it than one sign in so many, and a piece is no prose.
_SIGNS, _SIGNS_EVERY = "{}[]<>=;|\\_", 50
# Shorter pieces are labels; so much prose makes a text; one that has so much of the most is as good.
_LEAST_PIECE, _LEAST_TEXT, _ENOUGH = 60, 900, 0.6
# So much of a string is prose where it is a text, and a string of so many characters says again what the one before said.
_MOSTLY, _AGAIN = 0.5, 20
_LARGEST, _MAX_SCRIPTS, _MAX_DEPTH, _MAX_NAMES = 3_000_000, 300, 60, 5
# Fewer paragraphs make no text.
_FEWEST = 2
# So many texts are tried; one that speaks of the page's title has this share of its words in its opening, endings apart.
_MAX_TEXTS, _OF_TITLE, _LEAST_WORD, _OPENING = 3, 0.6, 4, 3_000
# So often a value is looked for where code stands, and so often what follows is read in vain.
_MAX_TRIES, _MAX_VAIN = 400, 2
# An item that has one of these of its own is another page's, and what stands under one of these names is beside the text.
_OF_OTHERS = frozenset(
    [
        "url",
        "uri",
        "href",
        "link",
        "path",
        "slug",
        "permalink",
        "headline",
        "webUrl",
        "web_url",
        "shareUrl",
        "canonical_url",
        "canonicalUrl",
    ]
)
_BESIDE = re.compile(
    r"comment|repl(?:y|ies)|related|recommend|teaser|promo|terms|polic|legal|privacy|consent|cookie|bio|newsletter|footer", re.IGNORECASE
)
# What of a text's markup is taken: its elements with the names of their kinds, nothing that speaks of the page.
_TAGS = frozenset([
    "a", "b", "blockquote", "br", "dd", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "i", "img", "li",
    "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "u", "ul",
])  # fmt: skip
_NO_TEXT = frozenset(["iframe", "math", "noscript", "script", "select", "style", "svg", "template", "textarea", "title"])
_DECODER = json.JSONDecoder(strict=False)


class _Text(NamedTuple):
    """Markup that may be the article's text, and how many characters of prose it holds."""

    prose: int
    markup: str


def stated(content: bytes) -> Iterator[bytes]:
    """The page with a long text that its scripts hold put at its end as an article, the likeliest first; nothing where they hold none.

    >>> page = b'<script>post = {"body": "%s"}</script>'
    >>> next(stated(page % (b"<p>The ferry took up its crossings again on Monday, after nine weeks.</p>" * 18)))[-25:]
    b'nine weeks.</p></article>'
    """
    held = [script for attributes, script in islice(scripts_of(content), _MAX_SCRIPTS) if _JSON_LD not in attributes.lower()]
    scripts = [script.decode("utf-8", "replace") for script in held if len(script) <= _LARGEST]
    rows, rest = _rows("".join(_said(string) for script in scripts for string in _PUSHED.findall(script)))
    states = [*(_PUSHED.sub("", script) for script in scripts), rest]
    strings = [said for state in states for said in _strings(state)]
    inner = [said for said in strings if said.startswith(_OPENINGS)]
    strings += [said for state in inner for said in _strings(state)]
    found = [text for string in (*rows, *strings) if not string.startswith(_OPENINGS) for text in _of_string(string)]
    found += [text for state in (*states, *inner) for value in _values(state) for text in _of_lists(value)]
    # Of several articles that a page loads one after the other the first is its own.
    most = max((text.prose for text in found), default=0)
    likely = sorted(dict.fromkeys(found), key=lambda text: -text.prose if text.prose < _ENOUGH * most else -most)
    for text in likely[:_MAX_TEXTS]:
        if text.prose >= _LEAST_TEXT:
            clean = nh3.clean(text.markup, set(_TAGS), set(_NO_TEXT), {"*": {"class"}, "a": {"href"}, "img": {"src", "alt"}}, link_rel=None)
            yield content + b"<article>" + clean.encode("utf-8", "replace") + b"</article>"


def speaks_of(title: str, body: str) -> bool:
    """Whether the opening of a text has enough of the words of a title to be its text: not its writer's life, nor the terms of its site.

    Words of four letters or more count, by two thirds of their letters; of scripts without spaces two signs side by side.

    >>> speaks_of("Ferry crossings taken up again", "The ferries to the island have taken up their crossings.")
    True
    """
    words = " ".join(["", *_WORD.findall(body[:_OPENING].casefold())])
    said = asked = 0
    for word in _WORD.findall(title.casefold()):
        if _UNSPACED.search(word):
            pairs = [word[at : at + 2] for at in range(len(word) - 1)]
            asked, said = asked + len(pairs), said + sum(pair in words for pair in pairs)
        elif len(word) >= _LEAST_WORD or not word.isascii():
            asked, said = asked + 1, said + (f" {word[: max(min(_LEAST_WORD, len(word)), 2 * len(word) // 3)]}" in words)
    return asked > 0 and said >= _OF_TITLE * asked


def _said(string: str) -> str:
    """What a string in quotes says; "" for one that is broken."""
    try:
        return str(_DECODER.decode(string))
    except ValueError:
        return ""


def _rows(state: str) -> tuple[list[str], str]:
    """The texts that stand in a state as they are, and the state without them."""
    rows: list[str] = []
    rest: list[str] = []
    at = 0
    while row := _ROW.search(state, at):
        size = int(row[1], 16)
        text = state[row.end() : row.end() + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
        rows.append(text)
        rest.append(state[at : row.start()])
        at = row.end() + len(text)
    return rows, "\n".join([*rest, state[at:]])


def _strings(script: str) -> list[str]:
    """What the long strings of a script say."""
    return [said for string in _STRING.findall(script) if len(string) >= _LEAST_TEXT and (said := _said(string))]


def _of_string(text: str) -> Iterator[_Text]:
    """The text of a string, of markup or of lines."""
    if any(slot in text for slot in _SLOTS):
        return
    pieces = [_TAG.sub("", piece) for piece in _BREAK.split(text)]
    prose = [weight for piece in pieces if (weight := _prose(piece))]
    if len(prose) >= _FEWEST and sum(prose) > _MOSTLY * sum(map(len, pieces)):
        yield _Text(sum(prose), text if _MARKUP.search(text) else _paragraphs(text.split("\n")))


def _paragraphs(lines: Iterable[str]) -> str:
    """Lines as paragraphs in markup; markup inside a line stays."""
    return "".join(f"<p>{line if _TAG.search(line) else html.escape(html.unescape(line))}</p>" for line in lines if line.strip())


def _prose(piece: str) -> int:
    """How many characters of running text a piece without tags holds: all of what has a sentence, and is no code and no address."""
    if len(piece) < _LEAST_PIECE or "://" in piece or not _ENDED.search(piece) or (" " not in piece and piece.isascii()):
        return 0
    return len(piece) if _SIGNS_EVERY * sum(map(piece.count, _SIGNS)) <= len(piece) else 0


def _values(script: str) -> Iterator[Any]:
    """The values in JSON's notation that a script holds and that are long enough for a text, outermost only."""
    at = tries = vain = 0
    while tries < _MAX_TRIES and vain <= _MAX_VAIN * len(script) and (begin := _VALUE.search(script, at)):
        try:
            value, at = _DECODER.raw_decode(script, begin.end())
        except json.JSONDecodeError as error:
            vain += error.pos - begin.start()
            tries += 1
            at = begin.end() + 1
        except (ValueError, RecursionError):
            return
        else:
            if at - begin.end() >= _LEAST_TEXT:
                yield value


def _of_lists(value: object) -> Iterator[_Text]:
    """The text of the list in a value that holds most, as the paragraphs that stand under one name below it.

    Of one list within another the inner one, where it holds nearly as much.
    """
    shelf = _Shelf()
    shelf.put(value, "", 0)
    weights = [_prose(_TAG.sub("", text)) for _, text in shelf.strings]
    total = Counter[str]()
    for (name, _), weight in zip(shelf.strings, weights, strict=True):
        total[name] += weight
    found: list[tuple[int, str, int, int]] = []
    for name in [name for name, prose in total.most_common(_MAX_NAMES) if prose >= _LEAST_TEXT and name]:
        own = [weight if one == name else 0 for (one, _), weight in zip(shelf.strings, weights, strict=True)]
        sums = [0, *accumulate(own)]
        # Texts side by side are parts of one where they are listed, articles of their own where each has a name.
        parted = any(weight and any(_of_string(text)) for weight, (_, text) in zip(own, shelf.strings, strict=True))
        lists = shelf.lists if parted else [*shelf.lists, *shelf.named]
        found += [(sums[end] - sums[start], name, start, end) for start, end in lists]
    most = max((prose for prose, *_ in found), default=0)
    if most >= _LEAST_TEXT:
        prose, name, start, end = next(one for one in found if one[0] >= _ENOUGH * most)
        paragraphs = list(dict.fromkeys(_joined([text for one, text in shelf.strings[start:end] if one == name])))
        if len(paragraphs) >= _FEWEST and prose > _MOSTLY * sum(len(_TAG.sub("", text)) for text in paragraphs):
            yield _Text(prose, _paragraphs(paragraphs))


@dataclass(slots=True)
class _Shelf:
    """The strings of a value in order, each with the name it stands under, and from where to where those of each list stand.

    Inner lists first; `named` are objects whose values are objects, as those are that hold every part of a page under a name.
    """

    strings: list[tuple[str, str]] = field(default_factory=list)
    lists: list[tuple[int, int]] = field(default_factory=list)
    named: list[tuple[int, int]] = field(default_factory=list)

    def put(self, value: object, name: str, depth: int) -> None:
        """Add the strings of a value that stands under a name."""
        start = len(self.strings)
        if isinstance(value, str):
            self.strings.append((name, value))
        elif isinstance(value, dict) and depth < _MAX_DEPTH:
            for key, inner in value.items():
                if not _BESIDE.search(key):
                    self.put(inner, key, depth + 1)
            if 2 * sum(isinstance(inner, dict) for inner in value.values()) > len(value):
                self.named.append((start, len(self.strings)))
        elif isinstance(value, list) and depth < _MAX_DEPTH:
            for inner in value:
                self.put(inner, name, depth + 1)
            if not _is_of_others(value):
                self.lists.append((start, len(self.strings)))


def _is_of_others(items: list[Any]) -> bool:
    """Whether a list is one of other pages: most of its items have an address or a headline, of their own or one level down."""
    return 2 * sum(isinstance(item, dict) and any(map(_tells_address, (item, *item.values()))) for item in items) > len(items)


def _tells_address(value: object) -> bool:
    """Whether a value is an object with the address or the headline of a page."""
    return isinstance(value, dict) and any(isinstance(told := value.get(name), str) and told for name in _OF_OTHERS)


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Strings put together to paragraphs: one ends where a string does that ends a sentence and the next begins without a space.

    What is marked up as paragraphs goes by itself. What stands once as a whole and again in parts is taken once.
    """
    paragraph = last = ""
    for text in texts:
        if text in last and len(text) >= _AGAIN:
            continue
        last = text
        is_whole = bool(_MARKUP.search(text))
        if is_whole or (paragraph.endswith(_CLOSING) and not text[:1].isspace()):
            yield paragraph
            paragraph = ""
        if is_whole:
            yield text
        else:
            paragraph += text
    yield paragraph
