"""The chain that a page claims for itself: from its own outlet back to whom it credits last."""

from __future__ import annotations

from sourcier.languages.parties import party_key, same_party
from sourcier.model import Article, Credit, Evidence, Hop

# Nearest first: who this page has the text from, who wrote the dispatch, where the text was first published.
_ORDER = {"republished": 0, "translation": 1, "agency": 2, "origin": 3}


def claimed_chain(article: Article) -> tuple[Hop, ...]:
    """The hops that credits and debris claim, nearest first; () when the page is its own origin."""
    hops: dict[str, list[Credit]] = {}
    for credit in sorted((c for c in article.credits if c.kind in _ORDER), key=lambda c: _ORDER[c.kind]):
        if article.outlet is None or not same_party(credit.name, credit.address, article.outlet):
            hops.setdefault(party_key(credit.name, credit.address), []).append(credit)
    return tuple(_hop(found) for found in hops.values())


def _hop(found: list[Credit]) -> Hop:
    """One hop with all that claims it."""
    first = found[0]
    evidence = tuple(Evidence("credit", 3.0, credit.printed) for credit in found)
    address = next((credit.address for credit in found if credit.address), None)
    return Hop(first.outlet or first.name, address, "claimed", evidence, 0.9, None, first.kind)
