"""Credits that stand in the head of a page or in its feed entry, where readers do not see them."""

from __future__ import annotations

from collections.abc import Iterator

from sourcier.languages.parties import find_party, is_agency
from sourcier.model import Credit
from sourcier.read.head import Head
from sourcier.text.addresses import host_of, registrable_domain


def find_head_credits(head: Head, address: str) -> tuple[Credit, ...]:
    """Credits of meta tags, link relations and JSON-LD, in that order."""
    return tuple(_canonical(head, address or head.address))


def _canonical(head: Head, address: str) -> Iterator[Credit]:
    """A canonical address on another domain: the text was published there."""
    own = registrable_domain(address)
    for place, other in (("head:link[rel=canonical]", head.canonical), ("head:og:url", head.og_url)):
        domain = registrable_domain(other or "")
        if own and domain and domain != own:
            party = find_party(None, other)
            yield Credit(
                "republished",
                party.name if party else host_of(other or ""),
                other,
                other or "",
                None,
                place,
                party.name if party else None,
                "canonical",
            )
            return


def find_feed_credits(fields: tuple[tuple[str, str], ...]) -> tuple[Credit, ...]:
    """Credits of the raw fields of a feed entry ("source.title", "dc:source", "via")."""
    found = dict(reversed(fields))
    name, link = found.get("source.title"), found.get("source.href")
    if not name and not link:
        return ()
    party = find_party(name, link)
    kind = "agency" if is_agency(name, link) else "republished"
    return (
        Credit(kind, name or host_of(link or ""), link, name or link or "", None, "feed:source", party.name if party else None, "feed"),
    )
