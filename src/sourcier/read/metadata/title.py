"""The headline of an article: what the page shows in its largest heading, checked against what its metadata says."""

from __future__ import annotations

import re

from sourcier.read.metadata.head import Head
from sourcier.read.metadata.json_ld import text_of
from sourcier.read.page.blocks import Layout
from sourcier.read.page.marks import Mark
from sourcier.text.addresses import registrable_domain
from sourcier.text.fold import fold

# Between two parts: marks with spaces round them, a bar of any kind, or one mark before the last few words. It begins with the signs
# that such marks are made of, since an expression that begins with a set of signs is found ten times as fast.
_PARTS = re.compile(
    r"[|•·–—:»/~｜ㅣ¦：-](?:(?<=\s[|•·–—:»/~-])[|•·–—:»/~-]*(?=\s)|(?<=[|»｜ㅣ¦])|(?<=：)(?=[^：]{2,20}$)|(?<=-)(?=[^-]{2,20}$))"
)
_LETTERS = re.compile(r"[\W_]")
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
_MAX_KICKER = 60
_KICKER = re.compile(r"\S\s?[:/–]\s\S")
# What stands between a title and what a site adds to it; folded, a guillemet is a quotation mark.
_BEHIND = re.compile(r"\s*[|•·»｜ㅣ¦-]|\s+[–—~\"]\s")
# How many characters at most a mark takes that sets a part of a title off, with the spaces about it.
_MARKED_OFF = 4
_BEFORE = re.compile(r"(?:[|•·»｜ㅣ¦]|\s[–—~\"-])\s*$")
# How much a heading counts that is one part of a title, the more the longer it is.
_PART, _PER_WORD, _MOST_WORDS = 0.5, 0.04, 10
# Words that make a headline, letters that make a kicker.
_LEAST_WORDS, _LEAST_KICKER = 3, 5
_EDGE = re.compile(r"[\s|•·–—:»/~｜ㅣ¦：-]+$|^[\s|•·–—:»/~｜ㅣ¦：-]+")
_NO_PLACE = Mark.COMMENTS | Mark.RELATED | Mark.NAVIGATION | Mark.FOOTER | Mark.HIDDEN | Mark.CONSENT
_HEADINGS = frozenset({"h1", "h2", "h3"})
_MAX_TITLE, _HEADLINE_LINES, _MOST_LOWER = 300, 80, 6
# The share of words that heading and head must have in common: sites shorten or rewrite one of the two.
_ENOUGH, _LOWER = 0.3, 0.4


def find_title(head: Head, layout: Layout, bits: list[int], site: str) -> tuple[str, str, int | None]:
    """The headline, where it was found, and the number of the line that shows it (None when no line does); `site` is the site's name.

    A heading that agrees with the head wins; the head's own wording of the same words wins over the heading's where it keeps a
    colon after the kicker that the page sets by layout alone.
    """
    first, second = _headings(layout, bits)
    shown = first + second
    site = site or registrable_domain(head.address).split(".")[0]
    machines = _told(head, site)
    told_titles = [*machines, *([without_site(head.title, site)] if head.title else [])]
    best = _agreeing(layout, first, second, told_titles)
    if best is None:
        best = _only_headline(layout, first, site)
    if best is not None:
        text = layout.lines[best].text
        whole = _whole(text, machines, told_titles)
        return (whole, "meta:og:title", best) if whole else (text, "heading", best)
    for place, value in (("meta:og:title", _shortest(head, site)), ("json-ld", _json_ld(head))):
        bare = without_site(value or "", site)
        if bare and fold(bare) != fold(site):
            return bare, place, _line_of(layout, shown, bare)
    if first:
        return layout.lines[first[0]].text, "heading", first[0]
    bare = without_site(head.title, site)
    part = _part_shown(layout, bare)
    if part is not None:
        return layout.lines[part].text, "title", part
    if bare:
        return bare, "title", _line_of(layout, shown, bare)
    return (layout.lines[shown[0]].text, "heading", shown[0]) if shown else ("", "", None)


def _whole(shown: str, machines: list[str], told_titles: list[str]) -> str | None:
    """The head's wording where it is better than a heading's: without the kicker that stands in the same element, or with the one beside.

    `machines` are the titles written for machines, the one for sharing first: a heading that this one repeats is the headline as it is.
    """
    if machines and machines.count(shown) == len(machines):  # as most
        return None
    exact = fold(shown)
    parted = next((told for told in machines if _parts_better(told, shown)), None)
    shares_kicker = bool(machines) and _adds_kicker(machines[0], shown)
    if parted or (not shares_kicker and any(fold(told) == exact for told in machines)):
        return parted
    bare = bare_of(exact)
    for told in told_titles:
        inside = bare_of(fold(told))
        if len(told.split()) >= _LEAST_WORDS and bare.endswith(inside) and _LEAST_KICKER <= len(bare) - len(inside) <= _MAX_KICKER:
            return told
    return next((told for told in told_titles if _adds_kicker(told, shown)), None)


def _only_headline(layout: Layout, first: list[int], site: str) -> int | None:
    """The one h1 of a page, where it says enough and is not the site's name: sites give the head other words for search engines."""
    own = [number for number in first if not _same_name(fold(layout.lines[number].text), fold(site))]
    return own[0] if len(own) == 1 and len(layout.lines[own[0]].text.split()) >= _LEAST_WORDS else None


def _shortest(head: Head, site: str) -> str:
    """The page's title for sharing; one of the head's other titles where that is the same without what sites add behind a mark."""
    title = head.meta_of("og:title") or ""
    for other in (_json_ld(head), head.meta_of("twitter:title") or ""):
        bare = without_site(other, site)
        if len(bare.split()) >= 2 and title.startswith(bare) and _BEHIND.match(title[len(bare) :]):
            return bare
    return title


def _line_of(layout: Layout, shown: list[int], title: str) -> int | None:
    """The heading that shows a title, else the first line that does, if any."""
    wanted, near = fold(title), range(min(len(layout.lines), _HEADLINE_LINES))
    # A line that is all link leads to the headline's page from a list: the page's own list may hold its own headline.
    return next((number for number in (*shown, *near) if fold((line := layout.lines[number]).text) == wanted and not line.linked), None)


def _part_shown(layout: Layout, title: str) -> int | None:
    """The first line that is the longer half of a title, where no line is the other: pages of tables show headlines in no heading."""
    halves = _parts_of(title)
    if len(halves) != 2:
        return None
    short, long = sorted(map(fold, halves), key=len)
    lines = [fold(line.text) if not line.linked else "" for line in layout.lines[:_HEADLINE_LINES]]
    return lines.index(long) if len(long.split()) >= _LEAST_WORDS and long in lines and short not in lines else None


def _parts_better(told: str, shown: str) -> bool:
    """Whether the head tells the heading's very words with the punctuation that layout stands for."""
    if told == shown or bare_of(fold(told)) != bare_of(fold(shown)):
        return False
    parted = len(told.split()) > len(shown.split()) and _KICKER.search(told) is not None
    return told.count(":") > shown.count(":") or parted


def _adds_kicker(told: str, shown: str) -> bool:
    """Whether the head tells the heading's words with the punctuation that layout stands for, or with a kicker before them."""
    if told == shown:
        return False
    bare_told, bare_shown = bare_of(fold(told)), bare_of(fold(shown))
    if bare_told == bare_shown:
        return _parts_better(told, shown)
    before = told[: len(told) - len(shown)].rstrip()
    return bare_told.endswith(bare_shown) and before.endswith(":") and len(before) <= _MAX_KICKER


def _json_ld(head: Head) -> str:
    """The headline of the first article object that has one."""
    return next((text for entry in head.articles if (text := text_of(entry.get("headline")))), "")


def _told(head: Head, site: str) -> list[str]:
    """What the head calls the page where it speaks to machines, each once, the title for sharing first, without the site's name."""
    values = [
        head.meta_of("og:title"),
        _json_ld(head),
        head.meta_of("twitter:title"),
        head.meta_of("dc.title", "parsely-title", "sailthru.title"),
    ]
    return [without_site(value, site) for value in dict.fromkeys(values) if value]


def without_site(title: str, site: str) -> str:
    """A title with single spaces without the site's name at either end.

    >>> without_site("La marée monte - Le Phare", "Le Phare")
    'La marée monte'
    """
    parts, name = _parts_of(title), fold(site)
    if len(parts) < 2:
        # "Site: Headline" has no space before its colon; so have kickers, which is why the site must be named whole
        before, _, after = title.partition(": ")
        return after if name and after and fold(before) == name else title
    if name and _same_name(fold(parts[-1]), name):
        return _EDGE.sub("", title[: title.rindex(parts[-1])]) or title
    if name and _same_name(fold(parts[0]), name):
        return _EDGE.sub("", title[title.index(parts[0]) + len(parts[0]) :]) or title
    return title


def _parts_of(title: str) -> list[str]:
    """What stands between the marks of a title."""
    return [part for part in map(str.strip, _PARTS.split(title)) if part]


def bare_of(folded: str) -> str:
    """The letters and digits of a folded text.

    >>> bare_of("phare-info: 3 bacs")
    'phareinfo3bacs'
    """
    return folded.translate(_NO_LETTERS) if folded.isascii() else _LETTERS.sub("", folded)


def _same_name(part: str, site: str) -> bool:
    """Whether a part of a title is the site's name, or one of the two is the other shortened."""
    bare, other = bare_of(part), bare_of(site)
    if not bare or not other:
        return False
    return bare == other or (len(bare) > 2 and bare in other) or (len(other) > 3 and other in bare and len(bare) < 3 * len(other))


def _headings(layout: Layout, bits: list[int]) -> tuple[list[int], list[int]]:
    """Lines in an h1, and the first in a lower heading whose names say headline, in page order; none from side parts."""
    first: list[int] = []
    second: list[int] = []
    tags, parents = layout.tags, layout.parents
    node, tag = -1, ""
    for number, (line, own) in enumerate(zip(layout.lines, bits, strict=True)):
        if own & _NO_PLACE:
            continue
        if line.node != node:
            node = line.node
            tag = tags[node]
            # The heading may stand one or two levels above.
            if tag not in _HEADINGS and (above := parents[node]) > 0:
                tag = tags[above]
                if tag not in _HEADINGS and (above := parents[above]) > 0:
                    tag = tags[above]
        if tag not in _HEADINGS or len(line.text) > _MAX_TITLE:
            continue
        if tag == "h1":
            first.append(number)
        elif tag == "h2" or bits[number] & Mark.TITLE:
            second.append(number)
    return first, second[:_MOST_LOWER]


def _agreeing(layout: Layout, first: list[int], second: list[int], told: list[str]) -> int | None:
    """The heading that says most of what the head says; the only h1 needs no more than a share of it."""
    titles = list(dict.fromkeys(map(fold, told)))
    if first and fold(layout.lines[first[0]].text) in titles:  # as most, and no other can say more
        return first[0]
    words = [set(title.split()) for title in titles]
    best, most = None, 0.0
    # A lower heading is the headline only where it says all but the same: it may be a section of the text.
    for number, weight in (*((number, 1.0) for number in first), *((number, _LOWER) for number in second)):
        text = fold(layout.lines[number].text)
        own = set(text.split())
        likeness = weight * max((len(own & other) / max(1, len(own | other)) for other in words), default=0.0)
        if any(_is_part(text, title) for title in titles):
            likeness = max(likeness, _PART + _PER_WORD * min(len(own), _MOST_WORDS))
        if likeness > most:
            best, most = number, likeness
        if most >= 1.0:  # no other can say more
            break
    return best if most >= _ENOUGH else None


def _is_part(text: str, title: str) -> bool:
    """Whether a text is the first or the last part of a title, set off by a mark from what the site adds."""
    if title.startswith(text):
        return _BEHIND.match(title, len(text)) is not None
    end = len(title) - len(text)
    return title.endswith(text) and _BEFORE.search(title, max(0, end - _MARKED_OFF), end) is not None
