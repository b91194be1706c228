"""What an answer says about asking again: validators for a conditional request, and when to come back (RFC 9110, 9111)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 86_400.0
_LONGEST_VALIDATOR = 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """The marks of one version of a page: its entity tag and its Last-Modified, as sent; empty when not sent."""

    etag: str = ""
    last_modified: str = ""

    def request_headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


NOT_KNOWN = Validators()


def validators_of(headers: Mapping[str, str]) -> Validators:
    """The validators of an answer; marks that are over a kilobyte or not plain text are left out, as they cannot be sent back."""
    return Validators(_sendable(headers.get("ETag", "")), _sendable(headers.get("Last-Modified", "")))


def _sendable(value: str) -> str:
    """A header value that can be sent back safely, else nothing."""
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds to wait that a Retry-After header asks for (0 to a day), None when it says nothing that can be used.

    >>> retry_after("120", datetime(2026, 1, 2, tzinfo=UTC)), retry_after("-5", datetime(2026, 1, 2, tzinfo=UTC))
    (120.0, None)
    """
    if value is None:
        return None
    text = value.strip()[:100]
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT)
