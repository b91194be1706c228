"""`sourcier serve`: the web reader of a library, on this machine."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from ipaddress import ip_address

import click

from sourcier.cli.edge import allow_option, json_option, library_option, print_json
from sourcier.cli.worker import worker
from sourcier.errors import UsageError
from sourcier.store import open_store

DEFAULT_PORT = 8765
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
    run_reader(library, host=host, port=port, allow_private=allow_private, opens=opens, as_json=as_json)


def run_reader(library: str, *, host: str, port: int, opens: bool, as_json: bool = False, allow_private: Sequence[str] = ()) -> None:
    """Serve the library at that path or address until somebody stops it; says where.

    Raises:
        StoreError: the library cannot be opened.
        UsageError: the host is no loopback address, the port is taken, or what the reader needs is not installed.
    """
    if not _is_loopback(host):
        raise UsageError("the reader answers on loopback only (127.0.0.1 or ::1): whoever reaches it may read everything", host)
    try:
        from sourcier.show.web import make_app  # noqa: PLC0415 - only who serves needs the web
        from sourcier.show.web.server import listen, run  # noqa: PLC0415 - idem
    except ImportError as error:
        raise UsageError("the reader needs more: pip install 'sourcier[web]'", str(error.name)) from error
    with open_store(library, create=False) as kept, listen(host, port) as taken, worker(library, allow_private):
        address = f"http://{f'[{host}]' if ':' in host else host}:{taken.getsockname()[1]}/"
        if as_json:
            print_json({"library": kept.address, "address": address})
        else:
            click.echo(f"Sourcier shows {kept.address} at {address} (Ctrl-C ends it)", err=True)
        if opens:
            webbrowser.open(address)
        run(make_app(kept), taken)


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
