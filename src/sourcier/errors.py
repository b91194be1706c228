"""Every error that Sourcier raises on purpose; each prints as one line: what failed, on what, because of what.

A page that holds no article still tells something of itself: its error carries that, an `Imprint`.

SourcierError
    UsageError          an option or argument that cannot be right                      exit 2
    GatherError         a page, feed or archive that could not be fetched or opened     exit 3
        RefusedError    an address or answer that the rules of safety or politeness refuse
        TooLargeError   an answer past a limit of bytes, inflated bytes or time
        ArchiveError    a WARC or WACZ file that cannot be read
        FeedError       bytes that are no feed
    ReadError           a page that holds no plain article (reason, address, imprint)    exit 3
    LanguageError       a language pack that breaks its own rules (file, rule)           exit 1
    NothingFoundError   something was asked for and is not there                         exit 4
    StoreError          a library that cannot be opened, read or written                 exit 5
        DamagedError    a library file that is not one, or is broken
        SchemaError     a library written by another version of the schema
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

_MAX_TITLE = 80


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a page that holds no article tells of itself: title, name of the outlet, when it was published, and where that was read.

    Each is None where the page does not tell it; `published_in` is a place as in `Article.found`.
    """

    title: str | None = None
    outlet: str | None = None
    published: datetime | date | None = None
    published_in: str | None = None

    def __str__(self) -> str:
        """The title in quotation marks, cut where it is long, the outlet and the day; "" where the page tells none of them.

        >>> str(Imprint("High tide", "The Lamp", date(2031, 3, 4)))
        '"High tide", The Lamp, 2031-03-04'
        """
        title = self.title if self.title is None or len(self.title) <= _MAX_TITLE else f"{self.title[: _MAX_TITLE - 1].rstrip()}…"
        day = self.published.isoformat()[:10] if self.published else None
        return ", ".join(part for part in (title and f'"{title}"', self.outlet, day) if part)


class SourcierError(Exception):
    """The root of all: `what` failed, on `subject`, because of `reason`."""

    exit_code: ClassVar[int] = 1
    what: ClassVar[str] = "failed"

    def __init__(self, reason: str, subject: str = "") -> None:
        super().__init__(reason, subject)
        self.reason = reason
        self.subject = subject

    def __str__(self) -> str:
        """One line, whatever the reason holds: line breaks and control characters become spaces."""
        return _one_line(self.what, self.subject, self.reason)


def _one_line(*parts: str) -> str:
    """The parts that hold anything, behind each other; nothing of them can end the line or steer a terminal."""
    line = ": ".join(part for part in parts if part)
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())


class UsageError(SourcierError, ValueError):
    """An option or argument that cannot be right."""

    exit_code = 2
    what = "wrong use"


class GatherError(SourcierError):
    """A page, feed or archive that could not be fetched or opened."""

    exit_code = 3
    what = "could not gather"


class RefusedError(GatherError):
    """An address or answer that the rules of safety or politeness refuse."""

    what = "refused to gather"


class TooLargeError(GatherError):
    """An answer past a limit of bytes, inflated bytes or time."""

    what = "gave up gathering"


class ArchiveError(GatherError):
    """A WARC or WACZ file that cannot be read."""

    what = "could not read the archive"


class FeedError(GatherError):
    """Bytes that are no feed."""

    what = "could not read the feed"


class ReadError(SourcierError):
    """A page that holds no plain article; `reason` says what it is instead, `address` where it stands, `imprint` what it tells of itself.

    Pages that were refused before they were laid out (bytes that are no text, pages over a limit) tell nothing.

    Reasons in use: "empty", "not text", "not an article", "paywalled", "live blog", "gallery", "section page", "consent page",
    "error page", "filled by script", "too large", "too deep", "too many nodes", "too many attributes".
    """

    exit_code = 3
    what = "no article to read"

    def __init__(self, reason: str, address: str = "", *, imprint: Imprint | None = None) -> None:
        super().__init__(reason, address)
        self.imprint = imprint or Imprint()

    def __str__(self) -> str:
        """One line, with what the page tells of itself at its end."""
        return _one_line(self.what, self.subject, self.reason, str(self.imprint))

    @property
    def address(self) -> str:
        """Where the page stands."""
        return self.subject


class LanguageError(SourcierError, ValueError):
    """A language pack that breaks its own rules; `subject` is file and rule."""

    what = "language pack is wrong"


class NothingFoundError(SourcierError, LookupError):
    """Something was asked for and is not there."""

    exit_code = 4
    what = "nothing found"


class StoreError(SourcierError):
    """A library that cannot be opened, read or written."""

    exit_code = 5
    what = "library error"


class DamagedError(StoreError):
    """A library file that is not one, or is broken."""

    what = "library is damaged"


class SchemaError(StoreError):
    """A library written by another version of the schema."""

    what = "library has another schema"
