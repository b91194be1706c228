"""Feeds of every kind read into one model: RSS, Atom, RDF, CDF, JSON Feed, OPML and news sitemaps."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from sourcier.errors import FeedError
from sourcier.gather.entries import Entry, Feed
from sourcier.gather.feeds.limits import within_limits
from sourcier.gather.feeds.markup import read_markup
from sourcier.model import Page

__all__ = ["entry_page", "read_feed"]


def read_feed(content: bytes, *, address: str = "", headers: Iterable[tuple[str, str]] = ()) -> Feed:
    """The feed that bytes hold; `headers` are those it was sent with, `address` is what relative links are joined to.

    Raises:
        FeedError: no feed, or one past all limits of depth.
        TooLargeError: more bytes or elements than are read.
    """
    if not content.strip():
        raise FeedError("empty", address)
    return read_markup(within_limits(content, address), address, {name.lower(): value for name, value in headers})


def entry_page(entry: Entry, feed: Feed) -> Page:
    """The text of an entry as a page of its own, at the address it links to, with the fields that tell where it came from."""
    lang = html.escape(entry.language or feed.language)
    day = (
        entry.published or entry.updated
    ) and f'<meta property="article:published_time" content="{(entry.published or entry.updated):%Y-%m-%dT%H:%M:%SZ}">'
    names = "".join(f'<meta name="author" content="{html.escape(name)}">' for name in entry.authors)
    title = html.escape(re.sub(r"<[^<>]*>", "", html.unescape(entry.title)))
    text = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{day or ""}{names}</head>'
        f"<body><article><h1>{title}</h1>{entry.content or entry.summary}</article></body></html>"
    )
    own = (("feed.title", feed.title), ("feed.url", feed.address))
    fields = (*entry.fields, *(("dc:creator", name) for name in entry.authors), *(pair for pair in own if pair[1]))
    return Page(entry.link or feed.address, text.encode("utf-8", "replace"), "text/html; charset=utf-8", feed_fields=fields)
