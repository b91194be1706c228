"""The door before each page: it finds out who asks, and lets in whoever holds the right that the table of permissions names."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sourcier.accounts import digest_of
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.cookies import cookie_of
from sourcier.show.web.keys import bearer, key_of
from sourcier.show.web.render import address, page
from sourcier.show.web.rights import right_for
from sourcier.show.web.who import Right, Who, access_of, may, stranger

SESSION = "session"
# A token has 43 characters; nothing longer is looked up.
_LONGEST = 64


class Door:
    """An ASGI application that is reached by whoever holds a right."""

    def __init__(self, app: ASGIApp, right: Right) -> None:
        self._app = app
        self._right = right

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application within does, or say why not."""
        request = Request(scope, receive)
        token = "" if access_of(request) == "open" else cookie_of(request, SESSION)
        who = await run_in_threadpool(_holder, request, token) if token else stranger(access_of(request))
        if not who.account_id and access_of(request) != "open" and (key := key_of(request)) and len(key) <= _LONGEST:
            who = await run_in_threadpool(bearer, request, key)
        request.state.who = who
        if may(who, self._right):
            await self._app(scope, receive, self._sending(send, request, who))
        else:
            await (await run_in_threadpool(_refusal, request, who))(scope, receive, send)

    def _sending(self, send: Send, request: Request, who: Who) -> Send:
        """How an answer goes out: what is not for everybody is kept by no cache, and by no browser after signing out."""
        if access_of(request) == "open" or self._right == "anybody":
            return send

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store" if who.account_id else "private, no-cache")
            await send(message)

        return send_private


def behind_doors(routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """The routes, each behind the door that the table of permissions names for it."""
    return [_behind_door(route) for route in routes]


def _behind_door(route: BaseRoute) -> BaseRoute:
    """One route behind its door.

    Raises:
        TypeError: no door fits before it.
    """
    if isinstance(route, Mount):
        return Mount(route.path, app=Door(route.app, right_for("GET", route.path)))
    if not isinstance(route, Route) or not route.methods:
        raise TypeError(f"no door fits before {route!r}")
    rights = {right_for(method, route.path) for method in route.methods}
    if len(rights) != 1:
        raise TypeError(f"the methods of {route.path} ask for different rights: make a route of each")
    return Route(route.path, route.endpoint, methods=sorted(route.methods), name=route.name, middleware=[Middleware(Door, rights.pop())])


def _holder(request: Request, token: str) -> Who:
    """Whoever holds the session of a token; a stranger when it is void."""
    if len(token) > _LONGEST:
        return stranger(access_of(request))
    digest = digest_of(token)
    account = library_of(request).accounts.holder(digest, "session", now_of(request))
    return Who(account.role, account.name, account.account_id, digest) if account else stranger(access_of(request))


def _refusal(request: Request, who: Who) -> Response:
    """Why somebody is not let in: people are led to sign in, programs told to."""
    path = request.url.path
    if who.account_id:
        answer: Response = page(request, "error.html", {"status": 403, "what": ""}, status=403)
    elif path.startswith(("/api/", "/feed/")):
        # What a program may send is told as HTTP wants it (RFC 9110, 11.6.1).
        answer = JSONResponse(
            {"error": "sign in first, or bring a key"}, status_code=401, headers={"WWW-Authenticate": 'Bearer realm="Sourcier"'}
        )
    elif request.method in {"GET", "HEAD"}:
        back = path + (f"?{request.url.query}" if request.url.query else "")
        answer = RedirectResponse(address("/sign-in", {"next": None if back == "/" else back}), status_code=303)
    else:
        answer = page(request, "error.html", {"status": 401, "what": ""}, status=401)
    answer.headers["Cache-Control"] = "no-store"
    return answer
