"""The credits of a page: every mark that names another party, from its lines, its head, its feed entry and its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from sourcier.languages.parties import own_address, party_key, same_party
from sourcier.model import Block, Credit, Outlet, Span
from sourcier.read.credits_agency import find_dateline, find_signature, read_byline, read_signed_line
from sourcier.read.credits_relayed import find_relayed
from sourcier.read.head import Head
from sourcier.read.head_credits import find_feed_credits, find_head_credits
from sourcier.read.lines import mark_line
from sourcier.read.names import words_of
from sourcier.text.addresses import registrable_domain

_PROSE = frozenset({"body", "quote", "list"})
_INSIDE = frozenset({"body", "quote", "list", "heading", "byline", "date", "credit", "debris", "other"})
_ABOVE = _INSIDE | {"related", "navigation"}
_BELOW = _INSIDE | {"navigation"}
# How many lines above the first and below the last paragraph still speak about the article.
_REACH_ABOVE, _REACH_BELOW = 40, 12
# An address that an archive made of a page: the page itself, never a republication.
_MAX_CREDITS = 200
_PICTURE_PLACES = ("figure", "figcaption", "picture")


def find_credits(
    blocks: tuple[Block, ...],
    body: str,
    head: Head,
    *,
    feed_fields: tuple[tuple[str, str], ...] = (),
    outlet: Outlet | None = None,
    address: str = "",
    language: str | None = None,
) -> tuple[Credit, ...]:
    """Every credit of a page: lines, bylines, datelines and signatures in page order, then head, feed and what the text relays.

    Marks that name the page's own outlet are dropped; of several marks of one kind for one party the first is kept. Spans are into
    `body`, None for marks that stand outside it.
    """
    address = own_address(address or head.address)
    found = [
        *_of_blocks(blocks, language),
        *find_head_credits(head, address),
        *find_feed_credits(feed_fields),
        *find_relayed(body, language),
    ]
    return tuple(_once(credit for credit in found if not _is_own(credit, outlet, address)))[:_MAX_CREDITS]


def _of_blocks(blocks: tuple[Block, ...], language: str | None) -> Iterator[Credit]:
    """The credits of the visible page, block by block."""
    prose = [number for number, block in enumerate(blocks) if block.label in _PROSE]
    first, last = (prose[0], prose[-1]) if prose else (0, len(blocks) - 1)
    top, end = max(_top(blocks, first), first - _REACH_ABOVE), last + _REACH_BELOW
    opening, closing = set(prose[:3]), set(prose[-4:])
    for number, block in enumerate(blocks):
        labels = _ABOVE if number < first else _INSIDE if number <= last else _BELOW
        if block.label not in labels or _is_picture(blocks, number):
            continue
        near = top <= number <= end
        for credit in mark_line(block.text, block.links, language).credits:
            if near or (block.label in {"credit", "debris"} and credit.rule not in {"line", "byline"}):
                yield _placed(credit, block)
        if near and number not in opening and number not in closing:
            yield from (_placed(credit, block) for credit in _signed(blocks, number))
        if number in opening:
            yield from (_placed(credit, block) for credit in find_dateline(block.text))
        if number in closing:
            yield from (_placed(credit, block) for credit in find_signature(block.text))


def _top(blocks: tuple[Block, ...], first: int) -> int:
    """The line of the headline, or the first of the page: what stands higher is the site's."""
    return next((number for number in range(first, -1, -1) if blocks[number].label == "title"), 0) - 4


def _signed(blocks: tuple[Block, ...], number: int) -> tuple[Credit, ...]:
    """The agencies that a byline names, or a short line after the word that opens bylines ("von", then "dpa")."""
    block = blocks[number]
    if block.label == "byline":
        return read_byline(block.text)
    before = blocks[number - 1].text.strip(" :").lower() if number else ""
    return read_signed_line(block.text) if before in _by_words() else ()


@cache
def _by_words() -> frozenset[str]:
    """Words that open a byline, in every language."""
    return frozenset(word.lower() for word in words_of("by"))


def _is_picture(blocks: tuple[Block, ...], number: int) -> bool:
    """Whether a line belongs to a picture: it stands in a figure, or is a short line right after a caption."""
    block = blocks[number]
    if any(part in block.place for part in _PICTURE_PLACES):
        return True
    return len(block.text) < 80 and number > 0 and blocks[number - 1].label == "caption" and block.label in {"credit", "other"}


def _placed(credit: Credit, block: Block) -> Credit:
    """The credit with its span moved into the body, and where it stands."""
    span = Span(block.span.start + credit.span.start, block.span.start + credit.span.end) if block.span and credit.span else None
    place = credit.place if credit.place != "line" else {"byline": "byline"}.get(block.label, "body" if block.span else "line")
    return replace(credit, span=span, place=place)


def _is_own(credit: Credit, outlet: Outlet | None, address: str) -> bool:
    """Whether a credit names the page's own outlet."""
    if credit.kind == "relayed":
        return outlet is not None and same_party(credit.name, None, outlet)
    if outlet is not None and same_party(credit.name, credit.address, outlet):
        return True
    own = registrable_domain(address)
    return bool(own) and same_party(credit.name, None, Outlet("", (own,)))


def _once(credits_found: Iterable[Credit]) -> Iterator[Credit]:
    """The first credit of each kind and party; a relayed statement counts by where it stands."""
    seen: set[tuple[object, ...]] = set()
    for credit in credits_found:
        key = (credit.kind, party_key(credit.name, credit.address), credit.span if credit.kind == "relayed" else None)
        if key not in seen:
            seen.add(key)
            yield credit
