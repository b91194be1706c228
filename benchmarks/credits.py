"""Predictions of credits for the shared scorer, by Sourcier or by plain patterns (the baseline), and what they cost.

python benchmarks/credits.py OUT.jsonl [GOLD.jsonl] [--plain]
python ../shared/score/credits.py OUT.jsonl [GOLD.jsonl]
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import feedparser

from sourcier.errors import ReadError
from sourcier.model import Page
from sourcier.read import read_article
from sourcier.trace.claimed import claimed_chain

SHARED = Path(__file__).resolve().parents[2] / "shared"
Record = dict[str, Any]

# The baseline: what a newsroom script does, one pattern a kind over the text without its tags.
_PLAIN = {
    "agency": r"\b(AFP|Reuters|Associated Press|dpa|EFE|ANSA|TASS|Xinhua|APA|SID|PTI|KNA|epd|NTB)\b",
    "origin": r"(?:Source|Quelle|Fuente|Fonte|Источник)\s*:\s*([^\n|.]{3,60})",
    "republished": r"(?:originally (?:published|appeared) (?:on|in|by|at)|initialement publié sur|zuerst (?:bei|in|auf)) ([^\n.,]{3,60})",
    "translation": r"(?:Translated by|Traduit par|Übersetzt von|Traducido por|Tradotto da)\s*:?\s*([^\n.,|]{3,40})",
    "via": r"\(?\bvia:? ([A-Z][^\n).,]{2,40})",
}


def pages(gold: Path) -> Iterator[tuple[Record, Page]]:
    """Every record of a gold file with its page: stored HTML, an item of a stored feed, or the founding text."""
    for line in gold.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record.get("html"):
            content = gzip.decompress((gold.parent / record["html"]).read_bytes())
            yield record, Page(record["url"], content, "text/html")
        elif record.get("feed"):
            yield record, feed_page(gold.parent / record["feed"], record)
        else:
            text = next((SHARED / "founding").glob("*.txt")).read_bytes()
            yield record, Page(record["url"], text, "text/plain; charset=utf-8")


def feed_page(path: Path, record: Record) -> Page:
    """A feed item as a page: its description under its title."""
    entry = feedparser.parse(gzip.decompress(path.read_bytes())).entries[record["item"]["index"]]
    content = f"<html><body><article><h1>{entry.get('title', '')}</h1>{entry.get('summary', '')}</article></body></html>"
    return Page(record["url"], content.encode(), "text/html; charset=utf-8")


def by_sourcier(record: Record, page: Page) -> Record:
    """What Sourcier reads; a page that holds no article predicts nothing."""
    try:
        article = read_article(page)
    except ReadError:
        return {"id": record["id"], "credits": [], "origin": None}
    found = [{"kind": credit.kind, "name": credit.outlet or credit.name, "url": credit.address or ""} for credit in article.credits]
    chain = claimed_chain(article)
    return {"id": record["id"], "credits": found, "origin": chain[-1].name if chain else None}


def by_patterns(record: Record, page: Page) -> Record:
    """What the plain patterns find in the text without its tags."""
    text = page.content.decode("utf-8", "replace")
    text = re.sub(r"(?s)<(script|style).*?</\1>", " ", text)
    text = unescape(re.sub(r"<(?:p|div|li|br|h\d|td)\b[^>]*>", "\n", text))
    text = re.sub(r"<[^>]{0,2000}>", "", text)
    found = {(kind, hit.strip()) for kind, pattern in _PLAIN.items() for hit in re.findall(pattern, text)}
    order = [{"kind": kind, "name": name} for kind, name in sorted(found)]
    return {"id": record["id"], "credits": order, "origin": order[-1]["name"] if order else None}


def main(arguments: list[str]) -> None:
    """Write one prediction a line and print the CPU seconds it took."""
    names = [argument for argument in arguments if not argument.startswith("--")]
    gold = Path(names[1]) if len(names) > 1 else SHARED / "credits" / "credits.jsonl"
    predict: Callable[[Record, Page], Record] = by_patterns if "--plain" in arguments else by_sourcier
    begin = time.process_time()
    lines = [json.dumps(predict(record, page), ensure_ascii=False) for record, page in pages(gold)]
    Path(names[0]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} pages, {time.process_time() - begin:.2f} CPU s")


if __name__ == "__main__":
    main(sys.argv[1:])
