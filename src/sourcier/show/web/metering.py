"""What whoever watches over a reader asks: whether it is well, and how it does, on an address of its own and never on the reader's.

`/health` answers JSON; `/metrics` the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/). No page
that somebody read is named in either: requests are counted by kind.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sourcier.errors import SourcierError
from sourcier.show.web.server import beside, listen
from sourcier.store import Store

# The first segments of addresses that requests are counted by; the rest is "other", so that nobody's guesses become names.
_KINDS = frozenset(
    {"api", "article", "comment", "comments", "feed", "moderation", "network", "outlet", "outlets"}
    | {"requests", "search", "settings", "statements", "static", "story", "trace", "watches"}
)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meter:
    """The counts of one reader."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("sourcier_requests", "Requests answered.", ["kind", "status"], registry=self.registry)
        self.seconds = Histogram(
            "sourcier_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )


class Metered:
    """An ASGI application whose answers are counted and timed."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application within does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind, status, begun = kind_of(scope["path"]), 500, time.perf_counter()

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            self._meter.requests.labels(kind, str(status)).inc()
            self._meter.seconds.labels(kind).observe(time.perf_counter() - begun)


def kind_of(path: str) -> str:
    """The kind of page at a path.

    >>> kind_of("/"), kind_of("/article/a12"), kind_of("/wp-login.php")
    ('stories', 'article', 'other')
    """
    first = path.strip("/").partition("/")[0].partition(".")[0]
    return first if first in _KINDS else "other" if first else "stories"


class _Library(Collector):
    """What a library holds, asked for each time."""

    def __init__(self, library: Store) -> None:
        self._library = library

    def describe(self) -> Iterable[Metric]:
        """Nothing: the library is asked when it is collected, not when it is registered."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """How many of each there are; nothing while the library is away."""
        try:
            told = {**self._library.lists.sizes(), "stories": self._library.count_stories(), "waiting": self._library.waiting()}
        except SourcierError:
            told = {}
        yield GaugeMetricFamily("sourcier_library_up", "Whether the library can be read.", value=float(bool(told)))
        for name, number in told.items():
            words = f"How many {name} the library holds." if name != "waiting" else "How many articles are not compared yet."
            yield GaugeMetricFamily(f"sourcier_{name}", words, value=number)


@contextmanager
def metered(app: ASGIApp, library: Store, address: tuple[str, int]) -> Iterator[ASGIApp]:
    """The application with its answers counted; while it lasts, the counts are told at an address of their own.

    Raises:
        UsageError: the address cannot be taken.
    """
    meter = Meter()
    with listen(*address) as taken, beside(make_watch(library, meter), taken):
        yield Metered(app, meter)


def make_watch(library: Store, meter: Meter) -> Starlette:
    """The application that answers for the reader of a library: `/health` and `/metrics`."""
    meter.registry.register(_Library(library))

    def health(request: Request) -> Response:  # noqa: ARG001 - the shape of an endpoint
        """Whether the library can be read."""
        try:
            return JSONResponse({"status": "ok", "articles": library.searched().articles, "waiting": library.waiting()})
        except SourcierError as error:
            return JSONResponse({"status": "failing", "error": str(error)}, status_code=503)

    def metrics(request: Request) -> Response:  # noqa: ARG001 - idem
        """Everything that is counted."""
        return Response(generate_latest(meter.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/health", health), Route("/metrics", metrics)])
