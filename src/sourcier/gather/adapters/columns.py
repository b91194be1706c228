"""Which column of a table holds what: the names that tools and data sets of media research give their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

Role = Literal["address", "text", "title", "date", "outlet", "author", "language", "captured", "canonical", "credit_name", "credit_address"]
Roles = Mapping[Role, str]

# For each role the names in the order in which they are preferred, in small letters with one "_" for every run of other characters.
# Where they come from: minet (resolved_url, raw_content, sitename, datetime_utc), Media Cloud (media_name, publish_date), the
# Pravda-network data of CheckFirst (URL, Source Title, Source URL, Canonical, OG:Title, OG:Description, Alternates, Country,
# Publication Date), news-please (maintext, date_publish), Factiva- and Europresse-like corpora, our own exports.
ROLES: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        "address": (
            *("resolved_url", "resolved", "url", "link", "href", "address", "permalink", "article_url", "page_url", "news_url", "web_url"),
            *("expanded_url", "final_url", "uri"),
        ),
        "text": (
            *("text", "body", "article_text", "body_text", "full_text", "fulltext", "maintext", "article_body", "articlebody"),
            *("story_text", "plain_text", "raw_content", "raw_contents", "content", "texte", "corps", "contenu", "cleaned_text"),
        ),
        "title": ("title", "headline", "og_title", "article_title", "story_title", "titre", "name"),
        "date": (
            *("published", "published_at", "publish_date", "publication_date", "published_date", "date_published", "date_publish"),
            *("pub_date", "pubdate", "datepublished", "date", "datetime", "date_publication", "article_date"),
        ),
        "outlet": (
            *("outlet", "media_name", "outlet_name", "publisher", "site_name", "sitename", "newspaper", "publication", "media", "journal"),
            *("source_name", "source", "site", "source_domain", "domain"),
        ),
        "author": ("authors", "author", "byline", "auteurs", "auteur"),
        "language": ("language", "lang", "langue"),
        "captured": ("captured_at", "datetime_utc", "crawled_at", "scraped_at", "date_download", "retrieved_at", "seen"),
        "canonical": ("canonical", "canonical_url"),
        "credit_name": ("source_title",),
        "credit_address": ("source_url",),
    }
)
_OTHER = re.compile(r"[^a-z0-9]+")


def column_key(name: str) -> str:
    """A column's name as the table of names has it.

    >>> column_key("OG:Title"), column_key(" Publication Date")
    ('og_title', 'publication_date')
    """
    return _OTHER.sub("_", name.lower()).strip("_")


def roles_of(columns: Iterable[str], given: Mapping[Role, str] | None = None) -> Roles:
    """Which column serves each role, the given ones as they are; a role that no column serves is left out.

    >>> dict(roles_of(["id", "url", "media_name", "publish_date", "title"]))
    {'address': 'url', 'title': 'title', 'date': 'publish_date', 'outlet': 'media_name'}
    """
    by_key = {column_key(name): name for name in reversed(list(columns))}
    found: dict[Role, str] = {}
    for role, names in ROLES.items():
        name = (given or {}).get(role) or next((by_key[key] for key in names if key in by_key), None)
        if name is not None:
            found[role] = name
    if ("credit_name" in found) != ("credit_address" in found):
        # Alone, either may name the outlet itself: only the two together say where a text was taken from.
        found.pop("credit_name", None)
        found.pop("credit_address", None)
    return MappingProxyType(found)


def is_known(columns: Iterable[str]) -> bool:
    """Whether the columns are those of a table of addresses or of texts: an address, or a text with another column that is known."""
    roles = roles_of(columns)
    return "address" in roles or ("text" in roles and len(roles) > 1)
