"""What each article claims about where its text came from: parties named, nearest first, whether held or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourcier.languages.parties import is_agency, party_key
from sourcier.model import Article, Hop, party_id
from sourcier.trace.claimed import claimed_chain
from sourcier.trace.parties import hop_keys, name_keys


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed hop with the party's node id, the keys it is known under, and whether it is an agency."""

    hop: Hop
    node_id: str
    keys: frozenset[str]
    is_agency: bool


def claims_of(article: Article, own: frozenset[str]) -> tuple[Claim, ...]:
    """The claimed hops of an article, nearest first; a party that comes back, or is the page's own outlet, is left out."""
    kept: list[Claim] = []
    for hop in (_elsewhere(hop, own) for hop in claimed_chain(article)):
        keys = hop_keys(hop)
        node = party_id(party_key(hop.name, hop.address))
        if keys and not keys & own and all(claim.node_id != node for claim in kept):
            kept.append(Claim(hop, node, keys, is_agency(hop.name, hop.address)))
    return tuple(kept)


def _elsewhere(hop: Hop, own: frozenset[str]) -> Hop:
    """The hop without an address on the page's own site: there stands a page about the party, not the party's."""
    is_named = bool(name_keys(hop.name, "") - own)
    return replace(hop, address=None) if is_named and hop_keys(hop) & own else hop


def all_claims(articles: Sequence[Article], own: Sequence[frozenset[str]]) -> tuple[tuple[Claim, ...], ...]:
    """The claims of each article, in the order given."""
    return tuple(claims_of(article, keys) if article.credits or article.debris else () for article, keys in zip(articles, own, strict=True))
