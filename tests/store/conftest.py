"""Libraries to test with, one on each engine, and readings to put into them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sourcier.model import Article, DateMention, Mention, Outlet, Page, Reading, Span, Statement
from sourcier.store import Store, open_store

MakeReading = Callable[..., Reading]
OpenLibrary = Callable[..., Store]
# SOURCIER_TEST_ALL=1 makes a missing server a failure, so that a full run cannot leave the half out unseen.
TEST_ALL = os.environ.get("SOURCIER_TEST_ALL") == "1"


@pytest.fixture
def make_reading() -> MakeReading:
    """Make the n-th invented reading; what is given replaces what is invented."""

    def make(n: int = 0, **given: Any) -> Reading:
        captured_at = given.pop("captured_at", datetime(2031, 3, 1, tzinfo=UTC) + timedelta(hours=n))
        content = given.pop("content", None)
        fields: dict[str, Any] = {
            "address": f"https://phare.example/{n}",
            "title": f"Le phare numéro {n}",
            "body": f"La gardienne Ève Marchalune a déclaré que le phare {n} brûle.\nSon œuvre dure.",
            "language": "fr",
            "published": date(2031, 2, 1) + timedelta(days=n),
            "outlet": Outlet("Le Phare", ("phare.example",)),
            "captured_at": captured_at,
        }
        article = Article(**{**fields, **given})
        content = content or f"<html><h1>{article.title}</h1>{article.body}".encode("utf-8", "surrogatepass")
        headers = (("Content-Type", "text/html; charset=utf-8"), ("Server", "lanterne"))
        page = Page(article.address, content, "text/html; charset=utf-8", captured_at, headers)
        return Reading(page, article, None, *_finds(article))

    return make


def _finds(article: Article) -> tuple[tuple[Statement, ...], tuple[DateMention, ...], tuple[Mention, ...]]:
    """Finds of every type; whether they stand in the text does not matter here."""
    key = article.article_id
    said = Statement(key, "indirect", (Span(30, 50),), Span(20, 28), Span(3, 12), "Ève Marchalune", "gardienne")
    return (said,), (DateMention(key, Span(0, 2), "2031-02"),), (Mention(key, Span(13, 27), "Ève Marchalune", "person"),)


@pytest.fixture
def make_failure() -> MakeReading:
    """Make the n-th invented page that gives no article."""

    def make(n: int = 0) -> Reading:
        page = Page(f"https://phare.example/empty/{n}", b"<html></html>", "text/html", datetime(2031, 3, 1, n, tzinfo=UTC))
        return Reading(page, error="no article to read: empty")

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def open_library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenLibrary]:
    """Open the library of this test; each call opens the same one again. Both engines pass every test that asks for it."""
    opened: list[Store] = []
    is_file = request.param == "sqlite"
    address = str(tmp_path / "library.db") if is_file else request.getfixturevalue("server").make_database()

    def opener(**given: Any) -> Store:
        captures = {} if is_file else {"captures": tmp_path / "captures"}
        opened.append(open_store(address, **{**captures, **given}))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def library(open_library: OpenLibrary) -> Store:
    """An empty library."""
    return open_library()


class Server:
    """A private PostgreSQL server in a folder of its own, on loopback."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.address = f"postgresql://sourcier@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *options: str) -> None:
        """Run one of PostgreSQL's own programs; root may not, so root becomes somebody else first."""
        become = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*become, str(self.programs / program), *options], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    def control(self, action: str, *options: str) -> None:
        """Start, stop or restart the server."""
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        subprocess_log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-o", settings, "-l", subprocess_log, "-w", *options, action)

    def make_database(self) -> str:
        """Empty the database and return its address. One for all tests: a new one each time costs a second and eight megabytes."""
        import psycopg  # noqa: PLC0415  (only the tests that have a server need the driver)

        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.address


def _programs() -> Path | None:
    """Where the newest installed server's programs are, Debian's place or the path."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    return places[-1].parent if places else Path(found).parent if found else None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server; the tests that need one are skipped where none is installed."""
    programs = _programs()
    if programs is None:
        (pytest.fail if TEST_ALL else pytest.skip)("postgres: no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="sourcier-pg-"))
    folder.chmod(0o777)
    running = Server(programs, folder)
    try:
        running.run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "sourcier", "-E", "UTF8", "--locale=C", "--no-sync")
        running.control("start")
        yield running
        running.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
