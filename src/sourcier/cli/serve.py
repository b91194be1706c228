"""`sourcier serve`: the web reader of a library, for this machine or for others."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Literal

import click

from sourcier.cli.account import settle_owner
from sourcier.cli.edge import allow_option, json_option, library_option, print_json, warn
from sourcier.cli.entry import Entry, entry_options, is_loopback
from sourcier.cli.worker import worker
from sourcier.errors import UsageError
from sourcier.store import Store, open_store

DEFAULT_PORT = 8765
port_option = click.option("--port", type=click.IntRange(0, 65_535), default=DEFAULT_PORT, show_default=True, help="0 takes any free port.")
browser_option = click.option("--open/--no-open", "opens", default=False, help="Open the reader in a browser.")


@click.command()
@library_option
@entry_options
@port_option
@browser_option
@click.option(
    "--metrics-address", metavar="HOST:PORT", help="Answer /health and /metrics there, for programs that watch; never where people read."
)
@allow_option
@json_option
def serve(
    library: str, entry: Entry, port: int, metrics_address: str | None, allow_private: tuple[str, ...], *, opens: bool, as_json: bool
) -> None:
    """Show the library in a browser: stories, chains, evidence, outlets, statements, search.

    On loopback it answers to this machine only and needs no account, until the library has one. Elsewhere, or behind a proxy (a
    --host-name that is not loopback's), people sign in; the first start makes an owner, who invites the others. Beside it a worker
    adds the pages that people ask for. It ends with Ctrl-C. With --json the address stands on one line.
    """
    watch = None if metrics_address is None else _parted(metrics_address)
    run_reader(library, entry=entry, port=port, watch=watch, allow_private=allow_private, opens=opens, as_json=as_json)


def run_reader(
    library: str,
    *,
    port: int,
    opens: bool,
    entry: Entry | None = None,
    watch: tuple[str, int] | None = None,
    as_json: bool = False,
    allow_private: Sequence[str] = (),
) -> None:
    """Serve the library at that path or address until somebody stops it; says where. Without an entry it answers on loopback.

    `watch` is where health and metrics are told, which is nowhere else.

    Raises:
        StoreError: the library cannot be opened.
        UsageError: the names are not told by which it is reached, a port is taken, or what the reader needs is not installed.
    """
    entry = entry or Entry()
    hosts = entry.hosts
    try:
        from sourcier.show.web import make_app  # noqa: PLC0415 - only who serves needs the web
        from sourcier.show.web.metering import metered  # noqa: PLC0415 - idem
        from sourcier.show.web.server import listen, run  # noqa: PLC0415 - idem
    except ImportError as error:
        raise UsageError("the reader needs more: pip install 'sourcier[web]'", str(error.name)) from error
    with ExitStack() as stack:
        kept = stack.enter_context(open_store(library, create=False))
        taken = stack.enter_context(listen(entry.host, port))
        app = make_app(kept, hosts=hosts, access=_access(kept, entry))
        served = stack.enter_context(metered(app, kept, watch)) if watch else app
        stack.enter_context(worker(library, allow_private))
        number = taken.getsockname()[1]
        run(served, taken, proxies=entry.proxies, say=lambda: _say(kept, entry, number, as_json=as_json, opens=opens))


def _parted(address: str) -> tuple[str, int]:
    """The host and the port of an address.

    Raises:
        UsageError: it is none.
    """
    host, _, port = address.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) < 65_536):
        raise UsageError("an address has a host and a port, as in 127.0.0.1:9100", address)
    return host.strip("[]"), int(port)


def _access(library: Store, entry: Entry) -> Literal["open", "members", "public"]:
    """To whom the library is open; whoever serves it to others has an owner afterwards."""
    if not entry.is_shared:
        return "members" if library.accounts.all() else "open"
    settle_owner(library, entry.password_file)
    if not is_loopback(entry.host) and not entry.proxies:
        warn("passwords travel in clear over http: put a proxy that speaks https before it, and name it (--proxy-headers)")
    if is_loopback(entry.host) and not entry.proxies:
        warn("whoever comes through a proxy counts as one, and not as coming by https, until it is named (--proxy-headers 127.0.0.1)")
    return "public" if entry.is_public else "members"


def _say(library: Store, entry: Entry, port: int, *, as_json: bool, opens: bool) -> None:
    """Nothing; says where the reader answers, and opens it if wanted."""
    address = f"http://{f'[{entry.host}]' if ':' in entry.host else entry.host}:{port}/"
    if as_json:
        print_json({"library": library.address, "address": address})
    else:
        click.echo(f"Sourcier shows {library.address} at {address} (Ctrl-C ends it)", err=True)
    if opens:
        webbrowser.open(address)
