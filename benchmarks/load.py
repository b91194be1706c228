"""The reader under load: 30 requests a second over 64 connections while a follower adds to the library; beside it plain pages of Datasette.

  python benchmarks/load.py LIBRARY [--seconds 60] [--rate 30] [--connections 64] [--datasette PROGRAM] [--no-follower] [--json FILE]

LIBRARY is one made by benchmarks/load_press.py (it grows: the follower keeps what it finds). `sourcier serve` and `sourcier follow` run
as a person would start them; the feeds come from this program. Requests leave at their time whatever became of those before (an open
load), each connection in its turn; a time is counted from when the request was due, so that a reader that stalls is not spared.
Datasette (--datasette names the program, from an environment of its own) answers the same number of requests for rows of the same file
in the same run, with the follower still at work.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web
from following import feed_bytes

# What people ask for, in a hundred requests.
MIX = {"story": 38, "article": 38, "stories": 6, "search": 4, "outlet": 4, "outlets": 1, "statements": 3, "network": 1, "feed": 3, "api": 2}
_ENTRIES = 20
_WORDS = ("Denis Marven", "Clara Torberg", "Ada Linault", "Port-Neuf", "Cap-Roux", "Mont-Clair")


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: its kind, when it was due, how long it took from then, in seconds, the status (0 when none came), the bytes."""

    kind: str
    due: float
    took: float
    status: int
    size: int


def paths_of(library: Path, count: int, mix: dict[str, int]) -> Iterator[tuple[str, str]]:
    """So many requests with their kinds, drawn from what the library holds."""
    chance = random.Random(7)  # noqa: S311 - which pages are asked for
    with contextlib.closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True)) as connection:
        stories = [row[0] for row in connection.execute("SELECT story_id FROM stories WHERE copied > 1 ORDER BY story_id LIMIT 40000")]
        large = [row[0] for row in connection.execute("SELECT story_id FROM stories ORDER BY copied DESC LIMIT 20")]
        last = connection.execute("SELECT max(number) FROM articles").fetchone()[0]
        numbers = [chance.randrange(1, last + 1) for _ in range(4000)]
        row = "SELECT number, article_id, outlet FROM articles WHERE number = ?"
        articles = [found for number in numbers if (found := connection.execute(row, (number,)).fetchone())]
    for kind in chance.choices(list(mix), weights=mix.values(), k=count):
        number, article, outlet = chance.choice(articles)
        # one story in twenty is among the largest: what is copied most is read most
        story = chance.choice(large) if chance.random() < 0.05 else chance.choice(stories)
        yield (
            kind,
            {
                "story": f"/story/{story}",
                "article": f"/article/{article}",
                "stories": chance.choice(("/", "/?page=7", "/?order=copied", "/?show=all&page=40")),
                "search": f"/search?q={quote(chance.choice(_WORDS))}",
                "outlet": f"/outlet/{quote(outlet, safe='')}",
                "outlets": f"/outlets?page={chance.randrange(1, 9)}",
                "statements": chance.choice(("/statements", f"/statements?speaker={quote(chance.choice(_WORDS))}")),
                "network": "/network",
                "feed": chance.choice((f"/feed/outlet.atom/{quote(outlet, safe='')}", "/feed/stories.json", f"/feed/story/{story}.atom")),
                "api": chance.choice((f"/api/story/{story}", f"/api/article/{article}")),
                "row of an article": f"/{library.stem}/articles/{number}",
                "row of a story": f"/{library.stem}/stories/{story}",
            }[kind],
        )


async def load(base: str, asked: Sequence[tuple[str, str]], rate: float, connections: int) -> list[Answered]:
    """What became of the requests, one every 1/rate seconds, over so many connections that stay open."""
    begun = time.monotonic() + 0.5
    queues: list[asyncio.Queue[tuple[str, str, float] | None]] = [asyncio.Queue() for _ in range(connections)]
    for number, (kind, path) in enumerate(asked):
        queues[number % connections].put_nowait((kind, path, begun + number / rate))
    for queue in queues:
        queue.put_nowait(None)
    parts = await asyncio.gather(*(_connection(base, queue) for queue in queues))
    return [answered for part in parts for answered in part]


async def _connection(base: str, queue: asyncio.Queue[tuple[str, str, float] | None]) -> list[Answered]:
    """What came over one connection: a request is sent when it is due, or when the one before it was answered."""
    told = []
    connector, patience = aiohttp.TCPConnector(limit=1, keepalive_timeout=600), aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(base, connector=connector, timeout=patience) as session:
        while (item := await queue.get()) is not None:
            kind, path, due = item
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            status, size = 0, 0
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(path) as answer:
                    status, size = answer.status, len(await answer.read())
            told.append(Answered(kind, due, time.monotonic() - due, status, size))
    return told


@contextmanager
def running(command: Sequence[str], *, is_silent: bool = True) -> Iterator[subprocess.Popen[str]]:
    """A program while it is needed."""
    errors = subprocess.DEVNULL if is_silent else None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def cpu_of(process: subprocess.Popen[str]) -> float:
    """The CPU seconds of a running program, all its threads."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.asynccontextmanager
async def feeds_served(count: int) -> Any:  # noqa: ANN401 - an asynchronous context
    """The addresses of so many feeds, which no library has met before, served from here."""
    first = int(time.time()) % 10_000_000 * 1000
    made = {number: feed_bytes(number, _ENTRIES, 0) for number in range(first, first + count)}

    async def feed(request: web.Request) -> web.Response:
        return web.Response(body=made[int(request.match_info["number"])], content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/feed/{number}", feed)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield [f"http://127.0.0.1:{port}/feed/{number}" for number in made]
    finally:
        await runner.cleanup()


async def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """What was measured of the reader and of Datasette."""
    sourcier = [str(Path(sys.executable).with_name("sourcier"))]
    count = int(asked.rate * asked.seconds)
    told: dict[str, Any] = {"rate": asked.rate, "connections": asked.connections, "load_before": os.getloadavg()[0]}
    async with contextlib.AsyncExitStack() as stack:
        before = _articles(asked.library)
        if not asked.no_follower:
            addresses = await stack.enter_async_context(feeds_served(asked.feeds))
            listed = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "feeds.txt"
            listed.write_text("\n".join(addresses), encoding="utf-8")
            follow = [*sourcier, "follow", "-l", str(asked.library), "--gap", "0", "--allow-private", "127.0.0.1", "--json", str(listed)]
            follower = stack.enter_context(running(follow))
            asyncio.get_running_loop().run_in_executor(None, _drain, follower)
        serve = [*sourcier, "serve", "-l", str(asked.library), "--port", "0", "--no-open", "--json"]
        with running(serve, is_silent=False) as reader:
            base = json.loads(await asyncio.to_thread(_whole, reader))["address"]
            await load(base, list(paths_of(asked.library, 60, MIX)), 10, 4)  # templates are compiled, caches filled
            spent = cpu_of(reader)
            answers = await load(base, list(paths_of(asked.library, count, MIX)), asked.rate, asked.connections)
            cost = round(1000 * (cpu_of(reader) - spent) / count, 1)
            told["reader"] = _print("reader", {**_summary(answers), "cpu_ms_a_request": cost})
            told["load_between"] = os.getloadavg()[0]
        if asked.datasette:
            port = 8000 + os.getpid() % 1000
            with running([asked.datasette, "serve", str(asked.library), "--port", str(port)]) as peer:
                asyncio.get_running_loop().run_in_executor(None, _drain, peer)
                await _ready(f"http://127.0.0.1:{port}/")
                rows = {"row of an article": 1, "row of a story": 1}
                await load(f"http://127.0.0.1:{port}", list(paths_of(asked.library, 40, rows)), 10, 4)
                spent = cpu_of(peer)
                answers = await load(f"http://127.0.0.1:{port}", list(paths_of(asked.library, count, rows)), asked.rate, asked.connections)
                cost = round(1000 * (cpu_of(peer) - spent) / count, 1)
                told["datasette"] = _print("datasette", {**_summary(answers), "cpu_ms_a_request": cost})
        told["followed"] = _articles(asked.library) - before
    told["load_after"] = os.getloadavg()[0]
    return told


def _print(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """What was measured of one program, after it was printed."""
    for kind, times in told["pages"].items():
        print(f"{name:9} {kind:18} " + "  ".join(f"{key} {value:>8}" for key, value in times.items()))
    print(name, json.dumps({key: value for key, value in told.items() if key != "pages"}), flush=True)
    return told


def _drain(process: subprocess.Popen[str]) -> None:
    """Nothing; reads what a program says, so that it never waits for a reader."""
    for _ in process.stdout or ():
        pass


def _whole(process: subprocess.Popen[str]) -> str:
    """The first JSON value that a program prints."""
    text = ""
    while process.stdout and (line := process.stdout.readline()):
        text += line
        with contextlib.suppress(ValueError):
            json.loads(text)
            return text
    raise SystemExit("the reader did not start")


async def _ready(base: str) -> None:
    """Nothing; waits until something answers there."""
    async with aiohttp.ClientSession() as session:
        for _ in range(120):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(base):
                    return
            await asyncio.sleep(0.5)
    raise SystemExit("the peer did not start")


def _articles(library: Path) -> int:
    """How many articles the library holds."""
    with contextlib.closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def _summary(answers: Sequence[Answered]) -> dict[str, Any]:
    """Times by kind of page in milliseconds, and whatever was no answer."""
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for answered in answers:
        kinds[answered.kind].append(answered)
    failed = [f"{answered.kind} {answered.status}" for answered in answers if answered.status != 200]
    return {
        "requests": len(answers),
        "errors": len(failed),
        "failed": sorted(set(failed)),
        "pages": {k: _times(v) for k, v in kinds.items()},
    }


def _times(answers: Sequence[Answered]) -> dict[str, float]:
    """Median, 95th and 99th of a hundred, and the longest, in milliseconds; the median size in kB."""
    took = sorted(1000 * answered.took for answered in answers)
    shares = {name: took[min(len(took) - 1, int(len(took) * share))] for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    size = statistics.median(answered.size for answered in answers) / 1000
    return {"n": len(took), **{name: round(value, 1) for name, value in {**shares, "max": took[-1], "kB": size}.items()}}


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=30)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--feeds", type=int, default=60)
    parser.add_argument("--datasette", metavar="PROGRAM")
    parser.add_argument("--no-follower", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    told = asyncio.run(measure(asked))
    print(json.dumps({key: value for key, value in told.items() if key not in {"reader", "datasette"}}))
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
