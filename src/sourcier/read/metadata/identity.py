"""Whose page it is and in which language: the outlet from metadata and the list of known ones, the language from tags or words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sourcier.languages.parties import find_party
from sourcier.languages.reading import reading_packs
from sourcier.model import Outlet
from sourcier.read.metadata.head import Head
from sourcier.read.metadata.site import find_site
from sourcier.read.page.blocks import Layout
from sourcier.text.addresses import registrable_domain

_CODE = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
_NAMES = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2500
# A text that has fewer of a language's most common words than this share is in none of those we know.
_LEAST_SHARE = 0.08


def find_outlet(head: Head, layout: Layout) -> tuple[Outlet | None, str]:
    """The outlet of a page and where it was read; its domain goes with it."""
    domain = registrable_domain(head.address) if head.address else ""
    known = find_party(None, head.address) if domain else None
    if known:
        return known, "address"
    name, place = find_site(head, layout)
    if name:
        return Outlet(name, (domain,) if domain else ()), place
    return (Outlet(domain, (domain,)), "address") if domain else (None, "")


def find_language(head: Head, body: str) -> tuple[str | None, str]:
    """The language of the body as ISO 639-1 and where it was read: the words decide where they plainly speak, else the tag."""
    found = _CODE.match(head.language or "")
    told = _NAMES.get(found[1].lower(), found[1].lower()) if found else None
    heard = language_of(body)
    if heard and heard != told and told in (None, *reading_packs()):
        return heard, "words"
    return (told, "html[lang]") if told else (heard, "words" if heard else "")


@cache
def _stops() -> Mapping[str, tuple[str, ...]]:
    """The most common words of every language, each with the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for code, pack in reading_packs().items():
        for word in pack.lists["stop"]:
            found[word] = (*found.get(word, ()), code)
    return MappingProxyType(found)


def language_of(text: str) -> str | None:
    """The language whose common words the text uses most, None when none stands out.

    >>> language_of("Le maire a dit que les bacs sont dans le port et que la mer est haute")
    'fr'
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    if len(words) < 8:
        return None
    stops, times = _stops(), Counter(words)
    counts: Counter[str] = Counter()
    for word in stops.keys() & times.keys():
        for code in stops[word]:
            counts[code] += times[word]
    ranked = [*sorted(((count, code) for code, count in counts.items()), reverse=True), (0, ""), (0, "")]
    (best, code), (second, _) = ranked[:2]
    return code if best >= _LEAST_SHARE * len(words) and best > 1.15 * second else None
