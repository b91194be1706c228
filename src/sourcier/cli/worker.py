"""The process beside the reader that does what pages ask for: reading and comparing hold up no page, and what kills it is outlived."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from sourcier.cli.edge import print_error
from sourcier.cli.watch import tell_webhooks
from sourcier.errors import SourcierError
from sourcier.pipeline.reading import fetching
from sourcier.store import open_store

# Seconds between two looks at what pages ask for, those a worker gets to end its sentence, and those before a new one begins.
_REST, _LAST_WORDS, _RESPITE = 0.5, 5.0, 1.0


@contextmanager
def worker(library: str, allow_private: Sequence[str]) -> Iterator[None]:
    """Nothing; while it lasts, a process works on what pages ask of that library; when it is killed another takes its place.

    What it was doing when it was stopped is done next time.
    """
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep, args=(library, tuple(allow_private), stopping), name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(2 * _LAST_WORDS)


def _keep(library: str, allow_private: Sequence[str], stopping: threading.Event) -> None:
    """Nothing; a process works until told to stop.

    It is told by the end of a pipe: that reaches it also when this process is killed, and a worker that is killed holds no lock.
    """
    context = get_context("spawn")
    while not stopping.is_set():
        told, teller = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(library, allow_private, told), name="worker", daemon=True)
        process.start()
        told.close()
        while process.is_alive() and not stopping.wait(_REST):
            pass
        teller.close()
        process.join(_LAST_WORDS)
        if process.is_alive():
            process.kill()  # nothing it acknowledged is lost, and its request is done anew
            process.join()
        stopping.wait(_RESPITE)


def _work(library: str, allow_private: Sequence[str], told: Connection) -> None:
    """Nothing; until told to stop or left alone, does one request after another and rests when there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells both; the reader tells this one
    from sourcier.pipeline.working import work_once  # noqa: PLC0415 - what gathers loads only where it is used

    with open_store(library, create=False) as kept, fetching(allow_private) as fetch:
        done = None
        while not told.poll(0 if done else _REST):
            try:
                done = work_once(kept, fetch, lambda: datetime.now(UTC))
                if done is not None:
                    tell_webhooks(kept, allow_private)
            except SourcierError as error:  # the library is away for now: the reader says so on its pages
                print_error(error)
                done = None
