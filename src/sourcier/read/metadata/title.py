"""The headline of an article: what the page shows in its largest heading, checked against what its metadata says."""

from __future__ import annotations

import re

from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import articles_of, text_of
from sourcier.read.metadata.site import find_site
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark
from sourcier.text.addresses import registrable_domain
from sourcier.text.fold import fold

_PARTS = re.compile(r"\s+[|•·–—:»/~-]+\s+|\s*[|»｜ㅣ¦]\s*|：(?=[^：]{2,20}$)|-(?=[^-]{2,20}$)")
_LETTERS = re.compile(r"[\W_]")
_MAX_KICKER = 60
_KICKER = re.compile(r"\w\s?[:/–]\s\S")
_EDGE = re.compile(r"[\s|•·–—:»/~｜ㅣ¦：-]+$|^[\s|•·–—:»/~｜ㅣ¦：-]+")
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.HIDDEN | Mark.CONSENT
_MAX_TITLE, _HEADLINE_LINES = 300, 80
# The share of words that heading and head must have in common: sites shorten or rewrite one of the two.
_ENOUGH, _LOWER = 0.3, 0.4


def find_title(head: Head, layout: Layout, bits: list[int]) -> tuple[str, str, int | None]:
    """The headline, where it was found, and the number of the line that shows it (None when no line does).

    A heading that agrees with the head wins; the head's own wording of the same words wins over the heading's where it keeps a
    colon after the kicker that the page sets by layout alone.
    """
    shown = _headings(layout, bits)
    site = find_site(head, layout)[0] or registrable_domain(head.address).split(".")[0]
    told_titles = _told(head, site)
    best = _agreeing(layout, shown, told_titles)
    if best is not None:
        text = layout.lines[best].text
        told = next((title for title in told_titles if _adds_kicker(title, text)), None)
        return (told, "meta:og:title", best) if told else (text, "heading", best)
    for place, value in (("meta:og:title", head.meta_of("og:title")), ("json-ld", _json_ld(head))):
        bare = without_site(value or "", site)
        if bare and fold(bare) != fold(site):
            return bare, place, _line_of(layout, shown, bare)
    if shown and _heading_tag(layout, layout.lines[shown[0]].node) == "h1":
        return layout.lines[shown[0]].text, "heading", shown[0]
    bare = without_site(head.title, site)
    if bare:
        return bare, "title", _line_of(layout, shown, bare)
    return (layout.lines[shown[0]].text, "heading", shown[0]) if shown else ("", "", None)


def _line_of(layout: Layout, shown: list[int], title: str) -> int | None:
    """The heading that shows a title, else the first line that does, if any."""
    wanted, near = fold(title), range(min(len(layout.lines), _HEADLINE_LINES))
    # A line that is all link leads to the headline's page from a list: the page's own list may hold its own headline.
    return next((number for number in (*shown, *near) if fold((line := layout.lines[number]).text) == wanted and not line.linked), None)


def _adds_kicker(told: str, shown: str) -> bool:
    """Whether the head tells the heading's words with the punctuation that layout stands for, or with a kicker before them."""
    if told == shown:
        return False
    bare_told, bare_shown = _LETTERS.sub("", fold(told)), _LETTERS.sub("", fold(shown))
    if bare_told == bare_shown:
        parted = len(told.split()) > len(shown.split()) and _KICKER.search(told) is not None
        return told.count(":") > shown.count(":") or parted
    before = told[: len(told) - len(shown)].rstrip()
    return bare_told.endswith(bare_shown) and before.endswith(":") and len(before) <= _MAX_KICKER


def _json_ld(head: Head) -> str:
    """The headline of the first article object that has one."""
    return next((text for entry in articles_of(head.json_ld) if (text := text_of(entry.get("headline")))), "")


def _told(head: Head, site: str) -> list[str]:
    """What the head calls the page, without the site's name."""
    values = [
        head.meta_of("og:title"),
        _json_ld(head),
        head.meta_of("twitter:title"),
        head.meta_of("dc.title", "parsely-title", "sailthru.title"),
        head.title,
    ]
    return [without_site(value, site) for value in values if value]


def without_site(title: str, site: str) -> str:
    """The title without the site's name at either end.

    >>> without_site("La marée monte - Le Phare", "Le Phare")
    'La marée monte'
    """
    title = " ".join(title.split())
    parts = [part for part in _PARTS.split(title) if part]
    name = fold(site)
    if len(parts) < 2:
        # "Site: Headline" has no space before its colon; so have kickers, which is why the site must be named whole
        before, _, after = title.partition(": ")
        return after if name and after and fold(before) == name else title
    if name and _same_name(fold(parts[-1]), name):
        return _EDGE.sub("", title[: title.rindex(parts[-1])]) or title
    if name and _same_name(fold(parts[0]), name):
        return _EDGE.sub("", title[title.index(parts[0]) + len(parts[0]) :]) or title
    return title


def _same_name(part: str, site: str) -> bool:
    """Whether a part of a title is the site's name, or one of the two is the other shortened."""
    bare, other = _LETTERS.sub("", part), _LETTERS.sub("", site)
    if not bare or not other:
        return False
    return bare == other or (len(bare) > 2 and bare in other) or (len(other) > 3 and other in bare and len(bare) < 3 * len(other))


def _headings(layout: Layout, bits: list[int]) -> list[int]:
    """Lines in an h1, then those in a lower heading whose names say headline, in page order; none from side parts."""
    first: list[int] = []
    second: list[int] = []
    tags: dict[int, str] = {}
    for number, line in enumerate(layout.lines):
        if bits[number] & _NO_PLACE or len(line.text) > _MAX_TITLE:
            continue
        tag = tags.get(line.node)
        if tag is None:
            tag = tags[line.node] = _heading_tag(layout, line.node)
        if tag == "h1":
            first.append(number)
        elif tag == "h2" or (tag and bits[number] & Mark.TITLE):
            second.append(number)
    return first + second[:6]


def _heading_tag(layout: Layout, node: int) -> str:
    """The heading element a line stands in, up to three levels above it."""
    for _ in range(3):
        if node <= 0:
            break
        tag = layout.tags[node]
        if tag in {"h1", "h2", "h3"}:
            return tag
        node = layout.parents[node]
    return ""


def _agreeing(layout: Layout, shown: list[int], told: list[str]) -> int | None:
    """The heading that says most of what the head says; the only h1 needs no more than a share of it."""
    words = [set(fold(title).split()) for title in told]
    best, most = None, 0.0
    for number in shown:
        own = set(fold(layout.lines[number].text).split())
        # A lower heading is the headline only where it says all but the same: it may be a section of the text.
        weight = 1.0 if _heading_tag(layout, layout.lines[number].node) == "h1" else _LOWER
        likeness = weight * max((len(own & other) / max(1, len(own | other)) for other in words), default=0.0)
        if likeness > most:
            best, most = number, likeness
    return best if most >= _ENOUGH else None
