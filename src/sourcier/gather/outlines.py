"""Lists of feeds written as OPML 2.0 (https://opml.org/spec2.opml), for other readers to take in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import quoteattr

from sourcier.followed import Followed
from sourcier.text.xml import xml_text


def write_outlines(feeds: Iterable[Followed], *, made_at: datetime) -> str:
    """The feeds as an OPML file, in their order.

    >>> print(write_outlines([Followed("f1", "https://phare.example/feed", "Le Phare")], made_at=datetime(2031, 5, 2, tzinfo=UTC)))
    <?xml version="1.0" encoding="UTF-8"?>
    <opml version="2.0">
    <head><title>Sourcier</title><dateCreated>Fri, 02 May 2031 00:00:00 +0000</dateCreated></head>
    <body>
    <outline type="rss" text="Le Phare" title="Le Phare" xmlUrl="https://phare.example/feed"/>
    </body>
    </opml>
    """
    date = format_datetime(made_at.astimezone(UTC))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            f"<head><title>Sourcier</title><dateCreated>{date}</dateCreated></head>",
            "<body>",
            *(_outline(feed) for feed in feeds),
            "</body>",
            "</opml>",
        ]
    )


def _outline(feed: Followed) -> str:
    """One feed of the list."""
    site = f" htmlUrl={_attribute(feed.site)}" if feed.site else ""
    name = _attribute(feed.title or feed.address)
    return f'<outline type="rss" text={name} title={name} xmlUrl={_attribute(feed.address)}{site}/>'


def _attribute(text: str) -> str:
    """A value in quotation marks; line breaks within it are kept."""
    return quoteattr(xml_text(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
