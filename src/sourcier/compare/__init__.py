"""Comparing: every pair of articles that share passages, with the passages aligned."""

from __future__ import annotations

from sourcier.compare.align import align
from sourcier.compare.boilerplate import Boilerplate, StockPassage
from sourcier.compare.grow import grow
from sourcier.compare.growing import Growth, Index, Postings
from sourcier.compare.reuse import find_reuses
from sourcier.compare.stock import find_boilerplate
from sourcier.compare.supposed import Supposed
from sourcier.compare.windows import Fingerprints, windows

__all__ = [
    "Boilerplate",
    "Fingerprints",
    "Growth",
    "Index",
    "Postings",
    "StockPassage",
    "Supposed",
    "align",
    "find_boilerplate",
    "find_reuses",
    "grow",
    "windows",
]
