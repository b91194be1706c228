"""The server beneath the reader: a socket taken first, so that a port in use is told as such, then uvicorn on it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from sourcier.errors import UsageError

# Seconds between two looks at a connection: the head of a request has so long at least.
_PATIENCE = 15.0


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; its port is the one taken when `port` is 0.

    Raises:
        UsageError: the address cannot be taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        raise UsageError(f"cannot listen there: {error.strerror or error}", f"{host}:{port}") from error
    return taken


def run(app: ASGIApp, taken: socket.socket, *, proxies: Sequence[str] = (), say: Callable[[], None]) -> None:
    """Serve the application on the socket until the process is told to stop; what `proxies` say of their clients is believed.

    `say` is called once it answers and can be stopped, in a thread: a browser that is opened there may ask at once.
    """
    settings = uvicorn.Config(
        app,
        http=Impatient,
        ws="none",
        # The names of pages a person reads stay out of logs; a fault is still told on the error stream.
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )
    _Announced(settings, say).run(sockets=[taken])


class _Announced(uvicorn.Server):
    """A server that says when it has started: from then on no signal to stop it is lost."""

    def __init__(self, settings: uvicorn.Config, say: Callable[[], None]) -> None:
        super().__init__(settings)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        await asyncio.to_thread(self._say)


@contextmanager
def beside(app: ASGIApp, taken: socket.socket) -> Iterator[None]:
    """Nothing; while it lasts, another application is served on a socket of its own, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


class Impatient(H11Protocol):
    """A connection over HTTP/1.1 that is given up when no whole head of a request came over it within a time.

    Whoever opens connections and says nothing, or a letter a second, takes places from those who read.
    """

    # What the connection had answered last when it was looked at, while it waits for the next request.
    _answered: object = Ellipsis

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the class above has it
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(_PATIENCE, self._look)

    def _look(self) -> None:
        """Nothing; closes a connection that has waited for the head of one request since it was last looked at."""
        if self.transport.is_closing():
            return
        is_waiting = self.cycle is None or self.cycle.response_complete
        if is_waiting and self._answered is self.cycle:
            self.transport.close()
            return
        self._answered = self.cycle if is_waiting else Ellipsis
        self.loop.call_later(_PATIENCE, self._look)
