"""Signing in and out: sessions that end, tries that are counted, strangers and people answered alike, passwords chosen and changed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient
from tests.show.web.entering import NOON, PASSWORD, Clock, let_in, make_account, send, sign_in, token_of, visit

from sourcier.accounts import Account, digest_of
from sourcier.show.web import passwords
from sourcier.show.web.limits import Limiter
from sourcier.show.web.passwords import hash_password, is_outdated, is_password, password_faults
from sourcier.store import Store, open_store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "library.db") as kept:
        yield kept


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashing that takes milliseconds: what is tested here is who is let in."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(library: Store, clock: Clock) -> Iterator[TestClient]:
    make_account(library, "ada", "owner")
    with visit(library, clock=clock) as client:
        yield client


def _cookies(answer: Any) -> dict[str, str]:
    """The cookies that an answer gives, by name, each with its attributes."""
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


def test_somebody_signs_in_and_out(client: TestClient) -> None:
    assert client.get("/outlets").headers["location"] == "/sign-in?next=%2Foutlets"
    answer = sign_in(client, "Ada ", next="/outlets")
    assert (answer.status_code, answer.headers["location"]) == (303, "/outlets")
    page = client.get("/outlets")
    assert page.status_code == 200
    assert "Signed in as ada" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert send(client, "/account/sign-out", "/account").status_code == 303
    assert client.get("/outlets").status_code == 303


def test_a_session_dies_when_it_ends(client: TestClient, clock: Clock) -> None:
    sign_in(client, "ada")
    clock.turn(days=13, hours=23)
    assert client.get("/").status_code == 200
    clock.turn(hours=2)
    assert client.get("/").status_code == 303


def test_web_session_logout_the_old_cookie_is_dead(client: TestClient, library: Store) -> None:
    sign_in(client, "ada")
    old = client.cookies["session"]
    send(client, "/account/sign-out", "/account")
    with visit(library) as thief:
        thief.cookies.set("session", old)
        assert thief.get("/").status_code == 303


def test_signing_out_everywhere(client: TestClient, library: Store) -> None:
    sign_in(client, "ada")
    with visit(library) as other:
        sign_in(other, "ada")
        answer = send(client, "/account/sign-out-everywhere", "/account")
        assert answer.headers["clear-site-data"] == '"cache"'
        assert other.get("/").status_code == client.get("/").status_code == 303


def test_web_login_fixation_the_session_changes_at_login(client: TestClient, library: Store) -> None:
    planted = "x" * 43
    client.cookies.set("session", planted, domain="127.0.0.1")
    sign_in(client, "ada")
    first = client.cookies["session"]
    assert first != planted
    assert library.accounts.holder(digest_of(planted), "session", NOON) is None
    visitor = client.cookies["visitor"]
    sign_in(client, "ada")
    assert client.cookies["session"] not in {first, planted}
    assert client.cookies["visitor"] != visitor
    assert library.accounts.holder(digest_of(first), "session", NOON) is None  # the session that the browser held before


def test_no_token_of_a_session_is_at_rest(client: TestClient, library: Store) -> None:
    sign_in(client, "ada")
    token = client.cookies["session"]
    for file in Path(library.address).parent.glob("library.db*"):
        if file.is_file():
            assert token.encode() not in file.read_bytes()


def test_cookies_are_kept_from_scripts_and_other_sites(library: Store, clock: Clock) -> None:
    make_account(library, "ada", "owner")
    with visit(library, clock=clock) as client:
        for line in _cookies(sign_in(client, "ada")).values():
            assert re.search(r"; HttpOnly", line, re.IGNORECASE), line
            assert re.search(r"; SameSite=lax", line, re.IGNORECASE), line
            assert "secure" not in line.lower()
            assert "domain" not in line.lower()
    with visit(library, clock=clock, base_url="https://127.0.0.1") as client:
        answer = sign_in(client, "ada")
        found = _cookies(answer)
        assert set(found) == {"__Host-session", "__Host-visitor", "__Host-known"}
        assert all("; secure" in line.lower() and "; path=/" in line.lower() for line in found.values())
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert client.get("/").status_code == 200


def test_a_form_shown_before_signing_in_is_void_after(client: TestClient) -> None:
    before = token_of(client, "/sign-in")
    sign_in(client, "ada")
    assert client.post("/account/sign-out", data={"token": before}).status_code == 403
    held = token_of(client, "/account")
    sign_in(client, "ada")
    assert client.post("/account/sign-out", data={"token": held}).status_code == 403


@pytest.mark.parametrize("missing", ["token", "sec-fetch-site", "origin", "content-type"])
def test_nobody_is_signed_in_by_another_site(client: TestClient, missing: str) -> None:
    """With the victim's cookies and all that a hostile page can make a browser send; each guard alone must do."""
    token = token_of(client, "/sign-in")
    fields = {"name": "ada", "password": PASSWORD, **({} if missing == "token" else {"token": token})}
    headers = {"sec-fetch-site": {"Sec-Fetch-Site": "cross-site"}, "origin": {"Origin": "https://evil.example"}}.get(missing, {})
    if missing == "content-type":
        headers = {"Content-Type": "text/plain"}
        body = f"token={token}&name=ada&password={PASSWORD}"
        assert client.post("/sign-in", content=body, headers=headers).status_code == 415
        return
    assert client.post("/sign-in", data=fields, headers=headers).status_code == 403
    assert "session" not in client.cookies


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "///evil.example", "https://evil.example", "/\t/evil.example", "evil", "/\r\nX: y", "\\\\e"],
)
def test_web_redirect_slashes_signing_in_leads_nowhere_else(client: TestClient, back: str) -> None:
    assert f'value="{back}"' not in client.get("/sign-in", params={"next": back}).text
    answer = sign_in(client, "ada", next=back)
    assert answer.headers["location"] == "/"
    assert "x" not in answer.headers
    assert client.get("/language/fr", params={"back": back}).headers["location"] == "/"


def test_web_redirect_slashes_in_the_path(client: TestClient) -> None:
    sign_in(client, "ada")
    for path in ("//evil.example", "///evil.example/", "/%5cevil.example", "//evil.example/outlets/", "/\\evil.example"):
        answer = client.get(f"http://127.0.0.1{path}")
        assert answer.status_code in {303, 307, 404}
        assert answer.headers.get("location", "/").startswith(("/sign-in", "http://127.0.0.1/", "/")), path
        assert not answer.headers.get("location", "/").startswith(("//", "/\\"))


def test_web_login_bruteforce_the_eleventh_try_of_a_minute_waits(client: TestClient, clock: Clock) -> None:
    for name in ("ada", "nobody"):
        told = [sign_in(client, name, "wrong words here") for _ in range(11)]
        assert [answer.status_code for answer in told] == [401] * 10 + [429]
        assert 1 <= int(told[-1].headers["retry-after"]) <= 60
        assert sign_in(client, name).status_code == 429  # the right one too
        clock.turn(seconds=61)
    assert sign_in(client, "ada").status_code == 303


def test_tries_side_by_side_are_all_counted(client: TestClient) -> None:
    token = token_of(client, "/sign-in")
    fields = {"token": token, "name": "ada", "password": "wrong words here"}
    with ThreadPoolExecutor(8) as pool:
        told = [answer.status_code for answer in pool.map(lambda _: client.post("/sign-in", data=fields), range(16))]
    assert told.count(429) == 6
    assert set(told) <= {401, 429, 503}  # on a slow machine some find no place to be hashed


def test_an_account_is_counted_from_wherever_the_tries_come(library: Store) -> None:
    make_account(library, "ada", "owner")
    told: list[tuple[int, Limiter]] = []
    for place in range(12):
        with visit(library, client=(f"192.0.2.{place}", 1)) as client:
            client.app.state.limits = told[0][1] if told else client.app.state.limits  # type: ignore[attr-defined] # one server
            told.append((sign_in(client, "ada", "wrong words here").status_code, client.app.state.limits))  # type: ignore[attr-defined]
    assert [status for status, _ in told] == [401] * 10 + [429] * 2


def test_nobody_is_locked_out_by_the_tries_of_others(library: Store, clock: Clock) -> None:
    make_account(library, "ada", "owner")
    make_account(library, "eve", "reader")
    with visit(library, clock=clock) as ada, visit(library, clock=clock, client=("192.0.2.7", 1)) as eve:
        eve.app.state.limits = ada.app.state.limits  # type: ignore[attr-defined] # one server
        assert sign_in(ada, "ada").status_code == sign_in(eve, "eve").status_code == 303
        clock.turn(minutes=2)
        assert [sign_in(eve, "ada", "wrong words here").status_code for _ in range(11)] == [401] * 10 + [429]
        assert sign_in(ada, "ada").status_code == 303
        # The mark is of one name in one library: neither eve's nor one made up counts for ada.
        clock.turn(minutes=2)
        for value in (eve.cookies["known"], "", "x.y", "é.é", ada.cookies["known"].replace(".", "0.")):
            with visit(library, clock=clock, client=("192.0.2.9", 1)) as other:
                other.app.state.limits = Limiter(1, timedelta(minutes=1))  # type: ignore[attr-defined] # to be counted
                token = token_of(other, "/sign-in")
                sent = {b"cookie": f"known={value}; visitor={other.cookies['visitor']}".encode()}
                other.cookies.clear()
                fields = {"token": token, "name": "ada", "password": "wrong words here"}
                assert other.post("/sign-in", data=fields, headers=sent).status_code == 401
                assert "account ada" in other.app.state.limits._tries  # type: ignore[attr-defined] # where it was counted


def test_a_stranger_and_somebody_are_answered_alike(client: TestClient, clock: Clock) -> None:
    def told(name: str) -> str:
        text = str(sign_in(client, name, "wrong words here").text).replace(f'value="{escape(name)}"', "NAME")
        return re.sub(r'name="token" value="[^"]+"', "", text)

    assert told("ada") == told("eve") == told("<b>")
    clock.turn(minutes=2)
    took: dict[str, list[float]] = {"ada": [], "nobody": [], "": []}
    for _ in range(9):
        for name, times in took.items():
            token = token_of(client, "/sign-in")
            start = time.perf_counter()
            client.post("/sign-in", data={"token": token, "name": name, "password": "wrong words here"})
            times.append(time.perf_counter() - start)
            clock.turn(seconds=30)
    middle = [median(times) for times in took.values()]
    assert max(middle) < 2 * min(middle), middle


def test_nobody_s_password_is_hashed_like_anybody_s(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Spy(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002 - as it is called there
            asked.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Spy(time_cost=1, memory_cost=8_192, parallelism=1))
    for name in ("ada", "nobody", "", "a b", "x" * 60):
        sign_in(client, name, "wrong words here")
    assert asked == ["$argon2id$v=19$m=8192,t=1,p=1"] * 5


def test_web_login_long_password_is_refused_fast(client: TestClient) -> None:
    start = time.perf_counter()
    assert sign_in(client, "ada", "x" * 1_000_000).status_code == 413
    assert sign_in(client, "ada", "x" * 20_000).status_code == 400
    assert time.perf_counter() - start < 2


def test_a_password_is_changed_by_who_knows_it(client: TestClient, library: Store, clock: Clock) -> None:
    sign_in(client, "ada")
    with visit(library) as other:
        let_in(other, library, "owner", "ada")
        new = "nine copper kettles"
        assert send(client, "/account/password", "/account", old="wrong words here", new=new).status_code == 422
        assert send(client, "/account/password", "/account", old=PASSWORD, new="short").status_code == 422
        assert other.get("/").status_code == 200
        held = client.cookies["session"]
        assert send(client, "/account/password", "/account", old=PASSWORD, new=new).status_code == 303
        assert client.get("/account?done=password").text.count("Your password is changed") == 1
        assert client.cookies["session"] != held
        assert other.get("/").status_code == 303  # every other session is dead
        clock.turn(minutes=2)
        assert sign_in(other, "ada").status_code == 401
        assert sign_in(other, "ada", new).status_code == 303


def test_tries_for_the_present_password_are_counted(client: TestClient) -> None:
    sign_in(client, "ada")
    told = [send(client, "/account/password", "/account", old="wrong words here", new=PASSWORD).status_code for _ in range(12)]
    assert told[0] == 422
    assert told[-1] == 429


def test_a_weaker_hash_is_renewed_when_somebody_signs_in(client: TestClient, library: Store) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1_024, parallelism=1).hash(PASSWORD.encode())
    library.accounts.add(Account("u-eve", "eve", "reader", NOON, weak))
    assert is_outdated(weak)
    assert sign_in(client, "eve").status_code == 303
    found = library.accounts.named("eve")
    assert found is not None
    assert found.password != weak
    assert not is_outdated(found.password)
    assert is_password(found.password, PASSWORD)
    assert client.get("/").status_code == 200


def test_web_password_reset_an_invitation_is_good_once(client: TestClient, library: Store, clock: Clock) -> None:
    sign_in(client, "ada")
    first = _link(send(client, "/settings/accounts", name="Eve", role="reader").text)
    eve = library.accounts.named("eve")
    assert eve is not None
    assert (eve.role, eve.password) == ("reader", "")
    second = _link(send(client, "/settings/accounts/invite", "/settings/accounts", account_id=eve.account_id).text)
    with visit(library, clock=clock) as guest:
        assert sign_in(guest, "eve", "").status_code == 401
        assert guest.get(first).status_code == 404  # an earlier one is dead
        assert guest.get(second).status_code == 200
        assert guest.get(second).status_code == 200  # looking at it uses nothing up
        assert send(guest, second, new="short").status_code == 422
        token = token_of(guest, second)
        assert guest.post(second, data={"token": token, "new": "nine copper kettles"}).status_code == 303
        assert guest.get("/").status_code == 200
        assert guest.get(second).status_code == 404
        assert guest.post(second, data={"token": token, "new": "another nine kettles"}).status_code in {403, 404}
    third = _link(send(client, "/settings/accounts/invite", "/settings/accounts", account_id=eve.account_id).text)
    clock.turn(days=4)
    assert client.get(third).status_code == 404


def _link(page: str) -> str:
    found = re.search(r"http://127\.0\.0\.1(/invitation/[\w-]{43})<", page)
    assert found
    return found[1]


def test_web_default_creds_there_is_no_password_at_first(library: Store) -> None:
    with visit(library) as client:
        for name in ("owner", "admin", "root", ""):
            for password in ("", "owner", "admin", "password", "sourcier"):
                assert sign_in(client, name, password).status_code in {401, 429}


def test_an_open_library_asks_for_no_account(library: Store) -> None:
    with visit(library, "open") as client:
        assert client.get("/settings/accounts").status_code == 200
        assert "asks for no account" in client.get("/account").text
        assert send(client, "/account/password", "/settings/accounts", old="", new=PASSWORD).status_code == 400
        assert send(client, "/account/sign-out", "/settings/accounts").status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 10_000, "é", "a b", '"', "../../etc/passwd"])
def test_no_guess_is_a_session(client: TestClient, cookie: str) -> None:
    assert client.get("/", headers={b"cookie": f"session={cookie}".encode()}).status_code == 303


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "short"),
        ("x" * 1_001, "long"),
        ("abababababababab", "plain"),
        ("ada" * 5, "plain"),
        ("passwordpassword", "plain"),
        ("motdepasse2031!", "plain"),
    ],
)
def test_what_is_no_password(password: str, fault: str) -> None:
    assert fault in password_faults(password, "ada")


def test_a_password_has_one_spelling_however_it_is_typed() -> None:
    hashed = hash_password("clé de l\u2019été à Évian")
    assert is_password(hashed, "cle\u0301 de l\u2019e\u0301te\u0301 a\u0300 E\u0301vian")
    assert not is_password(hashed, "clé de l\u2019été a Évian")
    assert not is_password("", "")
    assert not is_password("no hash", "no hash")
    assert is_password(hash_password("\ud800 half a letter"), "\ud800 half a letter")


def test_the_parameters_are_those_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_what_counts_is_bounded_and_forgets() -> None:
    limiter = Limiter(2, timedelta(minutes=1))
    assert [limiter.take("a", NOON) for _ in range(3)] == [0, 0, 60]
    assert limiter.take("a", NOON + timedelta(seconds=59, milliseconds=500)) == 1
    assert limiter.take("a", NOON + timedelta(seconds=60)) == 0
    limiter.forget("a")
    assert limiter.take("a", NOON) == 0
    for number in range(30_000):
        limiter.take(str(number), NOON)
    assert len(limiter._tries) <= 20_000
