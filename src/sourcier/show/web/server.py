"""The server beneath the reader: a socket taken first, so that a port in use is told as such, then uvicorn on it."""

from __future__ import annotations

import socket

import uvicorn
from starlette.types import ASGIApp

from sourcier.errors import UsageError


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


def run(app: ASGIApp, taken: socket.socket) -> None:
    """Serve the application on the socket until the process is told to stop."""
    # The names of pages a person reads stay out of logs; a fault is still told on the error stream.
    settings = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3)
    uvicorn.Server(settings).run(sockets=[taken])
