"""Politeness in time: at most one request at a time to a host, and a gap between two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LONGEST_GAP = 30.0
_MOST_HOSTS = 20_000


class Pace:
    """Remembers when each host may be asked again; hosts that are long free are forgotten."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._free_at: dict[str, float] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, host: str, gap: float | None = None) -> AsyncIterator[None]:
        """Wait for one's turn at a host; `gap` in seconds is what the host itself asks for, kept within half a minute."""
        wanted = min(max(self._gap, gap or 0.0), LONGEST_GAP)
        clock = asyncio.get_running_loop().time
        self._forget(clock())
        async with self._locks.setdefault(host, asyncio.Lock()):
            wait = self._free_at.get(host, 0.0) - clock()
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._free_at[host] = clock() + wanted

    def _forget(self, now: float) -> None:
        """Drop the hosts that nobody waits for, once there are many."""
        if len(self._free_at) < _MOST_HOSTS:
            return
        for host in [h for h, at in self._free_at.items() if at <= now and not self._locks[h].locked()]:
            del self._free_at[host], self._locks[host]
