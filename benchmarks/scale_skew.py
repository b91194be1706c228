"""The skew of the join, simulated: how unevenly windows and pairs fall into buckets and blocks, with families as news has them.

  python benchmarks/scale_skew.py [--articles 1000000] [--seed 1]

Families of copies have sizes by a power law (few texts are printed by hundreds of outlets, most by none); outlets have sizes by another and
print a box of their own under their articles; some passages stand in a hundredth of all. Only numbers are drawn, no text.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

WINDOWS, SHARED = 170, 120
_BOX, _STOCK = 25, 20
_BLOCK_HITS = 1 << 20
Numbers = NDArray[np.int64]


def family_sizes(random: np.random.Generator, articles: int, exponent: float, most: int) -> Numbers:
    """Sizes of families that together have so many articles."""
    sizes = np.minimum(most, np.floor((1 - random.random(articles)) ** (-1 / exponent))).astype(np.int64)
    return sizes[: int(np.searchsorted(np.cumsum(sizes), articles)) + 1]


def windows_of(random: np.random.Generator, articles: int) -> tuple[Numbers, Numbers]:
    """For each window that several articles hold how many do, and whether it is boilerplate (1) or of a family (0)."""
    families = family_sizes(random, articles, 1.3, 20_000)
    # a copy keeps most windows of its text, the larger the family the fewer are left in all of it
    of_families = np.maximum(1, np.repeat(families, SHARED) * random.uniform(0.4, 1.0, len(families) * SHARED)).astype(np.int64)
    outlets = family_sizes(random, articles, 1.1, articles // 50)
    of_boxes = np.maximum(1, np.repeat(outlets, _BOX) * 0.4).astype(np.int64)
    of_stock = np.full(40 * _STOCK, articles // 100)
    sizes = np.concatenate([of_families, of_boxes, of_stock])
    is_stock = np.concatenate([np.zeros(len(of_families), np.int64), (of_boxes >= 20).astype(np.int64), np.ones(len(of_stock), np.int64)])
    return sizes[sizes > 1], is_stock[sizes > 1]


def spread(values: Numbers, places: Numbers, number: int) -> str:
    """The greatest share of a place against the mean."""
    sums = np.bincount(places, values.astype(np.float64), number)
    return f"{sums.max() / sums.mean():8.2f}"


def simulate(articles: int, seed: int) -> None:
    """Print the skew for some numbers of buckets, and of blocks."""
    random = np.random.default_rng(seed)
    sizes, is_stock = windows_of(random, articles)
    pairs = sizes * (sizes - 1) // 2
    kept = np.where(is_stock == 1, 0, pairs)
    alone = articles * WINDOWS - int(sizes.sum())
    print(f"{articles:,} articles: {int(sizes.sum()):,} windows shared, the heaviest by {int(sizes.max()):,}; {alone:,} windows of one")
    print(f"pairs of windows: {int(pairs.sum()):,}; without boilerplate {int(kept.sum()):,} ({kept.sum() / pairs.sum():.2%})")
    print("greatest bucket against the mean:")
    print(f"{'buckets':>8} {'rows':>8} {'pairs':>8} {'pairs, boilerplate cut':>24} {'requests for articles':>24}")
    for buckets in (16, 64, 256, 1024, 4096):
        places = random.integers(0, buckets, len(sizes))
        rows = sizes + 0
        lone = max(0, alone) // buckets
        sums = np.bincount(places, rows.astype(np.float64), buckets) + lone
        told = spread(kept, places, buckets)
        # what is sent to blocks grows with the rows of a window, not with its pairs
        asked = spread(np.where(is_stock == 1, 0, sizes), places, buckets)
        print(f"{buckets:>8} {sums.max() / sums.mean():8.2f} {spread(pairs, places, buckets):>8} {told:>24} {asked:>24}")
    _tell_blocks(kept)


def _tell_blocks(kept: Numbers) -> None:
    """Print how evenly pairs fall into blocks, which are cut by what there is to align and not by articles alone."""
    families = np.add.reduceat(kept, np.arange(0, len(kept), SHARED))
    blocks = np.unique((np.cumsum(families) - families) // _BLOCK_HITS)
    loads = np.bincount(np.searchsorted(blocks, (np.cumsum(families) - families) // _BLOCK_HITS), families)
    greatest = int(np.sqrt(2 * families.max() / SHARED))
    print(f"blocks of {_BLOCK_HITS:,} hits: {len(blocks):,}; uncut, the greatest had {loads.max() / _BLOCK_HITS:,.0f} times that")
    print(
        f"the greatest family, {greatest:,} articles, is cut by its first articles: no block holds more than one article over its measure"
    )


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    simulate(asked.articles, asked.seed)


if __name__ == "__main__":
    main()
