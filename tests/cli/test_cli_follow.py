"""`follow`, `feeds` and `status` on a server of this machine: one pass, resumed after kill -9, stopped with one line."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from tests.cli.conftest import Run

from sourcier.store import open_store

PARAGRAPHS = (
    "Le bac de Coquelune ne passera plus la nuit, a annoncé mardi la régie des transports, faute de pilotes en nombre suffisant.",
    "« Nous avons cherché partout, personne ne veut de ces horaires », a déclaré le directeur de la régie, Anselme Trévidic.",
    "Les habitants de la rive gauche devront faire le tour par le pont de Saulmes, soit quarante kilomètres de plus par la route.",
    "Une réunion publique se tiendra lundi à la salle des fêtes ; la régie promet d'y présenter un calendrier pour l'été prochain.",
)


class _Press(BaseHTTPRequestHandler):
    """One outlet; what was asked for is noted, with whether it was a conditional request."""

    pages: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []
    delay: ClassVar[float] = 0.0

    def do_GET(self) -> None:
        self.asked.append(self.path)
        time.sleep(self.delay)
        content = self.pages.get(self.path)
        tag = f'"{len(content or b"")}"'
        is_known = content is not None and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else 200 if content is not None else 404)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/rss+xml" if self.path.endswith("feed") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(0 if is_known else len(content or b"")))
        self.end_headers()
        if not is_known:
            with contextlib.suppress(OSError):  # whoever asked was killed
                self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing is printed."""


def _html(n: int) -> bytes:
    text = "".join(f"<p>{paragraph} ({n})</p>" for paragraph in PARAGRAPHS)
    head = f"<!doctype html><html lang=fr><head><title>Le bac de Coquelune {n}</title></head>"
    return f"{head}<body><article><h1>Le bac de Coquelune {n}</h1>{text}</article></body></html>".encode()


@pytest.fixture
def press() -> Iterator[str]:
    """The address of an outlet with a feed of twelve entries that lead to their pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Press)
    server.daemon_threads = True
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    items = "".join(
        f"<item><title>Le bac {n}</title><link>{here}/{n}</link><description>Le bac s'arrête pour la {n}e fois.</description></item>"
        for n in range(12)
    )
    feed = f'<rss version="2.0"><channel><title>Le Bac</title><link>{here}/</link>{items}</channel></rss>'
    _Press.pages = {"/feed": feed.encode(), "/": b'<link rel=alternate type="application/rss+xml" href="/feed"><p>Accueil'}
    _Press.pages |= {f"/{n}": _html(n) for n in range(12)}
    _Press.asked, _Press.delay = [], 0.0
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


OPTIONS = ("--once", "--gap", "0", "--allow-private", "127.0.0.1")


def test_a_page_is_followed_by_its_feed_and_the_second_pass_asks_for_nothing(run: Run, press: str, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    ran = run("follow", f"{press}/", *OPTIONS, "-l", library, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert {**ran.json, "library": ""} == {"library": "", "feeds": 1, "pages": 12, "new": 12, "failed": 0, "hits": 0}
    _Press.asked.clear()
    assert run("follow", *OPTIONS, "-l", library, "--json").json["feeds"] == 0
    assert _Press.asked == []
    told = run("status", "-l", library, "--json").json
    assert told["articles"] == 12
    assert told["feeds"] == {"followed": 1, "due": 0, "late": 0, "failing": 0, "dead": 0}
    assert (told["pages_waited_for"], told["unsettled"], told["captures"]) == (0, 0, 24)
    (feed,) = run("feeds", "-l", library, "--json").json["feeds"]
    assert (feed["address"], feed["title"], feed["state"]) == (f"{press}/feed", "Le Bac", "alive")
    assert "Le Bac" in run("feeds", "-l", library).out
    assert "12  articles" in run("status", "-l", library).out


def test_the_list_of_feeds_goes_out_and_in_again(run: Run, press: str, tmp_path: Path) -> None:
    library, other, opml = tmp_path / "library.db", tmp_path / "other.db", tmp_path / "feeds.opml"
    run("follow", f"{press}/feed", *OPTIONS, "-l", library)
    opml.write_text(run("feeds", "--opml", "-l", library).out, encoding="utf-8")
    assert run("follow", opml, *OPTIONS, "-l", other).code == 0
    assert run("feeds", "-l", other, "--json").json["feeds"][0]["address"] == f"{press}/feed"
    assert run("feeds", "--forget", f"{press}/feed", "-l", other, "--json").json == {"feeds": []}
    assert run("feeds", "--forget", f"{press}/feed", "-l", other).code == 4
    assert run("status", "-l", other, "--json").json["articles"] == 12


def test_what_is_watched_for_is_met_as_it_comes(run: Run, press: str, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    run("watch", "add", "speaker", "Anselme Trévidic", "-l", library)
    assert run("follow", f"{press}/feed", *OPTIONS, "-l", library, "--json").json["hits"] == 12
    assert run("status", "-l", library, "--json").json["hits"] == 12


def test_a_name_that_leads_to_no_feed_is_one_line_and_the_others_are_followed(run: Run, press: str, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    ran = run("follow", f"{press}/nope", tmp_path / "none.opml", f"{press}/3", f"{press}/feed", *OPTIONS, "-l", library, "--json")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 3
    assert all(line.startswith("sourcier: ") for line in ran.err.splitlines())
    assert ran.json["new"] == 12


def test_following_nothing_says_so(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    assert run("follow", "--once", "-l", library).code == 5
    assert not library.exists()
    open_store(library).close()
    ran = run("follow", "--once", "-l", library)
    assert (ran.code, len(ran.err.splitlines())) == (4, 1)


def test_private_hosts_are_refused_unless_allowed(run: Run, press: str, tmp_path: Path) -> None:
    ran = run("follow", f"{press}/feed", "--once", "-l", tmp_path / "library.db")
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert _Press.asked == []
    assert list(tmp_path.iterdir()) == []


# As from a terminal: whoever starts the tests in the background has had them ignore Ctrl-C.
_PROGRAM = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from sourcier.cli import main; main()"


def _started(press: str, library: Path, *, once: bool = True) -> subprocess.Popen[str]:
    options = OPTIONS if once else OPTIONS[1:]
    command = [sys.executable, "-c", _PROGRAM, "follow", f"{press}/feed", *options, "-l", str(library)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def _wait_for_pages(count: int) -> None:
    for _ in range(2000):
        if sum(path[1:].isdigit() for path in _Press.asked) >= count:
            return
        time.sleep(0.01)
    pytest.fail("the pages were not asked for")


@pytest.mark.parametrize("moment", [0, 1, 5, 12])
def test_a_run_that_is_killed_loses_nothing_and_the_next_goes_on(run: Run, press: str, tmp_path: Path, moment: int) -> None:
    library = tmp_path / "library.db"
    _Press.delay = 0.02
    process = _started(press, library)
    _wait_for_pages(moment)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    if library.exists():
        assert run("check", "-l", library).code in (0, 5)
    assert run("follow", f"{press}/feed", *OPTIONS, "-l", library).code == 0
    assert run("check", "-l", library).code == 0
    told = run("status", "-l", library, "--json").json
    assert (told["articles"], told["pages_waited_for"], told["unsettled"]) == (12, 0, 0)
    assert told["captures"] == 24


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_ends_with_one_line(press: str, tmp_path: Path, sign: signal.Signals) -> None:
    library = tmp_path / "library.db"
    _Press.delay = 0.05
    process = _started(press, library)
    _wait_for_pages(3)
    process.send_signal(sign)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "sourcier: stopped\n")
    with open_store(library) as store:
        assert store.check() == ()
        assert len(store.feeds.waiting(store.feeds.all()[0].asked_at)) == 12  # type: ignore[arg-type] # it was asked


def test_without_once_it_goes_on_until_it_is_told_to_end(press: str, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    process = _started(press, library, once=False)
    assert process.stdout is not None
    assert "12 pages asked for" in process.stdout.readline()
    _Press.asked.clear()
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "sourcier: stopped\n")
    assert _Press.asked == []
    with open_store(library) as store:
        assert store.searched().articles == 12


def test_adding_that_is_stopped_ends_with_one_line_and_keeps_what_it_had(press: str, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    _Press.delay = 0.05
    addresses = [f"{press}/{n}" for n in range(12)]
    command = [sys.executable, "-c", _PROGRAM, "add", *addresses, "--allow-private", "127.0.0.1"]
    process = subprocess.Popen([*command, "-l", str(library)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    _wait_for_pages(2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "sourcier: stopped\n")
    with open_store(library) as store:
        assert store.check() == ()
        assert store.searched().articles >= 1
