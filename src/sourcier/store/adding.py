"""Readings put into the library: bytes into the archive first, then the rows that name them, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from sourcier.errors import UsageError
from sourcier.model import DateMention, Mention, Page, Reading, Statement
from sourcier.store.captures import Place, appended
from sourcier.store.encode import decode
from sourcier.store.engine import read, write
from sourcier.store.index import Words, add_words, words_to_index
from sourcier.store.rows import Row, article_row, capture_row, date_row, mention_row, precedence, statement_row
from sourcier.store.schema import articles, captures, dates, mentions, statements
from sourcier.store.settling import wait
from sourcier.store.tallies import count_all, count_articles
from sourcier.warc import write_page

# A batch is a transaction: enough to share the cost of writing through to the disk, little enough to make others wait briefly.
_BATCH_READINGS = 256
_BATCH_BYTES = 16 << 20
# The least that every engine takes as parameters of one statement.
_MANY = 500


@dataclass(frozen=True, slots=True)
class _Ready:
    """A reading with everything made that can be made before the lock is taken."""

    reading: Reading
    capture: Row
    record: bytes
    article: Row | None
    words: Words | None

    @property
    def precedence(self) -> tuple[bool, str, str]:
        """Which capture tells what the article says: the least."""
        return precedence(self.capture["captured_at"], self.capture["digest"])


def batches(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """The readings in groups that one transaction takes."""
    batch: list[Reading] = []
    size = 0
    for reading in readings:
        batch.append(reading)
        size += len(reading.page.content)
        if len(batch) >= _BATCH_READINGS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def add_batch(engine: Engine, folder: Path, readings: Sequence[Reading], also: Callable[[Connection], None] | None = None) -> int:
    """How many of the captures were new; all of them are kept, or none.

    Rows and records are made before the lock is taken; what another writer has added meanwhile is then left out. `also` keeps
    what belongs to them in the same transaction.
    """
    rows: dict[str, tuple[Reading, Row]] = {}
    for reading in readings:
        _refuse_strangers(reading)
        row = capture_row(reading, reading.page.digest)
        rows.setdefault(row["capture_id"], (reading, row))
    with read(engine) as connection:
        known = _known(connection, list(rows))
        new = [pair for key, pair in rows.items() if key not in known]
        held = _held(connection, [row["digest"] for _, row in new])
    now = datetime.now(UTC)
    ready = [_ready(reading, row, held, now) for reading, row in new]
    return _keep(engine, folder, ready, now, also) if ready or also else 0


def _keep(engine: Engine, folder: Path, ready: list[_Ready], now: datetime, also: Callable[[Connection], None] | None) -> int:
    """How many were still new once the lock was held; those are kept."""
    with write(engine) as connection:
        if also:
            also(connection)
        late = _known(connection, [one.capture["capture_id"] for one in ready])
        new = [one for one in ready if one.capture["capture_id"] not in late]
        if not new:
            return 0
        with appended(folder, _last_place(connection), [one.record for one in new], now=now) as places:
            _add_rows(connection, new, places)
    return len(new)


def _refuse_strangers(reading: Reading) -> None:
    """Nothing; refuses a reading whose finds belong to another article, or to none."""
    article_id = reading.article.article_id if reading.article else None
    found: tuple[Statement | DateMention | Mention, ...] = (*reading.statements, *reading.dates, *reading.mentions)
    for one in found:
        if one.article_id != article_id:
            raise UsageError(f"what was found names another article ({one.article_id})", reading.page.address)


def _known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which captures the library holds."""
    known: set[str] = set()
    for some in _pieces(ids):
        known.update(connection.scalars(select(captures.c.capture_id).where(captures.c.capture_id.in_(some))))
    return known


def _held(connection: Connection, digests: Sequence[str]) -> dict[str, tuple[str, Page]]:
    """For each digest whose bytes the archive holds: the capture that holds them, and its page without them."""
    held: dict[str, tuple[str, Page]] = {}
    columns = (captures.c.digest, captures.c.capture_id, captures.c.page)
    for some in _pieces(digests):
        query = select(*columns).where(captures.c.digest.in_(some), captures.c.repeats.is_(None))
        held.update({digest: (key, decode(Page, page)) for digest, key, page in connection.execute(query)})
    return held


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """The keys in groups that one statement takes."""
    return (keys[start : start + _MANY] for start in range(0, len(keys), _MANY))


def _ready(reading: Reading, row: Row, held: dict[str, tuple[str, Page]], now: datetime) -> _Ready:
    """The reading made ready; `held` learns of its bytes, so that the next one of the batch with the same bytes repeats it."""
    holder, page = held.setdefault(row["digest"], (row["capture_id"], reading.page))
    is_repeat = holder != row["capture_id"]
    record = write_page(reading.page, stored_at=now, repeats=page if is_repeat else None)
    article = reading.article
    return _Ready(
        reading,
        {**row, "repeats": holder if is_repeat else None},
        record,
        article_row(article, row["captured_at"], row["digest"]) if article else None,
        words_to_index(article.title, article.body) if article else None,
    )


def _last_place(connection: Connection) -> Place | None:
    """Where the last record that the library knows of stands."""
    columns = (captures.c.file, captures.c.start, captures.c.length)
    found = connection.execute(select(*columns).order_by(captures.c.file.desc(), captures.c.start.desc()).limit(1)).first()
    return None if found is None else Place(*found)


def _add_rows(connection: Connection, new: list[_Ready], places: Sequence[Place]) -> None:
    """Nothing; the rows of articles, of what was found in them, and of captures are there."""
    _add_articles(connection, new)
    rows = [{**one.capture, "file": p.file, "start": p.start, "length": p.length} for one, p in zip(new, places, strict=True)]
    connection.execute(insert(captures), rows)


def _add_articles(connection: Connection, new: list[_Ready]) -> None:
    """Nothing; each article is there as its earliest capture tells it."""
    best: dict[str, _Ready] = {}
    for one in sorted((one for one in new if one.article), key=lambda one: one.precedence):
        best.setdefault(one.article["article_id"] if one.article else "", one)
    held: dict[str, tuple[bool, str, str]] = {}
    for some in _pieces(list(best)):
        query = select(articles.c.article_id, articles.c.captured_at, articles.c.digest).where(articles.c.article_id.in_(some))
        held.update({key: precedence(captured_at, digest) for key, captured_at, digest in connection.execute(query)})
    fresh = [one for key, one in best.items() if key not in held]
    earlier = [one for key, one in best.items() if key in held and one.precedence < held[key]]
    _replace_articles(connection, earlier)
    if fresh:
        connection.execute(insert(articles), [one.article for one in fresh if one.article])
        count_articles(connection, [one.article for one in fresh if one.article])
        add_words(connection, {one.article["article_id"]: one.words for one in fresh if one.article and one.words})
    _add_finds(connection, [*fresh, *earlier])
    wait(connection, [one.article["article_id"] for one in fresh if one.article], was_settled=False)


def tell(connection: Connection, pairs: Sequence[tuple[Reading, Row]]) -> None:
    """Nothing; every article that the readings of captures (their rows beside them) give is there, as by adding them."""
    _add_articles(connection, [_reread(reading, row) for reading, row in pairs])


def retell(connection: Connection, pairs: Sequence[tuple[Reading, Row]]) -> None:
    """Nothing; the articles say what these readings say, and what was found in them before is gone."""
    ready = [_reread(reading, row) for reading, row in pairs]
    _replace_articles(connection, ready)
    _add_finds(connection, ready)


def _reread(reading: Reading, row: Row) -> _Ready:
    """A reading whose capture has its record in the archive already."""
    _refuse_strangers(reading)
    article = reading.article
    return _Ready(
        reading,
        row,
        b"",
        article_row(article, row["captured_at"], row["digest"]) if article else None,
        words_to_index(article.title, article.body) if article else None,
    )


def _replace_articles(connection: Connection, earlier: list[_Ready]) -> None:
    """Nothing; the articles say what the earlier captures say, and what was found in the later ones is gone.

    The index of words needs no change: an article with other words is another article.
    """
    rows = [{**one.article, "key": one.article["article_id"]} for one in earlier if one.article]
    if not rows:
        return
    outlets = {row["outlet"] for row in rows}
    for some in _pieces([row["key"] for row in rows]):
        outlets.update(connection.scalars(select(articles.c.outlet).where(articles.c.article_id.in_(some))))
    connection.execute(update(articles).where(articles.c.article_id == bindparam("key")), rows)
    count_all(connection, outlets)
    wait(connection, [row["key"] for row in rows], was_settled=True)
    for table in (statements, dates, mentions):
        connection.execute(delete(table).where(table.c.article_id == bindparam("key")), [{"key": row["key"]} for row in rows])


def _add_finds(connection: Connection, kept: list[_Ready]) -> None:
    """Nothing; what was found in the articles is there, in the order of the text."""
    found = [one.reading for one in kept]
    for table, rows in (
        (statements, [statement_row(n, value) for one in found for n, value in enumerate(one.statements)]),
        (dates, [date_row(n, value) for one in found for n, value in enumerate(one.dates)]),
        (mentions, [mention_row(n, value) for one in found for n, value in enumerate(one.mentions)]),
    ):
        if rows:
            connection.execute(insert(table), rows)
