"""Many addresses asked for at once: side by side among hosts, one after another at each, answers in the order in which they come.

The asking goes on in a thread of its own, so that whoever reads and keeps the answers makes no host wait and no deadline pass.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

from sourcier.errors import GatherError
from sourcier.gather.http import Answer, Fetcher
from sourcier.gather.validators import NOT_KNOWN, Validators
from sourcier.text.addresses import host_of

# Hosts that are asked at the same time. Slow hosts take a place each while they keep us waiting.
_MOST_HOSTS = 64
# While so many answers wait to be taken, nothing more is asked for.
_MOST_CAME = 512
# Statuses by which a host says that it is asked too much (RFC 6585, RFC 9110 section 15.6.4).
_TOO_MUCH = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to ask for, unless it is as `known`; `key` is the asker's own name for it."""

    key: str
    address: str
    known: Validators = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Got:
    """What came of one asking: the answer, whatever its status, or why there is none."""

    ask: Ask
    answer: Answer | GatherError


class Asker(Protocol):
    """Whoever can be told what to ask for, and hands out what came."""

    @property
    def pending(self) -> int:
        """How many askings are neither answered nor given up."""

    def put(self, asks: Iterable[Ask]) -> None:
        """Nothing; these will be asked for."""

    def take(self, most: int, patience: float) -> list[Got]:
        """What has come, once it is `most`, `patience` seconds have passed, or nothing more is under way; [] when nothing came."""


class Crowd:
    """An `Asker` over one fetcher, which it opens and closes: use it as `with Crowd(Fetcher()) as crowd`."""

    def __init__(self, fetcher: Fetcher, *, hosts: int = _MOST_HOSTS) -> None:
        self._fetcher, self._hosts = fetcher, hosts
        self._queues: dict[str, deque[Ask]] = {}
        self._came: list[Got] = []
        self._pending, self._wanted = 0, 1
        self._lock, self._bell = threading.Lock(), threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="gathering", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    @property
    def pending(self) -> int:
        """How many askings are not handed out yet."""
        with self._lock:
            return self._pending + len(self._came)

    def put(self, asks: Iterable[Ask]) -> None:
        """Nothing; these will be asked for."""
        new = list(asks)
        with self._lock:
            self._pending += len(new)
        self._loop.call_soon_threadsafe(self._spread, new)

    def take(self, most: int, patience: float) -> list[Got]:
        """What has come; see `Asker.take`."""
        with self._lock:
            self._wanted = most
            self._set_bell()
        self._bell.wait(patience)
        with self._lock:
            came, self._came = self._came[:most], self._came[most:]
            self._set_bell()
        self._loop.call_soon_threadsafe(self._room.set)
        return came

    def send(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        """The status of an answer to what is sent to an address; see `Fetcher.send`."""
        return asyncio.run_coroutine_threadsafe(self._fetcher.send(address, body, headers), self._loop).result()

    def _set_bell(self) -> None:
        """Nothing; the bell is up exactly while there is no reason to wait. The lock is held."""
        if len(self._came) >= self._wanted or not self._pending:
            self._bell.set()
        else:
            self._bell.clear()

    async def _serve(self) -> None:
        """Nothing; hosts are asked until the end is told."""
        self._loop, self._end, self._room = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._room.set()
        self._places = asyncio.Semaphore(self._hosts)
        self._tasks: set[asyncio.Task[None]] = set()
        async with self._fetcher:
            self._ready.set()
            await self._end.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spread(self, asks: list[Ask]) -> None:
        """Nothing; each asking stands in the queue of its host, and each host with a queue has somebody at it."""
        for ask in asks:
            host = host_of(ask.address)
            if host in self._queues:
                self._queues[host].append(ask)
                continue
            self._queues[host] = deque([ask])
            task = self._loop.create_task(self._work_off(host))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work_off(self, host: str) -> None:
        """Nothing; the queue of one host is asked for from its head. Once the host says that it is too much, the rest has that answer."""
        queue = self._queues[host]
        async with self._places:
            while queue:
                await self._room.wait()
                ask = queue.popleft()
                answer = await self._answer(ask)
                self._hand_out(Got(ask, answer))
                if isinstance(answer, Answer) and answer.status in _TOO_MUCH:
                    for other in queue:
                        self._hand_out(Got(other, replace(answer, asked=other.address, moved_to=None)))
                    queue.clear()
            del self._queues[host]

    async def _answer(self, ask: Ask) -> Answer | GatherError:
        """The answer, or the reason why there is none: a fault of ours on one address must not lose those after it."""
        try:
            return await self._fetcher.ask(ask.address, ask.known)
        except GatherError as error:
            return error
        except Exception as fault:  # noqa: BLE001 - as said above
            return GatherError(f"internal fault: {type(fault).__name__}: {fault}", ask.address)

    def _hand_out(self, got: Got) -> None:
        """Nothing; the answer is there to be taken."""
        with self._lock:
            self._came.append(got)
            self._pending -= 1
            self._set_bell()
            if len(self._came) >= _MOST_CAME:
                self._room.clear()
