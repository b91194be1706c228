"""The papers tell the truth: links lead somewhere, the command page is the program's own, documented commands parse."""

from __future__ import annotations

import re
import shlex
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from sourcier.cli import commands

ROOT = Path(__file__).resolve().parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_COMMAND = re.compile(r"^\s*(?:\$ )?(sourcier [^#|>\n]+)", re.MULTILINE)
_FENCE = re.compile(r"```(?:sh|shell|console)\n(.*?)```", re.DOTALL)


def _check_docs() -> ModuleType:
    spec = spec_from_file_location("check_docs", ROOT / "scripts" / "check_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _shown() -> list[tuple[str, str]]:
    found = []
    for paper in PAPERS:
        for block in _FENCE.findall(paper.read_text(encoding="utf-8")):
            found += [(paper.name, line.strip()) for line in _COMMAND.findall(block)]
    return found


def test_the_papers_are_right() -> None:
    assert list(_check_docs().problems()) == []


@pytest.mark.parametrize(("paper", "line"), _shown())
def test_every_documented_command_is_one(paper: str, line: str) -> None:
    _, *words = shlex.split(line)
    group = click.Context(commands, info_name="sourcier")
    name, command, rest = commands.resolve_command(group, words) if words and not words[0].startswith("-") else (None, None, words)
    if command is not None:
        command.make_context(name, list(rest), parent=group)
    assert command is not None or words in (["--version"], ["--help"]), f"{paper}: {line}"


def test_every_command_is_shown_in_the_readme_or_the_command_page() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert all(f"## {name}\n" in page for name in commands.commands)


def test_every_command_has_help_and_json_where_it_answers() -> None:
    groups = {name: command for name, command in commands.commands.items() if isinstance(command, click.Group)}
    below = {f"{name} {inner}": command for name, group in groups.items() for inner, command in group.commands.items()}
    for name, command in {**commands.commands, **below}.items():
        assert command.help, name
        options = {option for parameter in command.params for option in parameter.opts}
        # A group answers nothing itself; what prints a file of another format says which.
        assert name in groups or options & {"--json", "--format"}, name


def test_nothing_is_cut_from_the_page_that_people_read_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "@@" not in readme
    assert "make demo" in readme
    assert "make test" in readme
