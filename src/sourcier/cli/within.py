"""The options that say which articles a command means, worded once: an outlet, and days from one to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

import click

from sourcier.cli.edge import parse_day


@dataclass(frozen=True, slots=True)
class Within:
    """Which articles are meant: those of an outlet (its name or domain), published between two days, both included."""

    outlet: str | None
    since: date | None
    until: date | None


def within_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with these options, handed to it as one value, `within`."""

    @click.option("--outlet", metavar="NAME", help="Only articles of this outlet (its name or domain).")
    @click.option("--since", metavar="DATE", help="Only articles published on this day or later.")
    @click.option("--until", metavar="DATE", help="Only articles published on this day or earlier.")
    @wraps(command)
    def bundled(*, outlet: str | None, since: str | None, until: str | None, **rest: Any) -> None:  # noqa: ANN401 - click's
        command(within=Within(outlet, parse_day(since), parse_day(until)), **rest)

    return bundled
