"""Feeds of every kind read into one model: RSS, Atom, RDF, CDF, JSON Feed, OPML and news sitemaps."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

from sourcier.errors import FeedError, TooLargeError
from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds.cleaning import safe_html
from sourcier.gather.feeds.decoding import to_text
from sourcier.gather.feeds.json_feed import read_json_feed
from sourcier.gather.feeds.limits import within_limits
from sourcier.gather.feeds.listings import read_outlines, read_sitemap
from sourcier.gather.feeds.markup import read_markup, read_plain
from sourcier.gather.feeds.mending import is_well_formed, mended, with_plain_ampersands
from sourcier.model import Page

__all__ = ["entry_page", "read_feed", "safe_html"]

_MOST_BYTES = 40 << 20
_ROOT = re.compile(r"(?i)<(?:[\w.-]{1,40}:)?(rss|feed|rdf|channel|opml|urlset|sitemapindex|html)\b")
_ENTRY_NAMES = {"": frozenset({"item", "entry"}), "urlset": frozenset({"url"}), "sitemapindex": frozenset({"sitemap"})}
# feedparser's loose parser takes ten times as long as its strict one.
_MOST_LOOSE = 2 << 20
_MOST_PLAIN = 2 << 20
_TAG = re.compile(r"<[^<>]*>")


def read_feed(content: bytes, *, address: str = "", headers: Iterable[tuple[str, str]] = ()) -> Feed:
    """The feed that bytes hold; `headers` are those it was sent with, `address` is what relative links are joined to.

    At most 2,000 entries are read, from the first on. Nothing is fetched.

    Raises:
        FeedError: no feed, or one deeper than any honest feed.
        TooLargeError: more bytes or elements than are read.

    >>> feed = read_feed(b"<rss><channel><title>Le Phare</title><item><title>Maree</title></item></channel></rss>")
    >>> feed.title, feed.entries[0].title
    ('Le Phare', 'Maree')
    """
    if not content.strip(b" \t\r\n\0"):
        raise FeedError("empty", address)
    if len(content) > _MOST_BYTES:
        raise TooLargeError(f"a feed of more than {_MOST_BYTES >> 20} MiB", address)
    told = {name.lower(): value for name, value in headers}
    text = to_text(content, told.get("content-type", ""))
    if text.lstrip().startswith("{"):
        return read_json_feed(text, address)
    root = _ROOT.search(text[:65536])
    kind = root[1].lower() if root else ""
    if kind == "html":
        raise FeedError("a page, not a feed", address)
    text = mended(text)
    # The plain reader costs the same for every character, so it needs no counting of elements before it.
    plain = read_plain(text, address) if len(text) <= _MOST_PLAIN and "content-language" not in told else None
    if plain is not None:
        return plain
    text = within_limits(text, _ENTRY_NAMES.get(kind, _ENTRY_NAMES[""]), address)
    if kind == "opml":
        return read_outlines(text, address)
    if kind in ("urlset", "sitemapindex"):
        return read_sitemap(text, address)
    return _read_markup(text, address, told)


def _read_markup(text: str, address: str, headers: dict[str, str]) -> Feed:
    """The feed that XML holds, mended when it is not well-formed; what cannot be mended is parsed loosely, which takes long."""
    if is_well_formed(text):
        return read_markup(text, address, headers)
    plain = with_plain_ampersands(text)
    if not is_well_formed(plain):
        plain = within_limits(text[:_MOST_LOOSE], address=address) if len(text) > _MOST_LOOSE else text
    return replace(read_markup(plain, address, headers), is_broken=True)


def entry_page(entry: Entry, feed: Feed) -> Page:
    """The text of an entry as a page of its own, at the address it links to, with the fields that tell where it came from."""
    title = html.escape(html.unescape(_TAG.sub("", entry.title)))
    moment = entry.published or entry.updated
    head = [
        f"<title>{title}</title>",
        *([f'<meta property="article:published_time" content="{moment.isoformat()}">'] if moment else []),
        *(f'<meta name="author" content="{html.escape(name)}">' for name in entry.authors),
    ]
    text = (
        f'<!doctype html><html lang="{html.escape(entry.language or feed.language)}"><head><meta charset="utf-8">{"".join(head)}</head>'
        f"<body><article><h1>{title}</h1>{entry.content or entry.summary}</article></body></html>"
    )
    return Page(
        entry.link or feed.address, text.encode("utf-8", "replace"), "text/html; charset=utf-8", feed_fields=feed_fields(entry, feed)
    )


def feed_fields(entry: Entry, feed: Feed) -> tuple[tuple[str, str], ...]:
    """The raw pairs that go with the page of an entry: its own, its authors as "dc:creator", and the feed it stood in."""
    creators = (("dc:creator", name) for name in entry.authors)
    own = (("feed.title", feed.title), ("feed.url", feed.address))
    return (*entry.fields, *creators, *(pair for pair in own if pair[1]))
