"""Values as plain data for programs: what `--json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from sourcier.errors import ReadError, SourcierError
from sourcier.model import Article, DateMention, Page, Reading, Span, Statement


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any value of the model goes in, any JSON value comes out
    """A value of the model as JSON data: fields by name, spans as [start, end], times in ISO 8601, delays in seconds, bytes left out.

    >>> to_plain(Span(3, 9))
    [3, 9]
    """
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, Page):
        return {"address": value.address, "captured_at": to_plain(value.captured_at), "sha256": value.digest, "bytes": len(value.content)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(v) for v in value]
    return _plain_atom(value)


def _plain_atom(value: Any) -> Any:  # noqa: ANN401 - what JSON holds as it is passes through
    """A value with no parts as JSON data."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, date) else value


def plain_reading(reading: Reading) -> dict[str, Any]:
    """A reading as JSON data, with the words of every span beside it, so that nobody has to cut them out.

    A page without an article has what it tells of itself as "imprint".
    """
    answer: dict[str, Any] = {"page": to_plain(reading.page), "error": reading.error, "article": None}
    if reading.article is not None:
        answer["article"] = to_plain(reading.article)
        answer["statements"] = [plain_statement(s, reading.article) for s in reading.statements]
        answer["dates"] = [plain_date(d, reading.article) for d in reading.dates]
        answer["mentions"] = to_plain(reading.mentions)
    else:
        answer["imprint"] = to_plain(reading.imprint)
    return answer


def plain_error(error: SourcierError) -> dict[str, Any]:
    """What could not be had as JSON data, in the shape of a reading: the page by its name, the reason, what it tells of itself."""
    page = {"address": error.subject, "captured_at": None, "sha256": None, "bytes": None}
    imprint = to_plain(error.imprint) if isinstance(error, ReadError) else None
    return {"page": page, "error": error.reason, "article": None, "imprint": imprint}


def plain_statement(statement: Statement, article: Article) -> dict[str, Any]:
    """A statement as JSON data with its words."""
    words = " … ".join(span.of(article.body) for span in statement.content)
    return {**to_plain(statement), "words": words, "cue_words": statement.cue.of(article.body) if statement.cue else None}


def plain_date(mention: DateMention, article: Article) -> dict[str, Any]:
    """A date as JSON data with its words."""
    return {**to_plain(mention), "words": mention.span.of(article.body)}
