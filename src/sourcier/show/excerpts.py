"""What the public is shown of texts that belong to other outlets: short excerpts, short quotations, passages that two texts share.

Republishing with credit has limits: the library's own people read what was captured, whoever else is shown enough to see the journey
of a text, and led to the original for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sourcier.model import Article
from sourcier.show.differences import Piece, Row

EXCERPT, QUOTATION, PASSAGE, PASSAGES = 400, 280, 400, 12
_CUT = " […]"


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut between two words when it is longer than `most` characters.

    >>> shortened("The mill stands in the valley.", 16)
    'The mill stands […]'
    """
    if len(text) <= most:
        return text
    head = text[: most + 1].rsplit(maxsplit=1)[0] if text[most : most + 1].strip() else text[:most]
    return head[:most].rstrip() + _CUT


def excerpted(article: Article) -> Article:
    """The article with the beginning of its body only, never more than half of it, and nothing else that repeats the text."""
    body = shortened(article.body, min(EXCERPT, len(article.body) // 2))
    box = replace(article.author_box, text=shortened(article.author_box.text, QUOTATION)) if article.author_box else None
    return replace(article, body=body, blocks=(), links=(), images=(), entries=(), author_box=box)


def shared_only(rows: Iterable[Row]) -> Iterator[Row]:
    """Of two texts side by side the first passages that they share, the long ones shortened; what stands in one alone is left out."""
    shown = 0
    for row in rows:
        if row.kind in {"kept", "moved"} and row.left and row.right and shown < PASSAGES:
            shown += 1
            yield Row(row.kind, _shortened(row.left), _shortened(row.right))


def _shortened(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces up to the length of a passage."""
    kept: list[Piece] = []
    left = PASSAGE
    for piece in pieces:
        if left <= 0:
            break
        text = shortened(piece.text, left)
        kept.append(Piece(text, piece.is_changed))
        left -= len(piece.text)
    return tuple(kept)
