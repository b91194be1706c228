"""How long a search takes in a large library: two words, with and without filters, rare words and words that stand everywhere.

  python benchmarks/searching.py LIBRARY [--queries 200]    a library as benchmarks/adding.py makes one; postgresql:// does as well

Every query is two words of one article drawn by lot, so common words come as often as they are written; `everywhere` are words of the
titles and bodies that most articles hold. Milliseconds of the clock and of CPU for `search` and, apart, for `count_hits`.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice, pairwise

from sourcier.model import Article
from sourcier.store import Store, open_store
from sourcier.store.words import folded_words

# So many articles tell which words are common.
_SAMPLE = 400


def drawn(articles: Sequence[Article], count: int, chance: random.Random) -> list[tuple[str, Article]]:
    """Queries of two words, each with the article that its words were drawn from."""
    found: list[tuple[str, Article]] = []
    while len(found) < count:
        article = chance.choice(articles)
        words = [word for word in folded_words(article.body).split() if len(word) > 2]
        found.append((" ".join(chance.sample(words, 2)), article))
    return found


def everywhere(articles: Sequence[Article]) -> list[str]:
    """Queries of two words that most articles hold."""
    held = Counter(word for article in articles for word in set(folded_words(article.body).split()))
    return [f"{one} {other}" for (one, _), (other, _) in pairwise(held.most_common(21))]


def timed(name: str, asked: Sequence[Callable[[], object]]) -> None:
    """Run each question and print what they took."""
    spent, busy = [], []
    for ask in asked:
        begun, clock = time.process_time(), time.perf_counter()
        ask()
        busy.append(1000 * (time.process_time() - begun))
        spent.append(1000 * (time.perf_counter() - clock))
    ends = (statistics.quantiles(times, n=20)[-1] for times in (spent, busy))
    middles = (statistics.median(times) for times in (spent, busy))
    shown = ("{:.1f} (CPU {:.1f})".format(*pair) for pair in (tuple(middles), tuple(ends)))
    print("{:34} median {:20} p95 {}".format(name, *shown), flush=True)


def measure(library: Store, count: int) -> None:
    """Ask all kinds of questions."""
    chance = random.Random(1)  # noqa: S311 - the same questions each time, no secret
    outlets = [library.articles(outlet=one.name) for one in library.outlets()[:_SAMPLE]]
    articles = [article for held in outlets for article in islice(held, 1)]
    queries = drawn(articles, count, chance)
    timed("two words", [partial(library.search, query) for query, _ in queries])
    timed("two words, one outlet", [partial(library.search, q, outlet=a.outlet.name if a.outlet else None) for q, a in queries])
    dated = [(query, a.published) for query, a in queries if a.published]
    days = [(query, when.date() if hasattr(when, "date") else when) for query, when in dated]
    timed("two words, three days", [partial(library.search, q, since=day, until=day + timedelta(days=2)) for q, day in days])
    timed("two words, counted", [partial(library.count_hits, query) for query, _ in queries])
    common = everywhere(articles) * 3
    timed("two words that stand everywhere", [partial(library.search, query) for query in common])
    timed("the same, counted", [partial(library.count_hits, query) for query in common])
    timed(
        "the same, three days",
        [partial(library.search, q, since=day, until=day + timedelta(days=2)) for q, (_, day) in zip(common, days, strict=False)],
    )


def main() -> None:
    """Open the library and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("library")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--captures", help="the folder of captures, for a library on a server")
    asked = parser.parse_args()
    with open_store(asked.library, create=False, captures=asked.captures) as library:
        print(f"{library.searched().articles:,} articles")
        measure(library, asked.queries)


if __name__ == "__main__":
    main()
