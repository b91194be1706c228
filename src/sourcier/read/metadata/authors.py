"""Who signs an article: people, and beside them agencies, desks and outlets, from metadata first and the visible byline after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sourcier.model import Credit, Label, Outlet
from sourcier.read.metadata.bylines import (
    Seen,
    Sheet,
    byline_groups,
    foot_groups,
    late_lines,
    marked_groups,
    opened_lines,
    posted,
    seen_groups,
    sheet_of,
    signing_lines,
)
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import text_of, types_of
from sourcier.read.metadata.people import Signer, find_signers, has_byline_opening, is_own_name, is_sure, is_whole
from sourcier.read.page.blocks import Layout
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
    "article:byline",
    "articleauthor",
    "authors",
    "og:article:author",
    "creator",
    "twitter:data1",
)
_ORGANISATIONS = re.compile(r"Organi[sz]ation$|^(?:Corporation|WebSite|Brand)$")
# Libraries and journals put the surname first, https://scholar.google.com/intl/en/scholar/inclusion.html.
_LIBRARY = frozenset({"citation_author", "dc.creator", "dcterms.creator", "dc.contributor"})
_SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’ -]{1,30}), ([^\W\d_][\w.-]*(?: [^\W\d_]\.?)?)")
_MOST_WRITERS, _MOST_META = 5, 12
_EMPTY: tuple[Signer, ...] = ()


class Authors(NamedTuple):
    """The people who wrote an article, everyone who signs it as printed, and the place they were read from ("" for none)."""

    people: tuple[str, ...]
    byline: tuple[str, ...]
    place: str


def find_authors(head: Head, layout: Layout, bits: list[int], labels: list[Label], outlet: Outlet | None) -> Authors:
    """Who signs the article: the first place that names people; failing that, agencies and desks; failing these, the outlet itself."""
    sheet = sheet_of(layout, bits, labels)
    others: tuple[tuple[Signer, ...], str] = (_EMPTY, "")
    own: tuple[tuple[Signer, ...], str] = (_EMPTY, "")
    faint: tuple[tuple[Signer, ...], str] = (_EMPTY, "")
    for signers, place in _candidates(head, sheet, outlet):
        if _has_person(signers):
            if place in _OF_MACHINES and not _is_likely(signers):
                faint = faint if faint[0] else (signers, place)
                continue
            told = _of_text(sheet, outlet) if place in _OF_MACHINES or not _is_likely(signers) else ()
            if told and {fold(signer.name) for signer in told}.isdisjoint(fold(signer.name) for signer in signers):
                return _signed(told, "byline")
            return _signed(_with_seen(signers, sheet, outlet), place)
        if signers and all(is_own_name(signer, outlet) for signer in signers):
            own = own if own[0] else (signers, place)
        elif signers:
            others = others if others[0] else (signers, place)
    return _signed(*next((told for told in (faint, others, own) if told[0]), (_EMPTY, "")))


def with_agencies(signed: Authors, found: tuple[Credit, ...]) -> Authors:
    """Where nobody signs, the agencies whose mark stands on a line, before or behind the text do."""
    if signed.byline:
        return signed
    names = tuple(dict.fromkeys(credit.name for credit in found if credit.kind == "agency" and credit.place in _SIGNING))
    return Authors((), names, "credit") if names else signed


_SIGNING = frozenset({"line", "body", "byline", "dateline", "signature"})
_OF_MACHINES = frozenset({"json-ld", *(f"meta:{name}" for name in _META)})


def _is_likely(signers: tuple[Signer, ...]) -> bool:
    """Whether a person among those who sign has a name of two words or more: one word may be an account's or a house's."""
    return True in [signer.is_person and " " in signer.name for signer in signers]


def _signed(signers: tuple[Signer, ...], place: str) -> Authors:
    """Those who sign as the answer."""
    return Authors(tuple([signer.name for signer in signers if signer.is_person]), tuple([signer.name for signer in signers]), place)


def _with_seen(signers: tuple[Signer, ...], sheet: Sheet, outlet: Outlet | None) -> tuple[Signer, ...]:
    """The byline that readers see where it names the only one that metadata name, and other people beside."""
    if len(signers) != 1:
        return signers
    only = fold(signers[0].name)
    for group, is_marked in _groups_seen(sheet):
        folded = set(map(fold, group))
        # What is the name and no more names nobody beside.
        if folded != {only} and any(only in text for text in folded):
            shown = _merge([find_signers(text, outlet) for text in group])
            full = all(map(is_whole, shown)) if is_marked else is_sure(shown)
            if 1 < len(shown) <= _MOST_WRITERS and only in [fold(signer.name) for signer in shown] and full:
                return shown
    return signers


def _groups_seen(sheet: Sheet) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The bylines that readers see, and whether each is surely one."""
    yield from ((group, True) for group in marked_groups(sheet))
    yield from ((found.texts, len(found.texts) == 1) for found in byline_groups(sheet))
    yield from (((text,), True) for text in opened_lines(sheet))


def _of_text(sheet: Sheet, outlet: Outlet | None) -> tuple[Signer, ...]:
    """Who signs in the text itself, on a line of its own: content systems know who filed a text, not always who wrote it."""
    for text in signing_lines(sheet):
        signers = find_signers(text, outlet)
        if is_sure(signers):
            return signers
    return ()


def _candidates(head: Head, sheet: Sheet, outlet: Outlet | None) -> Iterator[tuple[tuple[Signer, ...], str]]:
    """Every place that may name who signs, surest first."""
    yield _json_ld_signers(head, outlet), "json-ld"
    for name in head.names_in(_META):
        values = [value for value in head.metas_of(name)[:_MOST_META] if "/" not in value or " " in value or "//" not in value]
        if values and (name != "twitter:data1" or _labelled_as_writer(head)):
            told = map(_turned, values) if name in _LIBRARY else values
            yield _merge([find_signers(value, outlet, is_marked=True) for value in told]), f"meta:{name}"
    for group in marked_groups(sheet):
        yield _merge([find_signers(text, outlet, is_marked=True) for text in group]), "microdata"
    for seen in seen_groups(sheet):
        yield _signers_seen(seen, outlet), "byline"
    for text in posted(sheet):
        yield find_signers(text, outlet, is_marked=True), "byline"
    for seen in foot_groups(sheet):
        yield _signers_seen(seen, outlet), "byline"
    for text in late_lines(sheet):
        yield find_signers(text, outlet, is_marked=True), "byline"


def _turned(name: str) -> str:
    """The name of a catalogue ("Quill, Ada M.") as people write it."""
    found = _SURNAME_FIRST.fullmatch(name)
    return f"{found[2]} {found[1]}" if found else name


def _signers_seen(seen: Seen, outlet: Outlet | None) -> tuple[Signer, ...]:
    """Who signs in a byline that readers see; nobody where it asks for full names and holds none."""
    signers = _merge([find_signers(text, outlet, is_marked=seen.is_marked) for text in seen.texts])
    if not seen.needs_sure:
        return signers
    people = [signer for signer in signers if signer.is_person]
    return signers if any(is_sure((signer,)) for signer in people) and all(map(is_whole, people)) else ()


def _labelled_as_writer(head: Head) -> bool:
    """Whether Twitter's first label announces the writer (Yoast and others write it in the page's language)."""
    label = head.meta_of("twitter:label1") or ""
    return has_byline_opening(label + " x") or "author" in label.lower()


def _merge(groups: Sequence[tuple[Signer, ...]]) -> tuple[Signer, ...]:
    """All who sign once, in order."""
    if len(groups) == 1 and len(groups[0]) < 2:
        return groups[0]
    found: dict[str, Signer] = {}
    for group in groups:
        for signer in group:
            found.setdefault(fold(signer.name), signer)
    return tuple(found.values())


def _json_ld_signers(head: Head, outlet: Outlet | None) -> tuple[Signer, ...]:
    """The authors of the first article object that has any; beside people the page's own outlet is left out."""
    for entry in head.articles:
        for key in ("author", "creator"):
            value = entry.get(key)
            items = value if isinstance(value, list) else [value]
            named = _by_id(head) if any(map(_is_reference, items)) else {}
            signers = _merge([_signers_of(item, named, outlet) for item in items if item])
            if _has_person(signers):
                return tuple([signer for signer in signers if signer.is_person or not is_own_name(signer, outlet)])
            if signers:
                return signers
    return ()


def _signers_of(item: object, named: Mapping[str, Mapping[str, Any]], outlet: Outlet | None) -> tuple[Signer, ...]:
    """Who one author value names, looked up in `named` where it is a reference; an organisation is no person whatever its name."""
    if not isinstance(item, Mapping):
        return find_signers(text_of(item), outlet, is_marked=True)
    whole = item if "name" in item else named.get(str(item.get("@id")), item)
    told = whole.get("name")
    name = ", ".join(text_of(name) for name in told) if isinstance(told, list) else text_of(whole)
    if not name:
        name = " ".join(filter(None, (text_of(whole.get(part)) for part in ("givenName", "familyName"))))
    signers = find_signers(name, outlet, is_marked=True)
    if any(map(_ORGANISATIONS.search, types_of(whole))) and signers:
        return (Signer(name, is_person=False),)
    return signers


def _is_reference(item: object) -> bool:
    """Whether an author value may stand for an object that tells the name."""
    return isinstance(item, Mapping) and "name" not in item


def _by_id(head: Head) -> dict[str, Mapping[str, Any]]:
    """The objects of a page that tell a name, by their id; of several with one id the last counts."""
    return {entry["@id"]: entry for entry in head.json_ld if "name" in entry and isinstance(entry.get("@id"), str)}


def _has_person(signers: tuple[Signer, ...]) -> bool:
    """Whether a person is among those who sign."""
    return True in [signer.is_person for signer in signers]
