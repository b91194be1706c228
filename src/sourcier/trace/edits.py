"""Edits: what changed between one version of a page and the next, and whether a credit came or went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from sourcier.model import Article, Credit

# Lines (or words) of one side times those of the other that are held against each other; beyond, the whole counts as changed.
_MOST_CELLS = 4_000_000
# Two paragraphs that share this much of their words are one paragraph that was changed.
_ONE_PARAGRAPH = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that an edit touched; `before` is "" for what was added, `after` for what was cut."""

    kind: Literal["added", "cut", "changed"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed from one version of a page to the next.

    `seen_at` is when the later text was first captured; `title` holds the two headlines when they differ; `credits_added` and
    `credits_dropped` are credits that only the later or only the earlier version prints.
    """

    before_id: str
    after_id: str
    seen_at: datetime | None
    title: tuple[str, str] | None
    changes: tuple[Change, ...]
    credits_added: tuple[Credit, ...]
    credits_dropped: tuple[Credit, ...]


def find_edits(versions: Sequence[Article]) -> tuple[Edit, ...]:
    r"""The edits that lead from each version of a page to the next; `versions` come earliest first.

    >>> before, after = Article("Il pleut.\nFin.", title="Pluie"), Article("Il pleut.\nIl vente.\nFin.", title="Pluie")
    >>> [(change.kind, change.after) for edit in find_edits([before, after]) for change in edit.changes]
    [('added', 'Il vente.')]
    """
    return tuple(_edit(before, after) for before, after in pairwise(versions))


def _edit(before: Article, after: Article) -> Edit:
    """What changed between two versions."""
    was, now = {_credit_key(c): c for c in before.credits}, {_credit_key(c): c for c in after.credits}
    return Edit(
        before.article_id,
        after.article_id,
        after.captured_at,
        None if before.title == after.title else (before.title, after.title),
        tuple(_changes(before.body.split("\n"), after.body.split("\n"))),
        tuple(credit for key, credit in now.items() if key not in was),
        tuple(credit for key, credit in was.items() if key not in now),
    )


def _credit_key(credit: Credit) -> tuple[str, str]:
    """A credit is the same when kind and party are, however it is worded."""
    return credit.kind, credit.outlet or credit.name


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The changes between two lists of paragraphs, in the order of the text."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    was, now = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(was) * len(now) > _MOST_CELLS:
        yield _change("\n".join(was), "\n".join(now))
        return
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _paired(was[a:b], now[c:d])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two lists begin with alike."""
    alike = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        alike += 1
    return alike


def _paired(was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """The changes of a run of paragraphs that was replaced: alike ones are told as changed, the rest as cut and added."""
    left = list(was)
    for paragraph in now:
        mate = next((k for k, other in enumerate(left) if _is_alike(other, paragraph)), None)
        if mate is None:
            yield Change("added", "", paragraph)
            continue
        yield from (Change("cut", other, "") for other in left[:mate])
        yield from _word_changes(left[mate], paragraph)
        left = left[mate + 1 :]
    yield from (Change("cut", other, "") for other in left)


def _is_alike(one: str, other: str) -> bool:
    """Whether two paragraphs share half of their words, as counted without their order."""
    left, right = one.split(), other.split()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.real_quick_ratio() >= _ONE_PARAGRAPH and matcher.quick_ratio() >= _ONE_PARAGRAPH


def _word_changes(before: str, after: str) -> Iterator[Change]:
    """The words that differ within one paragraph."""
    was, now = before.split(), after.split()
    if len(was) * len(now) > _MOST_CELLS:
        yield _change(before, after)
        return
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _change(" ".join(was[a:b]), " ".join(now[c:d]))


def _change(before: str, after: str) -> Change:
    """The change that two texts make."""
    if not before:
        return Change("added", "", after)
    return Change("changed" if after else "cut", before, after)
