"""Where quotation marks stand: words that two articles both print as a quotation are a shared statement, not a copied text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sourcier.model import Span

# Pairs of marks of French, English, German and typewriters; a quotation left open counts to nowhere, one with typewriter marks ends with
# its paragraph.
_QUOTATION = re.compile(r"«[^«»]{1,3000}»|“[^“”]{1,3000}”|„[^„“”]{1,3000}[“”]|\"[^\"\n]{1,3000}\"")

_LONG = 90


def find_quotations(text: str) -> tuple[Span, ...]:
    """The spans of statements between quotation marks, marks included, in the order of the text.

    A long quotation that fills its paragraph is no statement told in passing but a text quoted from: it is left out.

    >>> [span.of("A « b » c “d”") for span in find_quotations("A « b » c “d”")]
    ['« b »', '“d”']
    """
    return tuple(Span(*match.span()) for match in _QUOTATION.finditer(text) if not _is_block(text, match.start(), match.end()))


def _is_block(text: str, start: int, end: int) -> bool:
    """Whether the quotation is longer than what people are quoted with in passing, and nothing stands beside it in its paragraph."""
    if end - start < _LONG:
        return False
    before, after = text[text.rfind("\n", 0, start) + 1 : start], text[end : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    return not any(map(str.isalnum, before + after))


def quoted_share(span: Span, quotations: Iterable[Span]) -> float:
    """The share (0 to 1) of the span that lies inside quotations."""
    covered = sum(max(0, min(span.end, quotation.end) - max(span.start, quotation.start)) for quotation in quotations)
    return min(1.0, covered / max(1, span.end - span.start))
