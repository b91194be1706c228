"""The first step: the pages of a shard become articles, credits, statements and errors; and windows and marks by bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import numpy as np

from sourcier.compare.boilerplate import days_of, is_sampled
from sourcier.compare.outlets import outlet_of
from sourcier.compare.translations import language_of, marks
from sourcier.compare.windows import HASH_BITS, Fingerprints, fingerprints
from sourcier.errors import SourcierError
from sourcier.model import Article, Page, Statement
from sourcier.pipeline.reading import read_page
from sourcier.scan.folder import Columns, Folder
from sourcier.scan.inputs import MANIFEST, items_of
from sourcier.scan.plan import Filters, Plan, Shard
from sourcier.scan.rows import READ_ARTICLES, SCHEMAS, Row, in_slices, schema_of, to_column, to_table, writing_rows, writing_tables
from sourcier.scan.tasks import Manifest, named
from sourcier.show.exports.table_rows import article_row, credit_rows, statement_rows
from sourcier.store.encode import decode, decode_article, encode, encode_article, is_storable, storable
from sourcier.text.addresses import registrable_domain
from sourcier.text.fold import fold
from sourcier.text.words import Words, find_words
from sourcier.trace import page_ties

# So many articles are worked on together, or so much text.
_AT_ONCE, _LETTERS = 512, 1 << 23
Take = Callable[[Iterable[Row]], int]


@dataclass(frozen=True, slots=True)
class Lost:
    """A page of a shard that gave no article, and why."""

    where: Row
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles of a shard, the table of their rows, and the statements of each; and pages that gave none."""

    articles: Sequence[Article]
    table: Any
    statements: Sequence[tuple[Statement, ...]]
    lost: Sequence[Lost] = ()

    def only(self, rows: Sequence[int]) -> Batch:
        """Those in some of the rows."""
        if len(rows) == len(self.articles):
            return self
        table = self.table.take(np.array(rows, np.int64))
        return Batch([self.articles[row] for row in rows], table, [self.statements[row] for row in rows], self.lost)


def read_shard(folder: Folder, plan: Plan, number: int) -> Manifest:
    """What was read of one shard; written are its tables, its facts, and its windows and marks with a row group for each bucket."""
    facts, windows, found_marks = _Facts([], []), [_NO_PRINTS], [_NO_PRINTS]
    with ExitStack() as stack:
        put = stack.enter_context(writing_tables(folder, named("read", number, "articles.parquet"), schema_of(READ_ARTICLES)))
        takers = {
            name: stack.enter_context(writing_rows(folder, named("read", number, f"{name}.parquet"), columns))
            for name, columns in _TABLES.items()
        }
        count = 0
        for batch in _batches(plan, plan.shards[number]):
            takers["errors"](map(_error_row, batch.lost))
            kept = batch.only([row for row, article in enumerate(batch.articles) if _meets(article, plan.filters)])
            put(kept.table.append_column("compared", to_column([_compared(article) for article in kept.articles], str)))
            _take(kept, takers, count)
            words = find_words([article.body for article in kept.articles])
            windows.append(_shifted(_windows(kept, words, facts, count), count))
            if plan.translations:
                found_marks.append(_shifted(marks(kept.articles, words), count))
            count += len(kept.articles)
        rows = {"articles": count, **{name: take(()) for name, take in takers.items()}}
    folder.write_columns(named("read", number, "windows.parquet"), _by_bucket(windows, plan))
    folder.write_columns(named("read", number, "marks.parquet"), _by_bucket(found_marks, plan))
    _keep_facts(folder, number, facts)
    return {"rows": rows}


# What is told of an article bears the number of its row here, until it is known which captures are kept.
_TABLES = {
    "credits": {**SCHEMAS["credits"], "row": int},
    "statements": {**SCHEMAS["statements"], "row": int},
    "errors": SCHEMAS["errors"],
}
_NO_PRINTS = Fingerprints(np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32))


def _batches(plan: Plan, shard: Shard) -> Iterator[Batch]:
    """What became of the pages of a shard, some hundred at a time, in order."""
    if shard.kind == "scan":
        yield from _read_before(shard)
        return
    items = items_of(shard)
    while batch := _read(items, shard.start, plan):
        yield batch


def _read(items: Iterator[tuple[str, int, Page | SourcierError]], part: int, plan: Plan) -> Batch | None:
    """What became of the next pages, each given with its file and its place there; None when there are no more."""
    articles, rows, statements, lost = [], [], [], []
    letters = 0
    for name, place, page in islice(items, _AT_ONCE):
        where = {"input": name, "part": part, "place": place}
        if isinstance(page, SourcierError):
            lost.append(Lost(where, page.subject, page.reason))
            continue
        reading = read_page(page)
        if reading.article is None:
            lost.append(Lost(where, page.address, reading.error or ""))
            continue
        articles.append(reading.article)
        rows.append({**article_row(reading.article), **where, "digest": page.digest, "article": encode_article(reading.article)})
        statements.append(reading.statements if plan.statements else ())
        letters += len(reading.article.body)
        if letters >= _LETTERS:
            break
    return Batch(articles, to_table(SCHEMAS["articles"], rows), statements, lost) if articles or lost else None


def _read_before(shard: Shard) -> Iterator[Batch]:
    """The articles that an earlier scan read, as it did."""
    home = Folder(shard.name)
    tables = home.read_json(MANIFEST)["tables"]
    said: dict[str, list[Statement]] = {}
    for row in home.read_table(tables["statements"][shard.start]["file"], columns=["article_id", "statement"]).to_pylist():
        said.setdefault(row["article_id"], []).append(decode(Statement, row["statement"]))
    for table in in_slices(home.read_table(tables["articles"][shard.start]["file"], columns=list(SCHEMAS["articles"])), _AT_ONCE):
        exact = zip(*(table[name].to_pylist() for name in ("article", "title", "text")), strict=True)
        articles = [decode_article(article, title, text) for article, title, text in exact]
        yield Batch(articles, table, [tuple(said.get(article.article_id, ())) for article in articles])


def _compared(article: Article) -> str | None:
    """What comparing asks of an article beside the columns: its links, and a text that no column holds as it is."""
    if not article.links and is_storable(article.body):
        return None
    return encode_article(Article(body=article.body, links=article.links, article_id=article.article_id))


def _meets(article: Article, filters: Filters) -> bool:
    """Whether an article is of the days, the language and the outlet asked for; one without a date is of no day."""
    day = article.published.isoformat()[:10] if article.published else None
    if filters.since and (day is None or day < filters.since):
        return False
    if filters.until and (day is None or day > filters.until):
        return False
    if filters.language and language_of(article.language) != language_of(filters.language):
        return False
    return not filters.outlet or _is_of(article, filters.outlet)


def _is_of(article: Article, outlet: str) -> bool:
    """Whether an article is of the outlet of this name or domain."""
    name = article.outlet.name if article.outlet else ""
    return fold(name) == fold(outlet) or registrable_domain(article.address) == outlet.lower()


def _take(batch: Batch, takers: Mapping[str, Take], start: int) -> None:
    """Nothing; the rows of credits and statements are written, their articles numbered from `start` on."""
    for number, (article, statements) in enumerate(zip(batch.articles, batch.statements, strict=True), start):
        takers["credits"]({**row, "row": number} for row in credit_rows(article))
        said = zip(statement_rows(article, statements), statements, strict=True)
        takers["statements"]({**row, "row": number, "statement": encode(statement)} for row, statement in said)


def _error_row(item: Lost) -> Row:
    """The cells of a page that gave no article."""
    return {**item.where, "address": item.address, "reason": item.reason}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What later steps ask of each article, a list of columns for each batch; and the pages that articles name, as (row, page)."""

    batches: list[Columns]
    named: list[tuple[int, int]]


def _windows(batch: Batch, words: Words, facts: _Facts, start: int) -> Fingerprints:
    """The windows of some articles; what was counted on the way goes to the facts."""
    articles = batch.articles
    prints = fingerprints(words)
    sizes = np.diff(words.bounds)
    ties = [page_ties(article) for article in articles]
    bodies = [hashlib.blake2b(article.body.encode("utf-8", "surrogatepass"), digest_size=16).digest() for article in articles]
    facts.named.extend((start + row, _key(page)) for row, (_, pages) in enumerate(ties) for page in pages)
    facts.batches.append(
        {
            "article_id": np.array([article.article_id for article in articles], "S21"),
            "captured": np.array([_instant(article.captured_at) for article in articles], np.float64),
            "digest": np.array([digest[:16] for digest in batch.table["digest"].to_pylist()], "S16"),
            "day": days_of(articles),
            "outlet": np.array([_key(outlet_of(article)) for article in articles], np.uint64),
            "language": np.array([language_of(article.language).encode("ascii", "replace") for article in articles], "S8"),
            "words": sizes.astype(np.int32),
            "sampled": np.bincount(prints.texts[is_sampled(prints.hashes)], minlength=len(sizes)).astype(np.int32),
            "letters": np.array([len(article.body) for article in articles], np.int32),
            "body": np.array([body[:8] for body in bodies], "S8").view(np.uint64) if bodies else np.zeros(0, np.uint64),
            "body_rest": np.array([body[8:] for body in bodies], "S8").view(np.uint64) if bodies else np.zeros(0, np.uint64),
            "page": np.array([_key(page) for page, _ in ties], np.uint64),
        }
    )
    return prints


def _key(name: str) -> int:
    """A number for a name, 0 for none. Where two had one number, more would be traced together, with the same result."""
    if not name:
        return 0
    return int.from_bytes(hashlib.blake2b(storable(name).encode(), digest_size=8).digest(), "big")


def _instant(moment: date | datetime | None) -> float:
    """When something was captured, in seconds; what has no time comes last."""
    return moment.timestamp() if isinstance(moment, datetime) else float("inf")


def _shifted(prints: Fingerprints, start: int) -> Fingerprints:
    """The same with articles numbered from `start` on."""
    return Fingerprints(prints.hashes, prints.texts + np.int32(start), prints.places)


def _by_bucket(batches: Sequence[Fingerprints], plan: Plan) -> Iterator[Columns]:
    """Windows parted by their leading bits: one value for each bucket, an empty one too."""
    hashes = np.concatenate([prints.hashes for prints in batches])
    rows = np.concatenate([prints.texts for prints in batches])
    places = np.concatenate([prints.places for prints in batches])
    buckets = (hashes >> np.uint64(HASH_BITS - plan.bits)).astype(np.uint16)
    order = np.argsort(buckets, kind="stable")
    ends = np.cumsum(np.bincount(buckets, minlength=plan.buckets)).tolist()
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        some = order[start:end]
        yield {"hash": hashes[some], "row": rows[some], "place": places[some]}


def _keep_facts(folder: Folder, number: int, facts: _Facts) -> None:
    """Nothing; the facts stand in files of their own."""
    batches = facts.batches or [_no_facts()]
    columns = {key: np.concatenate([batch[key] for batch in batches]) for key in batches[0]}
    folder.write_columns(named("read", number, "facts.parquet"), [_plain(columns)])
    pairs = np.array(facts.named, np.uint64).reshape(-1, 2)
    folder.write_columns(named("read", number, "named.parquet"), [{"row": pairs[:, 0].astype(np.int64), "page": pairs[:, 1]}])


def _no_facts() -> Columns:
    """The facts of no article."""
    none = _Facts([], [])
    _windows(Batch([], to_table(SCHEMAS["articles"], []), []), find_words([]), none, 0)
    return none.batches[0]


def _plain(columns: Columns) -> dict[str, Any]:
    """The columns, texts of fixed length as the numbers they are made of: Parquet packs them without looking at them."""
    found: dict[str, Any] = {}
    for name, column in columns.items():
        if column.dtype.kind != "S":
            found[name] = column
            continue
        width = -(-column.dtype.itemsize // 8)
        parts = np.ascontiguousarray(column.astype(f"S{8 * width}")).view(np.uint64).reshape(len(column), width)
        found.update({f"{name}.{part}": np.ascontiguousarray(parts[:, part]) for part in range(width)})
    return found


def texts_of(columns: Columns, name: str) -> Any:  # noqa: ANN401 - an array of bytes of fixed length
    """A column of texts that `_plain` took apart."""
    parts = [columns[key] for key in sorted(columns) if key.rpartition(".")[0] == name]
    return np.ascontiguousarray(np.stack(parts, axis=1)).view(f"S{8 * len(parts)}").reshape(-1)
