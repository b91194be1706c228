"""The marks that copying tools and other sites' templates left on a page."""

from __future__ import annotations

from sourcier.model import Block, Debris
from sourcier.read.credits.lines import mark_debris, one_a_line

_LABELS = frozenset({"debris", "credit", "body", "heading", "quote", "list", "other", "byline"})
_PROSE = frozenset({"body", "quote", "list"})
# What only a copying tool writes; everything else each site has in its own frame too.
_TOOLS = frozenset({"importer", "ad_block", "feed_footer"})
_MAX_DEBRIS, _MAX_LENGTH = 200, 500  # a tool's mark is a line; longer blocks are prose


def find_debris(blocks: tuple[Block, ...]) -> tuple[Debris, ...]:
    """The debris of a page in page order, each text once.

    Blocks that are whole parts of the page's own frame (navigation, its comments, its related links) are passed over; buttons, forms
    and boxes count only where they stand among the paragraphs, in the very element that holds them.
    """
    places = {block.place for block in blocks if block.label in _PROSE}
    found: dict[tuple[str, str], Debris] = {}
    for block in one_a_line(tuple(block for block in blocks if block.label in _LABELS)):
        if len(block.text) > _MAX_LENGTH:
            continue
        debris = mark_debris(block.text, block.links)
        if debris and (debris.kind in _TOOLS or not places or block.place in places):
            found.setdefault((debris.kind, debris.printed), debris)
        if len(found) >= _MAX_DEBRIS:
            break
    return tuple(found.values())
