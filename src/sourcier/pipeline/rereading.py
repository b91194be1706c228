"""The corridor of re-reading: captures that older rules have read, read again by those of today, with what that changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sourcier.errors import DamagedError, NothingFoundError
from sourcier.model import Article, DateMention, Mention, Reading, Statement
from sourcier.pipeline.reading import read_page, rules_with
from sourcier.pipeline.templates import Templates
from sourcier.store import Store
from sourcier.store.rereading import Capture

# Read and kept together: little enough that a run that is stopped has little to do again.
_BATCH = 64
# Facts of the capture, and the id, which follows from title and text.
_NOT_READ = frozenset({"article_id", "captured_at", "address"})


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of one capture: the fields that read otherwise than before, or the fault that kept it from being read.

    `fields` are names of `Article`, "statements", "dates", "mentions"; "article gained" or "article lost" when a page is one now, or
    is none any more; "reason" when it is none for another reason.
    """

    address: str
    captured_at: datetime | None
    article_id: str | None
    fields: tuple[str, ...]
    fault: str = ""


def reread(library: Store) -> Iterator[Reread]:
    """Each capture that other rules have read, once its new reading is kept; the library is to be settled afterwards.

    A run that is stopped goes on where it stood: what was kept is no longer stale.
    """
    templates = Templates(library.templates.all())
    rules = rules_with(templates)
    broken: set[str] = set()
    while True:
        is_done = True
        for batch in _batches(library, rules):
            read = [capture for capture in batch if isinstance(capture, Capture)]
            yield from _faults([error for error in batch if isinstance(error, DamagedError)], broken)
            if read:
                is_done = False
                yield from _kept(library, read, templates)
        # A capture may have become the one that tells an article while the others were read.
        if is_done:
            return


def _batches(library: Store, rules: str) -> Iterator[list[Capture | DamagedError]]:
    """The captures to be read, some at a time."""
    batch: list[Capture | DamagedError] = []
    for capture in library.captures.stale(rules):
        batch.append(capture)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _faults(errors: Sequence[DamagedError], told: set[str]) -> Iterator[Reread]:
    """Captures whose bytes are gone, each told once."""
    for error in errors:
        if str(error) not in told:
            told.add(str(error))
            yield Reread(error.subject, None, None, (), str(error))


def _kept(library: Store, captures: Sequence[Capture], templates: Templates) -> list[Reread]:
    """What became of captures, once their new readings are kept."""
    readings = [read_page(capture.page, templates=templates) for capture in captures]
    before = [_before(library, capture) for capture in captures]
    library.captures.replace(readings)
    return [_told(capture, old, new) for capture, old, new in zip(captures, before, readings, strict=True)]


def _before(library: Store, capture: Capture) -> Reading:
    """What a capture gave when it was read last."""
    key = capture.article_id
    try:
        article = None if key is None else library.article(key)
    except NothingFoundError:  # gone since: another process reads again as well
        article = None
    if article is None or key is None:
        return Reading(capture.page, error=capture.error)
    return Reading(capture.page, article, None, library.statements(article_id=key), library.dates(key), library.mentions(key))


def _told(capture: Capture, old: Reading, new: Reading) -> Reread:
    """What changed between two readings of one capture."""
    key = new.article.article_id if new.article else None
    return Reread(capture.page.address, capture.page.captured_at, key, tuple(changed_fields(old, new)))


def changed_fields(old: Reading, new: Reading) -> Iterator[str]:
    """The names of what two readings of one page tell differently."""
    if old.article is None or new.article is None:
        if (old.article is None) != (new.article is None):
            yield "article gained" if old.article is None else "article lost"
        elif old.error != new.error:
            yield "reason"
        return
    for field in fields(Article):
        if field.name not in _NOT_READ and _plain(getattr(old.article, field.name)) != _plain(getattr(new.article, field.name)):
            yield field.name
    for name in ("statements", "dates", "mentions"):
        if _unnamed(getattr(old, name)) != _unnamed(getattr(new, name)):
            yield name


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A value that compares by what it holds."""
    return dict(value) if hasattr(value, "keys") else value


def _unnamed(found: Sequence[Statement | DateMention | Mention]) -> list[Statement | DateMention | Mention]:
    """Finds without the id of their article, which changes with its text."""
    return [replace(one, article_id="") for one in found]
