"""The application: which address is answered by which page, and what stands round all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sourcier.errors import NothingFoundError, SourcierError, StoreError
from sourcier.show.web import api, article, comments, described, feeds, outlets, statements, stories, story, work
from sourcier.show.web.forms import utc_now
from sourcier.show.web.guard import LOOPBACK_HOSTS, Guarded
from sourcier.show.web.render import LANGUAGE_COOKIE, page
from sourcier.show.web.wording import LANGUAGES
from sourcier.store import Store

_STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600
# Pages are made in threads, each with a connection of its own while it asks: as many as a library has connections to give.
_THREADS = 10


def make_app(library: Store, *, hosts: Sequence[str] = LOOPBACK_HOSTS, clock: Callable[[], datetime] = utc_now) -> Starlette:
    """The reader of a library as an ASGI application; it answers only to the host names given. `clock` tells the time, in UTC."""
    app = Starlette(
        routes=[
            Route("/", stories.listing),
            Route("/story/{story_id}", story.shown),
            Route("/story/{story_id}/{node_id}/{derived_from}", story.compared),
            Route("/article/{article_id}", article.shown),
            Route("/outlets", outlets.listing),
            Route("/outlet/{name:path}", outlets.shown),
            Route("/network", outlets.network),
            Route("/network.{form}", outlets.exported),
            Route("/statements", statements.listing),
            Route("/search", stories.search),
            Route("/language/{language}", _speak),
            *api.routes,
            *described.routes,
            *feeds.routes,
            *comments.routes,
            *work.routes,
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        lifespan=_lifespan,
        exception_handlers={NothingFoundError: _missing, HTTPException: _refused, StoreError: _unreachable, Exception: _broken},
    )
    app.state.library = library
    app.state.clock = clock
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - the shape that Starlette calls
    """Nothing to hand on; the number of threads is set where they are started."""
    current_default_thread_limiter().total_tokens = _THREADS
    yield


def _speak(request: Request) -> Response:
    """Back to the page the reader came from, in another language from now on."""
    back = request.query_params.get("back", "/")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if is_ours else "/", status_code=303)
    if (language := request.path_params["language"]) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def _missing(request: Request, error: Exception) -> Response:
    """The page for what the library does not hold."""
    return page(request, "error.html", {"status": 404, "what": str(error)}, status=404)


def _refused(request: Request, error: Exception) -> Response:
    """The page for a request that the reader does not answer."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    what = error.detail if isinstance(error, HTTPException) else ""
    return page(request, "error.html", {"status": status, "what": what}, status=status)


def _unreachable(request: Request, error: Exception) -> Response:
    """The page for a library that cannot be read now."""
    return page(request, "error.html", {"status": 503, "what": str(error)}, status=503)


def _broken(request: Request, error: Exception) -> Response:
    """The page for a fault of ours; what happened stands in the log, not on the page."""
    what = str(error) if isinstance(error, SourcierError) else type(error).__name__
    return page(request, "error.html", {"status": 500, "what": what}, status=500)
