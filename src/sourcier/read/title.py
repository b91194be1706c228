"""The headline of an article: what the page shows in its largest heading, checked against what its metadata says."""

from __future__ import annotations

import re

from sourcier.model import Label
from sourcier.read.blocks import Layout
from sourcier.read.head import Head
from sourcier.read.json_ld import articles_of, text_of
from sourcier.read.marks import Mark
from sourcier.text.fold import fold

_PARTS = re.compile(r"\s+[|•·–—:»/-]+\s+|\s*[|»]\s*")
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.HIDDEN | Mark.CONSENT
_MAX_TITLE = 300
# The share of words that heading and head must have in common: sites shorten or rewrite one of the two.
_ENOUGH = 0.3


def find_title(head: Head, layout: Layout, bits: list[int], labels: list[Label]) -> tuple[str, str, int | None]:
    """The headline, where it was found, and the number of the line that shows it (None when no line does)."""
    told = [title for title in _told(head) if title]
    shown = _headings(layout, bits, labels)
    best = _agreeing(layout, shown, told)
    if best is not None:
        return layout.lines[best].text, "heading", best
    site = head.site_name or ""
    for place, text in (("meta:og:title", head.meta_of("og:title")), ("json-ld", _json_ld(head)), ("title", head.title)):
        bare = without_site(text or "", site)
        if bare and fold(bare) != fold(site):
            return bare, place, next((n for n in shown if fold(layout.lines[n].text) == fold(bare)), None)
    return (layout.lines[shown[0]].text, "heading", shown[0]) if shown else ("", "", None)


def _json_ld(head: Head) -> str:
    """The headline of the first article object that has one."""
    return next((text for entry in articles_of(head.json_ld) if (text := text_of(entry.get("headline")))), "")


def _told(head: Head) -> list[str]:
    """What the head calls the page, without the site's name."""
    values = [
        head.meta_of("og:title"),
        _json_ld(head),
        head.meta_of("twitter:title"),
        head.meta_of("dc.title", "parsely-title", "sailthru.title"),
        head.title,
    ]
    return [without_site(value, head.site_name or "") for value in values if value]


def without_site(title: str, site: str) -> str:
    """The title without the site's name at either end.

    >>> without_site("La marée monte - Le Phare", "Le Phare")
    'La marée monte'
    """
    title = " ".join(title.split())
    parts = [part for part in _PARTS.split(title) if part]
    if len(parts) < 2:
        return title
    keys = [fold(part) for part in parts]
    name = fold(site)
    if name and (_same_name(keys[-1], name) or _same_name(keys[0], name)):
        return (
            title[: title.rindex(parts[-1])].rstrip(" |•·–—:»/-")
            if _same_name(keys[-1], name)
            else title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |•·–—:»/-")
        )
    return title


def _same_name(part: str, site: str) -> bool:
    """Whether a part of a title is the site's name, as a rule or shortened."""
    bare, other = re.sub(r"\W", "", part), re.sub(r"\W", "", site)
    return bool(bare) and (bare == other or (len(bare) > 3 and (other.startswith(bare) or bare.startswith(other) and len(other) > 3)))


def _headings(layout: Layout, bits: list[int], labels: list[Label]) -> list[int]:
    """Lines in an h1, then those in a lower heading whose names say headline, in page order; none from side parts."""
    first: list[int] = []
    second: list[int] = []
    for number, line in enumerate(layout.lines):
        if bits[number] & _NO_PLACE or len(line.text) > _MAX_TITLE:
            continue
        tag = _heading_tag(layout, line.node)
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
        tag = layout.nodes[node].tag
        if tag in {"h1", "h2", "h3"}:
            return tag
        node = layout.nodes[node].parent
    return ""


def _agreeing(layout: Layout, shown: list[int], told: list[str]) -> int | None:
    """The heading that says most of what the head says; the only h1 needs no more than a share of it."""
    words = [set(fold(title).split()) for title in told]
    best, most = None, 0.0
    for number in shown:
        own = set(fold(layout.lines[number].text).split())
        likeness = max((len(own & other) / max(1, len(own | other)) for other in words), default=0.0)
        if likeness > most:
            best, most = number, likeness
    return best if most >= _ENOUGH else None
