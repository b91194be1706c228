"""Who wrote an article: people only, from metadata first and the visible byline after, and where they were found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sourcier.model import Label
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import articles_of, text_of, types_of
from sourcier.read.metadata.people import find_people, has_byline_opening
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark
from sourcier.text.fold import fold

_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "dc.contributor",
    "citation_author",
    "cxenseparse:author",
    "article:author_name",
    "authors",
    "og:article:author",
    "creator",
    "twitter:data1",
)
_ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "WebSite"})
_MAX_BYLINE, _MOST_WRITERS = 160, 5
# Links to a writer's page, and the hCard names that blog engines write (https://microformats.org/wiki/hcard).
_MARKED = re.compile(
    r'\brel="[^"]*\bauthor\b|\bclass="[^"]*\b(?:fn|vcard|p-author)\b|\bhref="[^"]*/(?:author|auteur|auteurs|autor|autoren|authors|profil|profile|writers?|journaliste?s?|reporters?|contributors?|columnists?)/'
)
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.CAPTION | Mark.HIDDEN | Mark.EMBED


def find_authors(head: Head, layout: Layout, bits: list[int], labels: list[Label], outlet: str) -> tuple[tuple[str, ...], str]:
    """The people who wrote the article and where that stands ("json-ld", "meta:author", "byline"…); ((), "") for none."""
    for people, place in _candidates(head, layout, bits, labels, outlet):
        if people:
            return _with_second(people, layout, bits, labels, outlet), place
    return (), ""


def _with_second(people: tuple[str, ...], layout: Layout, bits: list[int], labels: list[Label], outlet: str) -> tuple[str, ...]:
    """The people of the byline that readers see where it names the only one that metadata name, and others beside."""
    if len(people) != 1:
        return people
    only = fold(people[0])
    for text in _bylines(layout, bits, labels):
        shown = find_people(text, outlet) if only in fold(text) else ()
        if 1 < len(shown) <= _MOST_WRITERS and only in map(fold, shown) and all(map(_is_full_name, shown)):
            return shown
    return people


def _is_full_name(name: str) -> bool:
    """Whether a name has two words or more and none in capitals, as the marks of outlets beside a writer have."""
    words = name.split()
    return len(words) > 1 and not any(word.isupper() and len(word) > 2 for word in words)


def _candidates(head: Head, layout: Layout, bits: list[int], labels: list[Label], outlet: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every place that may name the writers, surest first."""
    yield _merge(find_people(name, outlet, is_marked=True) for name in _json_ld_names(head)), "json-ld"
    for name in _META:
        values = [value for value in head.metas_of(name) if "/" not in value or " " in value]
        if name == "twitter:data1" and not _labelled_as_writer(head):
            continue
        yield _merge(find_people(value, outlet) for value in values), f"meta:{name}"
    yield _merge(find_people(text, outlet, is_marked=True) for text in _named(layout, bits)), "microdata"
    yield from ((find_people(text, outlet), "byline") for text in _bylines(layout, bits, labels))
    yield _merge(find_people(text, outlet) for text in _attributed(layout, bits, labels)), "byline"


def _attributed(layout: Layout, bits: list[int], labels: list[Label]) -> Iterator[str]:
    """The words of small elements named after the author above the text, in parts whose names say caption ("attribution") as well."""
    first = next((n for n, label in enumerate(labels) if label in {"body", "quote", "list"}), 0)
    for named in layout.named:
        is_above = named.line < first and bits[named.line] & _NO_PLACE == Mark.CAPTION and len(named.text) <= _MAX_BYLINE
        if is_above and (named.bits & Mark.AUTHOR or _MARKED.search(named.attributes)):
            yield named.text


def mark_bylines(layout: Layout, labels: list[Label], title_line: int | None) -> None:
    """A line that is nothing but names, next to the date under the headline, is the byline whatever its element."""
    if title_line is None:
        return
    for number in range(title_line + 1, min(title_line + 6, len(labels))):
        beside = {labels[number - 1], *labels[number + 1 : number + 2]}
        if labels[number] in {"body", "other"} and "date" in beside and _is_all_names(layout.lines[number].text):
            labels[number] = "byline"


def _is_all_names(text: str) -> bool:
    """Whether a short line holds the names of people in two words or more and nothing else."""
    people = find_people(text) if len(text) <= 60 else ()
    return bool(people) and all(" " in name for name in people) and sum(map(len, people)) >= len(text) - 6 * len(people)


def _labelled_as_writer(head: Head) -> bool:
    """Whether Twitter's first label announces the writer (Yoast and others write it in the page's language)."""
    label = head.meta_of("twitter:label1") or ""
    return has_byline_opening(label + " x") or "author" in label.lower()


def _merge(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    """All names once, in order."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _json_ld_names(head: Head) -> list[str]:
    """The names of the authors of the first article object that has any; organisations left out."""
    by_id = {entry["@id"]: entry for entry in head.json_ld if isinstance(entry.get("@id"), str) and "name" in entry}
    for entry in articles_of(head.json_ld):
        for key in ("author", "creator"):
            value = entry.get(key)
            names = [name for item in (value if isinstance(value, list) else [value]) if (name := _name_of(item, by_id))]
            if names:
                return names
    return []


def _name_of(item: object, by_id: Mapping[str, Mapping[str, Any]]) -> str:
    """The name of one author value, looked up where it is a reference."""
    if isinstance(item, Mapping):
        whole = by_id.get(str(item.get("@id")), item) if "name" not in item else item
        if _ORGANISATIONS.intersection(types_of(whole)):
            return ""
        names = whole.get("name")
        return ", ".join(text_of(name) for name in names) if isinstance(names, list) else text_of(whole)
    return text_of(item)


def _named(layout: Layout, bits: list[int]) -> Iterator[str]:
    """The words of small elements marked as the author by microdata or rel=author."""
    for named in layout.named:
        line_bits = bits[min(named.line, len(bits) - 1)] if bits else 0
        if (named.bits & Mark.ITEM_AUTHOR or _MARKED.search(named.attributes)) and not line_bits & _NO_PLACE:
            yield named.text


def _bylines(layout: Layout, bits: list[int], labels: list[Label]) -> Iterator[str]:
    """Short lines marked as a byline by their element, then small elements, then lines that open as a byline does."""
    first = next((n for n, label in enumerate(labels) if label in {"body", "quote", "list"}), len(labels))
    near = range(max(0, first - 25), min(len(labels), first + 3))
    for number in [*near, *(n for n in range(len(labels)) if n not in near)]:
        if labels[number] == "byline" and not bits[number] & _NO_PLACE and len(layout.lines[number].text) <= _MAX_BYLINE:
            yield layout.lines[number].text
    for named in layout.named:
        if named.bits & Mark.AUTHOR and not bits[min(named.line, len(bits) - 1)] & _NO_PLACE and len(named.text) < 80:
            yield named.text
    for number in near:
        line = layout.lines[number]
        if line.links and line.linked > 0.8 * len(line.text) and not bits[number] & _NO_PLACE and _MARKED.search(line.links[0][2]):
            yield line.text
    for number in near:
        text = layout.lines[number].text
        if len(text) <= 80 and not bits[number] & _NO_PLACE and has_byline_opening(text):
            yield text
