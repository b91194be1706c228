"""Accounts, for owners: who may use the library and as what; a person chooses their own password by an invitation good once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sourcier.accounts import ROLES, Account, Role, Ticket, account_name, digest_of
from sourcier.errors import UsageError
from sourcier.model import make_id
from sourcier.show.web.ask import library_of, now_of
from sourcier.show.web.forms import Fields, form_page, posting
from sourcier.show.web.who import who_of

_GOOD_FOR = timedelta(days=3)


def _listing(request: Request) -> Response:
    """The accounts, and the form to make one."""
    return _page(request)


def _page(request: Request, *, fault: str = "", invited: str = "", link: str = "", status: int = 200) -> Response:
    """The page of accounts; a link that invites is shown this once, since only its digest is kept."""
    values = {
        "accounts": library_of(request).accounts.all(),
        "roles": ROLES,
        "fault": fault,
        "invited": invited,
        "link": link,
        "days": _GOOD_FOR.days,
    }
    return form_page(request, "accounts.html", values, status=status)


def _added(request: Request, fields: Fields) -> Response:
    """An account made, and its invitation."""
    now = now_of(request)
    try:
        name = account_name(fields.get("name", ""))
    except UsageError:
        return _page(request, fault="name", status=422)
    account = Account(make_id("u", name, now.isoformat()), name, _role(fields), now)
    if not library_of(request).accounts.add(account):
        return _page(request, fault="taken", status=422)
    return _with_invitation(request, account)


def _invited(request: Request, fields: Fields) -> Response:
    """Another invitation for somebody who lost their password; until it is used the present one goes on."""
    return _with_invitation(request, library_of(request).accounts.find(fields.get("account_id", "")))


def _with_invitation(request: Request, account: Account) -> Response:
    """The page with a new invitation on it."""
    token, now = secrets.token_urlsafe(32), now_of(request)
    library_of(request).accounts.give(Ticket(digest_of(token), "invitation", account.account_id, now, now + _GOOD_FOR))
    link = f"{str(request.base_url).rstrip('/')}/invitation/{token}"
    answer = _page(request, invited=account.name, link=link)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _moved(request: Request, fields: Fields) -> Response:
    """An account in another role; what it may do changes with its next page."""
    account = library_of(request).accounts.find(fields.get("account_id", ""))
    if not library_of(request).accounts.change_role(account.account_id, _role(fields)):
        return _page(request, fault="last", status=409)
    return RedirectResponse("/settings/accounts", status_code=303)


def _removed(request: Request, fields: Fields) -> Response:
    """An account gone, and its sessions with it."""
    account = library_of(request).accounts.find(fields.get("account_id", ""))
    # Whoever removes themselves would leave by accident, and the last of all would leave the library to nobody.
    if account.account_id == who_of(request).account_id or not library_of(request).accounts.remove(account.account_id):
        return _page(request, fault="last", status=409)
    return RedirectResponse("/settings/accounts", status_code=303)


def _role(fields: Fields) -> Role:
    """The role of a form.

    Raises:
        HTTPException: there is no such role.
    """
    role = fields.get("role", "")
    if role not in ROLES:
        raise HTTPException(400, "there is no such role")
    return role


routes = [
    Route("/settings/accounts", _listing),
    Route("/settings/accounts", posting(_added), methods=["POST"]),
    Route("/settings/accounts/role", posting(_moved), methods=["POST"]),
    Route("/settings/accounts/invite", posting(_invited), methods=["POST"]),
    Route("/settings/accounts/remove", posting(_removed), methods=["POST"]),
]
