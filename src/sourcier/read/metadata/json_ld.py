"""JSON-LD scripts as a flat list of objects: graphs, lists and main entities opened, broken JSON repaired where that is safe."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

MAX_SCRIPT = 1_500_000
_MAX_OBJECTS = 400
_MAX_DEPTH = 12
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINE_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_BAD_ESCAPE = re.compile(r"""\\(?!["\\/bfnrtu])""")
_BETWEEN = re.compile(r"}\s*{")
# Control characters in a string are no fault here.
_DECODER = json.JSONDecoder(strict=False)
_HOLDING = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "item")
_TYPE_MARKS = re.compile("[/:#]")
# What is looked for in a script that is no JSON: quotes of either kind, no value that holds one.
_KIND = re.compile(r"""["']@type["']\s*:\s*\[?\s*["'](\w+)["']""")
_PLAIN = {
    name: re.compile(rf"""["']{name}["']\s*:\s*["']([^"'\\<>]{{8,40}})["']""") for name in ("datePublished", "dateModified", "dateCreated")
}
_WRITER = re.compile(
    r"""["']author["']\s*:[^"']{0,20}["'](?:@type["']\s*:\s*["']Person["'][^}]{0,80}?["']name["']\s*:\s*["'])?([^"'\\<>@]{2,80})["']"""
)
ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "AdvertiserContentArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "TechArticle",
        "SatiricalArticle",
        "Review",
        "Posting",
    ]
)


def read_json_ld(scripts: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    """Every object of the scripts, outermost first, in page order; what cannot be repaired is left out."""
    found: list[Mapping[str, Any]] = []
    for script in scripts:
        if len(script) <= MAX_SCRIPT:
            _gather(_parse(script), 0, found)
        if len(found) > _MAX_OBJECTS:
            break
    return tuple(found[:_MAX_OBJECTS])


def types_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The schema.org types of an object, without the address before the name.

    >>> types_of({"@type": ["https://schema.org/NewsArticle", "Report"]})
    ('NewsArticle', 'Report')
    """
    kinds = entry.get("@type")
    if isinstance(kinds, str) and kinds.isalpha():  # as most
        return (kinds,)
    names = kinds if isinstance(kinds, list) else [kinds]
    return tuple([name if name.isalpha() else _TYPE_MARKS.split(name)[-1] for name in names if isinstance(name, str)])


def articles_of(objects: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """The objects that describe an article, those with a headline and a date first."""
    found = tuple([entry for entry in objects if not ARTICLE_TYPES.isdisjoint(types_of(entry))])
    if len(found) < 2:
        return found
    return tuple(sorted(found, key=lambda entry: -(("headline" in entry) + ("datePublished" in entry) + ("author" in entry))))


def text_of(value: object) -> str:
    """The words of a JSON-LD value: a string, the first of a list, or an object's name; tags and entities taken out.

    >>> text_of([{"@type": "Person", "name": "Ana &amp; Bo"}])
    'Ana & Bo'
    """
    if not isinstance(value, str):
        if isinstance(value, list):
            return text_of(value[0]) if value else ""
        return text_of(value.get("name") or value.get("@value") or "") if isinstance(value, Mapping) else ""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return " ".join((re.sub(r"<[^<>]{1,300}>", " ", value) if "<" in value else value).split())


def _parse(script: str) -> object:
    """The value of one script; each repair is tried only where the one before did not do."""
    text = script.strip().rstrip(";").replace("\x00", "")
    for repair in (_unchanged, _unwrapped, _repaired, _unescaped):
        try:
            return _DECODER.decode(repair(text))
        except (ValueError, RecursionError):
            continue
    return _salvaged(text)


def _salvaged(text: str) -> dict[str, Any] | None:
    """What a script that no repair mends still tells plainly of an article: its moments, and the first name of an author."""
    kind = _KIND.search(text)
    if kind is None or kind[1] not in ARTICLE_TYPES:
        return None
    told = {name: found[1] for name, expression in _PLAIN.items() if (found := expression.search(text))}
    writer = _WRITER.search(text)
    return {"@type": kind[1], **told, **({"author": {"@type": "Person", "name": writer[1]}} if writer else {})}


def _unchanged(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    """Without the comment or CDATA marks that templates put round a script."""
    return _WRAPPED.sub("", _WRAPPED.sub("", text)).strip().rstrip(";")


def _repaired(text: str) -> str:
    """With commas before a closing bracket, line comments and unknown escapes mended, and several objects made a list."""
    text = _LINE_COMMENT.sub("", _unwrapped(text))
    text = _BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub(r"\1", text))
    return f"[{_BETWEEN.sub('},{', text)}]"


def _unescaped(text: str) -> str:
    """With entities resolved, for pages that wrote the script as if it were text."""
    return _repaired(html.unescape(text))


def _gather(value: object, depth: int, found: list[Mapping[str, Any]]) -> None:
    """Add the objects of a value: items of lists, of @graph, and of the properties that hold whole entities."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            _gather(item, depth + 1, found)
    elif isinstance(value, dict):
        found.append(value)
        for key in _HOLDING:
            if key in value and isinstance(inner := value[key], (list, dict)):
                _gather(inner, depth + 1, found)
