"""Which articles are aligned by which task, and the articles brought to where they are aligned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.boilerplate import Boilerplate, components
from sourcier.compare.crowds import KnownCrowds
from sourcier.compare.join import Shared, distinct, spread_out
from sourcier.scan.folder import Columns, Folder, load
from sourcier.scan.joining import shared_of, told_of
from sourcier.scan.numbering import Known, known, ranks_of
from sourcier.scan.plan import Plan
from sourcier.scan.rows import READ_ARTICLES, schema_of, writing_tables
from sourcier.scan.tasks import Manifest, deal_columns, dealt_to, manifest_of, named, size_of_task, slices, united

Places = NDArray[np.int64]
_CROWDS = named("block", 0, "crowds.parquet")
_BLOCKS, _PAIRS, _STOCK = named("block", 0, "blocks.parquet"), named("block", 0, "pairs.parquet"), named("block", 0, "stock.parquet")
# So many rows are looked at together.
_AT_ONCE = 1 << 23
# What a window shared and a pair of two languages count for, in letters.
_HIT, _PAIR = 8, 2000
# Articles that lie next to each other so often are read together.
_OFTEN = 3
# What is read of an article to align it.
COLUMNS = ("article_id", "address", "outlet", "language", "text", "compared")


def block_articles(folder: Folder, plan: Plan, _number: int) -> Manifest:
    """How many blocks there are; written are the block of each article, its pairs of two languages, all boilerplate, all crowds."""
    held = known(folder, "letters")
    stock = [folder.read_columns(named("learn", bucket, "stock.parquet"))["hash"] for bucket in range(plan.buckets)]
    folder.write_columns(_STOCK, [{"hash": np.concatenate(stock)}])
    crowds = [folder.read_columns(named("learn", bucket, "crowds.parquet")) for bucket in range(plan.buckets)]
    folder.write_columns(_CROWDS, [{name: np.concatenate([some[name] for some in crowds]) for name in ("hash", "bar")}])
    crossing = [folder.read_columns(named("weigh", part))["pair"] for part in range(plan.buckets)] if plan.translations else []
    pairs = np.concatenate([np.zeros(0, np.int64), *crossing])
    costs = held["letters"].astype(np.int64) + _PAIR * np.bincount(pairs // max(1, len(held)), minlength=len(held))
    for bucket in range(plan.buckets):
        hits = folder.read_columns(named("learn", bucket, "hits.parquet"))
        costs[hits["article"]] += _HIT * hits["hits"]
    order = np.argsort(_kin(folder, plan, len(held)), kind="stable")
    size = size_of_task(int(costs.sum()))
    blocks = np.empty(len(held), np.int32)
    blocks[order] = (np.cumsum(costs[order]) - costs[order]) // size
    # a block that one heavy article leaps over holds nothing: blocks are counted by those that hold something
    blocks = np.unique(blocks, return_inverse=True)[1].astype(np.int32)
    folder.write_columns(_BLOCKS, [{"block": blocks}])
    crossed = blocks[pairs // max(1, len(held))]
    by_block = np.argsort(crossed, kind="stable")
    groups = deal_columns(folder, _PAIRS, crossed[by_block], {"pair": pairs[by_block]})
    return {"blocks": int(blocks.max(initial=-1)) + 1, "pairs": groups, "stock": sum(map(len, stock)), "crossing": len(pairs)}


def _kin(folder: Folder, plan: Plan, articles: int) -> Places:
    """For each article one that it shares much with, directly or through others."""
    met = [folder.read_columns(named("learn", bucket, "kin.parquet")) for bucket in range(plan.buckets)]
    pairs, like = np.unique(np.concatenate([kin["pair"] for kin in met]), return_inverse=True)
    pairs = pairs[np.bincount(like, np.concatenate([kin["count"] for kin in met]), len(pairs)) >= _OFTEN]
    return components(pairs // max(1, articles), pairs % max(1, articles), articles)


def count_blocks(folder: Folder) -> int:
    """How many blocks there are."""
    return int(manifest_of(folder, "block")["blocks"])


def blocks_of(folder: Folder) -> NDArray[np.int32]:
    """The block of each article."""
    blocks: NDArray[np.int32] = folder.read_columns(_BLOCKS)["block"]
    return blocks


def stock_of(folder: Folder) -> NDArray[np.uint64]:
    """The windows that are boilerplate, ascending."""
    stock: NDArray[np.uint64] = folder.read_columns(_STOCK)["hash"]
    return stock


def crowds_of(folder: Folder, articles: Places) -> KnownCrowds:
    """The windows that very many articles hold, ascending, and how early some articles, by number, appeared among all."""
    found = folder.read_columns(_CROWDS)
    times = known(folder, "time")["time"][articles] if len(found["hash"]) else np.zeros(len(articles), np.int64)
    return KnownCrowds(found["hash"], found["bar"], times.astype(np.int64))


def pairs_of(folder: Folder, block: int) -> Places:
    """The pairs of articles of two languages that a block compares, as first times the number of articles plus second, ascending."""
    groups = manifest_of(folder, "block")["pairs"]
    found: Places = folder.read_columns(_PAIRS, groups.index(block))["pair"] if block in groups else np.zeros(0, np.int64)
    return found


def seek_bucket(folder: Folder, _plan: Plan, bucket: int) -> Manifest:
    """How many articles the windows of a bucket bring to blocks; written are block and article as one number."""
    shared, held, blocks = shared_of(folder, bucket), known(folder, "ends"), blocks_of(folder)
    stock = Boilerplate(stock_of(folder)).covers(shared.hashes)
    wanted = united(_wanted(told_of(shared, stock, held), blocks, len(held)))
    folder.write_columns(named("seek", bucket), [{"wanted": wanted}])
    return {"wanted": len(wanted)}


def _wanted(told: Shared, blocks: NDArray[np.int32], articles: int) -> Iterator[Places]:
    """For each block that holds an article of a window: it and all after it, as block times the number of articles plus article."""
    groups = np.repeat(np.arange(len(told.sizes)), told.sizes)
    rows = np.arange(len(groups))
    follows = rows < told.bounds[groups + 1] - 1
    own = blocks[told.articles].astype(np.int64)
    rows = rows[follows]
    # of a block only the first article of each window, which brings all after it
    _, heads = np.unique(groups[rows] * (int(own.max(initial=0)) + 1) + own[rows], return_index=True)
    heads = rows[heads]
    sizes = told.bounds[groups[heads] + 1] - heads
    for start, stop in _portions(sizes):
        some = spread_out(heads[start:stop], sizes[start:stop])
        yield distinct(np.repeat(own[heads[start:stop]], sizes[start:stop]) * articles + told.articles[some])


def _portions(sizes: Places) -> Iterator[tuple[int, int]]:
    """Rows parted so that their sizes come to some million at a time."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.arange(_AT_ONCE, int(ends[-1]) if len(ends) else 0, _AT_ONCE)).tolist()
    bounds = sorted({0, *cuts, len(sizes)})
    yield from pairwise(bounds)


def route_articles(folder: Folder, plan: Plan, _number: int) -> Manifest:
    """How many articles go to blocks; written is for each shard which of its rows go where."""
    held, blocks = known(folder, "kind", "row"), blocks_of(folder)
    number = max(1, len(held))
    wanted = united(folder.read_columns(named("seek", bucket))["wanted"] for bucket in range(plan.buckets))
    wanted = distinct(np.concatenate([wanted, _with_doubles(wanted, held)]))
    pairs = folder.read_columns(_PAIRS)["pair"]
    home = blocks[pairs // number].astype(np.int64) * number
    wanted = distinct(np.concatenate([wanted, home + pairs // number, home + pairs % number]))
    return {"articles": len(wanted), "shards": write_routes(folder, named("route", 0), wanted // number, wanted % number, held)}


def _with_doubles(wanted: Places, held: Known) -> Places:
    """All articles that have the body of one that goes to a block."""
    number, doubles = max(1, len(held)), held.doubles()
    kinds = len(doubles.bounds)
    keys = distinct(wanted // number * kinds + doubles.kinds[wanted % number])
    sizes = np.diff(doubles.bounds)[keys % kinds]
    members = doubles.members[spread_out(doubles.bounds[keys % kinds], sizes)]
    return np.repeat(keys // kinds, sizes) * number + members


def write_routes(folder: Folder, name: str, targets: Places, articles: Places, held: Known) -> list[int]:
    """The shards of which something goes somewhere; written is for each which rows go where, by target and number of the article."""
    shards = held["shard"][articles]
    order = np.lexsort((articles, targets, shards))
    columns: Columns = {"target": targets[order], "row": held["row"][articles[order]]}
    return deal_columns(folder, name, shards[order], columns)


def send_shard(folder: Folder, _plan: Plan, shard: int) -> Manifest:
    """The blocks to which articles of a shard were sent; written are these with a row group for each block."""
    return {"articles": send_rows(folder, "send", shard, manifest_of(folder, "route")["shards"], COLUMNS, named("route", 0))}


def send_rows(folder: Folder, stage: str, shard: int, shards: list[int], columns: Sequence[str], routes: str) -> list[int]:
    """The targets to which rows of a shard's articles went, each with its number."""
    arrow = load("pyarrow")
    given = [*columns, "number"]
    if shard not in shards:
        with writing_tables(folder, named(stage, shard, "articles.parquet"), _sent(columns)):
            return []
    going = folder.read_columns(routes, shards.index(shard))
    table = folder.read_table(named("read", shard, "articles.parquet"), columns=list(columns))
    table = table.append_column("number", arrow.array(ranks_of(folder, shard)))
    found = []
    with writing_tables(folder, named(stage, shard, "articles.parquet"), _sent(columns)) as put:
        for target, rows in slices(going["target"]):
            put(table.take(going["row"][rows]).select(given))
            found.append(target)
    return found


def _sent(columns: Sequence[str]) -> Any:  # noqa: ANN401 - pyarrow comes without types
    """The columns of what is sent."""
    return schema_of({**{name: READ_ARTICLES[name] for name in columns}, "number": int})


def received(folder: Folder, plan: Plan, stage: str, target: int) -> list[dict[str, Any]]:
    """The rows that were sent to a target from all shards, by the numbers of their articles."""
    tables = [folder.read_table(name, group) for name, group in dealt_to(folder, stage, range(len(plan.shards)), target, "articles")]
    rows = [row for table in tables for row in table.to_pylist()]
    return sorted(rows, key=lambda row: row["number"])
