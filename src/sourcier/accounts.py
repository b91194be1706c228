"""The values of who may use a shared library: accounts with their roles, and the tickets that let a browser or a program in.

Like `model`, frozen and made once. Times are aware and in UTC. Nothing here is a secret in clear: passwords are kept as their
argon2id hashes, tickets as sha-256 digests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal
from unicodedata import normalize

from sourcier.errors import UsageError

Role = Literal["reader", "moderator", "owner"]
TicketKind = Literal["session", "invitation", "key"]
# What each role may do, the next one more: readers read in full, comment and ask for pages; moderators moderate, follow and watch;
# owners make accounts and name webhooks.
ROLES: tuple[Role, ...] = ("reader", "moderator", "owner")
_NAME = re.compile(r"[\w](?:[\w.-]{0,38}[\w])?")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in: `password` is the hash, "" until it was chosen."""

    account_id: str
    name: str
    role: Role
    made_at: datetime
    # Left out of whatever is printed of an account.
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets somebody in until `ends_at`: a session, an invitation to choose a password, good once, or a key for programs.

    `digest` is that of the token, which only the browser, the person invited or the program holds.
    """

    digest: str = field(repr=False)
    kind: TicketKind
    account_id: str
    made_at: datetime
    ends_at: datetime


def account_name(text: str) -> str:
    """One spelling of the name somebody signs in by: whatever its case and the way its letters are put together.

    >>> account_name(" Ève.Marchalune ")
    'ève.marchalune'

    Raises:
        UsageError: it is empty, longer than 40 characters, or holds more than letters, digits, "." and "-".
    """
    name = normalize("NFKC", text).casefold().strip()
    if not _NAME.fullmatch(name):
        raise UsageError("a name has at most 40 letters, digits, full stops and hyphens", text[:60])
    return name


def digest_of(token: str) -> str:
    """The digest by which a token is known at rest; tokens are long and random, so that it needs no salt.

    >>> digest_of("invented")[:8]
    '80914f02'
    """
    return sha256(token.encode("utf-8", "replace")).hexdigest()
