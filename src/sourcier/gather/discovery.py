"""The feeds that a page names: those its head declares, else those its links lead to by their looks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from sourcier.model import Page
from sourcier.text.addresses import normalise_address

_MOST_BYTES = 2 << 20
_MOST_FEEDS = 20
_TYPES = frozenset(f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json"))
# Where the tools that print the press put their feeds, as the last part of an address.
_LOOKS = re.compile(r"(?i)/(?:feed|rss|atom)(?:\.(?:xml|rss|atom|rdf|json))?/?$|\.(?:rss|atom|rdf)$")
# The feed of what readers say about a page, in the addresses of WordPress and its kin.
_OF_READERS = re.compile(r"(?i)/comments?/|[?&]withcomments=")


def named_feeds(page: Page) -> tuple[str, ...]:
    r"""The addresses of the feeds that a page names, in its order, each once, those of readers' comments left out.

    The head declares them as https://www.rssboard.org/rss-autodiscovery has it; only where it declares none, links count
    that look like a feed's.

    >>> named_feeds(Page("https://phare.example/a/", b'<link rel=alternate type="application/rss+xml" href="../feed">'))
    ('https://phare.example/feed',)
    """
    tree = LexborHTMLParser(page.content[:_MOST_BYTES].decode("utf-8", "replace"))
    base_node = tree.css_first("base[href]")
    base = normalise_address((base_node.attributes.get("href") if base_node else "") or "", page.address) or page.address
    declared = (
        node.attributes.get("href") or ""
        for node in tree.css("link[rel][href][type]")
        if "alternate" in (node.attributes.get("rel") or "").lower().split()
        and (node.attributes.get("type") or "").partition(";")[0].strip().lower() in _TYPES
    )
    looking = (href for node in tree.css("a[href]") if _LOOKS.search(href := (node.attributes.get("href") or "").strip()))
    return _kept(declared, base) or _kept(looking, base)


def _kept(hrefs: Iterable[str], base: str) -> tuple[str, ...]:
    """The http(s) addresses among what links lead to, each once."""
    addresses = dict.fromkeys(normalise_address(href, base) for href in hrefs if href)
    return tuple(address for address in addresses if address and not _OF_READERS.search(address))[:_MOST_FEEDS]
