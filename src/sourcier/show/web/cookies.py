"""What a browser keeps for the reader: never seen by scripts, sent to this host alone, and over https only where the page came so.

Behind https each carries the prefix "__Host-", so that no neighbouring host can set one (RFC 6265bis, 4.1.3.2).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response


def cookie_of(request: Request, name: str) -> str:
    """What the browser keeps under a name, "" when it keeps nothing."""
    return request.cookies.get(_named(request, name), "")


def give_cookie(answer: Response, request: Request, name: str, value: str, *, seconds: int) -> None:
    """Nothing; the browser is told to keep a value for so long."""
    is_safe = _is_safe(request)
    answer.set_cookie(_named(request, name), value, max_age=seconds, path="/", secure=is_safe, httponly=True, samesite="lax")


def take_cookie(answer: Response, request: Request, name: str) -> None:
    """Nothing; the browser is told to forget what it keeps under a name."""
    answer.delete_cookie(_named(request, name), path="/", secure=_is_safe(request), httponly=True, samesite="lax")


def _named(request: Request, name: str) -> str:
    """The name under which the browser keeps it."""
    return f"__Host-{name}" if _is_safe(request) else name


def _is_safe(request: Request) -> bool:
    """Whether the page travels by https, as far as the server or a proxy that it trusts can tell."""
    return request.url.scheme == "https"
