"""Two texts side by side: what the later one kept, changed, added, cut and moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sourcier.model import Alignment, Reuse, Span

RowKind = Literal["kept", "moved", "added", "cut"]
# A word or a mark, with the white space before it: white space alone is no change.
_TOKENS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_OPENING = re.compile(r"[^\w\s.,;:!?]+\s*\Z")
_CLOSING = re.compile(r"[^\w\n]*[^\w\s]")
# Typography differs between houses; whoever reads what was changed looks for words.
_SAME_MARKS = str.maketrans({**dict.fromkeys("’‘‛`´′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "."})
# Words are compared one by one only in passages this long together; longer ones are shown side by side as they are.
_MOST_PAIRS = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `is_changed` when the other text has other words here."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One passage of the comparison: the earlier text on the left, the later on the right; () where it has none."""

    kind: RowKind
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


def side_by_side(earlier: str, later: str, reuse: Reuse, *, later_is_first: bool) -> tuple[Row, ...]:
    """The rows of the comparison in the order of the later text; what was cut stands where the earlier text had it.

    `later_is_first` tells that the later text is the one whose id is `reuse.first`. In a translation no words are compared.
    """
    pairs = [_turned(a) if later_is_first else a for a in reuse.alignments]  # as (earlier, later)
    whole = [Alignment(_with_marks(pair.first, earlier), _with_marks(pair.second, later)) for pair in pairs]
    shown = _Shown(earlier, later, has_words=reuse.kind != "translation")
    return tuple(shown.rows(sorted(whole, key=lambda pair: (pair.first, pair.second))))


def titles_apart(earlier: str, later: str) -> Row | None:
    """The row of two headlines, None when they are the same."""
    if earlier == later:
        return None
    left, right = compare_words(earlier, later)
    return Row("kept", left, right)


def compare_words(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, those that differ marked.

    >>> compare_words("nine dead", "ten dead")
    ((Piece(text='nine', is_changed=True), Piece(text=' dead', is_changed=False)),
     (Piece(text='ten', is_changed=True), Piece(text=' dead', is_changed=False)))
    """
    one, two = _TOKENS.findall(left), _TOKENS.findall(right)
    if len(one) * len(two) > _MOST_PAIRS:
        return (Piece(left),), (Piece(right),)
    lefts: list[Piece] = []
    rights: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, _plain(one), _plain(two), autojunk=False).get_opcodes():
        for pieces, words in ((lefts, one[i:j]), (rights, two[k:m])):
            if words:
                pieces.append(Piece("".join(words), kind != "equal"))
    return tuple(lefts), tuple(rights)


def _plain(tokens: Sequence[str]) -> list[str]:
    """The tokens without what houses set differently: white space and the shapes of marks."""
    return [token.strip().translate(_SAME_MARKS) for token in tokens]


def _turned(alignment: Alignment) -> Alignment:
    """The alignment with its sides changed."""
    return Alignment(alignment.second, alignment.first)


def _with_marks(span: Span, text: str) -> Span:
    """The span with the marks that stand round it: passages are aligned by their words, and a full stop alone is nothing to show."""
    opening = _OPENING.search(text, max(0, span.start - 4), span.start)
    closing = _CLOSING.match(text, span.end, min(len(text), span.end + 4))
    return Span(opening.start() if opening else span.start, closing.end() if closing else span.end)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The two texts, and whether words can be compared."""

    earlier: str
    later: str
    has_words: bool

    def rows(self, pairs: Sequence[Alignment]) -> Iterator[Row]:
        """The rows: aligned passages in the order of the later text, between them what it added and what it left out."""
        after = _next_earlier(pairs)
        cuts = _uncovered([pair.first for pair in pairs], len(self.earlier))
        yield from self._cut(cuts, 0, min((pair.first.start for pair in pairs), default=len(self.earlier)))
        here, reached = 0, -1
        for pair in sorted(pairs, key=lambda pair: pair.second):
            yield from self._added(here, pair.second.start)
            here = max(here, pair.second.end)
            yield self._aligned(pair, is_moved=pair.first.start < reached)
            reached = max(reached, pair.first.start)
            yield from self._cut(cuts, pair.first.end, after[pair.first])
        yield from self._added(here, len(self.later))

    def _aligned(self, pair: Alignment, *, is_moved: bool) -> Row:
        """The row of one aligned passage."""
        left, right = pair.first.of(self.earlier), pair.second.of(self.later)
        pieces = compare_words(left, right) if self.has_words else ((Piece(left),), (Piece(right),))
        return Row("moved" if is_moved else "kept", *pieces)

    def _added(self, start: int, end: int) -> Iterator[Row]:
        """The row of what only the later text has in this run."""
        if words := self.later[start:end].strip():
            yield Row("added", (), (Piece(words, is_changed=True),))

    def _cut(self, cuts: Sequence[Span], start: int, end: int) -> Iterator[Row]:
        """The rows of what only the earlier text has in this run."""
        for cut in cuts:
            if start <= cut.start < end and (words := cut.of(self.earlier).strip()):
                yield Row("cut", (Piece(words, is_changed=True),), ())


def _next_earlier(pairs: Sequence[Alignment]) -> dict[Span, int]:
    """For each aligned passage of the earlier text where the next one begins; pairs ascend by it."""
    starts = [pair.first.start for pair in pairs[1:]]
    return {pair.first: after for pair, after in zip(pairs, [*starts, 1 << 62], strict=True)} if pairs else {}


def _uncovered(spans: Sequence[Span], length: int) -> list[Span]:
    """The runs of a text of that length that no span covers; spans ascend."""
    gaps, here = [], 0
    for span in spans:
        if span.start > here:
            gaps.append(Span(here, span.start))
        here = max(here, span.end)
    return [*gaps, Span(here, length)] if here < length else gaps
