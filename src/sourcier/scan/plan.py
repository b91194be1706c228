"""What a scan will do: its inputs cut into shards, and into how many buckets the windows go; written first, kept to when resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sourcier.errors import UsageError
from sourcier.scan.folder import Folder

ShardKind = Literal["pages", "rows", "lines", "scan"]
PLAN = "work/plan.json"
# Windows of an article of some 400 words, and the most that one bucket should hold: some 100 MB to sort.
_WINDOWS = 170
_IN_BUCKET = 3_000_000
# Archives hold an article for about so many bytes, tables of texts for so many.
_BYTES = {"pages": 20_000, "rows": 1_500, "lines": 2_500, "scan": 1_500}


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece of the input, read by one task.

    A file of captures or a saved page ("pages"), or the bytes of an archive from `start` to `stop` where it was cut; the rows or lines of
    a table from `start` to `stop` ("rows", "lines"); or one table of articles that an earlier scan wrote ("scan"). `size` is in bytes, of
    this piece. `more` are further files, small as the first, that are read with it.
    """

    kind: ShardKind
    name: str
    size: int
    start: int = 0
    stop: int = 0
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are kept: of these days (ISO, both included), this language, this outlet (a name or a domain)."""

    since: str | None = None
    until: str | None = None
    language: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides the result: the shards in order, the filters, the version of the rules, and how the work is cut up."""

    shards: tuple[Shard, ...]
    filters: Filters
    rules: str
    buckets: int
    statements: bool = True
    translations: bool = True

    @property
    def bits(self) -> int:
        """How many leading bits of a window name its bucket."""
        return self.buckets.bit_length() - 1


def as_shard(plain: Mapping[str, Any]) -> Shard:
    """The shard that a JSON object tells."""
    return Shard(**{**plain, "more": tuple(plain.get("more", ()))})


def make_plan(shards: Sequence[Shard], filters: Filters, rules: str, *, statements: bool = True, translations: bool = True) -> Plan:
    """The plan for some shards: twice the buckets for twice the input, so that one bucket stays as large."""
    articles = sum(shard.size / _BYTES[shard.kind] for shard in shards)
    wanted = max(1, round(articles * _WINDOWS / _IN_BUCKET))
    return Plan(tuple(shards), filters, rules, 1 << (wanted - 1).bit_length(), statements, translations)


def keep_plan(folder: Folder, plan: Plan) -> None:
    """Nothing; the plan stands in the folder. One that was begun there goes on only with the same inputs, filters and rules.

    Raises:
        UsageError: another scan was begun in this folder.
    """
    if folder.has(PLAN):
        if read_plan(folder) != plan:
            raise UsageError("another scan was begun in this folder: other inputs, filters or rules; name another folder", folder.url)
        return
    folder.write_json(PLAN, asdict(plan))


def read_plan(folder: Folder) -> Plan:
    """The plan that stands in the folder."""
    plain: Mapping[str, Any] = folder.read_json(PLAN)
    shards = tuple(as_shard(shard) for shard in plain["shards"])
    return Plan(**{**plain, "shards": shards, "filters": Filters(**plain["filters"])})
