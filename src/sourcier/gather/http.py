"""The one way by which anything is fetched: vetted at every hop, within limits, politely.

Pages, feeds, robots.txt and whatever else is asked for by address pass through `Fetcher.ask`.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.client_proto import ResponseHandler

from sourcier.errors import GatherError, RefusedError, TooLargeError
from sourcier.gather.codings import ACCEPTED, decoders_for, unfold
from sourcier.gather.guard import Target, VettedResolver, vet_address
from sourcier.gather.pace import Pace
from sourcier.gather.robots import AGENT, LONGEST_FILE, Robots
from sourcier.gather.validators import NOT_KNOWN, Validators, retry_after, validators_of
from sourcier.model import Page

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# Bytes of head, of all interim answers (1xx) and of the connection beside the body.
_HEAD_BYTES = 1 << 20
_MOST_HEADERS = 1000
_LONGEST_HEADER = 128 << 10
# What of a header is kept with the page; the three that tell of the wire would be wrong beside the bytes unfolded.
_KEPT_HEADER = 8192
_DROPPED_HEADERS = frozenset({"set-cookie", "set-cookie2", "content-encoding", "transfer-encoding", "content-length"})
_MOST_ORIGINS = 10_000
# Seconds: RFC 9309 section 2.4 lets rules be kept for a day; a robots.txt that could not be had is asked for again sooner.
_ROBOTS_AGE = 86_400.0
_ROBOTS_PAUSE = 600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one address is taken: seconds in all, bytes on the wire, bytes unfolded, redirects followed."""

    seconds: float = 30.0
    wire_bytes: int = 15 << 20
    page_bytes: int = 40 << 20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: the status, the page (empty where the status says so), and what it says about asking again.

    `asked` is the address as asked for, `page.address` the one that answered in the end. `moved_to` is set when every redirect
    on the way was a permanent one. `wait` is Retry-After in seconds.
    """

    asked: str
    status: int
    page: Page
    validators: Validators = NOT_KNOWN
    wait: float | None = None
    moved_to: str | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the page is still the one that the validators stand for."""
        return self.status == 304


def utc_now() -> datetime:
    """The time of day, at the edge of the program where captures are dated."""
    return datetime.now(UTC)


class _CappedHandler(ResponseHandler):
    """A connection that ends itself past so many bytes an answer: endless interim answers and heads never reach us otherwise."""

    def __init__(self, loop: asyncio.AbstractEventLoop, cap: int) -> None:
        super().__init__(loop)
        self._cap, self._taken = cap, 0

    def set_response_params(self, **settings: Any) -> None:  # noqa: ANN401 - the signature is aiohttp's and grows with it
        self._taken = 0
        super().set_response_params(**settings)

    def data_received(self, data: bytes) -> None:
        self._taken += len(data)
        if self._taken <= self._cap:
            super().data_received(data)
            return
        self.set_exception(TooLargeError(f"more than {self._cap} bytes came"))
        if self._payload is not None:
            self._payload.set_exception(TooLargeError(f"more than {self._cap} bytes came"))
        self.abort()


def _capped(loop: asyncio.AbstractEventLoop, cap: int) -> ResponseHandler:
    """A capped connection under its general type, as the connector wants it."""
    return _CappedHandler(loop, cap)


class _VettedConnector(aiohttp.TCPConnector):
    """Connections to vetted addresses only, each with a cap on what may come; nothing is looked up twice."""

    def __init__(self, allow: Sequence[str], cap: int) -> None:
        super().__init__(resolver=VettedResolver(allow), use_dns_cache=False, limit=64, limit_per_host=2)
        # aiohttp has no public way to hand over a protocol; a test sees that it keeps using this one.
        self._factory = functools.partial(_capped, asyncio.get_running_loop(), cap)


class Fetcher:
    """Fetches many addresses over shared connections: use it as `async with Fetcher() as fetcher`.

    `allow` names hosts ("host" or "host:port") that may stand in a private network; `gap` is the seconds between two requests to
    one host; `contact` is the page that the User-Agent names; `now` tells the time of capture.
    """

    def __init__(
        self,
        *,
        allow: Sequence[str] = (),
        respect_robots: bool = True,
        gap: float = 1.0,
        contact: str = "",
        limits: Limits | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._allow, self._respect_robots, self._limits, self._now = tuple(allow), respect_robots, limits or Limits(), now
        self._agent = f"{AGENT}/{version('sourcier')}" + (f" (+{contact})" if contact else "")
        self._pace = Pace(gap)
        self._robots: dict[str, tuple[float, asyncio.Task[Robots | GatherError]]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = _VettedConnector(self._allow, self._limits.wire_bytes + _HEAD_BYTES)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10.0),
            max_headers=_MOST_HEADERS,
            max_field_size=_LONGEST_HEADER,
            headers={"User-Agent": self._agent, "Accept-Encoding": ACCEPTED, "Accept": "text/html, application/xml;q=0.9, */*;q=0.8"},
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for _, task in self._robots.values():
            task.cancel()
        if self._session is not None:
            await self._session.close()

    async def fetch(self, address: str) -> Page:
        """The page at an address.

        Raises:
            RefusedError: the address, a redirect on the way or robots.txt forbids it.
            TooLargeError: a limit of bytes or seconds was met.
            GatherError: no whole page came.
        """
        answer = await self.ask(address)
        if not 200 <= answer.status < 300 or answer.status in (204, 205, 206):
            raise GatherError(_status_line(answer), address)
        return answer.page

    async def ask(self, address: str, known: Validators = NOT_KNOWN) -> Answer:
        """The answer of an address, whatever its status; with `known`, only if the page has changed since.

        Raises:
            RefusedError: the address, a redirect on the way or robots.txt forbids it.
            TooLargeError: a limit of bytes or seconds was met.
            GatherError: nothing whole came, or something that is no HTTP.
        """
        with _plain_errors(address, self._limits.seconds):
            target = vet_address(address, self._allow)
            gap = await self._permitted_gap(target)
            # The deadline begins when it is our turn: how long others wait for the same host says nothing about this page.
            async with self._pace.turn(target.host, gap), asyncio.timeout(self._limits.seconds):
                return await self._follow(target, address, known)

    async def send(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer to a body that is sent (POST) to an address, within the same rules; redirects are not followed.

        robots.txt is not asked: whoever names an address to be told something there has the say over it.

        Raises:
            RefusedError: the address is not allowed.
            TooLargeError: no answer within the seconds given.
            GatherError: nothing came that is HTTP.
        """
        with _plain_errors(address, self._limits.seconds):
            target = vet_address(address, self._allow)
            if self._session is None:
                raise GatherError("the fetcher is not open", address)
            async with asyncio.timeout(self._limits.seconds):
                async with self._session.post(target.url, data=body, headers=headers, allow_redirects=False) as response:
                    response.close()
                    return response.status

    async def _follow(self, target: Target, asked: str, known: Validators) -> Answer:
        """The answer at the end of the redirects, each of them vetted like the first address."""
        first, is_permanent = target.address, True
        for _ in range(self._limits.redirects + 1):
            async with self._opened(target, known) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or location is None:
                    moved_to = target.address if is_permanent and target.address != first else None
                    return await self._answer(target, response, asked, moved_to)
                is_permanent = is_permanent and response.status in _PERMANENT
            target = vet_address(_joined(target.address, location), self._allow)
            await self._permitted_gap(target)
        raise GatherError(f"more than {self._limits.redirects} redirects", asked)

    @asynccontextmanager
    async def _opened(self, target: Target, known: Validators) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request, its connection closed whatever happens."""
        if self._session is None:
            raise GatherError("the fetcher is not open", target.address)
        async with self._session.get(target.url, allow_redirects=False, headers=known.request_headers()) as response:
            try:
                yield response
            finally:
                if not response.content.at_eof():
                    response.close()

    async def _answer(self, target: Target, response: aiohttp.ClientResponse, asked: str, moved_to: str | None) -> Answer:
        """The whole answer as a value."""
        content_type = response.headers.get("Content-Type")
        has_page = 200 <= response.status < 300 and response.status not in (204, 205, 206)
        if has_page and (content_type or "").lower().startswith(("video/", "audio/")):
            raise RefusedError(f"{(content_type or '')[:60]} is no page", target.address)
        content = await self._body(target.address, response) if has_page else b""
        now = self._now()
        headers = tuple((k, v) for k, v in response.headers.items() if k.lower() not in _DROPPED_HEADERS and len(v) <= _KEPT_HEADER)
        page = Page(target.address, content, content_type, now, headers)
        wait = retry_after(response.headers.get("Retry-After"), now)
        return Answer(asked, response.status, page, validators_of(response.headers), wait, moved_to)

    async def _body(self, address: str, response: aiohttp.ClientResponse, *, cut_at: int | None = None) -> bytes:
        """The body with its codings undone; with `cut_at`, only so many bytes of it, else all or an error."""
        decoders = decoders_for(", ".join(response.headers.getall("Content-Encoding", [])), address)
        cap = self._limits.page_bytes
        declared = response.content_length
        if cut_at is None and declared is not None and declared > self._limits.wire_bytes:
            raise TooLargeError(f"{declared} bytes are announced", address)
        body, taken = bytearray(), 0
        async for piece in response.content.iter_chunked(1 << 16):
            taken += len(piece)
            if taken > self._limits.wire_bytes:
                raise TooLargeError(f"more than {self._limits.wire_bytes} bytes came", address)
            body += unfold(piece, decoders, cap, address)
            if cut_at is not None and len(body) >= cut_at:
                return bytes(body[:cut_at])
            if len(body) > cap:
                raise TooLargeError(f"the answer unfolds to more than {cap} bytes", address)
        if not all(decoder.is_whole() for decoder in decoders):
            raise GatherError("the answer was cut short", address)
        return bytes(body)

    async def _permitted_gap(self, target: Target) -> float | None:
        """The gap that the site's robots.txt asks for.

        Raises:
            RefusedError: robots.txt forbids the address, or cannot be had, which counts as a refusal.
        """
        if not self._respect_robots:
            return None
        task = self._robots_of(target.origin)
        robots = task.result() if task.done() else await asyncio.shield(task)
        if isinstance(robots, GatherError):
            raise type(robots)(f"{robots.reason} (asked for robots.txt first)", target.address)
        if not robots.allows(target.address):
            raise RefusedError("robots.txt forbids it", target.address)
        return robots.gap

    def _robots_of(self, origin: str) -> asyncio.Task[Robots | GatherError]:
        """The rules of an origin, asked for once a day; whoever needs them meanwhile waits for the same answer."""
        now = asyncio.get_running_loop().time()
        asked_at, task = self._robots.get(origin, (0.0, None))
        if (
            task is None
            or now - asked_at > _ROBOTS_AGE
            or (task.done() and isinstance(task.result(), GatherError) and now - asked_at > _ROBOTS_PAUSE)
        ):
            if len(self._robots) >= _MOST_ORIGINS:
                self._robots.clear()
            task = asyncio.create_task(self.robots(f"{origin}/robots.txt"))
            self._robots[origin] = (now, task)
        return task

    async def robots(self, address: str) -> Robots | GatherError:
        """The rules at an address of a robots.txt, or why there are none to be had, which means that nothing may be asked for.

        RFC 9309 section 2.3.1: 4xx means that there are no rules, 5xx and silence that all is forbidden.
        """
        try:
            with _plain_errors(address, self._limits.seconds / 2):
                async with asyncio.timeout(self._limits.seconds / 2):
                    return await self._read_robots(address)
        except GatherError as error:
            return error

    async def _read_robots(self, address: str) -> Robots:
        """The rules behind at most five redirects."""
        target = vet_address(address, self._allow)
        for _ in range(self._limits.redirects + 1):
            async with self._opened(target, NOT_KNOWN) as response:
                if response.status < 300:
                    return Robots(await self._body(target.address, response, cut_at=LONGEST_FILE))
                if response.status >= 500 or response.status == 429:
                    raise RefusedError(f"the server answers with status {response.status}", address)
                if response.status not in _REDIRECTS or "Location" not in response.headers:
                    return Robots(b"")
                target = vet_address(_joined(target.address, response.headers["Location"]), self._allow)
        return Robots(b"")


def _joined(address: str, location: str) -> str:
    """Where a Location header leads, its bytes read as UTF-8 as servers mean them."""
    if len(location) > _KEPT_HEADER:
        raise RefusedError("a redirect to an address that is too long", address)
    try:
        return urljoin(address, location.encode("utf-8", "surrogateescape").decode("utf-8"))
    except ValueError:
        raise RefusedError("a redirect to no valid address", address) from None


def _status_line(answer: Answer) -> str:
    """Why an answer is no page, in words."""
    if answer.status == 206:
        return "only a part of the page was sent"
    if answer.status in (204, 205, 304):
        return "no page was sent"
    later = f", come back in {answer.wait:.0f} s" if answer.wait is not None else ""
    return f"the server answers with status {answer.status}{later}"


@contextmanager
def _plain_errors(address: str, seconds: float) -> Iterator[None]:
    """Every way in which a connection fails, as one of our errors with the address as its subject."""
    try:
        yield
    except GatherError as error:
        raise type(error)(error.reason, error.subject or address) from None
    except TimeoutError:
        raise TooLargeError(f"no whole answer within {seconds:g} s", address) from None
    except aiohttp.ClientPayloadError as error:
        cause = error.__cause__
        raise (cause if isinstance(cause, TooLargeError) else GatherError("the answer was cut short", address)) from None
    except aiohttp.ClientSSLError:
        raise GatherError("no safe connection (TLS) could be made", address) from None
    except aiohttp.ClientConnectorError:
        raise GatherError("no connection could be made", address) from None
    except aiohttp.ServerDisconnectedError:
        raise GatherError("the server hung up", address) from None
    except (aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError, OSError, ValueError):
        raise GatherError("the answer is not HTTP as it should be", address) from None


@contextmanager
def fetching(
    *,
    allow_private: Sequence[str] = (),
    respect_robots: bool = True,
    timeout: float = 30.0,
    gap: float = 1.0,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[Callable[[str], Page]]:
    """A blocking function from address to page that shares connections, robots rules and gaps among its calls.

    The function raises what `Fetcher.fetch` raises.
    """
    fetcher = Fetcher(allow=allow_private, respect_robots=respect_robots, gap=gap, limits=Limits(seconds=timeout), now=now)
    with asyncio.Runner() as runner:
        runner.run(fetcher.__aenter__())
        try:
            yield lambda address: runner.run(fetcher.fetch(address))
        finally:
            runner.run(fetcher.__aexit__(None, None, None))


def fetch_page(
    address: str,
    *,
    allow_private: Sequence[str] = (),
    respect_robots: bool = True,
    timeout: float = 30.0,
    now: Callable[[], datetime] = utc_now,
) -> Page:
    """The page at one address, blocking; for several use `fetching`.

    Raises:
        GatherError: as `Fetcher.fetch`.
    """
    with fetching(allow_private=allow_private, respect_robots=respect_robots, timeout=timeout, now=now) as fetch:
        return fetch(address)
