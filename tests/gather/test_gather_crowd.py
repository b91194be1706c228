"""Many askings at once: every one is answered, hosts side by side, each host's own one after another."""

from __future__ import annotations

import socket
import time

import pytest
from tests.gather.conftest import Site, answer

from sourcier.errors import GatherError, RefusedError
from sourcier.gather.crowd import Ask, Crowd, Got
from sourcier.gather.http import Answer, Fetcher, Limits
from sourcier.gather.validators import Validators


def _crowd(site: Site, *, hosts: int = 8, seconds: float = 5.0, respect_robots: bool = False) -> Crowd:
    fetcher = Fetcher(allow=(site.host, f"localhost:{site.port}"), gap=0.0, respect_robots=respect_robots, limits=Limits(seconds=seconds))
    return Crowd(fetcher, hosts=hosts)


def _all(crowd: Crowd, *asks: Ask, most: int = 256) -> list[Got]:
    crowd.put(asks)
    found: list[Got] = []
    while crowd.pending:
        found += crowd.take(most, 5.0)
    return found


def _status(got: Got) -> int:
    assert isinstance(got.answer, Answer)
    return got.answer.status


def test_every_asking_is_answered_under_its_own_name(site: Site) -> None:
    site.routes = {f"/{n}": answer(str(n).encode()) for n in range(50)}
    with _crowd(site) as crowd:
        found = _all(crowd, *(Ask(f"k{n}", site.at(f"/{n}")) for n in range(60)))
    assert {got.ask.key: _status(got) for got in found} == {f"k{n}": 200 if n < 50 else 404 for n in range(60)}
    for got in found:
        assert isinstance(got.answer, Answer)
        assert got.answer.status == 404 or f"k{got.answer.page.content.decode()}" == got.ask.key


def test_what_cannot_be_asked_is_an_error_among_the_answers(site: Site) -> None:
    site.routes = {"/": answer()}
    with _crowd(site) as crowd:
        found = _all(crowd, Ask("a", "http://10.0.0.1/"), Ask("b", "no address"), Ask("c", site.at("/")), Ask("d", "http://[::1/"))
    kinds = {got.ask.key: type(got.answer) for got in found}
    assert kinds == {"a": RefusedError, "b": RefusedError, "c": Answer, "d": RefusedError}


def test_a_fault_of_ours_is_one_error_and_not_the_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes = {"/": answer()}
    real = Fetcher.ask

    async def faulty(self: Fetcher, address: str, known: Validators) -> Answer:
        if address.endswith("bad"):
            raise ZeroDivisionError("oh")
        return await real(self, address, known)

    monkeypatch.setattr(Fetcher, "ask", faulty)
    with _crowd(site) as crowd:
        found = {got.ask.key: got.answer for got in _all(crowd, Ask("a", site.at("/bad")), Ask("b", site.at("/")))}
    assert isinstance(found["a"], GatherError)
    assert "internal fault" in str(found["a"])
    assert isinstance(found["b"], Answer)


def test_a_slow_answer_keeps_no_other_waiting_and_nobody_is_waited_for_for_ever(site: Site) -> None:
    def silent(_: socket.socket) -> None:
        time.sleep(0.4)

    site.routes = {"/slow": silent, "/": answer()}
    with _crowd(site, seconds=0.2) as crowd:
        crowd.put([Ask("slow", site.at("/slow").replace("127.0.0.1", "localhost")), Ask("quick", site.at("/"))])
        first = crowd.take(1, 5.0)
        assert crowd.pending == 1
        second = crowd.take(1, 5.0)
    assert [got.ask.key for got in (*first, *second)] == ["quick", "slow"]
    assert isinstance(second[0].answer, GatherError)


def test_one_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    open_now, most = [0], [0]

    def counted(connection: socket.socket) -> None:
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        time.sleep(0.01)
        open_now[0] -= 1
        connection.sendall(answer())

    site.routes = {f"/{n}": counted for n in range(12)}
    with _crowd(site) as crowd:
        found = _all(crowd, *(Ask(str(n), site.at(f"/{n}")) for n in range(12)))
    assert most == [1]
    assert [got.ask.key for got in found] == [str(n) for n in range(12)]


def test_a_host_that_says_it_is_too_much_is_asked_no_more(site: Site) -> None:
    site.routes = {"/0": answer(), "/1": answer(b"", "429 Too Many Requests", "Retry-After: 120")}
    with _crowd(site) as crowd:
        found = _all(crowd, *(Ask(str(n), site.at(f"/{n}")) for n in range(6)))
        assert [_status(got) for got in found] == [200, 429, 429, 429, 429, 429]
        assert {got.answer.wait for got in found[1:] if isinstance(got.answer, Answer)} == {120.0}
        assert site.asked == ["/0", "/1"]
        (later,) = _all(crowd, Ask("again", site.at("/0")))
    assert _status(later) == 200


def test_validators_go_with_the_asking(site: Site) -> None:
    site.routes = {"/": answer(b"", "304 Not Modified")}
    with _crowd(site) as crowd:
        (got,) = _all(crowd, Ask("a", site.at("/"), Validators('"v1"')))
    assert _status(got) == 304
    assert 'If-None-Match: "v1"' in site.heads[0]


def test_nothing_asked_for_is_nothing_to_wait_for(site: Site) -> None:
    with _crowd(site) as crowd:
        begun = time.monotonic()
        assert (crowd.take(10, 5.0), crowd.pending) == ([], 0)
    assert time.monotonic() - begun < 2


def test_more_than_is_taken_waits_and_is_not_lost(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sourcier.gather.crowd._MOST_CAME", 4)
    site.routes = {f"/{n}": answer() for n in range(30)}
    with _crowd(site) as crowd:
        crowd.put([Ask(str(n), site.at(f"/{n}")) for n in range(30)])
        (first, *_) = crowd.take(2, 5.0)
        time.sleep(0.2)
        assert len(site.asked) < 12
        found = [first]
        while crowd.pending:
            found += crowd.take(3, 5.0)
    assert len(found) in (29, 30)
    assert len(site.asked) == 30


def test_leaving_ends_what_is_under_way(site: Site) -> None:
    site.routes = {"/": lambda _: time.sleep(3)}
    begun = time.monotonic()
    with _crowd(site) as crowd:
        crowd.put([Ask(str(n), site.at("/")) for n in range(5)])
    assert time.monotonic() - begun < 2


def test_robots_are_asked_once_for_each_host(site: Site) -> None:
    site.routes = {"/robots.txt": answer(b"User-agent: *\nDisallow: /no"), "/yes": answer(), "/no": answer()}
    with _crowd(site, respect_robots=True) as crowd:
        found = {got.ask.key: got.answer for got in _all(crowd, Ask("no", site.at("/no")), Ask("yes", site.at("/yes")))}
    assert isinstance(found["no"], RefusedError)
    assert isinstance(found["yes"], Answer)
    assert site.asked == ["/robots.txt", "/yes"]


def test_what_is_sent_is_vetted_and_goes_nowhere_else(site: Site) -> None:
    site.routes = {"/hook": answer(b"", "302 Found", f"Location: {site.at('/other')}"), "/other": answer()}
    with _crowd(site) as crowd:
        assert crowd.send(site.at("/hook"), b'{"told": 1}', {"Content-Type": "application/json"}) == 302
        with pytest.raises(RefusedError):
            crowd.send("http://169.254.169.254/", b"", {})
        with pytest.raises(GatherError):
            crowd.send("http://127.0.0.1:9/", b"", {})
    assert site.asked == ["/hook"]
    assert site.heads[0].startswith("POST /hook ")
