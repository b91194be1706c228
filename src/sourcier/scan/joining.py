"""Windows joined one bucket at a time, and which of them are boilerplate: heavy ones are cut before anything is paired."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.boilerplate import LEAST_HOLDERS, Suspects, are_related, is_sampled, sample, suspect
from sourcier.compare.crowds import EVERYBODY, MOST_TIES, find_bars
from sourcier.compare.doubles import thin
from sourcier.compare.join import Shared, expand, hold, share, spread_out
from sourcier.compare.translations import LEAST_WEIGHT, weigh_pairs
from sourcier.compare.windows import Fingerprints
from sourcier.scan.folder import Folder
from sourcier.scan.numbering import Known, heads_of, known
from sourcier.scan.plan import Plan
from sourcier.scan.tasks import Manifest, deal_columns, dealt_to, manifest_of, named, united

Places = NDArray[np.int64]
_ASKED = named("ask", 0, "pairs.parquet")
# So many pairs of articles are told related or not by one task.
_PAIRS = 1 << 21
# What boilerplate is learned by.
_JUDGED_BY = ("day", "outlet", "words", "sampled")
# Articles that are aligned in one go are found by one window in eight.
_ONE_IN = np.uint64(7)


def join_bucket(folder: Folder, plan: Plan, bucket: int) -> Manifest:
    """How many windows of a bucket several articles hold; written are these, and of which articles it must be known if they are related."""
    held = known(folder, *_JUDGED_BY, "language", "row")
    shared = share([_prints(folder, plan, bucket, "windows", held)])
    _keep(folder, bucket, shared)
    asked = _suspects(shared, held).pairs()
    folder.write_columns(named("join", bucket, "asked.parquet"), [{"pair": asked}])
    crossing = share([_prints(folder, plan, bucket, "marks", held)]) if plan.translations else share(())
    pairs, weights = weigh_pairs(crossing, held["language"])
    parts = pairs // max(1, len(held)) * plan.buckets // max(1, len(held))
    groups = deal_columns(folder, named("join", bucket, "weights.parquet"), parts, {"pair": pairs, "weight": weights})
    return {"windows": len(shared.hashes), "rows": len(shared.articles), "asked": len(asked), "weights": groups}


def _prints(folder: Folder, plan: Plan, bucket: int, part: str, held: Known) -> Fingerprints:
    """The windows of a bucket by the numbers of their articles, ascending."""
    heads = heads_of(folder)
    files = [folder.read_columns(named("read", shard, f"{part}.parquet"), bucket) for shard in range(len(plan.shards))]
    rows = np.concatenate([columns["row"] + head for columns, head in zip(files, heads[:-1].tolist(), strict=True)])
    # those of one article stand together already: only articles are put in order, and what was read from later captures is left out
    counts = np.bincount(rows, minlength=int(heads[-1]))
    own = heads[held["shard"]] + held["row"]
    sizes = counts[own]
    order = spread_out((np.cumsum(counts) - counts)[own], sizes)
    hashes, places = (np.concatenate([columns[name] for columns in files])[order] for name in ("hash", "place"))
    return Fingerprints(hashes, np.repeat(np.arange(len(own), dtype=np.int32), sizes), places)


def _keep(folder: Folder, bucket: int, shared: Shared) -> None:
    """Nothing; the windows stand in two files, of windows and of the articles that hold them."""
    folder.write_columns(named("join", bucket, "windows.parquet"), [{"hash": shared.hashes, "size": shared.sizes}])
    folder.write_columns(named("join", bucket, "holders.parquet"), [{"article": shared.articles, "place": shared.places}])


def shared_of(folder: Folder, bucket: int) -> Shared:
    """The windows of a bucket that several articles hold."""
    heads = folder.read_columns(named("join", bucket, "windows.parquet"))
    rows = folder.read_columns(named("join", bucket, "holders.parquet"))
    return Shared(heads["hash"], rows["article"], rows["place"], np.append(0, np.cumsum(heads["size"])))


def _suspects(shared: Shared, held: Known) -> Suspects:
    """The windows of a bucket that may be boilerplate."""
    return suspect(sample(shared, np.flatnonzero(shared.sizes >= LEAST_HOLDERS)), held.facts())


def ask_pairs(folder: Folder, plan: Plan, _number: int) -> Manifest:
    """In how many parts it is told which articles are related; written are the pairs, each once, by part."""
    asked = united(folder.read_columns(named("join", bucket, "asked.parquet"))["pair"] for bucket in range(plan.buckets))
    groups = deal_columns(folder, _ASKED, np.arange(len(asked)) // _PAIRS, {"pair": asked})
    return {"pairs": len(asked), "parts": len(groups)}


def count_parts(folder: Folder) -> int:
    """In how many parts it is told which articles are related."""
    return int(manifest_of(folder, "ask")["parts"])


def meet_bucket(folder: Folder, _plan: Plan, bucket: int) -> Manifest:
    """The parts for which something was written: where the articles of each pair asked for hold one window of the bucket."""
    shared, held = shared_of(folder, bucket), known(folder, "words")
    sampled = hold(shared, np.flatnonzero(is_sampled(shared.hashes)), len(held))
    pairs = folder.read_columns(_ASKED)["pair"]
    firsts, seconds = pairs // max(1, len(held)), pairs % max(1, len(held))
    is_shorter = held["words"][firsts] <= held["words"][seconds]
    met = list(sampled.meet(firsts, seconds))
    numbers = np.concatenate([np.zeros(0, np.int64), *(one.pairs for one in met)])
    rows = np.concatenate([np.zeros(0, np.int64), *(np.where(is_shorter[one.pairs], one.left, one.right) for one in met)])
    columns = {"pair": numbers, "place": shared.places[rows]}
    return {"places": deal_columns(folder, named("meet", bucket, "places.parquet"), numbers // _PAIRS, columns)}


def relate_part(folder: Folder, plan: Plan, part: int) -> Manifest:
    """How many pairs of a part are related; written is for each whether it is."""
    held = known(folder, *_JUDGED_BY)
    asked = folder.read_columns(_ASKED, part)["pair"]
    files = dealt_to(folder, "meet", range(plan.buckets), part, "places")
    found = [folder.read_columns(name, group) for name, group in files]
    numbers = np.concatenate([np.zeros(0, np.int64), *(columns["pair"] for columns in found)]) - part * _PAIRS
    places = np.concatenate([np.zeros(0, np.int32), *(columns["place"] for columns in found)])
    order = np.argsort(numbers, kind="stable")
    pairs, are_so = are_related(numbers[order], places[order], held.facts(), (asked // max(1, len(held)), asked % max(1, len(held))))
    related = np.zeros(len(asked), np.bool_)
    related[pairs] = are_so
    folder.write_columns(named("relate", part), [{"related": related.astype(np.uint8)}])
    return {"related": int(related.sum())}


def learn_bucket(folder: Folder, _plan: Plan, bucket: int) -> Manifest:
    """How many windows of a bucket are boilerplate; written are these, the crowded, which articles lie side by side, what each shares."""
    shared, held = shared_of(folder, bucket), known(folder, *_JUDGED_BY, "ends", "time")
    asked = folder.read_columns(_ASKED)["pair"]
    parts = [folder.read_columns(named("relate", part))["related"] for part in range(count_parts(folder))]
    related = np.concatenate([np.zeros(0, np.uint8), *parts]).astype(np.bool_)
    stock = np.zeros(len(shared.hashes), np.bool_)
    stock[shared.sizes >= LEAST_HOLDERS] = _suspects(shared, held).judge(asked, related, held.facts())
    folder.write_columns(named("learn", bucket, "stock.parquet"), [{"hash": shared.hashes[stock]}])
    bars = find_bars(shared, stock, held["time"].astype(np.int64))
    crowded = bars < EVERYBODY
    folder.write_columns(named("learn", bucket, "crowds.parquet"), [{"hash": shared.hashes[crowded], "bar": bars[crowded]}])
    told = told_of(shared, stock, held)
    keys, counts = _next_to_each_other(told, len(held))
    folder.write_columns(named("learn", bucket, "kin.parquet"), [{"pair": keys, "count": counts}])
    articles, hits = _count_hits(told, crowded, len(held))
    folder.write_columns(named("learn", bucket, "hits.parquet"), [{"article": articles, "hits": hits}])
    return {"stock": int(stock.sum()), "hits": int(hits.sum())}


def told_of(shared: Shared, stock: NDArray[np.bool_], held: Known) -> Shared:
    """The windows without boilerplate, of bodies that several articles have those of the least and the greatest article."""
    return thin(shared, ~np.repeat(stock, shared.sizes) & held.ends()[shared.articles])


def _next_to_each_other(told: Shared, articles: int) -> tuple[Places, Places]:
    """The pairs of articles that hold some of the windows next to each other, and how many: they are best read together."""
    rows = np.flatnonzero(told.hashes[np.repeat(np.arange(len(told.sizes)), told.sizes)] & _ONE_IN == 0)
    left, right = expand(told, rows, np.ones(len(told.sizes), np.int64))
    return np.unique(told.articles[left].astype(np.int64) * articles + told.articles[right], return_counts=True)


def _count_hits(told: Shared, crowded: NDArray[np.bool_], articles: int) -> tuple[Places, Places]:
    """The articles that come before others in a window, and how often: so much there is to align; in a crowd, with those that lead it."""
    after = np.repeat(told.bounds[1:], told.sizes) - np.arange(len(told.articles)) - 1
    after = np.where(np.repeat(crowded, told.sizes), np.minimum(after, MOST_TIES), after)
    hits = np.bincount(told.articles, after, articles).astype(np.int64)
    found = np.flatnonzero(hits)
    return found, hits[found]


def weigh_part(folder: Folder, plan: Plan, part: int) -> Manifest:
    """How many pairs of two languages are to be compared, of those in one part; written are these."""
    found = [folder.read_columns(name, group) for name, group in dealt_to(folder, "join", range(plan.buckets), part, "weights")]
    pairs = np.concatenate([np.zeros(0, np.int64), *(columns["pair"] for columns in found)])
    weights = np.concatenate([np.zeros(0, np.int64), *(columns["weight"] for columns in found)])
    order = np.argsort(pairs, kind="stable")
    pairs, weights = pairs[order], weights[order]
    heads = np.flatnonzero(np.diff(pairs, prepend=-1))
    kept = pairs[heads][np.add.reduceat(weights, heads) >= LEAST_WEIGHT] if len(heads) else pairs
    folder.write_columns(named("weigh", part), [{"pair": kept}])
    return {"pairs": len(kept)}
