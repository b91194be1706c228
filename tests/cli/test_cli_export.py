"""A library leaves in every format: what it holds is in it, filters narrow it, and the same library gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.cli.conftest import Run
from tests.pipeline.test_pipeline_tracing import DIGEST, HARVEST, LEDGER

from sourcier.model import Page
from sourcier.show.exports import TABLES
from sourcier.show.exports.wacz import search_key
from sourcier.tables import Row, read_table
from sourcier.warc import read_pages, write_pages

LATER = Page(
    LEDGER.address, LEDGER.content.replace(b"two sinkings", b"three sinkings"), LEDGER.content_type, datetime(2031, 5, 4, tzinfo=UTC)
)
FORMATS = ("jsonl", "csv", "parquet", "graphml", "gexf", "jsonld", "wacz", "opml")


def filled(run: Run, folder: Path, name: str = "library.db", pages: tuple[Page, ...] = (LEDGER, LATER, DIGEST, HARVEST)) -> Path:
    archive = folder / f"{name}.warc.gz"
    write_pages([*pages, Page("https://sarn-ledger.example/empty", b" ", "text/html")], archive, stored_at=datetime(2031, 5, 5, tzinfo=UTC))
    assert run("add", archive, "-l", folder / name).code == 0
    return folder / name


@pytest.fixture
def library(run: Run, tmp_path: Path) -> Path:
    return filled(run, tmp_path)


def rows(path: Path) -> list[dict[str, Any]]:
    found = list(read_table(path, path.name))
    assert all(isinstance(row, Row) for row in found)
    return [dict(row.cells) for row in found if isinstance(row, Row)]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def exported(run: Run, library: Path, folder: Path, *filters: str) -> Path:
    for form in FORMATS:
        target = folder / form if form in ("jsonl", "csv", "parquet") else folder / f"x.{form}"
        ran = run("export", "-o", target, "--format", form, "-l", library, *filters)
        assert ran.code == 0, ran.err
    return folder


def test_the_same_captures_in_another_order_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    one = filled(run, tmp_path, "one.db")
    two = filled(run, tmp_path, "two.db", (HARVEST, LATER, DIGEST, LEDGER))
    first, again, other = (exported(run, lib, tmp_path / name) for lib, name in ((one, "a"), (one, "b"), (two, "c")))
    assert everything(first) == everything(again)
    assert everything(first) == everything(other)


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_tables_hold_what_the_library_holds(run: Run, library: Path, tmp_path: Path, form: str) -> None:
    told = run("export", "-o", tmp_path / "out", "--format", form, "-l", library, "--json").json["written"]
    tables = {name: rows(tmp_path / "out" / f"{name}.{form}") for name in TABLES}
    assert {name: len(found) for name, found in tables.items()} == {Path(path).stem: count for path, count in told.items()}
    assert all(list(row) == list(TABLES[name]) for name, found in tables.items() for row in found)
    articles = {row["article_id"]: row for row in tables["articles"]}
    assert len(articles) == 4
    (later,) = [row for row in articles.values() if row["version_of"]]
    assert articles[later["version_of"]]["address"] == LEDGER.address
    (story,) = tables["stories"]
    assert (int(story["articles"]), int(story["versions"]), int(story["independent_most"])) == (3, 1, 1)
    assert {row["story_id"] for row in articles.values()} == {story["story_id"]}
    assert {(row["verdict"], str(row["is_held"]).lower()) for row in tables["derivations"]} == {("confirmed", "true")}
    first, second = (articles[tables["reuses"][0][side]] for side in ("first", "second"))
    one, other = (span.split("-") for span in tables["reuses"][0]["alignments"].split("; ")[0].split("="))
    assert first["text"][int(one[0]) : int(one[1])][:40] == second["text"][int(other[0]) : int(other[1])][:40]
    statement = tables["statements"][0]
    start, end = statement["spans"].split("; ")[0].split("-")
    assert articles[statement["article_id"]]["text"][int(start) : int(end)] in statement["words"]


def test_one_table_goes_into_a_file_named_for_its_format(run: Run, library: Path, tmp_path: Path) -> None:
    assert run("export", "-o", tmp_path / "a.csv", "-l", library).code == 0
    assert run("export", "-o", tmp_path / "c.jsonl", "--table", "credits", "-l", library).code == 0
    assert len(rows(tmp_path / "a.csv")) == 4
    assert {row["name"] for row in rows(tmp_path / "c.jsonl")} == {"The Sarn Ledger", "River Digest"}


def test_the_graph_is_read_by_networkx_and_an_arrow_leads_to_whom_is_taken_from(run: Run, library: Path, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    exported(run, library, tmp_path)
    for graph in (networkx.read_graphml(tmp_path / "x.graphml"), networkx.read_gexf(tmp_path / "x.gexf", version="1.3")):
        names = networkx.get_node_attributes(graph, "label")
        edges = {(names[taker], names[giver]) for taker, giver in graph.edges()}
        assert edges == {("River Digest", "The Sarn Ledger"), ("Harvest", "River Digest")}
        assert {data["articles"] for _, _, data in graph.edges(data=True)} == {1}


def test_linked_data_says_what_derives_from_what_in_two_vocabularies(run: Run, library: Path, tmp_path: Path) -> None:
    exported(run, library, tmp_path)
    document = json.loads((tmp_path / "x.jsonld").read_text(encoding="utf-8"))
    assert document["@context"]["prov"] == "http://www.w3.org/ns/prov#"
    nodes = {node["@id"]: node for node in document["@graph"] if "@id" in node}
    by_url: dict[str, list[dict[str, Any]]] = {}
    for node in nodes.values():
        if "NewsArticle" in node["@type"]:
            by_url.setdefault(node["url"], []).append(node)
    (harvest,), (digest,) = by_url[HARVEST.address], by_url[DIGEST.address]
    ledger, later = sorted(by_url[LEDGER.address], key=lambda node: "prov:wasRevisionOf" in node)
    assert later["prov:wasRevisionOf"] == ledger["@id"]
    assert harvest["prov:wasDerivedFrom"] == [digest["@id"]] == harvest["isBasedOn"]
    assert harvest["prov:hadPrimarySource"] == ledger["@id"]
    assert harvest["prov:qualifiedDerivation"][0]["sourcier:verdict"] == "confirmed"
    assert "prov:wasDerivedFrom" not in ledger
    named = {value for node in nodes.values() for key, value in node.items() if isinstance(value, str) and key in {"publisher", "isPartOf"}}
    assert named <= set(nodes)
    quotes = [node for node in document["@graph"] if node["@type"] == "Quotation"]
    assert any(quote["spokenByCharacter"]["name"] == "Hanna Brightwell" for quote in quotes)


def test_the_wacz_holds_every_capture_and_keeps_to_its_format(run: Run, library: Path, tmp_path: Path) -> None:
    exported(run, library, tmp_path)
    held = [page for page in read_pages(tmp_path / "x.wacz") if isinstance(page, Page)]
    assert {(page.address, page.digest) for page in held} >= {(page.address, page.digest) for page in (LEDGER, LATER, DIGEST, HARVEST)}
    assert len(held) == 5
    with zipfile.ZipFile(tmp_path / "x.wacz") as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        parts = {name: archive.read(name) for name in archive.namelist()}
    package = json.loads(parts["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    for part in package["resources"]:
        assert part["hash"] == "sha256:" + hashlib.sha256(parts[part["path"]]).hexdigest()
        assert part["bytes"] == len(parts[part["path"]])
    assert {part["path"] for part in package["resources"]} == {"archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"}
    digest = json.loads(parts["datapackage-digest.json"])
    assert digest["hash"] == "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()
    index = parts["indexes/index.cdx"].decode().splitlines()
    assert index == sorted(index)
    for line in index:
        key, moment, facts = line.split(" ", 2)
        where = json.loads(facts)
        record = parts["archive/data.warc.gz"][int(where["offset"]) : int(where["offset"]) + int(where["length"])]
        (page,) = [page for page in read_pages(record) if isinstance(page, Page)]
        assert (page.address, f"sha256:{page.digest}", len(moment)) == (where["url"], where["digest"], 14)
        assert key == search_key(page.address)
    head, *pages = [json.loads(line) for line in parts["pages/pages.jsonl"].decode().splitlines()]
    assert head["format"] == "json-pages-1.0"
    assert {page["url"] for page in pages} == {page.address for page in held}
    assert len({page["id"] for page in pages}) == 5


def test_filters_narrow_every_format(run: Run, library: Path, tmp_path: Path) -> None:
    exported(run, library, tmp_path, "--outlet", "Harvest")
    assert [row["outlet"] for row in rows(tmp_path / "csv" / "articles.csv")] == ["Harvest"]
    assert [row["name"] for row in rows(tmp_path / "csv" / "derivations.csv")] == ["River Digest"]
    assert [page.address for page in read_pages(tmp_path / "x.wacz") if isinstance(page, Page)] == [HARVEST.address]
    edges = ET.parse(tmp_path / "x.graphml").getroot().findall(".//{*}edge")  # noqa: S314 - our own file
    assert len(edges) == 1
    story = run("stories", "-l", library, "--json").json["stories"][0]["story_id"]
    for given, count in (
        (("--story", story), 4),
        (("--since", "2031-05-02"), 4),
        (("--until", "2031-05-01"), 0),
        (("--outlet", "Nobody"), 0),
    ):
        ran = run("export", "-o", tmp_path / "some.csv", "-l", library, *given, "--json")
        assert ran.code == (0 if count else 4)
        if count:
            assert list(ran.json["written"].values()) == [count]


def test_wrong_uses_are_one_line(run: Run, library: Path, tmp_path: Path) -> None:
    for given, code in (
        (("-o", tmp_path / "x.xls"), 2),
        (("-o", tmp_path / "out"), 2),
        (("-o", tmp_path / "x.csv", "--since", "hier"), 2),
        (("-o", tmp_path / "x.csv", "--story", "s0"), 4),
        (("-o", library / "x.csv"), 5),
    ):
        ran = run("export", *given, "-l", library)
        assert (ran.code, len(ran.err.splitlines()) >= 1, "Traceback" in ran.err) == (code, True, False), ran.err


def test_cells_of_a_csv_are_no_formulas(run: Run, tmp_path: Path) -> None:
    evil = LEDGER.content.replace(b"The Sarn ferry makes its last crossing", b"=HYPERLINK(&quot;https://x.example&quot;)")
    library = filled(run, tmp_path, "evil.db", (Page(LEDGER.address, evil, LEDGER.content_type, LEDGER.captured_at),))
    assert run("export", "-o", tmp_path / "csv", "--format", "csv", "-l", library).code == 0
    for path in (tmp_path / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert rows(tmp_path / "csv" / "articles.csv")[0]["title"].startswith("=HYPERLINK")
