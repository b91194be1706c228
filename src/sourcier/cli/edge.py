"""The edge between the program and its user: options shared by commands, paint, errors as one line and an exit code."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

import click

from sourcier.errors import SourcierError, UsageError
from sourcier.show.lines import Paint, Role, no_paint

DEFAULT_LIBRARY = "library.db"
_COLOURS: dict[Role, dict[str, Any]] = {
    "title": {"bold": True},
    "label": {"bold": True, "fg": "blue"},
    "quiet": {"dim": True},
    "good": {"fg": "green"},
    "claimed": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "name": {"bold": True},
    "plain": {},
}
_Item = TypeVar("_Item")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people.")
library_option = click.option(
    "--library",
    "-l",
    metavar="ADDRESS",
    envvar="SOURCIER_LIBRARY",
    default=DEFAULT_LIBRARY,
    show_default=True,
    show_envvar=True,
    help="The library: a file, or postgresql://…",
)
allow_option = click.option(
    "--allow-private",
    multiple=True,
    metavar="HOST",
    help="A private host that may be fetched all the same (host or host:port; may be repeated).",
)


def paint_for(stream: Any = None) -> Paint:  # noqa: ANN401 - any text stream
    """Colours for a terminal, none when piped or when NO_COLOR is set (https://no-color.org/)."""
    out = stream or sys.stdout
    if os.environ.get("NO_COLOR") or not out.isatty():
        return no_paint
    return lambda text, role: click.style(text, **_COLOURS[role])


def terminal_width() -> int:
    """How many characters a line may have: the terminal's width, at most 110 so that lines stay readable."""
    return min(shutil.get_terminal_size((100, 24)).columns, 110)


def print_lines(lines: Iterable[str]) -> None:
    """Print the lines; what the terminal's encoding lacks is replaced, never a fault."""
    for line in lines:
        click.echo(line.encode(sys.stdout.encoding or "utf-8", "replace").decode(sys.stdout.encoding or "utf-8"))


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print one JSON value: indented on a terminal, on one line when piped (JSON Lines); lone surrogates are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def print_error(error: SourcierError) -> None:
    """One line on the error stream."""
    click.echo(f"sourcier: {error}", err=True)


def warn(text: str) -> None:
    """One line on the error stream that ends nothing."""
    click.echo(f"sourcier: {text}", err=True)


def with_progress(items: Iterable[_Item], label: str) -> Iterator[_Item]:
    """The items as they come, with a running count on a terminal; nothing when the error stream is piped."""
    if not sys.stderr.isatty():
        yield from items
        return
    number = 0
    for number, item in enumerate(items, 1):
        if number % 5 == 1:
            click.echo(f"\r{label}: {number}", nl=False, err=True)
        yield item
    click.echo(f"\r{label}: {number}  ", err=True)


def parse_day(text: str | None) -> date | datetime | None:
    """A date option (2022-07-27) or time (2022-07-27T08:30+02:00) as a value.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        reason = "not a date like 2022-07-27"
        raise UsageError(reason, text) from error


def guarded(run: Callable[[], Any]) -> int:
    """The exit code of a run: 0, or that of the error, which is printed as one line."""
    try:
        code = run()
    except SystemExit:
        # Click leaves so only when the reader of a pipe has gone, which is nobody's fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except (click.Abort, KeyboardInterrupt):
        # After the "^C" that a terminal shows, and after a running count, a line of its own.
        click.echo("\nsourcier: stopped" if sys.stderr.isatty() else "sourcier: stopped", err=True)
        return 130
    except SourcierError as error:
        print_error(error)
        return error.exit_code
    except BrokenPipeError:
        # The reader of the pipe has gone; the interpreter must not try to flush to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if os.environ.get("SOURCIER_TRACEBACK"):
            raise
        click.echo(
            f"sourcier: internal fault: {type(fault).__name__}: {fault} (SOURCIER_TRACEBACK=1 shows where)".replace("\n", " "), err=True
        )
        return SourcierError.exit_code
    return code if isinstance(code, int) else 0
