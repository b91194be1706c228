"""A library checked: what the engine says, what the archive holds, and whether the two agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, column, func, select, table, text

from sourcier.errors import DamagedError
from sourcier.model import Page
from sourcier.store.captures import archive_path
from sourcier.store.encode import decode_article
from sourcier.store.engine import read
from sourcier.store.finding import captured_page
from sourcier.store.schema import articles, captures, speaker_words, statements, stories, story_articles


def faults(engine: Engine, folder: Path) -> Iterator[str]:
    """Every fault, one line each."""
    with read(engine) as connection:
        if engine.dialect.name == "sqlite":
            yield from _file_faults(connection)
        yield from _index_faults(connection)
        yield from _article_faults(connection)
        yield from _capture_faults(connection, folder)


def _file_faults(connection: Connection) -> Iterator[str]:
    """What SQLite finds wrong with the file, and rows that name others that are gone."""
    yield from (f"database: {line}" for line in connection.scalars(text("PRAGMA integrity_check")) if line != "ok")
    for child, _, parent, *_ in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"database: a row of {child} names a row of {parent} that is gone"


def _index_faults(connection: Connection) -> Iterator[str]:
    """Articles that the index of words misses, and the other way round."""
    indexed = (
        table("article_words_docsize", column("id")) if connection.dialect.name == "sqlite" else table("article_words", column("number"))
    )
    number = next(iter(indexed.c))
    missing = select(func.count()).select_from(articles).where(articles.c.number.not_in(select(number)))
    if count := connection.scalar(missing):
        yield f"search: {count} articles are missing from the index of words"
    strange = select(func.count()).select_from(indexed).where(number.not_in(select(articles.c.number)))
    if count := connection.scalar(strange):
        yield f"search: {count} entries of the index of words belong to no article"
    key = statements.c.speaker_key
    nameless = select(func.count(key.distinct())).where(key.not_in(select(speaker_words.c.speaker_key)), key != "  ")
    if count := connection.scalar(nameless):
        yield f"search: {count} speakers are missing from the index of their names"


def _article_faults(connection: Connection) -> Iterator[str]:
    """Articles whose value cannot be read back, or that no capture reads as."""
    orphans = (
        select(func.count())
        .select_from(articles)
        .where(articles.c.article_id.not_in(select(captures.c.article_id).where(captures.c.article_id.is_not(None))))
    )
    if count := connection.scalar(orphans):
        yield f"articles: {count} have no capture"
    empty = select(func.count()).select_from(stories).where(stories.c.story_id.not_in(select(story_articles.c.story_id)))
    if count := connection.scalar(empty):
        yield f"stories: {count} have no article"
    for key, value, title, body in connection.execute(select(articles.c.article_id, articles.c.value, articles.c.title, articles.c.body)):
        try:
            if decode_article(value, title, body).article_id != key:
                yield f"article {key}: holds the value of another"
        except DamagedError as error:
            yield f"article {key}: {error}"


def _capture_faults(connection: Connection, folder: Path) -> Iterator[str]:
    """Captures whose bytes are gone or changed; a missing file is told once."""
    missing = [
        n for n in connection.scalars(select(captures.c.file).distinct().order_by(captures.c.file)) if not archive_path(folder, n).exists()
    ]
    yield from (f"captures: {archive_path(folder, number).name} is missing" for number in missing)
    order = (captures.c.file, captures.c.start)
    for row in connection.execute(select(captures).where(captures.c.file.not_in(missing)).order_by(*order)).all():
        try:
            _: Page = captured_page(connection, folder, row)
        except DamagedError as error:
            yield f"captures: {error.reason} ({error.subject})"
