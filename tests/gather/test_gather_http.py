"""The one fetch function, against a server that breaks every rule."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from datetime import UTC, datetime

import pytest
from tests.gather.conftest import Route, Site, answer

from sourcier.errors import GatherError, RefusedError, TooLargeError
from sourcier.gather import http
from sourcier.gather.http import Answer, Fetcher, Limits, _CappedHandler, fetch_page, fetching
from sourcier.gather.validators import Validators

PAGE = "<p>La marée monte.</p>".encode()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def moved(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, f"Location: {to}")


def endless(first: bytes, unit: bytes, wait: float = 0.0) -> Route:
    def send(peer: socket.socket) -> None:
        peer.sendall(first)
        for _ in range(100_000):
            peer.sendall(unit)
            time.sleep(wait)

    return send


def ask(site: Site, path: str, known: Validators | None = None, limits: Limits | None = None) -> Answer:
    async def once() -> Answer:
        async with Fetcher(allow=(site.host,), respect_robots=False, gap=0.0, limits=limits or Limits(seconds=5.0)) as fetcher:
            return await fetcher.ask(site.at(path), known or Validators())

    return asyncio.run(once())


def test_a_page_is_its_bytes_its_type_and_its_time(site: Site) -> None:
    site.routes["/a"] = answer(PAGE, "200 OK", "Content-Type: text/html; charset=utf-8", "X-A: b", "Set-Cookie: id=1")
    page = fetch_page(site.at("/a"), allow_private=(site.host,), respect_robots=False, now=lambda: NOON)
    assert (page.address, page.content, page.content_type, page.captured_at) == (site.at("/a"), PAGE, "text/html; charset=utf-8", NOON)
    assert ("X-A", "b") in page.headers
    assert not {name.lower() for name, _ in page.headers} & {"set-cookie", "content-length", "content-encoding"}


def test_we_say_who_we_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.routes["/"] = answer(PAGE)

    async def once() -> None:
        async with Fetcher(allow=(site.host,), contact="https://phare.example/robot") as fetcher:
            await fetcher.fetch(site.at("/"))

    asyncio.run(once())
    head = site.heads[-1]
    assert "User-Agent: Sourcier/" in head
    assert "(+https://phare.example/robot)" in head
    assert "Cookie:" not in head
    assert "Authorization:" not in head


def test_a_private_address_is_refused_before_any_connection(site: Site) -> None:
    for address in (site.at("/"), f"http://localhost:{site.port}/", f"http://[::ffff:127.0.0.1]:{site.port}/"):
        with pytest.raises(RefusedError):
            fetch_page(address, respect_robots=False)
    assert site.asked == []


def test_a_name_that_leads_home_is_refused_at_the_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once, by the resolver of the connection: there is no second look-up to be answered in another way."""
    asked: list[str] = []

    def looked_up(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        number = "93.184.216.34" if len(asked) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(RefusedError, match="not on the public network"):
        fetch_page(f"http://front.example:{site.port}/", respect_robots=False)
    assert asked == ["front.example"]
    assert site.asked == []


@pytest.mark.parametrize("status", ["301 X", "302 X", "303 X", "307 X", "308 X"])
def test_every_redirect_is_vetted_anew(site: Site, status: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.05)
        site.routes["/"] = moved(f"http://127.0.0.1:{canary.getsockname()[1]}/secret", status)
        with pytest.raises(RefusedError, match="not on the public network"):
            site.fetch("/")
        with pytest.raises(TimeoutError):
            canary.accept()


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://phare.example/",
        "/a\rX-Evil: 1",
        "/a%0d%0aX: 1",
        "/" + "a" * 20_000,
    ],
)
def test_redirects_to_what_is_no_page_are_refused(site: Site, to: str) -> None:
    site.routes["/"] = moved(to)
    with pytest.raises(GatherError):
        site.fetch("/")
    assert site.asked == ["/"]


def test_five_redirects_are_followed_and_no_more(site: Site) -> None:
    for number in range(1, 8):
        site.routes[f"/{number}"] = moved(f"/{number - 1}")
    site.routes["/0"] = answer(PAGE)
    assert site.fetch("/5").address == site.at("/0")
    with pytest.raises(GatherError, match="more than 5 redirects"):
        site.fetch("/6")


def test_a_permanent_move_is_told(site: Site) -> None:
    site.routes |= {"/old": moved("/mid", "301 X"), "/mid": moved("/new", "308 X"), "/once": moved("/new"), "/new": answer(PAGE)}
    assert ask(site, "/old").moved_to == site.at("/new")
    assert ask(site, "/once").moved_to is None
    assert ask(site, "/new").moved_to is None


def test_a_redirect_in_utf_8_is_followed_as_it_was_meant(site: Site) -> None:
    site.routes["/"] = moved("/été?q=«»")
    site.routes["/%C3%A9t%C3%A9"] = answer(PAGE)
    assert site.fetch("/").content == PAGE


@pytest.mark.parametrize(
    "wire",
    [
        answer(PAGE, length=len(PAGE) + 10),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n" + PAGE,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        answer(gzip.compress(PAGE)[:-9], "200 OK", "Content-Encoding: gzip"),
        answer(PAGE, "206 Partial Content", "Content-Range: bytes 0-10/20"),
        answer(PAGE, "200 OK", "Content-Encoding: gzip"),
        answer(PAGE, "200 OK", "Content-Encoding: gzip, gzip, gzip"),
        answer(PAGE, "200 OK", f"Content-Length: {len(PAGE) + 5}"),
        b"",
        bytes(range(256)) * 20,
        b"\x16\x03\x01\x00\x05hello",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        answer(b"", "302 Found"),
        answer(b"x", "404 Not Found"),
        answer(b"x", "503 X", "Retry-After: 120"),
        answer(b"", "200 OK", length=10**15),
        answer(b"", "200 OK", "Content-Type: video/mp2t"),
    ],
)
def test_what_is_not_a_whole_page_is_an_error_of_one_line(site: Site, wire: Route) -> None:
    site.routes["/"] = wire
    with pytest.raises(GatherError) as caught:
        site.fetch("/", timeout=3.0)
    assert len(str(caught.value).splitlines()) == 1
    assert site.host in str(caught.value)


def test_the_wait_that_is_asked_for_is_told(site: Site) -> None:
    site.routes["/"] = answer(b"x", "429 X", "Retry-After: 120")
    assert ask(site, "/").wait == 120.0
    with pytest.raises(GatherError, match="status 429, come back in 120 s"):
        site.fetch("/")


@pytest.mark.parametrize(
    "wire",
    [
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"<p>mot</p>" * 6000),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"ea60\r\n" + b"<p>mot</p>" * 6000 + b"\r\n"),
        endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 60_000),
    ],
    ids=["body", "chunks", "headers", "interim answers", "one header"],
)
def test_an_endless_answer_ends_at_a_cap(site: Site, wire: Route) -> None:
    site.routes["/"] = wire
    started = time.monotonic()
    with pytest.raises(GatherError):
        ask(site, "/", limits=Limits(seconds=20.0, wire_bytes=1 << 20))
    assert time.monotonic() - started < 15.0


def test_a_bomb_ends_at_the_cap_for_what_it_unfolds_to(site: Site) -> None:
    site.routes["/"] = answer(gzip.compress(b"\0" * (64 << 20)), "200 OK", "Content-Encoding: gzip")
    with pytest.raises(TooLargeError, match="unfolds to more than"):
        site.fetch("/")


@pytest.mark.parametrize(
    "wire", [endless(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"a", 0.1), lambda _: time.sleep(3.0)], ids=["trickle", "silence"]
)
def test_the_deadline_is_for_all_of_it(site: Site, wire: Route) -> None:
    site.routes["/"] = wire
    started = time.monotonic()
    with pytest.raises(TooLargeError, match=r"no whole answer within 0\.5 s"):
        site.fetch("/", timeout=0.5)
    assert time.monotonic() - started < 2.0


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.routes["/"] = answer(PAGE, "200 OK", 'ETag: "1"', "Last-Modified: Sun, 01 Mar 2026 12:00:00 GMT")
    first = ask(site, "/")
    assert first.validators == Validators('"1"', "Sun, 01 Mar 2026 12:00:00 GMT")
    site.routes["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    again = ask(site, "/", first.validators)
    assert again.is_unchanged
    assert again.page.content == b""
    assert 'If-None-Match: "1"' in site.heads[-1]


def test_robots_is_asked_once_and_obeyed(site: Site) -> None:
    site.routes |= {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /prive"),
        "/a": answer(PAGE),
        "/b": answer(PAGE),
        "/prive": answer(PAGE),
    }
    with fetching(allow_private=(site.host,), gap=0.0) as fetch:
        assert fetch(site.at("/a")).content == fetch(site.at("/b")).content == PAGE
        with pytest.raises(RefusedError, match=r"robots\.txt forbids it"):
            fetch(site.at("/prive"))
    assert site.asked == ["/robots.txt", "/a", "/b"]


def test_robots_that_could_not_be_had_is_asked_for_again_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes |= {"/robots.txt": answer(b"x", "503 X"), "/a": answer(PAGE)}
    with fetching(allow_private=(site.host,), gap=0.0) as fetch:
        for _ in range(2):
            with pytest.raises(RefusedError, match="status 503"):
                fetch(site.at("/a"))
        assert site.asked == ["/robots.txt"]
        monkeypatch.setattr(http, "_ROBOTS_PAUSE", -1.0)
        site.routes["/robots.txt"] = answer(b"")
        assert fetch(site.at("/a")).content == PAGE


def test_a_redirect_does_not_lead_round_robots(site: Site) -> None:
    site.routes |= {"/robots.txt": answer(b"User-agent: *\nDisallow: /prive"), "/a": moved("/prive"), "/prive": answer(PAGE)}
    with pytest.raises(RefusedError, match=r"robots\.txt forbids it"):
        site.fetch("/a", respect_robots=True)
    assert "/prive" not in site.asked


@pytest.mark.parametrize(
    ("wire", "is_allowed"),
    [
        (answer(b"x", "404 X"), True),
        (answer(b"x", "403 X"), True),
        (answer(b"x", "500 X"), False),
        (answer(b"x", "429 X"), False),
        (answer(b"User-agent: *\nDisallow: /", length=1000), False),
        (moved("/robots.txt"), True),
        (moved("http://10.0.0.1/robots.txt"), False),
        (answer(gzip.compress(b"\n" * (1 << 20) + b"User-agent: *\nDisallow: /"), "200 OK", "Content-Encoding: gzip"), True),
        (b"garbage", False),
    ],
)
def test_what_follows_from_a_robots_that_cannot_be_had(site: Site, wire: bytes, is_allowed: bool) -> None:
    site.routes |= {"/robots.txt": wire, "/a": answer(PAGE)}
    if is_allowed:
        assert site.fetch("/a", respect_robots=True).content == PAGE
    else:
        with pytest.raises(GatherError, match=r"robots\.txt"):
            site.fetch("/a", respect_robots=True)
        assert "/a" not in site.asked


def test_a_host_is_asked_one_thing_at_a_time_with_a_gap(site: Site) -> None:
    site.routes |= {f"/{number}": answer(PAGE) for number in range(3)}

    async def all_at_once() -> None:
        async with Fetcher(allow=(site.host,), respect_robots=False, gap=0.15) as fetcher:
            await asyncio.gather(*(fetcher.fetch(site.at(f"/{number}")) for number in range(3)))

    asyncio.run(all_at_once())
    assert len(site.times) == 3
    assert all(later - earlier >= 0.14 for earlier, later in zip(site.times, site.times[1:], strict=False))


def test_the_cap_on_connections_is_in_force() -> None:
    """aiohttp has no public way to hand over a protocol; should a release stop using ours, this fails."""

    async def made() -> object:
        async with Fetcher() as fetcher:
            session = fetcher._session
            assert session is not None
            connector = session.connector
            assert connector is not None
            return connector._factory()

    assert isinstance(asyncio.run(made()), _CappedHandler)


def test_a_closed_fetcher_says_so(site: Site) -> None:
    with pytest.raises(GatherError, match="not open"):
        asyncio.run(Fetcher(allow=(site.host,), respect_robots=False).fetch(site.at("/")))
