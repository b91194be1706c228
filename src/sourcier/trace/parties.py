"""Who is meant: the keys under which an outlet is known, and the marks of one article that name another party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sourcier.languages.parties import find_party, is_domain, name_key
from sourcier.model import Article, Credit, EvidenceKind, Hop
from sourcier.text.addresses import normalise_address, registrable_domain

# Nats of log-odds that a mark carries for "this text came from the party it names", by the kind of mark. A credit that claims the
# text outweighs a pointer; a canonical address of another domain is a claim made for machines, and is seldom wrong.
_CREDIT_WEIGHTS = {"origin": 4.0, "republished": 4.5, "translation": 4.0, "agency": 4.0, "via": 2.0, "relayed": 0.5}
_CANONICAL_WEIGHT = 5.0
_DEBRIS_WEIGHT = 3.0
_BOX_WEIGHT = 2.0
_LINK_WEIGHT = 2.0
_IMAGE_WEIGHT = 1.0
# A credit with the address of the very page outweighs one with a name.
_EXACT_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark that names a party: the evidence it is, its weight, what is printed, and whether it claims the text is theirs."""

    kind: EvidenceKind
    weight: float
    printed: str
    claims_text: bool = False


def name_keys(name: str | None, address: str | None = None) -> frozenset[str]:
    """Every key of a party known by a name, an address or both: bare name, known party, registrable domain.

    >>> sorted(name_keys("Le Phare Info", "https://www.phareinfo.example/une"))
    ['@phareinfo.example', 'phareinfo']
    """
    keys = set()
    if name:
        keys.add("".join(c for c in name_key(name) if c.isalnum()))
    for where in (address, name if name and is_domain(name) else None):
        domain = registrable_domain(where) if where else ""
        if domain:
            keys.add(f"@{domain}")
    known = find_party(name, None if name else address)
    if known is not None:
        keys.add(f"#{known.name}")
    return frozenset(keys - {""})


def own_keys(article: Article) -> frozenset[str]:
    """Every key under which the outlet of an article is known: its names and its domains."""
    keys = set(name_keys(None, article.address))
    if article.outlet is not None:
        for name in (article.outlet.name, *article.outlet.aliases, *article.outlet.domains):
            keys |= name_keys(name)
    return frozenset(keys)


def hop_keys(hop: Hop) -> frozenset[str]:
    """Every key of the party of a claimed hop."""
    return name_keys(hop.name, hop.address)


def page_key(address: str | None) -> str:
    """The key of one exact page ("=https://…"), "" when the address is none."""
    page = normalise_address(address) if address else ""
    return f"={page}" if page else ""


def is_claim(credit: Credit) -> bool:
    """Whether a credit claims that the text is another's; one that points ("via") or relays what was said does not."""
    return credit.kind not in {"via", "relayed"}


def marks_by_key(article: Article, own: frozenset[str]) -> dict[str, tuple[Mark, ...]]:
    """The marks of an article that name somebody else, by key; a mark that names the page's own outlet is left out."""
    found: dict[str, dict[Mark, None]] = {}
    for keys, page, mark in _marks(article):
        if keys & own:
            continue
        for key in keys:
            found.setdefault(key, {})[mark] = None
        if page:
            exact = Mark(mark.kind, mark.weight + _EXACT_WEIGHT, mark.printed, mark.claims_text)
            found.setdefault(page, {})[exact] = None
    return {key: tuple(kept) for key, kept in found.items()}


def _marks(article: Article) -> Iterator[tuple[frozenset[str], str, Mark]]:
    """Each mark of an article: the keys of the party it names, the key of the page it names, and the mark."""
    for credit in article.credits:
        kind: EvidenceKind = "canonical" if credit.place.startswith("head:link") else "credit"
        weight = _CANONICAL_WEIGHT if kind == "canonical" else _CREDIT_WEIGHTS[credit.kind]
        mark = Mark(kind, weight, credit.printed or credit.name, is_claim(credit))
        yield name_keys(credit.outlet or credit.name, credit.address) | name_keys(credit.name), page_key(credit.address), mark
    for debris in article.debris:
        if debris.party or debris.address:
            yield name_keys(debris.party, debris.address), page_key(debris.address), Mark("debris", _DEBRIS_WEIGHT, debris.printed)
    if article.author_box is not None and article.author_box.party:
        yield name_keys(article.author_box.party), "", Mark("debris", _BOX_WEIGHT, article.author_box.text[:200])
    for link in article.links:
        yield frozenset(), page_key(link.address), Mark("link", _LINK_WEIGHT - _EXACT_WEIGHT, link.address)
    for image in article.images:
        yield name_keys(None, image.address), "", Mark("image", _IMAGE_WEIGHT, image.address)
