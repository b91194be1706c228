"""How right `sourcier annotate` is, by kind of writing, on generated copies, on hand-checked pages, and on invented texts.

python benchmarks/annotate.py [--quick]

`copied`: ../shared/copies/gen10000 (truth known by construction). `agency`: ../shared/credits (credits checked by hand). `own` and
`translated`: benchmarks/annotate_invented.jsonl, texts made up for this purpose: what they show is that the
rules do what they say, not how the press writes.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from copies import to_article
from credits import pages

from sourcier.model import Page
from sourcier.pipeline.annotating import annotate_pages, writings

ROOT = Path(__file__).resolve().parent
SHARED = ROOT.parent.parent / "shared"
# What the generator did, as one of our words. A quotation of three sentences leaves a text its own.
COPIED = frozenset({"verbatim", "typo", "boiler", "trunc", "ocr", "edit", "heavy", "merge"})
EXCERPTS = frozenset({"agency", "excerpt"})
Pair = tuple[str, str]


def generated(folder: Path) -> list[tuple[str, Pair]]:
    """For each generated article its kind, and (truth, answer)."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    with gzip.open(folder / "gold.json.gz", "rt", encoding="utf-8") as file:
        kinds = json.load(file)["kind"]
    articles = [to_article(record) for record in records]
    found = writings(articles)
    told = []
    for record, article in zip(records, articles, strict=True):
        kind = kinds[record["id"]]
        truth = "copied" if kind in COPIED else "excerpt" if kind in EXCERPTS else "own"
        told.append((kind, (truth, found[article.article_id].written_as)))
    return told


def signed(gold: Path) -> list[Pair]:
    """For each hand-checked page whether it is an agency's text in truth, and what is answered."""
    pairs = []
    for record, page in pages(gold):
        kinds = {credit["kind"] for credit in record["credits"] if not credit.get("self")}
        writing = annotate_pages([page])[0]
        truth = "agency" if "agency" in kinds else "other"
        pairs.append((truth, "agency" if writing and writing.written_as == "agency" else "other"))
    return pairs


def invented(path: Path) -> list[Pair]:
    """For each invented text how it was written in truth, and what is answered."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    made = [Page(row["url"], _markup(row).encode(), "text/html; charset=utf-8") for row in rows]
    answers = annotate_pages(made)
    return [(row["truth"], answer.written_as if answer else "unread") for row, answer in zip(rows, answers, strict=True)]


def _markup(row: dict[str, Any]) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in row["text"].splitlines())
    meta = f'<meta property="og:site_name" content="{row["outlet"]}"><meta property="article:published_time" content="{row["date"]}">'
    head = f'<head><meta charset="utf-8"><title>{row["title"]}</title>{meta}</head>'
    return f'<!doctype html><html lang="{row["lang"]}">{head}<body><article><h1>{row["title"]}</h1>{paragraphs}</article></body></html>'


def score(word: str, pairs: Iterable[Pair]) -> str:
    """Precision, recall and error of one word, and how much was left undecided."""
    found = list(pairs)
    told, true = sum(b == word for _, b in found), sum(a == word for a, _ in found)
    right = sum(a == b == word for a, b in found)
    undecided = sum(a == word and b == "undecided" for a, b in found)
    wrong = sum(a == word and b not in (word, "undecided") for a, b in found) + sum(a != word and b == word for a, b in found)
    return (
        f"{word:>10}: {true:>5} true, precision {right / max(1, told):.3f}, recall {right / max(1, true):.3f}, "
        f"undecided {undecided / max(1, true):.3f}, error rate {wrong / max(1, len(found)):.3f} of {len(found)}"
    )


def main(arguments: Sequence[str]) -> None:
    """Print the figures of docs/annotate.md."""
    begin = time.process_time()
    told = generated(SHARED / "copies" / ("gen1000" if "--quick" in arguments else "gen10000"))
    print("generated copies (passages of others inside an own text, one in eight, are left out)")
    whole = [pair for _, pair in told if pair[0] != "excerpt"]
    print(score("copied", whole))
    print(score("own", whole))
    for kind in sorted({kind for kind, _ in told}):
        print(f"      {kind:>10}", dict(Counter(answer for one, (_, answer) in told if one == kind).most_common()))
    print(f"      {time.process_time() - begin:.1f} CPU s")
    print("hand-checked pages")
    print(score("agency", signed(SHARED / "credits" / "credits.jsonl")))
    if (SHARED / "french" / "credits.jsonl").exists():
        print(score("agency", signed(SHARED / "french" / "credits.jsonl")), "(French)")
    print("invented texts")
    pairs = invented(ROOT / "annotate_invented.jsonl")
    for word in ("own", "translated", "copied", "agency"):
        print(score(word, pairs))


if __name__ == "__main__":
    main(sys.argv[1:])
