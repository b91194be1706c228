"""The outlets of a user: they join those that ship, win over them, and a file that is wrong says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sourcier.errors import LanguageError
from sourcier.languages.own_outlets import OUTLETS_FILE, own_bytes, own_entries, read_entries, with_own

GOOD = """
[[outlet]]
name = "Le Phare du Ponant"
domains = ["phare.example"]
aliases = ["Phare Info"]
weak = ["Phare"]

[[agency]]
name = "Agence Boréale"
marks = ["AgB"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_have_all_their_lists(tmp_path: Path) -> None:
    entries = read_entries(written(tmp_path, GOOD))
    assert [entry["name"] for entry in entries["outlet"]] == ["Le Phare du Ponant"]
    assert entries["outlet"][0]["domains"] == ["phare.example"]
    assert entries["agency"][0]["domains"] == []
    assert entries["agency"][0]["marks"] == ["AgB"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[outlet]\n", "declare|Expected|expected"),
        ("[[paper]]\nname = 'A'\n", "no such table: paper"),
        ("[[outlet]]\ndomains = []\n", "needs a name"),
        ("[[outlet]]\nname = ' '\n", "needs a name"),
        ("[[outlet]]\nname = 3\n", "needs a name"),
        ("outlet = ['A']\n", "needs a name"),
        ("[[outlet]]\nname = 'A'\nhost = 'a.example'\n", "A: no such key: host"),
        ("[[outlet]]\nname = 'A'\ndomains = 'a.example'\n", "A: domains must be a list of words"),
        ("[[outlet]]\nname = 'A'\naliases = ['']\n", "A: aliases must be a list of words"),
    ],
)
def test_a_file_that_is_wrong_says_so(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(LanguageError, match=reason) as caught:
        read_entries(written(tmp_path, text))
    assert "own.toml" in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LanguageError, match="No such file"):
        read_entries(tmp_path / "none.toml")
    monkeypatch.setenv(OUTLETS_FILE, str(tmp_path / "none.toml"))
    with pytest.raises(LanguageError, match="No such file"):
        own_bytes()


def test_the_own_come_first_and_add_to_what_ships() -> None:
    shipped: list[dict[str, object]] = [
        {"name": "A", "domains": ["a.example"], "aliases": ["Aa"], "weak": True},
        {"name": "B", "domains": [], "aliases": []},
    ]
    own = [{"name": "C", "domains": [], "aliases": []}, {"name": "A", "domains": ["a2.example"], "aliases": ["Aa", "Aaa"]}]
    entries = with_own(shipped, own)
    assert [entry["name"] for entry in entries] == ["C", "A", "B"]
    assert entries[1]["domains"] == ["a.example", "a2.example"]
    assert entries[1]["aliases"] == ["Aa", "Aaa"]
    assert entries[1]["weak"] is True


def test_nothing_is_added_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OUTLETS_FILE, raising=False)
    assert own_bytes() == b""
    own_entries.cache_clear()
    assert own_entries() == {"outlet": (), "agency": ()}


def test_the_file_counts_among_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OUTLETS_FILE, str(written(tmp_path, GOOD)))
    assert own_bytes().decode() == GOOD
