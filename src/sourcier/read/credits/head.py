"""Credits that stand in the head of a page or in its feed entry, where readers do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sourcier.languages.parties import find_party, is_agency, is_domain, is_library, is_mirror, known_party, name_key, own_address
from sourcier.model import Credit, CreditKind
from sourcier.read.credits.agency import read_signed_line
from sourcier.read.metadata.head import Head
from sourcier.text.addresses import host_of, registrable_domain

# What each name means; agencies named under any of them wrote the text (https://schema.org/CreativeWork, the meta tags of Google News).
_META: tuple[tuple[str, CreditKind], ...] = (
    ("syndication-source", "republished"),
    ("original-source", "origin"),
    ("dc.source", "origin"),
    ("dcterms.source", "origin"),
    ("dc:source", "origin"),
    ("source", "origin"),
)
_SIGNED_META = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "cxenseparse:author",
)
_TOLD = frozenset((*dict(_META), *_SIGNED_META))
_TAKEN_LD: tuple[tuple[str, CreditKind], ...] = (
    ("isBasedOn", "republished"),
    ("isBasedOnUrl", "republished"),
    ("translationOfWork", "translation"),
)
_SIGNED_LD = ("author", "creator", "sourceOrganization", "copyrightHolder", "provider", "contributor")
_FEED: tuple[tuple[str, str | None, CreditKind], ...] = (
    ("source.title", "source.href", "republished"),
    ("syndication-source", None, "republished"),
    ("dc:source", None, "origin"),
    ("dc_source", None, "origin"),
    ("via", None, "via"),
    ("canonical", None, "republished"),
)
_ARTICLE = "article"
_MAX_OBJECTS = 40


def find_head_credits(head: Head, address: str) -> tuple[Credit, ...]:
    """Credits of link relations, meta tags and JSON-LD, in that order; `place` is the path in the head ("head:meta[author]")."""
    return (*_canonical(head, address), *_of_meta(head), *_of_json_ld(head))


def find_feed_credits(fields: tuple[tuple[str, str], ...]) -> tuple[Credit, ...]:
    """Credits of the raw fields of a feed entry, "source.title" with "source.href", "dc:source", "via", "canonical"."""
    if not fields:
        return ()
    values = dict(reversed(fields))
    found = []
    for name_field, address_field, kind in _FEED:
        name = values.get(name_field, "")
        address = values.get(address_field) if address_field else None
        if name or address:
            found.append(_credit(kind, name, address, f"feed:{name_field}"))
    return tuple(credit for credit in found if credit)


def _canonical(head: Head, address: str) -> Iterator[Credit]:
    """A canonical address (RFC 6596) on another domain: the text stands there first, unless the site only changed its name."""
    own = registrable_domain(address)
    # og:url speaks only where there is no canonical address: where they differ, the canonical one was put there on purpose.
    for place, named in (("head:link[rel=canonical]", head.canonical), ("head:og:url", None if head.canonical else head.og_url)):
        if not named:
            continue
        other = own_address(named)
        domain = registrable_domain(other)
        if own and domain and domain != own and not is_mirror(other) and not _is_rename(head, address, other):
            if credit := _credit("republished", "", other, place):
                yield credit
            return


def _is_rename(head: Head, address: str, canonical: str) -> bool:
    """Whether two domains are one site: one label, a shared word, or the page's own files and name stand on the other domain."""
    own, other = registrable_domain(address), registrable_domain(canonical)
    if _first_label(address) == _first_label(canonical):
        return True
    mine, theirs = own.split(".", maxsplit=1)[0], other.split(".", maxsplit=1)[0]
    if mine == theirs or not set(filter(_is_long, mine.split("-"))).isdisjoint(theirs.split("-")):
        return True
    known = find_party(None, f"https://{own}/")
    if known is not None and known == find_party(None, f"https://{other}/"):
        return True
    if head.site_name and not known and name_key(head.site_name).replace(" ", "") in {theirs, other}:
        return True
    places = [registrable_domain(target) for rel, target in head.rels if rel != "canonical"]
    return places.count(other) > 2 and places.count(other) > 2 * places.count(own)


def _first_label(address: str) -> str:
    """The first label of a host when it is a site's own: "journal" of "journal.blogs.example"."""
    label = host_of(address).split(".", maxsplit=1)[0]
    return label if _is_long(label) else address


def _is_long(word: str) -> bool:
    """Whether a word of a domain says enough to tell a site by."""
    return len(word) >= 5


def _of_meta(head: Head) -> Iterator[Credit]:
    """Meta tags that name a party, and agencies in those that name the author."""
    told: dict[str, dict[str, None]] = {}
    for name, content in head.meta:
        if name in _TOLD and content:
            told.setdefault(name, {})[content] = None
    if not told:
        return
    for wanted, kind in _META:
        for value in told.get(wanted, ()):
            if credit := _credit(kind, value, None, f"head:meta[{wanted}]"):
                yield credit
    for wanted in _SIGNED_META:
        for value in told.get(wanted, ()):
            yield from _signed(value, f"head:meta[{wanted}]")


def _of_json_ld(head: Head) -> Iterator[Credit]:
    """JSON-LD of the article: what it is based on, whom it is translated from and by, and agencies among those who made it."""
    for entry in head.json_ld[:_MAX_OBJECTS]:
        if not _is_article(entry):
            continue
        for key, kind in _TAKEN_LD:
            for name, address in _parties(entry.get(key)):
                if credit := _credit(kind, name if not address else "", address, f"head:json-ld.{key}"):
                    yield credit
        for name, _ in _parties(entry.get("translator")):
            if credit := _credit("translation", name, None, "head:json-ld.translator"):
                yield credit
        for name, address in _parties(entry.get("sourceOrganization")):
            known = find_party(name, address)
            if (
                known
                and not is_agency(name, address)
                and (credit := _credit("republished", name, address, "head:json-ld.sourceOrganization"))
            ):
                yield credit
        for key in _SIGNED_LD:
            for name, _ in _parties(entry.get(key)):
                yield from _signed(name, f"head:json-ld.{key}")


def _is_article(entry: Mapping[str, Any]) -> bool:
    """Whether a JSON-LD object is an article or a posting."""
    kinds = entry.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and (kind.lower().endswith(_ARTICLE) or kind.lower().endswith("posting")) for kind in kinds)


def _parties(value: object) -> list[tuple[str, str | None]]:
    """The names and addresses of a JSON-LD value: text, an object, or a list of either."""
    if value is None:
        return []
    if isinstance(value, str):
        return [("", value)] if value.startswith("http") else [(value, None)]
    if isinstance(value, list):
        return [party for item in value[:20] for party in _parties(item) if not isinstance(item, list)]
    if isinstance(value, Mapping):
        name, address = value.get("name"), value.get("url") or value.get("@id")
        return [(name if isinstance(name, str) else "", address if isinstance(address, str) and address.startswith("http") else None)]
    return []


def _signed(value: str, place: str) -> Iterator[Credit]:
    """The agencies that a value names as authors."""
    for credit in read_signed_line(value):
        party = known_party(credit.name)
        if party and credit.name in party.weak and credit.name != value.strip():
            continue  # "Foreign authors (AA)"
        yield Credit("agency", credit.name, None, value.strip()[:200], None, place, credit.outlet, place)


def _credit(kind: CreditKind, name: str, address: str | None, place: str) -> Credit | None:
    """The credit for a name, an address or both; None when neither says anything."""
    name = name.strip()
    if name and is_domain(name):
        address = address or (name if "//" in name else f"https://{name}/")
        name = ""
    name = name or host_of(address or "")
    if not name or len(name) > 120:
        return None
    party = find_party(name, address)
    if (address and is_library(address)) or (place == "head:meta[source]" and party is None and not address):
        return None  # a study or a post; or the name of the system that made the page
    shown = party.name if party and is_domain(name) else name
    agency = is_agency(name, address) and kind != "via"
    return Credit("agency" if agency else kind, shown, address, address or name, None, place, party.name if party else None, place)
