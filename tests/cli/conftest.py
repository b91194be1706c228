"""Runs the command line in process, as a user would, and hands back what it printed and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sourcier.cli import commands
from sourcier.cli.edge import guarded


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `sourcier ARGS…`."""
    monkeypatch.delenv("SOURCIER_LIBRARY", raising=False)

    def ran(*args: object) -> Ran:
        capsys.readouterr()
        code = guarded(lambda: commands.main([str(arg) for arg in args], standalone_mode=False))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return ran
