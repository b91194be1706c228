"""Keys: what lets a program in that cannot sign in, a feed reader or a script, to the feeds and the JSON, as a reader, and nowhere else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.accounts import Ticket, digest_of
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.forms import Fields, form_page, posting
from sourcier.show.web.who import Who, access_of, member_of, stranger

# What a key opens: nothing that is made for people, and nothing that changes anything.
OPENED = ("/feed/", "/api/")
# A key is good until it is taken back, or the password changes.
_NO_END = datetime(9999, 1, 1, tzinfo=UTC)


def key_of(request: Request) -> str:
    """The key that a request brings, "" without one or where none is taken: as a bearer token (RFC 6750, 2.1), or in the address.

    Feed readers can send nothing but an address (`/feed/stories.atom?key=…`).
    """
    if request.method not in {"GET", "HEAD"} or not request.url.path.startswith(OPENED):
        return ""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.query_params.get("key", "")


def bearer(request: Request, key: str) -> Who:
    """Whose key it is, with a reader's right whatever the role; a stranger when it is nobody's."""
    account = library_of(request).accounts.holder(digest_of(key), "key", now_of(request))
    return Who("reader", account.name, account.account_id) if account is not None else stranger(access_of(request))


def _made(request: Request, fields: Fields) -> Response:  # noqa: ARG001 - the shape of a handler
    """The page of the account with a new key on it, shown this once, since only its digest is kept; an earlier one is void."""
    key, now = secrets.token_urlsafe(32), now_of(request)
    library_of(request).accounts.give(Ticket(digest_of(key), "key", member_of(request).account_id, now, _NO_END))
    answer = form_page(request, "account.html", {"faults": (), "done": "", "key": key, "site": str(request.base_url).rstrip("/")})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _taken_back(request: Request, fields: Fields) -> Response:  # noqa: ARG001 - the shape of a handler
    """No key opens anything for this account any more."""
    library_of(request).accounts.void_keys(member_of(request).account_id)
    return RedirectResponse("/account?done=key", status_code=303)


routes = [
    Route("/account/key", posting(_made), methods=["POST"]),
    Route("/account/key/take-back", posting(_taken_back), methods=["POST"]),
]
