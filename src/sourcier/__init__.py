r"""Sourcier traces a news story back to where it came from.

>>> import sourcier
>>> text = "Un titre\n\nUn premier paragraphe du texte.\n\nsource : Le Guet"
>>> page = sourcier.Page("https://phare.example/1", text.encode(), "text/plain")
>>> article = sourcier.read_article(page)
>>> [hop.name for hop in sourcier.claimed_chain(article)]
['Le Guet']

Loading the package loads no database, web framework or HTTP client: `open_store` brings in the library's own needs when called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcier.compare import find_reuses
from sourcier.errors import (
    ArchiveError,
    DamagedError,
    FeedError,
    GatherError,
    Imprint,
    LanguageError,
    NothingFoundError,
    ReadError,
    RefusedError,
    SchemaError,
    SourcierError,
    StoreError,
    TooLargeError,
    UsageError,
)
from sourcier.model import (
    Alignment,
    Alteration,
    Article,
    AuthorBox,
    Block,
    Credit,
    DateMention,
    Debris,
    Derivation,
    Entry,
    Evidence,
    Hop,
    Image,
    Link,
    Mention,
    Origin,
    Outlet,
    Page,
    Reading,
    Reuse,
    Saying,
    Searched,
    Span,
    Statement,
    Story,
    Template,
)
from sourcier.read import read_article
from sourcier.statements import find_dates, find_mentions, find_statements
from sourcier.trace import claimed_chain, find_sayings, trace_stories

if TYPE_CHECKING:
    from sourcier.store import Store

__version__ = "0.1.0"

__all__ = [
    "Alignment",
    "Alteration",
    "ArchiveError",
    "Article",
    "AuthorBox",
    "Block",
    "Credit",
    "DamagedError",
    "DateMention",
    "Debris",
    "Derivation",
    "Entry",
    "Evidence",
    "FeedError",
    "GatherError",
    "Hop",
    "Image",
    "Imprint",
    "LanguageError",
    "Link",
    "Mention",
    "NothingFoundError",
    "Origin",
    "Outlet",
    "Page",
    "ReadError",
    "Reading",
    "RefusedError",
    "Reuse",
    "Saying",
    "SchemaError",
    "Searched",
    "SourcierError",
    "Span",
    "Statement",
    "StoreError",
    "Story",
    "Template",
    "TooLargeError",
    "UsageError",
    "__version__",
    "claimed_chain",
    "find_dates",
    "find_mentions",
    "find_reuses",
    "find_sayings",
    "find_statements",
    "open_store",
    "read_article",
    "trace_stories",
]


def open_store(address: str, *, create: bool = True) -> Store:
    """The library at a path ("library.db") or a PostgreSQL address ("postgresql://…"), made when it is not there.

    Raises:
        StoreError: it cannot be reached, is damaged, or has another schema.
    """
    from sourcier.store import open_store as open_  # noqa: PLC0415 - the database toolkit loads only when a library is opened

    return open_(address, create=create)
