"""A row of a table, and its cells as text."""
# ruff: noqa: ANN401  (a cell of JSON or Parquet is any value)

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

TableFormat = Literal["csv", "jsonl", "parquet"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet or editor shows it (the header of a CSV is row 1), and its cells by column."""

    number: int
    cells: Mapping[str, Any]


def plain_cell(value: Any) -> str:
    """A cell as text: "" for none, a list by semicolons, times in ISO form, whole floats as whole numbers.

    >>> plain_cell(None), plain_cell(["Anne", "Ida"]), plain_cell(12.0)
    ('', 'Anne; Ida', '12')
    """
    if value is None or value != value:  # noqa: PLR0124 - how NaN is told, the empty cell of many a data frame
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(plain_cell(item) for item in value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | bool) else str(value)
