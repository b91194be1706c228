"""A real server that shows a library while a test runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from sourcier.show.web import make_app
from sourcier.show.web.guard import LOOPBACK_HOSTS
from sourcier.show.web.server import Impatient, listen
from sourcier.show.web.who import Access
from sourcier.store import Store


@contextmanager
def served(library: Store, access: Access = "open", hosts: Sequence[str] = LOOPBACK_HOSTS) -> Iterator[str]:
    """The address at which a real server shows the library, to whoever calls it by one of these names."""
    with listen("127.0.0.1", 0) as taken:
        app = make_app(library, access=access, hosts=hosts)
        server = uvicorn.Server(uvicorn.Config(app, http=Impatient, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
