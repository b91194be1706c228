"""A web site on loopback that answers with the very bytes a test gives it, and remembers what it was asked."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from sourcier.gather.http import fetch_page
from sourcier.model import Page

Route = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"<p>Bonjour</p>", status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Site:
    port: int
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def fetch(self, path: str, *, timeout: float = 5.0, respect_robots: bool = False) -> Page:
        return fetch_page(self.at(path), allow_private=(self.host,), respect_robots=respect_robots, timeout=timeout)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of one's own; paths that have no route are answered with 404."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = self.request.recv(65536)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            path = text.split(" ", 2)[1]
            ours.asked.append(path)
            ours.heads.append(text)
            ours.times.append(time.monotonic())
            route = ours.routes.get(path.partition("?")[0], answer(b"?", "404 Not Found"))
            try:
                if callable(route):
                    route(self.request)
                else:
                    self.request.sendall(route)
            except OSError:
                pass  # the client had enough

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        ours = Site(server.server_address[1])
        thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
        thread.start()
        yield ours
        server.shutdown()
        thread.join()
