"""Forms that readers send: only from our own pages, signed when they were made, short, and read before anything is written.

Against forged requests (https://owasp.org/www-community/attacks/csrf): the browser's own word (Sec-Fetch-Site, else Origin) that the
form comes from here, and a token that only a page of ours, shown to the same visitor, can carry.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sourcier.show.web.ask import library_of

VISITOR_COOKIE = "visitor"
_MOST_BYTES = 65_536
_MOST_FIELDS = 20
_FORM = "application/x-www-form-urlencoded"
Fields = Mapping[str, str]
Handler = Callable[[Request, Fields], Response]


def posting(handler: Handler, *, most: int = _MOST_BYTES) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that hands a form of at most `most` bytes to a handler once it is known to come from a page of ours.

    Raises:
        HTTPException: 403 for a form from elsewhere, 413 for one too long, 415 for what is no form.
    """

    async def endpoint(request: Request) -> Response:
        _vet_origin(request)
        fields = _parsed(request, await _body(request, most))
        return await run_in_threadpool(_checked, handler, request, fields)

    return endpoint


def _checked(handler: Handler, request: Request, fields: Fields) -> Response:
    """The handler's answer, if the form carries a token of ours."""
    if shown_at(request, fields) is None:
        raise HTTPException(403, "the form was not made by this page, or too long ago; go back, load it again and send it again")
    return handler(request, fields)


def now_of(request: Request) -> datetime:
    """The time by the application's clock."""
    now: datetime = request.app.state.clock()
    return now


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def visitor_of(request: Request) -> str:
    """The mark by which a visitor's forms are known to be theirs; a new one for who has none."""
    held = request.cookies.get(VISITOR_COOKIE, "")
    return held if 20 < len(held) < 80 and held.isascii() else secrets.token_urlsafe(24)


def make_token(request: Request, visitor: str) -> str:
    """The token of a form shown now to a visitor."""
    shown = str(int(now_of(request).timestamp()))
    return f"{shown}.{_signature(request, visitor, shown)}"


def shown_at(request: Request, fields: Fields) -> datetime | None:
    """When the form of these fields was shown, by its token; None when the token is not ours."""
    shown, _, signature = fields.get("token", "").partition(".")
    is_ours = shown.isascii() and shown.isdigit() and len(shown) < 12
    if not is_ours or not hmac.compare_digest(signature.encode(), _signature(request, visitor_of(request), shown).encode()):
        return None
    return datetime.fromtimestamp(int(shown), UTC)


def keyed_digest(request: Request, text: str) -> str:
    """A digest that tells nothing of the text to whoever lacks the library's secret."""
    return hmac.new(library_of(request).readers.secret(), text.encode(), sha256).hexdigest()[:32]


def _signature(request: Request, visitor: str, shown: str) -> str:
    """The signature over when a form was shown, and to whom."""
    return hmac.new(library_of(request).readers.secret(), f"form|{shown}|{visitor}".encode(), sha256).hexdigest()


def _vet_origin(request: Request) -> None:
    """Nothing.

    Raises:
        HTTPException: the browser says that the form comes from another site.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_from_here = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    is_ours = is_from_here if site is None else site == "same-origin"
    if not is_ours:
        raise HTTPException(403, "the form was sent from another site")


async def _body(request: Request, most: int) -> bytes:
    """The bytes of the form.

    Raises:
        HTTPException: there are too many.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, "the form is too long")
    return bytes(body)


def _parsed(request: Request, body: bytes) -> Fields:
    """The fields of a form.

    Raises:
        HTTPException: it is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, "only a form can be sent here")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(400, "the form cannot be read") from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}
