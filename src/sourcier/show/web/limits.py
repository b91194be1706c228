"""How often something may be tried within a time: counted in memory, for the process that serves, and never more than it can hold."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock

_MOST_KEYS = 20_000


class Limiter:
    """Counts tries by key: at most `most` within any time of that length."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, now: datetime) -> int:
        """0 when this try is allowed, and counted; else the seconds until the next one is.

        Counted before anything is done, so that tries made side by side are all counted.
        """
        with self._lock:
            tries = self._tries.setdefault(key, deque())
            self._tries.move_to_end(key)
            while tries and now - tries[0] >= self._within:
                tries.popleft()
            if len(tries) >= self._most:
                return max(1, ceil((tries[0] + self._within - now).total_seconds()))
            tries.append(now)
            # Whoever was not heard of for longest is forgotten first.
            while len(self._tries) > _MOST_KEYS:
                self._tries.popitem(last=False)
            return 0

    def forget(self, key: str) -> None:
        """Nothing; what was tried under the key no longer counts."""
        with self._lock:
            self._tries.pop(key, None)


def place_of(host: str) -> str:
    """What counts as one place: an IPv4 address, or the network of 64 bits that one subscriber has of IPv6.

    >>> place_of("2001:db8:1:2:3:4:5:6"), place_of("192.0.2.7"), place_of("somewhere")
    ('2001:db8:1:2::/64', '192.0.2.7', 'somewhere')
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((address, 64), strict=False))
