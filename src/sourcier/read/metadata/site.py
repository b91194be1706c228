"""What a page calls its site: metadata first, then the part of its title that stands as a masthead over the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import text_of
from sourcier.read.metadata.title import bare_of
from sourcier.read.page.blocks import Layout
from sourcier.text.addresses import registrable_domain
from sourcier.text.fold import fold

# What sites put between their name and the headline, at either end of a title.
_FIRST = re.compile(r"(.{2,80}?)\s*(?:[|•·»｜¦]|:|\s[–—~-])\s+(.+)")
_LAST = re.compile(r"(.+?)\s*(?:[|•·«｜¦]|\s[–—~:-])\s+(.{2,80})")
# The marks and years of a notice of copyright, which stand round the owner's name.
_OWNED = re.compile(r"(?i)^\W*(?:copyright\W*|\(c\)\W*|©\W*|(?:19|20)\d\d\W*)+|[\s,©–-]*(?:(?:19|20)\d\d[\s,–-]*)+$")
_MASTHEAD_LINES, _HEADLINE_LINES, _MAX_NAME, _LONGEST = 12, 80, 60, 80


def find_site(head: Head, layout: Layout) -> tuple[str, str]:
    """The name a page gives its site and where it was read; ("", "") when it gives none."""
    if head.site_name and len(head.site_name) <= _LONGEST:  # as most
        return head.site_name, "meta:og:site_name"
    return next(((name, place) for name, place in _told(head, layout) if name and len(name) <= _LONGEST), ("", ""))


def _told(head: Head, layout: Layout) -> Iterator[tuple[str, str]]:
    """Every other name for the site with its place, surest first."""
    yield next((text for entry in head.articles if (text := text_of(entry.get("publisher")))), ""), "json-ld"
    yield _OWNED.sub("", head.meta_of("dc.publisher", "publisher", "copyright") or ""), "meta:publisher"
    yield _in_title(head, layout), "title"


def _in_title(head: Head, layout: Layout) -> str:
    """The part of the title that is the site's: the other part is shown as a line, and this one stands before it or is the domain."""
    title = " ".join(head.title.split())
    halves = [found.groups() for found in (_FIRST.fullmatch(title),) if found]
    halves += [found.groups()[::-1] for found in (_LAST.fullmatch(title),) if found]
    if not halves:
        return ""
    label = bare_of(registrable_domain(head.address).split(".")[0])
    first = _first_lines(layout, frozenset(fold(text) for half in halves for text in half))
    for name, headline in halves:
        shown = first.get(fold(headline))
        if shown is None or len(name) > _MAX_NAME:
            continue
        folded = fold(name)
        if (
            first.get(folded, _HEADLINE_LINES) < min(shown, _MASTHEAD_LINES)
            or (label and bare_of(folded) == label)
            or _heads(layout, folded)
        ):
            return name
    return ""


def _first_lines(layout: Layout, wanted: frozenset[str]) -> dict[str, int]:
    """Which of some folded texts the lines near the headline show, each with the number of the first line that does."""
    lengths = set(map(len, wanted))
    found: dict[str, int] = {}
    for number, line in enumerate(layout.lines[:_HEADLINE_LINES]):
        # Folding leaves the length of a line in ASCII as it is.
        if (len(line.text) in lengths or not line.text.isascii()) and (folded := fold(line.text)) in wanted:
            found.setdefault(folded, number)
    return found


def _heads(layout: Layout, name: str) -> bool:
    """Whether a folded name stands on a line of its own in one of the page's headers."""
    texts = {text.strip() for text in "\n".join(layout.masthead).split("\n")}
    # Folding makes no text in ASCII longer.
    return any((len(text) >= len(name) or not text.isascii()) and fold(text) == name for text in texts)
