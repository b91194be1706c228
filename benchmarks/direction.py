"""Who copied whom, measured on a corpus with known copying such as ../shared/copies/gen1000.

  python benchmarks/direction.py CORPUS [--reuses gold|found] [--bins] [--json OUT]

`--reuses gold` hands the true aligned spans to `trace_stories`, so that tracing is measured alone; `found` takes what `find_reuses`
finds, so that both are. Figures: right parent among articles with one parent; direction of the true steps pair by pair, and by the
chains of the stories (the way back of one article passes the other); family ARI; calibration of the confidence in ten bins (articles,
mean confidence, share right); CPU seconds of tracing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from math import comb
from pathlib import Path
from typing import Any

from sourcier.compare import find_reuses
from sourcier.model import Alignment, Article, Credit, Debris, Hop, Image, Outlet, Reuse, ReuseKind, Span, Story
from sourcier.read.credits.lines import mark_line
from sourcier.trace import Direction, find_directions, trace_stories

BINS = 10
# What was said with a probability, and whether it was right.
Said = list[tuple[float, bool]]


@dataclass(frozen=True)
class Corpus:
    """Articles of a generated corpus, by number, and what is true of them."""

    articles: tuple[Article, ...]
    gold: dict[str, Any]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each article id."""
        return {article.article_id: number for number, article in enumerate(self.articles)}


def load(folder: Path) -> Corpus:
    """The corpus of a folder with docs.jsonl.gz and gold.json.gz; credits and debris are read off the lines of each text."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = tuple(to_article(json.loads(line)) for line in lines)
    with gzip.open(folder / "gold.json.gz", "rt", encoding="utf-8") as file:
        return Corpus(articles, json.load(file))


def to_article(record: dict[str, Any]) -> Article:
    """The article of one line of docs.jsonl.gz."""
    site = record["site"]
    named, debris = read_marks(record["text"], record["lang"])
    return Article(
        body=record["text"],
        language=record["lang"],
        published=_when(record),
        address=f"https://{site}/{record['id']}",
        outlet=Outlet(site, (site,)),
        title=record["title"],
        credits=(*named, *_canonical(record)),
        debris=debris,
        images=tuple(Image(address) for address in record.get("images", ())),
        wire_ids=tuple(record.get("wire", ())),
        captured_at=datetime.fromtimestamp(record["seen"], UTC),
    )


def read_marks(text: str, language: str | None) -> tuple[tuple[Credit, ...], tuple[Debris, ...]]:
    """The credits and debris of the lines of a text."""
    credits_: list[Credit] = []
    debris: list[Debris] = []
    start = 0
    for line in text.split("\n"):
        marks = mark_line(line, language=language)
        credits_ += [_moved(credit, start) for credit in marks.credits]
        debris += marks.debris
        start += len(line) + 1
    return tuple(credits_), tuple(debris)


def _when(record: dict[str, Any]) -> datetime | date | None:
    """What the page tells of its date: a moment, a day or nothing."""
    if not record["date"]:
        return None
    moment = datetime.fromtimestamp(record["date"], UTC)
    return moment.date() if record.get("day_only") else moment


def _canonical(record: dict[str, Any]) -> Iterator[Credit]:
    """The canonical address as a credit, when the page gives one."""
    if address := record.get("canonical"):
        yield Credit("republished", address.split("/")[2], address, address, place="head:link[rel=canonical]")


def _moved(credit: Credit, start: int) -> Credit:
    """The credit with its span moved from the line into the text."""
    span = None if credit.span is None else Span(credit.span.start + start, credit.span.end + start)
    return Credit(credit.kind, credit.name, credit.address, credit.printed, span, credit.place, credit.outlet, credit.rule)


def true_reuses(corpus: Corpus) -> Iterator[Reuse]:
    """The pairs of the gold as reuses; where the two lists of spans differ in length the last span stands for the rest."""
    for pair in corpus.gold["pairs"]:
        ends = [(corpus.articles[pair["a"]], pair["sa"]), (corpus.articles[pair["b"]], pair["sb"])]
        (first, first_spans), (second, second_spans) = sorted(ends, key=lambda end: end[0].article_id)
        count = max(len(first_spans), len(second_spans))
        alignments = tuple(
            Alignment(Span(*first_spans[min(k, len(first_spans) - 1)]), Span(*second_spans[min(k, len(second_spans) - 1)]))
            for k in range(count)
        )
        yield Reuse(first.article_id, second.article_id, alignments, _share(first_spans, first), _share(second_spans, second), _kind(pair))


def _kind(pair: dict[str, Any]) -> ReuseKind:
    return "translation" if pair["kind"] == "translated" else "copy"


def _share(spans: Sequence[Sequence[int]], article: Article) -> float:
    """The share of a body that spans cover."""
    return min(1.0, sum(end - start for start, end in spans) / max(1, len(article.body)))


def ways_back(stories: Sequence[Story]) -> dict[str, set[str]]:
    """For each node all nodes that decided derivations lead back to."""
    ups: dict[str, set[str]] = {}
    for derivation in (d for story in stories for d in story.derivations if d.verdict not in {"undecided", "contradicted"}):
        ups.setdefault(derivation.node_id, set()).add(derivation.derived_from)
    found = {}
    for node in ups:
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            for up in ups.get(waiting.pop(), set()) - seen:
                seen.add(up)
                waiting.append(up)
        found[node] = seen
    return found


def score(corpus: Corpus, stories: Sequence[Story]) -> dict[str, Any]:
    """All figures but CPU."""
    numbers, parents = corpus.numbers, corpus.gold["parents"]
    nearest = {numbers[a]: chain[0] for story in stories for a in story.articles if (chain := story.chain(a))}
    kids = [number for number, known in enumerate(parents) if len(known) == 1]
    right = {n: _is_right(corpus, n, hop) for n, hop in nearest.items()}
    by_kind, hits = Counter(corpus.gold["kind"][n] for n in kids), Counter(corpus.gold["kind"][n] for n in kids if right.get(n))
    bins = [
        [(nearest[n].confidence, ok) for n, ok in right.items() if min(BINS - 1, int(nearest[n].confidence * BINS)) == k]
        for k in range(BINS)
    ]
    return {
        "right parent": sum(bool(right.get(n)) for n in kids) / max(1, len(kids)),
        "by kind": {kind: round(hits[kind] / count, 3) for kind, count in sorted(by_kind.items())},
        **_chain_directions(corpus, stories),
        "family ARI": _family_ari(corpus, stories),
        "verdicts": dict(sorted(Counter(d.verdict for story in stories for d in story.derivations).items())),
        "calibration": [
            [len(b), round(sum(c for c, _ in b) / len(b), 3), round(sum(ok for _, ok in b) / len(b), 3)] if b else [0] for b in bins
        ],
    }


def said_and_right(corpus: Corpus, stories: Sequence[Story], directions: Sequence[Direction]) -> dict[str, Said]:
    """What was said with which probability, and whether it was right: parents (nearest hops), directions, and steps by their verdict."""
    numbers, parents = corpus.numbers, corpus.gold["parents"]
    found: dict[str, Said] = {"parent": [], "direction": []}
    for article_id, hop in ((a, chain[0]) for story in stories for a in story.articles if (chain := story.chain(a))):
        right = _is_right(corpus, numbers[article_id], hop)
        found["parent"].append((hop.confidence, right))
        found.setdefault(f"parent, {hop.verdict}", []).append((hop.confidence, right))
    for direction in directions:
        first, second = numbers[direction.first], numbers[direction.second]
        if first in parents[second] or second in parents[first]:
            sure = max(direction.forward, 1 - direction.forward)
            found["direction"].append((sure, (direction.forward > 0.5) == (first in parents[second])))
    return found


def in_bins(said: Said) -> list[tuple[int, float, float]]:
    """For each of ten bins of confidence: how many, the mean confidence, the share that is right."""
    found = []
    for k in range(BINS):
        here = [(sure, right) for sure, right in said if min(BINS - 1, int(sure * BINS)) == k]
        count = max(1, len(here))
        found.append((len(here), sum(sure for sure, _ in here) / count, sum(right for _, right in here) / count))
    return found


def calibration_error(said: Said) -> float:
    """The expected calibration error: the mean gap between what was said and what was right, bin by bin, weighed by their number."""
    return sum(count * abs(mean - right) for count, mean, right in in_bins(said)) / max(1, len(said))


def print_bins(said: dict[str, Said]) -> None:
    """A reliability table in Markdown, one column a kind: number, said, right."""
    print(f"| bin | {' | '.join(f'{kind} ({calibration_error(pairs):.3f})' for kind, pairs in said.items())} |")
    print("|---" * (len(said) + 1) + "|")
    rows = zip(*(in_bins(pairs) for pairs in said.values()), strict=True)
    for k, row in enumerate(rows):
        cells = (f"{count}: {mean:.2f} {right:.2f}" if count else "" for count, mean, right in row)
        print(f"| {k / BINS:.1f} | {' | '.join(cells)} |")


def _is_right(corpus: Corpus, number: int, hop: Hop) -> bool:
    """Whether a hop leads to a true parent: an article, or the agency that the text goes back to when no page of it is held."""
    if hop.article_id is not None:
        return corpus.numbers[hop.article_id] in corpus.gold["parents"][number]
    return "wires" in corpus.gold and hop.name == corpus.gold["wires"][number]


def _chain_directions(corpus: Corpus, stories: Sequence[Story]) -> dict[str, float]:
    """Share of true steps whose direction is decided, and share of those that are right."""
    back = ways_back(stories)
    steps = [
        (corpus.articles[p].article_id, corpus.articles[n].article_id) for n, known in enumerate(corpus.gold["parents"]) for p in known
    ]
    right = sum(parent in back.get(child, ()) for parent, child in steps)
    wrong = sum(child in back.get(parent, ()) for parent, child in steps)
    return {"chains right": right / max(1, right + wrong), "chains decide": (right + wrong) / max(1, len(steps))}


def score_directions(corpus: Corpus, directions: Sequence[Direction]) -> dict[str, Any]:
    """How many true steps are decided pair by pair, how many of those are right, and how many are when the surest 92 % are taken."""
    numbers, parents = corpus.numbers, corpus.gold["parents"]
    found = []
    for direction in directions:
        first, second = numbers[direction.first], numbers[direction.second]
        if first in parents[second] or second in parents[first]:
            sure = max(direction.forward, 1 - direction.forward)
            found.append((sure, direction.is_decided, (direction.forward > 0.5) == (first in parents[second])))
    steps = sum(len(known) for known in parents)
    decided = [right for _, is_decided, right in found if is_decided]
    surest = [right for _, _, right in sorted(found, reverse=True)[: round(0.92 * steps)]]
    return {
        "direction right": sum(decided) / max(1, len(decided)),
        "direction decided": len(decided) / max(1, steps),
        "right of surest 92%": sum(surest) / max(1, len(surest)),
    }


def score_origins(corpus: Corpus, stories: Sequence[Story]) -> dict[str, Any]:
    """How often the number of independent origins of a story of several articles is within what is said, and how wide that is.

    The truth is how many texts the articles that are whole copies or mergers go back to; who only quotes does not count.
    """
    numbers, kinds, roots = corpus.numbers, corpus.gold["kind"], corpus.gold["roots"]
    told = []
    for story in (s for s in stories if len(s.articles) > 1):
        whole = [numbers[a] for a in story.articles if kinds[numbers[a]] not in {"agency", "excerpt"}]
        told.append((len({root for n in whole for root in roots[n]}) or 1, *story.independent_origins))
    count = max(1, len(told))
    return {
        "origins within": sum(least <= true <= most for true, least, most in told) / count,
        "origins exact": sum(least == true == most for true, least, most in told) / count,
        "origins too few": sum(most < true for true, _, most in told) / count,
        "origins too many": sum(least > true for true, least, _ in told) / count,
        "origins width": sum(most - least for _, least, most in told) / count,
    }


def _family_ari(corpus: Corpus, stories: Sequence[Story]) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985) of stories against families; excerpts and merges (-1) are left out."""
    story_of = {corpus.numbers[a]: number for number, story in enumerate(stories) for a in story.articles}
    kept = [n for n, family in enumerate(corpus.gold["family"]) if family != -1]
    known = [-2 - n if corpus.gold["family"][n] is None else corpus.gold["family"][n] for n in kept]
    found = [story_of[n] for n in kept]
    both, left, right = (sum(comb(c, 2) for c in Counter(x).values()) for x in (zip(known, found, strict=True), known, found))
    expected = left * right / comb(len(kept), 2)
    return (both - expected) / ((left + right) / 2 - expected)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--reuses", choices=("gold", "found"), default="gold")
    parser.add_argument("--bins", action="store_true", help="print the reliability of every confidence in ten bins, with its error")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    corpus = load(options.corpus)
    reuses = tuple(true_reuses(corpus) if options.reuses == "gold" else find_reuses(corpus.articles))
    began = time.process_time()
    stories = trace_stories(corpus.articles, reuses)
    figures = {
        "articles": len(corpus.articles),
        "reuses": len(reuses),
        "stories": len(stories),
        "trace CPU s": round(time.process_time() - began, 2),
    }
    figures |= score(corpus, stories)
    directions = find_directions(corpus.articles, reuses)
    figures |= score_directions(corpus, directions)
    if "roots" in corpus.gold:
        figures |= score_origins(corpus, stories)
    for name, value in figures.items():
        print(f"{name:20} {value:.4f}" if isinstance(value, float) else f"{name:20} {value}")
    if options.bins:
        print_bins(said_and_right(corpus, stories, directions))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
