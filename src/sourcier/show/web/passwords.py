"""Passwords: what may be one, and their argon2id hashes (RFC 9106), renewed when the parameters rise.

The parameters are the second recommended ones of RFC 9106 (section 4), for machines without two gigabytes to spare. Length is
what makes a password hard to guess (NIST SP 800-63B, 3.1.1): 12 characters at least, no rule about their kinds.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import Literal
from unicodedata import normalize

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

PasswordFault = Literal["short", "long", "plain"]
SHORTEST, LONGEST = 12, 1_000
_LEAST_DIFFERENT = 5
_GUESSED = ("password", "motdepasse", "sourcier", "qwerty", "azerty", *"0123456789")
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16, type=Type.ID)


def password_faults(password: str, name: str) -> tuple[PasswordFault, ...]:
    """What is wrong with a password for the account of that name, () when nothing.

    >>> password_faults("correct horse battery", "ada"), password_faults("aaaaaaaaaaaaaaaa", "ada")
    ((), ('plain',))
    """
    text = normalize("NFKC", password[: LONGEST + 1])
    # What stands in every list of guesses, and the name, make nothing harder to guess.
    rest = text.casefold()
    for word in (name, *_GUESSED):
        rest = rest.replace(word, "")
    checks: list[tuple[bool, PasswordFault]] = [
        (len(text) < SHORTEST, "short"),
        (len(password) > LONGEST, "long"),
        (len(set(rest)) < _LEAST_DIFFERENT, "plain"),
    ]
    return tuple(fault for is_wrong, fault in checks if is_wrong)


def hash_password(password: str) -> str:
    """The hash of a password, with its parameters and a salt of its own."""
    return _HASHER.hash(_bytes(password))


def is_password(hashed: str, password: str) -> bool:
    """Whether the password is the one of the hash; it takes as long to say no for no hash at all ("")."""
    nobody = _nobody()
    try:
        return _HASHER.verify(hashed or nobody, _bytes(password)) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _HASHER.check_needs_rehash(hashed)


def make_password() -> str:
    """A password nobody has used: 120 bits, in groups that can be copied by hand.

    >>> len(make_password()), make_password() == make_password()
    (29, False)
    """
    letters = "abcdefghijkmnpqrstuvwxyz23456789"  # those that are not taken for one another
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(6))


def _bytes(password: str) -> bytes:
    """One spelling of a password, however a keyboard puts its letters together."""
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    """The hash that a stranger's password is compared with."""
    return _HASHER.hash(secrets.token_bytes(16))
