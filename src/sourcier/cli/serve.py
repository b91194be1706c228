"""`sourcier serve`: the web reader of a library, on this machine."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address

import click

from sourcier.cli.edge import allow_option, json_option, library_option, print_error, print_json
from sourcier.errors import SourcierError, UsageError
from sourcier.pipeline.reading import fetching
from sourcier.store import Store, open_store

DEFAULT_PORT = 8765
# Seconds between two looks at what pages ask for, and those a worker gets to end its sentence.
_REST, _LAST_WORDS = 0.5, 5.0
port_option = click.option("--port", type=click.IntRange(0, 65_535), default=DEFAULT_PORT, show_default=True, help="0 takes any free port.")
browser_option = click.option("--open/--no-open", "opens", default=False, help="Open the reader in a browser.")


@click.command()
@library_option
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address; nobody but this machine reaches it.")
@port_option
@browser_option
@allow_option
@json_option
def serve(library: str, host: str, port: int, allow_private: tuple[str, ...], *, opens: bool, as_json: bool) -> None:
    """Show the library in a browser: stories, chains, evidence, outlets, statements, search.

    The reader answers on this machine only and needs no account; beside it a worker adds the pages that people ask for. It ends with
    Ctrl-C. With --json the address stands on one line.
    """
    with open_store(library, create=False) as kept:
        run_reader(kept, host=host, port=port, allow_private=allow_private, opens=opens, as_json=as_json)


def run_reader(library: Store, *, host: str, port: int, opens: bool, as_json: bool = False, allow_private: Sequence[str] = ()) -> None:
    """Serve the library until somebody stops it; says where.

    Raises:
        UsageError: the host is no loopback address, the port is taken, or what the reader needs is not installed.
    """
    if not _is_loopback(host):
        raise UsageError("the reader answers on loopback only (127.0.0.1 or ::1): whoever reaches it may read everything", host)
    try:
        from sourcier.show.web import make_app  # noqa: PLC0415 - only who serves needs the web
        from sourcier.show.web.server import listen, run  # noqa: PLC0415 - idem
    except ImportError as error:
        raise UsageError("the reader needs more: pip install 'sourcier[web]'", str(error.name)) from error
    with listen(host, port) as taken, _worker(library, allow_private):
        address = f"http://{f'[{host}]' if ':' in host else host}:{taken.getsockname()[1]}/"
        if as_json:
            print_json({"library": library.address, "address": address})
        else:
            click.echo(f"Sourcier shows {library.address} at {address} (Ctrl-C ends it)", err=True)
        if opens:
            webbrowser.open(address)
        run(make_app(library), taken)


@contextmanager
def _worker(library: Store, allow_private: Sequence[str]) -> Iterator[None]:
    """Nothing; while it lasts, a thread beside the reader does what pages ask for. What it was doing when stopped is done next time."""
    stopping = threading.Event()
    thread = threading.Thread(target=_work, args=(library, allow_private, stopping), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(_LAST_WORDS)


def _work(library: Store, allow_private: Sequence[str], stopping: threading.Event) -> None:
    """Nothing; until told to stop, does one request after another and rests when there is none."""
    from sourcier.pipeline.working import work_once  # noqa: PLC0415 - what gathers loads only where it is used

    with fetching(allow_private) as fetch:
        while not stopping.is_set():
            try:
                done = work_once(library, fetch, lambda: datetime.now(UTC))
            except SourcierError as error:  # the library is away for now: the reader says so on its pages
                print_error(error)
                done = None
            if done is None:
                stopping.wait(_REST)


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
