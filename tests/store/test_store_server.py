"""What only a server's library can meet: a restart in the middle of writing, a missing folder, a server that is away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from sourcier.errors import SchemaError, StoreError, UsageError
from sourcier.model import Reading
from sourcier.store import engine as engine_room
from sourcier.store import open_store

MakeReading = Callable[..., Reading]


@pytest.mark.postgres
def test_a_restart_while_writing_loses_and_doubles_nothing(server: Any, make_reading: MakeReading, tmp_path: Path) -> None:
    restarted = threading.Event()

    def restart() -> None:
        server.control("restart", "-m", "immediate")
        restarted.set()

    def readings() -> Iterator[Reading]:
        for n in range(2000):
            if n == 300:
                threading.Thread(target=restart).start()
            if n == 1500:
                assert restarted.wait(60)
            yield make_reading(n, body=f"Le phare {n} brûle. " * 20)

    with open_store(server.make_database(), captures=tmp_path / "captures") as store:
        store.add_all(readings())
        assert sum(1 for _ in store.articles()) == 2000
        assert store.check() == ()


@pytest.mark.postgres
def test_the_folder_for_captures_must_be_named(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = server.make_database()
    monkeypatch.delenv("SOURCIER_CAPTURES", raising=False)
    with pytest.raises(StoreError, match="SOURCIER_CAPTURES"):
        open_store(address)
    monkeypatch.setenv("SOURCIER_CAPTURES", str(tmp_path / "kept"))
    with open_store(address):
        assert (tmp_path / "kept").is_dir()


@pytest.mark.postgres
def test_an_empty_database_is_no_library_unless_one_is_made(server: Any, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no library"):
        open_store(server.make_database(), create=False, captures=tmp_path)


@pytest.mark.postgres
def test_tables_of_others_are_left_alone(server: Any, tmp_path: Path) -> None:
    address = server.make_database()
    name = address.rsplit("/", 1)[1]
    server.run("psql", "-h", "127.0.0.1", "-p", str(server.port), "-U", "sourcier", "-c", "CREATE TABLE theirs (a int)", name)
    with pytest.raises(SchemaError, match="another program"):
        open_store(address, captures=tmp_path)


def test_a_server_that_is_away_is_one_line_without_the_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match=r"sourcier:\*\*\*@127\.0\.0\.1:1/x") as caught:
        open_store("postgresql://sourcier:geheimnis@127.0.0.1:1/x", captures=tmp_path)
    assert "geheimnis" not in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(("address", "code"), [("mysql://x/y", 2), ("https://phare.example/library.db", 2), ("postgresql://x:port/y", 5)])
def test_an_address_that_is_none_is_said_so(address: str, code: int, tmp_path: Path) -> None:
    with pytest.raises((StoreError, UsageError)) as caught:
        open_store(address, captures=tmp_path)
    assert caught.value.exit_code == code


@pytest.mark.parametrize(
    ("said", "is_patient"),
    [("FATAL:  the database system is starting up", True), ("connection refused", False)],
)
def test_a_server_that_restarts_is_waited_for_longer(monkeypatch: pytest.MonkeyPatch, said: str, *, is_patient: bool) -> None:
    clock = [0.0]
    monkeypatch.setattr("sourcier.store.engine.time.monotonic", lambda: clock[0])
    monkeypatch.setattr("sourcier.store.engine.time.sleep", lambda _: clock.__setitem__(0, clock[0] + 1.0))
    server = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/x")

    def work() -> str:
        if clock[0] < 20:
            raise OperationalError("", {}, RuntimeError(said))
        return "done"

    if is_patient:
        assert engine_room.patiently(server, work, seconds=4) == "done"
    else:
        with pytest.raises(OperationalError):
            engine_room.patiently(server, work, seconds=4)
        assert 4 < clock[0] < 6
