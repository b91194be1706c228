"""What must be traced together: articles tied by reuse, as versions of a page, or by a credit; brought to where they are traced."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sourcier.compare.boilerplate import components
from sourcier.compare.translations import believed
from sourcier.model import Likeness, Reuse
from sourcier.scan.blocks import count_blocks, send_rows, write_routes
from sourcier.scan.folder import Folder, load
from sourcier.scan.numbering import Known, known, ties_of
from sourcier.scan.plan import Plan
from sourcier.scan.rows import SCHEMAS, to_table, writing_tables
from sourcier.scan.tasks import Manifest, deal_table, manifest_of, named, size_of_task

Places = NDArray[np.int64]
_HOMES = named("family", 0, "homes.parquet")
_TRANSLATIONS = named("family", 0, "translations.parquet")
# The article exactly, and the text that its columns hold.
_COLUMNS = ("article", "title", "text")
ALONE = -1


def find_families(folder: Folder, _plan: Plan, _number: int) -> Manifest:
    """How many families there are; written are the translations that are believed, where each article is traced, and what goes there."""
    held = known(folder, "letters", "page", "row")
    translations = _believed(folder)
    with writing_tables(folder, _TRANSLATIONS, translations.schema) as put:
        put(translations)
    firsts, seconds = _pairs(folder, translations)
    page_firsts, page_seconds = _page_ties(folder, held)
    tops = components(np.concatenate([firsts, page_firsts]), np.concatenate([seconds, page_seconds]), len(held))
    homes = _homes(tops, held)
    folder.write_columns(_HOMES, [{"home": homes}])
    together = np.flatnonzero(homes != ALONE)
    shards = write_routes(folder, named("family", 0, "routes.parquet"), homes[together].astype(np.int64), together, held)
    return {
        "families": len(np.unique(tops)),
        "alone": int((homes == ALONE).sum()),
        "homes": int(homes.max(initial=-1)) + 1,
        "shards": shards,
        "translations": len(translations),
    }


def count_homes(folder: Folder) -> int:
    """How many tasks trace articles that are not alone."""
    return int(manifest_of(folder, "family")["homes"])


def homes_of(folder: Folder) -> NDArray[np.int32]:
    """By which task each article is traced, `ALONE` for those that are tied to none."""
    homes: NDArray[np.int32] = folder.read_columns(_HOMES)["home"]
    return homes


def _believed(folder: Folder) -> Any:  # noqa: ANN401 - pyarrow comes without types
    """The translations that are believed, but for pairs that are copies."""
    arrow = load("pyarrow")
    tables = []
    copied: set[tuple[int, int]] = set()
    for block in range(count_blocks(folder)):
        if manifest_of(folder, "align", block)["likenesses"]:
            tables.append(folder.read_table(named("align", block, "likenesses.parquet")))
        copies = folder.read_columns(named("align", block, "reuses.parquet"), columns=["first_number", "second_number", "is_crossing"])
        crossing = copies["is_crossing"].astype(np.bool_)
        copied.update(zip(copies["first_number"][crossing].tolist(), copies["second_number"][crossing].tolist(), strict=True))
    columns = [*SCHEMAS["reuses"], "first_number", "second_number"]
    if not tables:
        return folder.read_table(named("align", 0, "reuses.parquet"), columns=columns).slice(0, 0) if count_blocks(folder) else _none()
    table = arrow.concat_tables(tables)
    pairs = zip(table["first_number"].to_pylist(), table["second_number"].to_pylist(), strict=True)
    ids = zip(table["first"].to_pylist(), table["second"].to_pylist(), table["score"].to_pylist(), strict=True)
    told = {(r.first, r.second) for r in believed(Likeness(score, Reuse(a, b, (), 0.0, 0.0, "translation")) for a, b, score in ids)}
    names = zip(table["first"].to_pylist(), table["second"].to_pylist(), strict=True)
    kept = [row for row, (pair, name) in enumerate(zip(pairs, names, strict=True)) if name in told and pair not in copied]
    return table.take(arrow.array(kept, arrow.int64())).select(columns)


def _none() -> Any:  # noqa: ANN401 - idem
    """No reuse at all."""
    return to_table({**SCHEMAS["reuses"], "first_number": int, "second_number": int}, [])


def _pairs(folder: Folder, translations: Any) -> tuple[Places, Places]:  # noqa: ANN401 - idem
    """The numbers of the articles of every reuse."""
    names = ["first_number", "second_number"]
    found = [folder.read_columns(named("align", block, "reuses.parquet"), columns=names) for block in range(count_blocks(folder))]
    firsts, seconds = (np.concatenate([translations[name].to_numpy(), *(one[name] for one in found)]).astype(np.int64) for name in names)
    return firsts, seconds


def _page_ties(folder: Folder, held: Known) -> tuple[Places, Places]:
    """The articles of one page, each with the first of them; and those that name a page, each with the first of that page."""
    pages, firsts = np.unique(held["page"], return_index=True)
    own = np.searchsorted(pages, held["page"])
    has_page = held["page"] != 0
    ties = ties_of(folder)
    at = np.minimum(np.searchsorted(pages, ties["page"]), max(0, len(pages) - 1))
    is_held = pages[at] == ties["page"] if len(pages) else np.zeros(0, np.bool_)
    rows = np.flatnonzero(has_page)
    return np.concatenate([rows, ties["rank"][is_held]]), np.concatenate([firsts[own[rows]], firsts[at[is_held]]])


def _homes(tops: Places, held: Known) -> NDArray[np.int32]:
    """By which task each article is traced: families whole, some together."""
    sizes = np.bincount(tops, minlength=len(tops))[tops]
    homes = np.full(len(tops), ALONE, np.int32)
    tied = np.flatnonzero(sizes > 1)
    order = tied[np.argsort(tops[tied], kind="stable")]
    letters = held["letters"][order].astype(np.int64)
    size = size_of_task(int(letters.sum()))
    heads = np.flatnonzero(np.diff(tops[order], prepend=-1))
    starts = (np.cumsum(letters) - letters)[heads] // size
    homes[order] = np.unique(np.repeat(starts, np.diff(np.append(heads, len(order)))), return_inverse=True)[1]
    return homes


def deliver_shard(folder: Folder, _plan: Plan, shard: int) -> Manifest:
    """The tasks to which articles of a shard were sent to be traced."""
    told = manifest_of(folder, "family")["shards"]
    return {"articles": send_rows(folder, "deliver", shard, told, _COLUMNS, named("family", 0, "routes.parquet"))}


def deal_block(folder: Folder, _plan: Plan, block: int) -> Manifest:
    """The tasks to which reuses of a block were sent; those of the block after the last are the translations."""
    arrow = load("pyarrow")
    is_block = block < count_blocks(folder)
    table = folder.read_table(named("align", block, "reuses.parquet") if is_block else _TRANSLATIONS)
    homes = homes_of(folder)[table["first_number"].to_numpy()]
    order = np.argsort(homes, kind="stable")
    own = table.select(list(SCHEMAS["reuses"]))
    with writing_tables(folder, f"reuses/{block:06d}.parquet", own.schema) as put:
        put(own)
    return {
        "rows": {"reuses": len(own)},
        "reuses": deal_table(folder, named("deal", block, "reuses.parquet"), homes[order], own.take(arrow.array(order))),
    }
