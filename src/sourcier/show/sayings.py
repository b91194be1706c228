"""Statements that several articles tell, and the timeline of a story, as text for people and data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sourcier.model import Alteration, Article, Happening, Saying, Statement
from sourcier.show.lines import Paint, count, day, no_paint, printable, quoted, wrapped
from sourcier.show.plain import plain_statement, to_plain

Told = Sequence[tuple[Saying, int]]  # each saying with how many independent origins tell it


def saying_lines(told: Told, articles: Mapping[str, Article], paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """One saying after another: who, the words as first printed, who printed them first, who after, and what each changed."""
    for saying, witnesses in told:
        first = articles[saying.first.article_id]
        telling = dict.fromkeys(statement.article_id for statement in saying.statements)
        facts = f"{count(len(telling), 'article')}, independent origins: {witnesses}"
        yield f"{paint(printable(saying.name or 'speaker not named'), 'name')} · " + paint(facts, "quiet")
        yield from wrapped(_words(saying.first, first), indent=2, width=width)
        yield paint(f"  first here: {_where(first)}", "quiet")
        for article_id in list(telling)[1:]:
            yield paint(f"  then {_where(articles[article_id])}", "quiet")
            yield from (f"    {_alteration(a)}" for a in saying.alterations if a.article_id == article_id)


def plain_saying(saying: Saying, witnesses: int, articles: Mapping[str, Article]) -> dict[str, Any]:
    """A saying as JSON data: its tellings with words and addresses, the first one first."""
    tellings = [
        {
            **plain_statement(s, articles[s.article_id]),
            "address": articles[s.article_id].address,
            "published": to_plain(articles[s.article_id].published),
        }
        for s in saying.statements
    ]
    return {
        "saying_id": saying.saying_id,
        "name": saying.name,
        "independent_origins": witnesses,
        "statements": tellings,
        "alterations": to_plain(saying.alterations),
    }


def timeline_lines(happenings: Sequence[Happening], paint: Paint = no_paint, *, width: int = 100) -> Iterator[str]:
    """The happenings in the order of time: the date, the sentence, how many articles tell it, who and where."""
    if not happenings:
        return
    yield paint(f"Timeline ({len(happenings)})", "label")
    for happening in happenings:
        told = f", told by {count(len(happening.told_by), 'article')}" if len(happening.told_by) > 1 else ""
        yield f"  {paint(happening.value, 'name')}{told}"
        yield from wrapped(happening.words, indent=4, width=width)
        named = " · ".join(part for part in (", ".join(happening.people), ", ".join(happening.places)) if part)
        if named:
            yield paint(f"    {printable(named)}", "quiet")


def _words(statement: Statement, article: Article) -> str:
    return " … ".join(span.of(article.body) for span in statement.content)


def _where(article: Article) -> str:
    """The outlet, day and address of an article."""
    outlet = printable(article.outlet.name) if article.outlet else "unknown outlet"
    return " · ".join(part for part in (f"{outlet}, {day(article.published)}", printable(article.address)) if part)


def _alteration(alteration: Alteration) -> str:
    """One change of a telling in words."""
    before, after = quoted(alteration.before, 60), quoted(alteration.after, 60)
    if alteration.change == "added":
        return f"added {after}"
    return f"cut {before}" if alteration.change == "cut" else f"{alteration.change}: {before} became {after}"
