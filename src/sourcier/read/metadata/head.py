"""What the head of a page says about it: meta tags, link relations, JSON-LD, as frozen values that the other files of the room read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

from sourcier.read.metadata.json_ld import ARTICLE_TYPES, articles_of, read_json_ld, types_of
from sourcier.text.addresses import normalise_address

_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
_NAMES = ("property", "name", "itemprop", "http-equiv")
_NAMING = frozenset(f"meta {name}" for name in _NAMES)
_MAX_META, _LONGEST_META = 600, 20_000
_PARSELY = "parsely-page"
_LANGUAGES = ("content-language", "og:locale", "language", "dc.language", "inlanguage")
# Of these only the host of another site can say anything: relative ones are the page's own.
_FOREIGN = frozenset({"stylesheet", "icon", "manifest"})
_RELATIONS = frozenset(
    [
        "canonical",
        "next",
        "prev",
        "shortlink",
        "author",
        "publisher",
        "original-source",
        "syndication-source",
        "cite",
        "stylesheet",
        "icon",
        "manifest",
    ]
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one page, read once.

    `meta` is (name, property or itemprop in lower case; content) in page order, `rels` is (rel in lower case, address made absolute)
    of `<link>`, where these say anything of the page or its site, `json_ld` every object of every JSON-LD script with graphs and lists
    flattened (nested values stay inside), `kinds` the types of all these, `articles` those of them that describe an article,
    `comments` the HTML comments that are short enough to be marks of a tool or a wire id. `title` is the text of `<title>`.
    """

    address: str = ""
    canonical: str | None = None
    og_url: str | None = None
    site_name: str | None = None
    language: str | None = None
    title: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    rels: tuple[tuple[str, str], ...] = ()
    json_ld: tuple[Mapping[str, Any], ...] = ()
    comments: tuple[str, ...] = ()
    kinds: frozenset[str] = field(init=False, repr=False, compare=False)
    articles: tuple[Mapping[str, Any], ...] = field(init=False, repr=False, compare=False)
    _first: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the first content of each name and the articles: a reading asks for some sixty names, and often for these."""
        object.__setattr__(self, "_first", first_contents(self.meta))
        kinds = frozenset(chain.from_iterable(map(types_of, self.json_ld)))
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "articles", () if kinds.isdisjoint(ARTICLE_TYPES) else articles_of(self.json_ld))

    def meta_of(self, *names: str) -> str | None:
        """The content of the first of these names that has any, in the order of the names given.

        >>> Head(meta=(("og:title", "Marée haute"), ("title", "x"))).meta_of("dc.title", "og:title")
        'Marée haute'
        """
        first = self._first
        for name in names:
            if name in first:
                return first[name]
        return None

    def metas_of(self, name: str) -> tuple[str, ...]:
        """Every content of one name."""
        return tuple([content for key, content in self.meta if key == name and content]) if name in self._first else ()

    def names_in(self, names: Sequence[str]) -> list[str]:
        """Those of some names that have any content, in the order of the names given."""
        first = self._first
        return [name for name in names if name in first]


def first_contents(meta: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The first content of each name that has any."""
    first = dict(reversed(meta))
    return {name: content for name, content in reversed(meta) if content} if "" in first.values() else first


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag in normal form, by name; entities resolved.

    >>> attributes_of(' href="/a?b=1&amp;c=2" class="x"')
    {'href': '/a?b=1&c=2', 'class': 'x'}
    """
    found = dict(_ATTRIBUTE.findall(written))
    return {name: resolve(value) if "&" in value else value for name, value in found.items()} if "&" in written else found


def resolve(written: str) -> str:
    """What an attribute in normal form says: it can hold these five entities and no more (https://html.spec.whatwg.org/#escapingString).

    >>> resolve("Ada &amp;amp; Bo &lt;ada@port.example&gt;")
    'Ada &amp; Bo <ada@port.example>'
    """
    plain = written.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
    return plain.replace("&nbsp;", "\xa0").replace("&amp;", "&")


def read_head(declared: list[tuple[str, str]], scripts: tuple[str, ...], comments: tuple[str, ...], address: str) -> Head:
    """The head of a page from the tags that speak of the page, wherever they stand: templates put `<meta>` into the body as well.

    `declared` holds each tag as written with the text after it, `scripts` the JSON-LD.
    """
    meta: list[tuple[str, str]] = []
    rels: list[tuple[str, str]] = []
    language: str | None = None
    title = ""
    base = address
    for tag, text in declared:
        kind = tag[:4]
        if kind == "meta":
            before, _, rest = tag.partition(' content="')
            content, _, after = rest.partition('"')
            key, _, name = before.partition('="')
            if len(tag) > _LONGEST_META:  # the state of a script, which nobody reads here
                continue
            if key in _NAMING and not after and name.find('"') == len(name) - 1:  # as nearly all are written: one name, then the content
                if (content := _plain(content)) and (name := _name(name[:-1])):
                    meta.append((name, content))
            elif content := _plain(content):
                meta += [(name, content) for name in _names_in(before + after) if name]
        elif kind == "link":
            place = tag.find(' rel="') + 6
            told, is_foreign = _relations(tag[place : tag.find('"', place)])
            if told and (not is_foreign or "//" in tag):
                rels += _rels_of(tag, told, base, is_foreign=is_foreign)
        elif kind == "html":
            found = attributes_of(tag)
            language = found.get("lang") or found.get("xml:lang")
        elif kind == "titl":
            title = title or _plain(text)
        else:
            base = normalise_address(attributes_of(tag).get("href", ""), address) or address
    del meta[_MAX_META:]
    first = first_contents(meta)
    if _PARSELY in first:
        meta = _opened(meta)
        first = first_contents(meta)
    canonical = next((link for rel, link in rels if rel == "canonical"), None)
    own = first.get("og:url", "")
    spoken = (first[name] for name in _LANGUAGES if name in first)
    return Head(
        address=address,
        canonical=canonical,
        # As most: the two are one, which is in its one spelling already.
        og_url=own if own == canonical else normalise_address(own, base) or None,
        site_name=first.get("og:site_name") or first.get("application-name"),
        language=language or next(spoken, None),
        title=title,
        meta=tuple(meta),
        rels=tuple(rels),
        json_ld=read_json_ld(scripts),
        comments=comments,
    )


@lru_cache(maxsize=256)
def _names_in(tag: str) -> tuple[str, ...]:
    """The names that the attributes of a `<meta>` give it, each once."""
    found = attributes_of(tag)
    return tuple(dict.fromkeys([_name(found.get(key, "")) for key in _NAMES]))


def _name(written: str) -> str:
    """What a `<meta>` is called, as it is asked for."""
    return (resolve(written) if "&" in written else written).strip().lower()


def _plain(written: str) -> str:
    """A text with its entities resolved and single spaces."""
    if "&" in written:
        written = resolve(written)
    # A line feed, a tab or any other space than the plain one cannot be printed.
    is_single = written.isprintable() and "  " not in written and written.strip(" ") == written
    return written if is_single else " ".join(written.split())


def _opened(meta: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names with their contents, those that one tag of Parse.ly's older format tells in its place."""
    return [told for name, content in meta for told in (_parsely(content) if name == _PARSELY else [(name, content)])]


def _parsely(content: str) -> list[tuple[str, str]]:
    """What the one tag of Parse.ly's older format tells, under the names of its newer one (https://docs.parse.ly/metadata-json/)."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return []
    values = told if isinstance(told, dict) else {}
    writers = values.get("authors") or values.get("author")
    pairs = [("title", values.get("title")), ("pub-date", values.get("pub_date"))]
    pairs += [("author", writer) for writer in (writers if isinstance(writers, list) else [writers])]
    return [(f"parsely-{name}", " ".join(value.split())) for name, value in pairs if isinstance(value, str) and value.strip()]


@lru_cache(maxsize=256)
def _relations(written: str) -> tuple[tuple[str, ...], bool]:
    """The relations in the words of `rel` that say anything, and whether all of them only fetch something."""
    rels = tuple([rel for rel in written.lower().split() if rel in _RELATIONS])
    return rels, _FOREIGN.issuperset(rels)


def _rels_of(tag: str, rels: tuple[str, ...], base: str, *, is_foreign: bool) -> list[tuple[str, str]]:
    """The relations of one `<link>` with its address, but for those that fetch styles, icons and scripts from the page's own site."""
    href = tag.partition(' href="')[2].partition('"')[0]
    address = (href if "//" in href else "") if is_foreign else normalise_address(resolve(href), base)
    return [(rel, address) for rel in rels] if address else []
