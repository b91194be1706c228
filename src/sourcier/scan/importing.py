"""What a scan read, taken into a library: the articles from its tables, the captures from the archives they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sourcier.errors import ArchiveError, GatherError, SourcierError
from sourcier.model import Article, Page, Reading, Statement
from sourcier.scan.folder import Folder
from sourcier.scan.inputs import MANIFEST, find_shards, pages_of
from sourcier.scan.plan import Shard, as_shard
from sourcier.statements import find_dates, find_mentions
from sourcier.store.encode import decode, decode_article

Rows = Mapping[int, Mapping[str, Any]]


def readings_of(url: str) -> Iterator[Reading | SourcierError]:
    """Every article of a scan as it was read, with the capture it was read from; an error in place of each that is no longer there.

    Raises:
        StoreError: a table cannot be read.
    """
    folder = Folder(url)
    told = folder.read_json(MANIFEST)
    shards = {(shard["name"], shard["start"]): as_shard(shard) for shard in told.get("shards", ()) if shard["kind"] != "scan"}
    for number, file in enumerate(told["tables"]["articles"]):
        said = _statements(folder, told["tables"]["statements"][number]["file"])
        for (name, part), rows in _by_piece(folder, file["file"]).items():
            try:
                shard = _piece(name, part, shards)
            except SourcierError as error:
                yield GatherError(f"the archive that {len(rows)} articles were read from cannot be opened ({error.reason})", name)
            else:
                yield from _readings(shard, rows, said, told["reading_rules"])


def _statements(folder: Folder, file: str) -> dict[str, list[Statement]]:
    """The statements of a table, by article."""
    said: dict[str, list[Statement]] = {}
    for row in folder.read_table(file, columns=["article_id", "statement"]).to_pylist():
        said.setdefault(row["article_id"], []).append(decode(Statement, row["statement"]))
    return said


def _by_piece(folder: Folder, file: str) -> dict[tuple[str, int], dict[int, Mapping[str, Any]]]:
    """The rows of a table of articles by the piece of the input they were read from, and by their place there."""
    columns = ["input", "part", "place", "digest", "article", "title", "text"]
    pieces: dict[tuple[str, int], dict[int, Mapping[str, Any]]] = {}
    for row in folder.read_table(file, columns=columns).to_pylist():
        pieces.setdefault((row["input"], row["part"]), {})[row["place"]] = row
    return pieces


def _readings(shard: Shard, rows: Rows, said: Mapping[str, list[Statement]], rules: str) -> Iterator[Reading | SourcierError]:
    """The readings of one piece of an input."""
    left = dict(rows)
    for place, item in enumerate(pages_of(shard)):
        row = left.pop(place, None)
        if row is None:
            continue
        if not isinstance(item, Page) or item.digest != row["digest"]:
            yield ArchiveError("the archive no longer holds this capture", shard.name)
            continue
        yield _reading(item, decode_article(row["article"], row["title"], row["text"]), said, rules)
    if left:
        yield ArchiveError(f"the archive no longer holds {len(left)} of the captures", shard.name)


def _piece(name: str, part: int, known: Mapping[tuple[str, int], Shard]) -> Shard:
    """The piece of an input that begins there; those that this very scan read are known, of what an earlier one read they are sought."""
    if (name, part) in known and ("://" in name or Path(name).is_file()):
        return known[name, part]
    found = next((shard for shard in find_shards([name]) if shard.start == part), None)
    if found is None:
        raise ArchiveError("the archive no longer has this part", name)
    return found


def _reading(page: Page, article: Article, said: Mapping[str, list[Statement]], rules: str) -> Reading:
    """The reading of one page."""
    statements = tuple(said.get(article.article_id, ()))
    return Reading(page, article, None, statements, find_dates(article), find_mentions(article), rules)
