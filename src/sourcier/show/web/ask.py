"""What a request asks for, read within limits: a page number, a day, a choice; nonsense counts as nothing asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast, get_args

from starlette.requests import Request

from sourcier.model import Verdict
from sourcier.store import Hit, Store, StoryFilter

_LAST_PAGE = 100_000
_LONGEST_PATH = 2_000


@dataclass(frozen=True, slots=True)
class Search:
    """What a request searches for: words, and among which articles."""

    words: str
    outlet: str
    speaker: str
    since: date | None
    until: date | None

    def hits(self, library: Store, limit: int) -> tuple[Hit, ...]:
        """The articles that answer, best first; none when no word is asked for."""
        among = {"outlet": self.outlet or None, "speaker": self.speaker or None}
        return library.search(self.words, **among, since=self.since, until=self.until, limit=limit) if self.words else ()

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for as the parameters of an address, without those that ask for nothing."""
        return _said({"q": self.words, "outlet": self.outlet, "speaker": self.speaker, "since": self.since, "until": self.until})


def search_of(request: Request) -> Search:
    """The search that a request asks for."""
    words, outlet, speaker = (text_of(request, name) for name in ("q", "outlet", "speaker"))
    return Search(words, outlet, speaker, day_of(request, "since"), day_of(request, "until"))


def story_filter_of(request: Request) -> StoryFilter:
    """The stories that a request asks for: of an outlet, within a time, with a verdict."""
    verdict = cast("Verdict | None", one_of(request, "verdict", get_args(Verdict), "") or None)
    return StoryFilter(text_of(request, "outlet") or None, day_of(request, "since"), day_of(request, "until"), verdict)


def asked_of(among: StoryFilter) -> dict[str, str]:
    """What a filter asks for as the parameters of an address, without those that ask for nothing."""
    return _said({"outlet": among.outlet, "since": among.since, "until": among.until, "verdict": among.verdict})


def _said(fields: Mapping[str, str | date | None]) -> dict[str, str]:
    """The fields that say something, as text."""
    return {name: str(field) for name, field in fields.items() if field}


def library_of(request: Request) -> Store:
    """The library that the application shows."""
    library: Store = request.app.state.library
    return library


def now_of(request: Request) -> datetime:
    """The time by the application's clock."""
    now: datetime = request.app.state.clock()
    return now


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def own_path(text: str) -> str:
    r"""A path of the reader to lead back to, "/" for whatever might lead elsewhere.

    Browsers take a backslash for a slash and leave out tabs and line feeds (https://url.spec.whatwg.org/#url-parsing).

    >>> own_path("/story/s1?said=published"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("/\t/evil.example")
    ('/story/s1?said=published', '/', '/', '/')
    """
    is_plain = text.isascii() and text.isprintable() and "\\" not in text and len(text) < _LONGEST_PATH
    return text if is_plain and text.startswith("/") and not text.startswith("//") else "/"


def page_number(request: Request) -> int:
    """The number of the page asked for, from 1."""
    asked = request.query_params.get("page", "")
    return min(max(int(asked), 1), _LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def one_of(request: Request, name: str, choices: Collection[str], default: str) -> str:
    """The choice asked for under a name, or the default."""
    asked = request.query_params.get(name, default)
    return asked if asked in choices else default


def day_of(request: Request, name: str) -> date | None:
    """The day asked for under a name, None when there is none."""
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return None


def text_of(request: Request, name: str) -> str:
    """The text asked for under a name, at most 400 characters."""
    return request.query_params.get(name, "").strip()[:400]
