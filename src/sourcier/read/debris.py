"""The marks that copying tools and other sites' templates left on a page."""

from __future__ import annotations

from sourcier.model import Block, Debris
from sourcier.read.lines import mark_debris, one_a_line

_LABELS = frozenset({"debris", "credit", "body", "heading", "quote", "list", "other", "byline"})
_MAX_DEBRIS, _MAX_LENGTH = 200, 500  # a tool's mark is a line; longer blocks are prose


def find_debris(blocks: tuple[Block, ...]) -> tuple[Debris, ...]:
    """The debris of a page in page order, each text once.

    Blocks that are whole parts of the page's own frame (navigation, its comments, its related links) are passed over.
    """
    found: dict[tuple[str, str], Debris] = {}
    for block in one_a_line(blocks):
        if block.label in _LABELS and len(block.text) <= _MAX_LENGTH and (debris := mark_debris(block.text, block.links)):
            found.setdefault((debris.kind, debris.printed), debris)
        if len(found) >= _MAX_DEBRIS:
            break
    return tuple(found.values())
