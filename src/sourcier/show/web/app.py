"""The application: which address is answered by which page, and what stands round all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

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
from sourcier.show.web import (
    api,
    article,
    asking,
    comments,
    described,
    feeds,
    judging,
    keys,
    moderation,
    outlets,
    people,
    settings,
    signing,
    statements,
    stories,
    story,
    versions,
    watches,
    work,
)
from sourcier.show.web.ask import own_path, utc_now
from sourcier.show.web.doors import behind_doors
from sourcier.show.web.guard import LOOPBACK_HOSTS, Guarded, guarded
from sourcier.show.web.limits import Limiter
from sourcier.show.web.render import LANGUAGE_COOKIE, page
from sourcier.show.web.who import Access, access_of
from sourcier.show.web.wording import LANGUAGES
from sourcier.store import Store

_STATIC = Path(__file__).parent / "static"
_YEAR = 365 * 24 * 3600
# Pages are made in threads, each with a connection of its own while it asks: as many as a library has connections to give.
_THREADS = 10


def make_app(
    library: Store,
    *,
    hosts: Sequence[str] = LOOPBACK_HOSTS,
    access: Access = "open",
    clock: Callable[[], datetime] = utc_now,
) -> Starlette:
    """The reader of a library as an ASGI application; it answers only to the host names given. `clock` tells the time, in UTC.

    `access` says for whom: "open" to whoever reaches it, as on loopback; for "members", who sign in; or "public", in excerpts.
    """
    routes = behind_doors(
        [
            Route("/", stories.listing),
            Route("/story/{story_id}", story.shown),
            Route("/story/{story_id}/{node_id}/{derived_from}", story.compared),
            Route("/article/{article_id}/versions", versions.shown),
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
            *judging.routes,
            *moderation.routes,
            *work.routes,
            *signing.routes,
            *keys.routes,
            *settings.routes,
            *people.routes,
            *watches.routes,
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]
    )
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        lifespan=_lifespan,
        exception_handlers={NothingFoundError: _missing, HTTPException: _refused, StoreError: _unreachable, Exception: _broken},
    )
    app.state.library = library
    app.state.clock = clock
    app.state.access = access
    app.state.limits = Limiter(signing.SIGN_INS, signing.SIGN_INS_WITHIN)
    app.state.seats, app.state.room = BoundedSemaphore(signing.SEATS), BoundedSemaphore(signing.ROOM)
    app.state.asked = Limiter(asking.ASKED, asking.ASKED_WITHIN)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - the shape that Starlette calls
    """Nothing to hand on; the number of threads is set where they are started."""
    current_default_thread_limiter().total_tokens = _THREADS
    yield


def _speak(request: Request) -> Response:
    """Back to the page the reader came from, in another language from now on."""
    answer = RedirectResponse(own_path(request.query_params.get("back", "/")), status_code=303)
    if (language := request.path_params["language"]) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def _missing(request: Request, error: Exception) -> Response:
    """The page for what the library does not hold."""
    return page(request, "error.html", {"status": 404, "what": str(error)}, status=404)


def _refused(request: Request, error: Exception) -> Response:
    """The page for a request that the reader does not answer."""
    if not isinstance(error, HTTPException):
        return page(request, "error.html", {"status": 400, "what": ""}, status=400)
    # A 503 of ours is told as what it is: too many at once, and not a library that is away.
    told = 429 if error.status_code == 503 else error.status_code
    answer = page(request, "error.html", {"status": told, "what": error.detail}, status=error.status_code)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _unreachable(request: Request, error: Exception) -> Response:
    """The page for a library that cannot be read now."""
    what = str(error) if access_of(request) == "open" else ""  # it names paths, which are nobody's business but the owner's
    return page(request, "error.html", {"status": 503, "what": what}, status=503)


def _broken(request: Request, error: Exception) -> Response:
    """The page for a fault of ours; what happened stands in the log, not on the page."""
    what = (str(error) if isinstance(error, SourcierError) else type(error).__name__) if access_of(request) == "open" else ""
    return guarded(page(request, "error.html", {"status": 500, "what": what}, status=500))
