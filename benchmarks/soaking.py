"""What every soak shares: its options, a folder and chances of its own, and how it tells what broke."""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# Folder, rounds, size, chances -> every broken promise in a line, and what else there is to count.
Soak = Callable[[Path, int, int, random.Random], tuple[list[str], dict[str, int]]]


class Size(NamedTuple):
    """What a soak is large by: the name of the option, and its default."""

    name: str
    default: int


def run_soak(soak: Soak, about: str | None, *, rounds: int, size: Size) -> int:
    """The exit code once the rounds were run: 1 when a promise was broken. Prints one line for each, then a summary."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument(f"--{size.name}", dest="size", type=int, default=size.default)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        chance = random.Random(options.seed)  # noqa: S311  (moments to kill at, no secret)
        faults, counted = soak(Path(folder), options.rounds, options.size, chance)
    print("\n".join(faults))
    print(json.dumps({"rounds": options.rounds, **counted, "broken": len(faults)}))
    return 1 if faults else 0
