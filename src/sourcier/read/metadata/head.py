"""What the head of a page says about it: meta tags, link relations, JSON-LD, as frozen values that the other files of the room read."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sourcier.read.metadata.json_ld import articles_of, read_json_ld
from sourcier.text.addresses import normalise_address

_ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
_PLAIN_META = re.compile(r'meta (?:property|name|itemprop|http-equiv)="([^"&]*)" content="([^"]*)"')
_MAX_META = 600
_PARSELY = "parsely-page"
# Of these only the host of another site can say anything: relative ones are the page's own.
_FOREIGN = frozenset({"stylesheet", "icon", "manifest", "alternate"})
_RELATIONS = frozenset(
    [
        "canonical",
        "amphtml",
        "next",
        "prev",
        "alternate",
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
    of `<link>`, `json_ld` every object of every JSON-LD script with graphs and lists flattened (nested values stay inside), `articles`
    those of them that describe an article, `comments` the HTML comments that are short enough to be marks of a tool or a wire id.
    `title` is the text of `<title>`.
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
    articles: tuple[Mapping[str, Any], ...] = field(init=False, repr=False, compare=False)
    _contents: dict[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the contents of the meta tags by name and find the articles: a reading asks for some sixty names, and often for these."""
        contents: dict[str, list[str]] = {}
        for name, content in self.meta:
            if content:
                contents.setdefault(name, []).append(content)
        object.__setattr__(self, "_contents", contents)
        object.__setattr__(self, "articles", articles_of(self.json_ld))

    def meta_of(self, *names: str) -> str | None:
        """The content of the first of these names that has any, in the order of the names given.

        >>> Head(meta=(("og:title", "Marée haute"), ("title", "x"))).meta_of("dc.title", "og:title")
        'Marée haute'
        """
        return next((contents[0] for name in names if (contents := self._contents.get(name))), None)

    def metas_of(self, name: str) -> tuple[str, ...]:
        """Every content of one name."""
        return tuple(self._contents.get(name, ()))


def attributes_of(written: str) -> dict[str, str]:
    """The attributes of a tag in normal form, by name; entities resolved.

    >>> attributes_of(' href="/a?b=1&amp;c=2" class="x"')
    {'href': '/a?b=1&c=2', 'class': 'x'}
    """
    return {name: html.unescape(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(written)}


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
        name = tag.partition(" ")[0]
        if name == "meta":
            found_meta = _meta_of(tag)
            meta.extend(_parsely(found_meta[0][1]) if found_meta and found_meta[0][0] == _PARSELY else found_meta)
        elif name == "link":
            rels.extend(_rels_of(tag, base))
        elif name == "html":
            found = attributes_of(tag)
            language = found.get("lang") or found.get("xml:lang")
        elif name == "title" and not title:
            title = " ".join(html.unescape(text).split())
        elif name == "base":
            base = normalise_address(attributes_of(tag).get("href", ""), address) or address
    head = Head(address=address, meta=tuple(meta[:_MAX_META]))
    return Head(
        address=address,
        canonical=next((link for rel, link in rels if rel == "canonical"), None),
        og_url=normalise_address(head.meta_of("og:url") or "", base) or None,
        site_name=head.meta_of("og:site_name", "application-name"),
        language=language or head.meta_of("content-language", "og:locale", "language", "dc.language", "inlanguage"),
        title=title,
        meta=head.meta,
        rels=tuple(rels),
        json_ld=read_json_ld(scripts),
        comments=comments,
    )


def _meta_of(attributes: str) -> list[tuple[str, str]]:
    """The name and content of one `<meta>`, once for each of the names it has."""
    plain = _PLAIN_META.fullmatch(attributes)
    if plain:  # as nearly all are written: one name, then the content
        name, content = plain[1].strip().lower(), plain[2]
        content = " ".join((html.unescape(content) if "&" in content else content).split())
        return [(name, content)] if name and content else []
    found = attributes_of(attributes)
    content = " ".join(found.get("content", "").split())
    names = [found.get(key, "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")]
    return [(name, content) for name in dict.fromkeys(names) if name and content]


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
    rels = tuple(rel for rel in written.lower().split() if rel in _RELATIONS)
    return rels, _FOREIGN.issuperset(rels)


def _rels_of(attributes: str, base: str) -> list[tuple[str, str]]:
    """The relations of one `<link>` with its address, but for those that fetch styles, icons and scripts."""
    rels, is_foreign = _relations(attributes.partition(' rel="')[2].partition('"')[0])
    if not rels or (is_foreign and "//" not in attributes):
        return []
    href = attributes_of(attributes).get("href", "")
    if is_foreign and "//" not in href:
        return []
    address = normalise_address(href, base) if rels[0] not in _FOREIGN else href.strip()
    return [(rel, address) for rel in rels if address]
