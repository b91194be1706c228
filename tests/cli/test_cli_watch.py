"""`sourcier watch` as a user runs it: added, met at `add`, listed, handed out as a feed, told to a webhook, removed."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from tests.cli.conftest import Run

from sourcier.gather.feeds import read_feed
from sourcier.store import open_store

TEXT = """Le bac de Coquelune ne passera plus la nuit

La régie des transports a annoncé mardi que le bac de Coquelune ne passerait plus la nuit, faute de pilotes en nombre suffisant.

« Nous avons cherché partout, personne ne veut de ces horaires », a déclaré le directeur de la régie, Anselme Trévidic.

Une réunion publique se tiendra lundi à la salle des fêtes de Saulmes, où sera présenté un calendrier pour l'été prochain.
"""
SECRET = "un secret que personne ne devine"


class _Hook(BaseHTTPRequestHandler):
    """A webhook that takes note."""

    got: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    status: ClassVar[int] = 204

    def do_POST(self) -> None:
        self.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing is printed."""


@pytest.fixture
def hook() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    _Hook.got, _Hook.status = [], 204
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_watch_is_added_met_listed_and_removed(run: Run, page: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    added = run("watch", "add", "speaker", "Anselme", "Trévidic", "-l", library, "--json")
    assert (added.code, added.json["new"], added.json["words"]) == (0, True, "Anselme Trévidic")
    assert run("watch", "add", "speaker", "Anselme Trévidic", "-l", library, "--json").json["new"] is False
    assert run("add", page, "-l", library, "--json").json["hits"] == 1
    assert run("add", page, "-l", library, "--json").json["hits"] == 0
    (hit,) = run("watch", "hits", "-l", library, "--json").json["hits"]
    assert "cherché partout" in hit["words"]
    assert "cherché partout" in run("watch", "hits", added.json["watch_id"][:6], "-l", library).out
    assert "Anselme Trévidic" in run("watch", "list", "-l", library).out
    told = run("status", "-l", library, "--json").json
    assert (told["watches"], told["hits"]) == (1, 1)
    assert run("watch", "remove", added.json["watch_id"][:6], "-l", library).code == 0
    assert run("watch", "list", "-l", library, "--json").json == {"watches": []}
    assert run("watch", "remove", "w1", "-l", library).code == 4


def test_what_was_seen_goes_out_as_a_feed(run: Run, page: Path, tmp_path: Path) -> None:
    library, out = tmp_path / "library.db", tmp_path / "alerts.xml"
    run("add", page, "-l", library)
    watch = run("watch", "add", "phrase", "bac de coquelune", "--past", "-l", library, "--json").json
    assert watch["hits"] == 1
    assert run("watch", "feed", watch["watch_id"], "-l", library, "-o", out).code == 0
    for text in (out.read_bytes(), run("watch", "feed", watch["watch_id"], "--format", "json", "-l", library).out.encode()):
        (entry,) = read_feed(text).entries
        assert "Coquelune" in entry.title
    assert [path.name for path in tmp_path.glob("alerts*")] == ["alerts.xml"]


@pytest.mark.parametrize(
    "args",
    [
        ("pattern", "(a)\\1"),
        ("pattern", "(?=x)"),
        ("phrase", "…"),
        ("address", "nowhere"),
        ("planet", "Mars"),
        ("phrase", "x", "--webhook", "ftp://crochet.example/"),
        ("phrase", "x", "--webhook", "https://crochet.example/"),
    ],
)
def test_what_cannot_be_watched_is_wrong_use_and_makes_no_library(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.delenv("SOURCIER_WEBHOOK_SECRET", raising=False)
    library = tmp_path / "library.db"
    ran = run("watch", "add", *args, "-l", library)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert not library.exists()


def test_a_webhook_is_told_and_the_secret_never(run: Run, page: Path, tmp_path: Path, hook: str) -> None:
    library, secret = tmp_path / "library.db", tmp_path / "secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    host = hook.split("/")[2]
    added = run("watch", "add", "phrase", "bac de Coquelune", "--webhook", hook, "--secret-file", secret, "-l", library)
    _Hook.status = 500
    failed = run("add", page, "-l", library, "--allow-private", host)
    assert failed.code == 0
    assert "500" in failed.err
    _Hook.status = 204
    with open_store(library) as kept:
        kept.watches.told([replace(one, tell_at=one.found_at) for one in kept.watches.sightings()])
    told = run("add", page, "-l", library, "--allow-private", host)
    assert (told.code, told.err, len(_Hook.got)) == (0, "", 2)
    headers, body = _Hook.got[-1]
    seconds, mark = (part.split("=")[1] for part in headers["Sourcier-Signature"].split(","))
    assert mark == hmac.new(SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body)["watch"]["words"] == "bac de Coquelune"
    shown = [added, failed, told, run("watch", "list", "-l", library, "--json"), run("watch", "hits", "-l", library, "--json")]
    assert not any(SECRET in ran.out + ran.err for ran in shown)


def test_a_private_webhook_is_refused_like_any_private_address(
    run: Run, page: Path, tmp_path: Path, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_WEBHOOK_SECRET", SECRET)
    library = tmp_path / "library.db"
    run("watch", "add", "phrase", "bac de Coquelune", "--webhook", hook, "-l", library)
    ran = run("add", page, "-l", library)
    assert ran.code == 0
    assert "refused" in ran.err
    assert _Hook.got == []
