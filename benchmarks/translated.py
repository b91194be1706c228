"""Translated copies found in a corpus, as ../shared/score/translated.py reads them.

python benchmarks/translated.py CORPUS OUT        then: python ../shared/score/translated.py CORPUS OUT
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

from copies import to_article

from sourcier.compare import find_reuses


def main() -> None:
    """Write each translation as [a, b, score, decided]; the score is the smaller of the two shares."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    with gzip.open(asked.corpus / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    articles = [to_article(record) for record in records]
    numbers = {article.article_id: record["id"] for article, record in zip(articles, records, strict=True)}
    start = time.process_time()
    reuses = list(find_reuses(articles))
    both = time.process_time() - start
    start = time.process_time()
    wording = sum(1 for _ in find_reuses(articles, translations=False))
    print(f"{len(reuses)} reuses in {both:.2f} s CPU; {wording} of one wording alone in {time.process_time() - start:.2f} s")
    rows = ([numbers[reuse.first], numbers[reuse.second], min(reuse.share_first, reuse.share_second), True] for reuse in reuses)
    asked.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
