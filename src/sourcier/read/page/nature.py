"""What a page is besides or instead of an article: paywalled, live blog, gallery, section page, consent or error page, shell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sourcier.languages.reading import reading_list
from sourcier.model import Label
from sourcier.read.metadata.head import Head
from sourcier.read.needs import needed, plain
from sourcier.read.page.blocks import Layout
from sourcier.read.page.compose import BODY_LABELS, Composed
from sourcier.read.page.marks import Mark
from sourcier.read.page.parts import Parts

# Fewer characters than this make no article, whatever the markup says.
_LEAST_BODY = 120
_STUB = 1500
# What error pages say for themselves is shorter than this.
_ERROR = 600
# A page is of one kind where more than this share of its text is; so many linked headlines of so many characters make a list.
_MOST, _MOST_LIVE, _FEWEST_TEASERS, _TEASER, _FEWEST_PICTURES = 0.6, 0.5, 5, 30, 3
# A short text is an article all the same where it is most of what the page says; a page with fewer characters is a shell.
_LEAST_SHARE, _SHELL = 0.3, 200
_SECTION_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})


def is_live_blog(head: Head, layout: Layout, bits: list[int], labels: list[Label]) -> bool:
    """Whether a page is a live blog: it says so to machines, or the names of its elements do over most of its text."""
    if "LiveBlogPosting" in head.kinds:
        return True
    mark = Mark.LIVE
    live = [number for number, one in enumerate(bits) if one & mark and labels[number] in BODY_LABELS]
    if not live:
        return False
    total = sum(len(line.text) for line, label in zip(layout.lines, labels, strict=True) if label in BODY_LABELS)
    return sum(len(layout.lines[number].text) for number in live) > _MOST_LIVE * total


def find_flags(head: Head, composed: Composed, parts: Parts, *, is_walled: bool, is_live: bool) -> tuple[str, ...]:
    """What else the page is, sorted: "paywalled", "live blog", "gallery", "section page", "page 2", "has next page"."""
    flags = set()
    if _is_paywalled(head, composed, is_walled=is_walled):
        flags.add("paywalled")
    if is_live:
        flags.add("live blog")
    if (head.kinds & _GALLERY_TYPES and len(composed.body) < _STUB) or _is_captions(composed):
        flags.add("gallery")
    if head.kinds & _SECTION_TYPES and not head.articles and head.meta_of("og:type") != "article" and len(composed.body) < _STUB:
        flags.add("section page")
    if parts.has_more:
        flags.add("has next page")
    if parts.number > 1:
        flags.add(f"page {parts.number}")
    return tuple(sorted(flags))


def _is_captions(composed: Composed) -> bool:
    """Whether most of a body stands under its pictures."""
    under = [block.text for block in composed.blocks if block.span and "figcaption" in block.place]
    return len(under) >= _FEWEST_PICTURES and sum(map(len, under)) > _MOST * len(composed.body)


def _is_paywalled(head: Head, composed: Composed, *, is_walled: bool) -> bool:
    """Whether the page says that the rest is for subscribers and shows no more than an opening."""
    told = any(_not_free(entry) for entry in head.articles) or head.meta_of("article:content_tier") in {"locked", "metered"}
    return (told or is_walled) and len(composed.body) < _STUB


def _not_free(entry: Mapping[str, Any]) -> bool:
    """Whether an article object says that it is not free to read (https://schema.org/isAccessibleForFree)."""
    return str(entry.get("isAccessibleForFree", "")).lower().rsplit("/", 1)[-1] in {"false", "0", "no"}


def is_declared(head: Head) -> bool:
    """Whether a page says to machines that it is an article."""
    return head.meta_of("og:type") == "article" or bool(head.articles)


def is_no_list(head: Head) -> bool:
    """Whether a page says to machines that it is an article, and not that it lists some."""
    return head.meta_of("og:type") == "article" or (bool(head.articles) and head.kinds.isdisjoint(_SECTION_TYPES))


def find_refusal(head: Head, layout: Layout, composed: Composed, flags: tuple[str, ...], *, title: str, is_scripted: bool) -> str | None:
    """What a page that holds no article is instead, None for one that holds one; `is_scripted` says whether the page has scripts.

    One of "error page", "filled by script", "consent page", "paywalled", "section page", "gallery", "not an article", "empty".
    """
    if _is_consent(composed.body, head.articles):
        return "consent page"
    says_error = len(composed.body) < _ERROR and (_error_words().search(title) or _error_words().search(head.title))
    if says_error and (not is_declared(head) or len(composed.body) < _LEAST_BODY):
        return "error page"
    if len(composed.body) >= _LEAST_BODY:
        return None
    told = next((flag for flag in ("paywalled", "section page", "gallery") if flag in flags), None)
    total = sum(len(line.text) for line in layout.lines)
    if told or (composed.body and (is_declared(head) or len(composed.body) > _LEAST_SHARE * total)):
        return told
    if not total:
        return "filled by script" if is_scripted or len(head.meta) > 3 else "empty"
    if _is_list(layout):
        return "section page"
    is_shell = is_scripted and not composed.body and total < _SHELL
    return "filled by script" if is_shell else "not an article"


def _is_consent(body: str, articles: tuple[Mapping[str, Any], ...]) -> bool:
    """Whether nearly every paragraph of a short page asks for consent to store data, and nothing declares an article."""
    if articles or not body or len(body) > _STUB or not may_consent(body):
        return False
    paragraphs = sorted(body.split("\n"), key=len, reverse=True)
    asking = sum(map(len, paragraphs))
    # The longest first: one or two paragraphs rule most pages out.
    for paragraph in paragraphs:
        if not _consent_words().search(paragraph):
            asking -= len(paragraph)
        if asking <= _MOST * len(body):
            return False
    return True


def may_consent(text: str) -> bool:
    """Whether a text holds a piece of any word for consent: cheap, since as good as no article does."""
    low = plain(text)
    return any(piece in low for piece in _consent_pieces())


@cache
def _consent_pieces() -> frozenset[str]:
    """The pieces of text of which every request for consent holds one."""
    return needed("|".join(reading_list("consent")))


@cache
def _error_words() -> re.Pattern[str]:
    """The number of an error of HTTP at the head of a title, or what titles of error pages say in every language."""
    return re.compile("|".join([r"^\W*(?:40[0134]|410|50[0234])\b", *reading_list("error")]), re.IGNORECASE)


@cache
def _consent_words() -> re.Pattern[str]:
    """What only a request for consent says, in every language."""
    return re.compile("|".join(reading_list("consent")), re.IGNORECASE)


def _is_list(layout: Layout) -> bool:
    """Whether the page is mostly headings that lead elsewhere."""
    leads = 0
    for line in layout.lines:
        if line.linked > _MOST * len(line.text) and len(line.text) >= _TEASER:
            leads += 1
    return leads >= _FEWEST_TEASERS
