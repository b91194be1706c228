"""The versions of a page as text for people and as data: when each was captured, and what the edit before it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sourcier.model import Article, Credit
from sourcier.show.lines import Paint, Role, count, day, no_paint, printable, wrapped
from sourcier.show.plain import to_plain
from sourcier.trace import Change, Edit

_ROLES: dict[str, Role] = {"added": "good", "cut": "bad", "changed": "claimed"}


def version_lines(versions: Sequence[Article], edits: Sequence[Edit], paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """The page, its first version, then each edit: headline, credits that came or went, passages."""
    first = versions[0]
    yield paint(printable(versions[-1].title) or "(no title)", "title")
    yield paint(f"  {printable(first.address)} · {count(len(versions), 'version')}", "quiet")
    yield f"Version 1: {_captured(first)}, {first.article_id}"
    for number, (edit, version) in enumerate(zip(edits, versions[1:], strict=True), 2):
        yield ""
        yield f"Version {number}: {_captured(version)}, {version.article_id}"
        yield from _edit_lines(edit, paint, width)


def plain_versions(versions: Sequence[Article], edits: Sequence[Edit]) -> dict[str, Any]:
    """The same as JSON data."""
    told = [
        {"article_id": v.article_id, "title": v.title, "published": to_plain(v.published), "captured_at": to_plain(v.captured_at)}
        for v in versions
    ]
    return {"address": versions[0].address, "versions": told, "edits": to_plain(edits)}


def _edit_lines(edit: Edit, paint: Paint, width: int) -> Iterator[str]:
    """What one edit changed."""
    if edit.title:
        yield f"  headline: {printable(edit.title[0])}"
        yield f"       now: {printable(edit.title[1])}"
    yield from (paint(f"  credit added: {_credit(credit)}", "good") for credit in edit.credits_added)
    yield from (paint(f"  credit dropped: {_credit(credit)}", "bad") for credit in edit.credits_dropped)
    for change in edit.changes:
        yield from _change_lines(change, paint, width)
    if not (edit.title or edit.changes):
        yield "  the text is the same"


def _change_lines(change: Change, paint: Paint, width: int) -> Iterator[str]:
    """One passage before and after: "-" for words that went, "+" for words that came."""
    for mark, words in (("-", change.before), ("+", change.after)):
        lines = wrapped(words, indent=4, width=width) if words else []
        yield from (paint(f"  {mark} {line[4:]}" if k == 0 else line, _ROLES[change.kind]) for k, line in enumerate(lines))


def _credit(credit: Credit) -> str:
    """A credit in words."""
    return f"{credit.kind} {printable(credit.outlet or credit.name)}, printed “{printable(credit.printed)}”"


def _captured(article: Article) -> str:
    """When a version was captured."""
    return f"captured {day(article.captured_at)}" if article.captured_at else "captured at a time not known"
