"""Whose page it is and in which language: the outlet from metadata and the list of known ones, the language from tags or words."""

from __future__ import annotations

import re
import struct
from functools import cache, lru_cache

from sourcier.languages.parties import find_party
from sourcier.languages.reading import reading_packs
from sourcier.model import Outlet
from sourcier.read.metadata.head import Head
from sourcier.text.addresses import registrable_domain, split_address
from sourcier.text.fold import fold

_CODE = re.compile(r"^\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")
_NAMES = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
_WORD = re.compile(r"[^\W\d_]+")
# What browsers and savers of whole pages write into a comment: "saved from url=(0028)https://…", "Page saved with SingleFile … url: …".
_SAVED = re.compile(r"(?i)(?:saved from url=\(\d+\)|saved with singlefile\s.{0,40}?url:\s*)(https?://[^\s<>\"]{1,2000})", re.DOTALL)
_SAMPLE, _OPENING, _WESTERN = 2500, 700, "cp1252"
# What a language's tag begins with is no longer.
_LONGEST_TAG = 40
# A text that has fewer of a language's most common words than this share is in none of those we know.
_LEAST_SHARE = 0.08
# Nor is one whose language is not told by so many words, and by so much more than the next.
_FEWEST, _LEAST_LEAD = 8, 1.15


def find_address(head: Head, address: str) -> tuple[str, str]:
    """The address of a page and, when it was read off a saved file, where: what the saving browser wrote, else og:url or canonical.

    A canonical address on its own may be that of the page a text was taken from: it counts only where the site's name fits it.
    """
    if split_address(address) is not None:
        return address, ""
    for comment in head.comments:
        if (saved := _SAVED.search(comment)) and split_address(saved[1]):
            return saved[1], "saved from"
    own, canonical = head.og_url or "", head.canonical or ""
    if split_address(canonical) and (registrable_domain(own) == registrable_domain(canonical) or (not own and _fits(head, canonical))):
        return canonical, "head:link[rel=canonical]"
    return (own, "head:og:url") if split_address(own) else (address, "")


def _fits(head: Head, address: str) -> bool:
    """Whether nothing about a site's name speaks against an address: it has none, is known by it, or shares a word with it."""
    name = head.site_name or ""
    domain = registrable_domain(address)
    party = find_party(name, None) if name else None
    known = party is not None and domain in party.domains
    return not name or known or any(len(word) > 2 and word in domain for word in _WORD.findall(fold(name)))


def find_outlet(head: Head, site: tuple[str, str]) -> tuple[Outlet | None, str]:
    """The outlet of a page and where it was read, the site's name as `find_site` gives it where no list knows the address.

    The outlet's domain goes with it.
    """
    domain = registrable_domain(head.address) if head.address else ""
    known = find_party(None, head.address) if domain else None
    if known:
        return known, "address"
    name, place = site
    if name:
        return Outlet(name, (domain,) if domain else ()), place
    return (Outlet(domain, (domain,)), "address") if domain else (None, "")


def find_language(head: Head, body: str) -> tuple[str | None, str]:
    """The language of the body as ISO 639-1 and where it was read: the words decide where they plainly speak, else the tag."""
    told = _code_of(head.language[:_LONGEST_TAG]) if head.language else None
    # Most tags are right, and the opening says so; words of a language without a list are heard as none.
    if told and (told not in reading_packs() or language_of(body[:_OPENING]) == told):
        return told, "html[lang]"
    heard = language_of(body)
    if heard and heard != told:
        return heard, "words"
    return (told, "html[lang]") if told else (None, "")


@lru_cache(maxsize=256)
def _code_of(tag: str) -> str | None:
    """The language that a tag such as "fr-FR" begins with."""
    found = _CODE.match(tag)
    return _NAMES.get(found[1].lower(), found[1].lower()) if found else None


@cache
def _codes() -> tuple[str, ...]:
    """The languages that have a list of their most common words."""
    return tuple(code for code, pack in reading_packs().items() if pack.lists["stop"])


@cache
def _stops() -> tuple[dict[str, int], dict[bytes, int]]:
    """The most common words of every language as text, and those in the alphabet of one byte a character as bytes.

    The value of a word has a digit of two bytes for each language, 1 where the language has the word: a sum of values counts them all.
    """
    values: dict[str, int] = {}
    for place, code in enumerate(_codes()):
        for word in dict.fromkeys(reading_packs()[code].lists["stop"]):
            values[word] = values.get(word, 0) + (1 << 16 * place)
    known = {word: word.encode(_WESTERN, "ignore") for word in values}
    return values, {known[word]: value for word, value in values.items() if len(known[word]) == len(word)}


@cache
def _letters() -> bytes:
    """For each character of Windows-1252 its small letter, a space for what is no letter."""
    characters = bytes(range(256)).decode(_WESTERN, "replace")  # five bytes are no character, and never come
    return "".join(c.lower() if _WORD.fullmatch(c) else " " for c in characters).encode(_WESTERN)


def _western_words(text: str) -> list[bytes] | None:
    """The words of a text in small letters; None where it needs more than an alphabet of one byte a character.

    Nine texts of ten need no more, and their words come at a fourth of what an expression takes.
    """
    try:
        return text.encode(_WESTERN).translate(_letters()).split()
    except UnicodeEncodeError:
        return None


def _count_stops(text: str) -> tuple[int, int]:
    """How many words a text has, and the sum of the values of those that `_stops` knows."""
    as_text, as_bytes = _stops()
    western = _western_words(text)
    if western is not None:
        return len(western), sum([as_bytes[word] for word in western if word in as_bytes])
    words = _WORD.findall(text.lower())
    return len(words), sum([as_text[word] for word in words if word in as_text])


def language_of(text: str) -> str | None:
    """The language whose common words the text uses most, None when none stands out.

    >>> language_of("Le maire a dit que les bacs sont dans le port et que la mer est haute")
    'fr'
    """
    words, total = _count_stops(text[:_SAMPLE])
    if words < _FEWEST:
        return None
    codes = _codes()
    counts = struct.unpack(f"<{len(codes)}H", total.to_bytes(2 * len(codes), "little"))
    *_, second, best = sorted((0, *counts))
    return codes[counts.index(best)] if best >= _LEAST_SHARE * words and best > _LEAST_LEAD * second else None
