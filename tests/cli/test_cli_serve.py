"""`sourcier serve`: it says where it answers, ends when told, and refuses what it must."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from sourcier.demo import press
from sourcier.pipeline.reading import read_page
from sourcier.pipeline.settling import settle
from sourcier.show.web.passwords import is_password
from sourcier.store import open_store

Run = Callable[..., Any]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with open_store(path) as kept:
        kept.add_all([read_page(page) for page, _ in zip(press(), range(3), strict=False)])
        settle(kept)
    return path


def test_it_says_where_and_ends_when_told(library: Path) -> None:
    command = [sys.executable, "-c", "from sourcier.cli import main; main()", "serve", "-l", str(library), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urlopen(found[0], timeout=20) as answer:
            assert b"Sourcier" in answer.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in {0, 130}
        assert "Traceback" not in server.stderr.read()


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - what must be refused
def test_who_listens_everywhere_says_by_which_name(run: Run, library: Path, host: str) -> None:
    ran = run("serve", "-l", library, "--host", host)
    assert ran.code == 2
    assert "--host-name" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--host-name", "*"),
        ("--host-name", "*.example"),
        ("--host-name", "a.example:80"),
        ("--host-name", "http://a.example"),
        ("--host-name", "a b"),
        ("--host-name", ""),
        ("--proxy-headers", "*"),
        ("--proxy-headers", "0.0.0.0/0"),
        ("--proxy-headers", "::/0"),
        ("--proxy-headers", "proxy.example"),
    ],
)
def test_neither_every_name_nor_every_proxy_is_believed(run: Run, library: Path, option: str, value: str) -> None:
    ran = run("serve", "-l", library, option, value)
    assert (ran.code, ran.err.count("\n")) == (2, 1)


@contextmanager
def _serving(library: Path, *options: str, **environment: str) -> Iterator[tuple[str, str]]:
    """Where a server answers, and all that it said before."""
    command = [sys.executable, "-c", "from sourcier.cli import main; main()", "serve", "-l", str(library), "--port", "0", *options]
    told = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=told) as server:
        assert server.stderr is not None
        said = ""
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", said)):
            line = server.stderr.readline()
            assert line, said
            said += line
        try:
            yield found[0], said
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()  # else whoever waits for it waits for ever
                raise


def _asked(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """The status of an answer, nothing followed, with its headers and text."""
    found = urlsplit(address)
    with closing(HTTPConnection(str(found.hostname), found.port, timeout=20)) as connection:
        connection.request("GET", found.path or "/", headers=headers)
        with connection.getresponse() as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()


def _status(address: str, **headers: str) -> tuple[int, str]:
    """The status of an answer, and where it leads."""
    status, told, _ = _asked(address, **headers)
    return status, told.get("location", "")


def test_the_first_start_for_others_makes_an_owner(library: Path) -> None:
    with _serving(library, "--host-name", "library.example") as (address, said):
        password = re.search(r"owner, password \(shown only now\): ([\w-]{29})\n", said)
        assert password
        assert _status(address, Host="library.example") == (303, "/sign-in")
        assert _status(address) == (303, "/sign-in")
        assert _status(address, Host="other.example")[0] == 400
    with open_store(library) as kept:
        (owner,) = kept.accounts.all()
    assert (owner.name, owner.role) == ("owner", "owner")
    assert is_password(owner.password, password[1])
    with _serving(library, "--host-name", "library.example") as (_, said):
        assert "password" not in said


def test_the_owner_s_password_is_given_by_the_environment_or_a_file(library: Path, tmp_path: Path) -> None:
    with _serving(library, "--public", SOURCIER_OWNER_PASSWORD="nine copper kettles") as (address, said):
        assert "kettles" not in said
        assert _status(address)[0] == 200
        assert _status(address + "/moderation") == (303, "/sign-in?next=%2Fmoderation")
    with open_store(library) as kept:
        (owner,) = kept.accounts.all()
        assert is_password(owner.password, "nine copper kettles")
        assert kept.accounts.remove(owner.account_id)
    secret = tmp_path / "secret"
    secret.write_text("seven harbour gulls\n", encoding="utf-8")
    with _serving(library, "--public", "--owner-password-file", str(secret)), open_store(library) as kept:
        (owner,) = kept.accounts.all()
        assert is_password(owner.password, "seven harbour gulls")


def test_a_library_with_accounts_asks_for_them_on_loopback_too(run: Run, library: Path) -> None:
    with _serving(library) as (address, _):
        assert _status(address)[0] == 200
    assert run("account", "add", "ada", "--role", "owner", "-l", library).code == 0
    with _serving(library) as (address, _):
        assert _status(address) == (303, "/sign-in")


def test_only_a_named_proxy_is_believed(library: Path) -> None:
    said = {"Host": "library.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9", "X-Forwarded-Host": "evil.example"}
    for options, is_believed in (((), False), (("--proxy-headers", "192.0.2.1"), False), (("--proxy-headers", "127.0.0.1"), True)):
        with _serving(library, "--host-name", "library.example", *options) as (address, _):
            _, headers, text = _asked(address + "/sign-in", **said)
            assert ("__Host-visitor" in headers["set-cookie"]) == is_believed
            assert ("strict-transport-security" in headers) == is_believed
            assert "evil.example" not in text


@pytest.mark.parametrize("address", ["9100", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", ""])
def test_metrics_need_a_whole_address(run: Run, library: Path, address: str) -> None:
    ran = run("serve", "-l", library, "--metrics-address", address)
    assert ran.code == 2
    assert "host and a port" in ran.err


def test_a_port_in_use_is_told(run: Run, library: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("serve", "-l", library, "--port", taken.getsockname()[1])
    assert ran.code == 2
    assert "cannot listen there" in ran.err


def test_a_library_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("serve", "-l", tmp_path / "none.db")
    assert (ran.code, ran.err.count("\n")) == (5, 1)
