"""Tables as researchers exchange them become pages: rows with texts as they are, rows with addresses fetched, bad rows told."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gather.test_gather_inputs import fetched

from sourcier.errors import GatherError, RefusedError
from sourcier.gather.adapters import is_known, roles_of
from sourcier.gather.inputs import open_input
from sourcier.model import Article, Page
from sourcier.read import read_article
from sourcier.tables import write_table

TEXT = (
    "La criée de Brévenne a vendu samedi quatre tonnes de lieu noir, deux fois plus que l'an dernier à la même date.\n"
    "Les patrons pêcheurs attendent du port qu'il répare enfin la grue du quai nord, en panne depuis le mois de mars."
)
MEDIA_CLOUD = "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
PRAVDA = "URL,Source Title,Source URL,Canonical,OG:Title,OG:Description,Alternates,Country,Publication Date\n"


def opened(path: Path) -> list[Page | GatherError]:
    return list(open_input(str(path), fetch=fetched))


def write(folder: Path, content: str | bytes, name: str = "t") -> Path:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def read(item: Page | GatherError) -> Article:
    assert isinstance(item, Page), item
    return read_article(item)


@pytest.mark.parametrize(
    ("table", "addresses"),
    [
        ("url\nhttps://phare.example/1\nhttps://phare.example/1\n", ["https://phare.example/1"]),
        ('id;"url";x\n1;https://phare.example/?a=1,2;y\n', ["https://phare.example/?a=1,2"]),
        ("id\tresolved_url\turl\n1\thttps://phare.example/2\thttps://t.example/\n", ["https://phare.example/2"]),
        (
            'url,note\nhttps://phare.example/1,"deux\nlignes"\nhttps://phare.example/2,x\n',
            ["https://phare.example/1", "https://phare.example/2"],
        ),
        (
            MEDIA_CLOUD + "a1,2031-05-03,fr,phare.example,https://phare.example/,2031-05-02,Titre,https://phare.example/9\n",
            ["https://phare.example/9"],
        ),
        (
            '{"link": "https://phare.example/3", "n": 1}\n{"link": "https://phare.example/4"}\n',
            ["https://phare.example/3", "https://phare.example/4"],
        ),
    ],
)
def test_rows_with_addresses_are_fetched_once_each(tmp_path: Path, table: str, addresses: list[str]) -> None:
    items = opened(write(tmp_path, table))
    assert [item.address for item in items if isinstance(item, Page)] == addresses
    assert all(isinstance(item, Page) and item.content.endswith(item.address.encode()) for item in items)


def test_a_bad_row_is_an_error_that_names_file_and_row_and_ends_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "url,n\njavascript:x(),1\nhttps://gone.example/,2\nhttps://phare.example/1\n,4\nhttps://phare.example/5,5\n")
    *errors, page = opened(path)
    assert isinstance(page, Page)
    assert [f"row {n}" in str(error) and str(path) in str(error) for n, error in zip((2, 3, 4, 5), errors, strict=True)] == [True] * 4
    assert isinstance(errors[1], RefusedError)
    assert str(errors[3]).endswith("row 5: the row holds neither an address nor a text")


def test_a_row_of_the_pravda_network_is_fetched_and_says_whom_the_page_names(tmp_path: Path) -> None:
    row = (
        "https://phare.example/5,Le Guet de Morvane,https://guet-morvane.example/halle,https://phare.example/5,"
        "La halle,Un résumé.,https://fr.phare.example/5(fr);https://de.phare.example/5(de),Morvane,2031-05-02T10:00:00Z\n"
    )
    (page,) = opened(write(tmp_path, gzip.compress((PRAVDA + row).encode()), "x.csv.gz"))
    assert isinstance(page, Page)
    assert page.address == "https://phare.example/5"
    told = dict(page.feed_fields)
    assert (told["source.title"], told["source.url"]) == ("Le Guet de Morvane", "https://guet-morvane.example/halle")
    assert told["row.published"] == "2031-05-02T10:00:00Z"
    assert "canonical" not in told
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    article = read_article(
        Page(page.address, f"<html><body><article>{body}</article></body></html>".encode(), "text/html", feed_fields=page.feed_fields)
    )
    assert [(c.kind, c.name) for c in article.credits] == [("republished", "Le Guet de Morvane")]


ROW: dict[str, Any] = {
    "url": "https://phare.example/lieu",
    "title": "Le lieu noir revient à Brévenne",
    "text": TEXT,
    "publish_date": "2031-05-02T08:30:00+02:00",
    "media_name": "Le Phare",
    "author": "Ida Kermoal; Yann Riou",
    "language": "fr",
}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_row_with_the_text_is_a_page_and_what_it_knows_is_read_off_it(tmp_path: Path, kind: Any) -> None:
    path = tmp_path / "corpus.dat"
    write_table(path, dict.fromkeys(ROW, str), [ROW], kind=kind)
    (item,) = opened(path)
    article = read(item)
    assert article.address == ROW["url"]
    assert (article.title, article.body, article.language) == (ROW["title"], TEXT, "fr")
    assert article.outlet is not None
    assert article.outlet.name == "Le Phare"
    assert article.authors == ("Ida Kermoal", "Yann Riou")
    assert article.published == datetime.fromisoformat(ROW["publish_date"])
    assert isinstance(item, Page)
    assert dict(item.feed_fields)["row"] == f"{path}: row {2 if kind == 'csv' else 1}"


def test_a_row_with_markup_is_that_page_and_its_time_of_capture_is_kept(tmp_path: Path) -> None:
    markup = "<!doctype html><html><body><article><p>" + TEXT + "</p></article></body></html>"
    row = {"resolved_url": "https://phare.example/1", "datetime_utc": "2031-05-03T10:00:00", "raw_contents": markup}
    (page,) = opened(write(tmp_path, json.dumps(row)))
    assert isinstance(page, Page)
    assert (page.content.decode(), page.captured_at) == (markup, datetime(2031, 5, 3, 10, tzinfo=UTC))


MINET = "id,url,resolved_url,http_status,datetime_utc,fetch_error,path,mimetype,encoding,body_size\n"


def test_what_minet_has_fetched_is_read_from_its_files_and_what_failed_says_so(tmp_path: Path) -> None:
    (tmp_path / "downloaded").mkdir()
    (tmp_path / "downloaded" / "a.html").write_bytes("<p>La marée.</p>".encode("latin-1"))
    (tmp_path / "downloaded" / "b.html.gz").write_bytes(gzip.compress(b"<p>packed"))
    (tmp_path / "cut.html").write_bytes(gzip.compress(b"<p>cut" * 99)[:-9])
    rows = (
        "1,https://t.example/a,https://phare.example/a,200,2031-05-02T08:00:00,,a.html,text/html,iso-8859-1,9\n"
        "2,https://phare.example/b,https://phare.example/b,200,,,b.html.gz,text/html,,9\n"
        "3,https://phare.example/c,https://phare.example/c,404,,,c.html,text/html,utf-8,9\n"
        "4,https://phare.example/d,,,,connect-timeout,,,,\n"
        "5,https://phare.example/e,,,,,,,,\n"
        "6,https://phare.example/f,https://phare.example/f,200,,,cut.html,text/html,,9\n"
        "7,https://phare.example/g,https://phare.example/g,200,,,../secret.html,text/html,,9\n"
    )
    (tmp_path.parent / "secret.html").write_bytes(b"<p>secret")
    first, packed, gone, failed, later, cut, outside = opened(write(tmp_path, MINET + rows, "report.csv"))
    assert isinstance(first, Page)
    assert (first.address, first.content, first.content_type) == (
        "https://phare.example/a",
        "<p>La marée.</p>".encode("latin-1"),
        "text/html; charset=iso-8859-1",
    )
    assert first.captured_at == datetime(2031, 5, 2, 8, tzinfo=UTC)
    assert isinstance(packed, Page)
    assert packed.content == b"<p>packed"
    assert "status 404" in str(gone)
    assert "connect-timeout" in str(failed)
    assert "row 5: https://phare.example/d" in str(failed)
    assert isinstance(later, Page)
    assert later.content.endswith(b"https://phare.example/e")
    assert "cut.html cannot be read" in str(cut)
    assert isinstance(outside, Page)
    assert b"secret" not in outside.content


@pytest.mark.parametrize(
    ("cell", "day"), [(1935475200, "2031-05-02"), (1935475200000, "2031-05-02"), ("2 mai 2031", "2031-05-02"), (None, None)]
)
def test_dates_as_rows_write_them(tmp_path: Path, cell: object, day: str | None) -> None:
    (item,) = opened(write(tmp_path, json.dumps({**ROW, "publish_date": cell})))
    published = read(item).published
    assert (published.isoformat()[:10] if published else None) == day


def test_a_text_without_an_address_is_named_by_file_and_row(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({"text": TEXT, "title": "Un"}) + "\n" + json.dumps({"text": TEXT, "title": "Deux"}))
    assert [item.address for item in opened(path) if isinstance(item, Page)] == ["t#row=1", "t#row=2"]


def test_a_table_on_the_web_may_not_say_what_other_pages_hold() -> None:
    table = json.dumps({"url": "https://phare.example/1", "text": "Ce que le Phare n'a jamais écrit. " * 20}).encode()
    site = {"https://stranger.example/t.jsonl": Page("https://stranger.example/t.jsonl", table, "application/json")}
    (page,) = open_input("https://stranger.example/t.jsonl", fetch=lambda address: site.get(address) or fetched(address))
    assert isinstance(page, Page)
    assert page.content.endswith(b"https://phare.example/1")


def test_a_table_of_feeds_is_followed_to_their_pages(tmp_path: Path) -> None:
    items = opened(write(tmp_path, "name,url\nLe Phare,https://phare.example/feed\n"))
    assert [item.address for item in items if isinstance(item, Page)] == ["https://phare.example/1", "https://phare.example/2"]


def test_columns_are_guessed_by_name_and_may_be_given() -> None:
    assert dict(roles_of(["Article Text", "source", "Date"])) == {"text": "Article Text", "date": "Date", "outlet": "source"}
    assert roles_of(["a", "b"], {"text": "b"}) == {"text": "b"}
    assert "credit_address" not in roles_of(["url", "source_url"])
    assert not is_known(["text"])
    assert is_known(["text", "title"])


@given(
    st.dictionaries(
        st.sampled_from(["url", "text", "title", "date", "outlet", "authors", "language", "x"]), st.text() | st.integers() | st.none()
    )
)
def test_any_row_is_pages_or_errors(cells: dict[str, Any]) -> None:
    from sourcier.gather.adapters import row_items  # noqa: PLC0415 - only here
    from sourcier.tables import Row  # noqa: PLC0415 - idem

    def refuse(address: str) -> list[Page | GatherError]:
        return [RefusedError("no", address)]

    for item in row_items([Row(1, cells)], "t", fetch=refuse):
        assert isinstance(item, Page | GatherError)
        assert len(str(item).splitlines()) == 1 or isinstance(item, Page)
