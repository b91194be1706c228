"""The commands that `../shared/score/hostile/store_tests.py` calls: each wraps the library as a program that acknowledges what it keeps.

    python benchmarks/hostile_store.py ingest FILE DB | dump DB | check DB | backup DB TO

`ingest` prints {"ack": address} once an article is durable. Exit codes: 0 done, 1 the check found faults, else that of the error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sourcier.errors import SourcierError
from sourcier.model import Article, Page, Reading
from sourcier.store import Store, open_store

# Small, so that acknowledgements come often and kills hit all moments.
_BATCH = 20


def main() -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["ingest", "dump", "check", "backup"])
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    first, second = [*options.paths, ""][:2]
    try:
        if options.command == "ingest":
            _ingest(Path(first), second)
        elif options.command == "dump":
            _dump(first)
        elif options.command == "backup":
            with _opened(first) as store:
                store.backup(second)
        else:
            return _check(first)
    except SourcierError as error:
        print(json.dumps({"error": str(error)}), file=sys.stderr)
        return error.exit_code
    return 0


def _opened(address: str) -> Store:
    """The library, a new one when a kill came before any; that of a server keeps its captures in a folder named after its address."""
    if "://" not in address:
        return open_store(address, create=True)
    folder = Path(tempfile.gettempdir()) / f"sourcier-captures-{hashlib.sha256(address.encode()).hexdigest()[:12]}"
    return open_store(address, create=True, captures=folder)


def _ingest(path: Path, address: str) -> None:
    """Keep the articles of a file of JSON lines, a few at a time, and say so after each few."""
    with _opened(address) as store:
        for some in _groups(path):
            store.add_all(some)
            print("".join(json.dumps({"ack": reading.page.address}) + "\n" for reading in some), end="", flush=True)


def _groups(path: Path) -> Iterator[list[Reading]]:
    """The readings of the file, a few at a time."""
    some: list[Reading] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            article = Article(given["text"], "fr", address=given["url"], title=given["title"])
            some.append(Reading(Page(given["url"], line.encode()), article))
            if len(some) == _BATCH:
                yield some
                some = []
    if some:
        yield some


def _dump(address: str) -> None:
    """Print every article."""
    with _opened(address) as store:
        for article in store.articles():
            print(json.dumps({"url": article.address, "text": article.body}))


def _check(address: str) -> int:
    """Print every fault."""
    with _opened(address) as store:
        faults = store.check()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
