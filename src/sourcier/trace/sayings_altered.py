"""How one telling of a statement differs from the first: words added, cut, changed; made indirect; given to another speaker."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from sourcier.model import Alteration
from sourcier.text.fold import fold
from sourcier.trace.sayings_alike import Telling, same_speaker


def find_alterations(first: Telling, later: Telling) -> Iterator[Alteration]:
    """What a later telling altered, in the order of the words.

    Words are compared only where both tellings quote in one language: a paraphrase is not an altered quotation. Case, accents,
    and the marks of quotation do not count.
    """
    before, after = " ".join(first.printed), " ".join(later.printed)
    if first.name and later.name and not _same_name(first, later):
        yield Alteration(later.article_id, "speaker changed", first.name, later.name)
    if first.language != later.language and first.language and later.language:
        return
    if first.kind == "direct" and later.kind == "indirect":
        yield Alteration(later.article_id, "made indirect", before, after)
    if "indirect" in {first.kind, later.kind}:
        return
    yield from _word_changes(first, later)


def _same_name(first: Telling, later: Telling) -> bool:
    """Whether two names are one person's, by the rule that joins tellings or letter by letter."""
    return same_speaker(first, later) or fold(first.name or "") == fold(later.name or "")


def _word_changes(first: Telling, later: Telling) -> Iterator[Alteration]:
    """The runs of words that differ."""
    matcher = SequenceMatcher(None, first.words, later.words, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        before, after = " ".join(first.printed[a:b]), " ".join(later.printed[c:d])
        if tag == "insert":
            yield Alteration(later.article_id, "added", "", after)
        elif tag == "delete":
            yield Alteration(later.article_id, "cut", before, "")
        elif tag == "replace":
            yield Alteration(later.article_id, "changed", before, after)
