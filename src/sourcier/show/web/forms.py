"""Forms that readers send: only from our own pages, signed when they were made, short, and read before anything is written.

Against forged requests (https://owasp.org/www-community/attacks/csrf): the browser's own word (Sec-Fetch-Site, else Origin) that the
form comes from here, and a token that only a page of ours, shown to the same visitor in the same session, can carry.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from sourcier.errors import StoreError
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.cookies import cookie_of, give_cookie
from sourcier.show.web.render import page
from sourcier.show.web.who import who_of

_VISITOR = "visitor"
_MONTH = 30 * 24 * 3600
_MOST_BYTES = 65_536
_MOST_FIELDS = 20
# Seconds in which a form of that size is sent over the slowest of lines; whoever takes longer holds a place for nothing.
_PATIENCE = 60.0
_FORM = "application/x-www-form-urlencoded"
_FILES = "multipart/form-data"
Fields = Mapping[str, str]
Handler = Callable[[Request, Fields], Response]
# A handler that is given the bytes of a file too; what the sender calls it is never looked at.
Taker = Callable[[Request, Fields, bytes], Response]


def posting(handler: Handler, *, most: int = _MOST_BYTES) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that hands a form of at most `most` bytes to a handler once it is known to come from a page of ours.

    Raises:
        HTTPException: 403 for a form from elsewhere, 413 for one too long, 415 for what is no form.
    """

    async def endpoint(request: Request) -> Response:
        _vet_origin(request)
        _vet_kind(request, _FORM)
        fields = _parsed(await _body(request, most))
        return await run_in_threadpool(_checked, handler, request, fields)

    return endpoint


def taking(taker: Taker, *, most: int) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that hands a form with one file to a handler, under the same conditions as `posting`."""

    async def endpoint(request: Request) -> Response:
        _vet_origin(request)
        _vet_kind(request, _FILES)
        fields, content = await _parts(request, await _body(request, most))
        return await run_in_threadpool(_checked, lambda asked, told: taker(asked, told, content), request, fields)

    return endpoint


def _checked(handler: Handler, request: Request, fields: Fields) -> Response:
    """The handler's answer, if the form carries a token of ours."""
    if shown_at(request, fields) is None:
        raise HTTPException(403, "the form was not made by this page, or too long ago; go back, load it again and send it again")
    return handler(request, fields)


def visitor_of(request: Request) -> str:
    """The mark by which a visitor's forms are known to be theirs; a new one for who has none."""
    held = cookie_of(request, _VISITOR)
    return held if 20 < len(held) < 80 and held.isascii() else secrets.token_urlsafe(24)


def form_page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """The page of a template with a form on it, which is given its `token`."""
    visitor = visitor_of(request)
    return with_visitor(page(request, template, {**values, "token": make_token(request, visitor)}, status=status), request, visitor)


def with_visitor(answer: Response, request: Request, visitor: str) -> Response:
    """The answer, with the visitor's mark kept by their browser, so that the form on it can be sent."""
    give_cookie(answer, request, _VISITOR, visitor, seconds=_MONTH)
    return answer


def renew_visitor(answer: Response, request: Request) -> Response:
    """The answer, with a new mark for the visitor: forms shown before somebody signed in or out are theirs no more."""
    return with_visitor(answer, request, secrets.token_urlsafe(24))


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
    return hmac.new(_secret(request), text.encode("utf-8", "replace"), sha256).hexdigest()[:32]


def _signature(request: Request, visitor: str, shown: str) -> str:
    """The signature over when a form was shown, and to whom."""
    return hmac.new(_secret(request), f"form|{shown}|{visitor}|{who_of(request).session}".encode(), sha256).hexdigest()


def _secret(request: Request) -> bytes:
    """The secret of the library, read once a process; one of the process's own for a library that cannot be written to."""
    held: bytes | None = getattr(request.app.state, "secret", None)
    if held is None:
        try:
            held = library_of(request).readers.secret()
        except StoreError:
            held = secrets.token_bytes(32)
        request.app.state.secret = held
    return held


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


def _vet_kind(request: Request, kind: str) -> None:
    """Nothing.

    Raises:
        HTTPException: the body is not of that kind.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise HTTPException(415, "only a form can be sent here")


async def _body(request: Request, most: int) -> bytes:
    """The bytes of the form.

    Raises:
        HTTPException: there are too many, or they come too slowly.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise HTTPException(413, "the form is too long")
    except TimeoutError as error:
        raise HTTPException(408, "the form took too long to arrive") from error
    return bytes(body)


def _parsed(body: bytes) -> Fields:
    """The fields of a form.

    Raises:
        HTTPException: it is none.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(400, "the form cannot be read") from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


async def _parts(request: Request, body: bytes) -> tuple[Fields, bytes]:
    """The fields of a form with a file, and the bytes of the file.

    Raises:
        HTTPException: it is none, or has too many parts.
    """

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES)
        form = await parser.parse()
        try:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            return fields, await files[0].read() if files else b""
        finally:
            await form.close()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise HTTPException(400, "the form cannot be read") from error
