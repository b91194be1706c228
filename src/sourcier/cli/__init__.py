"""The command line: one group, one file a family of commands; every error is one line and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from sourcier.cli.account import account
from sourcier.cli.annotate import annotate_command
from sourcier.cli.care import backup, check
from sourcier.cli.demo import demo
from sourcier.cli.edge import guarded
from sourcier.cli.export import export
from sourcier.cli.follow import feeds, follow, status
from sourcier.cli.judge import judge
from sourcier.cli.library import add, outlets, search, statements, stories, story
from sourcier.cli.report import report
from sourcier.cli.reread import reread_command
from sourcier.cli.scan import scan
from sourcier.cli.serve import serve
from sourcier.cli.trace import read, trace
from sourcier.cli.versions import versions
from sourcier.cli.watch import watch
from sourcier.errors import LanguageError, UsageError
from sourcier.languages.own_outlets import OUTLETS_FILE, own_entries

_EPILOG = """
Exit codes: 0 done · 1 internal fault · 2 wrong use · 3 refused or unreadable input · 4 nothing found ·
5 library damaged or unreachable · 130 stopped by the user.
"""


class _Commands(click.Group):
    """The group of all commands; Ctrl-C is told in one line, by whoever runs it, without the empty one that Click puts before."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - whatever a command gives
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None


@click.group(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sourcier")
@click.option(
    "--outlets-file",
    metavar="FILE",
    envvar=OUTLETS_FILE,
    show_envvar=True,
    help="Outlets and agencies of your own, in the form of outlets.toml: they join those that Sourcier knows.",
)
def commands(outlets_file: str | None) -> None:
    """Trace a news story back to where it came from."""
    if outlets_file:
        os.environ[OUTLETS_FILE] = outlets_file  # so that every process of this run knows them
        try:
            own_entries()  # a file that cannot be read is told before any work
        except LanguageError as error:
            raise UsageError(error.reason, error.subject) from error


for _command in (
    trace,
    read,
    add,
    follow,
    feeds,
    status,
    watch,
    stories,
    story,
    judge,
    versions,
    outlets,
    statements,
    search,
    report,
    serve,
    account,
    scan,
    export,
    annotate_command,
    reread_command,
    check,
    backup,
    demo,
):
    commands.add_command(_command)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(guarded(lambda: commands.main(standalone_mode=False)))
