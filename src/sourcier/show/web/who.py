"""Who asks, and what they may: the three ways a library is opened, the rights, and whoever stands before a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

# "open": whoever reaches it is its owner, as on the loopback of one's own machine; "members": people with an account; "public":
# anybody reads, in excerpts, and people with an account read all.
Access = Literal["open", "members", "public"]
# Each holds those before it. "anybody" need not even read: signing in, the style sheet; "visitor" reads what is public.
Right = Literal["anybody", "visitor", "reader", "moderator", "owner"]
RIGHTS: tuple[Right, ...] = ("anybody", "visitor", "reader", "moderator", "owner")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody before a page: the right they hold; name, account and the digest of their session are "" for who is not signed in."""

    right: Right
    name: str = ""
    account_id: str = ""
    session: str = field(default="", repr=False)


def stranger(access: Access) -> Who:
    """Whoever is not signed in to a library that is opened so.

    >>> stranger("public").right, stranger("open").right
    ('visitor', 'owner')
    """
    rights: dict[Access, Right] = {"open": "owner", "members": "anybody", "public": "visitor"}
    return Who(rights[access])


def access_of(request: Request) -> Access:
    """How the library of the application is opened."""
    access: Access = request.app.state.access
    return access


def who_of(request: Request) -> Who:
    """Who sends a request, as its door has found; a stranger where it came through none."""
    found = getattr(request.state, "who", None)
    return found if isinstance(found, Who) else stranger(access_of(request))


def member_of(request: Request) -> Who:
    """Who sends a request, with an account.

    Raises:
        HTTPException: they have none.
    """
    who = who_of(request)
    if not who.account_id:
        raise HTTPException(400, "there is no account here")
    return who


def may(who: Who, right: Right) -> bool:
    """Whether somebody holds a right.

    >>> may(Who("moderator"), "reader"), may(Who("moderator"), "owner")
    (True, False)
    """
    return RIGHTS.index(who.right) >= RIGHTS.index(right)


def sees_all(request: Request) -> bool:
    """Whether who asks is shown the texts of other outlets in full, as the library's own people are, or in excerpts."""
    return may(who_of(request), "reader")
