"""What docs/scale.md says of the tables and steps is what the program writes and does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sourcier.scan.rows import SCHEMAS
from sourcier.scan.stages import STAGES

PAPER = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_is_told_with_its_type(table: str) -> None:
    line = next(line for line in PAPER.splitlines() if line.startswith(f"**{table}**"))
    told = re.findall(r"`(\w+)` \((text|whole number|number|yes or no)\)", line)
    kinds = {str: "text", int: "whole number", float: "number", bool: "yes or no"}
    assert told == [(name, kinds[kind]) for name, kind in SCHEMAS[table].items()]


def test_every_step_is_told_in_its_order() -> None:
    table = PAPER.partition("## The steps")[2].partition("\n## ")[0]
    told = [name for line in table.splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert told == [stage.name for stage in STAGES]
