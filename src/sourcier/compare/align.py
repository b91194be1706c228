"""Two articles laid side by side: the passages they share, with exact spans in both bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from sourcier.compare.boilerplate import NO_BOILERPLATE, Boilerplate
from sourcier.compare.join import pair, share
from sourcier.compare.passages import Passages, find_passages
from sourcier.compare.windows import fingerprints
from sourcier.model import Alignment, Article, Span
from sourcier.text.words import Words, find_words

# So many alignments are remembered while pairs are told of: what is soon forgotten costs the collector of garbage little.
_MOST_MADE = 1 << 10


def align(first: Article, second: Article, *, boilerplate: Boilerplate = NO_BOILERPLATE) -> tuple[Alignment, ...]:
    """The passages that both bodies hold, ascending in the first; () when they share none.

    Changed words inside a passage are part of it. A passage that moved is an alignment of its own. What shares only windows of
    `boilerplate` is no passage. Which of the two comes first makes no difference but to the order.

    >>> body = "The harbour of Port-Neuf will close its two old quays on the first of May."
    >>> [found] = align(Article(body=body), Article(body="NEWS: The harbour of Port-Neuf will close its old quays on the first of May"))
    >>> found.first.of(body)
    'The harbour of Port-Neuf will close its two old quays on the first of May'
    """
    # aligned in the order of the bodies, so that both orders of asking give the same passages
    if second.body < first.body:
        turned = [Alignment(found.second, found.first) for found in align(second, first, boilerplate=boilerplate)]
        return tuple(sorted(turned, key=lambda found: (found.first, found.second)))
    words = find_words([first.body, second.body])
    shared = share([fingerprints(words)])
    stock = boilerplate.covers(shared.hashes)
    passages = find_passages(pair(shared, np.flatnonzero(np.repeat(~stock, shared.sizes)), shared.sizes), words)
    return next(to_alignments(passages, words, [0]), ()) if len(passages) else ()


def to_alignments(passages: Passages, words: Words, heads: Sequence[int]) -> Iterator[tuple[Alignment, ...]]:
    """For each run of passages that begins at one of `heads` the spans of characters they cover."""
    starts, ends = words.starts[passages.first].tolist(), words.ends[passages.first_end - 1].tolist()
    other_starts, other_ends = words.starts[passages.second].tolist(), words.ends[passages.second_end - 1].tolist()
    places = list(zip(starts, ends, other_starts, other_ends, strict=True))
    # bodies printed by many articles give the same spans over and over: each is made once, or once in a while
    made: dict[tuple[int, int, int, int], Alignment] = {}
    for head, tail in pairwise([*heads, len(places)]):
        if len(made) > _MOST_MADE:
            made.clear()
        # a passage that begins where another does may end before it
        run = sorted(places[head:tail])
        yield tuple(made.get(place) or made.setdefault(place, Alignment(Span(*place[:2]), Span(*place[2:]))) for place in run)
