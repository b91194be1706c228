"""The credits of a page: every mark that names another party, from its lines, its head, its feed entry and its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sourcier.languages.parties import party_key, same_party
from sourcier.model import Block, Credit, Outlet, Span
from sourcier.read.credits_agency import find_dateline, find_signature, read_byline
from sourcier.read.credits_relayed import find_relayed
from sourcier.read.head import Head
from sourcier.read.head_credits import find_feed_credits, find_head_credits
from sourcier.read.lines import mark_line
from sourcier.text.addresses import registrable_domain

_LINES = frozenset({"byline", "date", "credit", "debris", "body", "heading", "quote", "list", "other"})
_PROSE = frozenset({"body", "quote", "list"})
_MAX_CREDITS = 200


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
    found = [*_of_blocks(blocks, language), *find_head_credits(head, address), *find_feed_credits(feed_fields), *find_relayed(body, language)]
    return tuple(_once(credit for credit in found if not _is_own(credit, outlet, address)))[:_MAX_CREDITS]


def _of_blocks(blocks: tuple[Block, ...], language: str | None) -> Iterator[Credit]:
    """The credits of the visible page, block by block."""
    prose = [block for block in blocks if block.label in _PROSE]
    for block in blocks:
        if block.label not in _LINES:
            continue
        for credit in mark_line(block.text, block.links, language).credits:
            yield _placed(credit, block)
        if block.label in {"byline", "credit"}:
            yield from (_placed(credit, block) for credit in read_byline(block.text))
        if block in prose[:3]:
            yield from (_placed(credit, block) for credit in find_dateline(block.text))
        if block in prose[-3:]:
            yield from (_placed(credit, block) for credit in find_signature(block.text))


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
