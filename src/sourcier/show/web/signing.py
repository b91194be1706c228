"""Signing in and out: tries counted by place and account, strangers answered as slowly as people, sessions made anew each time."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.accounts import Account, Ticket, account_name, digest_of
from sourcier.errors import UsageError
from sourcier.show.web.ask import library_of, now_of, own_path
from sourcier.show.web.cookies import cookie_of, give_cookie, take_cookie
from sourcier.show.web.doors import SESSION
from sourcier.show.web.forms import Fields, form_page, keyed_digest, posting, renew_visitor
from sourcier.show.web.limits import Limiter, place_of
from sourcier.show.web.passwords import LONGEST, hash_password, is_outdated, is_password, password_faults
from sourcier.show.web.who import member_of, who_of

# Tries that one place, and one account, may make.
SIGN_INS, SIGN_INS_WITHIN = 10, timedelta(minutes=1)
# Hashes made at once, and those with whoever waits: each takes 64 MiB, and threads that make pages must be left over.
SEATS, ROOM = 2, 4
_SEAT_SECONDS = 3.0
_LASTS = timedelta(days=14)
_KNOWN, _YEAR = "known", 365 * 24 * 3600


def _signing_in(request: Request) -> Response:
    """The form to sign in."""
    return _form(request, request.query_params.get("next", "/"))


def _form(request: Request, back: str, *, name: str = "", fault: str = "", status: int = 200) -> Response:
    """The form, with what was wrong; it says the same whether or not there is such an account."""
    values = {"back": own_path(back), "name": name[:60], "fault": fault}
    return form_page(request, "sign-in.html", values, status=status)


def _signed_in(request: Request, fields: Fields) -> Response:
    """Somebody let in, or the form once more."""
    name, password, back = fields.get("name", ""), fields.get("password", ""), fields.get("next", "/")
    if len(password) > LONGEST:
        raise HTTPException(400, "no password is that long")
    key = _key(name)
    if seconds := _wait(request, key):
        answer = _form(request, back, name=name, fault="often", status=429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    account = library_of(request).accounts.named(key)
    with _seat(request):
        is_right = is_password(account.password if account else "", password)
        if account is None or not is_right:
            return _form(request, back, name=name, fault="wrong", status=401)
        if is_outdated(account.password):
            library_of(request).accounts.rehash(account, hash_password(password))
    _limits(request).forget(_counted(request, key))
    return let_in(request, account, own_path(back))


def let_in(request: Request, account: Account, back: str) -> Response:
    """The answer that lets a browser in: a new session, whatever the browser held before, and a new visitor's mark."""
    token, now = secrets.token_urlsafe(32), now_of(request)
    shelf = library_of(request).accounts
    if before := cookie_of(request, SESSION)[:64]:
        shelf.void(digest_of(before))
    shelf.give(Ticket(digest_of(token), "session", account.account_id, now, now + _LASTS))
    answer = RedirectResponse(back, status_code=303)
    give_cookie(answer, request, SESSION, token, seconds=int(_LASTS.total_seconds()))
    mark = _mark(request, account.name) or secrets.token_hex(16)
    give_cookie(answer, request, _KNOWN, f"{mark}.{keyed_digest(request, f'known|{account.name}|{mark}')}", seconds=_YEAR)
    return renew_visitor(answer, request)


def _mark(request: Request, name: str) -> str:
    """The mark of a browser in which somebody of that name has signed in before, "" for any other."""
    mark, _, digest = cookie_of(request, _KNOWN)[:100].partition(".")
    is_ours = hmac.compare_digest(digest.encode("utf-8", "replace"), keyed_digest(request, f"known|{name}|{mark}").encode())
    return mark if is_ours else ""


def _counted(request: Request, name: str) -> str:
    """What tries for an account are counted under: its browsers each for themselves, so that nobody is locked out by strangers' tries.

    See https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies.
    """
    mark = _mark(request, name)
    return f"browser {mark}" if mark else f"account {name}"


def _key(name: str) -> str:
    """The spelling under which tries for a name are counted and its account is looked for."""
    try:
        return account_name(name)
    except UsageError:
        return ""


def _wait(request: Request, key: str) -> int:
    """The seconds until who asks may try again, 0 when now."""
    place = place_of(request.client.host) if request.client else ""
    now, limits = now_of(request), _limits(request)
    return limits.take(f"place {place}", now) or limits.take(_counted(request, key), now)


def _limits(request: Request) -> Limiter:
    """What counts the tries."""
    limits: Limiter = request.app.state.limits
    return limits


@contextmanager
def _seat(request: Request) -> Iterator[None]:
    """A place among those who hash.

    Raises:
        HTTPException: there is none for now.
    """
    room, seats = request.app.state.room, request.app.state.seats
    busy = HTTPException(503, "too many people sign in right now; try again in a moment", {"Retry-After": "5"})
    if not room.acquire(blocking=False):
        raise busy
    try:
        if not seats.acquire(timeout=_SEAT_SECONDS):
            raise busy
        try:
            yield
        finally:
            seats.release()
    finally:
        room.release()


def _account(request: Request) -> Response:
    """The page of one's own account."""
    return form_page(request, "account.html", {"faults": (), "done": request.query_params.get("done", "")[:20]})


def _changed(request: Request, fields: Fields) -> Response:
    """Another password, for who knows the present one; every other session of theirs ends, and this one goes on under a new token."""
    who, old, new = member_of(request), fields.get("old", ""), fields.get("new", "")
    if len(old) > LONGEST:
        raise HTTPException(400, "no password is that long")
    if seconds := _wait(request, who.name):
        raise HTTPException(429, "too many tries; wait a little", {"Retry-After": str(seconds)})
    shelf = library_of(request).accounts
    account = shelf.find(who.account_id)
    faults: tuple[str, ...] = password_faults(new, who.name)
    with _seat(request):
        if not is_password(account.password, old):
            faults = ("wrong",)
        if faults:
            return form_page(request, "account.html", {"faults": faults, "done": ""}, status=422)
        shelf.change_password(account.account_id, hash_password(new))
    _limits(request).forget(_counted(request, who.name))
    return let_in(request, account, "/account?done=password")


def _signed_out(request: Request, fields: Fields) -> Response:  # noqa: ARG001 - the shape of a handler
    """This session ended."""
    library_of(request).accounts.void(who_of(request).session)
    return _let_out(request)


def _signed_out_everywhere(request: Request, fields: Fields) -> Response:  # noqa: ARG001 - the shape of a handler
    """Every session of one's own ended."""
    library_of(request).accounts.void_all(who_of(request).account_id)
    return _let_out(request)


def _let_out(request: Request) -> Response:
    """The answer that takes back what let a browser in."""
    answer = RedirectResponse("/", status_code=303)
    take_cookie(answer, request, SESSION)
    # Nothing that was shown while signed in stays behind (https://w3c.github.io/webappsec-clear-site-data/).
    answer.headers["Clear-Site-Data"] = '"cache"'
    return renew_visitor(answer, request)


def _invited(request: Request) -> Response:
    """The form on which somebody invited chooses a password; looking at it uses nothing up."""
    return form_page(request, "invitation.html", {"name": _guest(request).name, "faults": ()})


def _redeemed(request: Request, fields: Fields) -> Response:
    """A password chosen, and its person let in; the invitation is good no more."""
    guest, password = _guest(request), fields.get("new", "")
    if faults := password_faults(password, guest.name):
        return form_page(request, "invitation.html", {"name": guest.name, "faults": faults}, status=422)
    with _seat(request):
        hashed = hash_password(password)
    account = library_of(request).accounts.redeem(digest_of(request.path_params["token"]), hashed, now_of(request))
    if account is None:
        raise HTTPException(404, "this invitation was used already, or is too old; ask for another")
    return let_in(request, account, "/")


def _guest(request: Request) -> Account:
    """The account that an invitation is for.

    Raises:
        HTTPException: it is for nobody, any more.
    """
    digest = digest_of(request.path_params["token"][:100])
    account = library_of(request).accounts.holder(digest, "invitation", now_of(request))
    if account is None:
        raise HTTPException(404, "this invitation was used already, or is too old; ask for another")
    return account


routes = [
    Route("/sign-in", _signing_in),
    Route("/sign-in", posting(_signed_in), methods=["POST"]),
    Route("/invitation/{token}", _invited),
    Route("/invitation/{token}", posting(_redeemed), methods=["POST"]),
    Route("/account", _account),
    Route("/account/password", posting(_changed), methods=["POST"]),
    Route("/account/sign-out", posting(_signed_out), methods=["POST"]),
    Route("/account/sign-out-everywhere", posting(_signed_out_everywhere), methods=["POST"]),
]
