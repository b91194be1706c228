"""Where tasks run: in this process, on a pool of processes of this machine, or on a Ray cluster."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Protocol

from sourcier.errors import SourcierError, StoreError, UsageError
from sourcier.scan.folder import load
from sourcier.scan.stages import perform, worker_environment

# A worker that is killed is replaced, and its task done again; a task that kills every worker ends the scan.
_TRIES = 5
# So many seconds a cluster may take to answer.
_PATIENCE = 10.0
# A task that is done: its number, and the processor seconds it took.
Done = tuple[int, float]


class Engine(Protocol):
    """What runs the tasks of one stage, in any order and on any machine that reaches the folder."""

    def run(self, url: str, stage: str, numbers: Sequence[int]) -> Iterator[Done]:
        """Each task when it is done.

        Raises:
            SourcierError: a task failed, or was lost again and again.
        """


class Inline:
    """Tasks one after another in this process."""

    def run(self, url: str, stage: str, numbers: Sequence[int]) -> Iterator[Done]:
        """Each task when it is done."""
        for number in numbers:
            yield number, perform(url, stage, number)


class Pool:
    """Tasks on a pool of processes; one that is killed is replaced."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, url: str, stage: str, numbers: Sequence[int]) -> Iterator[Done]:
        """Each task when it is done."""
        left = set(numbers)
        for _ in range(_TRIES):
            try:
                for done in self._run(url, stage, sorted(left)):
                    left.discard(done[0])
                    yield done
            except BrokenProcessPool:
                self.close()
            if not left:
                return
        raise StoreError(f"its worker was killed {_TRIES} times", f"{stage}: task {min(left)}")

    def close(self) -> None:
        """Nothing; the processes end."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def _run(self, url: str, stage: str, numbers: Sequence[int]) -> Iterator[Done]:
        """The same, until a worker is killed."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), initializer=_begin)
        waiting: dict[Future[float], int] = {self._pool.submit(perform, url, stage, number): number for number in numbers}
        try:
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    seconds = future.result()
                    yield waiting.pop(future), seconds
        finally:
            for future in waiting:
                future.cancel()


class Cluster:
    """Tasks on a Ray cluster, which places them and does those of lost workers again."""

    def __init__(self, address: str) -> None:
        _knock(address)
        ray = _ray()
        environment = {"env_vars": dict(worker_environment())}
        try:
            ray.init(address=address, runtime_env=environment, log_to_driver=False, logging_level="ERROR", configure_logging=False)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise UsageError(f"no Ray cluster answers there ({str(error).partition(chr(10))[0]})", address) from error
        self._ray = ray
        self._perform = ray.remote(max_retries=_TRIES, num_cpus=1)(perform)

    def run(self, url: str, stage: str, numbers: Sequence[int]) -> Iterator[Done]:
        """Each task when it is done."""
        waiting = {self._perform.remote(url, stage, number): number for number in numbers}
        while waiting:
            [done], _ = self._ray.wait(list(waiting), num_returns=1)
            try:
                seconds = self._ray.get(done)
            except self._ray.exceptions.RayTaskError as error:
                if isinstance(error.cause, SourcierError):
                    raise error.cause from None
                raise
            except self._ray.exceptions.RayError as error:
                raise StoreError(str(error).partition("\n")[0], f"{stage}: task {waiting[done]}") from error
            yield waiting.pop(done), seconds

    def close(self) -> None:
        """Nothing; the cluster is left to itself."""
        self._ray.shutdown()


def _knock(address: str) -> None:
    """Nothing; an address at which nobody answers is refused at once, where Ray would wait for minutes.

    Raises:
        UsageError: nobody answers.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not (host and port.isdigit()):
        return  # "auto" and the like: Ray knows where to look
    try:
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise UsageError(f"no Ray cluster answers there ({error})", address) from error


def _ray() -> Any:  # noqa: ANN401 - an extra
    """The library, which is an extra and loaded only here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        return load("ray")
    except UsageError:
        raise UsageError("a cluster needs Ray: pip install 'sourcier[cluster]'") from None


def _begin() -> None:
    """Nothing; a worker leaves Ctrl-C to the process that the user started, and ends when that one does, killed or not."""
    import signal  # noqa: PLC0415 - only workers need it

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nothing; this process is gone as soon as the one that started it is."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def engine(address: str | None, workers: int | None) -> Iterator[Engine]:
    """The engine that is asked for: the cluster at an address, else a pool of so many processes, one a core by default; of one, this one.

    Raises:
        UsageError: the cluster does not answer, or Ray is not installed.
    """
    count = workers or os.cpu_count() or 1
    if address:
        cluster = Cluster(address)
        try:
            yield cluster
        finally:
            cluster.close()
    elif count == 1:
        yield Inline()
    else:
        pool = Pool(count)
        try:
            yield pool
        finally:
            pool.close()
