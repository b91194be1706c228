"""What protects the reader and its people: headers that every answer carries, and the names it answers to.

A strict Content-Security-Policy (https://www.w3.org/TR/CSP3/) lets nothing run, load or frame but what the reader itself serves; a
fixed list of host names keeps another site's name from reaching a library on loopback (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Longer addresses and longer heads are nobody's who reads (RFC 9110, 15.5.15; RFC 6585, 5).
_LONGEST_ADDRESS, _MOST_HEADERS = 8_000, 100
LOOPBACK_HOSTS: Sequence[str] = ("127.0.0.1", "localhost", "[::1]")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # No other site learns what was read here. "no-referrer" would have browsers hide the origin of our own forms too
    # (https://fetch.spec.whatwg.org/#append-a-request-origin-header), which is all they say of themselves where a page came without https.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    # What a library republishes belongs to its publishers: it is for the library's people, not for search engines.
    "X-Robots-Tag": "noindex",
}


def guarded(answer: Response) -> Response:
    """The answer with the protecting headers, for one that is made outside of everything else: that to a fault of ours."""
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


class Guarded:
    """An ASGI application whose every answer carries the protecting headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application within does, with the headers added."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > _LONGEST_ADDRESS:
            await PlainTextResponse("The address is too long.", status_code=414)(scope, receive, send_guarded)
        elif len(scope["headers"]) > _MOST_HEADERS:
            await PlainTextResponse("There are too many headers.", status_code=431)(scope, receive, send_guarded)
        elif _has_two_lengths(scope):
            answer = PlainTextResponse("The request tells two lengths.", status_code=400, headers={"Connection": "close"})
            await answer(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)


def _has_two_lengths(scope: Scope) -> bool:
    """Whether a request tells where it ends in two ways: a proxy might believe the other one (RFC 9112, 6.3 and 11.2)."""
    names = {name for name, _ in scope["headers"]}
    return b"transfer-encoding" in names and b"content-length" in names
