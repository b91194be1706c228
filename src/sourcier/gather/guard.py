"""Addresses vetted before anything is sent: spelling first, then every network address a name resolves to.

Server-side request forgery, as in the OWASP cheat sheet: what counts is the address connected to, so names are vetted by the
resolver that the connection itself uses, and nothing is looked up twice in between.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from sourcier.errors import RefusedError

LONGEST_ADDRESS = 8192
_SHAPE = re.compile(r"(?i)https?://([^/?#\\]+)(?:[/?#]|\Z)")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
# The URL Standard ("ends in a number"): such a last label makes the whole host an IPv4 address in some parser.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Special-use names that belong to this machine or this network (RFC 6761, 6762, 7686, 8375, 9476; Kubernetes; ICANN's .internal).
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "corp", "home", "private", "home.arpa", "svc", "onion", "alt")
# What would end a line or a field of a request, as it stands or percent-encoded, and halves of characters.
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]|%0[aAdD]")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Below 1024 only the web; above, services that take a line of text for a command and answer it.
_WEB_PORTS = frozenset({80, 443})
_SERVICE_PORTS = frozenset(
    {1080, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190, 4369, 5060, 5061}
    | {5432, 5672, 5900, 5984, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 8500, 9092, 9200, 9300, 10080}
    | {10250, 11211, 27017}
)
# Beside what Python's own registry calls not global: relays, cloud metadata on a public number, and reserved space.
_REFUSED_V4 = tuple(map(IPv4Network, ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3", "168.63.129.16/32")))
# Only 2000::/3 is handed out to the public; inside it these lead elsewhere: Teredo and other IETF blocks, documentation, 6to4.
_PUBLIC_V6 = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# ISATAP (RFC 5214) hides an IPv4 address behind these interface numbers.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for: one spelling of it, as text too, its host in lower case ASCII, and its port."""

    url: URL
    host: str
    port: int
    address: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt is valid for."""
        scheme = self.url.scheme
        host = f"[{self.url.raw_host}]" if ":" in self.host else self.url.raw_host
        return f"{scheme}://{host}" if _DEFAULT_PORTS[scheme] == self.port else f"{scheme}://{host}:{self.port}"


def vet_address(address: str, allow: Sequence[str] = ()) -> Target:
    """The target of an http(s) address; `allow` names hosts ("host" or "host:port") that may be private.

    Raises:
        RefusedError: no http(s) address, an odd spelling, user name or password in it, a port that is no web server's, or an
            address of this machine or a private network.

    >>> vet_address("https://phare.example/a b").address
    'https://phare.example/a%20b'
    """
    address = address.strip(" \t\r\n\f")
    shown = address[:200]
    _vet_spelling(address, shown)
    try:
        url = URL(address).with_fragment(None)
        url = url.with_path("/", keep_query=True) if url.raw_path in ("", "/") else url
        host, port = url.raw_host, url.port
    except (ValueError, UnicodeError, TypeError):
        raise RefusedError("not a valid address", shown) from None
    if not host or not port:
        raise RefusedError("not a valid address", shown)
    host = host.lower().rstrip(".")
    if not is_allowed(host, port, allow):
        _vet_port(port, shown)
        _vet_host(host, port, allow, shown)
    return Target(url, host, port, str(url))


def _vet_spelling(address: str, shown: str) -> None:
    """Refuse what two parsers of addresses might read in two ways."""
    if len(address) > LONGEST_ADDRESS:
        raise RefusedError(f"the address is longer than {LONGEST_ADDRESS} characters", shown)
    if _CONTROL.search(address):
        raise RefusedError("control characters in the address", shown)
    shape = _SHAPE.match(address)
    if shape is None:
        raise RefusedError("only http and https addresses are gathered", shown)
    authority = shape[1]
    if "@" in authority:
        raise RefusedError("a user name in the address", shown)
    if "%" in authority or authority.split() != [authority]:
        raise RefusedError("an odd spelling of the host", shown)


def _vet_port(port: int, shown: str) -> None:
    """Refuse ports at which other services listen."""
    if (port < 1024 and port not in _WEB_PORTS) or port in _SERVICE_PORTS:
        raise RefusedError(f"port {port} is not a web server's", shown)


def _vet_host(host: str, port: int, allow: Sequence[str], shown: str) -> None:
    """Refuse literal addresses that are not public, numbers in disguise and names of the local network."""
    number = _literal(host, shown)
    if number is not None:
        if not is_public(number) and not is_allowed(str(number), port, allow):
            raise RefusedError("the address is not on the public network", shown)
        return
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise RefusedError("not a valid host name", shown)
    if host.endswith(tuple("." + name for name in _LOCAL_NAMES)) or "." not in host:
        raise RefusedError("a name of the local network", shown)


def _literal(host: str, shown: str) -> IPv4Address | IPv6Address | None:
    """The number that a host spells in the one usual way, None for a name."""
    try:
        if ":" in host:
            if "%" in host:
                raise RefusedError("a zone in the address", shown)
            return IPv6Address(host)
        if _NUMBER.fullmatch(host.rsplit(".", 1)[-1]):
            return IPv4Address(host)
    except ValueError:
        raise RefusedError("an odd spelling of a network address", shown) from None
    return None


def is_public(number: IPv4Address | IPv6Address) -> bool:
    """Whether a network address is reached over the public network, and none other can be reached through it.

    >>> is_public(ipaddress.ip_address("64:ff9b::7f00:1"))
    False
    """
    if isinstance(number, IPv4Address):
        return number.is_global and not any(number in net for net in _REFUSED_V4)
    if number.scope_id is not None or number not in _PUBLIC_V6 or any(number in net for net in _REFUSED_V6):
        return False
    return (int(number) >> 32) & 0xFFFFFFFF not in _ISATAP


def is_allowed(host: str, port: int, allow: Sequence[str]) -> bool:
    """Whether a host, or a host at a port, is named in `allow`."""
    shown = f"[{host}]" if ":" in host else host
    return any(name.lower() in (host, f"{shown}:{port}") for name in allow)


class VettedResolver(AbstractResolver):
    """Resolves names for the connection and refuses those with any address that is not public, unless allowed by name."""

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self._allow = tuple(allow)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Every address of a name.

        Raises:
            RefusedError: one of them is not public.
        """
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        if not found:
            raise OSError("no address")
        open_name = is_allowed(host.lower().rstrip("."), port, self._allow)
        return [self._vetted(host, port, row, open_name=open_name) for row in found]

    def _vetted(
        self,
        host: str,
        port: int,
        row: tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]],
        *,
        open_name: bool,
    ) -> ResolveResult:
        """One answer of the system's resolver, refused unless public or allowed."""
        number = str(row[4][0])
        if not open_name and not (is_public(ipaddress.ip_address(number)) or is_allowed(number, port, self._allow)):
            raise RefusedError("the name leads to an address that is not on the public network", host)
        return ResolveResult(hostname=host, host=number, port=port, family=row[0], proto=row[2], flags=socket.AI_NUMERICHOST)

    async def close(self) -> None:
        """Nothing is held open."""
