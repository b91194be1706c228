"""Readings put into the library: bytes into the archive first, then the rows that name them, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, update

from sourcier.errors import UsageError
from sourcier.model import DateMention, Mention, Page, Reading, Statement
from sourcier.store.asking import ask, change, numbers_of, put_rows
from sourcier.store.captures import Place, appended
from sourcier.store.encode import decode
from sourcier.store.engine import read, write
from sourcier.store.index import Words, add_words, words_to_index
from sourcier.store.rows import Row, article_row, capture_row, date_row, mention_row, precedence, statement_row
from sourcier.store.schema import articles
from sourcier.store.settling import wait
from sourcier.store.speakers import add_speakers
from sourcier.store.tallies import count_all, count_articles
from sourcier.warc import write_page

# A batch is a transaction: enough to share the cost of writing through to the disk, little enough to make others wait briefly.
_BATCH_READINGS = 256
_BATCH_BYTES = 16 << 20
# Up to so many are looked up and made ready under the lock.
_FEW = 8
_FINDS = ("statements", "dates", "mentions")


# The ids of captures that are there, and by digest the captures that hold the bytes with their pages.
_Known = tuple[set[str], dict[str, tuple[str, Page]]]


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


def add_batch(engine: Engine, folder: Path, readings: Sequence[Reading], also: Callable[[Connection], None] | None = None) -> list[bool]:
    """For each reading whether its capture was new; all of them are kept, or none. Of two that are one capture the first is new.

    Rows and records of many are made before the lock is taken; what another writer has added meanwhile is then left out. Of few
    they are made under the lock, which costs less than a second look. `also` keeps what belongs to them in the same transaction.
    """
    ids: list[str] = []
    rows: dict[str, tuple[Reading, Row]] = {}
    for reading in readings:
        _refuse_strangers(reading)
        row = capture_row(reading, reading.page.digest)
        ids.append(row["capture_id"])
        rows.setdefault(row["capture_id"], (reading, row))
    now = datetime.now(UTC)
    if len(rows) > _FEW:
        with read(engine) as connection:
            known = _known_and_held(connection, rows)
        ready = _make_ready(rows, known, now)
        new = _keep(engine, folder, lambda connection: _still_new(connection, ready), now, also) if ready or also else set()
    else:
        new = _keep(engine, folder, lambda connection: _make_ready(rows, _known_and_held(connection, rows), now), now, also)
    first = {key: place for place, key in reversed(list(enumerate(ids)))}
    return [key in new and first[key] == place for place, key in enumerate(ids)]


def _keep(
    engine: Engine, folder: Path, find_new: Callable[[Connection], list[_Ready]], now: datetime, also: Callable[[Connection], None] | None
) -> set[str]:
    """The ids of those captures that were new once the lock was held; they are kept."""
    with write(engine) as connection:
        if also:
            also(connection)
        new = find_new(connection)
        if new:
            with appended(folder, _last_place(connection), [one.record for one in new], now=now) as places:
                _add_rows(connection, new, places)
        return {one.capture["capture_id"] for one in new}


def _still_new(connection: Connection, ready: list[_Ready]) -> list[_Ready]:
    """Those of the readings whose captures nobody has added meanwhile."""
    late = _known(connection, [one.capture["capture_id"] for one in ready])
    return [one for one in ready if one.capture["capture_id"] not in late]


def _known_and_held(connection: Connection, rows: Mapping[str, tuple[Reading, Row]]) -> _Known:
    """Which of the captures the library holds, and what the archive holds of the bytes of the others."""
    known = _known(connection, list(rows))
    return known, _held(connection, [row["digest"] for key, (_, row) in rows.items() if key not in known])


def _make_ready(rows: Mapping[str, tuple[Reading, Row]], known: _Known, now: datetime) -> list[_Ready]:
    """The readings that are new, with everything made that is kept of them."""
    ids, held = known
    return [_ready(reading, row, held, now) for key, (reading, row) in rows.items() if key not in ids]


def _refuse_strangers(reading: Reading) -> None:
    """Nothing; refuses a reading whose finds belong to another article, or to none."""
    article_id = reading.article.article_id if reading.article else None
    found: tuple[Statement | DateMention | Mention, ...] = (*reading.statements, *reading.dates, *reading.mentions)
    for one in found:
        if one.article_id != article_id:
            raise UsageError(f"what was found names another article ({one.article_id})", reading.page.address)


def _known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which captures the library holds."""
    return {key for (key,) in ask(connection, "SELECT capture_id FROM captures WHERE capture_id IN :texts", ids)}


def _held(connection: Connection, digests: Sequence[str]) -> dict[str, tuple[str, Page]]:
    """For each digest whose bytes the archive holds: the capture that holds them, and its page without them."""
    asked = "SELECT digest, capture_id, page FROM captures WHERE digest IN :texts AND repeats IS NULL"
    return {digest: (key, decode(Page, page)) for digest, key, page in ask(connection, asked, digests)}


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
    asked = "SELECT file, start, length FROM captures ORDER BY file DESC, start DESC LIMIT 1"
    found = connection.exec_driver_sql(asked).first()
    return None if found is None else Place(*found)


def _add_rows(connection: Connection, new: list[_Ready], places: Sequence[Place]) -> None:
    """Nothing; the rows of articles, of what was found in them, and of captures are there."""
    _add_articles(connection, new)
    rows = [{**one.capture, "file": p.file, "start": p.start, "length": p.length} for one, p in zip(new, places, strict=True)]
    put_rows(connection, "captures", rows)


def _add_articles(connection: Connection, new: list[_Ready]) -> None:
    """Nothing; each article is there as its earliest capture tells it."""
    best: dict[str, _Ready] = {}
    for one in sorted((one for one in new if one.article), key=lambda one: one.precedence):
        best.setdefault(one.article["article_id"] if one.article else "", one)
    asked = "SELECT article_id, captured_at, digest FROM articles WHERE article_id IN :texts"
    held = {key: precedence(captured_at, digest) for key, captured_at, digest in ask(connection, asked, list(best))}
    fresh = [one for key, one in best.items() if key not in held]
    earlier = [one for key, one in best.items() if key in held and one.precedence < held[key]]
    _replace_articles(connection, earlier)
    rows = [one.article for one in fresh if one.article]
    put_rows(connection, "articles", rows)
    count_articles(connection, rows)
    numbers = numbers_of(connection, [row["article_id"] for row in rows])
    add_words(connection, {numbers[one.article["article_id"]]: one.words for one in fresh if one.article and one.words})
    _add_finds(connection, [*fresh, *earlier])
    wait(connection, numbers.values(), was_settled=False)


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
    ids = [row["key"] for row in rows]
    before = ask(connection, "SELECT outlet FROM articles WHERE article_id IN :texts", ids)
    outlets = {row["outlet"] for row in rows}.union(outlet for (outlet,) in before)
    connection.execute(update(articles).where(articles.c.article_id == bindparam("key")), rows)
    count_all(connection, outlets)
    wait(connection, numbers_of(connection, ids).values(), was_settled=True)
    for table in _FINDS:
        change(connection, f"DELETE FROM {table} WHERE article_id IN :texts", ids)  # noqa: S608 - one of three names of ours


def _add_finds(connection: Connection, kept: list[_Ready]) -> None:
    """Nothing; what was found in the articles is there, in the order of the text."""
    found = [one.reading for one in kept]
    said = [statement_row(n, value) for one in found for n, value in enumerate(one.statements)]
    put_rows(connection, "statements", said)
    add_speakers(connection, [row["speaker_key"] for row in said])
    put_rows(connection, "dates", [date_row(n, value) for one in found for n, value in enumerate(one.dates)])
    put_rows(connection, "mentions", [mention_row(n, value) for one in found for n, value in enumerate(one.mentions)])
