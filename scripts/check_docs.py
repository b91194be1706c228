"""Checks that the papers tell the truth: the command page is what the program says, links lead somewhere, examples run.

python scripts/check_docs.py           check, and say what differs
python scripts/check_docs.py --write   write docs/commands.md anew
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sourcier.cli import commands

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "docs" / "commands.md"
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def command_page() -> str:
    """The page of all commands, made from their help as a user sees it."""
    above = click.Context(commands, info_name="sourcier", terminal_width=100, max_content_width=100, **commands.context_settings)
    parts = ["# Commands\n", "What `sourcier --help` and each command's `--help` say.\n", _block(commands.get_help(above))]
    for name, command in commands.commands.items():
        context = click.Context(command, info_name=name, parent=above)
        parts.append(f"## {name}\n\n{_block(command.get_help(context))}")
        for below, inner in command.commands.items() if isinstance(command, click.Group) else ():
            parts.append(f"### {name} {below}\n\n{_block(inner.get_help(click.Context(inner, info_name=below, parent=context)))}")
    return "\n".join(parts)


def _block(text: str) -> str:
    """A help text in a code block."""
    return f"```text\n{text}\n```\n"


def broken_links() -> Iterator[str]:
    """Links of the papers that lead to no file of the project."""
    for paper in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in _LINK.findall(paper.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (paper.parent / target).exists():
                yield f"{paper.relative_to(ROOT)}: link to {target} leads nowhere"


def problems() -> Iterator[str]:
    """Everything that is wrong with the papers, one line each."""
    yield from broken_links()
    if not COMMANDS.exists() or COMMANDS.read_text(encoding="utf-8") != command_page():
        yield "docs/commands.md differs from the program: python scripts/check_docs.py --write"


def main() -> int:
    """Write or check; 1 when something is wrong."""
    if "--write" in sys.argv[1:]:
        COMMANDS.write_text(command_page(), encoding="utf-8")
    found = list(problems())
    print("\n".join(found) or "papers: right")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
