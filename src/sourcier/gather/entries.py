"""What a feed says, whatever its format: the feed, its entries, and the raw fields that tell where an entry came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An author or contributor as the feed names them: any of the three may be empty."""

    name: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    `entry_id` is the id as the feed gives it, "" without one. `link` is an http(s) address or "". `summary` and `content` are
    HTML as sent: clean them before they are shown. `persons` are the authors, those of the feed when the entry names none.
    `fields` are raw pairs: those that tell provenance are named "source.title", "source.url", "source.id", "via", "canonical",
    "dc:source", "media:credit", "dc:creator"; the others ("tag", "enclosure", "rights"…) serve lists and searches.
    """

    entry_id: str = ""
    title: str = ""
    link: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    persons: tuple[Person, ...] = ()
    summary: str = ""
    content: str = ""
    language: str = ""
    fields: Fields = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors."""
        return tuple(person.name for person in self.persons if person.name)

    def values(self, name: str) -> tuple[str, ...]:
        """The values of the raw fields with this name."""
        return tuple(value for key, value in self.fields if key == name)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, its entries in the order of the file.

    `kind` is "rss", "atom", "rdf", "cdf", "json", "sitemap", "opml" or "unknown"; the entries of an OPML are feeds,
    those of a sitemap pages without text. `is_broken` tells that the bytes break the rules of their format.
    """

    address: str = ""
    kind: str = "unknown"
    title: str = ""
    link: str = ""
    feed_id: str = ""
    subtitle: str = ""
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    persons: tuple[Person, ...] = ()
    entries: tuple[Entry, ...] = ()
    fields: Fields = ()
    is_broken: bool = False

    def values(self, name: str) -> tuple[str, ...]:
        """The values of the raw fields with this name."""
        return tuple(value for key, value in self.fields if key == name)
