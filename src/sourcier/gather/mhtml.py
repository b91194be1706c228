"""Pages that a browser saved with all their parts in one file (MHTML, RFC 2557), and mails: both are MIME messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from sourcier.errors import GatherError
from sourcier.model import Page
from sourcier.text.addresses import split_address

# The fields of a message, folded lines with them, up to the empty line; one of them must be MIME-Version. Every server that a mail came
# by, and every seal on it, adds some: a hundred of them in 30 KB are common.
_FIELDS = re.compile(rb"(?:[!-9;-~]{1,76}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,400}\r?\n")
_MIME = re.compile(rb"(?im)^mime-version:\s*1\.0")
_HEAD = 1 << 16
_HTML = ("text/html", "application/xhtml+xml")


def is_message(content: bytes) -> bool:
    r"""Whether bytes begin a MIME message.

    >>> is_message(b"Subject: Le phare\r\nMIME-Version: 1.0\r\n\r\n"), is_message(b"Le phare : un drame\nMIME\n\n")
    (True, False)
    """
    fields = _FIELDS.match(content[:_HEAD].lstrip(b"\r\n"))
    return fields is not None and _MIME.search(fields[0]) is not None


def read_message(page: Page) -> Page:
    """The page that a message holds: the bytes of its first HTML, with the address and the time that the browser wrote beside it.

    Raises:
        GatherError: the message holds no HTML, or is nested beyond reason.
    """
    try:
        message = message_from_bytes(page.content.lstrip(b"\r\n"))
        root = next((part for part in _parts(message) if part.get_content_type() in _HTML), None)
        content = root.get_payload(decode=True) if root is not None else None
    except (RecursionError, ValueError, LookupError) as error:
        raise GatherError(f"a message that cannot be taken apart ({type(error).__name__})", page.address) from None
    if root is None or not isinstance(content, bytes) or not content.strip():
        raise GatherError("a message without a page in it", page.address)
    charset = root.get_param("charset")
    kind = f"{root.get_content_type()}; charset={charset}" if isinstance(charset, str) else root.get_content_type()
    told = (str(message.get("Snapshot-Content-Location") or ""), str(root.get("Content-Location") or ""))
    address = next((address for address in map(_unfolded, told) if split_address(address) is not None), page.address)
    return replace(page, address=address, content=content, content_type=kind, captured_at=page.captured_at or _moment(message))


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message in order, the one that it names as its beginning before all others."""
    start = message.get_param("start")
    parts = [part for part in message.walk() if not part.is_multipart()]
    yield from sorted(parts, key=lambda part: not (isinstance(start, str) and part.get("Content-ID") == start))


def _unfolded(field: str) -> str:
    """A field without the breaks that long lines are given."""
    return "".join(field.split())


def _moment(message: Message) -> datetime | None:
    """When the message says that it was written, None where it does not."""
    try:
        moment = parsedate_to_datetime(str(message.get("Date")))
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
