"""The tables of an export: their columns, and their rows in an order that depends on the library alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sourcier.model import Article, Derivation, Evidence, Reuse, Span, Statement, Story
from sourcier.show.exports.selection import Selection
from sourcier.show.plain import to_plain
from sourcier.tables import Columns
from sourcier.text.addresses import registrable_domain

_Rows = Iterator[dict[str, Any]]

# The columns of each table with the type of their cells; docs/exports.md says what each holds.
TABLES: Mapping[str, Columns] = MappingProxyType(
    {
        "articles": {
            **dict.fromkeys(("article_id", "story_id", "version_of", "address", "domain", "outlet", "title", "authors"), str),
            **dict.fromkeys(("published", "modified", "captured_at", "language", "dateline", "flags", "text"), str),
        },
        "credits": {
            "article_id": str,
            "number": int,
            **dict.fromkeys(("kind", "name", "outlet", "address", "printed", "place", "rule"), str),
            "start": int,
            "end": int,
        },
        "statements": {
            "article_id": str,
            "number": int,
            **dict.fromkeys(("kind", "speaker", "role", "medium", "words", "cue", "spans"), str),
        },
        "reuses": {
            **dict.fromkeys(("first", "second", "kind"), str),
            "share_first": float,
            "share_second": float,
            "alignments": str,
        },
        "derivations": {
            **dict.fromkeys(("story_id", "node_id", "derived_from", "name", "address"), str),
            "is_held": bool,
            **dict.fromkeys(("degree", "kind", "credit", "verdict"), str),
            "confidence": float,
            "evidence": str,
        },
        "stories": {
            "story_id": str,
            "headline": str,
            "articles": int,
            "versions": int,
            "outlets": int,
            **dict.fromkeys(("first_published", "last_published", "origins", "article_ids"), str),
            "independent_least": int,
            "independent_most": int,
        },
    }
)


def table_rows(name: str, selection: Selection) -> _Rows:
    """The rows of one of the `TABLES`."""
    makers: Mapping[str, Callable[[Selection], _Rows]] = {
        "articles": _articles,
        "credits": _credits,
        "statements": _statements,
        "reuses": _reuses,
        "derivations": _derivations,
        "stories": _stories,
    }
    return makers[name](selection)


def _articles(selection: Selection) -> _Rows:
    """One row an article, every version of a page among them."""
    story_of = {key: story.story_id for story in selection.stories for key in story.held}
    version_of = {version: entry for story in selection.stories for version, entry in story.versions}
    for article in selection.articles():
        told = {"story_id": story_of.get(article.article_id), "version_of": version_of.get(article.article_id)}
        yield {**article_row(article), **told}


def article_row(article: Article) -> dict[str, Any]:
    """The cells of one article, but for the story it stands in."""
    return {
        "article_id": article.article_id,
        "story_id": None,
        "version_of": None,
        "address": article.address,
        "domain": registrable_domain(article.address) or None,
        "outlet": article.outlet.name if article.outlet else None,
        "title": article.title,
        "authors": "; ".join(article.authors) or None,
        "published": to_plain(article.published),
        "modified": to_plain(article.modified),
        "captured_at": to_plain(article.captured_at),
        "language": article.language,
        "dateline": article.dateline,
        "flags": "; ".join(article.flags) or None,
        "text": article.body,
    }


def _credits(selection: Selection) -> _Rows:
    """One row a credit, in the order of its article."""
    for article in selection.articles():
        yield from credit_rows(article)


def credit_rows(article: Article) -> _Rows:
    """One row for each credit of an article, in their order."""
    for number, credit in enumerate(article.credits, 1):
        span = credit.span
        plain = {key: getattr(credit, key) for key in ("kind", "name", "outlet", "address", "printed", "place", "rule")}
        where = {"start": span.start if span else None, "end": span.end if span else None}
        yield {"article_id": article.article_id, "number": number, **plain, **where}


def _statements(selection: Selection) -> _Rows:
    """One row a statement, in the order of the text."""
    for article in selection.articles():
        yield from statement_rows(article, selection.library.statements(article_id=article.article_id))


def statement_rows(article: Article, statements: Iterable[Statement]) -> _Rows:
    """One row for each statement of an article, in the order of the text."""
    for number, statement in enumerate(statements, 1):
        yield {
            "article_id": article.article_id,
            "number": number,
            "kind": statement.kind,
            "speaker": statement.name,
            "role": statement.role,
            "medium": statement.medium,
            "words": _words(statement.content, article),
            "cue": statement.cue.of(article.body) if statement.cue else None,
            "spans": _spans(statement.content),
        }


def _words(spans: tuple[Span, ...], article: Article) -> str:
    """The words of several spans."""
    return " … ".join(span.of(article.body) for span in spans)


def _spans(spans: tuple[Span, ...]) -> str:
    """Spans as "start-end", in characters of the text."""
    return "; ".join(f"{span.start}-{span.end}" for span in spans)


def _reuses(selection: Selection) -> _Rows:
    """One row a pair of articles that share text, of which at least one is exported."""
    chosen = frozenset(selection.article_ids)
    for reuse in selection.library.reuses():
        if reuse.first in chosen or reuse.second in chosen:
            yield reuse_row(reuse)


def reuse_row(reuse: Reuse) -> dict[str, Any]:
    """The cells of one reuse."""
    plain = {key: getattr(reuse, key) for key in ("first", "second", "kind", "share_first", "share_second")}
    return {**plain, "alignments": _alignments(reuse)}


def _alignments(reuse: Reuse) -> str:
    """Aligned spans as "start-end=start-end", in characters of the two texts."""
    pairs = ((a.first, a.second) for a in reuse.alignments)
    return "; ".join(f"{one.start}-{one.end}={other.start}-{other.end}" for one, other in pairs)


def _derivations(selection: Selection) -> _Rows:
    """One row a step, of the articles exported and of the parties that stand behind them."""
    chosen = frozenset(selection.article_ids)
    for story in selection.stories:
        for step in story.derivations:
            if step.node_id in chosen or not step.node_id.startswith("a"):
                yield derivation_row(story, step)


def derivation_row(story: Story, step: Derivation) -> dict[str, Any]:
    """The cells of one derivation of a story."""
    plain = ("node_id", "derived_from", "name", "address", "is_held", "degree", "kind", "credit", "verdict", "confidence")
    cells = {key: getattr(step, key) for key in plain}
    return {"story_id": story.story_id, **cells, "evidence": evidence_words(step.evidence)}


def evidence_words(evidence: tuple[Evidence, ...]) -> str:
    """Every reason with its weight, as JSON, so that no words of a page can pass for another reason."""
    return json.dumps([[one.kind, round(one.weight, 3), one.words, one.signed_by] for one in evidence], ensure_ascii=False)


def _stories(selection: Selection) -> _Rows:
    """One row a story."""
    for story in selection.stories:
        yield story_row(story, [selection.library.article(key) for key in story.articles])


def story_row(story: Story, articles: Sequence[Article]) -> dict[str, Any]:
    """The cells of one story; `articles` are those it names, in its order."""
    days = sorted(article.published.isoformat()[:10] for article in articles if article.published)
    return {
        "story_id": story.story_id,
        "headline": next((article.title for article in articles if article.title), None),
        "articles": len(story.articles),
        "versions": len(story.versions),
        "outlets": len({_outlet(article) for article in articles}),
        "first_published": days[0] if days else None,
        "last_published": days[-1] if days else None,
        "origins": json.dumps([[o.name, o.address, o.article_id] for o in story.origins], ensure_ascii=False),
        "article_ids": "; ".join(story.articles),
        "independent_least": story.independent_origins[0],
        "independent_most": story.independent_origins[1],
    }


def _outlet(article: Article) -> str:
    """By what an article's outlet is told from others."""
    return article.outlet.name if article.outlet else registrable_domain(article.address)
