"""The second step: every article gets one number, its place among all ids; of captures that read as one article the earliest is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.boilerplate import Facts
from sourcier.compare.crowds import in_time
from sourcier.compare.doubles import Doubles
from sourcier.scan.folder import Columns, Folder
from sourcier.scan.plan import Plan
from sourcier.scan.reading import texts_of
from sourcier.scan.tasks import Manifest, manifest_of, named

_FACTS, _RANKS = named("number", 0, "facts.parquet"), named("number", 0, "ranks.parquet")
_TIES = named("number", 0, "ties.parquet")


def number_articles(folder: Folder, plan: Plan, _number: int) -> Manifest:
    """How many articles there are; written are what is known of each by number, the numbers by shard, and which pages articles name."""
    shards = [folder.read_columns(named("read", number, "facts.parquet")) for number in range(len(plan.shards))]
    sizes = [len(columns["day"]) for columns in shards]
    columns = {key: np.concatenate([shard[key] for shard in shards]) for key in shards[0]}
    ids = texts_of(columns, "article_id")
    shard, row = np.repeat(np.arange(len(sizes)), sizes), np.concatenate([np.arange(size) for size in sizes])
    order = np.lexsort((row, shard, texts_of(columns, "digest"), columns["captured"], ids))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = ids[order[1:]] != ids[order[:-1]]
    kept = order[fresh]
    ranks = np.full(len(ids), -1, np.int64)
    ranks[kept] = np.arange(len(kept))
    folder.write_columns(_RANKS, [{"rank": part} for part in np.split(ranks, np.cumsum(sizes)[:-1])])
    folder.write_columns(_FACTS, [_facts(columns, kept, shard, row)])
    folder.write_columns(_TIES, [_ties(folder, sizes, ranks)])
    return {"articles": len(kept), "doubles": len(ids) - len(kept), "rows": sizes}


def _facts(columns: Columns, kept: NDArray[np.int64], shard: NDArray[np.int64], row: NDArray[np.int64]) -> Columns:
    """What is known of each article, by number."""
    bodies = np.stack([columns["body"][kept], columns["body_rest"][kept]], axis=1).view("V16").reshape(-1)
    languages = texts_of(columns, "language")[kept]
    spoken = np.unique(languages[languages != b""])
    language = np.where(languages == b"", 0, np.searchsorted(spoken, languages) + 1)
    some = {key: columns[key][kept] for key in ("day", "outlet", "words", "sampled", "letters", "page")}
    outlet = np.unique(np.append(np.uint64(0), some["outlet"]), return_inverse=True)[1][1:]
    kinds = np.unique(bodies, return_inverse=True)[1]
    return {
        **some,
        "outlet": outlet.astype(np.int32),
        "language": language.astype(np.int32),
        "time": in_time(some["day"]).astype(np.int32),
        "kind": kinds.astype(np.int32),
        "ends": by_body(kinds).ends().astype(np.uint8),
        "shard": shard[kept].astype(np.int32),
        "row": row[kept].astype(np.int32),
    }


def _ties(folder: Folder, sizes: list[int], ranks: NDArray[np.int64]) -> Columns:
    """Which article names which page."""
    starts = np.append(0, np.cumsum(sizes))
    named_pages = [folder.read_columns(named("read", number, "named.parquet")) for number in range(len(sizes))]
    rows = np.concatenate([ranks[columns["row"] + starts[number]] for number, columns in enumerate(named_pages)])
    pages = np.concatenate([columns["page"] for columns in named_pages])
    return {"rank": rows[rows >= 0], "page": pages[rows >= 0]}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of every article, by number."""

    columns: Columns

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self.columns["shard"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One column."""
        return self.columns[name]

    def facts(self) -> Facts:
        """What boilerplate is learned by."""
        return Facts(self["day"], self["outlet"].astype(np.int64), self["words"].astype(np.int64), self["sampled"].astype(np.int64))

    def doubles(self) -> Doubles:
        """The articles by body."""
        return by_body(self["kind"].astype(np.int64))

    def ends(self) -> NDArray[np.bool_]:
        """For each article whether it is the least or the greatest that has its body."""
        return self["ends"].astype(np.bool_)


def by_body(kinds: NDArray[np.int64]) -> Doubles:
    """Articles by body, given a number for the body of each."""
    sizes = np.bincount(kinds, minlength=int(kinds.max(initial=-1)) + 1)
    return Doubles(kinds, np.argsort(kinds, kind="stable"), np.append(0, np.cumsum(sizes)))


def known(folder: Folder, *columns: str) -> Known:
    """Some columns of what is known of every article, the shard always among them."""
    return Known(folder.read_columns(_FACTS, columns=[*columns, "shard"]))


def heads_of(folder: Folder) -> NDArray[np.int64]:
    """For each shard how many articles were read of those before it, and of all at last."""
    return np.append(0, np.cumsum(np.array(manifest_of(folder, "number")["rows"], np.int64)))


def ranks_of(folder: Folder, shard: int) -> NDArray[np.int64]:
    """The numbers of the articles of a shard by row, -1 for one that was read from another capture."""
    ranks: NDArray[np.int64] = folder.read_columns(_RANKS, shard)["rank"]
    return ranks


def ties_of(folder: Folder) -> Columns:
    """Which article names which page."""
    return folder.read_columns(_TIES)


def count_articles(folder: Folder) -> int:
    """How many articles there are."""
    return int(manifest_of(folder, "number")["articles"])
