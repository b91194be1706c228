"""The processor time that one page may take: what takes longer is stopped and told of, so that one bad page never ends a run."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# A page of the press takes hundredths of a second; the worst that the counts of bytes, nodes and lines let through took five.
LONGEST_READ = 30.0
# Where the stop was swallowed by a callback that may not raise, it comes again so many seconds later.
_AGAIN = 1.0


class TooSlowError(Exception):
    """A step took more processor time than it was given."""


@contextmanager
def cpu_seconds(limit: float) -> Iterator[None]:
    """Nothing; what runs within is stopped once this process has worked that long on it.

    Only the main thread of a process can be stopped so (https://docs.python.org/3/library/signal.html#signals-and-threads), on systems
    that have timers; elsewhere the counts of the reader alone bound the work.

    Raises:
        TooSlowError: the time is up.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"took more than {limit:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, limit, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
