"""The marks that copying tools and other sites' templates left on a page."""

from __future__ import annotations

from collections.abc import Mapping

from sourcier.model import Block, Debris
from sourcier.read.credits.lines import mark_debris, one_a_line
from sourcier.read.credits.rules import Look, looked

_LABELS = frozenset({"debris", "credit", "body", "heading", "quote", "list", "other", "byline"})
_PROSE = frozenset({"body", "quote", "list"})
# What only a copying tool writes; everything else each site has in its own frame too.
_TOOLS = frozenset({"importer", "ad_block", "feed_footer"})
_MAX_DEBRIS, _MAX_LENGTH, _MAX_PROSE = 200, 500, 200  # a tool's mark is a line; longer blocks are prose


def find_debris(blocks: tuple[Block, ...], looks: Mapping[str, Look] | None = None) -> tuple[Debris, ...]:
    """The debris of a page in page order, each text once.

    Blocks that are whole parts of the page's own frame (navigation, its comments, its related links) are passed over; buttons, forms
    and boxes count only where they stand among the paragraphs, in the very element that holds them. `looks` is what `first_looks`
    showed of lines before.
    """
    places = {block.place for block in blocks if block.label in _PROSE}
    found: dict[tuple[str, str], Debris] = {}
    lines = one_a_line([block for block in blocks if block.label in _LABELS])
    lines = [line for line in lines if len(line.text) <= (_MAX_PROSE if line.label in _PROSE else _MAX_LENGTH)]
    shown = looked(looks, [line.text for line in lines])
    for line in [line for line in lines if shown[line.text].debris]:
        debris = mark_debris(line.text, line.links, look=shown[line.text])
        if debris and (debris.kind in _TOOLS or not places or line.place in places):
            found.setdefault((debris.kind, debris.printed), debris)
        if len(found) >= _MAX_DEBRIS:
            break
    return tuple(found.values())
