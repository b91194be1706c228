"""Every error that Sourcier raises on purpose; each prints as one line: what failed, on what, because of what.

SourcierError
    UsageError          an option or argument that cannot be right                      exit 2
    GatherError         a page, feed or archive that could not be fetched or opened     exit 3
        RefusedError    an address or answer that the rules of safety or politeness refuse
        TooLargeError   an answer past a limit of bytes, inflated bytes or time
        ArchiveError    a WARC or WACZ file that cannot be read
        FeedError       bytes that are no feed
    ReadError           a page that holds no plain article (reason, address)             exit 3
    LanguageError       a language pack that breaks its own rules (file, rule)           exit 1
    NothingFoundError   something was asked for and is not there                         exit 4
    StoreError          a library that cannot be opened, read or written                 exit 5
        DamagedError    a library file that is not one, or is broken
        SchemaError     a library written by another version of the schema
"""

from __future__ import annotations

from typing import ClassVar


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
        parts = [self.what, self.subject, self.reason]
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
    """A page that holds no plain article; `reason` says what it is instead, `address` where it stands.

    Reasons in use: "empty", "not text", "not an article", "paywalled", "live blog", "gallery", "section page", "consent page",
    "error page", "filled by script", "too large", "too deep", "too many nodes", "too many attributes".
    """

    exit_code = 3
    what = "no article to read"

    def __init__(self, reason: str, address: str = "") -> None:
        super().__init__(reason, address)

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
