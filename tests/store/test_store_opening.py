"""Opening a library: what is none is said so in one line and left as it was; an older one is brought forward."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect

from sourcier.errors import DamagedError, SchemaError, StoreError
from sourcier.model import Derivation, Origin, Reading, Story
from sourcier.store import Store, StoryFilter, open_store, schema, upgrading
from sourcier.store.engine import make_engine, write

MakeReading = Callable[..., Reading]


def _filled(path: Path, make_reading: MakeReading, count: int = 60) -> bytes:
    with open_store(path) as store:
        store.add_all(make_reading(n, body=f"Le phare {n} brûle. " * 50) for n in range(count))
    return path.read_bytes()


def test_a_missing_file_is_made_or_not(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "library.db"
    with pytest.raises(StoreError, match="there is no library here") as caught:
        open_store(path, create=False)
    assert caught.value.exit_code == 5
    assert not path.parent.exists()
    open_store(path).close()
    open_store(path, create=False).close()
    assert path.with_name("library.db.captures").is_dir()


def test_an_empty_file_is_no_library_until_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.touch()
    with pytest.raises(StoreError, match="no library"):
        open_store(path, create=False)
    open_store(path).close()


@pytest.mark.parametrize("content", [b"x", b"<html>", b"SQLite format 2\0" * 10, b"PK\3\4" + bytes(5000), bytes(4096)], ids=repr)
def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    for create in (True, False):
        with pytest.raises(DamagedError) as caught:
            open_store(path, create=create)
        assert caught.value.exit_code == 5
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["library.db"]


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_store(tmp_path)


@pytest.mark.parametrize("share", [0.999, 0.5, 0.01])
def test_a_file_cut_short_is_damaged_and_left_as_it_was(tmp_path: Path, make_reading: MakeReading, share: float) -> None:
    path = tmp_path / "library.db"
    whole = _filled(path, make_reading)
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DamagedError):
        open_store(path)
    assert path.read_bytes() == whole[: int(len(whole) * share)]


def test_broken_pages_are_told_when_they_are_met(tmp_path: Path, make_reading: MakeReading) -> None:
    path = tmp_path / "library.db"
    whole = bytearray(_filled(path, make_reading))
    start = whole.index(b"Le phare 30") // 4096 * 4096
    whole[start : start + 8192] = b"\xa5" * 8192
    path.write_bytes(whole)
    with open_store(path) as store:
        with pytest.raises(DamagedError):
            list(store.articles())
        assert store.check() != ()
    assert path.read_bytes() == whole


def test_the_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE articles (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(SchemaError, match="another program"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_library_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_store(path).close()
    with contextlib.closing(sqlite3.connect(path)) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    with pytest.raises(SchemaError, match="later version") as caught:
        open_store(path)
    assert "\n" not in str(caught.value)


def test_the_migrations_make_the_schema_that_the_program_uses(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    open_store(path).close()
    engine = make_engine(str(path))
    found = inspect(engine)
    for table in schema.metadata.sorted_tables:
        made = {column["name"]: (str(column["type"]), column["nullable"]) for column in found.get_columns(table.name)}
        told = {column.name: (str(column.type.compile(engine.dialect)), column.nullable) for column in table.columns}
        assert made == told, table.name
        assert {str(i["name"]): i["column_names"] for i in found.get_indexes(table.name)} == {
            str(i.name): [column.name for column in i.columns] for i in table.indexes
        }
        assert {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(table.name)} == {
            tuple(column.name for column in key.columns) for key in table.foreign_key_constraints
        }
    engine.dispose()


def test_an_older_library_is_brought_forward_in_one_transaction(
    tmp_path: Path, make_reading: MakeReading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library of every released schema opens; today there is one, so a step that fails half-way is tried on an empty file."""
    path = tmp_path / "library.db"
    engine = make_engine(str(path))
    migrate = upgrading._migrate

    def broken(connection: object, shown: str) -> None:
        migrate(connection, shown)  # type: ignore[arg-type]  # handed on as it came
        raise RuntimeError("killed in the middle")

    monkeypatch.setattr(upgrading, "_migrate", broken)
    with pytest.raises(RuntimeError):
        upgrading.settle_schema(engine, "x", create=True)
    monkeypatch.undo()
    with write(engine) as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    with open_store(path) as store:
        assert store.add(make_reading())


def test_a_library_from_before_speakers_were_indexed_finds_them(tmp_path: Path, make_reading: MakeReading) -> None:
    path = tmp_path / "library.db"
    _filled(path, make_reading, 3)
    with contextlib.closing(sqlite3.connect(path)) as older:
        older.executescript("DROP TABLE speaker_words; DROP TABLE story_verdicts; UPDATE alembic_version SET version_num = '0008'")
    with open_store(path) as store:
        assert len(store.search("phare", speaker="Ève Marchalune")) == 3
        assert store.check() == ()


def test_a_library_from_before_lists_were_kept_lists_the_same(tmp_path: Path, make_reading: MakeReading) -> None:
    path = tmp_path / "library.db"
    _filled(path, make_reading, 3)
    with open_store(path) as store:
        one, other, third = sorted(article.article_id for article in store.articles())
        step = Derivation(other, one, "Phare", "https://phare.example/1", "whole", "uncredited", (), 0.9, "copy")
        store.settle(
            [], [Story("s1", (one, other), (step,), (Origin("Phare"),), (1, 1)), Story("s2", (third,), (), (Origin("Phare"),), (1, 1))]
        )
        kept = _lists(store)
    assert kept[1]
    later = ("outlet_counts", "story_summaries", "takings", "judgements", "speaker_words", "story_verdicts")
    with contextlib.closing(sqlite3.connect(path)) as older:
        older.executescript("".join(f"DROP TABLE {name};" for name in later) + "DROP INDEX articles_of_outlets")
        older.execute("UPDATE alembic_version SET version_num = '0006'")
        older.commit()
    with open_store(path) as store:
        assert _lists(store) == kept


def _lists(store: Store) -> tuple[object, ...]:
    """What the lists of a library show."""
    lists = store.lists
    return lists.stories(limit=9), lists.stories(limit=9, among=StoryFilter(verdict="uncredited")), lists.outlets(limit=9), lists.takings()


def test_a_name_that_its_index_misses_is_a_fault(tmp_path: Path, make_reading: MakeReading) -> None:
    path = tmp_path / "library.db"
    _filled(path, make_reading, 3)
    with contextlib.closing(sqlite3.connect(path)) as broken:
        broken.execute("DELETE FROM speaker_words")
        broken.commit()
    with open_store(path) as store:
        assert store.check() == ("search: 1 speakers are missing from the index of their names",)


def test_opening_makes_no_change_to_a_library_that_is_up_to_date(tmp_path: Path, make_reading: MakeReading) -> None:
    path = tmp_path / "library.db"
    before = _filled(path, make_reading)
    with open_store(path) as store:
        assert store.check() == ()
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["library.db", "library.db.captures"]
