"""Who is meant: the keys under which an outlet is known, and the marks of one article that name another party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sourcier.languages.parties import find_party, is_agency, is_domain, name_key, own_address
from sourcier.model import Article, Credit, EvidenceKind, Hop, Outlet
from sourcier.text.addresses import normalise_address, registrable_domain

# Nats of log-odds that a mark carries for "this text came from the party it names", by the kind of mark. A credit that claims the
# text outweighs a pointer; a canonical address of another domain is a claim made for machines, and is seldom wrong.
_CREDIT_WEIGHTS = {"origin": 4.0, "republished": 4.5, "translation": 4.0, "agency": 4.0, "via": 2.0, "relayed": 0.5}
_CANONICAL_WEIGHT = 5.0
_DEBRIS_WEIGHT = 3.0
_BOX_WEIGHT = 2.0
_LINK_WEIGHT = 1.0
# The id of an agency's item on another page, when the agency's own page is held.
_WIRE_WEIGHT = 4.0
# A text that speaks of the outlet that prints it ("told the Phare") and is found elsewhere with these words.
_HOUSE_WEIGHT = 1.5
_SHORTEST_NAME = 4
_IMAGE_WEIGHT = 1.0
# The same picture, or the same links in the text, in both: it says nothing of who was first, and a little for one hand to the other.
SHARED_POINTER = 0.5
# A credit with the address of the very page outweighs one with a name.
_EXACT_WEIGHT = 1.0
_SCHEMES = frozenset({"http:", "https:"})
_ODD_HOST = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark that names a party: the evidence it is, its weight, what is printed, and whether it claims the text is theirs."""

    kind: EvidenceKind
    weight: float
    printed: str
    claims_text: bool = False


def bare_name(name: str) -> str:
    """A name or line with nothing left but folded letters and digits."""
    return "".join(c for c in name_key(name) if c.isalnum())


@lru_cache(maxsize=16384)
def name_keys(name: str | None, domain: str = "") -> frozenset[str]:
    """Every key of a party known by a name, a registrable domain or both: bare name, known party, domain.

    >>> sorted(name_keys("Le Phare Info", "phareinfo.example"))
    ['@phareinfo.example', 'phareinfo']
    """
    keys = {f"@{domain}"} if domain else set()
    if name:
        keys.add(bare_name(name))
        if is_domain(name):
            keys.add(f"@{registrable_domain(name)}")
    known = find_party(name, None if name else domain)
    if known is not None:
        keys.add(f"#{known.name}")
    return frozenset(keys - {"", "@"})


def domain_of(address: str | None) -> str:
    """The registrable domain of an address, "" when there is none; the common form is read without parsing it in full."""
    if not address:
        return ""
    parts = address.split("/", 3)
    if len(parts) > 2 and parts[0].lower() in _SCHEMES and not parts[1] and parts[2] and not _ODD_HOST.search(parts[2]):
        return _domain_of_host(parts[2])
    return registrable_domain(address)


@lru_cache(maxsize=65536)
def _domain_of_host(host: str) -> str:
    """The registrable domain of a bare host."""
    return registrable_domain(f"http://{host}")


def own_keys(article: Article) -> frozenset[str]:
    """Every key under which the outlet of an article is known: its names and its domains."""
    keys = _outlet_keys(article.outlet) | name_keys(None, domain_of(own_address(article.address)))
    if article.wire_ids and article.outlet is not None and is_agency(article.outlet.name, article.address):
        keys |= {f"!{item}" for item in article.wire_ids}
    return keys


def house_mark(article: Article) -> Mark | None:
    """The mark that a text bears on itself by naming, in its body, the outlet that prints it; None when it does not."""
    name = article.outlet.name if article.outlet is not None else ""
    if len(name) < _SHORTEST_NAME or name not in article.body:
        return None
    return Mark("style", _HOUSE_WEIGHT, name)


@lru_cache(maxsize=16384)
def _outlet_keys(outlet: Outlet | None) -> frozenset[str]:
    """Every key of an outlet's names, other spellings and domains."""
    if outlet is None:
        return frozenset()
    return frozenset(key for name in (outlet.name, *outlet.aliases, *outlet.domains) if name for key in name_keys(name))


def hop_keys(hop: Hop) -> frozenset[str]:
    """Every key of the party of a claimed hop."""
    return name_keys(hop.name, domain_of(hop.address))


def page_of(address: str) -> str:
    """The page that an address leads to in its one spelling: what an archive keeps is the page it kept; "" when it is no address.

    >>> page_of("https://web.archive.org/web/2020/https://phare.example/1"), page_of("https://phare.example/1?utm_source=x")
    ('https://phare.example/1', 'https://phare.example/1')
    """
    return normalise_address(own_address(address)) if address else ""


def page_key(address: str | None) -> str:
    """The key of one exact page ("=https://…"), "" when the address is none."""
    page = page_of(address or "")
    return f"={page}" if page else ""


def is_claim(credit: Credit) -> bool:
    """Whether a credit claims that the text is another's; one that points ("via") or relays what was said does not."""
    return credit.kind not in {"via", "relayed"}


def marks_by_key(article: Article, own: frozenset[str]) -> dict[str, tuple[Mark, ...]]:
    """The marks of an article that name somebody else, by key; a mark that names the page's own outlet is left out.

    Links and pictures name a party by the domain they lie on: their keys begin with "~", so that a passing link is not a credit.
    """
    found: dict[str, dict[Mark, None]] = {}
    for keys, page, mark in _marks(article):
        if keys & own:
            continue
        for key in keys:
            found.setdefault(key, {})[mark] = None
        if page:
            exact = Mark(mark.kind, mark.weight + _EXACT_WEIGHT, mark.printed, mark.claims_text)
            found.setdefault(page, {})[exact] = None
    for address, mark in _pointers(article):
        key = f"@{domain_of(address)}"
        if key not in own and key != "@":
            found.setdefault(f"~{key}", {})[mark] = None
    return {key: tuple(kept) for key, kept in found.items()}


def _marks(article: Article) -> Iterator[tuple[frozenset[str], str, Mark]]:
    """Each mark of an article: the keys of the party it names, the key of the page it names, and the mark."""
    for credit in article.credits:
        kind: EvidenceKind = "canonical" if credit.place.startswith("head:link") else "credit"
        weight = _CANONICAL_WEIGHT if kind == "canonical" else _CREDIT_WEIGHTS[credit.kind]
        mark = Mark(kind, weight, credit.printed or credit.name, is_claim(credit))
        keys = name_keys(credit.outlet or credit.name, domain_of(credit.address)) | name_keys(credit.name)
        yield keys, page_key(credit.address), mark
    for debris in article.debris:
        if debris.party or debris.address:
            mark = Mark("debris", _DEBRIS_WEIGHT, debris.printed)
            yield name_keys(debris.party, domain_of(debris.address)), page_key(debris.address), mark
    for item in article.wire_ids:
        yield frozenset({f"!{item}"}), "", Mark("wire", _WIRE_WEIGHT, item)
    if article.author_box is not None and article.author_box.party:
        yield name_keys(article.author_box.party), "", Mark("debris", _BOX_WEIGHT, article.author_box.text[:200])


def _pointers(article: Article) -> Iterator[tuple[str, Mark]]:
    """The addresses that an article points to or shows, each as a mark."""
    for link in article.links:
        yield link.address, Mark("link", _LINK_WEIGHT, link.address)
    for image in article.images:
        yield image.address, Mark("image", _IMAGE_WEIGHT, image.address)


def pointers_of(article: Article) -> frozenset[tuple[EvidenceKind, str]]:
    """The pictures of an article and the links in its text, by their address in its one spelling.

    A picture may be the outlet's own; a link to the outlet's own site is left out, since every page has some.
    """
    site = domain_of(article.address)
    found: set[tuple[EvidenceKind, str]] = {("image", normalise_address(image.address)) for image in article.images}
    for link in article.links:
        if link.span is not None and domain_of(link.address) != site:
            found.add(("link", normalise_address(link.address)))
    return frozenset((kind, address) for kind, address in found if address)
