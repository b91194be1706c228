"""How a library is opened to others: where it listens, by which names it is reached, who reads, which proxies are believed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import click

from sourcier.errors import UsageError

_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*|\[[0-9a-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the reader listens and who may come: `names` are those it is reached by, `proxies` whose word about the client is taken."""

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    is_public: bool = False
    proxies: tuple[str, ...] = ()
    password_file: Path | None = None

    @property
    def is_shared(self) -> bool:
        """Whether others than the users of this machine are meant to reach it, be it through a proxy on this machine."""
        return not is_loopback(self.host) or self.is_public or bool(self.proxies) or any(name not in _LOOPBACK_NAMES for name in self.names)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that the reader answers to.

        Raises:
            UsageError: it listens everywhere, and is not told by which names it is reached.
        """
        own = f"[{self.host}]" if ":" in self.host else self.host
        if is_loopback(self.host):
            return tuple(dict.fromkeys([*self.names, *_LOOPBACK_NAMES]))
        if self.names:
            return self.names
        if _is_everywhere(self.host):
            raise UsageError("say by which name it is reached: --host-name NAME (may be repeated)", self.host)
        return (own,)


def entry_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options of how a library is opened, handed to it as one `entry`."""

    @wraps(command)
    def run(*, host: str, names: tuple[str, ...], is_public: bool, proxies: tuple[str, ...], **rest: Any) -> Any:  # noqa: ANN401 - handed on
        file = rest.pop("password_file")
        entry = Entry(host, tuple(map(_vetted_name, names)), is_public, tuple(map(_vetted_proxy, proxies)), file)
        return command(entry=entry, **rest)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


_OPTIONS = (
    click.option(
        "--host",
        default="127.0.0.1",
        show_default=True,
        help="The address to listen on. Anything but a loopback address asks for accounts; the first start makes an owner.",
    ),
    click.option(
        "--host-name", "names", multiple=True, metavar="NAME", help="A name by which it is reached (may be repeated); no other is answered."
    ),
    click.option("--public", "is_public", is_flag=True, help="Let anybody read, in excerpts; people with an account read all."),
    click.option(
        "--proxy-headers",
        "proxies",
        multiple=True,
        metavar="ADDRESS",
        help="Believe what a proxy at this address or network says of clients (X-Forwarded-For, X-Forwarded-Proto; may be repeated).",
    ),
    click.option(
        "--owner-password-file",
        "password_file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="The file that holds the password of the owner made at the first start; else SOURCIER_OWNER_PASSWORD, else it is asked for.",
    ),
)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_everywhere(host: str) -> bool:
    """Whether an address stands for all of a machine's."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _vetted_name(name: str) -> str:
    """A name as browsers send it.

    Raises:
        UsageError: it is none, or stands for several.
    """
    plain = name.strip().lower().rstrip(".")
    if not _NAME.fullmatch(plain):
        raise UsageError("a host name is one like library.example, without a port or a star", name)
    return plain


def _vetted_proxy(address: str) -> str:
    """The address or network of a proxy.

    Raises:
        UsageError: it is none, or it is everybody.
    """
    try:
        network = ip_network(address.strip())
    except ValueError as error:
        raise UsageError("a proxy is named by its address or network", address) from error
    if network.prefixlen == 0:
        raise UsageError("that believes everybody", address)
    return str(network) if "/" in address else address.strip()
