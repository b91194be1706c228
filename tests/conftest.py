"""No test reaches beyond this machine: sockets connect to loopback only, and names are not looked up."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A busy machine is no fault of the code; what must be quick says so in a test of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
SHARED = Path(__file__).resolve().parents[2] / "shared"


class ReachedOutError(AssertionError):
    """A test tried to leave the machine."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a path of this machine
    try:
        return ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return str(address[0]) in ("localhost", "")


@pytest.fixture(autouse=True, scope="session")
def shut_sockets() -> Iterator[None]:
    """Every connection and look-up beyond loopback fails the test that asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def here_only(host: Any, *args: Any, **more: Any) -> Any:
            if host is not None and not _is_here((host.decode() if isinstance(host, bytes) else host,)):
                raise ReachedOutError(f"a test looks up {host!r}")
            return look_up(host, *args, **more)

        patch.setattr(socket, "getaddrinfo", here_only)
        yield


def _guarded(method: Any) -> Any:
    def connect(self: socket.socket, *args: Any) -> Any:
        if not _is_here(args[-1]):
            raise ReachedOutError(f"a test connects to {args[-1]!r}")
        return method(self, *args)

    return connect


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with the shared data are skipped by name where there is none."""
    if SHARED.is_dir():
        return
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no shared data beside the project"))
