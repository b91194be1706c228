"""The commands that the hostile runner calls: each wraps one public function and answers in JSON.

    python benchmarks/hostile_commands.py COMMAND …

Exit codes: 0 done, 3 refused with {"error": …}. Rooms are imported by the command that needs them, so that a case is charged with
its own costs only. Every command runs within the limits that `sourcier` sets itself when it reads foreign documents.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

Command = Callable[[argparse.Namespace], Any]


def fetch(options: argparse.Namespace) -> dict[str, Any]:
    """What an address gives."""
    from sourcier.gather.http import fetch_page

    page = fetch_page(options.address, allow_private=tuple(filter(None, [options.allow])), timeout=8.0)
    return {"status": 200, "text": page.content.decode("utf-8", "replace")}


def feed(options: argparse.Namespace) -> dict[str, Any]:
    """The entries of a feed, cleaned as for display."""
    from sourcier.gather.feeds import read_feed, safe_html

    entries = read_feed(Path(options.file).read_bytes(), address=options.address).entries
    return {
        "entries": [
            {
                "id": e.entry_id,
                "title": e.title,
                "link": e.link,
                "date": e.published.isoformat() if e.published else None,
                "html": safe_html(e.content or e.summary),
            }
            for e in entries
        ]
    }


def robots(options: argparse.Namespace) -> dict[str, str]:
    """Whether the robots.txt at an address lets us ask for a path."""
    from sourcier.errors import GatherError
    from sourcier.gather.http import Fetcher, Limits

    async def ask() -> str:
        async with Fetcher(allow=tuple(filter(None, [options.allow])), limits=Limits(seconds=8.0)) as fetcher:
            rules = await fetcher.robots(options.address)
        return "deny" if isinstance(rules, GatherError) or not rules.allows(urljoin(options.address, options.path)) else "allow"

    return {"robots": asyncio.run(ask())}


def url(options: argparse.Namespace) -> dict[str, str]:
    """How an address is shown and compared."""
    from sourcier.errors import RefusedError
    from sourcier.text.addresses import host_of, normalise_address

    shown = normalise_address(options.address)
    if not shown:
        raise RefusedError("not a valid address", options.address)
    return {"shown": shown, "host": host_of(shown)}


def warc(options: argparse.Namespace) -> dict[str, int]:
    """How many pages an archive holds, and how many stretches of it cannot be read."""
    from sourcier.model import Page
    from sourcier.warc import read_pages

    found = [isinstance(one, Page) for one in read_pages(Path(options.file))]
    return {"records": sum(found), "errors": len(found) - sum(found)}


def rule(options: argparse.Namespace) -> dict[str, Any]:
    """Where a pattern that a user wrote is found in a text. Selectors are refused: nothing of ours takes them from users."""
    from sourcier.errors import UsageError
    from sourcier.watch.patterns import search_of

    told = json.loads(Path(options.file).read_text(encoding="utf-8"))
    pattern = told.get("pattern", told.get("pattern_rep"))
    if pattern is None:
        raise UsageError("only patterns are taken from users", "selector")
    return {"found": search_of(pattern)(told.get("text_in", told.get("text_rep", "")))}


def roundtrip(options: argparse.Namespace) -> dict[str, str]:
    """A text after a library has kept it in every field that takes text."""
    from sourcier.model import Article, Page, Reading
    from sourcier.store import open_store

    text = Path(options.file).read_bytes().decode("utf-8", "surrogatepass")
    article = Article(text, text, address=text, title=text, authors=(text,))
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "library.db") as store:
        store.add(Reading(Page(text, text.encode("utf-8", "surrogatepass"), text, None, (("X", text),)), article))
        if store.article(article.article_id) != article or store.find_article(text) != article or store.check():
            raise AssertionError("the text came back changed")
    return {"text": text}


def search(options: argparse.Namespace) -> dict[str, int]:
    """How many articles of a small library answer a query; every filter is given the same text."""
    from sourcier.model import Article, Page, Reading
    from sourcier.store import open_store

    query = Path(options.file).read_bytes().decode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "library.db") as store:
        store.add(Reading(Page("https://phare.example/", b""), Article("a b c title phare", title="NEAR OR AND a")))
        return {"hits": len(store.search(query)), "filtered": len(store.search("phare", outlet=query))}


def export(options: argparse.Namespace) -> dict[str, Any]:
    """What a library whose every word is this text gives in every format: fixed names inside the folder, and rows that come back."""
    import csv
    import io
    from contextlib import redirect_stdout

    from sourcier.cli import commands
    from sourcier.model import Article, Outlet, Page, Reading
    from sourcier.store import open_store
    from sourcier.tables import Row, read_table

    text = Path(options.file).read_bytes().decode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        with open_store(Path(folder) / "library.db") as store:
            for number in (1, 2):
                article = Article(text, text, address=f"{text}{number}", title=text, outlet=Outlet(text), authors=(text,))
                store.add(Reading(Page(article.address, b"x", text), article))
        for kind in ("csv", "jsonl", "parquet", "graphml", "gexf", "jsonld", "wacz"):
            target = out / kind if kind in ("csv", "jsonl", "parquet") else out / f"x.{kind}"
            arguments = ["export", "-o", str(target), "--format", kind, "-l", str(Path(folder) / "library.db"), "--json"]
            with redirect_stdout(io.StringIO()):
                commands.main(arguments, standalone_mode=False)
        made = sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())
        rows = [row.cells for row in read_table(out / "csv" / "articles.csv", "articles") if isinstance(row, Row)]
        with (out / "csv" / "articles.csv").open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
    wrong = [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))]
    kept = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if wrong or [row["title"] for row in rows] != [kept, kept] or any(not name.startswith(("out/", "library.db")) for name in made):
        raise AssertionError(f"{wrong} {made}")
    return {"cell": rows[0]["title"], "files": made}


def extract(options: argparse.Namespace) -> dict[str, Any]:
    """The article of a page."""
    from sourcier.model import Page
    from sourcier.read import read_article

    article = read_article(Page(options.address, Path(options.file).read_bytes(), options.content_type or None))
    return {"text": article.body, "title": article.title, "date": article.published.isoformat() if article.published else None}


def date(options: argparse.Namespace) -> dict[str, str | None]:
    """The day that a written date names."""
    from sourcier.read.metadata.stamps import parse_stamp

    stamp = parse_stamp(Path(options.file).read_bytes().decode("utf-8", "replace"))
    return {"date": stamp.isoformat() if stamp else None}


COMMANDS: dict[str, Command] = {
    "date": date,
    "export": export,
    "extract": extract,
    "fetch": fetch,
    "feed": feed,
    "robots": robots,
    "roundtrip": roundtrip,
    "rule": rule,
    "search": search,
    "url": url,
    "warc": warc,
}


def main() -> int:
    """Run one command and print its answer."""
    from sourcier.errors import SourcierError

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("file", nargs="?", default="")
    parser.add_argument("--address", default="")
    parser.add_argument("--content-type", default="")
    parser.add_argument("--allow", default="")
    parser.add_argument("--path", default="/prive")
    options = parser.parse_args()
    try:
        answer = COMMANDS[options.command](options)
    except SourcierError as error:
        print(json.dumps({"error": str(error)}))
        return 3
    print(json.dumps(answer, ensure_ascii=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
