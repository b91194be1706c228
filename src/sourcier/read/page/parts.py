"""Articles cut into several pages: which page this is, and where the article goes on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from sourcier.languages.reading import reading_list
from sourcier.model import Label
from sourcier.read.metadata.head import Head
from sourcier.read.page.blocks import Layout
from sourcier.text.addresses import normalise_address

# Where an address tells a page: in the query, at the end of the path, before the suffix of a file.
_IN_QUERY = re.compile(r"([?&])(?:page|pg|paged)=(\d{1,3})(?:&|$)", re.IGNORECASE)
_IN_PATH = re.compile(r"[/,_-]page[/,_=-]?(\d{1,3})(?=/?$|\.x?html?$)", re.IGNORECASE)
# A bare number at the end is a page only of an address that goes before it.
_SUFFIX = re.compile(r"\.x?html?$")
_BARE = re.compile(r"[/_,-](\d{1,2})(?=/?$|\.x?html?$)")
_HREF = re.compile(r' href="([^"]*)"')
_TARGET = re.compile(rb"[^\"'<>\s]+")
_LONGEST = 400
# A line of page numbers is short; further pages than this no article has.
_MAX_LINE, _MOST = 40, 200


@dataclass(frozen=True, slots=True)
class Parts:
    """Which page of an article a page is (1 for the first or only one), whether more follow, and the address of the next."""

    number: int = 1
    has_more: bool = False
    next_page: str | None = None


def find_parts(head: Head, layout: Layout, labels: list[Label], content: bytes, address: str) -> Parts:
    """Which part of an article a page is; lines such as "Page 2 of 3" leave the body.

    `rel=next` alone tells nothing: blogs point to their next article with it. The next page is one whose address is this page's with
    the next number, wherever the page links to it; `content` is asked because menus are in no layout.
    """
    stem, number = split_page(address)
    told, total = _told(layout, labels)
    number = told if number == 1 and told else number
    # On the first page of many a number in a menu may be that of comments: there another mark must say that it has parts.
    menus = _in_menus(content, number + 1, address) if max(number, total) > 1 else ()
    candidates = chain(_candidates(head, layout, labels, address, _with_number(number + 1)), menus)
    following = next((link for link in candidates if _follows(link, stem, number)), None)
    return Parts(number, following is not None or number < total, following)


def split_page(address: str) -> tuple[str, int]:
    """An address without its page, and the number of the page.

    >>> split_page("https://phare.example/barges?page=2"), split_page("https://phare.example/barges/page/3/")
    (('https://phare.example/barges', 2), ('https://phare.example/barges', 3))
    >>> split_page("https://phare.example/barges-2031")
    ('https://phare.example/barges-2031', 1)
    """
    address = address.partition("#")[0]
    low = address.lower()
    for expression, group in ((_IN_QUERY, 2), (_IN_PATH, 1)) if "page" in low or "pg=" in low else ():
        found = expression.search(address)
        if found and 0 < int(found[group]) <= _MOST:
            kept = found[1] if group == 2 and found[0].endswith("&") else ""
            return _bare(address[: found.start()] + kept + address[found.end() :]), int(found[group])
    return _bare(address), 1


def _bare(address: str) -> str:
    """An address without what a page number may stand after."""
    address = address.rstrip("/?&")
    return _SUFFIX.sub("", address) if "htm" in address else address


def _follows(link: str, stem: str, number: int) -> bool:
    """Whether an address is that of the page after this one."""
    if split_page(link) == (stem, number + 1):
        return True
    found = _BARE.search(link)
    if found is None or int(found[1]) != number + 1:
        return False
    # The second page of "/barges" is "/barges/2"; the third of "/barges/2" is "/barges/3".
    before, own = link[: found.start()], _BARE.search(stem)
    return before == stem or (own is not None and number == int(own[1]) and before == stem[: own.start()])


def _candidates(head: Head, layout: Layout, labels: list[Label], address: str, numbered: re.Pattern[str]) -> Iterator[str]:
    """The addresses that may be the next page: what the head says, then short links that hold its number and look like this page's.

    Comments have pages of their own.
    """
    yield from (target for rel, target in head.rels if rel == "next")
    stem = split_page(address)[0]
    slug = (_BARE.split(stem)[0] or stem).rpartition("/")[2]
    for line, label in zip(layout.lines, labels, strict=True):
        if line.links and len(line.text) <= _MAX_LINE and label != "comments":
            for _, _, tag in line.links:
                if ((slug and slug in tag) or 'href="?' in tag or 'rel="next"' in tag) and numbered.search(tag):
                    found = _HREF.search(tag)
                    yield normalise_address(html.unescape(found[1]), address) if found else ""


@lru_cache(maxsize=16)
def _with_number(number: int) -> re.Pattern[str]:
    """The number of a page where an address can tell it, as links write it."""
    return re.compile(rf"[/_,=-](?:page)?0{{0,2}}{number}(?!\d)", re.IGNORECASE)


def _in_menus(content: bytes, number: int, address: str) -> Iterator[str]:
    """The addresses in a page's markup that tell a page of this number by its usual names."""
    for name in (b"page=%d", b"page/%d", b"page%d"):
        place = content.find(name % number)
        if place >= 0:
            start = max(content.rfind(quote, max(0, place - _LONGEST), place) for quote in (b'"', b"'")) + 1
            found = _TARGET.match(content, start)
            yield normalise_address(html.unescape(found[0].decode("utf-8", "replace")), address) if found else ""


def _told(layout: Layout, labels: list[Label]) -> tuple[int, int]:
    """The page and how many there are, as "Page 2 of 3" says; (0, 0) where nothing does."""
    best = (0, 0)
    for number, line in enumerate(layout.lines):
        text = line.text
        if text[-1:].isdigit() and len(text) <= _MAX_LINE and (found := _of_pages().match(text)):
            one, total = int(found[1]), int(found[2])
            if 0 < one <= total <= _MOST and labels[number] not in {"comments", "related"}:
                labels[number] = "navigation"
                best = max(best, (one, total))
    return best


@cache
def _of_pages() -> re.Pattern[str]:
    """What says which page of how many this is, in every language."""
    words = "|".join(reading_list("page"))
    return re.compile(rf"\W*(?:{words})\s*(\d{{1,3}})\s*(?:/|\w{{1,4}})\s*(\d{{1,3}})$", re.IGNORECASE)
