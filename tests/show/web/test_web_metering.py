"""Health and metrics are told on an address of their own, and name no page that somebody read."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from sourcier.errors import StoreError, UsageError
from sourcier.show.web import make_app
from sourcier.show.web.metering import Meter, Metered, kind_of, make_watch, metered
from sourcier.store import Store


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def watch(press_library: Store, meter: Meter) -> Iterator[TestClient]:
    """The private application beside a reader that is counted by the same meter."""
    with TestClient(make_watch(press_library, meter), base_url="http://127.0.0.1") as client:
        yield client


def _samples(text: str) -> dict[tuple[str, ...], float]:
    """Every sample of a text of metrics, by its name and labels."""
    return {
        (sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_reader_is_well_and_says_what_it_holds(watch: TestClient, press_library: Store) -> None:
    held = press_library.searched().articles
    assert watch.get("/health").json() == {"status": "ok", "articles": held, "waiting": 0}
    found = _samples(watch.get("/metrics").text)
    assert found["sourcier_library_up",] == 1
    assert (found["sourcier_articles",], found["sourcier_stories",]) == (held, press_library.count_stories())
    assert found["sourcier_captures",] >= held


def test_requests_are_counted_by_kind_and_nobody_s_address_is_a_name(watch: TestClient, press_library: Store, meter: Meter) -> None:
    with TestClient(Metered(make_app(press_library), meter), base_url="http://127.0.0.1") as reader:
        for path in ("/", "/", "/outlets", "/outlet/nobody-knows-it", "/secret-guess", "/network.graphml"):
            reader.get(path)
    text = watch.get("/metrics").text
    found = _samples(text)
    assert found["sourcier_requests_total", "kind=stories", "status=200"] == 2
    assert found["sourcier_requests_total", "kind=outlet", "status=404"] == 1
    assert found["sourcier_requests_total", "kind=network", "status=200"] == 1
    assert found["sourcier_request_seconds_count", "kind=other"] == 1
    assert "nobody-knows-it" not in text
    assert "secret-guess" not in text


def test_a_fault_is_counted_as_one(meter: Meter) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    TestClient(Metered(broken, meter), raise_server_exceptions=False).get("/")
    assert _samples(generate_latest(meter.registry).decode())["sourcier_requests_total", "kind=stories", "status=500"] == 1


def test_a_library_that_is_away_is_told(press_library: Store, monkeypatch: pytest.MonkeyPatch, watch: TestClient) -> None:
    def away(_: object) -> int:
        raise StoreError("disk I/O error", "library.db")

    monkeypatch.setattr(type(press_library), "waiting", away)
    assert watch.get("/health").status_code == 503
    found = _samples(watch.get("/metrics").text)
    assert found["sourcier_library_up",] == 0
    assert ("sourcier_articles",) not in found


def test_the_reader_s_own_address_tells_neither(client: TestClient) -> None:
    assert client.get("/health").status_code == client.get("/metrics").status_code == 404


def test_it_is_served_on_an_address_of_its_own(press_library: Store) -> None:
    async def hello(scope: object, receive: object, send: object) -> None:
        request = Request(scope, receive, send)  # type: ignore[arg-type] # the shapes are those of ASGI
        response: Response = PlainTextResponse(request.url.path)
        await response(scope, receive, send)  # type: ignore[arg-type] # idem

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with metered(hello, press_library, ("127.0.0.1", port)) as served:
        assert isinstance(served, Metered)
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=20) as answer:
            assert b'"ok"' in answer.read()
        with pytest.raises(HTTPError), urlopen(f"http://127.0.0.1:{port}/article/a1", timeout=20):
            pass
        with pytest.raises(UsageError, match="cannot listen"), metered(hello, press_library, ("127.0.0.1", port)):
            pass


@given(st.text())
def test_any_path_is_of_a_kind(path: str) -> None:
    assert re.fullmatch("[a-z]+", kind_of(path))
