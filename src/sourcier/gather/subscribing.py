"""What somebody who wants to follow an address, a list or a page means: the feeds that stand behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sourcier.errors import FeedError
from sourcier.gather.discovery import named_feeds
from sourcier.gather.entries import Feed
from sourcier.gather.feeds import read_feed
from sourcier.gather.sniff import kind_of, listed_addresses
from sourcier.model import Page
from sourcier.text.addresses import split_address

# An index of sitemaps names other sitemaps and no pages; the news is in the first ones.
_INDEX = re.compile(rb"(?i)<(?:[\w.-]{1,40}:)?sitemapindex\b")
_MOST_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """Where a feed is, and what is known of it before it is asked for the first time."""

    address: str
    title: str = ""
    site: str = ""


def feeds_behind(page: Page) -> tuple[FeedAddress, ...]:
    """The feeds that a page stands for: itself, those that a list (OPML, sitemap index, addresses) names, or those that a web page names.

    Raises:
        FeedError: it is no feed and names none.
    """
    kind = kind_of(page.content, page.content_type)
    if kind == "feed":
        found = _of_feed(read_feed(page.content, address=page.address, headers=page.headers), page)
    elif kind == "list":
        found = tuple(FeedAddress(address) for address in listed_addresses(page.content) if split_address(address))
    else:
        found = tuple(FeedAddress(address) for address in named_feeds(page)) if kind == "html" else ()
    if not found:
        raise FeedError("no feed, and none is named there", page.address)
    return found


def _of_feed(feed: Feed, page: Page) -> tuple[FeedAddress, ...]:
    """A feed itself, or those that it lists. A feed in a file is where it says it is, or nowhere."""
    if feed.kind == "opml":
        return tuple(FeedAddress(entry.link, entry.title) for entry in feed.entries)
    if feed.kind == "sitemap" and _INDEX.search(page.content[:65536]):
        return tuple(FeedAddress(entry.link) for entry in feed.entries[:_MOST_SITEMAPS])
    own = page.address if split_address(page.address) else next(iter(feed.values("self")), "")
    return (FeedAddress(own, feed.title, feed.link),) if split_address(own) else ()
