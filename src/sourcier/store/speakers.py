"""Who says something, found by any words of the name: asked of an index of words, so that no other name is read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Select, exists, false, select

from sourcier.store.asking import LEAVE, put
from sourcier.store.encode import storable
from sourcier.store.schema import articles, speaker_words, statements
from sourcier.store.words import folded_words

# Nobody bears a longer name; past this a question only costs time.
_MOST_WORDS = 12


def add_speakers(connection: Connection, speaker_keys: Iterable[str | None]) -> None:
    """Nothing; the speakers with these keys (`rows.statement_row`) are found by the words of their names."""
    rows = {(word, key) for key in speaker_keys if key for word in key.split()}
    put(connection, "speaker_words", "word, speaker_key", sorted(rows), LEAVE)


def speakers_called(name: str) -> Select[tuple[str]] | None:
    """The question for the keys of the speakers whose names hold all these words; None when there is no word.

    The longest word, which the fewest share, is looked up; of the names that hold it, those are left that hold the others.
    """
    words = sorted(dict.fromkeys(folded_words(storable(name)).split()), key=lambda word: (-len(word), word))[:_MOST_WORDS]
    if not words:
        return None
    first = speaker_words.alias("called")
    query = select(first.c.speaker_key).where(first.c.word == words[0])
    for place, word in enumerate(words[1:]):
        other = speaker_words.alias(f"also_{place}")
        query = query.where(exists().where(other.c.word == word, other.c.speaker_key == first.c.speaker_key))
    return query


def said_by(name: str) -> ColumnElement[bool]:
    """The condition on articles that somebody of that name says something in them."""
    called = speakers_called(name)
    if called is None:
        return false()
    return articles.c.article_id.in_(select(statements.c.article_id).where(statements.c.speaker_key.in_(called)))
